"""The fold: changes become rows. Use cases, entries of other desks and rebuilding all come through this door."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection

from commune_desk.domain.dossier_life import apply_step
from commune_desk.domain.errors import NotAllowedNow, NotFound, Refused
from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.merge import Writing, decide, needs_card
from commune_desk.domain.records import Dossier, SlipCopy
from storage import search_tables
from storage.codec import Added, Change, Counted, Stepped, Written
from storage.engine import Raw, raw_of
from storage.journal import Entry, Journal
from storage.kinds import BY_NUMBER, DOSSIER, PERSON, Kind, Value
from storage.origins import Origins

_SELECT = {kind: f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE id = ?" for kind in BY_NUMBER.values()}  # noqa: S608
_INSERT = {
    kind: f"INSERT INTO {kind.table} ({', '.join(kind.columns)}) VALUES ({', '.join('?' * len(kind.columns))})"  # noqa: S608
    for kind in BY_NUMBER.values()
}


@dataclass(slots=True)
class _Held:
    """A record inside the running entry: its stored row (None: not yet inserted) and the record as it is now."""

    kind: Kind
    row: list[Any] | None
    record: Value


class Fold:
    """Applies the changes of one entry after another to the tables; rows are written when asked to `flush`."""

    def __init__(self, connection: Connection, origins: Origins, journal: Journal, *, indexes: bool = True) -> None:
        self._indexes = indexes
        self._connection = connection
        self._raw: Raw = raw_of(connection)
        self._origins = origins
        self._journal = journal
        self.unfolded: set[EntryId] = set()
        self.has_set_aside = bool(self._raw.execute("SELECT 1 FROM did_not_apply LIMIT 1").fetchone())
        self.begin(None, 0)

    def begin(self, entry: EntryId | None, hlc: int) -> None:
        """What follows belongs to `entry`."""
        self._entry = entry
        self._hlc = hlc
        self._held: dict[RecordId, _Held] = {}
        self._clocks: dict[RecordId, dict[int, list[int]]] = {}
        self._subjects: set[int] = set()
        self._reindex: dict[RecordId, None] = {}
        self.kinds: set[str] = set()
        self.touched: tuple[frozenset[RecordId], frozenset[RecordId]] = (frozenset(), frozenset())

    # -------------------------------------------------------------- records as they are now
    def get(self, kind: Kind, id_: RecordId) -> Value:
        """The record inside this entry; raises NotFound('record-not-found')."""
        return self._hold(kind, id_).record

    def has(self, kind: Kind, id_: RecordId) -> bool:
        """Whether the record is here."""
        try:
            self._hold(kind, id_)
        except NotFound:
            return False
        return True

    def _hold(self, kind: Kind, id_: RecordId) -> _Held:
        held = self._held.get(id_)
        if held is None:
            row = self._raw.execute(_SELECT[kind], (self._origins.pack(id_),)).fetchone()
            if row is None:
                raise NotFound("record-not-found")
            record = self.whole(kind, kind.record(row, self._origins))
            held = self._held[id_] = _Held(kind, list(row), record)
        if held.kind is not kind:
            raise NotFound("record-not-found")
        return held

    def whole(self, kind: Kind, record: Value) -> Value:
        """`record` with what only the journal holds filled in."""
        if not kind.only_in_journal:
            return record
        entry = self._journal.get(EntryId(record.id.origin, record.id.n))
        for change in entry.changes if entry else ():
            if isinstance(change, Added) and change.id == record.id:
                return replace(record, **{kind.only_in_journal: change.values.get(kind.only_in_journal, b"")})
        return record

    # -------------------------------------------------------------- changes
    def apply(self, change: Change) -> None:
        """One change; raises NotFound or NotAllowedNow when the records as they are do not take it."""
        match change:
            case Added(kind, id_, values):
                self.add(kind, kind.new(id_, values))
            case Written():
                self.write(change)
            case Stepped(id_, _):
                self.step(change)
            case Counted(name, number):
                self.count(name, number)

    def add(self, kind: Kind, record: Value) -> None:
        """A record this entry makes (again: the same record with other values)."""
        held = self._held.get(record.id)
        if held is None:
            self._held[record.id] = _Held(kind, None, record)
        else:
            held.record = replace(record, **{name: getattr(held.record, name) for name in kind.folded})
        self._touch(kind, record)

    def write(self, change: Written) -> None:
        """Fields written: of two concurrent writings the later stands (`domain.merge`)."""
        held = self._hold(change.kind, change.id)
        kept = {
            name: value
            for name, value in change.values.items()
            if self._stands(change.kind, change.id, name, change.seen.get(name))
        }
        if kept:
            held.record = replace(held.record, **kept)
        self._touch(change.kind, held.record)

    def _stands(self, kind: Kind, id_: RecordId, name: str, seen: EntryId | None) -> bool:
        number = next(one.number for one in kind.written if one.name == name)
        maker = EntryId(id_.origin, id_.n)
        assert self._entry is not None  # noqa: S101  narrowed for the type checker: only called inside an entry
        incoming = Writing(self._hlc, self._entry, seen or maker)
        clock = self._clock(id_)
        if number not in clock:
            current = Writing(self._hlc_of(maker), maker)
        else:
            hlc, entry = clock[number]
            current = Writing(hlc, self._origins.unpack_entry(entry))
        verdict = decide(current, incoming)
        if needs_card(kind.cls.__name__, name, verdict):
            self._card(id_, number, verdict.kept.entry, verdict.other.entry)
        if verdict.kept is not incoming:
            return False
        clock[number] = [self._hlc, self._origins.pack_entry(self._entry)]
        return True

    def _card(self, id_: RecordId, number: int, kept: EntryId, other: EntryId) -> None:
        pack = self._origins.pack_entry
        self._raw.execute(
            "INSERT OR IGNORE INTO merge_card (record, field, kept_entry, other_entry) VALUES (?, ?, ?, ?)",
            (self._origins.pack(id_), number, pack(kept), pack(other)),
        )

    def last_writers(self, kind: Kind, id_: RecordId) -> dict[str, EntryId]:
        """Per field the entry that wrote it last, where that is not the record's maker."""
        clock = self._clock(id_)
        names = kind.by_number
        return {names[n].name: self._origins.unpack_entry(entry) for n, (_, entry) in clock.items() if n in names}

    def _clock(self, id_: RecordId) -> dict[int, list[int]]:
        clock = self._clocks.get(id_)
        if clock is None:
            query = "SELECT clock FROM row_clock WHERE record = ?"
            row = self._raw.execute(query, (self._origins.pack(id_),)).fetchone()
            clock = self._clocks[id_] = {} if row is None else msgspec.msgpack.decode(row[0])
        return clock

    def _hlc_of(self, entry: EntryId) -> int:
        query = "SELECT hlc FROM journal WHERE entry = ?"
        row = self._raw.execute(query, (self._origins.pack_entry(entry),)).fetchone()
        return 0 if row is None else int(row[0])

    def step(self, change: Stepped) -> Dossier:
        """Fold a step; raises NotAllowedNow and leaves the dossier as it was."""
        held = self._hold(DOSSIER, change.id)
        held.record = apply_step(held.record, change.step)
        self._subjects.add(self._origins.pack(change.id))
        self.kinds.add("Dossier")
        dossier: Dossier = held.record
        return dossier

    def count(self, name: str, number: int) -> None:
        """A series of the entry's device stands at `number`."""
        assert self._entry is not None  # noqa: S101  narrowed for the type checker: only called inside an entry
        self._raw.execute(
            "INSERT INTO series (device, name, last) VALUES (?, ?, ?)"
            " ON CONFLICT (device, name) DO UPDATE SET last = max(last, excluded.last)",
            (self._entry.origin.device, name, number),
        )

    def set_aside(self, place: int, change: Change, code: str) -> None:
        """Keep note of a change that does not apply here; it stays in the journal."""
        assert self._entry is not None  # noqa: S101  narrowed for the type checker: only called inside an entry
        record = 0
        if not isinstance(change, Counted):
            self._origins.intern(self._raw, change.id.origin)
            record = self._origins.pack(change.id)
        if isinstance(change, Stepped) and code != "record-not-found":
            self._subjects.add(record)
        self.has_set_aside = True
        self._raw.execute(
            "INSERT OR IGNORE INTO did_not_apply (entry, place, record, code) VALUES (?, ?, ?, ?)",
            (self._origins.pack_entry(self._entry), place, record, code),
        )

    def waiting_for(self, id_: RecordId) -> list[tuple[EntryId, int]]:
        """(entry, place) of changes set aside for want of that record, oldest first; taken off the list."""
        key = self._origins.pack(id_)
        query = "SELECT entry, place FROM did_not_apply WHERE record = ? AND code = 'record-not-found'"
        rows = self._raw.execute(query, (key,)).fetchall()
        if rows:
            self._raw.execute("DELETE FROM did_not_apply WHERE record = ? AND code = 'record-not-found'", (key,))
        found = [(self._origins.unpack_entry(entry), place) for entry, place in rows]
        return sorted(found, key=lambda one: (self._hlc_of(one[0]), one))

    def is_unfolded(self, entry: EntryId) -> bool:
        """Whether this very program found that it cannot fold the entry's changes."""
        return entry in self.unfolded

    # -------------------------------------------------------------- what hangs on records
    def _touch(self, kind: Kind, record: Value) -> None:
        self.kinds.add(kind.cls.__name__)
        if kind is DOSSIER:
            self._reindex[record.id] = None
            self._subjects.add(self._origins.pack(record.id))
        elif kind is PERSON:
            self._subjects.add(self._origins.pack(record.id))
            for (dossier,) in self._raw.execute(
                "SELECT id FROM dossier WHERE applicant = ?", (self._origins.pack(record.id),)
            ).fetchall():
                self._reindex[self._origins.unpack(dossier)] = None
        else:
            self._touch_dossier_of(record)

    def _touch_dossier_of(self, record: Value) -> None:
        dossier = getattr(record, "dossier", None)
        if isinstance(record, SlipCopy):
            slip = self._held.get(record.slip)
            query = "SELECT dossier FROM printed_slip WHERE id = ?"
            row = None if slip else self._raw.execute(query, (self._origins.pack(record.slip),)).fetchone()
            if row is not None:
                self._subjects.add(row[0])
            dossier = slip.record.dossier if slip else None
        if dossier is not None:
            self._subjects.add(self._origins.pack(dossier))

    def flush(self) -> None:
        """Write rows that changed, so that the next question to the tables sees them."""
        new: dict[Kind, list[list[Any]]] = {}
        for held in self._held.values():
            row = held.kind.row(held.record, self._origins)
            if held.row is None:
                new.setdefault(held.kind, []).append(row)
            elif row != held.row:
                self._update(held.kind, held.row, row)
            held.row = row
        for kind, rows in new.items():
            self._raw.executemany(_INSERT[kind], rows)

    def _update(self, kind: Kind, before: list[Any], after: list[Any]) -> None:
        changed = [place for place, value in enumerate(after) if value != before[place]]
        settings = ", ".join(f"{kind.columns[place]} = ?" for place in changed)
        query = f"UPDATE {kind.table} SET {settings} WHERE id = ?"  # noqa: S608  names of our own columns
        self._raw.execute(query, [*(after[place] for place in changed), after[0]])

    def finish(self, seq: int) -> tuple[frozenset[RecordId], frozenset[RecordId]]:
        """End the entry stored as `seq`: rows, clocks, subjects, search. The dossiers and people it touched."""
        self.flush()
        for id_, clock in self._clocks.items():
            if clock:
                self._raw.execute(
                    "INSERT INTO row_clock (record, clock) VALUES (?, ?)"
                    " ON CONFLICT (record) DO UPDATE SET clock = excluded.clock",
                    (self._origins.pack(id_), msgspec.msgpack.encode(dict(sorted(clock.items())))),
                )
        self._raw.executemany(
            "INSERT OR IGNORE INTO journal_subject (record, seq) VALUES (?, ?)",
            [(record, seq) for record in sorted(self._subjects)],
        )
        for id_ in self._reindex if self._indexes else ():
            self._index(id_)
        touched = [self._origins.unpack(record) for record in self._subjects]
        people = frozenset(id_ for id_ in touched if id_ in self._held and self._held[id_].kind is PERSON)
        self.touched = frozenset(touched) - people, people
        return self.touched

    def _index(self, id_: RecordId) -> None:
        dossier = self.get(DOSSIER, id_)
        if not self.has(PERSON, dossier.applicant):
            # An entry may name a person that never came: it is shown without one, and blocks nothing.
            return
        person = self.get(PERSON, dossier.applicant)
        search_tables.update(self._connection, self._origins.pack(id_), dossier, person)


