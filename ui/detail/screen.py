"""One dossier: reads it, takes steps with it, puts what is wrong right."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication

from commune_desk.domain.dossier_life import RULES, StepKind
from commune_desk.domain.errors import DeskError
from commune_desk.domain.ids import RecordId
from commune_desk.i18n import _
from commune_desk.usecases.take_step import StepTaken, take_step
from ui import words
from ui.context import ScreenContext
from ui.detail.correcting import Correcting
from ui.detail.paper_trail import PaperTrail
from ui.detail.reaching import Reaching
from ui.detail.scans_work import Scanning
from ui.detail.state import DetailState, read_detail
from ui.detail.step_dialog import StepDialog
from ui.detail.step_form import done_words, step_form
from ui.detail.view import DetailView
from ui.detail.why_dialog import WhyDialog
from ui.screen import BACK, KeyHelp

LETTERS = {
    "C": "copy",
    "H": "applicant",
    "L": "papers",
    "M": "number",
    "Q": "fee",
    "V": "preview",
    "I": "again",
    "O": "control",
}
"""Keys of what is no step; the steps' own letters are `dossier_life.RULES`."""


class DetailScreen:
    """The life of one dossier (ui.screen.Screen); `open` says which."""

    def __init__(self, context: ScreenContext) -> None:
        self._context = context
        self._id: RecordId | None = None
        self._asked = 0
        self.state: DetailState | None = None
        self.view = DetailView()
        self.trail = PaperTrail(context, self.view, self.reload)
        self.correcting = Correcting(context, self.view, self.trail, self.reload)
        self.reaching = Reaching(context, self.view)
        self.scanning = Scanning(context, self.view)
        view = self.view
        view.header.reach_wanted.connect(self.reaching.open)
        view.key_pressed.connect(self._key)
        view.back_wanted.connect(self._back)
        view.header.step_wanted.connect(self.ask_step)
        view.header.why_wanted.connect(self._why)
        view.header.copy_wanted.connect(self._copy)
        view.tabs.wanted.connect(self._act)
        view.waiting.wanted.connect(self._back)

    @property
    def widget(self) -> DetailView:
        """What is shown."""
        return self.view

    @property
    def title(self) -> str:
        """The window's title: without the number, which the taskbar would show to everybody."""
        return _("Chi tiết hồ sơ")

    @property
    def shown(self) -> RecordId | None:
        """Which dossier is open."""
        return self._id

    def key_help(self) -> Sequence[KeyHelp]:
        """The steps allowed now by their letters, then the rest."""
        steps = self.state.steps if self.state else ()
        letters = [(RULES[kind].key, words.step_label(kind)) for kind in steps if RULES[kind].key]
        return (
            *letters,
            ("Ctrl+Enter", _("Bước tiếp theo")),
            ("Ctrl+M", _("Mọi bước khác")),
            ("F4", _("Vì sao hẹn ngày này")),
            ("F9", _("Đã đến đâu: bằng chứng, vì sao chưa đến tỉnh")),
            ("C", _("Chép số hồ sơ")),
            ("F6, F7, F8", _("Thông tin, giấy tờ, giấy đã lập")),
            ("F11", _("Bản quét: Ctrl+G gắn tệp, Enter mở")),
            ("V / I", _("Xem giấy đã lập / In lại bản sao")),
            ("O", _("Lập phiếu kiểm soát")),
            ("H, L, M, Q", _("Sửa người nộp, cập nhật giấy tờ, gắn mã, thu phí")),
            ("Esc", _("Quay lại nơi đã mở hồ sơ")),
        )

    def open(self, what: object) -> None:
        """Which dossier; anything but a RecordId is ignored."""
        if isinstance(what, RecordId) and what != self._id:
            self._id, self.state = what, None
            self.view.show_waiting(_("Đang mở hồ sơ…"))

    def on_shown(self) -> None:
        """Read it anew."""
        self.reload()

    def on_hidden(self) -> None:
        """Dialogs keep what was typed until they are closed; nothing else is typed here."""

    def may_leave(self) -> bool:
        """Always."""
        return True

    def reload(self) -> None:
        """Read the dossier again; an answer to an older question is dropped."""
        if self._id is None:
            self.view.show_waiting(_("Chưa chọn hồ sơ."), _("Hãy mở một hồ sơ từ danh sách."))
            return
        self._asked += 1
        job = partial(read_detail, self._context.desk, self._id)
        then = partial(self._show, self._asked)
        self._context.background.read(job, then, self._failed, owner=self.view)

    def ask_step(self, kind: object) -> None:
        """Open the step's dialog."""
        if self.state is None or not isinstance(kind, StepKind):
            return
        if kind is StepKind.RECEIVE:
            self._context.navigate("reception", self.state.dossier.id)
            return
        dialog = StepDialog(step_form(kind, self.state.dossier), self.state, self.view)
        dialog.wanted.connect(partial(self._take, dialog, self.state.dossier.id))
        dialog.open()

    def _take(self, dialog: StepDialog, dossier: RecordId) -> None:
        job = partial(take_step, self._context.desk, dossier, dialog.step())
        kind = dialog.step().kind
        self._context.background.write(job, partial(self._taken, dialog, kind), dialog.refused, owner=dialog)

    def _taken(self, dialog: StepDialog, kind: StepKind, taken: StepTaken) -> None:
        dialog.accept()
        self._context.changes.happened.emit(taken.changes)
        dossier = taken.dossier
        text = done_words(kind, dossier.shown_number, words.state_label(dossier.state).lower())
        self._context.messages.say("done", text)
        after: Callable[[], None] = self.reload
        if kind is StepKind.RETURN_RESULT and self.state is not None:
            after = partial(self.trail.ask_vote, self.state.field)
        self.reload()
        self.trail.offer(taken.slips, after)

    def _show(self, asked: int, state: DetailState) -> None:
        if asked != self._asked:
            return
        fresh = self.state is None or self.state.dossier.state is not state.dossier.state
        self.state = state
        self.trail.state = self.correcting.state = state
        self.view.show_state(state)
        self.reaching.refresh(state.dossier.id)
        self.scanning.refresh(state.dossier.id)
        if fresh:
            self.view.header.focus_primary()

    def _failed(self, error: DeskError) -> None:
        self.view.show_waiting(_("Chưa mở được hồ sơ này."), words.sentence(error))
        self._context.messages.show_error(error)

    def _key(self, letter: str) -> None:
        if self.state is None:
            return
        kind = next((kind for kind, rule in RULES.items() if rule.key == letter), None)
        if kind is not None and kind in self.state.steps:
            self.ask_step(kind)
        elif kind is not None:
            self._context.messages.say(
                "info",
                _("“{step}” không làm được ở trạng thái này, hoặc vị trí của bạn không có quyền.").format(
                    step=words.step_label(kind)
                ),
            )
        else:
            self._act(LETTERS.get(letter, ""))

    def _act(self, what: str) -> None:
        if self.state is None:
            return
        acts: dict[str, Callable[[], None]] = {
            "copy": self._copy,
            "applicant": self.correcting.applicant,
            "papers": self.correcting.papers,
            "number": self.correcting.number,
            "fee": self.correcting.fee,
            "preview": self.trail.preview,
            "again": self.trail.print_again,
            "control": self.trail.control,
        }
        if what in acts:
            acts[what]()

    def _why(self) -> None:
        if self.state is not None:
            WhyDialog(self.state.why, self.view).open()

    def _copy(self) -> None:
        if self.state is not None:
            QGuiApplication.clipboard().setText(self.state.dossier.shown_number)
            self._context.messages.say("done", _("Đã chép số {number}.").format(number=self.state.dossier.shown_number))

    def _back(self) -> None:
        self._context.navigate(BACK, None)
