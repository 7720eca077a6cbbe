"""What two people wrote without having seen each other, read for the person who chooses (see `domain.merge`)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.domain.merge import TABLE, Writing, group_of, unresolved
from commune_desk.domain.records import MergeChoice, Record
from commune_desk.sync_views import CardSide, CardValue, MergeCard
from storage.codec import Added, Written
from storage.desk_file import DeskFile
from storage.journal import Entry, Journal
from storage.kinds import DOSSIER, KINDS, PERSON, Kind
from storage.timeline import as_text

Values = dict[str, Any]


class Conflict(NamedTuple):
    """A card with what is needed to carry out the choice: the record as it is now, the fields as each side wrote them.

    `kept` and `other` are entries; `others` holds the other side's values of the fields it wrote.
    """

    card: MergeCard
    record: Record
    kept: EntryId
    other: EntryId
    keeps: Values
    others: Values


class MergeReader:
    """Reads conflicts of an open desk file, each question from one snapshot."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def conflicts(self) -> list[Conflict]:
        """Those nobody has settled, oldest first."""
        with self._file.read() as connection:
            journal = self._file.journal(connection)
            found = list(self._all(journal))
        return sorted(found, key=lambda one: (one.card.right.at_ms, one.card.key))

    def settled(self) -> list[tuple[Conflict, MergeChoice, str]]:
        """Conflicts with the choice that was made and the name of who made it."""
        with self._file.read() as connection:
            journal = self._file.journal(connection)
            found = []
            for choice in _choices(journal):
                told = _record_of(journal, RecordId.parse(choice.record))
                conflict = None if told is None else told.settled(choice)
                if conflict is not None:
                    found.append((conflict, choice, _author(journal, choice.id)))
            return found

    def _all(self, journal: Journal) -> Iterator[Conflict]:
        rows = journal.raw.execute("SELECT DISTINCT record FROM merge_card ORDER BY record").fetchall()
        for (key,) in rows:
            told = _record_of(journal, journal.origins.unpack(key))
            if told is not None:
                yield from told.conflicts()


def _record_of(journal: Journal, id_: RecordId) -> "_Record | None":
    key = journal.origins.pack(id_)
    for kind in (PERSON, DOSSIER):
        query = f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE id = ?"  # noqa: S608  our own names
        row = journal.raw.execute(query, (key,)).fetchone()
        if row is not None:
            return _Record(journal, kind, kind.record(row, journal.origins))
    return None


