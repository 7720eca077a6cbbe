"""The server's database behind SQLAlchemy: an encrypted SQLite file, or PostgreSQL.

SQLite: SQLCipher with a raw key, WAL, `synchronous=FULL` (a receipt is a promise), writers by BEGIN IMMEDIATE.
PostgreSQL: psycopg 3; nobody waits for a lock longer than 2 s or sits in a transaction longer than 5 s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from commune_desk.domain.errors import ServerBusy

LOCK_WAIT_MS: Final = 2000
IDLE_MS: Final = 5000
_KEY_BYTES: Final = 32
_POOL: Final = 8
_BUSY_STATES: Final = frozenset({"55P03", "40P01", "40001", "25P03", "53300"})
"""SQLSTATEs: lock not available, deadlock, serialization, idle in transaction too long, too many connections."""
_BUSY_CLASSES: Final = frozenset({"08", "57"})
"""Connection exceptions; shut down, crashed, or starting up."""
Raw = Any
"""A driver connection: `sqlcipher3.dbapi2.Connection`, which has no type stubs."""


def open_sqlite(path: Path, key: bytes) -> Engine:
    """The encrypted file at `path` (made if missing) under the raw 32-byte `key`; raises ValueError for another length.

    A wrong key shows at the first statement. The key goes into no URL, message or log.
    """
    if len(key) != _KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, key),
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_MS / 1000,
        pool_reset_on_return="rollback",
    )
    event.listen(engine, "begin", _begin)
    return engine


def open_postgres(url: str) -> Engine:
    """A database by its URL (postgresql://user:password@host/name), through psycopg 3."""
    plain = url.partition("://")[2]
    guards = f"-c lock_timeout={LOCK_WAIT_MS} -c idle_in_transaction_session_timeout={IDLE_MS}"
    return create_engine(
        f"postgresql+psycopg://{plain}",
        connect_args={"options": guards, "connect_timeout": 5},
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_MS / 1000,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _connect(path: Path, key: bytes) -> Raw:
    raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    # Before the key: SQLCipher would print failures of a wrong key to stderr.
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MS}")
    raw.execute("PRAGMA journal_mode = WAL").fetchall()
    for pragma in (
        "synchronous = FULL",
        "temp_store = MEMORY",
        "cache_size = -16384",
        "wal_autocheckpoint = 4000",
        "journal_size_limit = 16777216",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _begin(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write; commits on leaving, rolls back on any exception. Raises ServerBusy."""
    with busy_named(), engine.execution_options(is_writer=True).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads. Raises ServerBusy."""
    with busy_named(), engine.begin() as connection:
        yield connection


@contextmanager
def busy_named() -> Iterator[None]:
    """A lock or a connection not had in time becomes ServerBusy; it may be tried again."""
    try:
        yield
    except PoolTimeout as error:
        raise ServerBusy from error
    except DBAPIError as error:
        if is_busy(error):
            raise ServerBusy from error
        raise


@contextmanager
def busy_copy() -> Iterator[None]:
    """The same for a COPY, which goes past SQLAlchemy. Raises ServerBusy."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise ServerBusy from error


def is_busy(error: DBAPIError) -> bool:
    """Whether a later try may succeed: locked, or the database went away (perhaps at the very commit)."""
    if error.connection_invalidated or "database is locked" in str(error.orig):
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    is_unreachable = isinstance(error.orig, psycopg.OperationalError) and not state
    return is_unreachable or state in _BUSY_STATES or state[:2] in _BUSY_CLASSES