def apply_entry(fold: Fold, journal: Journal, entry: Entry) -> bool:
    """Store and fold the next entry of some origin; False when it is here already.

    Raises Refused('journal-hole') when entries before it are missing and Refused('journal-chain') when its hash does
    not follow from the one before. A change that does not apply is set aside, the entry stands.
    """
    n, previous = journal.head(entry.id.origin)
    if entry.id.n <= n:
        return False
    if entry.id.n != n + 1:
        raise Refused("journal-hole", origin=entry.id.origin.text, n=n + 1)
    hash_ = entry.chained(previous)
    if entry.hash and hash_ != entry.hash:
        raise Refused("journal-chain", origin=entry.id.origin.text, n=entry.id.n)
    apply_chained(fold, journal, replace(entry, hash=hash_))
    return True


def apply_chained(fold: Fold, journal: Journal, entry: Entry) -> int:
    """Store and fold an entry whose place behind its origin's last and whose hash were proven: its seq."""
    seq, _ = journal.append_chained(entry, entry.hash)
    changes = [] if fold.is_unfolded(entry.id) else entry.readable
    fold.begin(entry.id, entry.hlc)
    apply_changes(fold, changes)
    fold.finish(seq)
    if fold.has_set_aside:
        _take_up(fold, journal, [change.id for change in changes if isinstance(change, Added)])
    return seq


def apply_changes(fold: Fold, changes: Iterable[Change]) -> None:
    """Changes of somebody else's entry: what does not apply is set aside with its reason."""
    for place, change in enumerate(changes):
        try:
            fold.apply(change)
        except (NotAllowedNow, NotFound) as refusal:
            fold.set_aside(place, change, refusal.code)


def _take_up(fold: Fold, journal: Journal, added: Iterable[RecordId]) -> None:
    """Changes that waited for a record which has come now."""
    for id_ in added:
        for entry_id, place in fold.waiting_for(id_):
            entry = journal.get(entry_id)
            if entry is not None:
                fold.begin(entry.id, entry.hlc)
                apply_changes_from(fold, entry.readable, place)
                fold.finish(entry.seq)


def apply_changes_from(fold: Fold, changes: list[Change], place: int) -> None:
    """One change of an entry, again."""
    try:
        fold.apply(changes[place])
    except (NotAllowedNow, NotFound) as refusal:
        fold.set_aside(place, changes[place], refusal.code)
