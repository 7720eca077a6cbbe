"""F9 and F8: the use case on the writer thread, then the paper. A dossier stays received whatever the printer does."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from commune_desk.domain.errors import DeskError, PaperTrouble
from commune_desk.domain.records import PrintedSlip
from commune_desk.domain.slips import Slip
from commune_desk.ports import Desk
from commune_desk.usecases.print_again import print_again, slip_of
from commune_desk.usecases.receive_dossier import Received, guide_incomplete, receive_dossier, refuse_dossier
from commune_desk.usecases.reception_input import Reception
from ui.context import Press, ScreenContext
from ui.print_files import private_folder, write_page
from ui.print_queue import Waiting, copy_of
from ui.reception.judge import Act


class OnPaper(NamedTuple):
    """Where the slips are: on `printer`, as files in `folder`, or the last `waiting` of them still to be printed."""

    printer: str
    folder: Path | None
    sheets: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the reception; `refused` for a refusal."""

    received: Received
    act: Act
    refused: bool
    slips: tuple[Slip, ...]


class Finisher(QObject):
    """Runs one reception at a time; `done`, `failed`, then `printed` or `print_failed`."""

    done = Signal(object)
    failed = Signal(object)
    printed = Signal(object)
    print_failed = Signal(object)

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background, self._press = context.desk, context.background, context.press
        self._prints_dir, self._queue = context.prints_dir, context.queue_print
        self._kept: tuple[PrintedSlip, ...] = ()

    def receive(self, reception: Reception) -> None:
        """Receive the dossier."""
        self._run(partial(receive_dossier, self._desk, reception), Act.RECEIVE)

    def guide(self, reception: Reception, reason: str) -> None:
        """The one complete supplement slip."""
        self._run(partial(guide_incomplete, self._desk, reception, reason), Act.GUIDE)

    def refuse(self, reception: Reception, reason: str) -> None:
        """The refusal with its reason."""
        self._run(partial(refuse_dossier, self._desk, reception, reason), Act.GUIDE, refused=True)

    def print_slips(self, slips: tuple[Slip, ...], printer: str) -> None:
        """To `printer` where it is there, to the first one else. What no printer takes waits in the queue; a desk
        without one (practice) gets files where there is no printer."""
        if self._queue is None:
            job = partial(_to_paper, self._press, slips, printer, self._prints_dir)
            self._background.paper(job, self.printed.emit, self.print_failed.emit, owner=self)
        else:
            waits = partial(_print_what_goes, self._press, slips, printer)
            self._background.paper(waits, partial(self._keep_rest, slips), self.print_failed.emit, owner=self)

    def _keep_rest(self, slips: tuple[Slip, ...], where: OnPaper) -> None:
        rest = range(len(slips) - where.waiting, len(slips))
        for at in rest:
            kept = self._kept[at]
            if self._queue is not None:
                self._queue(Waiting(kept.id, kept.form, where.printer, copy=copy_of(slips[at])))
        self.printed.emit(where)

    def print_again(self, printer: str) -> None:
        """Every slip of the last reception once more, marked and counted as a copy."""
        if self._kept:
            job = partial(_again, self._desk, self._kept)
            self._background.write(job, partial(self._print_copies, printer), self.print_failed.emit, owner=self)

    def _print_copies(self, printer: str, slips: tuple[Slip, ...]) -> None:
        self.print_slips(slips, printer)

    def _run(self, job: Callable[[], Received], act: Act, *, refused: bool = False) -> None:
        self._background.write(job, partial(self._done, act, refused=refused), self._failed, owner=self)

    def _done(self, act: Act, received: Received, *, refused: bool) -> None:
        self._kept = received.slips
        self.done.emit(Done(received, act, refused, tuple(slip_of(slip) for slip in received.slips)))

    def _failed(self, error: DeskError) -> None:
        self.failed.emit(error)


def _again(desk: Desk, slips: tuple[PrintedSlip, ...]) -> tuple[Slip, ...]:
    return tuple(print_again(desk, slip.id) for slip in slips)


def _print_what_goes(press: Press, slips: tuple[Slip, ...], wanted: str) -> OnPaper:
    names = press.printers()
    printer = wanted if wanted in names or not names else names[0]
    for number, slip in enumerate(slips):
        try:
            press.print_slip(slip, printer, 1)
        except PaperTrouble:
            return OnPaper(printer, None, number, len(slips) - number)
    return OnPaper(printer, None, len(slips))


def _to_paper(press: Press, slips: tuple[Slip, ...], wanted: str, folder: Path) -> OnPaper:
    printers = press.printers()
    if printers:
        printer = wanted if wanted in printers else printers[0]
        for slip in slips:
            press.print_slip(slip, printer, 1)
        return OnPaper(printer, None, len(slips))
    pages = [(file_name(slip, number), press.pdf_bytes(slip)) for number, slip in enumerate(slips, 1)]
    try:
        private_folder(folder)
        for name, pdf in pages:
            write_page(folder / name, pdf)
    except OSError as error:
        raise PaperTrouble("pdf-not-written") from error
    return OnPaper("", folder, len(slips))


def file_name(slip: Slip, number: int) -> str:
    """By the dossier's number, never by a person's name: `H37.099.01-261123-6001-1.pdf`."""
    plain = unicodedata.normalize("NFD", slip.dossier_number.replace("Đ", "D"))
    kept = re.sub(r"[^A-Za-z0-9.-]", "_", "".join(letter for letter in plain if letter.isascii()))
    copies = [mark.copy for mark in slip.marks if mark.copy]
    copy = f"-{copies[0]}" if copies else ""
    return f"{kept}-{number}{copy}.pdf"
