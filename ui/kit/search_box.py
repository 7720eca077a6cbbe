"""A search line that waits for the hand to rest before it asks."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import icons, tokens

PAUSE_MS = 120
KEYS = (Qt.Key.Key_F3, Qt.Modifier.CTRL | Qt.Key.Key_F)


class SearchBox(QLineEdit):
    """`searched(text)` 120 ms after the last key, at once on Enter; Esc clears, then is let pass.

    With `keys_of`, F3 and Ctrl+F in that widget come here. Down emits `went_down` (to the list).
    """

    searched = Signal(str)
    went_down = Signal()

    def __init__(self, placeholder: str, *, name: str, spoken: str = "", keys_of: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(spoken or placeholder)
        self.setMaxLength(500)
        self.addAction(icons.icon("search", tokens.INK_FAINT), QLineEdit.ActionPosition.LeadingPosition)
        self._asked = ""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.textChanged.connect(self._changed)
        if keys_of is not None:
            for key in KEYS:
                shortcut = QShortcut(key, keys_of, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(self.take_focus)

    def take_focus(self) -> None:
        """Go there with everything selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._ask()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

    def _changed(self) -> None:
        self._timer.start()

    def _ask(self) -> None:
        self._timer.stop()
        if self.text() != self._asked:
            self._asked = self.text()
            self.searched.emit(self._asked)
