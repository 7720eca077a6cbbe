"""What the screens and `commune-desk ticks` read of the sync: how far things have got, what proves it, what is stuck.

Plain values and two Protocols; `storage` and the use cases fulfil them. Times are milliseconds since 1970 UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.ports import Changes


# ------------------------------------------------------------------ ticks
class Proof(NamedTuple):
    """Something signed that is held here: `signer` (its name, or its key's id where it has none) says it holds `entry`.

    `place`: 'second' (another PC of the commune) · 'province' · 'portal'. `number` is the receipt's place in the
    commune's order, `reference` the portal's own code; 0 and '' where there is none. `is_safe`: in the off-site backup.
    `is_genuine`: the signature was right when it came in; `SyncReads.verify` looks again.
    """

    place: str
    entry: EntryId
    signer: str
    at_ms: int
    number: int = 0
    reference: str = ""
    is_safe: bool = False
    is_genuine: bool = True


@dataclass(frozen=True, slots=True)
class RecordTicks:
    """How far everything about one dossier, or one scan, has got; each place is proved for *all* its entries or None.

    `entries` it consists of, `waiting` of them without the province's receipt. `trouble` is the code of what needs a
    person ('' for none): a refusal's, 'scan-failed', 'merge-card'. `fraction` of a scan's bytes that the province has.
    """

    saved_ms: int
    entries: int
    waiting: int
    second: Proof | None = None
    province: Proof | None = None
    portal: Proof | None = None
    trouble: str = ""
    fraction: float | None = None


class ScanTicks(NamedTuple):
    """A scan of a dossier: the paper's name, its size in bytes, and how far it has got."""

    root: bytes
    paper: str
    size_bytes: int
    ticks: RecordTicks


@dataclass(frozen=True, slots=True)
class DayProof:
    """Today's dossiers, however touched: all, at the province, needing a person; the newest receipt among them."""

    dossiers: int
    at_province: int
    in_trouble: int
    last_proof_ms: int


# ------------------------------------------------------------------ what is stuck
class StuckRecord(NamedTuple):
    """Something that does not go on without a person.

    `kind`: 'refused' (the province set an entry aside; `code`, and `reason` in its own words) · 'not-applied' (a step
    that lost against a colleague's) · 'scan-failed' · 'fault' (a forged or damaged thing came in and was not taken).
    `dossier` and `number` where it is about one, `is_waited_for` when a citizen's promised time runs.
    """

    key: str
    kind: str
    code: str
    reason: str
    at_ms: int
    dossier: RecordId | None = None
    number: str = ""
    applicant: str = ""
    is_waited_for: bool = False


class SyncReads(Protocol):
    """Questions, each from one read transaction, on a reader thread."""

    def ticks(self, dossiers: Sequence[RecordId]) -> dict[RecordId, RecordTicks]:
        """One page of the list at once; a dossier that is not here is left out."""

    def scan_ticks(self, dossier: RecordId) -> list[ScanTicks]:
        """Its scans in the order of its papers."""

    def proofs(self, dossier: RecordId) -> list[Proof]:
        """Every proof held of it, newest first."""

    def verify(self, proof: Proof) -> bool:
        """Compute the signature and the chain up to the entry once more."""

    def day(self, now: datetime) -> DayProof:
        """The day of `now` on a Vietnamese clock."""

    def stuck(self, limit: int = 200) -> list[StuckRecord]:
        """What a citizen waits for first, then the oldest."""


# ------------------------------------------------------------------ merge cards
class CardValue(NamedTuple):
    """One field of a card's group as each side wrote it, as texts; `field` is its name in `records`."""

    field: str
    left: str
    right: str


class CardSide(NamedTuple):
    """One writing: by whom, on which post and PC, when.

    `seen`: what the author had before their eyes in the group's first differing field, as text.
    """

    person: str
    post: str
    device: str
    at_ms: int
    seen: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class MergeCard:
    """Two concurrent writings of one field group of one record; exactly one side is kept for now.

    `record_kind` is the record's class name ('Person', 'Dossier' …), `group` names the fields ('identity', 'name' …).
    """

    key: str
    record_kind: str
    group: str
    title: str
    dossier: RecordId | None
    values: tuple[CardValue, ...]
    left: CardSide
    right: CardSide


@dataclass(frozen=True, slots=True)
class DecidedCard:
    """A choice: `kept` is 'left' or 'right'; undoable until `until_ms`."""

    card: MergeCard
    kept: str
    person: str
    at_ms: int
    until_ms: int


class MergeCards(Protocol):
    """Cards and the choices made; both verbs write an entry, on the writer thread."""

    def open_cards(self) -> list[MergeCard]:
        """Oldest first; on a reader thread."""

    def decided_cards(self) -> list[DecidedCard]:
        """Of the last 30 days, newest first; on a reader thread."""

    def decide(self, key: str, side: str) -> Changes:
        """Keep 'left' or 'right' of the whole group. Raises NotFound('merge-card-gone')."""

    def undo(self, key: str) -> Changes:
        """Back to what stood before the choice. Raises Refused('merge-undo-too-late'), NotFound('merge-card-gone')."""
