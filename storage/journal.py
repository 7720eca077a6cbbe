"""The journal: every use case's entry, chained by hash within its origin.

    hash = BLAKE2b-128(previous hash ‖ canonical entry)        previous of the first: 16 zero bytes
    canonical entry = msgpack [device, random, n, hlc, wall_ms, offset_min, staff, post, action, body]

The body inside is the uncompressed one, staff and post are [device, random, n, k] or nil: nothing in it depends on how
this desk stores it, so every desk computes the same chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from hashlib import blake2b
from typing import Final

import msgspec

from commune_desk.domain.ids import EntryId, Origin, RecordId
from storage.codec import WORTH_LEANING_BYTES, Added, Change, Press, Stepped, decode, leans_on
from storage.engine import Raw
from storage.kinds import Value
from storage.origins import N_BITS, Origins

HASH_BYTES: Final = 16
NO_HASH: Final = bytes(HASH_BYTES)
_COUNTER_BITS: Final = 16
_COLUMNS = "seq, entry, hlc, wall_drift_ms, offset_min, staff, post, action, body, hash"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry as every desk knows it; `wall_ms` is the author's wall clock as read, `offset_min` its time zone."""

    id: EntryId
    hlc: int
    wall_ms: int
    offset_min: int
    staff: RecordId | None
    post: RecordId | None
    action: str
    body: bytes
    seq: int = 0
    hash: bytes = b""

    @property
    def at(self) -> datetime:
        """The wall time its author read, aware."""
        return (_EPOCH + timedelta(milliseconds=self.wall_ms)).astimezone(timezone(timedelta(minutes=self.offset_min)))

    @cached_property
    def changes(self) -> list[Change]:
        """What it changed; raises ValueError for a damaged body."""
        return decode(self.id, self.body)

    def unproven(self) -> "Entry":
        """The same without its hash: to be taken as it stands."""
        return replace(self, hash=b"")

    def chained(self, previous: bytes) -> bytes:
        """Its hash after the entry whose hash is `previous`."""
        parts = [*self.id.origin, self.id.n, self.hlc, self.wall_ms, self.offset_min]
        named = [None if one is None else [*one.origin, one.n, one.k] for one in (self.staff, self.post)]
        canonical = msgspec.msgpack.encode([*parts, *named, self.action, self.body])
        return blake2b(previous + canonical, digest_size=HASH_BYTES).digest()


def _leans_on(entry: Entry) -> EntryId | None:
    """The entry that made the first older record this one speaks of: a dossier's later slips repeat its first."""
    for change in entry.changes:
        id_ = change.dossier if isinstance(change, Added) else change.id if isinstance(change, Stepped) else None
        if id_ is not None and (id_.origin, id_.n) != entry.id:
            return EntryId(id_.origin, id_.n)
    return None


