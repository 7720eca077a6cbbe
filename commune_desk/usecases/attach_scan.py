"""Scans of a dossier: attach a file as one of its papers, list them, open one wherever it lies."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, DatabaseDamaged, InvalidInput, NotFound, Trouble
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Paper, Scan
from commune_desk.domain.text import nfc
from commune_desk.ports import Changes, Desk, Work
from commune_desk.usecases.rights import require

PREVIEW: Final = "preview"
RESULT: Final = "result"
SMALL_BYTES: Final = 64 << 10
"""Eight seconds of a line of 64 kbit/s: such a scan need not wait for the quiet hours."""
_LONGEST_NAME: Final = 200
_BEGINNING: Final = 1024
_PIECE: Final = 1 << 20
_PDF_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_SIGNS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}


class ScanElsewhere(Trouble):
    """The scan is known and not on this PC; it is being fetched from the province."""

    code = "scan-not-here"


@dataclass(frozen=True, slots=True)
class ScanAttached:
    """The record that names the scan, and what changed."""

    scan: Scan
    changes: Changes


def attach_scan(
    desk: Desk, dossier: RecordId, paper: RecordId | None, data: bytes | Path, name: str, *, role: str = ""
) -> ScanAttached:
    """Keep a PDF, JPEG, PNG or TIFF (told by its content) and attach it; a path is never held in memory whole.

    Not on the window's thread: a large file takes a second. Raises NotAllowedNow('right-missing'), InvalidInput
    ('scan-name-missing', 'text-too-long', 'file-unreadable', 'scan-type-unknown', 'scan-empty', 'scan-too-large'),
    AlreadyThere('scan-attached-already'), NotFound for a dossier or paper that is not there, DiskFull.
    """
    require(desk, Right.PROCESS if Right.PROCESS in desk.actor.rights else Right.RECEIVE)
    cleaned = _name(name)
    media, pages = _looked_at(data)
    state = desk.reads.dossier(dossier).dossier
    kept = desk.scans.put(data, urgency=_urgency(state, data, role))
    with desk.work("scan.attach") as work:
        found = work.get(Dossier, dossier)
        _check_paper(work, found, paper)
        if any(one.root == kept.root for one in work.scans_of(dossier)):
            raise AlreadyThere("scan-attached-already")
        scan = Scan(work.new_id(), dossier, paper, cleaned, kept.root, kept.size, media, pages, role)
        work.add(scan)
    return ScanAttached(scan, work.changes)


def open_scan(desk: Desk, scan: Scan) -> bytes:
    """All of its bytes; raises ScanElsewhere('scan-not-here') and asks for it when they are not on this PC."""
    return b"".join(_pieces(desk, scan))


def save_scan(desk: Desk, scan: Scan, write: Callable[[bytes], object]) -> None:
    """Give its bytes piece by piece to `write`; raises as `open_scan`."""
    for piece in _pieces(desk, scan):
        write(piece)


def file_ending(scan: Scan) -> str:
    """'.pdf', '.jpg' … by its type; '' for one of a newer program."""
    return _ENDINGS.get(scan.media, "")


def _pieces(desk: Desk, scan: Scan) -> Iterator[bytes]:
    offset = 0
    while offset < scan.size:
        try:
            piece = desk.scans.read(scan.root, offset, _PIECE)
        except (NotFound, DatabaseDamaged) as error:
            desk.scans.want(scan.root)
            raise ScanElsewhere from error
        if not piece:
            raise DatabaseDamaged("scan-damaged")
        yield piece
        offset += len(piece)


def _name(name: str) -> str:
    cleaned = " ".join(nfc(name).split())
    if not cleaned:
        raise InvalidInput("scan-name-missing", field="name")
    if len(cleaned) > _LONGEST_NAME:
        raise InvalidInput("text-too-long", field="name", longest=_LONGEST_NAME)
    return cleaned


def _check_paper(work: Work, dossier: Dossier, paper: RecordId | None) -> None:
    if paper is not None and work.get(Paper, paper).dossier != dossier.id:
        raise NotFound("record-not-found")


def _urgency(dossier: Dossier, data: bytes | Path, role: str) -> int:
    """Classes of docs/PROTOCOL.md: 1 previews, 2 somebody elsewhere waits for it or it is small, 3 the others."""
    if role == PREVIEW:
        return 1
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    return 2 if dossier.unit or role == RESULT or size <= SMALL_BYTES else 3


# ------------------------------------------------------------------ what kind of file it is
def _looked_at(data: bytes | Path) -> tuple[str, int]:
    """(type, pages; 0 where the file does not say)."""
    with _opened(data) as file:
        media = media_of(file.read(_BEGINNING))
        file.seek(0)
        return media, _pdf_pages(file) if media == "application/pdf" else int(media != "image/tiff")


def media_of(beginning: bytes) -> str:
    """The type by a file's first 1 024 bytes; raises InvalidInput('scan-empty' | 'scan-type-unknown')."""
    if not beginning:
        raise InvalidInput("scan-empty", field="file")
    if b"%PDF-" in beginning:
        return "application/pdf"
    for sign, media in _SIGNS:
        if beginning.startswith(sign):
            return media
    raise InvalidInput("scan-type-unknown", field="file")


def _pdf_pages(file: BinaryIO) -> int:
    found, rest = 0, b""
    while piece := file.read(_PIECE):
        text = rest + piece
        cut = max(0, len(text) - 64)
        ends = [one.end() for one in _PDF_PAGE.finditer(text)]
        taken = [end for end in ends if end <= cut]
        found += len(taken)
        rest = text[max(cut, taken[-1] if taken else 0) :] if len(piece) == _PIECE else b""
        if not rest:
            found += len(ends) - len(taken)
    return found


@contextmanager
def _opened(data: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(data, bytes):
        yield BytesIO(data)
        return
    try:
        file = data.open("rb")
    except OSError as error:
        raise InvalidInput("file-unreadable", field="file") from error
    with file:
        yield file
