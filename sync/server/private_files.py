"""Small secret files of the server: whole or not at all, readable by their owner alone."""

import os
from collections.abc import Callable
from pathlib import Path


def write_private(file: Path, data: bytes) -> None:
    """Replace `file` (0600) so that a power cut leaves the old or the new one; raises OSError."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)


def kept(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; made at first use. Raises OSError."""
    if not file.exists():
        write_private(file, make())
    return file.read_bytes()
