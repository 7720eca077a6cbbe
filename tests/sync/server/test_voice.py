"""The province's own entries: desks take them only if they chain and are signed like everybody's."""

import threading
from datetime import date

from commune_desk.device_key import verify
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import CalendarDay, Verdict
from commune_desk.entries import NO_HASH, head_message
from commune_desk.province import JournalScribe
from sync.server.voice import Voice
from tests.sync.server.stores import COMMUNE, NOW_MS, OTHER, Author, Server

_ANY = RecordId(Origin(0, 0), 0, 0)


def _day(number: int) -> CalendarDay:
    return CalendarDay(_ANY, date(2026, 9, number), is_working=False, name="Nghỉ", source="TB 1")


def test_what_it_says_chains_and_is_signed(server: Server) -> None:
    """Two starts of the server are two origins; both are read back under one action."""
    key = Author().key
    scribe = JournalScribe()
    first, second = (Voice(server.store, key, scribe, random) for random in (11, 12))
    first.say(COMMUNE, "province.calendar", [_day(1), _day(2)], NOW_MS)
    first.say(COMMUNE, "province.verdict", [Verdict(_ANY, "0" * 16, 3, "number-twice", "Trùng số")], NOW_MS)
    second.say(COMMUNE, "province.calendar", [_day(3)], NOW_MS - 5)
    second.say(OTHER, "province.calendar", [_day(4)], NOW_MS)
    rows = list(first.said(COMMUNE, "province.calendar"))
    told = [one.values["day"] for row in rows for one in scribe.read(row.entry)]
    assert told == [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)]
    assert [row.entry.id.origin for row in rows] == [Origin(key.device, 11), Origin(key.device, 12)]
    verdict = next(iter(second.said(COMMUNE, "province.verdict")))
    assert verdict.entry.chained(rows[0].entry.hash) == verdict.entry.hash
    assert rows[0].entry.chained(NO_HASH) == rows[0].entry.hash
    (head,) = server.store.signed_heads(COMMUNE, {Origin(key.device, 11): 2})
    assert verify(key.public, head_message(head.origin, 2, verdict.entry.hash), head.signature)
    assert scribe.read(verdict.entry)[0].values["words"] == "Trùng số"
    assert [one.id for one in scribe.read(rows[0].entry)] == [
        RecordId(Origin(key.device, 11), 1, 0),
        RecordId(Origin(key.device, 11), 1, 1),
    ]


def test_threads_speak_in_turn(server: Server) -> None:
    """The page and the background thread share one voice: no number of theirs may be lost or doubled."""
    voice = Voice(server.store, Author().key, JournalScribe(), 9)
    said: list[int] = []

    def speak(number: int) -> None:
        said.append(voice.say(COMMUNE, "province.calendar", [_day(number)], NOW_MS).n)

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == list(range(1, 9))
    rows = list(voice.said(COMMUNE, "province.calendar"))
    assert len({row.entry.hlc for row in rows}) == 8


def test_more_than_one_piece_is_read_back(server: Server) -> None:
    """A catalogue of two hundred versions is longer than one question to the database."""
    voice = Voice(server.store, Author().key, JournalScribe(), 9)
    other = server.enrol(Author())
    for number in range(70):
        voice.say(COMMUNE, "province.calendar", [_day(number % 28 + 1)], NOW_MS)
        server.store.append(COMMUNE, 1, other.write(), [], NOW_MS)
    assert [row.seq for row in voice.said(COMMUNE, "province.calendar")] == list(range(1, 140, 2))
