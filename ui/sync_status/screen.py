"""The sync page: looks every few seconds while it is looked at, and does what is asked beside everything else."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer

from commune_desk.domain.errors import DeskError
from commune_desk.i18n import _
from ui import words
from ui.context import ScreenContext
from ui.screen import KeyHelp
from ui.sync_status.courier import CourierDialog
from ui.sync_status.limits import ask_limits
from ui.sync_status.pause import PauseDialog
from ui.sync_status.reading import look
from ui.sync_status.state import Problem, SyncState
from ui.sync_status.view import SyncView

AGAIN_MS = 2000


class SyncScreen:
    """How far everything has got (ui.screen.Screen)."""

    def __init__(self, context: ScreenContext) -> None:
        self._context = context
        self._asked = 0
        self._wants_focus = False
        self.state: SyncState | None = None
        self.view = SyncView(context.background)
        self.view.wanted.connect(self.act)
        self.view.problem_wanted.connect(self._solve)
        self.view.enrol_wanted.connect(self._enrol)
        self.view.courier.setVisible(context.courier is not None)
        self.view.merge.setVisible(context.merge_cards is not None)
        self._timer = QTimer(self.view, interval=AGAIN_MS)
        self._timer.timeout.connect(self.refresh)
        context.changes.happened.connect(self._changed)

    @property
    def widget(self) -> SyncView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title."""
        return _("Gửi nhận")

    def key_help(self) -> Sequence[KeyHelp]:
        """Keys of this screen."""
        return (
            ("G", _("Gửi ngay")),
            ("T", _("Tạm dừng đến một giờ, hoặc gửi tiếp")),
            ("U", _("Dùng USB: ghi ra, đọc vào")),
            ("K", _("Khung giờ và giới hạn của bản quét")),
            ("C", _("Thẻ đối chiếu: chọn bản đúng")),
            ("↑ ↓", _("Chọn việc cần xử lý")),
            ("Enter", _("Làm việc đang chọn")),
            ("F5", _("Đọc lại")),
        )

    def on_shown(self) -> None:
        """Look now, and again while it is looked at."""
        self._wants_focus = True
        self.refresh()
        self._timer.start()

    def on_hidden(self) -> None:
        """Nobody looks: nobody asks."""
        self._timer.stop()

    def may_leave(self) -> bool:
        """What runs goes on without the page."""
        return True

    def refresh(self) -> None:
        """Look again; an answer to an older question is dropped."""
        self._asked += 1
        then = partial(self._show, self._asked)
        self._context.background.read(partial(look, self._context), then, self._failed, owner=self.view)

    def act(self, wish: str) -> None:
        """What a key or a button asked for."""
        acts: dict[str, Callable[[], None]] = {
            "refresh": self.refresh,
            "send": self._send,
            "pause": self._pause,
            "courier": self._courier,
            "limits": self._limits,
            "merge": partial(self._context.navigate, "merge", None),
        }
        shown = {"courier": self._context.courier, "merge": self._context.merge_cards}
        if shown.get(wish, self) is not None:
            acts[wish]()

    def _changed(self, _changes: object) -> None:
        if self._timer.isActive():
            self.refresh()

    def _show(self, asked: int, state: SyncState) -> None:
        if asked != self._asked:
            return
        was_enrolled = self.state is not None and self.state.is_enrolled
        self.state = state
        self.view.show_state(state)
        if self._wants_focus or (state.is_enrolled and not was_enrolled):
            self._wants_focus = False
            self.view.take_focus()

    def _failed(self, error: DeskError) -> None:
        self.view.show_trouble(words.sentence(error))

    def _send(self) -> None:
        if self._context.sync is not None and self.view.head.send.isEnabled():
            self._context.sync.send_now()
            self.refresh()

    def _pause(self) -> None:
        sync = self._context.sync
        if sync is None or self.state is None:
            return
        if self.state.is_paused:
            self._pause_until(0)
            return
        dialog = PauseDialog(self.view)
        dialog.picked.connect(self._pause_until)
        dialog.open()

    def _pause_until(self, until_ms: int) -> None:
        if self._context.sync is not None:
            self._context.sync.pause_until(until_ms)
            self.refresh()

    def _limits(self) -> None:
        if self._context.sync is not None:
            ask_limits(self._context, self._context.sync, self.view)

    def _courier(self) -> None:
        if self._context.courier is not None:
            dialog = CourierDialog(self._context, self._context.courier, self.view)
            dialog.finished.connect(self.refresh)
            dialog.open()

    def _solve(self, problem: object) -> None:
        if not isinstance(problem, Problem):
            return
        if problem.key == "merge-cards":
            self._context.navigate("merge", None)
        elif problem.key == "line":
            self._send()
        elif problem.what is not None:
            self._context.navigate("dossier", problem.what)

    def _enrol(self, url: str, code: str) -> None:
        sync = self._context.sync
        if sync is None:
            self.view.enrol.show_problem(_("Bản tập huấn không nối với tỉnh. Hãy đăng ký ở bàn thật."))
            return
        job = partial(sync.enrol, url, code)
        self._context.background.read(job, self._enrolled, self._not_enrolled, owner=self.view)

    def _enrolled(self, _nothing: object) -> None:
        self.view.enrol.show_problem("")
        self._context.messages.say("done", _("Đã đăng ký với tỉnh. Hồ sơ đang có được gửi ngay."))
        self.refresh()

    def _not_enrolled(self, error: DeskError) -> None:
        self.view.enrol.show_problem(words.sentence(error))
