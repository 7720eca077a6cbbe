"""One step of a dossier's life, asked for: only the fields its kind needs."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import State
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.i18n import _
from commune_desk.usecases.take_step import StepInput
from ui import words
from ui.detail import step_form as form
from ui.detail.ask_dialog import AskDialog
from ui.detail.asked_papers import AskedPapers
from ui.detail.state import DetailState, short_date
from ui.dossiers.state import moment_short
from ui.kit.basics import ButtonKind
from ui.kit.chips import Chips
from ui.kit.date_field import DateField
from ui.kit.field import Field, LineField


class StepDialog(AskDialog):
    """`step()` is what the clerk said."""

    def __init__(self, asked: form.StepForm, state: DetailState, parent: QWidget) -> None:
        tall = form.PAPERS in asked.fields or form.NEW_DUE in asked.fields
        super().__init__(
            asked.title,
            asked.explanation,
            name="stepDialog",
            parent=parent,
            size=QSize(680, 480 if tall else 380),
        )
        self._form, self._state = asked, state
        self._reason: QPlainTextEdit | None = None
        builders: dict[str, Callable[[], None]] = {
            form.REASON: self._ask_reason,
            form.PAPERS: self._ask_papers,
            form.APPROVED_BY: self._ask_superior,
            form.NEW_DUE: self._ask_due,
            form.HOLDER: self._ask_holder,
            form.UNIT: self._ask_unit,
            form.NUMBER: self._ask_number,
            form.TAKER: self._ask_taker,
            form.TO_STATE: self._ask_state,
        }
        for field in asked.fields:
            builders[field]()
        kind: ButtonKind = "danger" if asked.is_danger else "primary"
        for_ever = _("Ghi vào nhật ký; không hoàn tác được, chỉ sửa lại bằng bước sau.")
        note = "\n".join(filter(None, (asked.prints, for_ever)))
        self.finish_asking(asked.title, _("Đang ghi…"), kind, note=note)

    def step(self) -> StepInput:
        """What was asked for."""
        asked = self._form.fields
        return StepInput(
            kind=self._form.kind,
            reason=self._reason_text(),
            asked=self._papers.asked() if form.PAPERS in asked else (),
            new_due=self._new_due() if form.NEW_DUE in asked else None,
            holder=_record(self._holder) if form.HOLDER in asked else None,
            post=_record(self._post) if form.HOLDER in asked else None,
            unit=self._unit.text() if form.UNIT in asked else "",
            number=self._number.text() if form.NUMBER in asked else "",
            approved_by=self._superior.text() if form.APPROVED_BY in asked else "",
            to_state=self._to_state.currentData() if form.TO_STATE in asked else None,
        )

    def _reason_text(self) -> str:
        if form.TAKER in self._form.fields:
            who = self._taker.text().strip() or self._state.view.applicant.name
            proof = self._proof.text().strip()
            told = _("Người nhận: {name}").format(name=who)
            return f"{told} ({proof})" if proof else told
        return self._reason.toPlainText() if self._reason is not None else ""

    def _new_due(self) -> datetime | None:
        day, old = self._due.value(), self._state.dossier.due_at
        if day is None or old is None:
            return None
        return to_vietnam(old).replace(year=day.year, month=day.month, day=day.day)

    # -------------------------------------------------------------- fields
    def _ask_reason(self) -> None:
        self._reason = self.ask_text(
            form.REASON, self._form.reason_title, required=self._form.reason_required, name="stepReason", rows=2
        )

    def _ask_papers(self) -> None:
        self._papers = AskedPapers(self._state)
        self.ask(
            form.PAPERS,
            Field(_("Giấy tờ cần bổ sung (Dấu cách để chọn)"), self._papers, name="stepPapers", compact=True),
        )

    def _ask_superior(self) -> None:
        self._superior = LineField(
            _("Người duyệt yêu cầu bổ sung thêm"),
            name="stepSuperior",
            hint=form.number_of_the_way(self._state.dossier),
            required=True,
        )
        self.ask(form.APPROVED_BY, self._superior)

    def _ask_due(self) -> None:
        self._due = DateField(_("Ngày hẹn mới"), name="stepDue", required=True, words=words.sentence)
        old = moment_short(self._state.dossier.due_at)
        self._due.set_hint(_("Đang hẹn {moment}; giữ nguyên giờ.").format(moment=old))
        self.ask(form.NEW_DUE, self._due)
        choices = [(str(at), short_date(due)) for at, due in enumerate(self._state.new_dues)]
        chips = Chips(choices, name="stepDues", spoken=_("Ngày gợi ý"), single=True)
        chips.changed.connect(self._take_due)
        self.body.addWidget(chips)

    def _take_due(self, on: object) -> None:
        if isinstance(on, frozenset) and on:
            self._due.set_value(to_vietnam(self._state.new_dues[int(next(iter(on)))]).date())

    def _ask_holder(self) -> None:
        self._holder = _combo(self._state.staff, self._state.dossier.holder)
        self.ask(form.HOLDER, Field(_("Người xử lý"), self._holder, name="stepHolder"))
        self._post = _combo((("", _("Không nêu vị trí")), *self._state.posts), self._state.dossier.holder_post)
        self.ask("post", Field(_("Vị trí"), self._post, name="stepPost"))

    def _ask_unit(self) -> None:
        self._unit = LineField(_("Đơn vị nhận"), name="stepUnit", required=True)
        self.ask(form.UNIT, self._unit)

    def _ask_number(self) -> None:
        self._number = LineField(
            _("Số, ký hiệu văn bản kết quả"), name="stepNumber", hint=_("Để trống nếu kết quả không có số.")
        )
        self.ask(form.NUMBER, self._number)

    def _ask_taker(self) -> None:
        self._taker = LineField(_("Người nhận kết quả"), name="stepTaker", required=True)
        self._taker.set_text(self._state.dossier.representative or self._state.view.applicant.name)
        self.ask(form.REASON, self._taker)
        self._proof = LineField(
            _("Giấy tờ của người nhận thay"), name="stepProof", hint=_("Chỉ ghi khi người khác nhận thay.")
        )
        self.ask("proof", self._proof)

    def _ask_state(self) -> None:
        self._to_state = QComboBox()
        for state in State:
            if state is not self._state.dossier.state:
                self._to_state.addItem(words.state_label(state), state)
        self.ask(form.TO_STATE, Field(_("Trạng thái đúng"), self._to_state, name="stepState", required=True))


def _combo(choices: tuple[tuple[str, str], ...], now: str) -> QComboBox:
    made = QComboBox()
    for key, text in choices:
        made.addItem(text, key)
    made.setCurrentIndex(max(0, made.findData(now)) if now else 0)
    return made


def _record(combo: QComboBox) -> RecordId | None:
    key = combo.currentData()
    return RecordId.parse(key) if key else None
