"""The window of a desk somebody is signed in to: its threads, its screens, and the way out in the right order."""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from commune_desk.build import Doors
from commune_desk.desk_care import DeskCare, codes_in_file
from commune_desk.domain.errors import ClockTrouble, DeskError
from commune_desk.domain.records import Office
from commune_desk.i18n import _
from commune_desk.paths import Profile
from commune_desk.ports import Filter
from printing import press
from storage.export import Column, export, pages_of
from storage.signed_desk import SignedDesk
from ui.administration.screen import AdministrationScreen
from ui.background import Background, Executors
from ui.context import ExportColumn, ScreenContext
from ui.detail.screen import DetailScreen
from ui.dossiers.screen import DossiersScreen
from ui.home.screen import HomeScreen
from ui.kit.ask_card import Choice
from ui.main_window import MainWindow
from ui.reception.screen import ReceptionScreen
from ui.registers.screen import RegistersScreen
from ui.screen import ScreenEntry, WindowFrame
from ui.words import sentence

UNSENT_EVERY_MS = 15_000


class SignedIn(QObject):
    """One signed-in desk on the screen. Made on the UI thread; `office` was read before on a worker."""

    def __init__(self, desk: SignedDesk, doors: Doors, office: Office, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._profile = doors.profile
        self._paper = ThreadPoolExecutor(1, "paper")
        self.window = MainWindow(_frame(desk, office, doors.profile, language), sentence)
        messages = self.window.messages
        self.background = Background(
            Executors(desk.file.readers, desk.file.writer, self._paper),
            on_error=messages.show_error,
            on_bug=messages.show_bug,
            parent=self,
        )
        self.context = ScreenContext(
            desk=desk,
            background=self.background,
            messages=messages,
            press=press,
            navigate=self.go,
            language=language,
            export_list=self._export,
            read_codes=codes_in_file,
            prints_dir=doors.profile.prints,
        )
        self._care = DeskCare(desk, doors, doors.profile)
        self.window.set_screens(self._screens())
        self.window.searched.connect(self._search)
        self._check_clock()
        self._unsent_timer = QTimer(self, interval=UNSENT_EVERY_MS)
        self._unsent_timer.timeout.connect(self._count_unsent)
        self._unsent_timer.start()
        self._count_unsent()
        self.background.write(lambda: empty_folder(doors.profile.prints), _nothing)

    def go(self, place: str, what: object = None) -> None:
        """Move to a place; `what` as ScreenContext.navigate says."""
        self.window.go(place, what)

    def _count_unsent(self) -> None:
        self.background.read(lambda: unsent(self.desk), self.window.status.show_unsent)

    def leave(self) -> Callable[[], None]:
        """Take the window away; returns what still has to run on a worker: closing the file in order."""
        self._unsent_timer.stop()
        self.window.hide()
        self.background.close()
        paper, file, window = self._paper, self.desk.file, self.window
        window.deleteLater()

        def close() -> None:
            paper.shutdown(wait=True)
            file.close()

        return close

    def _screens(self) -> Sequence[ScreenEntry]:
        dossiers, detail = DossiersScreen(self.context), DetailScreen(self.context)
        reception = ReceptionScreen(self.context)
        return (
            ScreenEntry("home", HomeScreen(self.context), _("Hôm nay"), "house"),
            ScreenEntry("reception", reception, _("Tiếp nhận"), "file-plus", reception.open),
            ScreenEntry("dossiers", dossiers, _("Hồ sơ"), "folder-open", dossiers.show_filter),
            ScreenEntry("registers", RegistersScreen(self.context), _("Sổ & danh sách"), "book-open"),
            ScreenEntry("administration", self._administration(), _("Quản trị"), "settings"),
            ScreenEntry("dossier", detail, take=detail.open),
        )

    def _administration(self) -> AdministrationScreen:
        made = AdministrationScreen(self.context, self._care)
        made.large_print_wanted.connect(self.window.large_print_wanted)
        made.language_wanted.connect(self.window.language_wanted)
        return made

    def _search(self, text: str) -> None:
        self.go("dossiers", Filter(text=text))

    def _export(
        self,
        target: Path,
        columns: Sequence[ExportColumn],
        filter_: Filter,
        progress: Callable[[int], None],
        is_cancelled: Callable[[], bool],
    ) -> int:
        as_stored = [Column(one.heading, one.value, one.width) for one in columns]
        return export(target, as_stored, pages_of(self.desk.reads, filter_), progress, is_cancelled)

    def _check_clock(self) -> None:
        self.background.read(self.desk.now, _nothing, self._clock_jumped)

    def _clock_jumped(self, error: DeskError) -> None:
        if not isinstance(error, ClockTrouble):
            self.window.messages.show_error(error)
            return
        choices = (Choice("right", _("Ngày giờ trên máy đúng")), Choice("wrong", _("Để tôi chỉnh đồng hồ trước")))
        self.window.messages.ask(sentence(error), choices, self._clock_answered)

    def _clock_answered(self, key: str) -> None:
        if key == "right":
            clock = self.desk.file.clock
            self.background.write(lambda: self.desk.file.confirm_clock(clock.reading()), _nothing)
        else:
            self.window.messages.say(
                "warning", _("Chưa cấp số nào cho đến khi đồng hồ đúng. Chỉnh xong hãy khóa rồi mở lại bàn.")
            )


def unsent(desk: SignedDesk) -> int:
    """Dossiers whose entries have not left this PC."""
    return desk.reads.home(desk.file.clock.reading()).counts["unsent"]


def empty_folder(folder: Path) -> None:
    """PDFs asked for earlier do not stay readable on the disk."""
    shutil.rmtree(folder, ignore_errors=True)


def _nothing(_result: object) -> None:
    """What a job without an answer leads to."""


def _frame(desk: SignedDesk, office: Office, profile: Profile, language: str) -> WindowFrame:
    return WindowFrame(
        commune=office.agency,
        office=office.desk_name,
        person=desk.actor.display_name,
        post=desk.actor.post_name,
        practice=office.is_practice,
        language=language,
        settings_file=str(profile.window),
        idle_lock_s=office.idle_lock_min * 60,
    )
