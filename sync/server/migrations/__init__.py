"""Numbered migrations of the server's schema.

A new database is made whole from `tables`; an older one takes the steps it has not seen, all in one transaction under a
lock, so that several workers may start at once.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, inspect, select, text

from commune_desk.domain.errors import DatabaseTooNew
from sync.server.database import writing
from sync.server.tables import META, METADATA

_LOCK: Final = 0x636F6D6D
_PATIENCE_MS: Final = 60_000
_SCHEMA: Final = "schema"


class Migration(NamedTuple):
    """One step and the number of the schema after it."""

    to: int
    run: Callable[[Connection], None]


FIRST: Final = 1
MIGRATIONS: Final[tuple[Migration, ...]] = ()


def bring_up_to_date(engine: Engine, migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Make or migrate the tables: the schema's number before (0: there was none).

    Raises DatabaseTooNew(found, known) for a database of a newer program, ServerBusy when another worker holds it long.
    """
    known = migrations[-1].to if migrations else FIRST
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = {_PATIENCE_MS}"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        found = _found(connection)
        if found > known:
            raise DatabaseTooNew(found=found, known=known)
        if not found:
            METADATA.create_all(connection)
        else:
            for step in (step for step in migrations if step.to > found):
                step.run(connection)
        write_meta(connection, _SCHEMA, str(known))
    return found


def _found(connection: Connection) -> int:
    if not inspect(connection).has_table(META.name):
        return 0
    return int(read_meta(connection, _SCHEMA) or 0)


def read_meta(connection: Connection, name: str) -> str | None:
    """A fact of the whole store."""
    return connection.execute(select(META.c.value).where(META.c.name == name)).scalar()


def write_meta(connection: Connection, name: str, value: str) -> None:
    """Keep or replace it."""
    statement = text(
        "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    connection.execute(statement, {"name": name, "value": value})
