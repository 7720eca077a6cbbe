"""The one order in which everybody folds: the province's, then by hybrid clock what it has not placed yet.

What steps make of a dossier and which merge cards a person's record leaves depend on the order of entries. After
entries came or were placed, records whose order is not the one they were folded in are folded again, so that all desks
end equal. Fields need no second folding: the later writing by hybrid clock stands in whatever order they come.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from commune_desk.device_key import key_id
from commune_desk.domain.dossier_life import apply_step
from commune_desk.domain.errors import NotAllowedNow
from commune_desk.domain.ids import EntryId
from commune_desk.domain.merge import CARDED, Writing, decide, needs_card
from commune_desk.domain.records import Verdict
from storage.codec import Added, Stepped, Written
from storage.engine import Raw
from storage.journal import Entry, Journal
from storage.kinds import DOSSIER, PERSON, Kind, Value
from storage.origins import Origins

_NOT_PLACED: Final = 1 << 62
_ROWS: Final = (
    "SELECT journal.entry, journal.hlc, min(delivery.seq) FROM journal_subject AS subject"
    " JOIN journal ON journal.seq = subject.seq LEFT JOIN delivery ON delivery.entry = journal.entry"
    " WHERE subject.record = ? GROUP BY journal.entry ORDER BY journal.seq"
)
_DOSSIER: Final = f"SELECT {', '.join(DOSSIER.columns)} FROM dossier WHERE id = ?"  # noqa: S608  our own names


class Arrived(NamedTuple):
    """What one transaction brought: packed entries new here, packed entries that got or lost their place."""

    new: set[int]
    replaced: dict[int, int | None]
    """Entry -> the place it had before (None: none)."""


class Refolder:
    """Folds records again inside the caller's transaction."""

    def __init__(self, raw: Raw, origins: Origins, journal: Journal) -> None:
        self._raw = raw
        self._origins = origins
        self._journal = journal
        self._province = _province_device(raw)
        self._has_verdicts = raw.execute("SELECT 1 FROM verdict LIMIT 1").fetchone() is not None

    def subjects(self, entries: Iterable[Entry]) -> tuple[set[int], set[int], set[int]]:
        """Row keys of dossiers that entries step, of records whose carded fields they write, and dossiers that a
        verdict among them concerns."""
        dossiers: set[int] = set()
        people: set[int] = set()
        judged: set[int] = set()
        for entry in entries:
            for change in entry.readable:
                if isinstance(change, Stepped):
                    dossiers.add(self._origins.pack(change.id))
                elif isinstance(change, Written) and change.values.keys() & CARDED.get(change.kind.cls.__name__, ()):
                    people.add(self._origins.pack(change.id))
                elif isinstance(change, Added) and change.kind.cls is Verdict:
                    judged |= self.stepped_by(change.values.get("entry_origin", ""), change.values.get("entry_n", 0))
            if self._has_verdicts and self.verdict_on(entry.id):
                judged |= {self._origins.pack(one.id) for one in entry.readable if isinstance(one, Stepped)}
        return dossiers, people, judged

    def stepped_by(self, origin: str, n: int) -> set[int]:
        """Row keys of the dossiers that the entry n of the origin written so steps."""
        target = self._origins.packed_named(origin, n)
        entry = None if target is None else self._journal.get(self._origins.unpack_entry(target))
        steps = entry.readable if entry else ()
        return {self._origins.pack(one.id) for one in steps if isinstance(one, Stepped)}

    def settle(self, entries: Iterable[Entry], arrived: Arrived, *, late: Iterable[int] = ()) -> set[int]:
        """Fold again whatever these entries put out of order, and the dossiers `late` in any case: their row keys."""
        dossiers, people, judged = self.subjects(entries)
        judged |= set(late)
        again = judged | {key for key in dossiers if key not in judged and self.is_out_of_order(key, arrived)}
        for key in sorted(again):
            self.refold_dossier(key)
        for key in sorted(people):
            if self.is_out_of_order(key, arrived):
                self.recard(key)
        return again

    def is_out_of_order(self, key: int, arrived: Arrived | None) -> bool:
        """Whether a record was folded in another order than everybody's; `arrived` None: in this desk's own."""
        rows = self._raw.execute(_ROWS, (key,)).fetchall()
        if len(rows) < 2:  # noqa: PLR2004  one entry is in order
            return False
        if arrived is None:
            folded = [row[0] for row in rows]
        else:
            places = arrived.replaced
            known = [row for row in rows if row[0] not in arrived.new]
            known.sort(key=lambda row: self._key(row[0], row[1], places.get(row[0], row[2])))
            folded = [row[0] for row in (*known, *(row for row in rows if row[0] in arrived.new))]
        return folded != [row[0] for row in sorted(rows, key=lambda row: self._key(*row))]

    def _key(self, entry: int, hlc: int, place: int | None) -> tuple[int, int, EntryId]:
        return place or _NOT_PLACED, hlc, self._origins.unpack_entry(entry)

    def entries_of(self, key: int) -> list[Entry]:
        """Entries that touched a dossier or person, in the order in which everybody folds them."""
        rows = sorted(self._raw.execute(_ROWS, (key,)).fetchall(), key=lambda row: self._key(*row))
        found = (self._journal.get(self._origins.unpack_entry(row[0])) for row in rows)
        return [entry for entry in found if entry is not None]

    # -------------------------------------------------------------- dossiers
    def refold_dossier(self, key: int) -> None:
        """Steps of the dossier in their order, from its beginning; nothing when it is not here."""
        row = self._raw.execute(_DOSSIER, (key,)).fetchone()
        if row is None:
            return
        id_ = self._origins.unpack(key)
        dossier = replace(DOSSIER.record(row, self._origins), **DOSSIER.folded)
        self._raw.execute("DELETE FROM did_not_apply WHERE record = ?", (key,))
        for entry in self.entries_of(key):
            refused = self.verdict_on(entry.id)
            for place, change in enumerate(entry.readable):
                if isinstance(change, Stepped) and change.id == id_:
                    dossier = self._stepped(dossier, entry, place, change, refused)
        after = DOSSIER.row(dossier, self._origins)
        _update(self._raw, DOSSIER, row, after)

    def _stepped(self, dossier: Value, entry: Entry, place: int, change: Stepped, refused: str) -> Value:
        code = refused
        if not code:
            try:
                return apply_step(dossier, change.step)
            except NotAllowedNow as refusal:
                code = refusal.code
        self._raw.execute(
            "INSERT OR IGNORE INTO did_not_apply (entry, place, record, code) VALUES (?, ?, ?, ?)",
            (self._origins.pack_entry(entry.id), place, self._origins.pack(change.id), code),
        )
        return dossier

    def verdict_on(self, entry: EntryId) -> str:
        """The code of the province's verdict on an entry, '' when there is none."""
        query = "SELECT id, code FROM verdict WHERE entry_origin = ? AND entry_n = ? ORDER BY id"
        for id_, code in self._raw.execute(query, (entry.origin.text, entry.n)).fetchall():
            if self._origins.unpack(id_).origin.device == self._province:
                return str(code)
        return ""

    # -------------------------------------------------------------- merge cards
    def recard(self, key: int) -> None:
        """The merge cards of a person's or a dossier's record, made again by its writings in their order."""
        id_ = self._origins.unpack(key)
        kind = PERSON if self._raw.execute("SELECT 1 FROM person WHERE id = ?", (key,)).fetchone() else DOSSIER
        maker = EntryId(id_.origin, id_.n)
        self._raw.execute("DELETE FROM merge_card WHERE record = ?", (key,))
        clock: dict[str, Writing] = {}
        carded = CARDED[kind.cls.__name__]
        for entry in self.entries_of(key):
            for change in entry.readable:
                if not isinstance(change, Written) or change.id != id_:
                    continue
                for name in carded & change.values.keys():
                    current = clock.get(name) or Writing(self._hlc_of(maker), maker)
                    incoming = Writing(entry.hlc, entry.id, change.seen.get(name) or maker)
                    verdict = decide(current, incoming)
                    if needs_card(kind.cls.__name__, name, verdict):
                        self._card(key, kind.by_name[name][0], verdict.kept.entry, verdict.other.entry)
                    clock[name] = Writing(verdict.kept.hlc, verdict.kept.entry)

    def _card(self, key: int, number: int, kept: EntryId, other: EntryId) -> None:
        pack = self._origins.pack_entry
        self._raw.execute(
            "INSERT OR IGNORE INTO merge_card (record, field, kept_entry, other_entry) VALUES (?, ?, ?, ?)",
            (key, number, pack(kept), pack(other)),
        )

    def _hlc_of(self, entry: EntryId) -> int:
        query = "SELECT hlc FROM journal WHERE entry = ?"
        row = self._raw.execute(query, (self._origins.pack_entry(entry),)).fetchone()
        return 0 if row is None else int(row[0])


