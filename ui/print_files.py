"""Pages written as files: readable by their owner only, in a folder nobody else can list."""

import os
from pathlib import Path


def write_page(target: Path, pdf: bytes) -> None:
    """A file of mode 0600, in place of an earlier one of that name; raises OSError."""
    target.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
        file.write(pdf)


def private_folder(folder: Path) -> Path:
    """The folder with mode 0700, made if it is not there; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder
