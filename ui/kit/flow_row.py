"""A row of buttons that goes on in a second line where the first is full, as large print on a small screen needs."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui import tokens


class FlowRow(QLayout):
    """What is added before `split` stands at the left, the rest at the right; nothing is ever squeezed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._left = 0
        self.setContentsMargins(0, 0, 0, 0)

    def split(self) -> None:
        """From here on at the right."""
        self._left = len(self._items)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        heights = [max(item.sizeHint().height() for item in line) for line in lines]
        return sum(heights) + tokens.S * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + tokens.S * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(
            max((item.sizeHint().width() for item in shown), default=0),
            max((item.sizeHint().height() for item in shown), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        left = set(map(id, self._items[: self._left]))
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            start, end = rect.left(), rect.right() + 1
            for item in (one for one in line if id(one) in left):
                start = _put(item, start, top, height)
            right = [one for one in line if id(one) not in left]
            room = sum(item.sizeHint().width() for item in right) + tokens.S * max(0, len(right) - 1)
            start = max(start, end - room)
            for item in right:
                start = _put(item, start, top, height)
            top += height + tokens.S

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not lines or used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wide + tokens.S
        return lines


def _put(item: QLayoutItem, left: int, top: int, height: int) -> int:
    size = item.sizeHint()
    item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
    return left + size.width() + tokens.S
