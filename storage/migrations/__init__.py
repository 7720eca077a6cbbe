"""Numbered migrations, each one function in a module of its own.

A database carries (major, minor). A minor step only adds what an older program can live with; a major step does not,
and an older program refuses such a database politely. Before any step a verified copy of the database is made.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from commune_desk.domain.errors import DatabaseDamaged, DatabaseTooNew
from storage.engine import Engines
from storage.migrations import m0002_number_use_by_dossier, m0003_exchange
from storage.troubles import sqlite_troubles_named


class Version(NamedTuple):
    """Of the schema."""

    major: int
    minor: int


class Migration(NamedTuple):
    """One step and the version after it."""

    to: Version
    run: Callable[[Connection], None]


MIGRATIONS: Final = (
    Migration(Version(1, 1), m0002_number_use_by_dossier.run),
    Migration(Version(1, 2), m0003_exchange.run),
)
CURRENT: Final = MIGRATIONS[-1].to


def bring_up_to_date(path: Path, engines: Engines, migrations: tuple[Migration, ...] = MIGRATIONS) -> Path | None:
    """Run what this database has not seen yet, all in one transaction: the copy made before, None if nothing ran.

    Raises DatabaseTooNew(found, known) for a newer major version; a newer minor one is used as it is.
    """
    with engines.read() as connection:
        found = Version(*connection.execute(text("SELECT schema_major, schema_minor FROM desk")).one())
    known = migrations[-1].to
    if found.major > known.major:
        raise DatabaseTooNew(found=_named(found), known=_named(known))
    waiting = [migration for migration in migrations if migration.to > found]
    if not waiting:
        return None
    copy = copy_before(path, engines, found)
    with engines.write() as connection:
        for migration in waiting:
            migration.run(connection)
        values = {"major": known.major, "minor": known.minor}
        connection.execute(text("UPDATE desk SET schema_major = :major, schema_minor = :minor"), values)
    return copy


def copy_before(path: Path, engines: Engines, version: Version) -> Path:
    """A verified copy beside the database; raises DatabaseDamaged('copy-not-verified'), DiskFull, ReadOnly."""
    target = path.with_name(f"{path.name}.before-{_named(version)}")
    target.unlink(missing_ok=True)
    with engines.outside_transactions() as raw, sqlite_troubles_named(), closing(engines.twin(target)) as copy:
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        count = "SELECT count(*) FROM journal"
        same = copy.execute(count).fetchone() == raw.execute(count).fetchone()
        if not same or copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise DatabaseDamaged("copy-not-verified")
    return target


def _named(version: Version) -> str:
    return f"{version.major}.{version.minor}"
