"""Rounds of the background thread: everything gets done, and one thing that fails stops nothing else."""

from pathlib import Path

from sqlalchemy import update

from commune_desk.domain.errors import ServerBusy
from commune_desk.province import JournalScribe
from sync.server.database import writing
from sync.server.figures import Figures
from sync.server.housework import SCRUBBED_AT_ONCE, Housework, Tools
from sync.server.incarnation import Incarnation
from sync.server.outbox import VERDICT, Outbox
from sync.server.projection import Projection
from sync.server.rows import place_key
from sync.server.tables import ENTRY
from sync.server.voice import Voice
from tests.commune_desk.timed_desks import TimedDesk, timed_desk
from tests.sync.server.stores import COMMUNE, NOW_MS, OTHER, Author, Server
from tests.sync.server.test_projection import send

_DAY_MS = 24 * 3600 * 1000


class _Scans:
    """Counts; busy at first."""

    def __init__(self) -> None:
        self.swept = 0

    def sweep(self) -> int:
        self.swept += 1
        if self.swept == 1:
            raise ServerBusy
        return 0


def _housework(server: Server, file: Path, scans: _Scans) -> tuple[Housework, Voice]:
    scribe = JournalScribe()
    voice = Voice(server.store, Author().key, scribe, 1)
    projection, outbox = Projection(server.engine, server.store, scribe), Outbox(server.engine, voice, scribe)
    tools = Tools(server.store, server.registry, projection, outbox, Incarnation(server.engine, file), scans)
    return Housework(tools), voice


def test_a_round_reads_answers_and_remembers(server: Server, timed: TimedDesk, tmp_path: Path) -> None:
    """Two desks with one number in two communes: one round later the verdict is on its way; restores are noticed."""
    second = timed_desk(tmp_path / "second")
    for desk, commune in ((timed, COMMUNE), (second, OTHER)):
        desk.receive()
        send(server, desk, commune)
    second.desk.file.close()
    scans = _Scans()
    housework, voice = _housework(server, tmp_path / "seen", scans)
    assert housework.once(NOW_MS) > 0
    assert len([*voice.said(COMMUNE, VERDICT), *voice.said(OTHER, VERDICT)]) == 1
    assert (tmp_path / "seen").exists()
    for days in (0, 0, 1, 1):
        housework.once(NOW_MS + days * _DAY_MS)
    assert scans.swept == 2
    assert [line.unread for line in Figures(server.engine).overview(NOW_MS)] == [0, 0]


def test_every_row_is_looked_over_in_turn(server: Server, tmp_path: Path) -> None:
    """Damage far behind in the order shows in the digest after a few rounds, though nobody reads those rows."""
    author = server.enrol(Author())
    server.store.append(COMMUNE, 1, author.write(2 * SCRUBBED_AT_ONCE + 10), [], NOW_MS)
    true = server.store.end(COMMUNE)
    with writing(server.engine) as connection:
        place = place_key(1, SCRUBBED_AT_ONCE + 5)
        connection.execute(update(ENTRY).where(ENTRY.c.place == place).values(body=b"\0rotten"))
    housework, _ = _housework(server, tmp_path / "seen", _Scans())
    housework.once(NOW_MS)
    assert server.store.end(COMMUNE) == true
    housework.once(NOW_MS)
    assert server.store.end(COMMUNE).digest != true.digest
    for _ in range(4):
        housework.once(NOW_MS)
    assert server.store.end(COMMUNE).digest != true.digest
