"""The unit of work: records change, and on leaving the one journal entry that says so is derived from them."""

from datetime import date
from typing import Any, TypeVar, cast

from commune_desk.domain.dossier_life import Step
from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow, NotFound
from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.records import (
    Dossier,
    Lease,
    NumberUse,
    Office,
    Paper,
    Person,
    PrintedSlip,
    Record,
    Scan,
    Staff,
    State,
)
from commune_desk.ports import Changes
from storage.apply import Fold
from storage.codec import Added, Change, Counted, Stepped, Written, encode
from storage.journal import Journal
from storage.kinds import DOSSIER, KINDS, PERSON, STEP, Kind, Value, kind_of, to_days
from storage.origins import K_LIMIT
from storage.own import own_leases, own_office

R = TypeVar("R", bound=Record)
_ENDS = ", ".join(str(list(State).index(state)) for state in State if state.is_end)


class DeskWork:
    """One transaction of a use case, see `ports.Work`.

    `of` is the entry it will leave, `hlc` its hybrid clock, `author` the name of who acts.
    """

    def __init__(self, journal: Journal, fold: Fold, of: EntryId, hlc: int, author: str = "") -> None:
        self.changes = Changes()
        self.derived: list[Change] = []
        self._journal = journal
        self._raw = journal.raw
        self._origins = journal.origins
        self._author = author
        self._fold = fold
        self._of = of
        self._next_k = 0
        self._added: dict[RecordId, Kind] = {}
        self._put: dict[RecordId, dict[str, Any]] = {}
        self._put_kind: dict[RecordId, Kind] = {}
        self._seen: dict[RecordId, dict[str, EntryId]] = {}
        self._steps: list[Stepped] = []
        self._counted: dict[str, int] = {}
        fold.begin(of, hlc)

    # -------------------------------------------------------------- writing
    def new_id(self) -> RecordId:
        """An id for a record this entry makes; raises InvalidInput('too-many-at-once') after 4,096."""
        if self._next_k == K_LIMIT:
            raise InvalidInput("too-many-at-once", limit=K_LIMIT)
        self._next_k += 1
        return RecordId(self._of.origin, self._of.n, self._next_k - 1)

    def get(self, kind: type[R], id_: RecordId) -> R:
        """The record as it is now; raises NotFound('record-not-found')."""
        return cast(R, self._fold.get(KINDS[kind], id_))

    def add(self, record: Record) -> None:
        """A new record; folded fields begin at their beginning whatever it carries."""
        kind = kind_of(record)
        if (record.id.origin, record.id.n) != self._of or record.id.k >= self._next_k or record.id in self._added:
            raise ValueError("a new record needs an id of its own from new_id")
        if isinstance(record, NumberUse):
            self._refuse_taken(record)
        self._fold.add(kind, self._without_folded(kind, kind.as_stored(record)))
        self._added[record.id] = kind

    def _refuse_taken(self, use: NumberUse) -> None:
        self._fold.flush()
        query = "SELECT 1 FROM number_use WHERE lease = ? AND day = ? AND n = ?"
        if self._raw.execute(query, (self._origins.pack(use.lease), to_days(use.day), use.n)).fetchone():
            raise AlreadyThere("number-taken")

    def _without_folded(self, kind: Kind, record: Value) -> Value:
        if all(getattr(record, name) == start for name, start in kind.folded.items()):
            return record
        return kind.new(record.id, {one.name: getattr(record, one.name) for one in kind.written})

    def put(self, record: Record) -> None:
        """Changed written fields of a record that is there; folded fields are ignored."""
        kind = kind_of(record)
        if kind.only_in_journal:
            raise NotAllowedNow("record-is-sealed", kind=kind.table)
        now = self._fold.get(kind, record.id)
        wanted = kind.as_stored(record)
        values = {
            one.name: getattr(wanted, one.name)
            for one in kind.written
            if getattr(wanted, one.name) != getattr(now, one.name)
        }
        if not values:
            return
        if record.id in self._added:
            self._fold.add(kind, wanted)
            return
        if record.id not in self._seen:
            self._seen[record.id] = self._fold.last_writers(kind, record.id)
        self._fold.write(Written(kind, record.id, values, self._seen[record.id]))
        self._put.setdefault(record.id, {}).update(values)
        self._put_kind[record.id] = kind

    def step(self, dossier: Dossier, step: Step) -> Dossier:
        """Append the event and fold it: the dossier after it. Raises NotAllowedNow and writes nothing then."""
        change = Stepped(dossier.id, STEP.as_stored(step))
        after = self._fold.step(change)
        self._steps.append(change)
        return after

    def next_local(self, series: str) -> int:
        """1, 2, 3 … of a series of this device."""
        last = self._counted.get(series)
        if last is None:
            row = self._raw.execute(
                "SELECT last FROM series WHERE device = ? AND name = ?", (self._of.origin.device, series)
            ).fetchone()
            last = 0 if row is None else int(row[0])
        self._counted[series] = last + 1
        return last + 1

    def jump_series(self, gap: int) -> None:
        """Move every series of this device `gap` numbers on (after a restore)."""
        query = "SELECT name, last FROM series WHERE device = ? ORDER BY name"
        for name, last in self._raw.execute(query, (self._of.origin.device,)).fetchall():
            self._counted[name] = last + gap

    # -------------------------------------------------------------- reading
    def find_person(self, number: str) -> Person | None:
        """By identity number, old number or tax code (exact); the one entered last if several."""
        if not number:
            return None
        where = " OR ".join(f"({name} <> '' AND {name} = ?1)" for name in ("number", "old_number", "tax_code"))
        return next(iter(self._records(PERSON, where, (number,), "id DESC LIMIT 1")), None)

    def find_dossier(self, number: str) -> Dossier | None:
        """By any of its numbers (exact, case ignored: they are written in capitals)."""
        text = number.strip().upper()
        if not text:
            return None
        names = ("number", "provisional_number", "official_number")
        where = " OR ".join(f"({name} <> '' AND {name} = ?1)" for name in names)
        return next(iter(self._records(DOSSIER, where, (text,), "id DESC LIMIT 1")), None)

    def open_dossiers_of(self, person: RecordId, procedure: str) -> list[Dossier]:
        """Dossiers of that person and procedure that have not come to an end."""
        where = f"applicant = ? AND procedure = ? AND state NOT IN ({_ENDS})"
        return self._records(DOSSIER, where, (self._origins.pack(person), procedure))

    def papers_of(self, dossier: RecordId) -> list[Paper]:
        """The checklist in its order."""
        return self._records(KINDS[Paper], "dossier = ?", (self._origins.pack(dossier),))

    def scans_of(self, dossier: RecordId) -> list[Scan]:
        """Scans attached to it, in the order of its papers."""
        return self._records(KINDS[Scan], "dossier = ?", (self._origins.pack(dossier),), "paper, id")

    def slips_of(self, dossier: RecordId) -> list[PrintedSlip]:
        """Forms made for it, oldest first, with what was printed."""
        kind = KINDS[PrintedSlip]
        found = self._records(kind, "dossier = ?", (self._origins.pack(dossier),))
        return [self._fold.get(kind, slip.id) for slip in found]

    def steps_of(self, dossier: RecordId) -> list[tuple[str, Step]]:
        """(author's display name, step) of its life so far, in order, those of the work under way included."""
        earlier = [
            (entry.staff, change.step)
            for entry in self._journal.of_record(self._origins.pack(dossier))
            for change in entry.changes
            if isinstance(change, Stepped) and change.id == dossier
        ]
        names = {staff: self.get(Staff, staff).display_name for staff in {staff for staff, _ in earlier} if staff}
        found = [(names[staff] if staff else "", step) for staff, step in earlier]
        return [*found, *((self._author, change.step) for change in self._steps if change.id == dossier)]

    def copies_of(self, slip: RecordId) -> int:
        """How often it was printed."""
        self._fold.flush()
        query = "SELECT count(*) FROM slip_copy WHERE slip = ?"
        return int(self._raw.execute(query, (self._origins.pack(slip),)).fetchone()[0])

    def leases(self) -> list[Lease]:
        """Every lease of this desk, ended ones too."""
        return own_leases(self.all_of(Lease), self._of.origin.device)

    def last_number(self, lease: RecordId, day: date) -> int | None:
        """The highest running number taken from the lease on that day."""
        self._fold.flush()
        query = "SELECT max(n) FROM number_use WHERE lease = ? AND day = ?"
        found = self._raw.execute(query, (self._origins.pack(lease), to_days(day))).fetchone()[0]
        return None if found is None else int(found)

    def office(self) -> Office:
        """The office; raises NotFound('office-not-set')."""
        found = own_office(self.all_of(Office), self._of.origin.device)
        if found is None:
            raise NotFound("office-not-set")
        return found

    def all_of(self, kind: type[R]) -> list[R]:
        """Every record of a small kind, in the order they were made here."""
        return self._records(KINDS[kind], "1", ())

    def _records(self, kind: Kind, where: str, parameters: tuple[Any, ...], order: str = "id") -> list[Any]:
        self._fold.flush()
        query = f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE {where} ORDER BY {order}"  # noqa: S608  ours
        return [kind.record(row, self._origins) for row in self._raw.execute(query, parameters).fetchall()]

    # -------------------------------------------------------------- leaving
    def derive(self) -> bytes:
        """The canonical body of the entry: what is different now. Empty when nothing is."""
        found: list[Change] = []
        for id_, kind in self._added.items():
            record = self._fold.get(kind, id_)
            held = ((one, getattr(record, one.name)) for one in kind.written)
            values = {one.name: value for one, value in held if value != one.codec.nothing}
            found.append(Added(kind, id_, values))
        for id_, values in self._put.items():
            seen = {name: entry for name, entry in self._seen[id_].items() if name in values}
            found.append(Written(self._put_kind[id_], id_, values, seen))
        found += self._steps
        for name, number in self._counted.items():
            self._fold.count(name, number)
            found.append(Counted(name, number))
        self.derived = found
        return encode(self._of, found) if found else b""

    def finish(self, seq: int) -> None:
        """The entry is stored as `seq`: finish the rows and tell what changed."""
        dossiers, people = self._fold.finish(seq)
        self.changes = Changes(dossiers, people, frozenset(self._fold.kinds))