class Journal:
    """Reading and appending entries on a driver connection; the caller owns the transaction."""

    def __init__(self, raw: Raw, origins: Origins, press: Press) -> None:
        self.raw = raw
        self.origins = origins
        self._press = press
        self._actions: dict[int, str] = {}
        self._action_numbers: dict[str, int] = {}

    def append(self, entry: Entry, previous: bytes) -> tuple[int, bytes]:
        """Store `entry` behind the one whose hash is `previous`: its seq and its hash."""
        hash_ = entry.chained(previous)
        cursor = self.raw.execute(
            f"INSERT INTO journal ({_COLUMNS[5:]}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  constant names
            (
                self.origins.pack_entry(entry.id),
                entry.hlc,
                entry.wall_ms - (entry.hlc >> _COUNTER_BITS),
                entry.offset_min,
                self._packed(entry.staff),
                self._packed(entry.post),
                self._action_number(entry.action),
                self._squeezed(entry),
                hash_,
            ),
        )
        return int(cursor.lastrowid), hash_

    def _squeezed(self, entry: Entry) -> bytes:
        alone = self._press.squeeze(entry.body)
        base = _leans_on(entry) if len(entry.body) >= WORTH_LEANING_BYTES else None
        if base is None:
            return alone
        query = "SELECT seq, body FROM journal WHERE entry = ?"
        row = self.raw.execute(query, (self.origins.pack_entry(base),)).fetchone()
        # One step only: an entry that leans itself carries nobody, so any body is read with at most one other.
        if row is None or leans_on(row[1]) is not None:
            return alone
        leaning = self._press.squeeze_on(self._press.spread(row[1]), row[0], entry.body)
        return min(alone, leaning, key=len)

    def _spread(self, stored: bytes) -> bytes:
        seq = leans_on(stored)
        if seq is None:
            return self._press.spread(stored)
        row = self.raw.execute("SELECT body FROM journal WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            raise ValueError("the entry a body leans on is gone")
        return self._press.spread_on(self._press.spread(row[0]), stored)

    def _packed(self, id_: RecordId | None) -> int | None:
        if id_ is None:
            return None
        self.origins.intern(self.raw, id_.origin)
        return self.origins.pack(id_)

    def _action_number(self, action: str) -> int:
        number = self._action_numbers.get(action)
        if number is None:
            self.raw.execute("INSERT OR IGNORE INTO action (name) VALUES (?)", (action,))
            number = int(self.raw.execute("SELECT id FROM action WHERE name = ?", (action,)).fetchone()[0])
            self._action_numbers[action] = number
        return number

    def forget(self) -> None:
        """After a rollback: action numbers drawn in it are not stored."""
        self._action_numbers.clear()
        self._actions.clear()

    def get(self, id_: EntryId) -> Entry | None:
        """The entry, None if this desk does not have it."""
        return next(self._select("WHERE entry = ?", (self.origins.pack_entry(id_),)), None)

    def entries(self, *, after_seq: int = 0) -> Iterator[Entry]:
        """Every entry in the order this desk applied them."""
        return self._select("WHERE seq > ? ORDER BY seq", (after_seq,))

    def of_record(self, packed: int) -> Iterator[Entry]:
        """Entries that touched a dossier or person (its row key), oldest first."""
        where = "WHERE seq IN (SELECT seq FROM journal_subject WHERE record = ?) ORDER BY seq"
        return self._select(where, (packed,))

    def of_origin(self, origin: Origin, *, after_n: int = 0) -> Iterator[Entry]:
        """Entries of one origin in their order."""
        number = self.origins.number(origin)
        if number is None:
            return iter(())
        first, last = number << N_BITS, ((number + 1) << N_BITS) - 1
        return self._select("WHERE entry > ? AND entry <= ? ORDER BY entry", (first + after_n, last))

    def head(self, origin: Origin) -> tuple[int, bytes]:
        """(n, hash) of the last entry of `origin`; (0, zero bytes) when there is none."""
        number = self.origins.number(origin)
        if number is None:
            return 0, NO_HASH
        row = self.raw.execute(
            "SELECT entry, hash FROM journal WHERE entry > ? AND entry < ? ORDER BY entry DESC LIMIT 1",
            (number << N_BITS, (number + 1) << N_BITS),
        ).fetchone()
        return (0, NO_HASH) if row is None else (row[0] & ((1 << N_BITS) - 1), row[1])

    def _select(self, where: str, parameters: tuple[int, ...]) -> Iterator[Entry]:
        query = f"SELECT {_COLUMNS} FROM journal {where}"  # noqa: S608  constant names
        for row in self.raw.execute(query, parameters):
            yield self._entry(row)

    def _entry(self, row: Value) -> Entry:
        seq, entry, hlc, drift_ms, offset_min, staff, post, action, body, hash_ = row
        return Entry(
            id=self.origins.unpack_entry(entry),
            hlc=hlc,
            wall_ms=(hlc >> _COUNTER_BITS) + drift_ms,
            offset_min=offset_min,
            staff=None if staff is None else self.origins.unpack(staff),
            post=None if post is None else self.origins.unpack(post),
            action=self._action_name(action),
            body=self._spread(body),
            seq=seq,
            hash=hash_,
        )

    def _action_name(self, number: int) -> str:
        name = self._actions.get(number)
        if name is None:
            row = self.raw.execute("SELECT name FROM action WHERE id = ?", (number,)).fetchone()
            name = self._actions[number] = "" if row is None else row[0]
        return name
