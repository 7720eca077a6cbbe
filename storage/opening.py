"""Telling a wrong key from a damaged file before anything is opened for good."""

from contextlib import closing
from pathlib import Path

from commune_desk.domain.errors import DatabaseDamaged, WrongKey
from storage.engine import keyed, prove_key
from storage.troubles import sqlite_troubles_named

PAGE_BYTES = 4096


def prove(path: Path, key: bytes) -> None:
    """Read the first page with `key`.

    Raises WrongKey when no page of the file answers to the key, DatabaseDamaged when others do.
    """
    with sqlite_troubles_named(), closing(keyed(path, key)) as raw:
        try:
            with sqlite_troubles_named():
                prove_key(raw)
        except WrongKey as wrong:
            if path.stat().st_size < PAGE_BYTES or _some_page_answers(path, key):
                raise DatabaseDamaged from wrong
            raise


def _some_page_answers(path: Path, key: bytes) -> bool:
    with closing(keyed(path, key)) as raw:
        bad = len(raw.execute("PRAGMA cipher_integrity_check").fetchall())
    return bad < path.stat().st_size // PAGE_BYTES
