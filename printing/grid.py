"""Ruled tables: cells that span rows and columns, a header repeated on every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from printing.flow import Block, Piece, flowed, stacked
from printing.text import BLACK, CENTRE, LEFT, Paragraph, Run

PADDING_MM = 1.1
BORDER_MM = 0.2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at (row, column) of its grid; `is_centred` moves its content to the middle of its height."""

    blocks: tuple[Block, ...]
    column: int
    row: int = 0
    columns: int = 1
    rows: int = 1
    is_centred: bool = False
    least_mm: float = 0


def text_cell(text: str, column: int, size_pt: float, align: Qt.AlignmentFlag = LEFT) -> Cell:
    """A body cell of plain text."""
    return Cell((Paragraph((Run(text),), size_pt, align),), column)


def head_cell(text: str, column: int, size_pt: float, *, row: int = 0, span: tuple[int, int] = (1, 1)) -> Cell:
    """A bold centred header cell; `span` is (rows, columns)."""
    head = Paragraph((Run(text, bold=True),), size_pt, CENTRE)
    return Cell((head,), column, row, span[1], span[0], is_centred=True)


@dataclass(frozen=True, slots=True)
class Table:
    """`shares` of the width, one header grid, one grid a body row (a row block is never cut)."""

    shares: tuple[float, ...]
    header: Sequence[Cell]
    body: Sequence[Sequence[Cell]]

    def pieces(self, width_mm: float) -> list[Piece]:
        """The header, kept with the first row, and the rows, each able to repeat the header."""
        widths = [width_mm * share / sum(self.shares) for share in self.shares]
        header = _grid(self.header, widths)
        rows = [_grid(row, widths) for row in self.body]
        return [
            Piece(header.height_mm, header.draw, keep_with_next=bool(rows)),
            *(Piece(row.height_mm, row.draw, repeat=header) for row in rows),
        ]


def _grid(cells: Sequence[Cell], widths: Sequence[float]) -> Piece:
    contents = [
        stacked(flowed(cell.blocks, _span(widths, cell.column, cell.columns) - 2 * PADDING_MM)) for cell in cells
    ]
    heights = _row_heights(cells, contents)

    def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
        for cell, content in zip(cells, contents, strict=True):
            x = x_mm + sum(widths[: cell.column])
            y = y_mm + sum(heights[: cell.row])
            height = _span(heights, cell.row, cell.rows)
            painter.setPen(QPen(BLACK, BORDER_MM))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x, y, _span(widths, cell.column, cell.columns), height))
            spare = (height - content.height_mm) / 2 if cell.is_centred else PADDING_MM
            content.draw(painter, x + PADDING_MM, y + spare)

    return Piece(sum(heights), draw)


def _span(lengths: Sequence[float], start: int, count: int) -> float:
    return sum(lengths[start : start + count])


def _row_heights(cells: Sequence[Cell], contents: Sequence[Piece]) -> list[float]:
    """Rows as high as their own cells; where a spanning cell needs more, its last row grows."""
    heights = [0.0] * max(cell.row + cell.rows for cell in cells)
    for cell, content in sorted(zip(cells, contents, strict=True), key=lambda pair: pair[0].rows):
        need = max(content.height_mm + 2 * PADDING_MM, cell.least_mm)
        last = cell.row + cell.rows - 1
        heights[last] += max(0.0, need - _span(heights, cell.row, cell.rows))
    return heights
