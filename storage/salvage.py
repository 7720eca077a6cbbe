"""A damaged database: what can be saved is put into a new file beside it; the damaged one is never touched.

The newest backup that verifies is the ground; every journal entry still readable in the damaged file that follows on it
is folded in again. Without a backup the readable beginning of the journal is folded into an empty desk.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlcipher3 import dbapi2

from commune_desk.device_key import DeviceKey
from commune_desk.domain.errors import DatabaseDamaged, NotFound, Refused, StorageTrouble
from commune_desk.domain.vietnam_time import VN
from storage.atomic_file import file_trouble
from storage.backup import verify_backup
from storage.codec import Press
from storage.desk_file import DeskFile, create_desk_file, open_desk_file, take_lock
from storage.engine import Raw, connect, keyed
from storage.journal import Entry, Journal
from storage.origins import Origins
from storage.restore import move_aside
from storage.troubles import sqlite_troubles_named

_DAMAGE = (dbapi2.Error, ValueError, KeyError)
_TRIES_PAST_DAMAGE = 100_000


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was saved into `path`; `backup` is the ground it stands on (None: there was no sound one).

    `entries_added` came out of the damaged file, `entries_lost` are known to have been there but could not be read or
    follow on a lost one.
    """

    path: Path
    backup: Path | None
    entries: int
    entries_added: int
    entries_lost: int
    dossiers: int


def salvage(damaged: Path, key: bytes, target: Path, backups: Sequence[Path] = ()) -> Salvaged:
    """Save what can be saved of `damaged` into the new database `target` (which must not exist).

    `backups` newest first. Raises AlreadyThere('database-exists'), DiskFull, ReadOnly.
    """
    with TemporaryDirectory(prefix="salvage-", dir=target.parent) as folder:
        copy = _copied(damaged, Path(folder))
        ground = next((backup for backup in backups if _is_sound(backup, key)), None)
        with closing(keyed(copy, key)) as raw:
            device = _device_of(raw)
            if ground is None:
                file = create_desk_file(target, key, device=device)
            else:
                shutil.copyfile(ground, target)
                file = open_desk_file(target, key)
            with closing(file):
                added, lost = _fold_in(file, raw)
                with file.read() as connection:
                    query = "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM dossier)"
                    entries, dossiers = connection.exec_driver_sql(query).one()
    return Salvaged(target, ground, entries, added, lost, dossiers)


def salvage_in_place(
    database: Path, key: bytes, backups: Sequence[Path] = (), *, now: datetime | None = None
) -> tuple[Salvaged, Path | None]:
    """Put what can be saved in the place of `database`: what was saved, and where the damaged file lies now.

    The next opening drops all leases, because numbers may be among what was lost. Raises
    DatabaseDamaged('database-missing'), NotFound('nothing-to-salvage') when there is neither a sound backup nor a
    readable entry, DatabaseBusy while a program has it open, DiskFull, ReadOnly; after any of them the damaged file
    stands where it was.
    """
    if not database.exists():
        raise DatabaseDamaged("database-missing")
    target = database.with_name(database.name + ".salvaged")
    with ExitStack() as stack:
        take_lock(stack, database)
        _remove(target)
        saved = salvage(database, key, target, backups)
        if not saved.entries:
            _remove(target)
            raise NotFound("nothing-to-salvage")
        with closing(connect(target, key)) as raw, sqlite_troubles_named():
            raw.execute("UPDATE desk SET restored = 1")
        try:
            aside = move_aside(database, now or datetime.now(VN))
            target.replace(database)
            _remove(target)
        except OSError as error:
            raise file_trouble(error) from error
    return replace(saved, path=database), aside


def _remove(path: Path) -> None:
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()


def _copied(damaged: Path, folder: Path) -> Path:
    for suffix in ("", "-wal"):
        part = damaged.with_name(damaged.name + suffix)
        if part.exists():
            shutil.copyfile(part, folder / f"desk.db{suffix}")
    return folder / "desk.db"


def _is_sound(backup: Path, key: bytes) -> bool:
    try:
        verify_backup(backup, key)
    except StorageTrouble:
        return False
    return True


def _device_of(raw: Raw) -> DeviceKey | None:
    with suppress(*_DAMAGE):
        row = raw.execute("SELECT private_key FROM desk").fetchone()
        return DeviceKey.from_private(row[0]) if row else None
    return None


def _fold_in(file: DeskFile, damaged: Raw) -> tuple[int, int]:
    added = lost = 0
    with file.bulk() as session:
        for entry in readable_entries(damaged):
            if entry is None:
                lost += 1
                continue
            try:
                added += session.receive(entry)
            except Refused:
                lost += 1
    return added, lost


def readable_entries(raw: Raw) -> Iterator[Entry | None]:
    """Entries in the order of the damaged desk, None for each that is there but cannot be read."""
    origins = Origins()
    try:
        origins.load(raw)
        last = int(raw.execute("SELECT max(seq) FROM journal").fetchone()[0] or 0)
    except _DAMAGE:
        return
    journal = Journal(raw, origins, Press())
    seq, tries = 0, 0
    while seq < last and tries < _TRIES_PAST_DAMAGE:
        try:
            for entry in journal.entries(after_seq=seq):
                seq = entry.seq
                yield entry
        except _DAMAGE:
            # One entry at a time past the damage: a page holds some dozens.
            seq, tries = seq + 1, tries + 1
            yield None
        else:
            return
