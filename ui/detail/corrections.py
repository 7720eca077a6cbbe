"""Small corrections: the applicant, the papers, the central system's number, the fee."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from commune_desk.domain.records import Dossier, Paper, Payment, Person
from commune_desk.domain.wording import birth_vi
from commune_desk.i18n import _
from commune_desk.usecases.reception_input import Applicant, PaperInput
from ui import tokens, words
from ui.detail.ask_dialog import AskDialog
from ui.detail.state import DetailState
from ui.kit.basics import ElidedLabel, label, row
from ui.kit.field import Field, LineField

MOST_COUNT = 999


class ApplicantDialog(AskDialog):
    """Every field of the applicant, and why it is changed."""

    def __init__(self, person: Person, parent: QWidget) -> None:
        super().__init__(
            _("Sửa thông tin người nộp"),
            _("Giá trị cũ vẫn nằm trong quá trình xử lý. Giấy đã in không đổi; hãy in lại nếu cần."),
            name="applicantDialog",
            parent=parent,
            size=QSize(760, 480),
        )
        self._person = person
        self.body.setSpacing(tokens.XS)
        self._fields: dict[str, LineField] = {}
        self._sex = QComboBox()
        for sex in dict.fromkeys((person.sex, "", *words.SEXES)):
            self._sex.addItem(words.sex_label(sex) or "–", sex)
        birth = birth_vi(person.birth) if person.birth else ""
        if person.is_organisation:
            self._pair(("name", _("Tên tổ chức"), person.name), ("tax_code", _("Mã số thuế"), person.tax_code))
        else:
            self._pair(("name", _("Họ tên"), person.name), ("number", _("Số giấy tờ"), person.number))
            self._pair(
                ("birth", _("Ngày sinh"), birth),
                ("sex", _("Giới tính"), person.sex),
                ("phone", _("Điện thoại"), person.phone),
            )
        if person.is_organisation:
            self._pair(("phone", _("Điện thoại"), person.phone))
        self._pair(("address", _("Địa chỉ"), person.address), ("email", _("Thư điện tử"), person.email))
        self.reason = LineField(_("Lý do sửa"), name="applicantReason", required=True)
        self.ask("reason", self.reason)
        self.finish_asking(_("Lưu"), _("Đang lưu…"))

    def applicant(self) -> Applicant:
        """As typed."""
        person = self._person
        typed = {key: field.text() for key, field in self._fields.items()}
        return Applicant(
            name=typed["name"],
            number=typed.get("number", person.number),
            old_number=person.old_number,
            birth=typed.get("birth", ""),
            sex=self._sex.currentData(),
            address=typed["address"],
            phone=typed["phone"],
            email=typed["email"],
            is_organisation=person.is_organisation,
            tax_code=typed.get("tax_code", person.tax_code),
            number_issued=person.number_issued,
            known=person.id,
        )

    def _pair(self, *fields: tuple[str, str, str]) -> None:
        line = row(spacing=tokens.M)
        for key, title, value in fields:
            made = self._line(key, title, value)
            self.asked[key] = made
            line.addWidget(made)
        self.body.addLayout(line)

    def _line(self, key: str, title: str, value: str) -> Field:
        if key == "sex":
            return Field(title, self._sex, name="applicant_sex")
        made = LineField(title, name=f"applicant_{key}")
        made.set_text(value)
        self._fields[key] = made
        return made


@dataclass(frozen=True, slots=True)
class _PaperRow:
    """The inputs of one line of the checklist."""

    paper: PaperInput
    originals: QSpinBox
    copies: QSpinBox
    missing: QCheckBox
    note: QLineEdit


class PapersDialog(AskDialog):
    """The checklist: counts, what is still missing, a remark each."""

    def __init__(self, state: DetailState, parent: QWidget) -> None:
        super().__init__(_("Cập nhật giấy tờ"), "", name="papersDialog", parent=parent, size=QSize(860, 480))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.M)
        self._grid.setVerticalSpacing(tokens.XS)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(4, 2)
        for at, title in enumerate((_("Giấy tờ"), _("Bản chính"), _("Bản sao"), _("Còn thiếu"), _("Ghi chú"))):
            self._grid.addWidget(label(title, "label"), 0, at)
        self._rows: list[_PaperRow] = []
        there = {paper.component for paper in state.view.papers}
        for paper in state.view.papers:
            self._add(_as_input(paper))
        for component, name, _originals, _copies in state.components:
            if component not in there:
                self._add(PaperInput(component, name))
        self.body.addLayout(self._grid)
        self.finish_asking(_("Lưu"), _("Đang lưu…"))
        if self._rows:
            self._rows[0].originals.setFocus()

    def papers(self) -> tuple[PaperInput, ...]:
        """The lines that differ from an empty one."""
        lines = (
            PaperInput(
                one.paper.component,
                one.paper.name,
                one.originals.value(),
                one.copies.value(),
                is_missing=one.missing.isChecked(),
                note=one.note.text(),
            )
            for one in self._rows
        )
        return tuple(line for line in lines if line.originals or line.copies or line.is_missing or line.note)

    def _add(self, paper: PaperInput) -> None:
        at = len(self._rows) + 1
        made = _PaperRow(paper, _count(paper.originals), _count(paper.copies), QCheckBox(), QLineEdit(paper.note))
        made.missing.setChecked(paper.is_missing)
        made.note.setMaxLength(200)
        name = ElidedLabel(paper.name)
        name.setMinimumWidth(280)
        for place, (widget, spoken) in enumerate(
            (
                (made.originals, _("Bản chính")),
                (made.copies, _("Bản sao")),
                (made.missing, _("Còn thiếu")),
                (made.note, _("Ghi chú")),
            ),
            1,
        ):
            widget.setObjectName(f"papersRow{at}_{place}")
            widget.setAccessibleName(f"{spoken}: {paper.name}")
            self._grid.addWidget(widget, at, place)
        self._grid.addWidget(name, at, 0)
        self._rows.append(made)


class NumberDialog(AskDialog):
    """The number the central system gave."""

    def __init__(self, dossier: Dossier, parent: QWidget) -> None:
        super().__init__(
            _("Gắn mã hồ sơ chính thức"),
            _("Số đã in {number} vẫn tìm được mãi mãi.").format(number=dossier.shown_number),
            name="numberDialog",
            parent=parent,
            size=QSize(520, 300),
        )
        self.number = LineField(_("Mã hồ sơ trên hệ thống của tỉnh"), name="officialNumber", required=True)
        self.number.set_text(dossier.official_number)
        self.ask("number", self.number)
        self.finish_asking(_("Gắn mã"), _("Đang ghi…"))


class FeeDialog(AskDialog):
    """How much, and how it was paid; a receipt is made."""

    def __init__(self, dossier: Dossier, parent: QWidget) -> None:
        super().__init__(
            _("Thu phí, lệ phí"),
            _("Biên lai được lập ngay và in ra."),
            name="feeDialog",
            parent=parent,
            size=QSize(520, 360),
        )
        self._amount = LineField(_("Số tiền (đồng)"), name="feeAmount", required=True)
        self._amount.set_text(f"{dossier.fee_dong:,}".replace(",", ".") if dossier.fee_dong else "")
        self.ask("fee", self._amount)
        self._how = QComboBox()
        for payment in (Payment.CASH, Payment.TRANSFER):
            self._how.addItem(_(words.PAYMENTS[payment]), payment)
        self.ask("payment", Field(_("Cách nộp tiền"), self._how, name="feeHow"))
        self.finish_asking(_("Thu và lập biên lai"), _("Đang ghi…"))

    def amount_dong(self) -> int:
        """Whole đồng as typed; 0 where it cannot be read."""
        digits = "".join(letter for letter in self._amount.text() if letter.isdecimal() and letter.isascii())
        return int(digits[:12]) if digits else 0

    def payment(self) -> Payment:
        """The way it was paid."""
        return Payment(self._how.currentData())


def _as_input(paper: Paper) -> PaperInput:
    return PaperInput(
        paper.component, paper.name, paper.originals, paper.copies, is_missing=paper.is_missing, note=paper.note
    )


def _count(value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, MOST_COUNT)
    made.setValue(value)
    made.setFixedWidth(76)
    return made
