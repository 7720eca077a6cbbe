"""Noticing that the store came back from a backup, by a small file that no backup of the database contains.

The file holds how often the store was opened, the highest epoch ever told and the last place of each commune it saw. A
store that was opened less often, or stands earlier than the file remembers, is a restored one: every commune begins a
new epoch (docs/PROTOCOL.md). Where database and file may be restored together: `commune-desk province --restored`.
"""

import json
import os
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, select

from sync.server.database import reading, writing
from sync.server.migrations import read_meta, write_meta
from sync.server.order import begin_epochs
from sync.server.tables import COMMUNE

_OPENINGS: Final = "openings"


class Seen(NamedTuple):
    """What the file remembers; nothing when it is missing or cannot be read."""

    openings: int = 0
    epoch: int = 0
    ends: dict[str, int] = {}  # noqa: RUF012  never changed


class Incarnation:
    """The file beside the store; `begin` once at each start, `note` now and then while it runs."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self._engine = engine
        self._file = file

    def begin(self, now_ms: int, *, is_restored: bool = False) -> bool:
        """Count this opening; a restored store (or if a person says so) begins new epochs: whether it was one."""
        seen = self._read()
        with writing(self._engine) as connection:
            openings = int(read_meta(connection, _OPENINGS) or 0)
            found = is_restored or openings < seen.openings or _is_behind(connection, seen)
            if found:
                begin_epochs(connection, now_ms, seen.epoch)
            openings = max(openings, seen.openings) + 1
            write_meta(connection, _OPENINGS, str(openings))
        self.note()
        return found

    def note(self) -> None:
        """Remember how far the communes are."""
        with reading(self._engine) as connection:
            openings = int(read_meta(connection, _OPENINGS) or 0)
            rows = connection.execute(select(COMMUNE.c.code, COMMUNE.c.epoch, COMMUNE.c.seq)).all()
        epoch = max((row.epoch for row in rows), default=0)
        self._write(Seen(openings, epoch, {row.code: row.seq for row in rows}))

    def _read(self) -> Seen:
        try:
            found = json.loads(self._file.read_bytes())
            return Seen(int(found["openings"]), int(found["epoch"]), {k: int(v) for k, v in found["ends"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Seen()

    def _write(self, seen: Seen) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # Several workers note at once: each has a name of its own for what is not whole yet.
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(seen._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)


def _is_behind(connection: Connection, seen: Seen) -> bool:
    rows = connection.execute(select(COMMUNE.c.code, COMMUNE.c.epoch, COMMUNE.c.seq)).all()
    ends = {row.code: row.seq for row in rows}
    epoch = max((row.epoch for row in rows), default=0)
    return epoch < seen.epoch or any(ends.get(code, 0) < seq for code, seq in seen.ends.items())
