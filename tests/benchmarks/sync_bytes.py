"""What the exchange costs on the wire: a real province over TLS, real desk databases, bytes counted on the connection.

    python -m tests.benchmarks.sync_bytes [--dossiers 10000]

Counted is everything that passes the TCP connection in both directions: handshake, TLS records, headers, frames,
signatures, acknowledgements. PouchDB and Anki are figures measured for the issue on one machine, not run here.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import zstandard

from commune_desk import entries
from commune_desk.desk_sync import PROGRAM, crew_of
from commune_desk.device_key import DeviceKey
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Post, Staff
from commune_desk.province import PRACTICE_COMMUNE, JournalScribe, PracticeProvince, start_practice_province
from storage.desk_file import DeskFile, create_desk_file
from storage.journal import Entry
from sync.client.enrol import enrol
from sync.client.worker import Crew
from sync.server.registry import DESK
from tests.benchmarks import corpus

POUCHDB, ANKI = 1760, 256
POUCHDB_CHANGE, ANKI_CHANGE = 1817, 240
POUCHDB_ONE, POUCHDB_IDLE = 4560, 4900
_KEY = bytes(range(32))
NOBODY = RecordId(Origin(1, 1), 1, 0)
ADMINISTRATOR = Staff(NOBODY, "quantri", "Quản trị")
POSTS = [Post(NOBODY, f"Vị trí {k}", "receive") for k in range(5)]


class Figure(NamedTuple):
    """One line of the table."""

    measured: str
    here: float
    unit: str
    goal: str
    baselines: str


class Desk:
    """A desk of the practice commune with a line of its own."""

    def __init__(self, folder: Path, province: PracticeProvince, key: DeviceKey, name: str) -> None:
        self.file: DeskFile = create_desk_file(folder / f"{name}.db", _KEY, device=key)
        ticket = province.province.enroller.invite(PRACTICE_COMMUNE, name, DESK)
        enrolment = enrol(province.url, ticket, key, PROGRAM, is_practice=True)
        desk: Any = SimpleNamespace(file=self.file)
        self.crew: Crew = crew_of(desk, enrolment, lambda _changes: None)

    def fill(self, entries: list[Any]) -> None:
        """As if written here."""
        for first in range(0, len(entries), 500):
            with self.file.bulk() as session:
                for entry in entries[first : first + 500]:
                    session.receive(Entry.of(entry))

    def exchange(self) -> tuple[int, int]:
        """Until neither side has more: (bytes on the wire, requests)."""
        before, count = sum(self.crew.talk.line.wire), 0
        while True:
            count += 1
            if not self.crew.talk.exchange().has_more:
                return sum(self.crew.talk.line.wire) - before, count

    def close(self) -> None:
        self.crew.talk.line.close()
        if self.crew.lane is not None:
            self.crew.lane.close()
        self.file.close()


def in_their_order(entries: list[Any]) -> list[Any]:
    """Officers stand first in the corpus; in a journal each stands where it was written."""
    openings: dict[Any, int] = {}
    for entry in reversed(entries):
        openings.setdefault(entry.id.origin, -len(openings))
    return sorted(entries, key=lambda one: (openings[one.id.origin], one.id.n))


def founding(first: entries.Entry) -> list[Any]:
    """The two entries before the corpus begins: its administrator and its posts."""
    made = []
    for n, records in ((1, [ADMINISTRATOR]), (2, POSTS)):
        of = EntryId(first.id.origin, n)
        body = JournalScribe().body(of, records)
        made.append(replace(first, id=of, staff=None, post=None, action="desk.found", body=body))
    return made


def measured(count: int, changed: int = 1000) -> Iterator[Figure]:
    """Every figure, one after another."""
    key, other = DeviceKey.generate(), DeviceKey.generate()
    corpus.DEVICE = key.device  # type: ignore[misc]  # the corpus is written by the enrolled device
    told = list(corpus.lines("dossiers", str(count)))
    texts = [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() for one in told]
    gzipped = sum(len(zlib.compress(one, 6)) for one in texts) / count
    solid = len(zstandard.ZstdCompressor(level=19).compress(b"\n".join(texts))) / count
    made = corpus.corpus(count, changed)
    sessions = {one.id.origin for one in made.changes}
    day = in_their_order([one for one in made.entries if one.id.origin not in sessions])
    day = founding(made.entries[0]) + day
    changes = in_their_order([*(one for one in made.entries if one.id.origin in sessions), *made.changes])
    folder = Path(tempfile.mkdtemp(prefix="sync-bytes-"))
    province = start_practice_province(folder / "province")
    one, two = Desk(folder, province, key, "one"), Desk(folder, province, other, "two")
    try:
        one.fill(day)
        size, requests = one.exchange()
        against = f"zstd -19 over all JSON {solid:.0f}; gzip each {gzipped:.0f}; Anki {ANKI}; PouchDB {POUCHDB}"
        yield Figure(f"first push of {count:,} dossiers ({requests} requests)", size / count, "B each", "110", against)
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        size, requests = two.exchange()
        seconds = time.perf_counter() - started
        yield Figure(f"pull of the same ({requests} requests)", size / count, "B each", "110", against)
        rate = len(day) / seconds
        yield Figure("entries pulled, proved, folded and indexed", rate, "a second", "2,000", "")
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024
        yield Figure("memory while pulling, above before", grown, "MiB", "40", "")
        yield Figure("idle exchange, kept connection", one.exchange()[0], "B", "250", f"PouchDB {POUCHDB_IDLE}")
        one.exchange()
        yield Figure("idle exchange again", one.exchange()[0], "B", "250", f"PouchDB {POUCHDB_IDLE}")
        one.fill(changes[:1])
        size, requests = one.exchange()
        name = f"one changed field, kept connection ({requests} request)"
        yield Figure(name, size, "B", "350", f"PouchDB {POUCHDB_ONE} in 6 requests")
        one.fill(changes[1:])
        size, requests = one.exchange()
        against = f"Anki {ANKI_CHANGE}; PouchDB {POUCHDB_CHANGE}"
        name = f"{len(changes) - 1} changed fields ({requests} requests)"
        yield Figure(name, size / (len(changes) - 1), "B each", "10", against)
    finally:
        for desk in (one, two):
            desk.close()
        province.stop()


def main(arguments: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync_bytes", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    given = parser.parse_args(arguments)
    sys.stdout.write("| measured | here | goal | others |\n|---|---|---|---|\n")
    for one in measured(given.dossiers):
        sys.stdout.write(f"| {one.measured} | {one.here:,.1f} {one.unit} | {one.goal} | {one.baselines} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
