"""Home: asks the desk for one snapshot and shows it; asks again each minute while it is looked at."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from commune_desk.ports import Changes, Filter
from ui import words
from ui.context import ScreenContext
from ui.home.state import DRAFTS, HomeState, home_state
from ui.home.view import HomeView, opened_line
from ui.screen import KeyHelp

AGAIN_MS = 60_000


class HomeScreen:
    """The first screen of the day (ui.screen.Screen)."""

    def __init__(self, context: ScreenContext) -> None:
        self._context = context
        self._asked = 0
        self._wants_focus = True
        self._opened_line = False
        self.state: HomeState | None = None
        self.view = HomeView()
        self.view.lane_opened.connect(self._open_lane)
        self.view.line_opened.connect(self._open_line)
        self.view.reception_wanted.connect(self._receive)
        self.view.refreshed.connect(self.refresh)
        self.view.sync_wanted.connect(lambda: context.navigate("sync", None))
        self._timer = QTimer(self.view, interval=AGAIN_MS)
        self._timer.timeout.connect(self.refresh)
        context.changes.happened.connect(self._changed)

    @property
    def widget(self) -> HomeView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title."""
        return _("Hôm nay")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of this screen."""
        return (
            ("F2", _("Tiếp nhận hồ sơ mới")),
            ("1 – 6", _("Mở danh sách của ô đó")),
            ("7", _("Xem các bản nháp")),
            ("← ↑ → ↓", _("Đi giữa các ô; → vào danh sách bên cạnh")),
            ("Enter", _("Mở ô hoặc hồ sơ đang chọn")),
            ("F5", _("Đếm lại")),
        )

    def on_shown(self) -> None:
        """Ask for fresh numbers."""
        self._wants_focus = True
        self.refresh()
        self._timer.start()

    def on_hidden(self) -> None:
        """Nobody looks: nobody asks."""
        self._timer.stop()

    def may_leave(self) -> bool:
        """Nothing is typed here."""
        return True

    def refresh(self) -> None:
        """One more snapshot; an answer to an older question is dropped."""
        self._asked += 1
        asked, context = self._asked, self._context

        def then(state: HomeState) -> None:
            if asked == self._asked:
                self._show(state)

        self._context.background.read(lambda: snapshot(context), then, self._failed, owner=self.view)

    def _changed(self, _changes: Changes) -> None:
        if self._timer.isActive():
            self.refresh()

    def _show(self, state: HomeState) -> None:
        self.state = state
        self.view.show_state(state)
        if self._wants_focus:
            self._wants_focus = False
            self.view.focus_lane()
            if self._opened_line:
                self._opened_line = False
                self.view.focus_lines()

    def _failed(self, error: DeskError) -> None:
        self.view.show_trouble(words.sentence(error))
        self._context.messages.show_error(error)

    def _open_lane(self, lane: str) -> None:
        if lane == DRAFTS:
            self.view.tiles[DRAFTS].setFocus()
            self.view.focus_lines()
        else:
            self._context.navigate("dossiers", Filter(lane=lane))

    def _open_line(self, line: object) -> None:
        opened, self._opened_line = opened_line(line), True
        is_draft = self.state is not None and opened in self.state.lane(DRAFTS).lines
        if is_draft:
            self._context.navigate("reception", opened.line.number)
        else:
            self._context.navigate("dossier", opened.line.id)

    def _receive(self) -> None:
        self._context.navigate("reception", None)


def snapshot(context: ScreenContext) -> HomeState:
    """Everything home shows; on a reader thread."""
    desk, reads = context.desk, context.sync_reads
    now = desk.now()
    return home_state(desk.reads.home(now), desk.rules.working_days_between, reads.day(now) if reads else None)
