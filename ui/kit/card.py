"""A white sheet on the canvas, with a title when it has one."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.kit.basics import column, label, row


class Card(QFrame):
    """Add to `body`; put small controls into `head` at the right of the title."""

    def __init__(self, title: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        self.head: QHBoxLayout = row()
        self.title = label(title, "subtitle")
        if not title:  # showing a widget that has no parent yet flashes a window of its own
            self.title.hide()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.body: QVBoxLayout = column(spacing=tokens.S)
        outer = column(self, margin=tokens.L, spacing=tokens.M)
        outer.addLayout(self.head)
        outer.addLayout(self.body, 1)
