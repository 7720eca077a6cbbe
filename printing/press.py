"""Slips become PDF bytes, pictures and paper. PDF and pictures on any thread with a QGuiApplication, without widgets.

A page is laid out in millimetres once per call, the same way for every device, so preview, PDF and paper are alike.
Printing names its outcome: NoPrinter, PrinterStopped or nothing. The forms are Vietnamese law and are not translated.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from commune_desk.domain.errors import NoPrinter, PrinterStopped
from commune_desk.domain.slips import (
    ApologySlip,
    ControlSlip,
    DayList,
    FeeReceipt,
    Paper,
    ReceptionSlip,
    RecoverySheet,
    RefusalSlip,
    RegisterBook,
    Slip,
    StopNotice,
    SupplementSlip,
    TestPage,
)
from printing.apology import apology_sheet
from printing.control import control_sheet
from printing.day_list import day_list_sheet
from printing.fee import fee_sheet
from printing.page import Page, Sheet, pages
from printing.reception import reception_sheet
from printing.recovery_sheet import recovery_sheet
from printing.refusal import refusal_sheet
from printing.register import register_sheet
from printing.stop import stop_sheet
from printing.supplement import supplement_sheet
from printing.trial import trial_sheet

PDF_DPI = 600
MM_PER_INCH = 25.4
MOST_COPIES = 99

_LAYOUTS: dict[type[Slip], Callable[[Any], Sheet]] = {
    ReceptionSlip: reception_sheet,
    SupplementSlip: supplement_sheet,
    RefusalSlip: refusal_sheet,
    ApologySlip: apology_sheet,
    StopNotice: stop_sheet,
    ControlSlip: control_sheet,
    RegisterBook: register_sheet,
    FeeReceipt: fee_sheet,
    DayList: day_list_sheet,
    RecoverySheet: recovery_sheet,
    TestPage: trial_sheet,
}
_NAMED_SIZES = {
    Paper.A5: QPageSize.PageSizeId.A5,
    Paper.A4: QPageSize.PageSizeId.A4,
    Paper.A4_LANDSCAPE: QPageSize.PageSizeId.A4,
}


def sheet_for(slip: Slip) -> Sheet:
    """The slip laid out, not yet on pages."""
    return _LAYOUTS[type(slip)](slip)


def pdf_bytes(slip: Slip) -> bytes:
    """One PDF: selectable text, embedded fonts, a title that names the form and the dossier number but no person."""
    sheet = sheet_for(slip)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_DPI)
    writer.setTitle(" ".join(part for part in (slip.title, slip.dossier_number) if part))
    writer.setCreator("Commune Desk")
    _set_paper(writer, sheet.paper)
    _paint_on(writer, pages(sheet), PDF_DPI)
    del writer  # it finishes the file
    buffer.close()
    return bytes(buffer.data().data())


def page_images(slip: Slip, dpi: float = 96) -> list[QImage]:
    """Every page as it will look, `dpi` dots to the inch (96 is true size on a screen of 96 dpi)."""
    sheet = sheet_for(slip)
    return [_page_image(page, dpi) for page in pages(sheet)]


def printers() -> list[str]:
    """Names of the printers the system knows, the default one first; [] without a print service."""
    from PySide6.QtPrintSupport import QPrinterInfo

    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: (name != default, name))


def papers_of(printer_name: str) -> list[str]:
    """Paper names a printer offers ('A4', 'A5', …); raises NoPrinter."""
    from PySide6.QtPrintSupport import QPrinterInfo

    info = QPrinterInfo.printerInfo(printer_name)
    if info.isNull():
        raise NoPrinter
    return [size.name() for size in info.supportedPageSizes()]


def print_slip(slip: Slip, printer_name: str, copies: int = 1) -> int:
    """Send `copies` of the slip to a printer and answer how many pages one copy has.

    Raises NoPrinter when there is none by that name, PrinterStopped when it refuses or gives up. A printer without the
    form's paper gets it at true size in the corner of an A4 sheet.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(printer_name)
    if info.isNull():
        raise NoPrinter
    sheet = sheet_for(slip)
    made = pages(sheet)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(slip.title)
    printer.setFullPage(True)
    printer.setCopyCount(min(max(copies, 1), MOST_COPIES))
    offered = [size.id() for size in info.supportedPageSizes()]
    _set_paper(printer, sheet.paper if not offered or _NAMED_SIZES[sheet.paper] in offered else Paper.A4)
    _paint_on(printer, made, printer.resolution())
    if printer.printerState() in (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error):
        raise PrinterStopped
    return len(made)


def _set_paper(device: QPagedPaintDevice, paper: Paper) -> None:
    width, height = paper.value
    is_wide = width > height
    size = QPageSize(_NAMED_SIZES[paper])
    if size.size(QPageSize.Unit.Millimeter) != QSizeF(min(width, height), max(width, height)):
        size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter)
    orientation = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter))


def _paint_on(device: QPagedPaintDevice, made: list[Page], dpi: float) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise PrinterStopped
    try:
        for page in made:
            if page.index > 1 and not device.newPage():
                raise PrinterStopped
            painter.save()
            painter.scale(dpi / MM_PER_INCH, dpi / MM_PER_INCH)
            page.paint(painter)
            painter.restore()
    finally:
        finished = painter.end()
    if not finished:
        raise PrinterStopped


def _page_image(page: Page, dpi: float) -> QImage:
    width, height = page.sheet.paper.value
    scale = dpi / MM_PER_INCH
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    page.paint(painter)
    painter.end()
    return image
