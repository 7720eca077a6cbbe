"""Scans of the communes in a folder: every byte that came is kept, a whole one is proved against its name.

    <folder>/<commune>/<name>               whole
    <folder>/<commune>/<name>.<size>.part   so far

See `scan_seal` for what is inside. A part grows by whole records; its last, short one is written anew (under another
nonce) when more bytes come. fsync every 64 KB and at the end: what `state` says after a power cut is what is there.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import DatabaseDamaged, NotFound, Refused, ServerBusy
from commune_desk.scan_hash import LEAF_BYTES, leaf_hash, root_of
from commune_desk.sync_ports import ScanReceipt, ScanState, scan_receipt_message
from sync.server.scan_seal import RECORD_BYTES, CommuneSeals, Randomness, ScanSeal, plain_size, span_of

LARGEST_BYTES: Final = 512 << 20
PART_LIFE_MS: Final = 60 * 24 * 3600 * 1000
_SYNC_BYTES: Final = 64 << 10
_URGENCY: Final = 3
_MS: Final = 1_000_000


class Vault(NamedTuple):
    """What a store of scans needs to know: the server's 32-byte key, who signs, randomness, a clock (ms since 1970)."""

    key: bytes
    signer: DeviceKey
    randomness: Randomness
    now_ms: Callable[[], int]


class FolderScans:
    """Fulfils `sync.server.ports.ServerScans`; safe from several threads."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._seals = CommuneSeals(vault.key, vault.randomness)
        self._vault = vault
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def state(self, commune: str, root: bytes) -> ScanState | None:
        """See the port."""
        whole = self._whole(commune, root)
        with suppress(FileNotFoundError):
            size = plain_size(whole.stat().st_size)
            return ScanState(root, size, size, _URGENCY)
        seal = self._seals.seal(commune, root)
        found = [
            (_held(part, seal), int(part.name.split(".")[1])) for part in whole.parent.glob(f"{whole.name}.*.part")
        ]
        if not found:
            return None
        have, size = max(found)
        # A part with every byte was not proved yet: its last byte is asked for once more.
        return ScanState(root, size, min(have, size - 1), _URGENCY)

    def append(self, commune: str, root: bytes, size: int, offset: int, data: bytes) -> int:
        """See the port; also Refused('scan-too-large'), ServerBusy while another request sends the same scan."""
        if not 0 < size <= LARGEST_BYTES:
            raise Refused("scan-too-large")
        whole = self._whole(commune, root)
        if whole.exists():
            return plain_size(whole.stat().st_size)
        part = whole.with_name(f"{whole.name}.{size}.part")
        with self._alone(part.name):
            part.parent.mkdir(parents=True, exist_ok=True)
            seal = self._seals.seal(commune, root)
            with _opened(part) as file:
                held = _Part(file, seal).append(size, offset, data)
            if held == size:
                self._finish(part, whole, _Proof(seal, root, size))
        return held

    def read(self, commune: str, root: bytes, offset: int, length: int) -> bytes:
        """See the port; also raises DatabaseDamaged('scan-damaged')."""
        whole = self._whole(commune, root)
        try:
            size = plain_size(whole.stat().st_size)
            if not 0 <= offset < size or length <= 0:
                return b""
            span = span_of(offset, length, size)
            with whole.open("rb") as file:
                file.seek(span.first)
                records = file.read(span.last - span.first)
        except FileNotFoundError as error:
            raise NotFound("scan-missing") from error
        leaves = self._seals.seal(commune, root).leaves(records, span.first // RECORD_BYTES)
        return b"".join(leaves)[span.skip : span.skip + length]

    def receipt(self, commune: str, root: bytes) -> ScanReceipt | None:
        """See the port; `at_ms` is when the scan was whole."""
        try:
            found = self._whole(commune, root).stat()
        except FileNotFoundError:
            return None
        return signed_receipt(self._vault.signer, root, plain_size(found.st_size), found.st_mtime_ns // _MS)

    def sweep(self) -> int:
        """Throw away parts nobody went on with for 60 days: how many."""
        oldest = (self._vault.now_ms() - PART_LIFE_MS) * _MS
        old = [part for part in self._folder.glob("*/*.part") if part.stat().st_mtime_ns < oldest]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    def _whole(self, commune: str, root: bytes) -> Path:
        return self._folder / self._seals.folder(commune) / self._seals.name(commune, root)

    def _finish(self, part: Path, whole: Path, proof: "_Proof") -> None:
        with part.open("rb") as file:
            is_true = proof.is_true(file)
        if not is_true:
            part.unlink()
            raise Refused("scan-root")
        at = self._vault.now_ms() * _MS
        os.utime(part, ns=(at, at))
        part.replace(whole)
        for other in whole.parent.glob(f"{whole.name}.*.part"):
            other.unlink()
        _sync_folder(whole.parent)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        with self._lock:
            if name in self._busy:
                raise ServerBusy
            self._busy.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(name)


class _Part(NamedTuple):
    """A part under way: opened for reading and writing."""

    file: BinaryIO
    seal: ScanSeal

    def append(self, size: int, offset: int, data: bytes) -> int:
        """Write what is new of `data`; how many plain bytes are held now. Raises Refused('scan-offset')."""
        held, tail = self.held()
        if offset > held:
            raise Refused("scan-offset")
        fresh = data[held - offset : size - offset]
        if not fresh:
            return held
        number = held // LEAF_BYTES
        self.file.seek(number * RECORD_BYTES)
        self.file.truncate()
        pending = tail + fresh
        for place, first in enumerate(range(0, len(pending), LEAF_BYTES)):
            self.file.write(self.seal.sealed(pending[first : first + LEAF_BYTES], number + place))
        self.file.flush()
        now = held + len(fresh)
        if now == size or now // _SYNC_BYTES != held // _SYNC_BYTES:
            os.fsync(self.file.fileno())
        return now

    def held(self) -> tuple[int, bytes]:
        """How many bytes, and those of the last, short leaf; what a power cut left half written does not count."""
        stored = self.file.seek(0, os.SEEK_END)
        number, rest = divmod(stored, RECORD_BYTES)
        if not rest:
            return number * LEAF_BYTES, b""
        self.file.seek(number * RECORD_BYTES)
        try:
            tail = self.seal.opened(self.file.read(), number)
        except DatabaseDamaged:
            return number * LEAF_BYTES, b""
        return number * LEAF_BYTES + len(tail), tail


class _Proof(NamedTuple):
    """Whether a file of records is the scan it is named after."""

    seal: ScanSeal
    root: bytes
    size: int

    def is_true(self, file: BinaryIO) -> bool:
        """Reads all of it, leaf by leaf."""
        hashes = []
        for number in range(-(-self.size // LEAF_BYTES)):
            try:
                hashes.append(leaf_hash(self.seal.opened(file.read(RECORD_BYTES), number)))
            except DatabaseDamaged:
                return False
        return root_of(hashes, self.size) == self.root


def signed_receipt(signer: DeviceKey, root: bytes, size: int, at_ms: int) -> ScanReceipt:
    """The server's word for a whole scan."""
    unsigned = ScanReceipt(signer.public, root, size, at_ms, b"")
    return unsigned._replace(signature=signer.sign(scan_receipt_message(unsigned)))


def _held(part: Path, seal: ScanSeal) -> int:
    try:
        with part.open("rb") as file:
            return _Part(file, seal).held()[0]
    except FileNotFoundError:
        return 0


@contextmanager
def _opened(part: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        yield file


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
