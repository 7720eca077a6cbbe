"""One transaction with any number of entries: what a use case, a bulk import and a rebuild have in common."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.entries import NO_HASH
from commune_desk.ports import Actor
from storage.apply import Fold, apply_entry
from storage.clock_floor import ClockFloor, HybridClock, to_ms
from storage.codec import Press
from storage.engine import raw_of
from storage.journal import Entry, Journal
from storage.origins import Origins
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
        self._journal = Journal(self._raw, writing.origins, writing.press)
        self._fold = Fold(connection, writing.origins, self._journal)
        self.head = writing.head

    @contextmanager
    def work(self, action: str, actor: Actor | None, *, at: datetime | None = None) -> Iterator[DeskWork]:
        """One entry. `at` stands for the wall clock where a practice desk or an import writes the past."""
        head = self.head or self._new_origin()
        of = EntryId(head.origin, head.n + 1)
        clock = self._writing.clock
        wall = clock.reading() if at is None else to_vietnam(at)
        believed = at is not None or clock.believe(wall)
        hlc = self._writing.hybrid.tick(to_ms(wall) if believed else None)
        work = DeskWork(self._journal, self._fold, of, hlc, actor.display_name if actor else "")
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
        seq, hash_ = self._journal.append(entry, head.hash)
        work.finish(seq)
        self.head = Head(of.origin, of.n, hash_)

    def _new_origin(self) -> Head:
        """Drawn at the first write of each opening: a restored or cloned database never numbers two entries alike."""
        origin = Origin(self._writing.device, secrets.randbits(_RANDOM_BITS))
        self._writing.origins.intern(self._raw, origin)
        self.head = Head(origin, 0, NO_HASH)
        return self.head

    def receive(self, entry: Entry) -> bool:
        """Store and fold another desk's entry, see `apply.apply_entry`; the hybrid clock moves past it."""
        origins = [entry.id.origin, *(one.origin for one in (entry.staff, entry.post) if one)]
        for origin in origins:
            self._writing.origins.intern(self._raw, origin)
        self._writing.hybrid.receive(entry.hlc)
        return apply_entry(self._fold, self._journal, entry)
