"""Putting right what was typed: each a dialog, a use case and a word about it."""

from collections.abc import Callable
from functools import partial

from commune_desk.domain.records import PrintedSlip
from commune_desk.i18n import _
from commune_desk.ports import Changes
from commune_desk.usecases.correct_dossier import change_papers, correct_applicant, pay_fee
from commune_desk.usecases.numbering import map_number
from ui.context import ScreenContext
from ui.detail.ask_dialog import AskDialog
from ui.detail.corrections import ApplicantDialog, FeeDialog, NumberDialog, PapersDialog
from ui.detail.paper_trail import PaperTrail
from ui.detail.state import DetailState
from ui.detail.view import DetailView


class Correcting:
    """Applicant, papers, official number, fee of the dossier shown."""

    def __init__(
        self, context: ScreenContext, view: DetailView, trail: PaperTrail, changed: Callable[[], None]
    ) -> None:
        self._context, self._view, self._trail, self._changed = context, view, trail, changed
        self.state: DetailState | None = None

    def applicant(self) -> None:
        """Correct the applicant, with a reason."""
        state = self._if_allowed()
        if state is not None:
            dialog = ApplicantDialog(state.view.applicant, self._view)
            dialog.wanted.connect(partial(self._correct, dialog, state))
            dialog.open()

    def papers(self) -> None:
        """Bring the checklist up to date."""
        state = self._if_allowed()
        if state is not None:
            dialog = PapersDialog(state, self._view)
            dialog.wanted.connect(partial(self._change, dialog, state))
            dialog.open()

    def number(self) -> None:
        """Tie the central system's number."""
        state = self._if_allowed()
        if state is not None:
            dialog = NumberDialog(state.dossier, self._view)
            dialog.wanted.connect(partial(self._map, dialog, state))
            dialog.open()

    def fee(self) -> None:
        """Take the fee."""
        state = self._if_allowed()
        if state is None:
            return
        if not state.may_pay:
            self._context.messages.say("info", _("Phí của hồ sơ này đã thu, hoặc hồ sơ chưa được tiếp nhận."))
            return
        dialog = FeeDialog(state.dossier, self._view)
        dialog.wanted.connect(partial(self._pay, dialog, state))
        dialog.open()

    def _if_allowed(self) -> DetailState | None:
        if self.state is not None and not self.state.may_correct:
            self._context.messages.say("info", _("Vị trí của bạn không có quyền sửa hồ sơ."))
            return None
        return self.state

    def _correct(self, dialog: ApplicantDialog, state: DetailState) -> None:
        job = partial(correct_applicant, self._context.desk, state.dossier.id, dialog.applicant(), dialog.reason.text())
        self._write(dialog, job, _("Đã sửa thông tin người nộp; giá trị cũ vẫn nằm trong quá trình xử lý."))

    def _change(self, dialog: PapersDialog, state: DetailState) -> None:
        job = partial(change_papers, self._context.desk, state.dossier.id, dialog.papers())
        self._write(dialog, job, _("Đã cập nhật giấy tờ."))

    def _map(self, dialog: NumberDialog, state: DetailState) -> None:
        job = partial(map_number, self._context.desk, state.dossier.id, dialog.number.text())
        self._write(dialog, job, _("Đã gắn mã chính thức; số cũ vẫn tìm được."))

    def _pay(self, dialog: FeeDialog, state: DetailState) -> None:
        job = partial(pay_fee, self._context.desk, state.dossier.id, dialog.amount_dong(), dialog.payment())
        self._context.background.write(job, partial(self._paid, dialog), dialog.refused, owner=dialog)

    def _write(self, dialog: AskDialog, job: Callable[[], Changes], said: str) -> None:
        self._context.background.write(job, partial(self._done, dialog, said), dialog.refused, owner=dialog)

    def _done(self, dialog: AskDialog, said: str, changes: Changes) -> None:
        dialog.accept()
        self._context.changes.happened.emit(changes)
        self._context.messages.say("done", said)
        self._changed()

    def _paid(self, dialog: AskDialog, paid: tuple[PrintedSlip, Changes]) -> None:
        dialog.accept()
        self._context.changes.happened.emit(paid[1])
        self._context.messages.say("done", _("Đã thu phí, biên lai số {number}.").format(number=paid[0].number))
        self._changed()
        self._trail.offer((paid[0],), self._changed)
