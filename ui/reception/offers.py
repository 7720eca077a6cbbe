"""Rows offered under a field while the cursor stays in it: procedures, earlier people."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme, tokens
from ui.kit.basics import column, label

ROWS_SHOWN = 7
ROW_PX = 46
_SUB = Qt.ItemDataRole.UserRole
_TAG = Qt.ItemDataRole.UserRole + 1


class Offer(NamedTuple):
    """One row: what it is, a second line about it, a word at the right."""

    title: str
    detail: str = ""
    tag: str = ""


class OfferLine(QLineEdit):
    """A line whose arrows, Enter and Esc belong to the offers under it while there are any."""

    moved = Signal(int)
    taken = Signal()
    escaped = Signal()

    def __init__(self, *, takes_enter: bool) -> None:
        super().__init__()
        self.setMaxLength(10_000)
        self.takes_enter = takes_enter
        self.has_current = False
        self.has_offers = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (self.takes_enter or self.has_current):
            self.taken.emit()
        elif key == Qt.Key.Key_Escape and self.has_offers:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class Offers(QFrame):
    """The list itself: lies over the form under its line, takes no focus, moves nothing."""

    picked = Signal(int)

    def __init__(self, parent: QWidget, line: OfferLine, *, name: str, hint: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "offers")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(
            f"QFrame#{name} {{ background: {tokens.SURFACE}; border: 1px solid {tokens.LINE_CONTROL};"
            f" border-radius: {tokens.RADIUS_CARD}px; }} QFrame#{name} QListWidget {{ border: none; }}"
        )
        self._over, self._line = parent, line
        self.stale = False
        self.list = QListWidget()
        self.list.setObjectName(f"{name}List")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(self._clicked)
        foot = label(hint, "hint", name=f"{name}Hint")
        foot.setContentsMargins(tokens.M, 0, tokens.M, tokens.XS)
        body = column(self, margin=2, spacing=2)
        body.addWidget(self.list)
        body.addWidget(foot)
        self.hide()
        line.moved.connect(self.move_by)
        line.taken.connect(self.take)
        line.escaped.connect(self.close_offers)

    def show_offers(self, offers: Sequence[Offer], *, spoken: str, first_current: bool) -> None:
        """Replace the rows; none hides the list."""
        self.stale = False
        self.list.clear()
        for offer in offers:
            item = QListWidgetItem(offer.title)
            item.setData(_SUB, offer.detail)
            item.setData(_TAG, offer.tag)
            words = ". ".join(part for part in offer if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(words)
            self.list.addItem(item)
        self.list.setAccessibleName(spoken)
        self._line.has_offers = bool(offers)
        self._line.has_current = bool(offers) and first_current
        if not offers:
            self.hide()
            return
        self.list.setCurrentRow(0 if first_current else -1)
        self.place(len(offers))
        self.show()
        self.raise_()
        self._speak()

    def place(self, count: int) -> None:
        """Under its line, as wide as helps reading, never beyond the screen's edges."""
        parent = self._over
        corner = self._line.mapTo(parent, QPoint(0, self._line.height() + 3))
        width = min(max(self._line.width(), 620), parent.width() - corner.x() - tokens.L)
        rows = min(count, ROWS_SHOWN)
        frame = theme.px(tokens.TEXT_SMALL) + 18
        height = min(rows * theme.px(ROW_PX) + frame, parent.height() - corner.y() - tokens.S)
        self.setGeometry(QRect(corner, QSize(width, height)))

    def move_by(self, step: int) -> None:
        """Arrow keys: the row after or before; up from the first leaves the list."""
        if not self.isVisible():
            return
        row = self.list.currentRow() + step
        row = max(-1 if not self._line.takes_enter else 0, min(self.list.count() - 1, row))
        self.list.setCurrentRow(row)
        self._line.has_current = row >= 0
        self._speak()

    def take(self) -> None:
        """Enter: the current row."""
        if self.isVisible() and not self.stale and self.list.currentRow() >= 0:
            self.picked.emit(self.list.currentRow())

    def close_offers(self) -> None:
        """Esc or another field: no more offers."""
        self._line.has_offers = self._line.has_current = False
        self.stale = False
        self.hide()

    def _speak(self) -> None:
        item = self.list.currentItem()
        self._line.setAccessibleDescription(item.toolTip() if item else "")

    def _clicked(self, item: QListWidgetItem) -> None:
        self.picked.emit(self.list.row(item))


class _TwoLines(QStyledItemDelegate):
    """Title and tag on the first line, detail on the second."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(120, theme.px(ROW_PX))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        base: QFont = option.font
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.ACCENT_SOFT))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.HOVER))
        inside = rect.adjusted(tokens.M, 5, -tokens.M, -5)
        small = QFont(base)
        small.setPixelSize(theme.px(tokens.TEXT_SMALL))
        tag = str(index.data(_TAG) or "")
        tag_width = QFontMetrics(small).horizontalAdvance(tag)
        strong = QFont(base)
        strong.setWeight(QFont.Weight.DemiBold)
        self._line(painter, inside.adjusted(0, 0, -tag_width - tokens.M, 0), str(index.data()), strong, tokens.INK)
        self._line(painter, inside, tag, small, tokens.INK_MUTED, Qt.AlignmentFlag.AlignRight)
        below = inside.adjusted(0, inside.height() // 2 + 1, 0, 0)
        self._line(painter, below, str(index.data(_SUB) or ""), small, tokens.INK_MUTED)
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        where: QRect,
        text: str,
        font: QFont,
        colour: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, int(side | Qt.AlignmentFlag.AlignTop), shown)
