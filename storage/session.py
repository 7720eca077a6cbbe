"""One transaction with any number of entries: what a use case, a bulk import and a rebuild have in common."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from commune_desk import entries
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.entries import NO_HASH
from commune_desk.ports import Actor
from storage.apply import Fold, apply_chained, apply_entry
from storage.clock_floor import ClockFloor, HybridClock, to_ms
from storage.codec import VOCABULARY, Press, survey
from storage.engine import raw_of
from storage.journal import Entry, Journal
from storage.origins import Origins
from storage.refold import Arrived, Refolder
from storage.unsent import note_unsent
from storage.work import DeskWork

_RANDOM_BITS = 32


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the origin this opening of the database writes under."""

    origin: Origin
    n: int
    hash: bytes


@dataclass(slots=True)
class Writing:
    """What survives from one transaction to the next while the file is open; used under the writer's turn only."""

    device: int
    origins: Origins
    press: Press
    clock: ClockFloor
    hybrid: HybridClock
    head: Head | None = None


class Session:
    """Entries written in one transaction; `head` is the new head once that committed."""

    def __init__(self, connection: Connection, writing: Writing) -> None:
        self.connection = connection
        self._raw = raw_of(connection)
        self._writing = writing
        self.journal = Journal(self._raw, writing.origins, writing.press)
        self.fold = Fold(connection, writing.origins, self.journal)
        self.head = writing.head

    @property
    def device(self) -> int:
        """The number of this desk's own device."""
        return self._writing.device

    @contextmanager
    def work(self, action: str, actor: Actor | None, *, at: datetime | None = None) -> Iterator[DeskWork]:
        """One entry. `at` stands for the wall clock where a practice desk or an import writes the past."""
        head = self.head or self._new_origin()
        of = EntryId(head.origin, head.n + 1)
        clock = self._writing.clock
        wall = clock.reading() if at is None else to_vietnam(at)
        believed = at is not None or clock.believe(wall)
        hlc = self._writing.hybrid.tick(to_ms(wall) if believed else None)
        work = DeskWork(self.journal, self.fold, of, hlc, actor.display_name if actor else "")
        yield work
        body = work.derive()
        if not body:
            return
        offset = wall.utcoffset()
        entry = Entry(
            id=of,
            hlc=hlc,
            wall_ms=to_ms(wall),
            offset_min=int(offset.total_seconds()) // 60 if offset else 0,
            staff=actor.staff if actor else None,
            post=actor.post if actor else None,
            action=action,
            body=body,
        )
        # What `Entry.changes` would decode again from the body just encoded.
        vars(entry)["changes"] = work.derived
        seq, hash_ = self.journal.append(entry, head.hash)
        work.finish(seq)
        note_unsent(self._raw, self._writing.origins, work.changes.dossiers, seq)
        self.head = Head(of.origin, of.n, hash_)

    def _new_origin(self) -> Head:
        """Drawn at the first write of each opening: a restored or cloned database never numbers two entries alike."""
        origin = Origin(self._writing.device, secrets.randbits(_RANDOM_BITS))
        self._writing.origins.intern(self._raw, origin)
        self.head = Head(origin, 0, NO_HASH)
        return self.head

    def receive(self, entry: Entry) -> bool:
        """Store and fold another desk's entry, see `apply.apply_entry`; the hybrid clock moves past it."""
        self.meet(entry)
        is_new = apply_entry(self.fold, self.journal, entry)
        if is_new:
            arrived = Arrived({self._writing.origins.pack_entry(entry.id)}, {})
            Refolder(self._raw, self._writing.origins, self.journal).settle([entry], arrived)
        return is_new

    def take(self, entry: Entry) -> int:
        """Store and fold another desk's entry whose chain was proven, see `apply.apply_chained`: its seq."""
        understood = self.meet(entry)
        is_folded = entry.id not in self.fold.unfolded
        if not (understood and is_folded):
            row = (self._writing.origins.pack_entry(entry.id), VOCABULARY, int(is_folded))
            self._raw.execute("INSERT OR REPLACE INTO not_understood (entry, program, is_folded) VALUES (?, ?, ?)", row)
        return apply_chained(self.fold, self.journal, entry)

    def meet(self, entry: entries.Entry) -> bool:
        """Know every origin the entry names, move the hybrid clock past it; whether all of its body is understood."""
        named, understood = survey(entry.id, entry.body)
        for origin in (entry.id.origin, *(one.origin for one in (entry.staff, entry.post) if one), *named):
            self._writing.origins.intern(self._raw, origin)
        self._writing.hybrid.receive(entry.hlc)
        return understood

    def note_clock(self) -> None:
        """The hybrid clock has moved past foreign entries: remember it with them."""
        self._raw.execute("UPDATE desk SET clock_hlc = ?", (self._writing.hybrid.last,))
