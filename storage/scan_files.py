"""Scans as files: `ab/cdef…` whole, `ab/cdef….part` on its way, `ab/cdef….damaged` set aside; see `scan_seal`.

A whole file is written beside (`.new`), flushed and renamed, and its folder flushed: after a power cut it is there
whole or not at all. A part only grows by whole leaves behind those that the database counts; it is flushed before the
database counts them, so what stands behind is overwritten and never believed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from commune_desk.domain.errors import DatabaseDamaged, Refused
from commune_desk.scan_hash import LEAF_BYTES, leaf_hash, root_of
from storage.atomic_file import file_trouble
from storage.scan_seal import RECORD_BYTES, Place, ScanSeals, leaf_count, stored_size

_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class ScanFiles:
    """The folder of one desk. Every method raises DiskFull, ReadOnly or StorageTrouble('file-trouble') for the disk's
    sake.
    """

    def __init__(self, folder: Path, seals: ScanSeals) -> None:
        self._folder = folder
        self._seals = seals

    def is_whole(self, root: bytes, size: int) -> bool:
        """Whether a file of the right length lies there."""
        try:
            return self._path(root).stat().st_size == stored_size(size)
        except FileNotFoundError:
            return False

    # -------------------------------------------------------------- whole
    def write_whole(self, root: bytes, leaves: bytes, source: BinaryIO) -> None:
        """Seal what `source` gives; raises Refused('scan-file-changed') when it is not those leaves any more."""
        whole = self._path(root)
        beside = whole.with_suffix(".new")
        with _troubles_named():
            self._make_folder(whole.parent)
            beside.unlink(missing_ok=True)
            try:
                with _opened(beside, os.O_CREAT | os.O_EXCL) as file:
                    for number in range(len(leaves) // len(root)):
                        leaf = source.read(LEAF_BYTES)
                        if leaf_hash(leaf) != leaves[number * len(root) : (number + 1) * len(root)]:
                            raise Refused("scan-file-changed")
                        file.write(self._seals.sealed(Place(root, number), leaf))
                    _flush(file)
                beside.replace(whole)
            finally:
                beside.unlink(missing_ok=True)
            _flush_folder(whole.parent)
            self._sweep(whole)

    def read(self, root: bytes, offset: int, last: int) -> bytes:
        """Plain bytes [offset, last) of a whole scan; raises FileNotFoundError, DatabaseDamaged('scan-damaged')."""
        first = offset // LEAF_BYTES
        with self._path(root).open("rb") as file:
            file.seek(first * RECORD_BYTES)
            leaves = [self._next(file, Place(root, number)) for number in range(first, leaf_count(last))]
        skip = offset - first * LEAF_BYTES
        return b"".join(leaves)[skip : skip + last - offset]

    def prove(self, root: bytes, size: int) -> bytes | None:
        """The leaf hashes of a whole file, one behind the other; None where it is not that scan."""
        with _troubles_named(), self._path(root).open("rb") as file:
            return self._proven(file, root, size)

    def set_aside(self, root: bytes, size: int) -> int:
        """A damaged file: what is sound at its beginning becomes a part, the file itself is kept aside until the scan
        is whole again. How many bytes the part has.
        """
        whole = self._path(root)
        aside = whole.with_suffix(".damaged")
        with _troubles_named():
            whole.replace(aside)
            sound = 0
            with aside.open("rb") as file, _opened(whole.with_suffix(".part"), os.O_CREAT | os.O_TRUNC) as part:
                for number in range(size // LEAF_BYTES):
                    record = file.read(RECORD_BYTES)
                    try:
                        self._seals.opened(Place(root, number), record)
                    except DatabaseDamaged:
                        break
                    part.write(record)
                    sound += LEAF_BYTES
                _flush(part)
            _flush_folder(whole.parent)
        return sound

    # -------------------------------------------------------------- on its way
    def grow(self, root: bytes, number: int, leaves: list[bytes]) -> None:
        """Leaves `number`, `number` + 1 … behind those before; on the disk when this returns."""
        part = self._path(root).with_suffix(".part")
        with _troubles_named():
            is_new = not part.exists()
            self._make_folder(part.parent)
            with _opened(part, os.O_CREAT) as file:
                file.truncate(number * RECORD_BYTES)
                file.seek(number * RECORD_BYTES)
                for place, leaf in enumerate(leaves, start=number):
                    file.write(self._seals.sealed(Place(root, place), leaf))
                _flush(file)
            if is_new:
                _flush_folder(part.parent)

    def part_leaves(self, root: bytes) -> int:
        """How many whole leaves lie in the part."""
        try:
            return self._path(root).with_suffix(".part").stat().st_size // RECORD_BYTES
        except FileNotFoundError:
            return 0

    def finish(self, root: bytes, size: int) -> bytes | None:
        """Prove the part against its name and make it the whole: its leaf hashes; a wrong one is thrown away."""
        whole = self._path(root)
        part = whole.with_suffix(".part")
        with _troubles_named():
            with part.open("rb") as file:
                leaves = self._proven(file, root, size)
            if leaves is None:
                part.unlink()
                return None
            part.replace(whole)
            _flush_folder(whole.parent)
            self._sweep(whole)
        return leaves

    def drop_part(self, root: bytes) -> None:
        """Begin again."""
        self._path(root).with_suffix(".part").unlink(missing_ok=True)

    # -------------------------------------------------------------- inside
    def _path(self, root: bytes) -> Path:
        name = self._seals.name(root)
        return self._folder / name[:2] / name[2:]

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            _flush_folder(folder.parent)
            _flush_folder(folder.parent.parent)

    def _sweep(self, whole: Path) -> None:
        for left in (".part", ".damaged"):
            whole.with_suffix(left).unlink(missing_ok=True)

    def _next(self, file: BinaryIO, place: Place) -> bytes:
        return self._seals.opened(place, file.read(RECORD_BYTES))

    def _proven(self, file: BinaryIO, root: bytes, size: int) -> bytes | None:
        found = []
        try:
            for number in range(leaf_count(size)):
                found.append(leaf_hash(self._next(file, Place(root, number))))
        except DatabaseDamaged:
            return None
        return b"".join(found) if root_of(found, size) == root else None


@contextmanager
def _troubles_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise file_trouble(error) from error


@contextmanager
def _opened(path: Path, how: int) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_RDWR | how | getattr(os, "O_BINARY", 0), _PRIVATE)
    with os.fdopen(descriptor, "r+b") as file:
        yield file


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """The new name survives a power cut; Windows has no such call, NTFS journals the rename."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
