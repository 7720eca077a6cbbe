"""Meaning read behind the order: figures an administrator acts on, verdicts a clerk acts on. Entries of real desks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.ids import EntryId
from commune_desk.domain.records import Record
from commune_desk.entries import NO_HASH, Entry
from commune_desk.province import JournalScribe
from sync.server.figures import Figures
from sync.server.outbox import VERDICT, Outbox
from sync.server.ports import Told
from sync.server.projection import NUMBER_TWICE, Projection
from sync.server.voice import Voice
from tests.commune_desk.timed_desks import MONDAY, TimedDesk, timed_desk
from tests.sync.server.stores import COMMUNE, NOW_MS, OTHER, Author, Server


def send(server: Server, desk: TimedDesk, commune: str = COMMUNE, at_ms: int | None = None) -> None:
    """Everything in the desk's journal, as an exchange would bring it."""
    with desk.desk.file.read() as connection:
        entries = [replace(entry, seq=0) for entry in desk.desk.file.journal(connection).entries()]
    now_ms = int(desk.at.timestamp() * 1000) if at_ms is None else at_ms
    server.store.append(commune, desk.desk.file.device.device, entries, [], now_ms)


@pytest.fixture
def second(tmp_path: Path) -> Iterator[TimedDesk]:
    """Another desk that was given the same numbers by mistake."""
    made = timed_desk(tmp_path / "second")
    yield made
    made.desk.file.close()


def _projection(server: Server) -> Projection:
    return Projection(server.engine, server.store, JournalScribe())


def _work(desk: TimedDesk) -> None:
    """Three dossiers: finished in time, finished late, open and overdue in the end."""
    done, late, _ = (desk.receive().dossier for _ in range(3))
    for dossier, days in ((done, 0), (late, 30)):
        desk.go(MONDAY + timedelta(days=days, hours=1))
        desk.step(dossier, StepKind.FINISH)


def test_figures_follow_the_entries(server: Server, timed: TimedDesk) -> None:
    """On time, late, overdue: the province reports these; read twice they stay the same."""
    _work(timed)
    send(server, timed)
    projection = _projection(server)
    before = Figures(server.engine).overview(NOW_MS)[0]
    assert before.unread == before.entries > 0
    assert projection.read_all(COMMUNE) == before.entries
    assert projection.read_on(COMMUNE) == 0
    line = Figures(server.engine).overview(int((MONDAY + timedelta(days=60)).timestamp() * 1000))[0]
    assert (line.on_time, line.late, line.open, line.overdue, line.unread) == (1, 1, 1, 1, 0)
    early = Figures(server.engine).overview(int(MONDAY.timestamp() * 1000))[0]
    assert (early.open, early.overdue) == (1, 0)
    timed.receive()
    send(server, timed)
    projection.read_all(COMMUNE)
    assert Figures(server.engine).overview(0)[0].open == 2
    assert Figures(server.engine).overview(0)[1].entries == 0


class _Failing(JournalScribe):
    """Dies at the n-th entry."""

    def __init__(self, at: int) -> None:
        self._left = at

    def read(self, entry: Entry) -> list[Told]:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return super().read(entry)


def test_killed_while_reading_it_goes_on_where_it_was(server: Server, timed: TimedDesk) -> None:
    """Half a stretch kept would count a dossier twice the next time."""
    _work(timed)
    send(server, timed)
    for at in (1, 3, 5):
        with pytest.raises(KeyboardInterrupt):
            Projection(server.engine, server.store, _Failing(at)).read_all(COMMUNE)
    _projection(server).read_all(COMMUNE)
    line = Figures(server.engine).overview(NOW_MS)[0]
    assert (line.on_time, line.late, line.open) == (1, 1, 1)


def test_a_number_used_twice_is_answered_by_one_verdict(server: Server, timed: TimedDesk, second: TimedDesk) -> None:
    """Two citizens with one number: the later entry is set aside by name, in words, once, whoever dies in between."""
    first, other = timed.receive().dossier, second.receive().dossier
    assert first.shown_number == other.shown_number
    send(server, timed)
    send(server, second, OTHER)
    scribe = JournalScribe()
    voice = Voice(server.store, Author().key, scribe, 1)
    outbox = Outbox(server.engine, voice, scribe)
    for commune in (COMMUNE, OTHER):
        _projection(server).read_all(commune)
    assert [outbox.say_noted(commune, NOW_MS) for commune in (COMMUNE, OTHER, OTHER)] == [0, 1, 0]
    (row,) = voice.said(OTHER, VERDICT)
    (told,) = scribe.read(row.entry)
    origin, n, _ = other.id
    assert (told.values["entry_origin"], told.values["entry_n"], told.values["code"]) == (origin.text, n, NUMBER_TWICE)
    assert first.shown_number in str(told.values["words"])
    _projection(server).read_all(OTHER)
    assert [line.open for line in Figures(server.engine).overview(NOW_MS)] == [1, 0]


class _Dying(Voice):
    """Says it, then the power goes."""

    def say(self, commune: str, action: str, records: Sequence[Record], now_ms: int) -> EntryId:
        super().say(commune, action, records, now_ms)
        raise KeyboardInterrupt


def test_a_verdict_is_not_said_again_after_a_crash(server: Server, timed: TimedDesk, second: TimedDesk) -> None:
    """Between saying and noting that it was said lies a moment in which a worker may die."""
    timed.receive()
    second.receive()
    send(server, timed)
    send(server, second)
    _projection(server).read_all(COMMUNE)
    scribe, key = JournalScribe(), Author().key
    with pytest.raises(KeyboardInterrupt):
        Outbox(server.engine, _Dying(server.store, key, scribe, 1), scribe).say_noted(COMMUNE, NOW_MS)
    voice = Voice(server.store, key, scribe, 2)
    outbox = Outbox(server.engine, voice, scribe)
    assert outbox.say_noted(COMMUNE, NOW_MS + 1000) == 0
    assert outbox.say_noted(COMMUNE, NOW_MS + 90_000) == 0
    assert outbox.say_noted(COMMUNE, NOW_MS + 900_000) == 0
    assert len(list(voice.said(COMMUNE, VERDICT))) == 1


def test_clocks_a_day_ahead_are_shown_and_stop_nobody(server: Server) -> None:
    """A dead battery in a PC: the page names it; the entries stand where they are."""
    author = server.enrol(Author())
    ahead = author.write(1)[0]
    ahead = replace(ahead, hlc=(NOW_MS + 25 * 3_600_000) << 16, hash=b"")
    ahead = replace(ahead, hash=ahead.chained(NO_HASH))
    author.hash = ahead.hash
    server.store.append(COMMUNE, 1, [ahead, *author.write(3)], [], NOW_MS)
    server.store.append(COMMUNE, 1, author.write(3), [], NOW_MS)
    assert _projection(server).read_all(COMMUNE) == 7
    assert Figures(server.engine).overview(NOW_MS)[0].clocks_ahead == 1
