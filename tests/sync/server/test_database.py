"""What the store stands on: nobody waits long for a lock, nothing lies readable in the file."""

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from commune_desk.domain.errors import ServerBusy
from sync.server.communes import commune_row
from sync.server.database import open_sqlite, writing
from tests.sync.server.stores import COMMUNE, KEY, NOW_MS, Author, Server, new_server, sqlite_engine


def test_a_commune_held_too_long_makes_the_server_busy(server: Server) -> None:
    """A desk is told to come again after two seconds; it does not hang until its line is cut."""
    author = server.enrol(Author())
    entries = author.write(2)
    with writing(server.engine) as connection:
        commune_row(connection, COMMUNE, is_locked=True)
        with pytest.raises(ServerBusy):
            server.store.append(COMMUNE, 1, entries, [], NOW_MS)
    assert server.store.append(COMMUNE, 1, entries, [], NOW_MS).taken == 2


def test_nothing_in_the_file_can_be_read(tmp_path: Path) -> None:
    """A stolen disk of the province: names, bodies and keys are under SQLCipher, the log beside it too."""
    engine = sqlite_engine(tmp_path)
    server = new_server(engine)
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(5, b"secret of a citizen"), [author.head()], NOW_MS)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for plain in (b"secret of", b"SQLite format", "Xã Một".encode(), author.hash, author.key.public):
        assert plain not in stored
    engine.dispose()
    other = open_sqlite(tmp_path / "server.db", bytes(32))
    with pytest.raises(DatabaseError) as failed, writing(other):
        pass
    assert KEY.hex() not in str(failed.value)
    other.dispose()
    with pytest.raises(ValueError, match="32 bytes"):
        open_sqlite(tmp_path / "server.db", b"short")


def test_a_commit_that_fails_leaves_nothing(server: Server) -> None:
    """Disk full, power gone: half a batch must not stand, nor the commune's count move."""

    class Broken(Exception):
        """At the commit."""

    def fail(_: object) -> None:
        raise Broken

    author = server.enrol(Author())
    entries = author.write(10)
    event.listen(server.engine, "commit", fail)
    with pytest.raises(Broken):
        server.store.append(COMMUNE, 1, entries, [author.head()], NOW_MS)
    event.remove(server.engine, "commit", fail)
    assert server.store.end(COMMUNE).seq == 0
    assert server.store.heads(COMMUNE) == {}
    assert server.store.append(COMMUNE, 1, entries, [author.head()], NOW_MS).end.seq == 10
