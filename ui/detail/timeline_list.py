"""The path of a dossier, painted: a station each, what is still to come hatched."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from commune_desk.i18n import _
from ui import icons, theme, tokens
from ui.detail.timeline import TimelineLine

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
GUTTER = 38
DOT = 24
WRAPS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class TimelineDelegate(QStyledItemDelegate):
    """Dot with icon on a line; title and time; who; what."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(LINE_ROLE)
        if not isinstance(line, TimelineLine):
            return
        area: QRect = option.rect
        font: QFont = option.font
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.ACCENT_SOFT))
            painter.drawRoundedRect(area.adjusted(0, 1, -1, -1), tokens.RADIUS, tokens.RADIUS)
        _paint_dot(painter, area, line, first=index.row() == 0, last=index.row() == index.model().rowCount() - 1)
        _paint_words(painter, area, line, font)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = index.data(LINE_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListWidget) else 300
        if not isinstance(line, TimelineLine):
            return QSize(width, 0)
        font: QFont = option.font
        return QSize(width, _height(line, font, width))


class TimelineList(QListWidget):
    """Arrows move; letters are the screen's."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("detailTimeline")
        self.setAccessibleName(_("Quá trình xử lý"))
        self.setItemDelegate(TimelineDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QListWidget { border: none; border-radius: 0; }")

    def show_lines(self, lines: tuple[TimelineLine, ...], category: str) -> None:
        """These stations, of one category where one is asked for; the last done one in sight."""
        self.clear()
        done = 0
        for line in lines:
            if category and line.category != category:
                continue
            item = QListWidgetItem()
            item.setData(LINE_ROLE, line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
            self.addItem(item)
            done = self.count() - 1 if not line.is_pending else done
        if self.count():
            self.setCurrentRow(done)
            self.scrollToBottom()
            self.scrollToItem(self.item(done))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum() or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the screen's."""


def _fonts(base: QFont) -> tuple[QFont, QFont]:
    strong, small = QFont(base), QFont(base)
    strong.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(theme.px(tokens.TEXT_SMALL))
    return strong, small


def _paragraphs(line: TimelineLine) -> list[tuple[str, str]]:
    told = [(line.who, tokens.INK_MUTED)] if line.who else []
    return told + [(text, tokens.INK) for text in line.details]


def _height(line: TimelineLine, base: QFont, width: int) -> int:
    strong, small = _fonts(base)
    room = QRect(0, 0, width - GUTTER - tokens.S, 10_000)
    metrics = QFontMetrics(small)
    height = tokens.S + QFontMetrics(strong).height() + 2
    for text, _colour in _paragraphs(line):
        height += metrics.boundingRect(room, WRAPS, text).height() + 1
    return height + tokens.S


def _paint_dot(painter: QPainter, area: QRect, line: TimelineLine, *, first: bool, last: bool) -> None:
    centre = QPointF(area.left() + GUTTER / 2, area.top() + tokens.S + DOT / 2 - 2)
    painter.setPen(QPen(QColor(tokens.LINE), 2, Qt.PenStyle.DotLine if line.is_pending else Qt.PenStyle.SolidLine))
    if not last:
        painter.drawLine(QPointF(centre.x(), centre.y() + DOT / 2), QPointF(centre.x(), area.bottom() + 1))
    if not first:
        painter.drawLine(QPointF(centre.x(), area.top()), QPointF(centre.x(), centre.y() - DOT / 2))
    tint = tokens.TINTS[line.tint]
    circle = QRectF(centre.x() - DOT / 2, centre.y() - DOT / 2, DOT, DOT)
    if line.is_pending:
        painter.setPen(QPen(QColor(tokens.LINE_CONTROL), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QBrush(QColor(tokens.LINE), Qt.BrushStyle.BDiagPattern))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint.bg))
    painter.drawEllipse(circle)
    size = theme.px(14)
    colour = tokens.INK_FAINT if line.is_pending else tint.fg
    picture = icons.pixmap(line.icon, colour, size, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(centre.x() - size / 2, centre.y() - size / 2), picture)


def _paint_words(painter: QPainter, area: QRect, line: TimelineLine, base: QFont) -> None:
    strong, small = _fonts(base)
    room = area.adjusted(GUTTER, tokens.S, -tokens.S, 0)
    when = QFontMetrics(small).horizontalAdvance(line.when)
    top = QRect(room.topLeft(), QSize(room.width(), QFontMetrics(strong).height()))
    painter.setFont(small)
    painter.setPen(QColor(tokens.INK_MUTED))
    painter.drawText(top, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), line.when)
    painter.setFont(base if line.is_pending else strong)
    painter.setPen(QColor(tokens.INK_MUTED if line.is_pending else tokens.INK))
    title = QFontMetrics(strong).elidedText(line.title, Qt.TextElideMode.ElideRight, top.width() - when - tokens.S)
    painter.drawText(top, int(Qt.AlignmentFlag.AlignVCenter), title)
    painter.setFont(small)
    at = QPoint(room.left(), top.bottom() + 3)
    for text, colour in _paragraphs(line):
        painter.setPen(QColor(colour))
        box = QRect(at, QSize(room.width(), 10_000))
        height = QFontMetrics(small).boundingRect(box, WRAPS, text).height()
        painter.drawText(QRect(at, QSize(room.width(), height)), WRAPS, text)
        at.setY(at.y() + height + 1)
