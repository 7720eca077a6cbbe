"""Slips whose printer is off or missing: kept until they are on paper or a person gives them up.

Kept in the desk's own database as ids, never as pages: outside the encrypted file nothing can be read.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.domain.errors import DeskError, PaperTrouble
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import PrintedSlip
from commune_desk.domain.slips import Slip, copy_mark, marked
from commune_desk.ports import Desk
from commune_desk.usecases.print_again import slip_of
from ui.background import Background
from ui.context import Press

REMEMBERED = "print-queue"
EVERY_MS = 60_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One slip to be printed `copies` times; `copy` is its number as a reprint, 0 for the original.

    `printer` '' stands for whichever printer this PC has.
    """

    slip: RecordId
    form: str
    printer: str = ""
    copies: int = 1
    copy: int = 0


class Tried(NamedTuple):
    """One round: what went to paper, and why the rest did not."""

    done: tuple[Waiting, ...]
    error: DeskError | None = None


class PrintQueue(QObject):
    """Lives as long as the desk is open. `changed(int)`: how many wait; `printed(int)`: how many just went out."""

    changed = Signal(int)
    printed = Signal(int)
    failed = Signal(object)  # DeskError of a round a person asked for

    def __init__(self, desk: Desk, background: Background, press: Press, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background, self._press = desk, background, press
        self._waiting: tuple[Waiting, ...] = ()
        self._trying = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Oldest first."""
        return self._waiting

    def start(self) -> None:
        """Take up what waited when the desk was closed."""
        self._background.read(partial(self._desk.local.recall, REMEMBERED), self._recalled, owner=self)
        self._timer.start()

    def add(self, one: Waiting) -> None:
        """Keep a slip for later; the same one twice waits once."""
        if one not in self._waiting:
            self._keep((*self._waiting, one))

    def cancel(self, one: Waiting) -> None:
        """It is not wanted on paper any more; the slip itself stays with its dossier."""
        self._keep(tuple(kept for kept in self._waiting if kept != one))

    def look(self) -> None:
        """Every minute: print what its printer can take now, silently."""
        self._try(partial(_on_named_printers, self._press), quietly=True)

    def print_now(self) -> None:
        """A person asks: any printer will do where the one of last time is missing."""
        self._try(partial(_on_any_printer, self._press), quietly=False)

    def _try(self, rounds: Callable[[tuple[tuple[Waiting, Slip], ...]], Tried], *, quietly: bool) -> None:
        if self._trying or not self._waiting:
            return
        self._trying = True
        background = self._background

        def to_paper(pages: tuple[tuple[Waiting, Slip], ...]) -> None:
            background.paper(partial(rounds, pages), partial(self._tried, quietly=quietly), self._broke, owner=self)

        background.write(partial(_pages, self._desk, self._waiting), to_paper, self._broke, owner=self)

    def _tried(self, tried: Tried, *, quietly: bool) -> None:
        self._trying = False
        if tried.done:
            self._keep(tuple(one for one in self._waiting if one not in tried.done))
            self.printed.emit(len(tried.done))
        if tried.error is not None and not quietly:
            self.failed.emit(tried.error)

    def _broke(self, error: DeskError) -> None:
        self._trying = False
        self.failed.emit(error)

    def _recalled(self, text: str) -> None:
        before = from_text(text)
        self._waiting = (*before, *(one for one in self._waiting if one not in before))
        self.changed.emit(len(self._waiting))

    def _keep(self, waiting: tuple[Waiting, ...]) -> None:
        self._waiting = waiting
        self._background.write(partial(self._desk.local.remember, REMEMBERED, to_text(waiting)), _nothing, owner=self)
        self.changed.emit(len(waiting))


def to_text(waiting: tuple[Waiting, ...]) -> str:
    """As remembered in the database."""
    return json.dumps([[one.slip.text, one.form, one.printer, one.copies, one.copy] for one in waiting])


def from_text(text: str) -> tuple[Waiting, ...]:
    """What was remembered; what cannot be read is left out, its slip still lies with its dossier."""
    try:
        kept = json.loads(text or "[]")
        return tuple(
            Waiting(RecordId.parse(str(slip)), str(form), str(printer), int(copies), int(copy))
            for slip, form, printer, copies, copy in kept
        )
    except (ValueError, TypeError):
        return ()


def copy_of(slip: Slip) -> int:
    """Which reprint a page is marked as, 0 for the original."""
    return next((mark.copy for mark in slip.marks if mark.copy), 0)


def titles(desk: Desk, waiting: tuple[Waiting, ...]) -> tuple[tuple[Waiting, str], ...]:
    """The dossier number of each slip, for the list; on the writer thread."""
    return tuple((one, slip.dossier_number) for one, slip in _pages(desk, waiting))


def _pages(desk: Desk, waiting: tuple[Waiting, ...]) -> tuple[tuple[Waiting, Slip], ...]:
    with desk.work("slip.print-queued") as work:  # only read: leaves no entry
        kept = [(one, slip_of(work.get(PrintedSlip, one.slip))) for one in waiting]
    return tuple((one, marked(slip, copy_mark(one.copy)) if one.copy else slip) for one, slip in kept)


def _on_named_printers(press: Press, pages: tuple[tuple[Waiting, Slip], ...]) -> Tried:
    names = press.printers()
    ready = [(one, slip, one.printer or names[0]) for one, slip in pages if names and one.printer in ("", *names)]
    return _print(press, ready)


def _on_any_printer(press: Press, pages: tuple[tuple[Waiting, Slip], ...]) -> Tried:
    names = press.printers()
    ready = [(one, slip, one.printer if one.printer in names else (names or [""])[0]) for one, slip in pages]
    return _print(press, ready)


def _print(press: Press, ready: list[tuple[Waiting, Slip, str]]) -> Tried:
    done: list[Waiting] = []
    for one, slip, printer in ready:
        try:
            press.print_slip(slip, printer, one.copies)
        except PaperTrouble as error:
            return Tried(tuple(done), error)
        done.append(one)
    return Tried(tuple(done))


def _nothing(_result: object) -> None:
    """What a job without an answer leads to."""
