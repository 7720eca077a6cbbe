"""What the verbs of the desk need from the world, as small Protocols. `storage` and `build` fulfil them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from commune_desk.domain.dossier_life import Right, Step
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
    State,
    Vote,
)
from commune_desk.rules_port import Rules as Rules

R = TypeVar("R", bound=Record)


# ------------------------------------------------------------------ who acts
@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person on the post they act for; `rights` are that post's."""

    staff: RecordId
    post: RecordId
    display_name: str
    post_name: str
    rights: frozenset[Right]


# ------------------------------------------------------------------ writing
@dataclass(frozen=True, slots=True)
class Changes:
    """Records one use case touched; open lists refresh just these."""

    dossiers: frozenset[RecordId] = frozenset()
    people: frozenset[RecordId] = frozenset()
    kinds: frozenset[str] = frozenset()


class Work(Protocol):
    """One transaction: records and, derived from them on leaving, one journal entry.

    Leaving the block normally commits; an exception rolls back and nothing happened. A block that touched nothing
    leaves no entry.
    """

    changes: Changes
    """Filled when the block was left."""

    def new_id(self) -> RecordId:
        """An id for a record this entry makes."""

    def get(self, kind: type[R], id_: RecordId) -> R:
        """The record as it is now; raises NotFound('record-not-found')."""

    def add(self, record: Record) -> None:
        """A new record, its id from `new_id`."""

    def put(self, record: Record) -> None:
        """Changed written fields of a record that is there; folded fields are ignored."""

    def step(self, dossier: Dossier, step: Step) -> Dossier:
        """Append the event and fold it: the dossier after it. Raises NotAllowedNow and writes nothing then."""

    def find_person(self, number: str) -> Person | None:
        """By identity number, tax code or old number (exact)."""

    def find_dossier(self, number: str) -> Dossier | None:
        """By any of its numbers (exact, case ignored)."""

    def open_dossiers_of(self, person: RecordId, procedure: str) -> list[Dossier]:
        """Dossiers of that person and procedure that have not come to an end."""

    def papers_of(self, dossier: RecordId) -> list[Paper]:
        """The checklist in its order."""

    def scans_of(self, dossier: RecordId) -> list[Scan]:
        """Scans attached to it, in the order of its papers."""

    def slips_of(self, dossier: RecordId) -> list[PrintedSlip]:
        """Forms made for it, oldest first."""

    def steps_of(self, dossier: RecordId) -> list[tuple[str, Step]]:
        """(author's display name, step) of its life so far, in order, those of the work under way included."""

    def copies_of(self, slip: RecordId) -> int:
        """How often it was printed."""

    def leases(self) -> list[Lease]:
        """Every lease of this desk, ended ones too."""

    def last_number(self, lease: RecordId, day: date) -> int | None:
        """The highest running number taken from the lease on that day."""

    def next_local(self, series: str) -> int:
        """1, 2, 3 … of a series of this desk (provisional, slip and receipt numbers); no gap, part of the entry."""

    def office(self) -> Office:
        """The office; raises NotFound('office-not-set')."""

    def all_of(self, kind: type[R]) -> list[R]:
        """Every record of a small kind (posts, staff, holdings, leases, calendar, versions, keys)."""


# ------------------------------------------------------------------ reading
class DossierLine(NamedTuple):
    """One row of a dossier list."""

    id: RecordId
    number: str
    is_provisional: bool
    applicant: str
    procedure: str
    procedure_name: str
    state: State
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    holder: str
    unit: str
    matched: str
    """Why it matched: 'number', 'name', 'person-number', 'phone', 'address', 'procedure', 'summary' or ''."""


class Cursor(NamedTuple):
    """Where a keyset page ended."""

    key: int
    id: int


