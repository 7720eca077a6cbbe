"""The journal as this desk stores it; what an entry is and how it is chained: `commune_desk.entries`."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Final, Self

from commune_desk import entries
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import NO_HASH
from storage.codec import WORTH_LEANING_BYTES, Added, Change, Press, Stepped, decode, leans_on
from storage.engine import Raw
from storage.kinds import Value
from storage.origins import N_BITS, Origins

_COUNTER_BITS: Final = 16
_COLUMNS = "seq, entry, hlc, wall_drift_ms, offset_min, staff, post, action, body, hash"


@dataclass(frozen=True)
class Entry(entries.Entry):
    """An entry whose body this desk can read."""

    @classmethod
    def of(cls, entry: entries.Entry) -> Self:
        """The same entry, readable."""
        return cls(*(getattr(entry, one.name) for one in fields(entries.Entry)))

    @cached_property
    def changes(self) -> list[Change]:
        """What it changed; raises ValueError for a damaged body."""
        return decode(self.id, self.body)

    @cached_property
    def readable(self) -> list[Change]:
        """The same; nothing where this program cannot read the body."""
        try:
            return self.changes
        except ValueError:
            return []

    def unproven(self) -> Self:
        """The same without its hash: to be taken as it stands."""
        return replace(self, hash=b"")


def _leans_on(entry: Entry) -> EntryId | None:
    """The entry that made the first older record this one speaks of: a dossier's later slips repeat its first."""
    for change in entry.readable:
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
        return self.append_chained(entry, entry.chained(previous))

    def append_chained(self, entry: Entry, hash_: bytes) -> tuple[int, bytes]:
        """Store `entry` whose chain hash was found to be `hash_`: its seq and its hash."""
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
