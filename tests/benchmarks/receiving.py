"""Receive-and-commit against the same rows in plain SQLite."""

# ruff: noqa: S608  table and column names of our own schema
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from commune_desk.domain.errors import DeskError
from commune_desk.ports import Work
from commune_desk.practice.dossiers import practice_dossiers
from commune_desk.usecases.receive_dossier import receive_dossier
from storage.catalogue_data import bundled_catalogue
from storage.engine import Raw, raw_of
from tests.benchmarks.past_desk import UNTIL, PastDesk, new_file, reception_of
from tests.benchmarks.table import Row, middle, p95, timed_ms

_TABLES = ("person", "dossier", "paper", "printed_slip", "number_use", "journal", "journal_subject")
_ROUNDS = 300


class _CommittingDesk(PastDesk):
    """Each use case in a transaction of its own, as at a counter."""

    file: Any = None

    @contextmanager
    def work(self, action: str) -> Iterator[Work]:
        """One use case, committed on leaving."""
        with self.file.bulk() as session, session.work(action, self.actor, at=self.at) as work:
            yield work


def receive_rows() -> Iterator[Row]:
    """The whole use case with its slip, signature and journal entry, committed."""
    procedures = bundled_catalogue().current(UNTIL.date())
    with tempfile.TemporaryDirectory() as folder:
        file, desk = new_file(Path(folder) / "desk.db")
        desk.__class__ = _CommittingDesk
        desk.file = file  # type: ignore[attr-defined]
        times = []
        for one in practice_dossiers(procedures, _ROUNDS, UNTIL, 7):
            desk.at = one.received_at
            reception = reception_of(one)
            try:
                times.append(timed_ms(partial(receive_dossier, desk, reception)))
            except DeskError:
                continue
        with file.read() as connection:
            base = _plain(raw_of(connection), Path(folder) / "plain.db")
        file.close()
    baseline = "the same rows and indexes in plain SQLite, synchronous=FULL, one transaction each"
    yield Row("receive and commit, p50", middle(times), "ms", middle(base), baseline, "2x")
    yield Row("receive and commit, p95", p95(times), "ms", p95(base), baseline, "2x")


def _plain(raw: Raw, path: Path) -> list[float]:
    """Commit times of the same rows, entry by entry."""
    plain = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        plain.execute(f"PRAGMA {pragma}").fetchall()
    names = ", ".join(f"'{name}'" for name in _TABLES)
    for (sql,) in raw.execute(
        f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL ORDER BY type DESC"
    ).fetchall():
        plain.execute(sql)
    times = []
    for entry in _entries(raw):
        times.append(timed_ms(partial(_commit, plain, entry)))
    plain.close()
    return times


def _commit(plain: sqlite3.Connection, rows: list[tuple[str, tuple[Any, ...]]]) -> None:
    plain.execute("BEGIN IMMEDIATE")
    for table, row in rows:
        plain.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    plain.execute("COMMIT")


def _entries(raw: Raw) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """The rows each reception made, by entry."""
    for entry, seq in raw.execute("SELECT entry, seq FROM journal ORDER BY seq").fetchall():
        rows: list[tuple[str, tuple[Any, ...]]] = []
        for table in _TABLES[:5]:
            found = raw.execute(f"SELECT * FROM {table} WHERE id >> 12 = ?", (entry,)).fetchall()
            rows += [(table, tuple(row)) for row in found]
        for table in ("journal", "journal_subject"):
            found = raw.execute(f"SELECT * FROM {table} WHERE seq = ?", (seq,)).fetchall()
            rows += [(table, tuple(row)) for row in found]
        yield rows
