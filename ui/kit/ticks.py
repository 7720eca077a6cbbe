"""How far a dossier or a scan has got: four marks, told apart by place, fill and sign, not by colour alone."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme, tokens
from ui.tick_words import Mark, Tick, Ticks

MARK_PX = 20
SMALL_PX = 17
"""In a list's cell."""
_GAP_PX = 4
_ICON_SHARE = 0.66


def ticks_size(count: int, mark_px: int = MARK_PX) -> QSize:
    """The room of `count` marks, logical pixels."""
    side = theme.px(mark_px)
    return QSize(count * side + max(0, count - 1) * _GAP_PX, side)


def paint_ticks(painter: QPainter, where: QRect, marks: Sequence[Tick], mark_px: int = MARK_PX) -> None:
    """Draw the marks at the left middle of `where`, joined by a line as far as they are done."""
    side = theme.px(mark_px)
    top = where.top() + (where.height() - side) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at, tick in enumerate(marks):
        box = QRectF(where.left() + at * (side + _GAP_PX), top, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        _paint_mark(painter, box, tick)
        if at and tick.mark is Mark.DONE:
            painter.setPen(QPen(QColor(tokens.TINTS[tokens.State.OK].fg), 2))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left() - _GAP_PX, middle), QPointF(box.left() - 1, middle))
    painter.restore()


def _paint_mark(painter: QPainter, box: QRectF, tick: Tick) -> None:
    """Full with a white sign: done. Empty with a faint sign: still to come. A triangle: needs a person."""
    ok, late = tokens.TINTS[tokens.State.OK], tokens.TINTS[tokens.State.LATE]
    fill, line, ink, icon = {
        Mark.DONE: (ok.fg, ok.fg, tokens.SURFACE, tick.icon),
        Mark.WAITING: (tokens.SURFACE, tokens.LINE_CONTROL, tokens.INK_FAINT, tick.icon),
        Mark.TROUBLE: (late.bg, late.fg, late.fg, "triangle-alert"),
    }[tick.mark]
    pen = QPen(QColor(line), 1)
    if tick.mark is Mark.WAITING:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, 5, 5)
    px = round(box.width() * _ICON_SHARE)
    picture = icons.pixmap(icon, ink, px, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(box.center().x() - px / 2, box.center().y() - px / 2), picture)


class TicksLabel(QWidget):
    """The marks standing alone; without any it takes no room."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str, mark_px: int = MARK_PX) -> None:
        super().__init__(parent)
        self._mark_px = mark_px
        self.setObjectName(name)
        self.ticks: Ticks | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_ticks(self, ticks: Ticks | None) -> None:
        """Another thing's ticks, or none."""
        self.ticks = ticks
        told = ticks.told if ticks else ""
        self.setToolTip(told)
        self.setAccessibleName(ticks.word if ticks else "")
        self.setAccessibleDescription(told)
        self.setVisible(ticks is not None)
        self.updateGeometry()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        super().mouseReleaseEvent(event)

    def sizeHint(self) -> QSize:
        return ticks_size(len(self.ticks.marks), self._mark_px) if self.ticks else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self.ticks is not None:
            paint_ticks(QPainter(self), self.rect(), self.ticks.marks, self._mark_px)
