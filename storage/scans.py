"""Scans of one desk: `sync_ports.ScanStore` and `ports.ScanDoor` over sealed files and tables scan_file, scan_peer.

A scan is named by `commune_desk.scan_hash`: the root over its size and the hashes of its 16 KiB leaves. What has come
of one is the database's to say: `have` bytes, those of whole leaves in the part file, the rest in the row itself
(`tail`). The file is flushed first, the row is written after: a power cut at any byte leaves what stood before the
call or what stands after it. What came is proved leaf by leaf where the leaves are known, by the root at the end.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from commune_desk.device_key import verify
from commune_desk.domain.errors import DatabaseDamaged, InvalidInput, NotFound, Refused, StorageTrouble
from commune_desk.ports import ScanKept
from commune_desk.scan_hash import LEAF_BYTES, ROOT_BYTES, leaf_hash, root_of
from commune_desk.sync_ports import ScanReceipt, ScanState, scan_receipt_message
from storage.engine import raw_of
from storage.local import Transaction
from storage.scan_files import ScanFiles
from storage.scan_rows import ARCHIVE as ARCHIVE
from storage.scan_rows import ScanRow, ScanRows
from storage.scan_seal import leaf_count

LARGEST_BYTES: Final = 200 << 20
_TO_SEND: Final = (
    "SELECT root, size, have, urgency, is_wanted FROM scan_file WHERE have = size"
    " AND EXISTS (SELECT 1 FROM scan WHERE scan.root = scan_file.root)"
    " AND NOT EXISTS (SELECT 1 FROM scan_peer WHERE scan_peer.root = scan_file.root AND peer = ?)"
    " ORDER BY urgency, size, root LIMIT ?"
)
_TO_FETCH: Final = (
    "SELECT scan.root, coalesce(file.size, min(scan.size)), coalesce(file.have, 0),"
    " coalesce(file.urgency, min(CASE role WHEN 'preview' THEN 1 ELSE 5 END)) AS class,"
    " coalesce(file.is_wanted, 0) AS wanted FROM scan LEFT JOIN scan_file AS file ON file.root = scan.root"
    " WHERE (file.root IS NULL OR file.have < file.size) AND length(scan.root) = 32 AND scan.size BETWEEN 1 AND ?"
    " GROUP BY scan.root ORDER BY wanted DESC, class, scan.size, scan.root LIMIT ?"
)


class ScanFinding(NamedTuple):
    """A scan that was not what it should be, and is wanted from elsewhere now: 'scan-missing' or 'scan-damaged'."""

    root: bytes
    code: str


class DeskScans:
    """See the module; safe on any thread but the window's. `largest_bytes` of one scan is checked before it is read."""

    def __init__(self, files: ScanFiles, write: Transaction, read: Transaction, now_ms: Callable[[], int]) -> None:
        self.largest_bytes = LARGEST_BYTES
        self._files = files
        self._write, self._read = write, read
        self._rows = ScanRows(write, read)
        self._now_ms = now_ms
        self._lock = threading.RLock()

    # -------------------------------------------------------------- of this desk
    def put(self, source: bytes | Path, *, urgency: int = 3) -> ScanKept:
        """Keep a scan, once however often it is put; a path is read twice and never held in memory.

        Raises InvalidInput('file-unreadable' | 'scan-empty' | 'scan-too-large'), Refused('scan-file-changed').
        """
        with _opened(source) as file:
            size = file.seek(0, 2)
            if not size:
                raise InvalidInput("scan-empty", field="file")
            if size > self.largest_bytes:
                raise InvalidInput("scan-too-large", field="file")
            file.seek(0)
            hashes = [leaf_hash(file.read(LEAF_BYTES)) for _ in range(leaf_count(size))]
            root = root_of(hashes, size)
            file.seek(0)
            with self._lock:
                row = self._rows.get(root)
                if row is None or not row.is_whole or not self._files.is_whole(root, size):
                    leaves = b"".join(hashes)
                    self._files.write_whole(root, leaves, file)
                    self._rows.keep(root, ScanRow(size, size, urgency, leaves=leaves, added_ms=self._now_ms()))
        return ScanKept(root, size)

    def want(self, root: bytes) -> None:
        """A person waits for it: fetched before all others. Raises NotFound('scan-missing') without a reference."""
        with self._lock:
            row = self._rows.get(root) or self._rows.referenced(root, self.largest_bytes)
            if row is None:
                raise NotFound("scan-missing")
            if not row.is_whole and not row.is_wanted:
                row.is_wanted = True
                self._rows.keep(root, row)

    def check(self, *, thorough: bool = False) -> list[ScanFinding]:
        """Whether every whole scan is there, `thorough` whether each byte is right; what is not is wanted again."""
        with self._read() as connection:
            query = "SELECT root, size FROM scan_file WHERE have = size ORDER BY root"
            known = [(bytes(root), int(size)) for root, size in raw_of(connection).execute(query).fetchall()]
        found = []
        for root, size in known:
            if not self._files.is_whole(root, size) or (thorough and self._files.prove(root, size) is None):
                found.append(ScanFinding(root, self._lose(root)))
        return found

    # -------------------------------------------------------------- ScanStore
    def state(self, root: bytes) -> ScanState | None:
        """See `sync_ports.ScanStore`."""
        row = self._rows.get(root) or self._rows.referenced(root, self.largest_bytes)
        return None if row is None else ScanState(root, row.size, row.have, row.urgency, row.is_wanted)

    def to_send(self, peer: str, limit: int) -> list[ScanState]:
        """See `sync_ports.ScanStore`; a scan that no record names stays here."""
        return self._rows.states(_TO_SEND, (peer, limit))

    def to_fetch(self, limit: int) -> list[ScanState]:
        """See `sync_ports.ScanStore`; previews before archives, small before large."""
        return self._rows.states(_TO_FETCH, (self.largest_bytes, limit))

    def read(self, root: bytes, offset: int, length: int) -> bytes:
        """See `sync_ports.ScanStore`; one that is gone or damaged on the disk is wanted from elsewhere from now on."""
        row = self._rows.get(root)
        if row is None or not row.is_whole:
            raise NotFound("scan-missing")
        last = min(row.size, offset + length)
        if not 0 <= offset < last:
            return b""
        try:
            return self._files.read(root, offset, last)
        except FileNotFoundError as error:
            self._lose(root)
            raise NotFound("scan-missing") from error
        except DatabaseDamaged:
            self._lose(root)
            raise

    def append(self, root: bytes, size: int, offset: int, data: bytes) -> int:
        """See `sync_ports.ScanStore`; also raises Refused('scan-too-large')."""
        if not 0 < size <= self.largest_bytes or len(root) != ROOT_BYTES:
            raise Refused("scan-too-large")
        with self._lock:
            row = self._to_fill(root, size)
            if row.is_whole:
                return row.size
            if not 0 <= offset <= row.have:
                raise Refused("scan-offset")
            fresh = data[row.have - offset : size - offset]
            if fresh:
                self._fill(root, row, fresh)
            return row.have

    def take_scan_receipts(self, peer: str, receipts: Sequence[ScanReceipt]) -> None:
        """See `sync_ports.ScanStore`: kept where the key pinned for the peer signed it; another is noted as a fault."""
        from storage.replica_memories import note_fault

        with self._write() as connection:
            raw = raw_of(connection)
            pinned = raw.execute("SELECT public_key FROM peer WHERE name = ?", (peer,)).fetchone()
            for one in receipts:
                known = pinned is not None and bytes(pinned[0]) == one.server
                if not known or not verify(one.server, scan_receipt_message(one), one.signature):
                    note_fault(raw, "scan-receipt", 1, self._now_ms())
                    continue
                raw.execute(
                    "INSERT OR REPLACE INTO scan_peer (root, peer, server, size, at_ms, signature)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (one.root, peer, one.server, one.size, one.at_ms, one.signature),
                )

    # -------------------------------------------------------------- filling
    def _to_fill(self, root: bytes, size: int) -> ScanRow:
        """The row as the files bear it out: a part that is shorter than its row counts as far as it goes."""
        row = self._rows.get(root) or self._rows.referenced(root, self.largest_bytes)
        if row is None or row.size != size:
            self._files.drop_part(root)
            row = ScanRow(size, is_wanted=row is not None and row.is_wanted)
        elif not row.is_whole and self._files.is_whole(root, size) and self._adopt(root, row):
            return row
        counted = row.have // LEAF_BYTES
        if not row.is_whole and self._files.part_leaves(root) < counted:
            row.have, row.tail = self._files.part_leaves(root) * LEAF_BYTES, b""
        return row

    def _adopt(self, root: bytes, row: ScanRow) -> bool:
        """The power went between the last byte and the row that says so."""
        leaves = self._files.prove(root, row.size)
        if leaves is not None:
            self._ended(root, row, leaves)
        return leaves is not None

    def _fill(self, root: bytes, row: ScanRow, fresh: bytes) -> None:
        pending, number = row.tail + fresh, row.have // LEAF_BYTES
        is_last = row.have + len(fresh) == row.size
        end = len(pending) if is_last else len(pending) - len(pending) % LEAF_BYTES
        leaves = [pending[first : first + LEAF_BYTES] for first in range(0, end, LEAF_BYTES)]
        good = leaves[: _first_wrong(leaves, number, row.leaves)]
        if good:
            self._files.grow(root, number, good)
        if len(good) < len(leaves):
            row.have, row.tail = (number + len(good)) * LEAF_BYTES, b""
            self._rows.keep(root, row)
            raise Refused("scan-root")
        if is_last:
            self._finish(root, row)
            return
        row.have, row.tail = row.have + len(fresh), pending[end:]
        row.added_ms = row.added_ms or self._now_ms()
        self._rows.keep(root, row)

    def _finish(self, root: bytes, row: ScanRow) -> None:
        leaves = self._files.finish(root, row.size)
        if leaves is None:
            row.begin_again()
            self._rows.keep(root, row)
            raise Refused("scan-root")
        self._ended(root, row, leaves)

    def _ended(self, root: bytes, row: ScanRow, leaves: bytes) -> None:
        row.have, row.tail, row.leaves, row.is_wanted = row.size, b"", leaves, False
        row.added_ms = row.added_ms or self._now_ms()
        self._rows.keep(root, row)

    def _lose(self, root: bytes) -> str:
        """The file is not what its row says: what is sound of it stays, the rest is wanted. Which of the two it was."""
        with self._lock:
            row = self._rows.get(root)
            if row is None or not row.is_whole:
                return "scan-missing"
            row.begin_again()
            row.is_wanted, code = True, "scan-missing"
            try:
                row.have, code = self._files.set_aside(root, row.size), "scan-damaged"
            except StorageTrouble:
                self._files.drop_part(root)
            self._rows.keep(root, row)
        return code


def _first_wrong(leaves: list[bytes], number: int, known: bytes) -> int:
    """The place of the first leaf that is not the known one; all of them where nothing is known."""
    for place, leaf in enumerate(leaves):
        expected = known[(number + place) * ROOT_BYTES : (number + place + 1) * ROOT_BYTES]
        if expected and leaf_hash(leaf) != expected:
            return place
    return len(leaves)


@contextmanager
def _opened(source: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield BytesIO(source)
        return
    if not source.is_file():
        raise InvalidInput("file-unreadable", field="file")
    try:
        file = source.open("rb")
    except OSError as error:
        raise InvalidInput("file-unreadable", field="file") from error
    with file:
        yield file
