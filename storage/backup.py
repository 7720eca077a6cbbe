"""Verified backups: a snapshot under the same key, with a checksum and the key file beside it, kept by rotation.

A backup marks itself as restored from the start, so that by whatever road it comes back its leases are dropped.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from commune_desk.domain.errors import DatabaseDamaged
from commune_desk.domain.vietnam_time import VN, to_vietnam
from storage.atomic_file import file_trouble, make_private, write_atomically
from storage.chain import check_chain
from storage.codec import Press
from storage.desk_file import DeskFile, open_desk_file
from storage.engine import Raw, connect
from storage.journal import Journal
from storage.opening import prove
from storage.origins import Origins
from storage.troubles import sqlite_troubles_named

DAYS_KEPT = 7
WEEKS_KEPT = 8
_NAME = "desk-%Y%m%d-%H%M%S.backup"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is written beside a backup as `NAME.json`; no personal data."""

    made_at: str
    bytes: int
    sha256: str
    entries: int
    dossiers: int


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or found; `verified` says what was counted in it."""

    path: Path
    verified: Sidecar


def made_at(path: Path) -> datetime:
    """When a backup of that name was made; raises ValueError for another file."""
    return datetime.strptime(path.name, _NAME).replace(tzinfo=VN)


def backups_in(folder: Path) -> list[Path]:
    """Backups there, newest first."""
    found = []
    for path in folder.glob("desk-*.backup"):
        with contextlib.suppress(ValueError):
            found.append((made_at(path), path))
    return [path for _, path in sorted(found, reverse=True)]


def back_up(file: DeskFile, folder: Path, *, key_file: Path | None = None) -> Backup:
    """Make a verified backup in `folder` and let old ones go by rotation.

    `key_file` (keys.json) is copied beside it: with a password and the machine secret, or two recovery shares, it opens
    elsewhere. Raises DiskFull, ReadOnly, DatabaseDamaged('backup-not-verified').
    """
    file.sign_heads()
    now = to_vietnam(file.clock.reading())
    target = folder / now.strftime(_NAME)
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        make_private(part)
        entries, dossiers = snapshot(file, part)
        digest = sha256_of(part)
        verified = _verified(file.engines.twin(part), now, part.stat().st_size, digest)
        if (verified.entries, verified.dossiers) != (entries, dossiers):
            raise DatabaseDamaged("backup-not-verified")
        flush_file(part)
        if key_file is not None:
            write_atomically(target.with_suffix(".keys.json"), key_file.read_bytes())
        write_atomically(target.with_suffix(".json"), json.dumps(asdict(verified)).encode())
        part.replace(target)
        rotate(folder)
    except OSError as error:
        raise file_trouble(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(target, verified)


def snapshot(file: DeskFile, target: Path) -> tuple[int, int]:
    """Copy one moment of the open database to `target`, marked as restored: its (entries, dossiers)."""
    with file.read() as source, sqlite_troubles_named(), closing(file.engines.twin(target)) as copy:
        raw = source.connection.driver_connection
        assert raw is not None  # noqa: S101  narrowed: an open connection has its driver's
        counts = counted(raw)
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        copy.execute("UPDATE desk SET restored = 1")
    return counts


def counted(raw: Raw) -> tuple[int, int]:
    """(entries, dossiers)."""
    query = "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM dossier)"
    entries, dossiers = raw.execute(query).fetchone()
    return int(entries), int(dossiers)


def flush_file(path: Path) -> None:
    """Have the operating system write a file's bytes to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sha256_of(path: Path) -> str:
    """Of a file's bytes, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def verify_backup(path: Path, key: bytes) -> Sidecar:
    """Checksum, every page, every hash of the journal, counts.

    Raises DatabaseDamaged('backup-not-verified'), WrongKey.
    """
    digest = sha256_of(path)
    beside = path.with_suffix(".json")
    if beside.exists() and json.loads(beside.read_bytes()).get("sha256") != digest:
        raise DatabaseDamaged("backup-not-verified")
    prove(path, key)
    return _verified(connect(path, key, read_only=True), _dated(path), path.stat().st_size, digest)


def _dated(path: Path) -> datetime:
    """When a backup was made; a copy somebody gave another name is dated by its file."""
    try:
        return made_at(path)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=VN)


def _verified(raw: Raw, now: datetime, size: int, digest: str) -> Sidecar:
    with closing(raw), sqlite_troubles_named():
        bad_pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        verdict = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
        origins = Origins()
        origins.load(raw)
        report = check_chain(Journal(raw, origins, Press()))
        entries, dossiers = counted(raw)
    if bad_pages or verdict != "ok" or report.breaks or report.entries != entries:
        raise DatabaseDamaged("backup-not-verified")
    return Sidecar(now.isoformat(timespec="seconds"), size, digest, entries, dossiers)


def test_restore(path: Path, key: bytes) -> Sidecar:
    """Bring the backup up in a folder of its own, as a restore would, and close it again."""
    verified = verify_backup(path, key)
    with TemporaryDirectory(prefix="restore-", dir=path.parent) as folder:
        copy = Path(folder) / "desk.db"
        copy.write_bytes(path.read_bytes())
        open_desk_file(copy, key).close()
    return verified


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Which backups rotation keeps: the newest of each of the last 7 days with one, and of each of the last 8 weeks."""
    newest_first = sorted(moments, reverse=True)
    by_day: dict[object, datetime] = {}
    by_week: dict[object, datetime] = {}
    for moment in newest_first:
        by_day.setdefault(moment.date(), moment)
        by_week.setdefault(moment.date() - timedelta(days=moment.weekday()), moment)
    return {*list(by_day.values())[:DAYS_KEPT], *list(by_week.values())[:WEEKS_KEPT]}


def rotate(folder: Path) -> list[Path]:
    """Delete what rotation does not keep: the backups that went."""
    found = {made_at(path): path for path in backups_in(folder)}
    gone = [path for moment, path in found.items() if moment not in kept(found)]
    for path in gone:
        for suffix in (".backup", ".json", ".keys.json"):
            path.with_suffix(suffix).unlink(missing_ok=True)
    return gone
