"""Reads QR and barcodes back out of a scanned picture or a PDF (check-slip). Needs no QGuiApplication.

Foreign files: their size, pixels and pages are bounded before anything is unpacked, and whatever is broken is refused
as InvalidInput('slip-file-unreadable').
"""

from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtGui import QImage, QImageReader

from commune_desk.domain.errors import InvalidInput

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_PAGES = 20
SHARP_DPI = 250
POINTS_PER_INCH = 72
_pdfium = Lock()  # PDFium is not thread-safe


def codes_in_image(path: Path) -> list[str]:
    """Texts of all QR and Code 128 symbols in a picture (PNG, JPEG, BMP …); [] when there is none."""
    _check_size(path)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise _unreadable()
    image = reader.read()
    if image.isNull():
        raise _unreadable()
    return _codes(image)


def codes_in_pdf(path: Path) -> list[str]:
    """Texts of all symbols on the first MOST_PAGES pages, in page order, each once."""
    import pypdfium2

    _check_size(path)
    found: dict[str, None] = {}
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as broken:
            raise _unreadable() from broken
        try:
            for n in range(min(len(document), MOST_PAGES)):
                found.update(dict.fromkeys(_codes(_page_picture(document[n]))))
        except pypdfium2.PdfiumError as broken:
            raise _unreadable() from broken
        finally:
            document.close()
    return list(found)


def _page_picture(page: Any) -> QImage:  # noqa: ANN401  pypdfium2 is loaded late and untyped
    """The page at SHARP_DPI, less for giant pages."""
    width, height = page.get_size()
    scale = SHARP_DPI / POINTS_PER_INCH
    if width * height * scale * scale > MOST_PIXELS:
        scale = (MOST_PIXELS / (width * height)) ** 0.5
    bitmap = page.render(scale=scale, grayscale=True)
    picture = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_Grayscale8)
    copied = picture.copy()
    bitmap.close()
    page.close()
    return copied


def _codes(image: QImage) -> list[str]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128))
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = zxingcpp.ImageView(
        grey.constBits(), grey.width(), grey.height(), zxingcpp.ImageFormat.Lum, grey.bytesPerLine(), 1
    )
    return [code.text for code in zxingcpp.read_barcodes(view, formats=formats)]


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as missing:
        raise _unreadable() from missing
    if not 0 < size <= MOST_BYTES:
        raise _unreadable()


def _unreadable() -> InvalidInput:
    return InvalidInput("slip-file-unreadable")
