"""A dossier's history, told by the journal: who did what on which post, when, and what it changed from what.

What a field held before is not in an entry: the entries of the records are replayed from the first one on.
"""

from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from commune_desk.domain.errors import NotFound
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Paper, Person, PrintedSlip, Record, SlipCopy
from commune_desk.ports import DossierView, TimelineItem
from storage.codec import Added, Stepped, Written
from storage.engine import Raw
from storage.journal import Entry, Journal
from storage.kinds import KINDS, Kind
from storage.lists import Surroundings
from storage.origins import Origins

NOT_APPLIED = "did-not-apply"
"""As a changed field: the step stands in the journal but the dossier did not take it; `after` is the reason's code."""
_NAMED_BY = {Paper: "name", PrintedSlip: "form", SlipCopy: "copy"}

Changed = tuple[str, str, str]


def dossier_view(raw: Raw, journal: Journal, around: Surroundings, id_: RecordId) -> DossierView:
    """Everything about one dossier; raises NotFound('record-not-found')."""
    origins = around.origins
    key = origins.pack(id_)
    dossier: Dossier = _record(raw, KINDS[Dossier], key, origins)
    person: Person = _record(raw, KINDS[Person], origins.pack(dossier.applicant), origins)
    teller = _Teller(raw, journal, origins, dossier)
    timeline = teller.tell()
    slips = [
        (replace(slip, data=teller.slip_data.get(slip.id, b"")), _copies(raw, origins.pack(slip.id)))
        for slip in _records_of(raw, PrintedSlip, key, origins)
    ]
    return DossierView(
        dossier=dossier,
        applicant=person,
        papers=_records_of(raw, Paper, key, origins),
        slips=slips,
        timeline=timeline,
        holder_name=teller.name_of("staff", _id_or_none(dossier.holder)),
        procedure_name=around.procedure_name(dossier.procedure, dossier.version),
    )


def register_view(raw: Raw, journal: Journal, around: Surroundings, dossier: Dossier) -> DossierView:
    """The same without what was printed: one line of a register, which names the hours of the steps."""
    origins = around.origins
    key = origins.pack(dossier.id)
    holder = _id_or_none(dossier.holder)
    return DossierView(
        dossier=dossier,
        applicant=_record(raw, KINDS[Person], origins.pack(dossier.applicant), origins),
        papers=_records_of(raw, Paper, key, origins),
        slips=[(slip, _copies(raw, origins.pack(slip.id))) for slip in _records_of(raw, PrintedSlip, key, origins)],
        timeline=_Teller(raw, journal, origins, dossier).tell(),
        holder_name=_name(raw, "staff", origins.pack(holder)) if holder else "",
        procedure_name=around.procedure_name(dossier.procedure, dossier.version),
    )


