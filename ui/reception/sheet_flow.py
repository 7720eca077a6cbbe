"""The sheets of the reception screen: when they open and what their answers do to the form."""

from dataclasses import replace
from datetime import date, datetime, time

from PySide6.QtCore import QObject, Signal

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.guidance import advise
from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.wording import date_vi, parse_date_vi
from commune_desk.i18n import _
from ui.reception import checklist
from ui.reception.checklist import Standing
from ui.reception.editor import Editor
from ui.reception.sheets import DueSheet, GuidanceSheet, Sheet, TextSheet
from ui.reception.view import ReceptionView
from ui.time_words import moment_words, step_words
from ui.words import sentence

CLOSING = time(17, 0, tzinfo=VN)
"""The hour of a date set by hand; the slip names the day."""


class SheetFlow(QObject):
    """One sheet at a time."""

    refusal_ready = Signal(str)

    def __init__(self, view: ReceptionView, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._editor = view, editor
        self._open: Sheet | None = None
        self._row = 0

    @property
    def is_open(self) -> bool:
        """Whether a sheet has the keyboard."""
        return self._open is not None

    def explain_due(self) -> None:
        """F4: the promised time step by step, and a date of one's own."""
        state, known = self._editor.state, self._editor.known
        if not state.procedure:
            self._editor.say("hint", _("Chọn thủ tục trước; khi đó F4 giải thích ngày hẹn từng bước."))
            return
        steps = [step_words(step) for step in known.promise.steps] if known.promise else []
        if not steps:
            steps = [_("Thủ tục này giải quyết theo kế hoạch, không có số ngày để tính: hãy đặt ngày hẹn và lý do.")]
        result = moment_words(datetime.fromisoformat(state.due_by_hand)) if state.due_by_hand else ""
        hand = date_vi(datetime.fromisoformat(state.due_by_hand).date()) if state.due_by_hand else ""
        sheet = DueSheet(self._view, steps, result, (hand, state.due_reason))
        sheet.set_by_hand.connect(self._set_due)
        self._show(sheet)
        if known.needs_date:
            sheet.date.setFocus()

    def guide(self) -> None:
        """Ctrl+H: does the citizen need this at all?"""
        procedure = self._editor.known.procedure
        if procedure is None or not procedure.guidance:
            self._editor.say("hint", _("Thủ tục này không có câu hỏi hướng dẫn."))
            return
        sheet = GuidanceSheet(self._view)
        sheet.answered.connect(self._answered)
        sheet.went_back.connect(self._unanswered)
        self._editor.put(replace(self._editor.state, answers=()), "guidance")
        self._show(sheet)
        self._advise()

    def refuse(self) -> None:
        """F8: the refusal needs its legal reason."""
        sheet = TextSheet(
            self._view,
            _("Từ chối tiếp nhận hồ sơ"),
            _("Lý do và căn cứ pháp lý, in trên phiếu từ chối (Ctrl+Enter: xuống dòng)"),
            name="refusalSheet",
            needed=True,
        )
        sheet.set_words(_("In phiếu từ chối (Enter)"))
        sheet.answered.connect(self.refusal_ready)
        self._show(sheet)
        sheet.field.setFocus()

    def note_paper(self, row: int) -> None:
        """Enter on a paper: its note."""
        self._row = row
        line = self._editor.state.papers[row]
        sheet = TextSheet(self._view, _("Ghi chú giấy tờ"), line.name, name="noteSheet", text=line.note)
        sheet.answered.connect(self._noted)
        self._show(sheet)
        sheet.field.setFocus()
        sheet.field.selectAll()

    def add_paper(self) -> None:
        """Insert: a paper the catalogue does not name."""
        prompt = _("Tên giấy tờ người dân nộp thêm")
        sheet = TextSheet(self._view, _("Thêm giấy tờ"), prompt, name="paperSheet")
        sheet.answered.connect(self._added)
        self._show(sheet)
        sheet.field.setFocus()

    def _show(self, sheet: Sheet) -> None:
        if self._open is not None:
            self._open.leave()
        self._view.close_offers()
        self._open = sheet
        sheet.closed.connect(self._closed)
        sheet.appear()

    def _closed(self) -> None:
        self._open = None

    def _set_due(self, typed: str, reason: str) -> None:
        sheet = self._open
        if not isinstance(sheet, DueSheet):
            return
        state = self._editor.state
        if not typed.strip():
            self._editor.put(replace(state, due_by_hand="", due_reason=""), "due")
            sheet.leave()
            return
        try:
            day = _due_day(typed, reason, self._editor.today)
        except InvalidInput as error:
            sheet.note.setText(sentence(error))
            return
        due = datetime.combine(day, CLOSING)
        self._editor.put(replace(state, due_by_hand=due.isoformat(), due_reason=reason.strip()), "due")
        sheet.leave()

    def _answered(self, answer: int) -> None:
        state = self._editor.state
        self._editor.put(replace(state, answers=(*state.answers, answer)), "guidance")
        self._advise()

    def _unanswered(self) -> None:
        state = self._editor.state
        self._editor.put(replace(state, answers=state.answers[:-1]), "guidance")
        self._advise()

    def _advise(self) -> None:
        procedure, state = self._editor.known.procedure, self._editor.state
        if procedure is None or not isinstance(self._open, GuidanceSheet):
            return
        advice = advise(procedure.guidance, dict(enumerate(state.answers)))
        papers = state.papers
        for name in advice.extra_papers:
            papers = checklist.with_extra(papers, name, Standing.OPEN)
        self._editor.put(replace(state, papers=papers), "guidance")
        self._open.show_advice(procedure.guidance, advice)

    def _noted(self, note: str) -> None:
        state = self._editor.state
        self._editor.put(replace(state, papers=checklist.noted(state.papers, self._row, note)))

    def _added(self, name: str) -> None:
        if name:
            state = self._editor.state
            papers = checklist.with_extra(state.papers, " ".join(name.split()))
            self._editor.put(replace(state, papers=papers))
            self._view.papers.table.go_to(len(papers) - 1)


def _due_day(typed: str, reason: str, today: date) -> date:
    day = parse_date_vi(typed, short_years_from=2000)
    if day <= today:
        raise InvalidInput("due-not-later", field="due_by_hand")
    if not reason.strip():
        raise InvalidInput("reason-missing", field="due_reason")
    return day
