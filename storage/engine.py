"""Two SQLAlchemy engines on one SQLCipher file: one writer connection, two readers.

WAL with `synchronous=FULL`: what was acknowledged survives a power cut. The raw key goes to every connection first and
into no URL, message or log.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from storage.troubles import sqlite_troubles_named

Raw = Any
"""A driver connection: `sqlcipher3.dbapi2.Connection`, which has no type stubs."""

READERS = 2
_WAIT_S = 30
_KEY_BYTES = 32
_ui_threads: set[int] = set()


def register_ui_thread() -> None:
    """From now on a transaction on the calling thread is a bug."""
    _ui_threads.add(threading.get_ident())


def forget_ui_thread() -> None:
    """Undo `register_ui_thread` (tests)."""
    _ui_threads.discard(threading.get_ident())


def refuse_ui_thread() -> None:
    """Raises RuntimeError on the registered UI thread: it may never wait for the disk."""
    if threading.get_ident() in _ui_threads:
        raise RuntimeError("a transaction on the UI thread")


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Raw:
    """A driver connection in autocommit mode with our settings; raises the driver's error for a wrong key."""
    raw = keyed(path, key)
    for pragma in (
        "busy_timeout = 5000",
        "temp_store = MEMORY",
        "synchronous = FULL",
        "journal_size_limit = 4194304",
        "cache_size = -16384",
        "foreign_keys = ON",
        f"query_only = {'ON' if read_only else 'OFF'}",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def keyed(path: Path, key: bytes) -> Raw:
    """A driver connection that was given the key and has not read anything."""
    if len(key) != _KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    raw = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    # Before the key: SQLCipher would print failures of a wrong key to stderr.
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return raw


def prove_key(raw: Raw) -> None:
    """Read the first page; raises WrongKey or DatabaseDamaged (see `sqlite_troubles_named`)."""
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()


def raw_of(connection: Connection) -> Raw:
    """The driver connection under a SQLAlchemy one, for the hot paths."""
    return connection.connection.driver_connection


class Engines:
    """The writer's and the readers' engine of one open database."""

    def __init__(self, path: Path, key: bytes, *, is_durable: bool = True) -> None:
        self._key = key
        open_writer = _writer_connection if is_durable else _scratch_connection
        self._writer = _engine(lambda: open_writer(path, key), connections=1, begin="BEGIN IMMEDIATE")
        self._readers = _engine(lambda: connect(path, key, read_only=True), connections=READERS, begin="BEGIN")

    @property
    def key(self) -> bytes:
        """The data key, for wrapping it anew for another person and for opening backups; never log or keep it."""
        return self._key

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; commits on leaving, rolls back on any exception."""
        refuse_ui_thread()
        with sqlite_troubles_named(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot: whatever is asked inside sees the same moment."""
        refuse_ui_thread()
        with sqlite_troubles_named(), self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[Raw]:
        """The writer's driver connection in autocommit mode, for checkpoint and backup."""
        refuse_ui_thread()
        with sqlite_troubles_named():
            fairy = self._writer.raw_connection()
            try:
                yield fairy.driver_connection
            finally:
                fairy.close()

    def twin(self, other: Path) -> Raw:
        """A driver connection to another file under the same key; the caller closes it."""
        return connect(other, self._key)

    def close(self) -> None:
        """Close readers, empty the write-ahead log into the database, close the writer."""
        self._readers.dispose()
        with self.outside_transactions() as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._writer.dispose()

    def dispose(self) -> None:
        """Drop all connections as they are (after a failed opening, or for good after `close`)."""
        self._readers.dispose()
        self._writer.dispose()


def _writer_connection(path: Path, key: bytes) -> Raw:
    raw = connect(path, key)
    raw.execute("PRAGMA journal_mode = WAL").fetchall()
    raw.execute("PRAGMA wal_autocheckpoint = 1000").fetchall()
    return raw


def _scratch_connection(path: Path, key: bytes) -> Raw:
    raw = connect(path, key)
    raw.execute("PRAGMA journal_mode = OFF").fetchall()
    raw.execute("PRAGMA synchronous = OFF")
    return raw


def _engine(creator: Callable[[], Raw], *, connections: int, begin: str) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=creator,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_WAIT_S,
        pool_reset_on_return="rollback",
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
