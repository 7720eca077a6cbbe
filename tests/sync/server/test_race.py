"""The cursor that loses nothing: eight writers, held and rolled-back transactions, killed backends, one reader.

The naive way (bigserial and `seq > cursor`) runs beside it under the same faults and must lose rows: otherwise these
tests would prove nothing (sync.md 3.7: 30 % lost).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event

from commune_desk.domain.errors import ServerBusy
from commune_desk.domain.ids import EntryId
from sync.server.database import open_postgres
from sync.server.store import SqlStore
from tests.sync.server.stores import COMMUNE, NOW_MS, Author, Server, new_server

_WRITERS = 8
_SECONDS = 3.0


class Rolled(Exception):
    """The writer changed its mind."""


def _faults(seed: int) -> Callable[[], None]:
    """Just before a commit: sometimes a hold, sometimes an end."""
    chance = random.Random(seed)  # noqa: S311  repeatable

    def fault() -> None:
        if chance.random() < 0.3:
            time.sleep(chance.random() * 0.02)
        if chance.random() < 0.05:
            raise Rolled

    return fault


@contextmanager
def _threads(works: list[Callable[[], None]]) -> Iterator[None]:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


class OurWriter:
    """Appends through the store, again and again until acknowledged, as a desk does."""

    def __init__(self, url: str, author: Author, seed: int) -> None:
        self.engine = open_postgres(url)
        self._store = SqlStore(self.engine)
        self._author = author
        self._faults = _faults(seed)
        self._chance = random.Random(-seed)  # noqa: S311  repeatable
        self.acknowledged: list[EntryId] = []
        event.listen(self.engine, "commit", lambda _: self._faults())

    def run(self, until: float) -> None:
        while time.monotonic() < until:
            entries = self._author.write(self._chance.randint(1, 5))
            while True:
                with suppress(Rolled, ServerBusy):
                    self._store.append(COMMUNE, self._author.key.device, entries, [self._author.head()], NOW_MS)
                    break
            self.acknowledged += [entry.id for entry in entries]


def _read_on(store: SqlStore, seen: list[tuple[int, EntryId]]) -> None:
    with suppress(ServerBusy):
        rows = store.rows(COMMUNE, seen[-1][0] if seen else 0, 1 << 16)
        seen += [(row.seq, row.entry.id) for row in rows]


def _our_race(server: Server, url: str, disturb: Callable[[], None]) -> tuple[list[EntryId], list[tuple[int, EntryId]]]:
    writers = [OurWriter(url, server.enrol(Author()), seed) for seed in range(1, _WRITERS + 1)]
    seen: list[tuple[int, EntryId]] = []
    until = time.monotonic() + _SECONDS
    with _threads([lambda one=writer: one.run(until) for writer in writers]):
        while time.monotonic() < until:
            _read_on(server.store, seen)
            disturb()
    _read_on(server.store, seen)
    for writer in writers:
        writer.engine.dispose()
    return [id_ for writer in writers for id_ in writer.acknowledged], seen


@pytest.fixture
def on_postgres(postgres: str) -> Iterator[Server]:
    engine: Engine = open_postgres(postgres)
    yield new_server(engine)
    engine.dispose()


def test_a_reader_misses_nothing(on_postgres: Server, postgres: str) -> None:
    """Held and rolled back, thousands of times: every acknowledged entry passes the cursor once, without a gap."""
    acknowledged, seen = _our_race(on_postgres, postgres, lambda: time.sleep(0.001))
    assert [seq for seq, _ in seen] == list(range(1, len(seen) + 1))
    assert sorted(id_ for _, id_ in seen) == sorted(acknowledged)
    assert len(acknowledged) > 200


def test_ended_backends_lose_nothing_acknowledged(on_postgres: Server, postgres: str) -> None:
    """An administrator, an out-of-memory killer, a failing network end connections in the middle of a transaction."""
    ended = 0
    chance = random.Random(1)  # noqa: S311  repeatable

    def disturb() -> None:
        nonlocal ended
        with psycopg.connect(postgres, autocommit=True) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            pids = [row[0] for row in connection.execute(query)]
            if pids:
                connection.execute("SELECT pg_terminate_backend(%s)", (chance.choice(pids),))
                ended += 1
        time.sleep(0.03)

    acknowledged, seen = _our_race(on_postgres, postgres, disturb)
    assert ended > 10
    assert [seq for seq, _ in seen] == list(range(1, len(seen) + 1))
    assert sorted(id_ for _, id_ in seen) == sorted(acknowledged)


def test_the_naive_cursor_loses_rows(postgres: str) -> None:
    """The proof of the tests above: a serial number is drawn before its row can be seen."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE TABLE naive (seq bigserial PRIMARY KEY, writer int, n int)")
    committed: list[tuple[int, int]] = []
    until = time.monotonic() + _SECONDS / 2

    def write(writer: int) -> None:
        fault, n = _faults(writer), 0
        with psycopg.connect(postgres) as connection:
            while time.monotonic() < until:
                n += 1
                with suppress(Rolled), connection.transaction():
                    connection.execute("INSERT INTO naive (writer, n) VALUES (%s, %s)", (writer, n))
                    fault()
                    committed.append((writer, n))

    seen: list[tuple[int, int]] = []
    cursor = 0

    def read(connection: psycopg.Connection[tuple[int, int, int]]) -> None:
        nonlocal cursor
        rows = connection.execute("SELECT seq, writer, n FROM naive WHERE seq > %s ORDER BY seq", (cursor,)).fetchall()
        cursor = rows[-1][0] if rows else cursor
        seen.extend((writer, n) for _, writer, n in rows)

    with psycopg.connect(postgres, autocommit=True) as connection:
        with _threads([lambda one=number: write(one) for number in range(1, _WRITERS + 1)]):
            while time.monotonic() < until:
                read(connection)
                time.sleep(0.001)
        read(connection)
    assert len(set(committed) - set(seen)) > 0


