"""Pieces that flow down pages: what does not fit goes on, tables repeat their header, what belongs together stays so.

All lengths are millimetres. A block answers with pieces for a width; pieces are placed, then painted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtGui import QPainter

Draw = Callable[[QPainter, float, float], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing that is never cut: a line of text, a table row, a signature block.

    `draw(painter, x_mm, y_mm)` paints it with its upper left corner there. `repeat` is painted first on a new page.
    """

    height_mm: float
    draw: Draw
    keep_with_next: bool = False
    is_space: bool = False
    ends_page: bool = False
    repeat: "Piece | None" = None


class Block(Protocol):
    """Something that can be laid out in a width."""

    def pieces(self, width_mm: float) -> list[Piece]:
        """Its pieces from top to bottom."""


class Placed(NamedTuple):
    """A piece and its distance from the top of the page's text area."""

    piece: Piece
    y_mm: float


def _draw_nothing(_painter: QPainter, _x_mm: float, _y_mm: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height; vanishes at the top of a page."""

    height_mm: float

    def pieces(self, _width_mm: float) -> list[Piece]:
        """One piece."""
        return [Piece(self.height_mm, _draw_nothing, is_space=True)]


@dataclass(frozen=True, slots=True)
class PageEnd:
    """What follows starts a new page."""

    def pieces(self, _width_mm: float) -> list[Piece]:
        """One piece without height."""
        return [Piece(0, _draw_nothing, ends_page=True)]


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks as one piece, never cut."""

    blocks: tuple[Block, ...]

    def pieces(self, width_mm: float) -> list[Piece]:
        """One piece."""
        return [stacked(flowed(self.blocks, width_mm))]


@dataclass(frozen=True, slots=True)
class Beside:
    """Stacks of blocks side by side, each with its share of the width; one piece. `gap_mm` parts them."""

    stacks: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...]
    gap_mm: float = 3

    def pieces(self, width_mm: float) -> list[Piece]:
        """One piece as high as the highest stack."""
        room = width_mm - self.gap_mm * (len(self.stacks) - 1)
        widths = [room * share / sum(self.shares) for share in self.shares]
        columns = [stacked(flowed(stack, width)) for stack, width in zip(self.stacks, widths, strict=True)]

        def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
            for column, width in zip(columns, widths, strict=True):
                column.draw(painter, x_mm, y_mm)
                x_mm += width + self.gap_mm

        return [Piece(max(column.height_mm for column in columns), draw)]


def flowed(blocks: Iterable[Block], width_mm: float) -> list[Piece]:
    """All pieces of the blocks in order."""
    return [piece for block in blocks for piece in block.pieces(width_mm)]


def stacked(pieces: Sequence[Piece]) -> Piece:
    """Pieces glued into one."""

    def draw(painter: QPainter, x_mm: float, y_mm: float) -> None:
        for piece in pieces:
            piece.draw(painter, x_mm, y_mm)
            y_mm += piece.height_mm

    return Piece(sum(piece.height_mm for piece in pieces), draw)


def paginated(pieces: Sequence[Piece], first_room_mm: float, room_mm: float) -> list[list[Placed]]:
    """Pages of placed pieces; the first page may have another height. A piece higher than a page gets its own."""
    pages: list[list[Placed]] = [[]]
    y_mm, at = 0.0, 0
    while at < len(pieces):
        chunk = _chunk(pieces, at)
        at += len(chunk)
        room = first_room_mm if len(pages) == 1 else room_mm
        if y_mm > 0 and y_mm + sum(p.height_mm for p in chunk if not p.is_space) > room:
            pages.append([])
            y_mm = _repeat_header(pages[-1], chunk[0])
        for piece in chunk:
            if piece.is_space and not pages[-1]:
                continue
            pages[-1].append(Placed(piece, y_mm))
            y_mm += piece.height_mm
            if piece.ends_page:
                pages.append([])
                y_mm = 0
    return pages


def _chunk(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The piece at `at` and those it must not be parted from."""
    chunk = [pieces[at]]
    while chunk[-1].keep_with_next and at + len(chunk) < len(pieces):
        chunk.append(pieces[at + len(chunk)])
    return chunk


def _repeat_header(page: list[Placed], first: Piece) -> float:
    if first.repeat is None:
        return 0.0
    page.append(Placed(first.repeat, 0))
    return first.repeat.height_mm