class _Record:
    """One record's writings, as the journal has them."""

    def __init__(self, journal: Journal, kind: Kind, record: Any) -> None:  # noqa: ANN401  which kind is known at run time
        self._journal = journal
        self._kind = kind
        self._record = record
        self._maker = EntryId(record.id.origin, record.id.n)
        self._entries: dict[EntryId, Entry] = {}
        self._values: dict[EntryId, Values] = {}
        self._writings: dict[str, dict[EntryId, Writing]] = {}
        for entry in journal.of_record(journal.origins.pack(record.id)):
            self._read(entry)

    def _read(self, entry: Entry) -> None:
        for change in entry.readable:
            if isinstance(change, Added) and change.id == self._record.id:
                nothing = {one.name: one.codec.nothing for one in self._kind.written}
                self._note(entry, nothing | dict(change.values), {})
            elif isinstance(change, Written) and change.id == self._record.id:
                self._note(entry, dict(change.values), change.seen)

    def _note(self, entry: Entry, values: Values, seen: Mapping[str, EntryId]) -> None:
        self._entries[entry.id] = entry
        self._values.setdefault(entry.id, {}).update(values)
        for name in values:
            before = None if entry.id == self._maker else seen.get(name, self._maker)
            self._writings.setdefault(name, {})[entry.id] = Writing(entry.hlc, entry.id, before)

    def conflicts(self) -> Iterator[Conflict]:
        """Per field group and other writing one, where the values differ and nobody chose yet."""
        settled = _settled(self._journal, self._record.id)
        sides: dict[tuple[str, EntryId], list[str]] = {}
        for name, writings in self._writings.items():
            group = group_of(self._kind.cls.__name__, name)
            first, *others = unresolved(writings, settled) if group else [self._maker]
            for other in others:
                if self._values[other][name] != self._values[first][name]:
                    sides.setdefault((group, other), []).append(name)
        for (group, other), names in sides.items():
            standing = {name: unresolved(self._writings[name], frozenset())[0] for name in names}
            kept = max(standing.values(), key=lambda one: self._entries[one].hlc)
            keeps = {name: self._values[entry][name] for name, entry in standing.items()}
            yield self._conflict(group, (kept, other), keeps)

    def settled(self, choice: MergeChoice) -> Conflict | None:
        """The conflict as it was when somebody chose; None where the entries are not here."""
        kept, other = _entry(choice.kept_entry), _entry(choice.other_entry)
        fields = TABLE[self._kind.cls.__name__].groups.get(choice.field, ())
        if kept not in self._values or other not in self._values:
            return None
        both = [name for name in fields if name in self._values[kept] and name in self._values[other]]
        keeps = {name: self._values[kept][name] for name in both}
        differing = {name: value for name, value in keeps.items() if value != self._values[other][name]}
        return self._conflict(choice.field, (kept, other), differing) if differing else None

    def _conflict(self, group: str, entries: tuple[EntryId, EntryId], keeps: Values) -> Conflict:
        kept, other = entries
        names = list(keeps)
        others = {name: self._values[other][name] for name in names}
        order = TABLE[self._kind.cls.__name__].groups[group]
        values = [CardValue(name, as_text(keeps[name]), as_text(others[name])) for name in order if name in names]
        title, dossier = _title(self._journal, self._kind, self._record)
        card = MergeCard(
            key=f"{self._record.id.text}/{group}/{other.origin.text}.{other.n}",
            record_kind=self._kind.cls.__name__,
            group=group,
            title=title,
            dossier=dossier,
            values=tuple(values),
            left=self._side(kept, values[0].field, is_kept=True),
            right=self._side(other, values[0].field, is_kept=False),
        )
        return Conflict(card, self._record, kept, other, keeps, others)

    def _side(self, id_: EntryId, field: str, *, is_kept: bool) -> CardSide:
        entry = self._entries[id_]
        writing = self._writings[field].get(id_)
        seen = self._values.get(writing.seen, {}).get(field) if writing and writing.seen else None
        return CardSide(
            person=_name(self._journal, "staff", "display_name", entry.staff),
            post=_name(self._journal, "post", "name", entry.post),
            device=_device_name(self._journal, id_.origin.device),
            at_ms=entry.wall_ms,
            seen="" if seen is None else as_text(seen),
            is_kept=is_kept,
        )


def _choices(journal: Journal, where: str = "1", parameters: tuple[int, ...] = ()) -> list[MergeChoice]:
    kind = KINDS[MergeChoice]
    query = f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE undone = 0 AND {where}"  # noqa: S608  ours
    return [kind.record(row, journal.origins) for row in journal.raw.execute(query, parameters).fetchall()]


def _settled(journal: Journal, record: RecordId) -> frozenset[EntryId]:
    choices = _choices(journal, "record = ?", (journal.origins.pack(record),))
    return frozenset(_entry(text) for one in choices for text in (one.kept_entry, one.other_entry))


def entry_text(entry: EntryId) -> str:
    """`origin.n`, as a MergeChoice names entries."""
    return f"{entry.origin.text}.{entry.n}"


def _entry(text: str) -> EntryId:
    id_ = RecordId.parse(f"{text}.0")
    return EntryId(id_.origin, id_.n)


def _author(journal: Journal, id_: RecordId) -> str:
    entry = journal.get(EntryId(id_.origin, id_.n))
    return "" if entry is None else _name(journal, "staff", "display_name", entry.staff)


def _name(journal: Journal, table: str, column: str, id_: RecordId | None) -> str:
    if id_ is None:
        return ""
    query = f"SELECT {column} FROM {table} WHERE id = ?"  # noqa: S608  constant names of ours
    row = journal.raw.execute(query, (journal.origins.pack(id_),)).fetchone()
    return "" if row is None else str(row[0])


def _device_name(journal: Journal, device: int) -> str:
    row = journal.raw.execute("SELECT desk_name FROM desk_key WHERE key_id = ?", (f"{device:08x}",)).fetchone()
    return "" if row is None else str(row[0])


def _title(journal: Journal, kind: Kind, record: Any) -> tuple[str, RecordId | None]:  # noqa: ANN401  Person or Dossier
    if kind is DOSSIER:
        return f"{record.shown_number} · {_name(journal, 'person', 'name', record.applicant)}", record.id
    query = "SELECT id FROM dossier WHERE applicant = ? ORDER BY id DESC LIMIT 1"
    row = journal.raw.execute(query, (journal.origins.pack(record.id),)).fetchone()
    return record.name, None if row is None else journal.origins.unpack(row[0])
