"""Marks on a page: large light letters behind everything for pages without value, a framed stamp for copies."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from commune_desk.domain.slips import Mark, MarkKind
from printing import typeface
from printing.text import BLACK, CENTRE, Paragraph, Run

WATERMARK = QColor(226, 226, 226)
STAMP_PT = 8.5
STAMP_LEFT_MM = 14
STAMP_TOP_MM = 4.6
STAMP_HEIGHT_MM = 4.6


def paint_behind(painter: QPainter, marks: tuple[Mark, ...], width_mm: float, height_mm: float) -> None:
    """Paint the marks first, so that text and codes stand over them; letters as outlines, so text search is clean."""
    across = [mark for mark in marks if mark.kind is not MarkKind.COPY]
    for n, mark in enumerate(across):
        shift_mm = (n - (len(across) - 1) / 2) * 30
        _paint_across(painter, mark.text, QPointF(width_mm / 2, height_mm / 2 + shift_mm), (width_mm, height_mm))
    for mark in marks:
        if mark.kind is MarkKind.COPY:
            _paint_stamp(painter, mark.text)


def _paint_across(painter: QPainter, text: str, centre: QPointF, size_mm: tuple[float, float]) -> None:
    width_mm, height_mm = size_mm
    letters = typeface.font(40)
    letters.setBold(True)
    path = QPainterPath()
    path.addText(QPointF(0, 0), letters, text)
    box = path.boundingRect()
    scale = math.hypot(width_mm, height_mm) * 0.72 / box.width()
    painter.save()
    painter.translate(centre)
    painter.rotate(-math.degrees(math.atan2(height_mm, width_mm)))
    painter.scale(scale, scale)
    painter.translate(-box.center())
    painter.fillPath(path, WATERMARK)
    painter.restore()


def _paint_stamp(painter: QPainter, text: str) -> None:
    stamp = Paragraph((Run(text, bold=True),), STAMP_PT, CENTRE)
    box_width = stamp.natural_width_mm() + 6
    left = STAMP_LEFT_MM
    painter.setPen(QPen(BLACK, 0.25))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, STAMP_TOP_MM, box_width, STAMP_HEIGHT_MM))
    piece = stamp.pieces(box_width)[0]
    piece.draw(painter, left, STAMP_TOP_MM + (STAMP_HEIGHT_MM - piece.height_mm) / 2)
