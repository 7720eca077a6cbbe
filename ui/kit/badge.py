"""A state as colour, word and icon: painted in a table cell, or standing alone."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme, tokens
from ui.kit.page_model import Badge

_ICON_PX = 14


def badge_font(base: QFont) -> QFont:
    """The small semibold face of badges."""
    font = QFont(base)
    font.setPixelSize(theme.px(tokens.TEXT_SMALL))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def badge_size(badge: Badge, base: QFont) -> QSize:
    """The room a badge needs, logical pixels."""
    metrics = QFontMetrics(badge_font(base))
    icon = theme.px(_ICON_PX)
    return QSize(
        metrics.horizontalAdvance(badge.word) + icon + tokens.XS + 2 * tokens.S,
        max(metrics.height(), icon) + tokens.XS + 2,
    )


def paint_badge(painter: QPainter, where: QRect, badge: Badge, base: QFont) -> None:
    """Draw `badge` at the left middle of `where`, shortened where it does not fit."""
    tint = tokens.TINTS[badge.state]
    size = badge_size(badge, base)
    width = min(size.width(), where.width())
    top = where.top() + (where.height() - size.height()) // 2
    box = QRectF(where.left(), top, width, size.height())
    icon = theme.px(_ICON_PX)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tint.bg))
    painter.drawRoundedRect(box, size.height() / 2, size.height() / 2)
    picture = icons.pixmap(badge.icon_name, tint.fg, icon, ratio=painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(box.left() + tokens.S, box.center().y() - icon / 2), picture)
    painter.setPen(QColor(tint.fg))
    painter.setFont(badge_font(base))
    words = box.adjusted(tokens.S + icon + tokens.XS, 0, -tokens.XS, 0)
    text = QFontMetrics(painter.font()).elidedText(badge.word, Qt.TextElideMode.ElideRight, int(words.width()))
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


class BadgeLabel(QWidget):
    """A badge standing alone (detail header, cards)."""

    def __init__(self, badge: Badge | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge: Badge | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_badge(badge)

    def show_badge(self, badge: Badge | None) -> None:
        """Another state, or none (then it takes no room)."""
        self._badge = badge
        self.setAccessibleName(badge.word if badge else "")
        self.setVisible(badge is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._badge, self.font()) if self._badge else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._badge is not None:
            paint_badge(QPainter(self), self.rect(), self._badge, self.font())
