"""An empty place says why it is empty and what to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui import tokens
from ui.kit.basics import button, column, icon_label, label


class EmptyState(QWidget):
    """Icon, sentence, explanation and one next step (`wanted` when it is pressed)."""

    wanted = Signal()

    def __init__(self, icon: str, sentence: str, explanation: str = "", *, step: str = "", name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._sentence = label(sentence, "subtitle", name=f"{name}Sentence", wrap=True)
        self._explanation = label(explanation, "muted", wrap=True)
        self.step = button(step, "secondary", name=f"{name}Step")
        if not step:
            self.step.hide()
        self.step.clicked.connect(self.wanted)
        body = column(self, margin=tokens.XL, spacing=tokens.S)
        body.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        body.addWidget(icon_label(icon, tokens.LINE_CONTROL, size_px=40), alignment=middle)
        for words in (self._sentence, self._explanation):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            body.addWidget(words)
        body.addSpacing(tokens.S)
        body.addWidget(self.step, alignment=middle)
        body.addStretch(2)

    def show_words(self, sentence: str, explanation: str = "") -> None:
        """Another reason for being empty."""
        self._sentence.setText(sentence)
        self._explanation.setText(explanation)
