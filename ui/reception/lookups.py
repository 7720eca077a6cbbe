"""What the form asks the desk while it is filled in; answers to older questions are dropped."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from commune_desk.domain.due import Promise
from commune_desk.domain.errors import InvalidInput, NotFound
from commune_desk.domain.fees import Exemption
from commune_desk.domain.procedures import Case, Procedure
from commune_desk.domain.records import Person
from commune_desk.ports import Desk, DossierLine, PersonLine
from commune_desk.usecases.numbering import NumberState, number_state
from ui.background import Background
from ui.reception.state import ReceptionState, today_of

SEARCH_PAUSE_MS = 60
PEOPLE_PAUSE_MS = 150
LEAST_LETTERS = 3
USED = "reception/used"
PRINTER = "printer/reception"


@dataclass(frozen=True, slots=True)
class Basics:
    """What a new form needs: the clock's day, the numbers left, what is used most here, the printer of last time."""

    now: datetime
    numbers: NumberState
    used: tuple[str, ...]
    used_text: str
    printer: str
    exemptions: tuple[Exemption, ...]


class Found(NamedTuple):
    """Procedures for a query, best first."""

    query: str
    procedures: list[Procedure]


class PersonKnown(NamedTuple):
    """What the desk knows of the person on the form; `key` is (number, procedure) it was asked for."""

    key: tuple[str, str]
    person: Person | None
    duplicates: tuple[DossierLine, ...]
    held: tuple[str, ...]


class PromiseFound(NamedTuple):
    """The promised time of a case; `needs_date` where a person must set it."""

    case: tuple[str, str]
    promise: Promise | None
    needs_date: bool


class Lookups(QObject):
    """Every question goes to a reader thread; signals carry the newest answers."""

    basics_came = Signal(object)
    procedures_came = Signal(object)
    people_came = Signal(str, object)
    procedure_came = Signal(object)
    procedure_gone = Signal(object)
    promise_came = Signal(object)
    person_came = Signal(object)

    def __init__(self, desk: Desk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._background = desk, background
        self._query = ""
        self._used: tuple[str, ...] = ()
        self._people: tuple[str, str] = ("", "")
        self._person_key: tuple[str, str] = ("", "")
        self._search_timer = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._search_timer.timeout.connect(self._search)
        self._people_timer = QTimer(self, singleShot=True, interval=PEOPLE_PAUSE_MS)
        self._people_timer.timeout.connect(self._ask_people)

    def ask_basics(self) -> None:
        """Numbers, favourites, clock."""
        self._background.read(partial(_basics, self._desk), self._basics)

    def search(self, query: str, *, soon: bool = False) -> None:
        """Procedures; `soon` asks without waiting for the hand to rest."""
        self._query = query
        self._search_timer.start(0 if soon else SEARCH_PAUSE_MS)

    def ask_procedure(self, code: str, on: date) -> None:
        """The version of a procedure in force (a draft or a registered dossier names only its code)."""
        job = partial(_procedure, self._desk, code, on)
        self._background.read(job, self.procedure_came.emit, self.procedure_gone.emit, owner=self)

    def people(self, field: str, text: str) -> None:
        """Earlier people while `field` is typed in; too short a text offers nobody."""
        self._people = (field, text)
        self._people_timer.start()

    def ask_promise(self, case: tuple[str, str], limit_case: Case) -> None:
        """The promised time, were the dossier received now."""
        self._background.read(partial(_promise, self._desk, case, limit_case), self.promise_came.emit, owner=self)

    def ask_person(self, state: ReceptionState) -> None:
        """Open dossiers and papers of the person, when number or procedure changed."""
        number = state.tax_code if state.is_organisation else state.number
        key = (number.strip(), state.procedure)
        if key == self._person_key:
            return
        self._person_key = key
        if len(key[0]) < 8:
            self.person_came.emit(PersonKnown(key, None, (), ()))
            return
        self._background.read(partial(_person, self._desk, key, state), self._person)

    def _basics(self, basics: Basics) -> None:
        self._used = basics.used
        self.basics_came.emit(basics)

    def _search(self) -> None:
        self._background.read(partial(_find, self._desk, self._query, self._used), self._found)

    def _found(self, found: Found) -> None:
        if found.query == self._query:
            self.procedures_came.emit(found)

    def _ask_people(self) -> None:
        field, text = self._people
        if len(text.strip()) < LEAST_LETTERS:
            self.people_came.emit(field, [])
            return
        job = partial(self._desk.reads.people, text.strip()[:100])
        self._background.read(job, partial(self._people_found, self._people), owner=self)

    def _people_found(self, asked: tuple[str, str], lines: list[PersonLine]) -> None:
        if asked == self._people:
            self.people_came.emit(asked[0], lines)

    def _person(self, known: PersonKnown) -> None:
        if known.key == self._person_key:
            self.person_came.emit(known)


def used_again(used: str, code: str) -> str:
    """The counts of procedures used here with one more of `code`, as remembered text; the last used is first."""
    counts = _counts(used)
    number = counts.pop(code, 0) + 1
    return json.dumps({code: number, **dict(list(counts.items())[:50])})


def favourites(used: str) -> tuple[str, ...]:
    """The last used procedure, then the others by how often they were used."""
    counts = _counts(used)
    last = next(iter(counts), "")
    rest = sorted((code for code in counts if code != last), key=lambda code: -counts[code])
    return (last, *rest) if last else ()


def _counts(used: str) -> dict[str, int]:
    try:
        kept = json.loads(used or "{}")
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    return {str(code): count for code, count in kept.items() if isinstance(count, int)}


def _basics(desk: Desk) -> Basics:
    now = desk.now()
    used = desk.local.recall(USED)
    return Basics(
        now=now,
        numbers=number_state(desk),
        used=favourites(used),
        used_text=used,
        printer=desk.local.recall(PRINTER),
        exemptions=desk.rules.exemptions,
    )


def _find(desk: Desk, query: str, used: tuple[str, ...]) -> Found:
    today = today_of(desk.now())
    catalogue = desk.rules.catalogue
    codes = [hit.procedure.code for hit in catalogue.search(query)]
    if not query.strip():
        codes = list(dict.fromkeys([*used[:6], *codes]))
    found = []
    for code in codes:
        try:
            found.append(catalogue.get(code, today))
        except NotFound:
            continue
    return Found(query, found)


def _procedure(desk: Desk, code: str, on: date) -> Procedure:
    return desk.rules.catalogue.get(code, on)


def _promise(desk: Desk, key: tuple[str, str], case: Case) -> PromiseFound:
    try:
        return PromiseFound(key, desk.rules.promise(desk.now(), case.limit), needs_date=False)
    except InvalidInput:
        return PromiseFound(key, None, needs_date=True)


def _person(desk: Desk, key: tuple[str, str], state: ReceptionState) -> PersonKnown:
    number, procedure = key
    lines = desk.reads.people(number)
    person = next((line.person for line in lines if number in (line.person.number, line.person.tax_code)), None)
    duplicates: list[DossierLine] = []
    if procedure:
        birth = person.birth if person else ""
        duplicates = desk.reads.duplicates(number, state.name, birth, procedure)
    others = tuple(line for line in duplicates if line.id.text != state.pre_registered)
    held = tuple(paper.name for paper in desk.reads.papers_held(person.id)) if person else ()
    return PersonKnown(key, person, others, held)
