"""Paragraphs: runs of bold and italic, alignment, indents, dotted leaders where a blank is filled in by hand."""

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from printing import typeface
from printing.flow import Piece
from printing.typeface import UNITS_PER_MM

LEFT = Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight
JUSTIFIED = Qt.AlignmentFlag.AlignJustify
LINE_SPACING = 1.06
BLACK = QColor(0, 0, 0)


class Run(NamedTuple):
    """Letters in one style."""

    text: str
    bold: bool = False
    italic: bool = False


def bold(text: str) -> Run:
    """A bold run."""
    return Run(text, bold=True)


def italic(text: str) -> Run:
    """An italic run."""
    return Run(text, italic=True)


def clean(text: str) -> str:
    """One line of composed letters: breaks and tabs become spaces, what no printer can show is dropped."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    kept = (letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: sizes in points, lengths in mm.

    `indent_mm` shifts the first line, `hang_mm` all others. `has_leader` fills the rest of the last line with dots;
    `rule` draws a line under the text, as long as that share of the last line.
    """

    runs: tuple[Run, ...]
    size_pt: float
    align: Qt.AlignmentFlag = LEFT
    indent_mm: float = 0
    hang_mm: float = 0
    after_mm: float = 0
    has_leader: bool = False
    rule: float = 0
    keep_with_next: bool = False

    def pieces(self, width_mm: float) -> list[Piece]:
        """A piece a line; the space after the paragraph belongs to the last."""
        layout = self._layout(width_mm)
        last = layout.lineCount() - 1
        return [self._line_piece(layout, n, is_last=n == last) for n in range(last + 1)]

    def natural_width_mm(self) -> float:
        """The width it would have on one line."""
        layout = self._layout(10_000)  # named: a line dies with its layout
        return layout.lineAt(0).naturalTextWidth() / UNITS_PER_MM

    def _layout(self, width_mm: float) -> QTextLayout:
        runs = tuple(Run(clean(run.text), run.bold, run.italic) for run in self.runs)
        layout = QTextLayout("".join(run.text for run in runs) or " ", typeface.font(self.size_pt))
        option = QTextOption(self.align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(_formats(runs))
        layout.setCacheEnabled(True)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            indent = (self.hang_mm if y else self.indent_mm) * UNITS_PER_MM
            line.setLineWidth(max(width_mm * UNITS_PER_MM - indent, UNITS_PER_MM))
            line.setPosition(QPointF(indent, y))
            y += line.height()
        layout.endLayout()
        return layout

    def _line_piece(self, layout: QTextLayout, n: int, *, is_last: bool) -> Piece:
        line = layout.lineAt(n)
        height_mm = line.height() / UNITS_PER_MM * LINE_SPACING
        extra_mm = self.after_mm + (1.4 if self.rule else 0) if is_last else 0

        def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
            _owner = layout  # a line dies with its layout
            painter.setPen(BLACK)
            painter.save()
            painter.translate(x_mm, y_mm)
            painter.scale(1 / UNITS_PER_MM, 1 / UNITS_PER_MM)
            line.draw(painter, QPointF(0, -line.y()))
            painter.restore()
            if is_last and self.has_leader:
                _draw_leader(painter, line, x_mm, y_mm)
            if is_last and self.rule:
                _draw_rule(painter, line, QPointF(x_mm, y_mm + height_mm), self.rule)

        # no single line of a paragraph alone at the foot or the head of a page
        is_kept = not is_last and (n == 0 or n == layout.lineCount() - 2)
        return Piece(height_mm + extra_mm, draw, keep_with_next=is_kept or self.keep_with_next)


def _formats(runs: tuple[Run, ...]) -> list[QTextLayout.FormatRange]:
    ranges, start = [], 0
    for run in runs:
        length = len(run.text.encode("utf-16-le")) // 2  # Qt counts UTF-16 units
        if run.bold or run.italic:
            style = QTextCharFormat()
            style.setFontWeight(QFont.Weight.Bold if run.bold else QFont.Weight.Normal)
            style.setFontItalic(run.italic)
            spot = QTextLayout.FormatRange()
            spot.start, spot.length, spot.format = start, length, style
            ranges.append(spot)
        start += length
    return ranges


def _draw_leader(painter: QPainter, line: QTextLine, x_mm: float, y_mm: float) -> None:
    start = line.naturalTextRect().right() / UNITS_PER_MM + 1
    end = (line.x() + line.width()) / UNITS_PER_MM
    baseline = y_mm + line.ascent() / UNITS_PER_MM
    pen = QPen(BLACK, 0.28)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.01, 3.4])
    painter.setPen(pen)
    if end - start > 2:
        painter.drawLine(QPointF(x_mm + start, baseline), QPointF(x_mm + end, baseline))


def _draw_rule(painter: QPainter, line: QTextLine, corner: QPointF, share: float) -> None:
    text = line.naturalTextRect()
    half = text.width() / UNITS_PER_MM * share / 2
    middle = corner.x() + text.center().x() / UNITS_PER_MM
    painter.setPen(QPen(BLACK, 0.2))
    y = corner.y() + 0.45
    painter.drawLine(QPointF(middle - half, y), QPointF(middle + half, y))


def line_of(*runs: Run, size_pt: float, align: Qt.AlignmentFlag = LEFT, after_mm: float = 0) -> Paragraph:
    """A plain paragraph of these runs."""
    return Paragraph(runs, size_pt, align, after_mm=after_mm)


def fitting_pt(run: Run, want_pt: float, width_mm: float) -> float:
    """The size up to `want_pt`, down to three quarters of it, at which `run` stands on one line of that width."""
    natural = Paragraph((run,), want_pt).natural_width_mm() * 1.01
    return want_pt if natural <= width_mm else max(want_pt * width_mm / natural, want_pt * 0.75)
