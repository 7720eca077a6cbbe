"""The first lines of a lane: two rows of words and a badge each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from commune_desk.i18n import _
from ui import theme, tokens
from ui.home.state import LaneLine
from ui.kit.badge import badge_size, paint_badge
from ui.kit.page_model import Badge

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LINE_HEIGHT = 56


class LaneDelegate(QStyledItemDelegate):
    """Number and name above, procedure below, the badge at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, LaneLine):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        chosen = bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(area, QColor(tokens.ACCENT_SOFT if chosen else tokens.HOVER if hovered else tokens.SURFACE))
        if chosen:
            painter.fillRect(QRect(area.topLeft(), QSize(3, area.height())), QColor(tokens.ACCENT))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(tokens.M, tokens.S, -tokens.S, -tokens.S)
        badge = Badge(line.look.tint, line.look.word, line.look.icon)
        size = badge_size(badge, font)
        width = min(size.width(), inner.width() // 2)
        upper = QRect(inner.right() - width, inner.top(), width, inner.height() // 2)
        paint_badge(painter, upper, badge, font)
        _paint_words(painter, inner, line, font, room_px=width + tokens.M)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(100, theme.px(LINE_HEIGHT))


class LaneList(QListWidget):
    """Enter or click opens a line; Left goes back to the tiles."""

    opened = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("homeLines")
        self.setAccessibleName(_("Hồ sơ đầu tiên của mục đang chọn"))
        self.setItemDelegate(LaneDelegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.itemClicked.connect(self._open)

    def show_lines(self, lines: tuple[LaneLine, ...]) -> None:
        """Other lines; the place of the cursor is kept."""
        at = max(0, self.currentRow())
        self.clear()
        for line in lines:
            item = QListWidgetItem()
            item.setData(LINE_ROLE, line)
            spoken = ". ".join(part for part in (line.number, line.who, line.what, line.look.word) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip("\n".join(part for part in (line.number, line.who, line.what) if part))
            self.addItem(item)
        if lines:
            self.setCurrentRow(min(at, len(lines) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self._open(current)
        elif event.key() == Qt.Key.Key_Left:
            self.left.emit()
        elif event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Digits are the screen's."""

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(LINE_ROLE))


def _paint_words(painter: QPainter, area: QRect, line: LaneLine, base: QFont, *, room_px: int) -> None:
    bold = QFont(base)
    bold.setWeight(QFont.Weight.DemiBold)
    half = QRect(area.left(), area.top(), area.width(), area.height() // 2)
    left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.setFont(bold)
    painter.setPen(QColor(tokens.INK))
    first = line.who or line.number
    shown = QFontMetrics(bold).elidedText(first, Qt.TextElideMode.ElideRight, half.width() - room_px)
    painter.drawText(half, left, shown)
    small = QFont(base)
    small.setPixelSize(theme.px(tokens.TEXT_SMALL))
    painter.setFont(small)
    painter.setPen(QColor(tokens.INK_MUTED))
    second = " · ".join(part for part in (line.number if line.who else "", line.what) if part)
    faint = QFontMetrics(small).elidedText(second, Qt.TextElideMode.ElideRight, half.width())
    painter.drawText(half.translated(0, area.height() - half.height()), left, faint)
