"""The screens of a signed-in desk: made when first needed or while the clerk's hands rest."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from commune_desk.desk_care import DeskCare
from commune_desk.i18n import _
from ui.administration.screen import AdministrationScreen
from ui.context import ScreenContext
from ui.detail.screen import DetailScreen
from ui.dossiers.screen import DossiersScreen
from ui.home.screen import HomeScreen
from ui.lazy_screen import LazyScreen
from ui.merge.screen import MergeScreen
from ui.reception.screen import ReceptionScreen
from ui.registers.screen import RegistersScreen
from ui.screen import Screen, ScreenEntry
from ui.sync_status.screen import SyncScreen

FIRST_REST_MS = 600
REST_MS = 250


class Screens(QObject):
    """The eight places of the desk. `entries` go to the window; `way_back` says how to return to what is shown."""

    def __init__(self, context: ScreenContext, care: DeskCare, parent: QObject) -> None:
        super().__init__(parent)
        self._reception = LazyScreen(lambda: ReceptionScreen(context))
        self._dossiers = LazyScreen(lambda: DossiersScreen(context))
        self._detail = LazyScreen(lambda: DetailScreen(context))
        self._merge = LazyScreen(lambda: MergeScreen(context))
        self._others: dict[str, LazyScreen[Screen]] = {
            "home": LazyScreen(lambda: HomeScreen(context)),
            "registers": LazyScreen(lambda: RegistersScreen(context)),
            "administration": LazyScreen(lambda: AdministrationScreen(context, care)),
            "sync": LazyScreen(lambda: SyncScreen(context)),
        }
        self._timer = QTimer(self, singleShot=True, interval=FIRST_REST_MS)
        self._timer.timeout.connect(self._make_next)

    def entries(self) -> Sequence[ScreenEntry]:
        """In the order of their Alt keys."""
        return (
            ScreenEntry("home", self._others["home"], _("Hôm nay"), "house"),
            ScreenEntry("reception", self._reception, _("Tiếp nhận"), "file-plus", self._open_reception),
            ScreenEntry("dossiers", self._dossiers, _("Hồ sơ"), "folder-open", self._show_filter),
            ScreenEntry("registers", self._others["registers"], _("Sổ & danh sách"), "book-open"),
            ScreenEntry("administration", self._others["administration"], _("Quản trị"), "settings"),
            ScreenEntry("sync", self._others["sync"], _("Gửi nhận"), "arrow-up-down"),
            ScreenEntry("merge", self._merge, take=self._open_cards),
            ScreenEntry("dossier", self._detail, take=self._open_dossier),
        )

    def way_back(self, place: str) -> object:
        """What `go(place, …)` needs to show again what is shown there now: a draft's key, a dossier, or None."""
        if place == "reception" and self._reception.made is not None:
            return self._reception.made.draft_key
        if place == "dossier" and self._detail.made is not None:
            return self._detail.made.shown
        return None

    def make_while_resting(self) -> None:
        """Make the screens not yet visited one by one, with a rest after each."""
        self._timer.start()

    def stop(self) -> None:
        """The window goes."""
        self._timer.stop()

    def _make_next(self) -> None:
        screens = (self._reception.prepare, self._dossiers.prepare, self._detail.prepare, self._merge.prepare)
        if any(prepare() for prepare in (*screens, *(other.prepare for other in self._others.values()))):
            self._timer.start(REST_MS)

    def _open_reception(self, what: object) -> None:
        self._reception.screen.open(what)

    def _show_filter(self, what: object) -> None:
        self._dossiers.screen.show_filter(what)

    def _open_cards(self, what: object) -> None:
        self._merge.screen.open(what)

    def _open_dossier(self, what: object) -> None:
        self._detail.screen.open(what)
