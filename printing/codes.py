"""QR and Code 128 as vector rectangles on white with their quiet zones, so that no mark behind disturbs reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from printing import code128
from printing.flow import Piece
from printing.text import BLACK

QR_QUIET_MODULES = 4
BAR_QUIET_MODULES = 10
WIDEST_MODULE_MM = 0.33


def _fill(painter: QPainter, boxes: Sequence[QRectF], area: QRectF) -> None:
    painter.fillRect(area, Qt.GlobalColor.white)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(BLACK)
    painter.drawRects(boxes)
    painter.restore()


def _runs(bits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    start = None
    for at, bit in enumerate((*bits, 0)):
        if bit and start is None:
            start = at
        elif not bit and start is not None:
            yield start, at - start
            start = None


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR symbol (level M) with its quiet zone in a square of `side_mm`, at the left or right of the width."""

    text: str
    side_mm: float
    is_right: bool = False

    def pieces(self, width_mm: float) -> list[Piece]:
        """One piece."""
        rows = [list(row) for row in segno.make_qr(self.text, error="m").matrix]
        module = self.side_mm / (len(rows) + 2 * QR_QUIET_MODULES)
        shift = width_mm - self.side_mm if self.is_right else 0

        def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
            x0, y0 = x_mm + shift, y_mm
            quiet = QR_QUIET_MODULES * module
            boxes = [
                QRectF(x0 + quiet + start * module, y0 + quiet + n * module, length * module, module)
                for n, row in enumerate(rows)
                for start, length in _runs(row)
            ]
            _fill(painter, boxes, QRectF(x0, y0, self.side_mm, self.side_mm))

        return [Piece(self.side_mm, draw)]


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 symbol; the module shrinks to fit the width. A text it cannot carry gives no piece."""

    text: str
    height_mm: float

    def pieces(self, width_mm: float) -> list[Piece]:
        """One piece, or none."""
        if not code128.encodable(self.text):
            return []
        widths = code128.widths(self.text)
        module = min(WIDEST_MODULE_MM, width_mm / (sum(widths) + 2 * BAR_QUIET_MODULES))

        def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
            x, boxes = x_mm + BAR_QUIET_MODULES * module, []
            for n, width in enumerate(widths):
                if n % 2 == 0:
                    boxes.append(QRectF(x, y_mm, width * module, self.height_mm))
                x += width * module
            _fill(painter, boxes, QRectF(x_mm, y_mm, x - x_mm + BAR_QUIET_MODULES * module, self.height_mm))

        return [Piece(self.height_mm, draw)]
