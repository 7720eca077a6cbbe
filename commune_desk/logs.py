"""Logs without personal data: rotating file, and the last lines in memory for a report. No Qt here."""

import io
import logging
import re
from collections import deque
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_BYTES = 2_000_000
FILES = 5
LINES_IN_MEMORY = 2_000
_LONG_NUMBER = re.compile(r"(?<![0-9A-Fa-f])\+?\d[\d .-]{7,}\d(?![0-9A-Fa-f])")
_VIETNAMESE_NAME = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zđà-ỹ]+ ){1,5}[A-ZĐÀ-Ỹ][a-zđà-ỹ]+")


class Redaction(logging.Filter):
    """Replaces digits that could be identity or phone numbers, and names with Vietnamese letters."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its text and trace redacted."""
        record.msg = redact(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text, record.exc_info = redact(trace), None
        return True


def redact(text: str) -> str:
    """`text` with numbers of nine digits and more, and Vietnamese names, replaced by a dash sign."""
    without_numbers = _LONG_NUMBER.sub("▇▇▇", text)
    return _VIETNAMESE_NAME.sub(lambda found: found[0] if found[0].isascii() else "▇▇▇", without_numbers)


class Recent(logging.Handler):
    """The last lines, for the support report."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=LINES_IN_MEMORY)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(self.format(record))


class PrivateFile(RotatingFileHandler):
    """A log its owner alone can read."""

    def _open(self) -> io.TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()


def set_up(folder: Path | None) -> Recent:
    """Log the `desk` loggers to `folder`/app.log and to memory; returns the memory.

    Memory alone where `folder` is None or cannot be written: a full or read-only disk must not stop the desk, nor may
    a log that cannot be written print a trace.
    """
    logging.raiseExceptions = False
    root = logging.getLogger("desk")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.INFO)
    root.propagate = False
    recent = Recent()
    handlers: list[logging.Handler] = [recent]
    if folder is not None:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handlers.append(
                PrivateFile(folder / "app.log", maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8")
            )
    for handler in handlers:
        handler.addFilter(Redaction())
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root.addHandler(handler)
    return recent
