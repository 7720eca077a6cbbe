"""F9 and F8 from the press to the paper: what is lacking is shown where it is lacking, then the desk is asked."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from commune_desk.domain.errors import AlreadyThere, DeskError, InvalidInput, MissingPapers
from commune_desk.domain.wording import dong
from commune_desk.i18n import _, ngettext
from commune_desk.usecases.reception_input import Reception
from ui.context import ScreenContext
from ui.kit.ask_card import Choice
from ui.reception.editor import EVERYTHING, Editor
from ui.reception.finishing import Done, Finisher, OnPaper
from ui.reception.judge import Act, Verdict
from ui.reception.lookups import PRINTER, USED, Lookups, used_again
from ui.reception.result_pane import Outcome
from ui.reception.view import ReceptionView
from ui.time_words import moment_words
from ui.words import sentence

INCOMPLETE = "Thành phần hồ sơ chưa đầy đủ theo quy định."
"""Printed on the supplement slip; each missing paper bears its own note."""


class FinishFlow(QObject):
    """One reception at a time; nothing typed is lost whatever the desk answers."""

    date_wanted = Signal()
    refusal_wanted = Signal()
    taken = Signal()

    def __init__(
        self, context: ScreenContext, view: ReceptionView, editor: Editor, lookups: Lookups, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._view, self._editor, self._lookups = context, view, editor, lookups
        self._finisher = Finisher(context, self)
        self._finisher.done.connect(self._done)
        self._finisher.failed.connect(self._failed)
        self._finisher.printed.connect(self._printed)
        self._finisher.print_failed.connect(self._print_failed)
        self._last: Done | None = None
        self.printer = ""
        self.used = ""

    def finish(self) -> None:
        """F9: receive, or print the supplement slip."""
        verdict = self._editor.demand_all()
        if self._lacks(verdict):
            return
        known, state = self._editor.known, self._editor.state
        if verdict.act is Act.RECEIVE and known.needs_date and not state.due_by_hand:
            self.date_wanted.emit()
        elif verdict.act is Act.RECEIVE and known.duplicates and not state.duplicate_accepted:
            self._ask_duplicate(known.duplicates[0].number)
        else:
            self._go(verdict.act)

    def refuse(self, reason: str) -> None:
        """The reason of a refusal was given."""
        if reception := self._reception():
            self._editor.set_busy(busy=True)
            self._finisher.refuse(reception, reason)

    def ask_refusal(self) -> None:
        """F8: person and procedure must be known, papers need not."""
        verdict = self._editor.demand_all()
        if verdict.problems:
            self._show_problem(verdict)
        else:
            self.refusal_wanted.emit()

    def print_again(self) -> None:
        """Ctrl+P on the result."""
        self._view.result.show_printing(_("Đang in lại…"), trouble=False)
        self._finisher.print_again(self.printer)

    def open_dossier(self) -> None:
        """Ctrl+D on the result."""
        if self._last is not None:
            self._context.navigate("dossier", self._last.received.dossier.id)

    def open_duplicate(self) -> None:
        """Ctrl+D on the form: the open dossier of the same person and procedure; this form stays as a draft."""
        if self._editor.known.duplicates:
            self._context.navigate("dossier", self._editor.known.duplicates[0].id)

    def _lacks(self, verdict: Verdict) -> bool:
        if verdict.problems:
            self._show_problem(verdict)
            return True
        if verdict.act is Act.RECEIVE and verdict.unmarked:
            count = len(verdict.unmarked)
            words = ngettext(
                "Còn {count} giấy tờ chưa kiểm tra: Space = đã có, M = thiếu, A = đủ cả. Rồi nhấn F9.",
                "Còn {count} giấy tờ chưa kiểm tra: Space = đã có, M = thiếu, A = đủ cả. Rồi nhấn F9.",
                count,
            )
            self._view.focus_field("papers")
            self._view.papers.table.go_to(verdict.unmarked[0])
            self._editor.say("error", words.format(count=count))
            return True
        return False

    def _show_problem(self, verdict: Verdict) -> None:
        first = verdict.problems[0]
        self._view.focus_field(first.field)
        self._editor.say("error", sentence(first.error))
        if first.field == "procedure":
            self._lookups.search("", soon=True)

    def _ask_duplicate(self, number: str) -> None:
        self._context.messages.ask(
            _("Người này đang có hồ sơ {number} cùng thủ tục chưa xong").format(number=number),
            (
                Choice("open", _("Mở hồ sơ đó"), "primary"),
                Choice("receive", _("Vẫn tiếp nhận")),
                Choice("back", _("Quay lại (Esc)")),
            ),
            self._duplicate_answered,
            detail=_("Tiếp nhận thêm một hồ sơ nữa chỉ khi người dân thật sự nộp hai hồ sơ."),
        )

    def _duplicate_answered(self, answer: str) -> None:
        if answer == "open":
            self.open_duplicate()
        elif answer == "receive":
            self._editor.accept_duplicate()
            self._go(Act.RECEIVE)

    def _go(self, act: Act) -> None:
        reception = self._reception()
        if reception is None:
            return
        self._editor.set_busy(busy=True)
        if act is Act.GUIDE:
            self._finisher.guide(reception, INCOMPLETE)
        else:
            self._finisher.receive(reception)

    def _reception(self) -> Reception | None:
        try:
            return self._editor.reception()
        except InvalidInput as error:
            self._failed(error)
            return None

    def _failed(self, error: DeskError) -> None:
        self._editor.set_busy(busy=False)
        field = str(error.parameters.get("field", ""))
        if isinstance(error, AlreadyThere) and "number" in error.parameters:
            self._ask_duplicate(str(error.parameters["number"]))
        elif isinstance(error, MissingPapers):
            self._editor.say("error", sentence(error))
            self._view.focus_field("papers")
        elif isinstance(error, InvalidInput) and field in EVERYTHING:
            self._editor.demand(field)
            self._view.focus_field(field)
            self._editor.say("error", sentence(error))
        else:
            self._context.messages.show_error(error)

    def _done(self, done: Done) -> None:
        self._last = done
        self._editor.set_busy(busy=False)
        self._remember(done)
        self._view.result.show_outcome(_outcome(done))
        self._view.result.preview.show_slip(self._context.background, self._context.press, done.slips[0])
        self.taken.emit()
        self._context.changes.happened.emit(done.received.changes)
        self._view.show_result()
        self._finisher.print_slips(done.slips, self.printer)

    def _remember(self, done: Done) -> None:
        self.used = used_again(self.used, done.received.dossier.procedure)
        job = partial(self._context.desk.local.remember, USED, self.used)
        self._context.background.write(job, _nothing, owner=self)

    def _printed(self, where: OnPaper) -> None:
        if where.waiting:
            words = ngettext(
                "Máy in chưa sẵn sàng: {count} phiếu chờ in, tự in khi máy in có lại (Ctrl+Shift+P).",
                "Máy in chưa sẵn sàng: {count} phiếu chờ in, tự in khi máy in có lại (Ctrl+Shift+P).",
                where.waiting,
            ).format(count=where.waiting)
            self._view.result.show_printing(words, trouble=True)
            return
        if where.folder is not None:
            words = _("Máy chưa có máy in: đã lưu {count} tệp PDF vào {folder}.").format(
                count=where.sheets, folder=where.folder
            )
            self._view.result.show_printing(words, trouble=True)
            return
        words = _("Đã gửi {count} phiếu đến máy in {printer}.").format(count=where.sheets, printer=where.printer)
        self._view.result.show_printing(words, trouble=False)
        if where.printer != self.printer:
            self.printer = where.printer
            job = partial(self._context.desk.local.remember, PRINTER, where.printer)
            self._context.background.write(job, _nothing, owner=self)

    def _print_failed(self, error: DeskError) -> None:
        words = _("Hồ sơ đã tiếp nhận và lưu, số không đổi. Chỉ chưa in được: {why} In lại: Ctrl+P.").format(
            why=sentence(error)
        )
        self._view.result.show_printing(words, trouble=True)


def _outcome(done: Done) -> Outcome:
    received = done.received
    dossier = received.dossier
    facts = [(_("Người nộp"), received.applicant.name), (_("Thủ tục"), _procedure_words(done))]
    if received.promise is not None:
        facts.append((_("Hẹn trả kết quả"), moment_words(received.promise.due)))
    if dossier.fee_dong and received.promise is not None:
        facts.append((_("Phí, lệ phí"), dong(dossier.fee_dong)))
    heading = _("Đã tiếp nhận hồ sơ")
    if done.refused:
        heading = _("Đã từ chối tiếp nhận, có phiếu nêu lý do")
    elif done.act is Act.GUIDE:
        heading = _("Đã lập phiếu yêu cầu bổ sung")
    provisional = bool(received.promise) and not dossier.number
    note = _("Số tạm: mã chính thức được gắn sau, tìm bằng số nào cũng thấy.") if provisional else ""
    return Outcome(heading, dossier.shown_number, note, tuple(facts), _("Đang in…"))


def _procedure_words(done: Done) -> str:
    return str(getattr(done.slips[0], "request", done.received.dossier.procedure))


def _nothing(_done: object) -> None:
    return None
