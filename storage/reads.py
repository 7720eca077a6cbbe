"""`ports.Reads` on a desk's database: every question is one snapshot, answered by the module that knows the subject."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from sqlalchemy import Connection

from commune_desk.domain.errors import NotFound
from commune_desk.domain.ids import RecordId
from commune_desk.domain.procedures import Catalogue
from commune_desk.domain.records import (
    CalendarDay,
    Dossier,
    Lease,
    NumberUse,
    Office,
    ProcedureVersion,
    Record,
    Scan,
    Vote,
)
from commune_desk.ports import Cursor, DossierLine, DossierView, Filter, HeldPaper, Home, Page, PersonLine
from storage import home, lists, people, search, search_query, timeline
from storage.codec import Press
from storage.desk_file import DeskFile
from storage.engine import Raw, raw_of
from storage.journal import Journal
from storage.kinds import DOSSIER, KINDS
from storage.lists import Surroundings, midnight
from storage.origins import Origins
from storage.own import own_leases, own_office
from storage.read_indexes import LISTED_AT
from storage.rules import DeskRules

R = TypeVar("R", bound=Record)
_NUMBER_SIZE = 60


class DeskReads:
    """Questions to one open database, on any thread but the window's.

    `read` gives a snapshot (`DeskFile.read`). `around` is asked before a snapshot is taken and never inside one: it may
    have to read rules itself, and two connections are all there are.
    """

    def __init__(
        self,
        read: Callable[[], AbstractContextManager[Connection]],
        origins: Origins,
        around: Callable[[], Surroundings],
    ) -> None:
        self._read = read
        self._origins = origins
        self._around = around
        self._of_thread = threading.local()
        self._all_dossiers = home.DossierCount()

    def home(self, now: datetime) -> Home:
        """Lanes as of `now`."""
        around = self._around()
        with self._read() as connection:
            return home.home(raw_of(connection), around, self._all_dossiers, now)

    def dossiers(self, filter_: Filter, after: Cursor | None = None, limit: int = 50) -> Page:
        """Newest first (due first in the due lanes); a text's hits by stages, see `storage.search`."""
        around = self._around()
        chosen = lists.selection(filter_, around)
        with self._read() as connection:
            raw = raw_of(connection)
            if not filter_.text.strip():
                return lists.page(raw, chosen, around, after, limit)
            query = search_query.parse(filter_.text)
            return search.search(raw, query, chosen, around, after, limit)

    def count(self, filter_: Filter) -> int:
        """How many rows `dossiers` would give in all (the slower question)."""
        around = self._around()
        chosen = lists.selection(filter_, around)
        with self._read() as connection:
            raw = raw_of(connection)
            if not filter_.text.strip():
                return lists.count(raw, chosen)
            return search.count(raw, search_query.parse(filter_.text), chosen, around)

    def dossier(self, id_: RecordId) -> DossierView:
        """Raises NotFound('record-not-found')."""
        around = self._around()
        with self._read() as connection:
            raw = raw_of(connection)
            return timeline.dossier_view(raw, self._journal(raw), around, id_)

    def _journal(self, raw: Raw) -> Journal:
        press: Press | None = getattr(self._of_thread, "press", None)
        if press is None:
            press = self._of_thread.press = Press()
        return Journal(raw, self._origins, press)

    def scans_of(self, dossier: RecordId) -> list[Scan]:
        """Scans attached to it, in the order of its papers."""
        return self._all(Scan, "dossier = ?", (self._origins.pack(dossier),), "paper, id")

    def find_number(self, number: str) -> RecordId | None:
        """The dossier with that official, desk or provisional number (case ignored); the latest if several."""
        text = number.strip().upper()
        if not text or len(text) > _NUMBER_SIZE:
            return None
        with self._read() as connection:
            found = search.dossiers_by_number(raw_of(connection), [text])
        return self._origins.unpack(max(found)) if found else None

    def people(self, text: str, limit: int = 8) -> list[PersonLine]:
        """Earlier applicants by number, phone or name, with or without marks."""
        query = search_query.parse(text)
        with self._read() as connection:
            return people.people(raw_of(connection), query, self._origins, limit)

    def papers_held(self, person: RecordId) -> list[HeldPaper]:
        """Papers of that person's earlier dossiers, each name once, the latest first."""
        with self._read() as connection:
            return people.papers_held(raw_of(connection), person, self._origins)

    def duplicates(self, number: str, name: str, birth: str, procedure: str) -> list[DossierLine]:
        """Open dossiers of the same person and procedure: by number, or by name and birth where no number is known."""
        around = self._around()
        query = search_query.parse(name)
        with self._read() as connection:
            raw = raw_of(connection)
            same = people.same_people(raw, number.strip(), name, birth, query)
            return people.open_dossiers_of(raw, same, procedure, around)

    def leases(self) -> list[Lease]:
        """Every lease."""
        return self.all_of(Lease)

    def number_uses(self, lease: RecordId) -> list[NumberUse]:
        """Numbers taken, in order."""
        return self._all(NumberUse, "lease = ?", (self._origins.pack(lease),), "day, n")

    def office(self) -> Office | None:
        """The office, None before the first run is done."""
        found = self.all_of(Office)
        return found[0] if found else None

    def all_of(self, kind: type[R]) -> list[R]:
        """Every record of a small kind, in the order they were made here."""
        return self._all(kind, "1", ())

    def register_rows(self, first: date, last: date) -> list[DossierView]:
        """Dossiers received on those days, oldest first, with their timelines; slips without what was printed."""
        around = self._around()
        where = f"dossier.received_at IS NOT NULL AND {LISTED_AT} >= ? AND {LISTED_AT} < ?"
        bounds = (midnight(first), midnight(last + timedelta(days=1)))
        query = (
            f"SELECT {', '.join(DOSSIER.columns)} FROM dossier INDEXED BY dossier_listed"  # noqa: S608  constants of ours
            f" WHERE {where} ORDER BY {LISTED_AT}, dossier.id"
        )
        with self._read() as connection:
            raw = raw_of(connection)
            rows: list[Dossier] = [DOSSIER.record(row, self._origins) for row in raw.execute(query, bounds).fetchall()]
            journal = self._journal(raw)
            return [timeline.register_view(raw, journal, around, dossier) for dossier in rows]

    def votes(self, month: str) -> list[Vote]:
        """Votes of a month 'YYYY-MM'."""
        return self._all(Vote, "month = ?", (month,))

    def _all(self, kind: type[R], where: str, parameters: tuple[object, ...], order: str = "id") -> list[R]:
        stored = KINDS[kind]
        query = f"SELECT {', '.join(stored.columns)} FROM {stored.table} WHERE {where} ORDER BY {order}"  # noqa: S608
        with self._read() as connection:
            rows = raw_of(connection).execute(query, parameters).fetchall()
        return [stored.record(row, self._origins) for row in rows]


