"""The applicant: who applies, and who stands at the counter for them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import button, column, label, row
from ui.reception.form_row import FormRow, Line, Picker, Slot, Tone, put_text
from ui.reception.offers import OfferLine
from ui.reception.shown import Shown, fixed_choices

ROWS = {
    "personRow": ("number", "tax_code", "name"),
    "birthRow": ("birth", "sex", "phone"),
    "addressRow": ("address", "email"),
    "representativeRow": ("representative", "representative_number", "authorisation"),
}
OFFERED = ("number", "name", "phone")
"""Fields that offer earlier people while they are typed in."""


class PersonPane(QFrame):
    """Number, name, birth, sex, phone, address, e-mail; the representative opens below on Ctrl+R."""

    typed = Signal(str, str)
    left = Signal(str)
    organisation_pressed = Signal()
    representative_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("personPane")
        self.setProperty("kind", "card")
        self.setAccessibleName(_("Người nộp hồ sơ"))
        self.inputs: dict[str, QWidget] = {}
        self._slots: dict[str, Slot] = {}
        self.organisation = self._toggle(_("Tổ chức  Ctrl+O"), "organisation")
        self.organisation.clicked.connect(self.organisation_pressed)
        self.stand_in = self._toggle(_("Nộp thay  Ctrl+R"), "standIn")
        self.stand_in.clicked.connect(self.representative_pressed)
        head = row()
        head.addWidget(label(_("Người nộp"), "subtitle"))
        head.addStretch(1)
        head.addWidget(self.organisation)
        head.addWidget(self.stand_in)
        body = column(self, spacing=2)
        body.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.XS)
        body.addLayout(head)
        self._rows = {name: self._row(name) for name in ROWS}
        for made in self._rows.values():
            body.addWidget(made)
        body.addStretch(1)
        self._rows["representativeRow"].hide()

    def show_state(self, shown: Shown) -> None:
        """Texts, problems and warnings; the form of an organisation or a citizen."""
        state = shown.state
        for name, content in self.inputs.items():
            value = str(getattr(state, name))
            if isinstance(content, Picker):
                content.show_key(value)
            elif isinstance(content, Line | OfferLine):
                put_text(content, value)
        self.organisation.setChecked(state.is_organisation)
        self._slots["number"].setVisible(not state.is_organisation)
        self._slots["tax_code"].setVisible(state.is_organisation)
        for name in ("birth", "sex"):
            self._slots[name].setEnabled(not state.is_organisation)
        self._slots["name"].title.setText(_("Tên tổ chức") if state.is_organisation else _("Họ và tên"))
        if any((state.representative, state.representative_number, state.authorisation)):
            self.open_representative(opened=True)
        for row_name, fields in ROWS.items():
            self._messages(self._rows[row_name], fields, shown)

    def open_representative(self, *, opened: bool) -> None:
        """Show or hide the row of the person who stands in."""
        self._rows["representativeRow"].setVisible(opened)
        self.stand_in.setChecked(opened)

    def is_representative_open(self) -> bool:
        """Whether that row is shown."""
        return self.stand_in.isChecked()

    def _messages(self, where: FormRow, fields: tuple[str, ...], shown: Shown) -> None:
        wrong = {name: shown.problems[name] for name in fields if name in shown.problems}
        cautions = [shown.warnings[name] for name in fields if name in shown.warnings]
        tone: Tone = "error" if wrong else "warning" if cautions else ""
        focused = [text for name, text in wrong.items() if self.inputs[name].hasFocus()]
        text = next(iter([*focused, *wrong.values(), *cautions]), "")
        where.show_messages(wrong, text, tone)

    def _row(self, name: str) -> FormRow:
        titles = {
            "number": (_("Số định danh / CMND / hộ chiếu"), 5),
            "tax_code": (_("Mã số thuế"), 5),
            "name": (_("Họ và tên"), 7),
            "birth": (_("Ngày sinh (hoặc năm)"), 5),
            "sex": (_("Giới tính"), 3),
            "phone": (_("Điện thoại"), 5),
            "address": (_("Nơi cư trú, địa chỉ"), 8),
            "email": (_("Thư điện tử"), 4),
            "representative": (_("Họ tên người nộp thay"), 5),
            "representative_number": (_("Số giấy tờ"), 4),
            "authorisation": (_("Giấy ủy quyền"), 4),
        }
        slots = []
        for field in ROWS[name]:
            title, stretch = titles[field]
            self._slots[field] = Slot(title, self._input(field), name=field)
            slots.append((self._slots[field], stretch))
        return FormRow(slots, name=name)

    def _input(self, field: str) -> QWidget:
        content: QWidget
        if field == "sex":
            picker = Picker(fixed_choices()["sex"])
            picker.typed.connect(self.typed)
            content = picker
        elif field in OFFERED:
            offered = OfferLine(takes_enter=False)
            offered.textEdited.connect(self._offered_typed)
            offered.editingFinished.connect(self._offered_left)
            content = offered
        else:
            line = Line({"birth": _("ngày/tháng/năm")}.get(field, ""))
            line.typed.connect(self.typed)
            line.left.connect(self.left)
            content = line
        self.inputs[field] = content
        return content

    def _offered_typed(self, text: str) -> None:
        self.typed.emit(self.sender().objectName(), text)

    def _offered_left(self) -> None:
        self.left.emit(self.sender().objectName())

    def _toggle(self, words: str, name: str) -> QPushButton:
        made = button(words, "chip", name=name)
        made.setCheckable(True)
        made.setFocusPolicy(self.focusPolicy())
        return made
