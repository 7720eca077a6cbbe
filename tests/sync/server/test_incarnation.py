"""A server restored from a backup must notice it: otherwise two orders bear the same numbers and desks miss entries."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from commune_desk.domain.errors import DatabaseTooNew
from sync.server.database import reading
from sync.server.incarnation import Incarnation
from sync.server.migrations import FIRST, Migration, bring_up_to_date, read_meta
from tests.sync.server.stores import COMMUNE, NOW_MS, Author, Server, new_server, postgres_engine, sqlite_engine

_HOUR_MS = 3_600_000


def test_an_ordinary_start_changes_nothing(server: Server, tmp_path: Path) -> None:
    """A new epoch at every start would send every desk back for nothing."""
    file = tmp_path / "beside" / "incarnation"
    author = server.enrol(Author())
    assert not Incarnation(server.engine, file).begin(NOW_MS)
    server.store.append(COMMUNE, 1, author.write(5), [], NOW_MS)
    assert not Incarnation(server.engine, file).begin(NOW_MS)
    assert server.store.end(COMMUNE).epoch == 1
    assert Incarnation(server.engine, file).begin(NOW_MS, is_restored=True)
    assert server.store.end(COMMUNE).epoch > 1
    file.write_text("rubbish")
    assert not Incarnation(server.engine, file).begin(NOW_MS)


@pytest.mark.parametrize("between", ["a start", "entries"])
def test_a_backup_put_back_is_noticed(tmp_path: Path, between: str) -> None:
    """By the count of openings, or by places the file has seen given: either alone must do."""
    path, backup, file = tmp_path / "server.db", tmp_path / "backup.db", tmp_path / "incarnation"
    engine = sqlite_engine(tmp_path)
    server = new_server(engine)
    author = server.enrol(Author())
    incarnation = Incarnation(engine, file)
    incarnation.begin(NOW_MS)
    server.store.append(COMMUNE, 1, author.write(5), [], NOW_MS)
    backup_of(engine, path, backup)
    if between == "a start":
        Incarnation(engine, file).begin(NOW_MS)
    else:
        server.store.append(COMMUNE, 1, author.write(1), [], NOW_MS)
        incarnation.note()
    engine.dispose()
    epochs = []
    for _ in range(2):
        for left in tmp_path.glob("server.db*"):
            left.unlink()
        path.write_bytes(backup.read_bytes())
        engine = sqlite_engine(tmp_path)
        assert Incarnation(engine, file).begin(NOW_MS)
        again = Server(engine, type(server.store)(engine), server.registry)
        epochs.append(again.store.end(COMMUNE).epoch)
        assert again.store.place(COMMUNE, 1, 6).seq == 5
        engine.dispose()
    assert len(set(epochs)) == 2


def backup_of(engine: object, path: Path, backup: Path) -> None:
    """Every connection closed: the file is whole."""
    engine.dispose()  # type: ignore[attr-defined]
    backup.write_bytes(path.read_bytes())


def test_migrations_run_once_in_their_order(server: Server) -> None:
    """Several workers start at once: the second finds nothing to do; an older program keeps its hands off."""
    ran = []

    def step(number: int) -> Migration:
        def run(connection: Connection) -> None:
            connection.execute(text(f"CREATE TABLE made_{number} (id INTEGER)"))
            ran.append(number)

        return Migration(FIRST + number, run)

    steps = (step(1), step(2))
    assert bring_up_to_date(server.engine) == FIRST
    assert bring_up_to_date(server.engine, steps) == FIRST
    assert bring_up_to_date(server.engine, steps) == FIRST + 2
    assert ran == [1, 2]
    with reading(server.engine) as connection:
        assert inspect(connection).has_table("made_2")
        assert read_meta(connection, "schema") == str(FIRST + 2)
    with pytest.raises(DatabaseTooNew):
        bring_up_to_date(server.engine)


def test_a_migration_that_fails_leaves_the_old_schema(server: Server) -> None:
    """The power may go at any statement: next time it begins from what was there."""

    def run(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(server.engine, (Migration(FIRST + 1, run),))
    with reading(server.engine) as connection:
        assert not inspect(connection).has_table("half")
        assert read_meta(connection, "schema") == str(FIRST)


def test_two_workers_make_the_tables_at_once(postgres: str) -> None:
    """Both begin on an empty database; the lock lets one make it and the other find it."""
    import threading

    engines = [postgres_engine(postgres) for _ in range(4)]
    found: list[int] = []
    threads = [threading.Thread(target=lambda one=one: found.append(bring_up_to_date(one))) for one in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, FIRST, FIRST, FIRST]
    for engine in engines:
        engine.dispose()
