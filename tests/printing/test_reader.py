"""check-slip opens files from anywhere: broken, huge or hostile ones end in one clear refusal."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from printing import reader
from printing.reader import codes_in_image, codes_in_pdf


@pytest.mark.parametrize("read", [codes_in_image, codes_in_pdf])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\nnothing", b"\x89PNG\r\n\x1a\n", b"plain words"])
def test_a_broken_file_is_refused(read: Callable[[Path], list[str]], content: bytes, tmp_path: Path) -> None:
    """One code for all: nothing in the file is worth telling apart."""
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(InvalidInput) as refused:
        read(path)

    assert refused.value.code == "slip-file-unreadable"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A stick pulled out too early."""
    with pytest.raises(InvalidInput):
        codes_in_image(tmp_path / "gone.png")


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    """Its header says 60,000 x 60,000 pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)))

    with pytest.raises(InvalidInput):
        codes_in_image(path)


def test_a_giant_or_endless_pdf_costs_no_more_than_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five metres square and many pages: bounded pixels, bounded pages, no codes."""
    monkeypatch.setattr(reader, "MOST_PIXELS", 1_000_000)
    monkeypatch.setattr(reader, "MOST_PAGES", 3)
    writer = pypdf.PdfWriter()
    for _ in range(200):
        writer.add_blank_page(14_400, 14_400)
    writer.write(tmp_path / "bomb.pdf")

    assert codes_in_pdf(tmp_path / "bomb.pdf") == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_random_bytes_are_refused_or_hold_no_code(tmp_path: Path, content: bytes) -> None:
    """Behind the magic number of a PDF anything may follow."""
    path = tmp_path / "noise.pdf"
    path.write_bytes(b"%PDF-1.7\n" + content)

    try:
        found = codes_in_pdf(path)
    except InvalidInput:
        found = []

    assert found == []