class Page(NamedTuple):
    """One screenful; `after` is None at the end."""

    rows: list[DossierLine]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows; empty fields do not narrow. `lane` is a home tile's word."""

    text: str = ""
    states: frozenset[State] = frozenset()
    lane: str = ""
    procedure: str = ""
    holder: str = ""
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named filter of one person."""

    name: str
    filter: Filter
    columns: tuple[str, ...] = ()


LANES = ("due-today", "overdue", "due-soon", "waiting-citizen", "to-return", "unsent", "drafts")


@dataclass(frozen=True, slots=True)
class Home:
    """Counts and first lines of every lane, from one transaction; `drafts` are local."""

    counts: dict[str, int]
    first: dict[str, list[DossierLine]]
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry of the journal as a dossier's reader sees it; `step` where it was one."""

    entry: EntryId
    at: datetime
    action: str
    person: str
    post: str
    step: Step | None
    changed: tuple[tuple[str, str, str], ...]
    """(field, before, after) of what else it changed, as texts."""


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything the detail screen shows of one dossier, from one transaction."""

    dossier: Dossier
    applicant: Person
    papers: list[Paper]
    slips: list[tuple[PrintedSlip, int]]
    timeline: list[TimelineItem]
    holder_name: str
    procedure_name: str


class PersonLine(NamedTuple):
    """An earlier applicant offered for reuse."""

    person: Person
    dossiers: int
    last_received: datetime | None


class HeldPaper(NamedTuple):
    """A paper this desk already holds of a person."""

    name: str
    dossier_number: str
    received_at: datetime | None


class Draft(NamedTuple):
    """What a clerk was typing; local to this PC, never in the journal."""

    key: str
    saved_at: datetime
    title: str
    data: bytes


class Reads(Protocol):
    """Questions; each answers from one read transaction."""

    def home(self, now: datetime) -> Home:
        """Lanes as of `now`."""

    def dossiers(self, filter_: Filter, after: Cursor | None = None, limit: int = 50) -> Page:
        """Newest first (due first in the due lanes); text search ranks exact marks first."""

    def count(self, filter_: Filter) -> int:
        """How many rows `dossiers` would give in all (the slower question)."""

    def dossier(self, id_: RecordId) -> DossierView:
        """Raises NotFound."""

    def scans_of(self, dossier: RecordId) -> list[Scan]:
        """Scans attached to it, in the order of its papers."""

    def find_number(self, number: str) -> RecordId | None:
        """The dossier with that official, desk or provisional number."""

    def people(self, text: str, limit: int = 8) -> list[PersonLine]:
        """Earlier applicants by number, phone or name, with or without marks."""

    def papers_held(self, person: RecordId) -> list[HeldPaper]:
        """Papers of that person's earlier dossiers."""

    def duplicates(self, number: str, name: str, birth: str, procedure: str) -> list[DossierLine]:
        """Open dossiers of the same person and procedure."""

    def leases(self) -> list[Lease]:
        """Every lease."""

    def number_uses(self, lease: RecordId) -> list[NumberUse]:
        """Numbers taken, in order."""

    def office(self) -> Office | None:
        """The office, None before the first run is done."""

    def all_of(self, kind: type[R]) -> list[R]:
        """Every record of a small kind."""

    def register_rows(self, first: date, last: date) -> list[DossierView]:
        """Dossiers received on those days, oldest first, for the register and the day list, with their timelines."""

    def votes(self, month: str) -> list[Vote]:
        """Votes of a month 'YYYY-MM'."""


class LocalStore(Protocol):
    """What stays on this PC and never enters the journal."""

    def save_draft(self, draft: Draft) -> None:
        """Keep or replace the draft of that key."""

    def drafts(self) -> list[Draft]:
        """Newest first."""

    def drop_draft(self, key: str) -> None:
        """Forget it."""

    def cast_vote(self, vote_field: str, score: int, reason: str) -> None:
        """Into the ballot box; comes out shuffled, without time, into the journal later."""

    def take_votes(self, at_least: int) -> list[tuple[str, int, str]]:
        """Empty the box if it holds `at_least`; shuffled."""

    def saved_views(self, staff: RecordId) -> list[SavedView]:
        """Of that person."""

    def save_views(self, staff: RecordId, views: Sequence[SavedView]) -> None:
        """Replace them."""

    def remember(self, name: str, value: str) -> None:
        """A small local fact (last printer, window state)."""

    def recall(self, name: str) -> str:
        """'' if never remembered."""


# ------------------------------------------------------------------ scans
class ScanKept(NamedTuple):
    """A scan as it is kept: its 32-byte content hash (`commune_desk.scan_hash`) and its size in bytes."""

    root: bytes
    size: int


class ScanHeld(Protocol):
    """How much of a scan this PC has."""

    @property
    def size(self) -> int:
        """In bytes."""

    @property
    def have(self) -> int:
        """Bytes that are here."""

    @property
    def is_whole(self) -> bool:
        """Every byte is here."""


class ScanDoor(Protocol):
    """Scans of this PC, kept encrypted; each call is a job of its own, outside `Desk.work`."""

    def put(self, source: bytes | Path, *, urgency: int = 3) -> ScanKept:
        """Keep it, once; `urgency` 1 preview … 5 archive. Raises InvalidInput for a file that cannot be a scan."""

    def state(self, root: bytes) -> ScanHeld | None:
        """None for a scan this desk never heard of."""

    def read(self, root: bytes, offset: int, length: int) -> bytes:
        """Plain bytes; raises NotFound('scan-missing'), DatabaseDamaged('scan-damaged')."""

    def want(self, root: bytes) -> None:
        """A person waits for it."""


class Desk(Protocol):
    """The desk a signed-in person works at: everything a use case may reach for."""

    @property
    def actor(self) -> Actor:
        """Who is signed in, on which post."""

    @property
    def rules(self) -> Rules:
        """As the records say now."""

    @property
    def reads(self) -> Reads:
        """Questions."""

    @property
    def local(self) -> LocalStore:
        """What never leaves this PC."""

    @property
    def scans(self) -> ScanDoor:
        """Bytes of scans."""

    def now(self) -> datetime:
        """The aware instant, Vietnamese clock; raises ClockTrouble when the PC clock jumped and nobody confirmed it."""

    def work(self, action: str) -> AbstractContextManager[Work]:
        """A transaction whose journal entry carries `action`, e.g. 'dossier.receive'."""

    def key_id(self) -> str:
        """Of this desk's device key."""

    def sign(self, message: bytes) -> bytes:
        """Ed25519 by this desk's device key."""

    def verify(self, key_id: str, message: bytes, signature: bytes) -> bool | None:
        """True/False by a known desk key, None when the key is unknown."""
