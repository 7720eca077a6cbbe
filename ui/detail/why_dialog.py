"""Why the result is promised for that time."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import label, row
from ui.kit.dialog import Dialog


class WhyDialog(Dialog):
    """One numbered sentence after the other; Enter or Esc closes."""

    def __init__(self, sentences: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(_("Vì sao hẹn ngày này?"), name="whyDialog", parent=parent, size=QSize(620, 420))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, sentence in enumerate(sentences, 1):
            line = row(spacing=tokens.M)
            line.addWidget(label(f"{number}.", "label"))
            line.addWidget(label(sentence, "strong" if number == len(sentences) else "", wrap=True), 1)
            self.body.addLayout(line)
        self.body.addStretch(1)
        close = self.add_button(_("Đóng"), "primary", name="whyClose", default=True)
        close.clicked.connect(self.accept)
        close.setFocus()
