"""The smallest parts: labels, buttons, boxes, the same everywhere."""

from typing import Literal, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme, tokens

LabelKind = Literal[
    "", "heading", "title", "subtitle", "strong", "label", "muted", "small", "hint", "error",
    "warning", "number", "key",
]  # fmt: skip
ButtonKind = Literal["primary", "secondary", "quiet", "danger", "chip", "link", "tile", "rail"]
ICON_PX = 18
ICON_GAP_PX = 5  # added to the 4 that Qt leaves between icon and word

B = TypeVar("B", bound=QBoxLayout)


def label(text: str = "", kind: LabelKind = "", *, name: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label: what a citizen wrote is never read as HTML."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(name)
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


def button(text: str, kind: ButtonKind = "secondary", *, name: str, icon: str = "") -> QPushButton:
    """A push button; `name` is its objectName, by which tests find it."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon:
        colour = {
            "primary": tokens.ON_ACCENT,
            "danger": tokens.DANGER,
            "quiet": tokens.ACCENT,
            "link": tokens.ACCENT,
            "rail": tokens.RAIL_TEXT,
        }.get(kind, tokens.INK_MUTED)
        made.setIcon(icons.icon(icon, colour))
        made.setIconSize(QSize(theme.px(ICON_PX) + (ICON_GAP_PX if text else 0), theme.px(ICON_PX)))
    return made


def icon_label(icon: str = "", colour: str = tokens.INK_MUTED, *, size_px: int = ICON_PX) -> QLabel:
    """A decorative icon (the word beside it is what a screen reader reads)."""
    made = QLabel()
    made.setFixedSize(theme.px(size_px), theme.px(size_px))
    if icon:
        show_icon(made, icon, colour)
    return made


def show_icon(where: QLabel, icon: str, colour: str) -> None:
    """Put another icon into a label made by `icon_label`."""
    ratio = where.devicePixelRatioF()
    where.setPixmap(icons.pixmap(icon, colour, where.width(), ratio=ratio))


def column(parent: QWidget | None = None, *, margin: int = 0, spacing: int = tokens.S) -> QVBoxLayout:
    """A vertical layout with our spacing."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _spaced(made, margin, spacing)


def row(parent: QWidget | None = None, *, margin: int = 0, spacing: int = tokens.S) -> QHBoxLayout:
    """A horizontal layout with our spacing."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _spaced(made, margin, spacing)


def line() -> QFrame:
    """A hairline between groups."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


def scrolled(content: QWidget, *, name: str = "") -> QScrollArea:
    """`content` in a frameless area that scrolls vertically and never sideways."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    content.setObjectName(content.objectName() or "scrolled")
    content.setAutoFillBackground(False)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def restyle(*widgets: QWidget) -> None:
    """Have the style sheet look again after a property changed."""
    for widget in widgets:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that ends in … instead of pushing its neighbours; the whole text is the tool tip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        objectName: str = "",  # noqa: N803
    ) -> None:
        super().__init__(parent)
        self.setObjectName(objectName)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._note_overflow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._note_overflow()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), text)

    def _note_overflow(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if fits else self.text())


def _spaced(made: B, margin: int, spacing: int) -> B:
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(spacing)
    return made
