"""The papers of a dossier as the clerk ticks them: pure functions over frozen lines. No Qt."""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from commune_desk.domain.procedures import Case, Component
from commune_desk.domain.records import Paper
from commune_desk.i18n import N_

MOST_COPIES = 999
LOOKED_UP_NOTE = N_("Khai thác dữ liệu, không phải nộp")


class Standing(Enum):
    """What is known of a paper: nobody looked yet, it is there, it is missing."""

    OPEN = "open"
    HERE = "here"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One row. `looked_up`: data replace the paper today; `fallback` what to hand in when the look-up fails.

    `own` rows were added by the clerk (or by guidance) and belong to no component of the catalogue.
    """

    component: str
    name: str
    originals: int = 0
    copies: int = 0
    required: bool = True
    standing: Standing = Standing.OPEN
    note: str = ""
    looked_up: bool = False
    fallback: str = ""
    own: bool = False
    confirmed: bool = True

    @classmethod
    def of_paper(cls, paper: Paper) -> "PaperLine":
        """The row of a paper kept with a dossier."""
        standing = Standing.MISSING if paper.is_missing else Standing.HERE
        return cls(
            paper.component, paper.name, paper.originals, paper.copies, standing=standing, note=paper.note, own=True
        )


def lines_of(case: Case, on: date, before: tuple[PaperLine, ...] = ()) -> tuple[PaperLine, ...]:
    """The case's papers on that day; rows of the same component keep what was noted of them.

    Rows the clerk added stay only when they are marked.
    """
    known = {line.component: line for line in before}
    fresh = tuple(_kept(_line(component, on), known.get(component.code)) for component in case.components)
    listed = {line.component for line in fresh}
    own = tuple(
        line for line in before if line.own and line.component not in listed and line.standing is not Standing.OPEN
    )
    return fresh + own


def toggled(lines: tuple[PaperLine, ...], row: int) -> tuple[PaperLine, ...]:
    """Space: the paper is here, or not looked at again. Counts come from the catalogue when none were set."""
    line = lines[row]
    standing = Standing.OPEN if line.standing is Standing.HERE else Standing.HERE
    return _set(lines, row, replace(line, standing=standing))


def all_here(lines: tuple[PaperLine, ...]) -> tuple[PaperLine, ...]:
    """Every required paper that nobody looked at is here."""
    return tuple(
        replace(line, standing=Standing.HERE) if line.required and line.standing is Standing.OPEN else line
        for line in lines
    )


def missed(lines: tuple[PaperLine, ...], row: int) -> tuple[PaperLine, ...]:
    """M: the paper is missing, or not looked at again."""
    line = lines[row]
    standing = Standing.OPEN if line.standing is Standing.MISSING else Standing.MISSING
    note = "" if standing is Standing.MISSING and line.note == LOOKED_UP_NOTE else line.note
    if standing is Standing.MISSING and line.looked_up and line.fallback and not note:
        note = line.fallback
    return _set(lines, row, replace(line, standing=standing, note=note))


def counted(lines: tuple[PaperLine, ...], row: int, count: int, *, originals: bool) -> tuple[PaperLine, ...]:
    """So many originals or copies were handed in (0..999): the paper is here unless it is marked missing."""
    line = lines[row]
    count = max(0, min(MOST_COPIES, count))
    line = replace(line, originals=count) if originals else replace(line, copies=count)
    if line.standing is Standing.OPEN and count:
        line = replace(line, standing=Standing.HERE)
    return _set(lines, row, line)


def noted(lines: tuple[PaperLine, ...], row: int, note: str) -> tuple[PaperLine, ...]:
    """A note beside the paper."""
    return _set(lines, row, replace(lines[row], note=note))


def with_extra(lines: tuple[PaperLine, ...], name: str, standing: Standing = Standing.HERE) -> tuple[PaperLine, ...]:
    """Another paper at the end; one of that name already there is left as it is."""
    if any(line.name == name for line in lines):
        return lines
    numbers = [int(line.component[1:]) for line in lines if line.own and line.component[1:].isdigit()]
    return (*lines, PaperLine(f"+{max(numbers, default=0) + 1}", name, copies=1, standing=standing, own=True))


def without(lines: tuple[PaperLine, ...], row: int) -> tuple[PaperLine, ...]:
    """An added paper taken away again; rows of the catalogue stay."""
    return lines[:row] + lines[row + 1 :] if lines[row].own else lines


def next_open(lines: tuple[PaperLine, ...], after: int) -> int:
    """The next row nobody looked at, from below `after` round to the top; `after` itself when there is none."""
    rows = [*range(after + 1, len(lines)), *range(after)]
    return next((row for row in rows if lines[row].standing is Standing.OPEN and lines[row].required), after)


def unmarked(lines: tuple[PaperLine, ...]) -> tuple[int, ...]:
    """Required rows nobody looked at."""
    return tuple(n for n, line in enumerate(lines) if line.required and line.standing is Standing.OPEN)


def missing(lines: tuple[PaperLine, ...]) -> tuple[int, ...]:
    """Rows marked missing."""
    return tuple(n for n, line in enumerate(lines) if line.standing is Standing.MISSING)


def _line(component: Component, on: date) -> PaperLine:
    looked_up = component.is_looked_up(on)
    return PaperLine(
        component=component.code,
        name=component.name,
        originals=0 if looked_up else component.originals,
        copies=0 if looked_up else component.copies,
        required=component.required,
        standing=Standing.HERE if looked_up and component.required else Standing.OPEN,
        note=LOOKED_UP_NOTE if looked_up else "",
        looked_up=looked_up,
        fallback=component.fallback,
        confirmed=component.confirmed,
    )


def _kept(fresh: PaperLine, before: PaperLine | None) -> PaperLine:
    if before is None:
        return fresh
    return replace(fresh, originals=before.originals, copies=before.copies, standing=before.standing, note=before.note)


def _set(lines: tuple[PaperLine, ...], row: int, line: PaperLine) -> tuple[PaperLine, ...]:
    return (*lines[:row], line, *lines[row + 1 :])