_PROCESS = """
import sys, time
from sqlalchemy import event
from sync.server.database import open_postgres
from sync.server.store import SqlStore
from tests.sync.server.stores import COMMUNE, NOW_MS, Author
author = Author(random=int(sys.argv[2]))
engine = open_postgres(sys.argv[1])
event.listen(engine, "commit", lambda _: time.sleep(0.01))
store = SqlStore(engine)
while True:
    entries = author.write(2)
    store.append(COMMUNE, 1, entries, [], NOW_MS)
    sys.stdout.write(f"{entries[-1].id.n}\\n")
    sys.stdout.flush()
"""


def _writing_process(url: str, number: int) -> "subprocess.Popen[str]":
    root = str(Path(__file__).parents[3])
    environment = os.environ | {"PYTHONPATH": root}
    command = [sys.executable, "-c", _PROCESS, url, str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)


def _acknowledged(process: "subprocess.Popen[str]", first: list[str]) -> int:
    assert process.stdout is not None
    lines = [*first, *process.stdout.read().split()]
    process.stdout.close()
    process.wait()
    return int(lines[-1])


def _some(process: "subprocess.Popen[str]", lines: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(lines)]


def _held(server: Server) -> dict[int, int]:
    for _ in range(100):
        with suppress(ServerBusy):
            return {origin.random: head.n for origin, head in server.store.heads(COMMUNE).items()}
        time.sleep(0.05)
    raise AssertionError("the database did not come back")


def test_a_worker_killed_in_its_transaction(on_postgres: Server, postgres: str) -> None:
    """kill -9 of the server's own process: its lock goes with it, what it acknowledged stays, others go on."""
    process = _writing_process(postgres, 1)
    first = _some(process, 5)
    process.send_signal(signal.SIGKILL)
    last = _acknowledged(process, first)
    other = on_postgres.enrol(Author(random=2))
    on_postgres.store.append(COMMUNE, 1, other.write(3), [], NOW_MS)
    held = _held(on_postgres)
    assert held[1] in {last, last + 2}
    rows = on_postgres.store.rows(COMMUNE, 0, 1 << 20)
    assert [row.seq for row in rows] == list(range(1, held[1] + 3 + 1))


def test_a_backend_killed_hard(on_postgres: Server, postgres: str) -> None:
    """kill -9 of one backend makes PostgreSQL start again from its log: nothing acknowledged may be missing then."""
    processes = [_writing_process(postgres, number) for number in (1, 2)]
    firsts = [_some(process, 5) for process in processes]
    with psycopg.connect(postgres, autocommit=True) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in trans%'"
        busy = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        row = connection.execute(query).fetchone() or connection.execute(busy).fetchone()
    assert row is not None
    os.kill(row[0], signal.SIGKILL)
    last = [_acknowledged(process, first) for process, first in zip(processes, firsts, strict=True)]
    held = _held(on_postgres)
    for number, acknowledged in zip((1, 2), last, strict=True):
        assert held[number] in {acknowledged, acknowledged + 2}
    rows = on_postgres.store.rows(COMMUNE, 0, 1 << 20)
    assert [row.seq for row in rows] == list(range(1, sum(held.values()) + 1))
