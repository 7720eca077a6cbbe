"""A sheet of blocks becomes numbered pages with margins, running head, footer and marks; a page is painted anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from commune_desk.domain.slips import Mark, Paper
from printing import marks
from printing.flow import Block, Placed, flowed, paginated
from printing.text import CENTRE, LEFT, RIGHT, Paragraph, Run

RUNNING_HEAD_MM = 7
FOOTER_PT = 8


class Margins(NamedTuple):
    """White borders in mm; Nghị định 30/2020/NĐ-CP scaled for A5."""

    left: float
    top: float
    right: float
    bottom: float


MARGINS = {
    Paper.A5: Margins(14, 11, 9, 13),
    Paper.A4: Margins(25, 18, 15, 18),
    Paper.A4_LANDSCAPE: Margins(15, 15, 12, 14),
}


def page_of(index: int, count: int) -> str:
    """'Trang 1/2', or nothing for a single page."""
    return f"Trang {index}/{count}" if count > 1 else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form's layout answers: blocks and what stands around them.

    `running_head` heads every page but the first; `label(page, pages)` is the page number's text.
    """

    paper: Paper
    blocks: tuple[Block, ...]
    running_head: str = ""
    footer: str = ""
    marks: tuple[Mark, ...] = ()
    label: Callable[[int, int], str] = page_of


@dataclass(frozen=True, slots=True)
class Page:
    """One page ready to be painted."""

    sheet: Sheet
    index: int
    count: int
    placed: tuple[Placed, ...]

    def paint(self, painter: QPainter) -> None:
        """Paint it with a painter scaled to millimetres, the origin at the paper's corner."""
        margins = MARGINS[self.sheet.paper]
        width, height = self.sheet.paper.value
        marks.paint_behind(painter, self.sheet.marks, width, height)
        top = margins.top
        if self.index > 1 and self.sheet.running_head:
            head = f"{self.sheet.running_head} – trang {self.index}"
            _line(
                painter,
                Run(head, italic=True),
                margins.left,
                margins.top - 2,
                RIGHT,
                width - margins.left - margins.right,
            )
            top += RUNNING_HEAD_MM - 2
        for piece, y_mm in self.placed:
            piece.draw(painter, margins.left, top + y_mm)
        self._paint_footer(painter)

    def _paint_footer(self, painter: QPainter) -> None:
        margins = MARGINS[self.sheet.paper]
        width, height = self.sheet.paper.value
        y, room = height - margins.bottom + 2.5, width - margins.left - margins.right
        _line(painter, Run(self.sheet.footer), margins.left, y, LEFT, room)
        _line(painter, Run(self.sheet.label(self.index, self.count)), margins.left, y, RIGHT, room)
        text = " · ".join(mark.text for mark in self.sheet.marks)
        _line(painter, Run(text, bold=True), margins.left, y + 3.4, CENTRE, room)


def _line(painter: QPainter, run: Run, x_mm: float, y_mm: float, align: Qt.AlignmentFlag, room_mm: float) -> None:
    if run.text:
        paragraph = Paragraph((run,), FOOTER_PT, align)
        paragraph.pieces(room_mm)[0].draw(painter, x_mm, y_mm)


def pages(sheet: Sheet) -> list[Page]:
    """The sheet's pages."""
    margins = MARGINS[sheet.paper]
    width, height = sheet.paper.value
    room = height - margins.top - margins.bottom
    later = room - RUNNING_HEAD_MM + 2 if sheet.running_head else room
    placed = paginated(flowed(sheet.blocks, width - margins.left - margins.right), room, later)
    return [Page(sheet, n, len(placed), tuple(page)) for n, page in enumerate(placed, 1)]
