"""Pages and codes where no window is open: the command line and the tests."""

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from commune_desk.domain.slips import Slip
from printing import press, reader


def ready() -> QGuiApplication:
    """The application object painting needs; made without a screen when there is none yet."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication([])


def pdf_bytes(slip: Slip) -> bytes:
    """As `press.pdf_bytes`."""
    _application = ready()
    return press.pdf_bytes(slip)


def codes_in_image(path: Path) -> list[str]:
    """As `reader.codes_in_image`."""
    _application = ready()
    return reader.codes_in_image(path)


def codes_in_pdf(path: Path) -> list[str]:
    """As `reader.codes_in_pdf`."""
    _application = ready()
    return reader.codes_in_pdf(path)
