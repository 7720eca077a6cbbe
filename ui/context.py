"""What the composition root hands to every screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from commune_desk.domain.slips import Slip
    from commune_desk.ports import Desk
    from ui.background import Background
    from ui.messages import Messages


class Press(Protocol):
    """Pages from slips; fulfilled by `printing.press`. Runs on the paper thread."""

    def pdf_bytes(self, slip: "Slip") -> bytes:
        """One PDF, fonts embedded."""

    def page_images(self, slip: "Slip", dpi: int) -> "list[QImage]":
        """The pages as pictures, for the preview."""

    def print_slip(self, slip: "Slip", printer: str, copies: int) -> None:
        """To paper; raises NoPrinter or PrinterStopped."""

    def printers(self) -> list[str]:
        """Names of the printers this PC knows; empty without any."""


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """A signed-in desk and the ways out of a screen.

    `navigate(place, what)`: 'home' None · 'reception' a RecordId, a draft key or None · 'dossier' a RecordId ·
    'dossiers' a ports.Filter · 'registers' None · 'administration' None.
    """

    desk: "Desk"
    background: "Background"
    messages: "Messages"
    press: Press
    navigate: Callable[[str, object], None]
    language: str = "vi"
