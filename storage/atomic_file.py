"""Small files that are either the old one or the new one, whatever moment the power goes."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commune_desk.domain.errors import DatabaseBusy, DiskFull, ReadOnly, StorageTrouble

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_REPLACE_TRIES = 10 if sys.platform == "win32" else 1
_PAUSE_S = 0.02


def file_trouble(error: OSError) -> StorageTrouble:
    """The storage trouble that an operating system error means."""
    if error.errno in _FULL:
        return DiskFull()
    if error.errno in _CLOSED:
        return ReadOnly()
    return StorageTrouble("file-trouble", number=error.errno or 0)


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`, readable by its owner only (0600).

    Written beside, flushed to the disk, renamed, and the directory flushed: after a return it survives a power cut,
    after an exception the old file stands. Raises DiskFull, ReadOnly or StorageTrouble('file-trouble').
    """
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(beside, path)
        _flush_directory(path.parent)
    except OSError as error:
        raise file_trouble(error) from error


def make_private(path: Path) -> None:
    """A new empty file its owner alone can read, to be filled in place. Raises OSError, also where there is one."""
    path.touch(mode=0o600, exist_ok=False)


def _replace(source: Path, target: Path) -> None:
    """Rename over; a Windows virus scanner may hold the target for a moment, so a few tries."""
    for left in reversed(range(_REPLACE_TRIES)):
        try:
            source.replace(target)
        except PermissionError:
            if left == 0:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _flush_directory(directory: Path) -> None:
    # Windows cannot open a directory for flushing; NTFS journals the rename.
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(path: Path, *, patience_s: float = 5.0) -> Iterator[None]:
    """Only one holder of `path` at a time, among threads and programs; the lock file is created and stays, empty.

    The lock belongs to the operating system: it ends with the process, also after kill -9.
    Raises DatabaseBusy when another holds it for longer than `patience_s` seconds, ReadOnly where nothing can be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise file_trouble(error) from error
    try:
        _wait_for(descriptor, patience_s)
        try:
            yield
        finally:
            _release(descriptor)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, patience_s: float) -> None:
    end_s = time.monotonic() + patience_s
    while not _take(descriptor):
        if time.monotonic() >= end_s:
            raise DatabaseBusy("key-file-busy")
        time.sleep(_PAUSE_S)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