def refold_everything(raw: Raw, origins: Origins, journal: Journal) -> None:
    """After a replay in this desk's own order: fold again each record whose order is another."""
    refolder = Refolder(raw, origins, journal)
    for (key,) in raw.execute("SELECT id FROM dossier ORDER BY id").fetchall():
        if refolder.is_out_of_order(key, None):
            refolder.refold_dossier(key)
    for (key,) in raw.execute("SELECT DISTINCT record FROM row_clock ORDER BY record").fetchall():
        known = "SELECT 1 FROM person WHERE id = ?1 UNION ALL SELECT 1 FROM dossier WHERE id = ?1"
        if refolder.is_out_of_order(key, None) and raw.execute(known, (key,)).fetchone():
            refolder.recard(key)
    for origin, n in raw.execute("SELECT entry_origin, entry_n FROM verdict").fetchall():
        for key in sorted(refolder.stepped_by(origin, n)):
            refolder.refold_dossier(key)


def _update(raw: Raw, kind: Kind, before: Value, after: list[Value]) -> None:
    changed = [place for place, value in enumerate(after) if value != before[place]]
    if changed:
        settings = ", ".join(f"{kind.columns[place]} = ?" for place in changed)
        query = f"UPDATE {kind.table} SET {settings} WHERE id = ?"  # noqa: S608  names of our own columns
        raw.execute(query, [*(after[place] for place in changed), after[0]])


def _province_device(raw: Raw) -> int | None:
    row = raw.execute("SELECT public_key FROM peer WHERE name = 'province'").fetchone()
    return None if row is None or not row[0] else int(key_id(row[0]), 16)
