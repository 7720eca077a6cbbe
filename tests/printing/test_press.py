"""Printing's outcomes have names."""

import pytest
from PySide6.QtWidgets import QApplication

from commune_desk.domain.errors import NoPrinter
from printing import press
from tests.printing.samples import all_slips


def test_a_printer_that_is_not_there_is_named_so(qapp: QApplication) -> None:
    """The dossier is received all the same; the clerk is told to choose another printer or the PDF."""
    with pytest.raises(NoPrinter):
        press.print_slip(all_slips()["reception"], "máy in không có")
    with pytest.raises(NoPrinter):
        press.papers_of("máy in không có")


def test_printers_answers_a_list_even_without_a_print_service(qapp: QApplication) -> None:
    """A fresh machine has none: the list is empty, nothing hangs."""
    assert isinstance(press.printers(), list)
