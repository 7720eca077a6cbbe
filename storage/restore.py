"""Putting a backup in the place of the database; what was there is moved aside, never overwritten."""

import contextlib
import shutil
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from commune_desk.domain.vietnam_time import VN
from storage.atomic_file import file_trouble, make_private
from storage.backup import Sidecar, flush_file, verify_backup
from storage.desk_file import take_lock
from storage.engine import connect
from storage.troubles import sqlite_troubles_named

_PARTS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored and where the former database lies now (None: there was none)."""

    verified: Sidecar
    aside: Path | None


def restore(backup: Path, database: Path, key: bytes, *, now: datetime | None = None) -> Restored:
    """Verify `backup`, move the database at `database` aside, put the backup in its place.

    The next opening draws a new origin and drops all leases. Raises DatabaseBusy while a program has the database open,
    DatabaseDamaged('backup-not-verified'), WrongKey, DiskFull, ReadOnly; after any of them the former database stands.
    """
    with ExitStack() as stack:
        take_lock(stack, database)
        verified = verify_backup(backup, key)
        part = database.with_name(database.name + ".restoring")
        try:
            part.unlink(missing_ok=True)
            make_private(part)
            shutil.copyfile(backup, part)
            with closing(connect(part, key)) as raw, sqlite_troubles_named():
                raw.execute("UPDATE desk SET restored = 1")
            flush_file(part)
            aside = move_aside(database, now or datetime.now(VN))
            part.replace(database)
        except OSError as error:
            raise file_trouble(error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return Restored(verified, aside)


def move_aside(database: Path, now: datetime) -> Path | None:
    """Rename the database and its log to `NAME.before-restore-…`: the new path, None where there was none."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    for suffix in reversed(_PARTS):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside
