"""How many, how much, and how the result goes back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import column
from ui.reception.form_row import FormRow, Line, Picker, Slot, Tone
from ui.reception.shown import Shown, fixed_choices

ROWS = {
    "countRow": (("sets", 4), ("copies", 4), ("pages", 4), ("fee", 8), ("payment", 9)),
    "deliveryRow": (("delivery", 4), ("delivery_address", 6), ("channel", 4)),
    "noteRow": (("exemption", 5), ("summary", 5), ("note", 4)),
}
PICKERS = ("payment", "delivery", "channel")


class OptionsPane(QFrame):
    """Good as it stands for most dossiers: one set, fee by the rule, result at the desk."""

    typed = Signal(str, str)
    left = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("optionsPane")
        self.setProperty("kind", "card")
        self.setAccessibleName(_("Số bộ, phí, trả kết quả"))
        self.inputs: dict[str, QWidget] = {}
        body = column(self, spacing=tokens.XS)
        body.setContentsMargins(tokens.M, tokens.S, tokens.M, tokens.XS)
        self._rows = {name: self._row(name) for name in ROWS}
        for made in self._rows.values():
            body.addWidget(made)

    def show_state(self, shown: Shown) -> None:
        """Texts, choices and the first problem."""
        for name, content in self.inputs.items():
            value = str(getattr(shown.state, name))
            if isinstance(content, Picker):
                if name == "exemption":
                    content.set_choices(shown.exemptions)
                content.show_key(value)
            elif isinstance(content, Line):
                content.show_text(value)
        self.inputs["copies"].setEnabled(shown.counts_copies)
        self.inputs["pages"].setEnabled(shown.counts_pages)
        by_post = shown.state.delivery == "post"
        self.inputs["delivery_address"].setEnabled(by_post)
        fee = self.inputs["fee"]
        if isinstance(fee, Line):
            fee.setPlaceholderText(shown.fee_by_rule or _("nhập số tiền"))
        address = self.inputs["delivery_address"]
        if isinstance(address, Line):
            address.setPlaceholderText(_("như nơi cư trú") if by_post else "")
        self._show_messages(shown)

    def _show_messages(self, shown: Shown) -> None:
        wrong = {name: shown.problems[name] for name in self.inputs if name in shown.problems}
        text: str = next(iter(wrong.values()), shown.fee_note)
        tone: Tone = "error" if wrong else "hint"
        for made in self._rows.values():
            made.show_messages(wrong, text, tone)

    def _row(self, name: str) -> FormRow:
        titles = {
            "sets": _("Số bộ"),
            "copies": _("Số bản"),
            "pages": _("Số trang"),
            "fee": _("Phí (đồng)"),
            "payment": _("Thanh toán"),
            "delivery": _("Trả kết quả"),
            "delivery_address": _("Địa chỉ gửi kết quả"),
            "channel": _("Cách nộp"),
            "exemption": _("Miễn giảm"),
            "summary": _("Trích yếu"),
            "note": _("Ghi chú"),
        }
        slots = [(Slot(titles[field], self._input(field), name=field), stretch) for field, stretch in ROWS[name]]
        return FormRow(slots, name=name, with_line=name == "noteRow")

    def _input(self, field: str) -> QWidget:
        if field in PICKERS or field == "exemption":
            picker = Picker(fixed_choices().get(field, ()))
            picker.typed.connect(self.typed)
            self.inputs[field] = picker
            return picker
        line = Line()
        line.typed.connect(self.typed)
        line.left.connect(self.left)
        self.inputs[field] = line
        return line
