"""A question on a card: it waits beside the work, opens no event loop of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget
from shiboken6 import isValid

from ui import tokens
from ui.kit.basics import ButtonKind, button, column, icon_label, label, row

WIDTH = 460


class Choice(NamedTuple):
    """One answer: its `key` goes to the asker, its `label` to the clerk."""

    key: str
    label: str
    kind: ButtonKind = "secondary"


class AskCard(QFrame):
    """Stands in the upper middle of the window; arrows and Tab move, Enter takes, Esc = last."""

    chosen = Signal(str)

    def __init__(self, question: str, detail: str, choices: Sequence[Choice], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("askCard")
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(question)
        self.setAccessibleDescription(detail)
        self._window = window
        self._before: QWidget | None = window.focusWidget()
        self._last = choices[-1].key
        head = row(spacing=tokens.M)
        head.addWidget(
            icon_label("circle-question-mark", tokens.ACCENT, size_px=22),
            alignment=Qt.AlignmentFlag.AlignTop,
        )
        words = column(spacing=tokens.XS)
        words.addWidget(label(question, "subtitle", name="askQuestion", wrap=True))
        if detail:
            words.addWidget(label(detail, "muted", name="askDetail", wrap=True))
        head.addLayout(words, 1)
        self.buttons = [self._button(choice) for choice in choices]
        foot = row()
        foot.addStretch(1)
        for made in reversed(self.buttons):
            foot.addWidget(made)
        body = column(self, margin=tokens.L, spacing=tokens.L)
        body.addLayout(head)
        body.addLayout(foot)
        self.setFixedWidth(WIDTH)

    def appear(self) -> None:
        """Show at the upper middle of the window with the first harmless choice under the keyboard."""
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, self._window.height() // 6)
        self.show()
        self.raise_()
        harmless = (made for made in self.buttons if made.property("kind") != "danger")
        next(harmless, self.buttons[-1]).setFocus(Qt.FocusReason.PopupFocusReason)

    def escape(self) -> None:
        """Answer with the last choice."""
        self._answer(self._last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.escape()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.focusNextPrevChild(False)  # noqa: FBT003  Qt's signature
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.focusNextPrevChild(True)  # noqa: FBT003  Qt's signature
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  Qt's signature
        focused = self.focusWidget()
        at = self.buttons.index(focused) if focused in self.buttons else 0
        self.buttons[(at + (1 if forward else -1)) % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _button(self, choice: Choice) -> QPushButton:
        made = button(choice.label, choice.kind, name=f"choice_{choice.key}")
        made.setProperty("choice", choice.key)
        made.clicked.connect(self._clicked)
        return made

    def _clicked(self) -> None:
        self._answer(str(self.sender().property("choice")))

    def _answer(self, key: str) -> None:
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(key)
        self.deleteLater()
