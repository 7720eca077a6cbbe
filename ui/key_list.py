"""F1: the keys valid here, over the dimmed window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget
from shiboken6 import isValid

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import button, column, label, row
from ui.screen import KeyHelp

Group = tuple[str, Sequence[KeyHelp]]
_ROWS_PER_COLUMN = 11


class KeyList(QWidget):
    """Fills its window; Esc, F1, a click beside it or the button close it."""

    def __init__(self, window: QWidget, groups: Sequence[Group]) -> None:
        super().__init__(window)
        self.setObjectName("keyList")
        self.setAccessibleName(_("Các phím dùng được ở đây"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._before: QWidget | None = window.focusWidget()
        self._card = QFrame(self)
        self._card.setProperty("kind", "card")
        body = column(self._card, margin=tokens.XL, spacing=tokens.M)
        head = row()
        head.addWidget(label(_("Các phím dùng được ở đây"), "title"), 1)
        self.close_button = button(_("Đóng"), "quiet", name="keyListClose", icon="x")
        self.close_button.clicked.connect(self.leave)
        head.addWidget(self.close_button)
        body.addLayout(head)
        columns = row(spacing=tokens.XXL)
        for title, keys in groups:
            if keys:
                columns.addLayout(_keys(title, keys), 1)
        body.addLayout(columns)
        window.installEventFilter(self)

    def appear(self) -> None:
        """Show over the window and take the keyboard."""
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Go away and give the keyboard back."""
        self._window.removeEventFilter(self)
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, ARG002  Qt's signature
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        dim = QColor(tokens.RAIL)
        dim.setAlpha(130)
        painter.fillRect(self.rect(), dim)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        size = self._card.sizeHint().boundedTo(self.size() * 0.95)
        self._card.resize(size)
        self._card.move((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)


def _keys(title: str, keys: Sequence[KeyHelp]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.M)
    grid.setVerticalSpacing(tokens.XS + 2)
    grid.addWidget(label(title, "strong"), 0, 0, 1, 4)
    for at, (key, words) in enumerate(keys):
        side, line = divmod(at, _ROWS_PER_COLUMN)
        cap = label(key, "key")
        cap.setAccessibleName(f"{key}: {words}")
        grid.addWidget(cap, line + 1, 2 * side, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(words), line + 1, 2 * side + 1)
    grid.setRowStretch(_ROWS_PER_COLUMN + 1, 1)
    return grid
