"""What the composition root hands to every screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ui.changes import DeskChanges

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from commune_desk.domain.slips import Slip
    from commune_desk.ports import Desk, DossierLine, Filter
    from commune_desk.sync_ports import CourierControl, SyncControl
    from commune_desk.sync_views import MergeCards, SyncReads
    from ui.background import Background
    from ui.messages import Messages
    from ui.print_queue import Waiting


class Press(Protocol):
    """Pages from slips; fulfilled by `printing.press`. Runs on the paper thread."""

    def pdf_bytes(self, slip: "Slip") -> bytes:
        """One PDF, fonts embedded."""

    def page_images(self, slip: "Slip", dpi: int) -> "list[QImage]":
        """The pages as pictures, for the preview."""

    def print_slip(self, slip: "Slip", printer_name: str, copies: int) -> int:
        """To paper, how many pages a copy has; raises NoPrinter or PrinterStopped."""

    def printers(self) -> list[str]:
        """Names of the printers this PC knows; empty without any."""


class ExportColumn(NamedTuple):
    """One column of a list as seen: heading, how to read it from a line, width in letters."""

    heading: str
    value: "Callable[[DossierLine], str | int | datetime | None]"
    width: int = 20


class Exporter(Protocol):
    """A list as seen, into a file; fulfilled by `storage.export`. Runs on a reader thread."""

    def __call__(
        self,
        target: Path,
        columns: Sequence[ExportColumn],
        filter_: "Filter",
        progress: Callable[[int], None],
        is_cancelled: Callable[[], bool],
    ) -> int:
        """How many rows went to `target` (.csv or .xlsx); `progress` hears that number page by page."""


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """A signed-in desk and the ways out of a screen.

    `navigate(place, what)`: 'home' None · 'reception' a RecordId, a draft key or None · 'dossier' a RecordId ·
    'dossiers' a ports.Filter · 'registers' None · 'administration' None · 'sync' None · 'merge' a card's key or None ·
    ui.screen.BACK None.
    """

    desk: "Desk"
    background: "Background"
    messages: "Messages"
    press: Press
    navigate: Callable[[str, object], None]
    language: str = "vi"
    export_list: Exporter | None = None
    read_codes: Callable[[Path], Sequence[str]] | None = None
    """Texts of the QR and barcodes in a PDF or picture; runs on the paper thread. None: files cannot be checked."""
    prints_dir: Path = Path("prints")
    """Where slips go as PDF when there is no printer (the profile's folder)."""
    changes: DeskChanges = field(default_factory=DeskChanges)
    """Hears of everything written at this desk."""
    queue_print: "Callable[[Waiting], None] | None" = None
    """Keeps a slip until its printer is there. None (a practice desk): slips become PDFs without a printer."""
    sync: "SyncControl | None" = None
    """The worker that exchanges with the province. None (a practice desk, some tests): the sync page says so."""
    sync_reads: "SyncReads | None" = None
    """Ticks, proofs and what is stuck. None: nothing is claimed about how far anything has got."""
    merge_cards: "MergeCards | None" = None
    courier: "CourierControl | None" = None
    """The exchange on a stick. None: no stick is offered."""