class FileReads(DeskReads):
    """The same on an open desk file; `rules` gives the rules as they are now, else those at the first question stay."""

    def __init__(self, file: DeskFile, rules: Callable[[], DeskRules] | None = None) -> None:
        super().__init__(file.read, file.origins, self._surroundings)
        self._file = file
        self._rules = rules or cache(self._rules_now)

    def leases(self) -> list[Lease]:
        """Every lease of this desk."""
        return own_leases(self.all_of(Lease), self._file.device.device)

    def office(self) -> Office | None:
        """This desk's office, None before the first run is done."""
        return own_office(self.all_of(Office), self._file.device.device)

    def _rules_now(self) -> DeskRules:
        return DeskRules(self.office(), self.all_of(ProcedureVersion), self.all_of(CalendarDay))

    def _surroundings(self) -> Surroundings:
        rules = self._rules()
        return Surroundings(
            self._file.origins,
            self._file.clock.reading,
            lambda code, version: procedure_name(rules.catalogue, code, version),
            rules.working_day_after,
        )


def procedure_name(catalogue: Catalogue, code: str, version: str) -> str:
    """The name of that version, of the newest where the version is unknown here, '' for an unknown code."""
    try:
        versions = catalogue.versions(code)
    except NotFound:
        return ""
    return next((one.name for one in versions if one.version == version), versions[-1].name)
