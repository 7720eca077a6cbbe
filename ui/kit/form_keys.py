"""Enter goes to the next field, as in every Vietnamese office program; Ctrl+Enter breaks a line."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_FIELDS = (QLineEdit, QComboBox, QPlainTextEdit)


class FormKeys(QObject):
    """Watches every field inside `form`, also those added later by `watch`.

    `at_end` runs instead of going on when Enter is pressed in the last of the `last` widgets.
    """

    def __init__(self, form: QWidget, *, last: QWidget | None = None, at_end: Callable[[], None] | None = None) -> None:
        super().__init__(form)
        self._last, self._at_end = last, at_end
        for kind in _FIELDS:
            for field in form.findChildren(kind):
                self.watch(field)

    def watch(self, field: QWidget) -> None:
        """Enter in `field` goes on to the next."""
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and control:
            watched.insertPlainText("\n")
            return True
        if control or not isinstance(watched, QWidget) or isinstance(watched, QAbstractButton):
            return False
        self._go_on(watched)
        return True

    def _go_on(self, field: QWidget) -> None:
        if self._at_end is not None and field is self._last:
            self._at_end()
            return
        following = field.nextInFocusChain()
        while following is not None and following is not field:
            takes = bool(following.focusPolicy() & Qt.FocusPolicy.TabFocus) and not following.focusProxy()
            if takes and following.isVisible() and following.isEnabled():
                following.setFocus(Qt.FocusReason.TabFocusReason)
                return
            following = following.nextInFocusChain()
