"""Forms of a dossier: offered after a step, looked at, printed again; and the citizen's vote at the end."""

from collections.abc import Callable, Sequence
from functools import partial

from commune_desk.domain.records import PrintedSlip
from commune_desk.domain.slips import Slip
from commune_desk.i18n import _
from commune_desk.usecases.print_again import print_again, slip_of
from commune_desk.usecases.take_step import make_control_slip
from commune_desk.usecases.vote import vote
from ui.context import ScreenContext
from ui.detail.print_dialog import PrintDialog
from ui.detail.state import DetailState
from ui.detail.view import DetailView
from ui.detail.vote_dialog import VoteDialog


class PaperTrail:
    """Dialogs one after the other; `changed` is called when something was counted."""

    def __init__(self, context: ScreenContext, view: DetailView, changed: Callable[[], None]) -> None:
        self._context, self._view, self._changed = context, view, changed
        self.state: DetailState | None = None

    def offer(self, slips: Sequence[PrintedSlip], after: Callable[[], None]) -> None:
        """Preview each new form in turn, then `after`."""
        if not slips:
            after()
            return
        first, rest = slips[0], tuple(slips[1:])
        self._dialog(slip_of(first), first, after=partial(self.offer, rest, after))

    def preview(self) -> None:
        """Look at the chosen form as it was made."""
        chosen = self._chosen()
        if chosen is not None:
            self._dialog(slip_of(chosen), chosen, look_only=True)

    def print_again(self) -> None:
        """Another copy of the chosen form, counted before the paper moves."""
        chosen = self._chosen()
        if chosen is not None:
            job = partial(print_again, self._context.desk, chosen.id)
            self._context.background.write(job, partial(self._copy_made, chosen), owner=self._view)

    def control(self) -> None:
        """The control slip (Mẫu 06) with every hand-over so far, made when somebody needs it on paper."""
        if self.state is not None:
            job = partial(make_control_slip, self._context.desk, self.state.dossier.id)
            self._context.background.write(job, self._control_made, owner=self._view)

    def _control_made(self, slip: PrintedSlip) -> None:
        self._changed()
        self._dialog(slip_of(slip), slip)

    def ask_vote(self, field: str) -> None:
        """Ask the citizen, once, after the result was handed over."""
        dialog = VoteDialog(self._view)
        dialog.voted.connect(partial(self._vote, field))
        dialog.open()

    def _copy_made(self, kept: PrintedSlip, slip: Slip) -> None:
        self._changed()
        self._dialog(slip, kept)

    def _dialog(
        self, slip: Slip, kept: PrintedSlip, *, after: Callable[[], None] | None = None, look_only: bool = False
    ) -> None:
        dialog = PrintDialog(self._context, slip, kept.form, self._view, look_only=look_only)
        if not look_only:
            dialog.may_wait(kept.id)
        if after is not None:
            dialog.finished.connect(partial(_then, after))
        dialog.open()

    def _chosen(self) -> PrintedSlip | None:
        if self.state is None or not self.state.view.slips:
            self._context.messages.say("info", _("Hồ sơ này chưa có giấy nào được lập."))
            return None
        return self.state.view.slips[self._view.tabs.slip_at()][0]

    def _vote(self, field: str, score: int, reason: str) -> None:
        job = partial(vote, self._context.desk, field, score, reason)
        self._context.background.write(job, self._voted, owner=self._view)

    def _voted(self, _nothing: object) -> None:
        self._context.messages.say("done", _("Đã nhận phiếu đánh giá. Cảm ơn ông, bà."))


def _then(after: Callable[[], None], _result: int) -> None:
    after()
