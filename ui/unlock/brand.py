"""The face of the program: a doorway, its name, and the office it serves."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame

from commune_desk.i18n import _
from ui import theme, tokens
from ui.kit.basics import column, label

WIDTH_PX = 300


class BrandPanel(QFrame):
    """Painted from tokens; no picture file."""

    def __init__(self, commune: str = "", *, width_px: int = WIDTH_PX) -> None:
        super().__init__()
        self.setObjectName("brand")
        self.setFixedWidth(theme.px(width_px))
        body = column(self, margin=tokens.XL, spacing=tokens.S)
        body.addSpacing(theme.px(96))
        name = label(_("Bàn một cửa"), "heading", wrap=True)
        name.setStyleSheet(f"color: {tokens.RAIL_TEXT_ACTIVE}")
        body.addWidget(name)
        for words in (commune, _("Tiếp nhận, giải quyết và trả kết quả, có mạng hay không.")):
            line = label(words, wrap=True)
            line.setStyleSheet(f"color: {tokens.RAIL_TEXT}")
            line.setVisible(bool(words))
            body.addWidget(line)
        body.addStretch(1)
        safe = label(_("Dữ liệu trên máy này được mã hóa."), wrap=True)
        safe.setStyleSheet(f"color: {tokens.RAIL_KEY}; font-size: {theme.px(tokens.TEXT_SMALL)}px")
        body.addWidget(safe)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.RAIL))
        painter.setPen(Qt.PenStyle.NoPen)
        width, height = self.width(), self.height()
        for scale, colour in ((1.0, tokens.RAIL_HOVER), (0.62, tokens.RAIL_ACTIVE)):
            painter.setBrush(QColor(colour))
            tall, broad = height * 0.42 * scale, width * 0.9 * scale
            painter.drawPath(_doorway(QRectF(width - broad * 0.72, height - tall, broad, tall)))
        side = float(theme.px(56))
        left = float(tokens.XL)
        painter.setBrush(QColor(tokens.RAIL_MARK))
        painter.drawPath(_doorway(QRectF(left, left + 8, side, side)))
        painter.setBrush(QColor(tokens.RAIL))
        inner = side * 0.5
        painter.drawPath(
            _doorway(QRectF(left + (side - inner) / 2, left + 8 + side - inner * 1.15, inner, inner * 1.15))
        )


def _doorway(box: QRectF) -> QPainterPath:
    """An arch standing on the lower edge of `box`."""
    path = QPainterPath()
    path.moveTo(box.bottomLeft())
    path.lineTo(box.left(), box.top() + box.width() / 2)
    path.arcTo(QRectF(box.left(), box.top(), box.width(), box.width()), 180, -180)
    path.lineTo(box.bottomRight())
    path.closeSubpath()
    return path
