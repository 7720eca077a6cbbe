"""The one place where what SQLite reports becomes a trouble with a name."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlcipher3 import dbapi2

from commune_desk.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    ReadOnly,
    StorageTrouble,
    WrongKey,
)
from storage.atomic_file import file_trouble

_PRIMARY = 0xFF
_BY_CODE: dict[int, Callable[[], StorageTrouble]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_CANTOPEN: ReadOnly,
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_IOERR: lambda: StorageTrouble("disk-error"),
    # SQLCipher says "not a database" when the first page does not decrypt: a wrong key or a damaged first page.
    sqlite3.SQLITE_NOTADB: WrongKey,
}
_BY_EXTENDED: dict[int, Callable[[], StorageTrouble]] = {
    # A page whose authentication tag is wrong: SQLCipher's sign of bit rot or tampering.
    sqlite3.SQLITE_IOERR_SHORT_READ: DatabaseDamaged,
    sqlite3.SQLITE_IOERR_CORRUPTFS: DatabaseDamaged,
    sqlite3.SQLITE_IOERR_DATA: DatabaseDamaged,
    # What a write beyond the file size limit or a full quota looks like.
    sqlite3.SQLITE_IOERR_WRITE: DiskFull,
}


def trouble_of(error: BaseException) -> StorageTrouble | None:
    """The trouble a driver error means; None when it is our own bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    make = _BY_EXTENDED.get(code) or _BY_CODE.get(code & _PRIMARY)
    return make() if make else None


@contextmanager
def sqlite_troubles_named() -> Iterator[None]:
    """Turn what the world did to the database into a Trouble; our own bugs pass untouched."""
    try:
        yield
    except DBAPIError as error:
        trouble = trouble_of(error.orig) if error.orig is not None else None
        if trouble is None:
            raise
        raise trouble from error
    except dbapi2.Error as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise trouble from error
    except PoolTimeout as error:
        raise DatabaseBusy from error
    except OSError as error:
        raise file_trouble(error) from error