def _record(raw: Raw, kind: Kind, key: int, origins: Origins) -> Any:  # noqa: ANN401  of the kind asked for
    row = raw.execute(f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE id = ?", (key,)).fetchone()  # noqa: S608
    if row is None:
        raise NotFound("record-not-found")
    return kind.record(row, origins)


def _records_of(raw: Raw, cls: type[Record], dossier: int, origins: Origins) -> list[Any]:
    kind = KINDS[cls]
    query = f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE dossier = ? ORDER BY id"  # noqa: S608
    return [kind.record(row, origins) for row in raw.execute(query, (dossier,)).fetchall()]


def _copies(raw: Raw, slip: int) -> int:
    return int(raw.execute("SELECT count(*) FROM slip_copy WHERE slip = ?", (slip,)).fetchone()[0])


def _name(raw: Raw, table: str, key: int) -> str:
    column = {"staff": "display_name", "post": "name"}[table]
    row = raw.execute(f"SELECT {column} FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608  constants of ours
    return "" if row is None else str(row[0])


def _id_or_none(text: str) -> RecordId | None:
    try:
        return RecordId.parse(text) if text else None
    except ValueError:
        return None


class _Teller:
    """Replays the entries of one dossier and of its applicant."""

    def __init__(self, raw: Raw, journal: Journal, origins: Origins, dossier: Dossier) -> None:
        self._raw = raw
        self._journal = journal
        self._origins = origins
        self._dossier = dossier
        self._held: dict[RecordId, dict[str, Any]] = {}
        self._names: dict[RecordId, str] = {}
        self.slip_data: dict[RecordId, bytes] = {}

    def tell(self) -> list[TimelineItem]:
        """Oldest first; an entry that touched only the applicant before this dossier was made is none of it."""
        of_dossier = {entry.seq: entry for entry in self._journal.of_record(self._origins.pack(self._dossier.id))}
        of_person = {entry.seq: entry for entry in self._journal.of_record(self._origins.pack(self._dossier.applicant))}
        first = min(of_dossier, default=0)
        items: list[TimelineItem] = []
        for seq, entry in sorted((of_person | of_dossier).items()):
            told = self._items(entry)
            if seq in of_dossier or (seq > first and any(item.changed for item in told)):
                items += told
        return items

    def _items(self, entry: Entry) -> list[TimelineItem]:
        steps: list[tuple[int, Stepped | None]] = []
        changed: list[Changed] = []
        for place, change in enumerate(entry.changes):
            if isinstance(change, Stepped):
                if change.id == self._dossier.id:
                    steps.append((place, change))
            elif isinstance(change, Added):
                changed += self._added(entry, change)
            elif isinstance(change, Written):
                changed += self._written(change)
        refused = self._refused(entry)
        first, *more = steps or [(-1, None)]
        return [
            self._item(entry, step, (*(changed if (place, step) == first else ()), *refused.get(place, ())))
            for place, step in (first, *more)
        ]

    def _item(self, entry: Entry, step: Stepped | None, changed: tuple[Changed, ...]) -> TimelineItem:
        return TimelineItem(
            entry=entry.id,
            at=entry.at,
            action=entry.action,
            person=self.name_of("staff", entry.staff),
            post=self.name_of("post", entry.post),
            step=None if step is None else step.step,
            changed=changed,
        )

    def name_of(self, table: str, id_: RecordId | None) -> str:
        """A person's or a post's name, '' for the program itself."""
        if id_ is None:
            return ""
        if id_ not in self._names:
            self._names[id_] = _name(self._raw, table, self._origins.pack(id_))
        return self._names[id_]

    def _refused(self, entry: Entry) -> dict[int, tuple[Changed, ...]]:
        query = "SELECT place, code FROM did_not_apply WHERE entry = ?"
        rows = self._raw.execute(query, (self._origins.pack_entry(entry.id),)).fetchall()
        return {place: ((NOT_APPLIED, "", code),) for place, code in rows}

    def _added(self, entry: Entry, change: Added) -> list[Changed]:
        """A paper or slip that came later; what the dossier began with is no change."""
        if not self._is_ours(change.kind.cls, change.id, change.values):
            return []
        self._held[change.id] = dict(change.values)
        if change.kind.cls is PrintedSlip:
            self.slip_data[change.id] = change.values.get("data", b"")
        by = _NAMED_BY.get(change.kind.cls)
        if by is None or entry.id == (self._dossier.id.origin, self._dossier.id.n):
            return []
        nothing = next(one.codec.nothing for one in change.kind.written if one.name == by)
        return [(change.kind.table, "", as_text(change.values.get(by, nothing)))]

    def _written(self, change: Written) -> list[Changed]:
        if not self._is_ours(change.kind.cls, change.id, self._held.get(change.id, {})):
            return []
        held = self._held.setdefault(change.id, {})
        nothing = {one.name: one.codec.nothing for one in change.kind.written}
        told = [
            (f"{change.kind.table}.{name}", as_text(held.get(name, nothing[name])), as_text(value))
            for name, value in change.values.items()
        ]
        held.update(change.values)
        return told

    def _is_ours(self, cls: type[Any], id_: RecordId, values: dict[str, Any]) -> bool:
        """An entry may touch several dossiers: only this one's records are told."""
        if cls is SlipCopy:
            return values.get("slip") in self._held
        return id_ in (self._dossier.id, self._dossier.applicant) or values.get("dossier") == self._dossier.id


def as_text(value: object) -> str:
    """A field's value as a history shows it: enumerations by their word, days and instants in ISO, nothing as ''."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple) and isinstance(value, RecordId):
        return value.text
    return "" if value is None or isinstance(value, bytes) else str(value)
