"""Icons by name, tinted, drawn from vectors for whatever density the screen has.

QtSvg is imported at the first icon, not before: the sign-in window must paint first.
"""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap

from ui import tokens

FOLDER = Path(__file__).parent / "svg"


def icon(name: str, colour: str = tokens.INK_MUTED) -> QIcon:
    """The icon `name` (a file of `svg/`) in `colour`; disabled it is grey. Raises KeyError."""
    return _icon(name, colour)


def pixmap(name: str, colour: str, size_px: int, *, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture `size_px` logical pixels square for a screen of density `ratio`."""
    return _pixmap(name, colour, size_px, ratio)


@lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """The SVG text of `name`; raises KeyError where there is no such icon."""
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise KeyError(name)
    return path.read_text("utf-8")


@lru_cache(maxsize=512)
def _icon(name: str, colour: str) -> QIcon:
    drawing(name)
    return QIcon(_Engine(name, colour))


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    side = max(1, round(size_px * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    svg = drawing(name).replace("currentColor", colour)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


class _Engine(QIconEngine):
    """Draws the vector at the size and density asked for, so nothing is ever scaled."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> "_Engine":
        return _Engine(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        side = min(rect.width(), rect.height())
        device = painter.device()
        ratio = device.devicePixelRatio()
        corner = QPointF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2)
        painter.drawPixmap(corner, _pixmap(self._name, self._tint(mode), side, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:  # noqa: ARG002
        return _at_left(self._name, self._tint(mode), size, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: ARG002
        return _at_left(self._name, self._tint(mode), size, scale)

    def _tint(self, mode: QIcon.Mode) -> str:
        return tokens.INK_DISABLED if mode is QIcon.Mode.Disabled else self._colour


def _at_left(name: str, colour: str, size: QSize, scale: float) -> QPixmap:
    """The drawing at the left of a picture `size` device pixels large; the rest is the gap to the word."""
    side = min(size.width(), size.height())
    drawn = _pixmap(name, colour, round(side / scale), scale)
    if size.width() == size.height():
        return drawn
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(scale)
    painter = QPainter(made)
    painter.drawPixmap(QPointF(0, 0), drawn)
    painter.end()
    return made
