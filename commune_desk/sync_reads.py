"""What a person may ask of the exchange: ticks with their proofs, problems, merge cards, what waits. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from commune_desk.domain.ids import EntryId, RecordId
from commune_desk.sync_ports import Lane, Receipt


class Proof(NamedTuple):
    """What a tick stands on: `at` (aware) when it was proven, `who` vouches (a peer's name, 'portal' or '' for this
    PC), `mark` what can be checked: a receipt's signature in hexadecimal digits, the portal's reference, or ''.
    """

    at: datetime
    who: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """How far one dossier (or one entry of it) has got; a tick is there only with its proof.

    `here`: all of it is in this PC's journal. `commune`: a hub's receipts cover every entry. `province`: receipts of
    the province do, the latest of them. `portal`: the national portal took the dossier. `entries` of which
    `at_province` are proven there; `set_aside`: the province refused some of them in meaning.
    """

    here: Proof
    commune: Proof | None = None
    province: Proof | None = None
    portal: Proof | None = None
    entries: int = 1
    at_province: int = 0
    set_aside: int = 0


class EntryProof(NamedTuple):
    """One entry of a dossier, its action, its chain hash, and the receipts that cover it."""

    entry: EntryId
    action: str
    at: datetime
    hash: bytes
    receipts: tuple[Receipt, ...]


class Tally(NamedTuple):
    """Of one day: dossiers received here that day, how many are wholly at the province, the last proof's instant."""

    day: date
    dossiers: int
    at_province: int
    last_proof: datetime | None


class Writing(NamedTuple):
    """One side of a merge card: the value as text, who wrote it on which post, when."""

    entry: EntryId
    value: str
    person: str
    post: str
    at: datetime


class MergeCard(NamedTuple):
    """Two people changed one protected field without seeing each other: `kept` stands now, by the later clock.

    `record` of kind `kind_name` (a class name, 'Person'), `dossiers` it belongs to.
    """

    record: RecordId
    kind_name: str
    field: str
    kept: Writing
    other: Writing
    dossiers: tuple[RecordId, ...]


class Problem(NamedTuple):
    """What needs a person. `kind` 'verdict' (set aside by the province), 'merge', 'refused' or 'fault'.

    `code` names it (a verdict's or refusal's code, a field for 'merge'), `words` what the province wrote; `dossier` and
    `number` where it concerns one. Sorted by what blocks a citizen: verdicts, merges, refused, faults, newest first.
    """

    kind: str
    code: str
    at: datetime | None
    words: str = ""
    dossier: RecordId | None = None
    number: str = ""
    entry: EntryId | None = None
    times: int = 1


class SyncReads(Protocol):
    """Questions of the sync page, the dossier's ticks and the status bar; each is one snapshot on a reader thread."""

    def ticks_of(self, dossier: RecordId) -> Ticks:
        """Raises NotFound('record-not-found')."""

    def ticks_of_many(self, dossiers: Sequence[RecordId]) -> dict[RecordId, Ticks]:
        """The same for a screenful."""

    def proof_of(self, dossier: RecordId) -> list[EntryProof]:
        """Every entry that made it, oldest first, with its receipts."""

    def tally(self, day: date) -> Tally:
        """Of a Vietnamese day."""

    def problems(self, limit: int = 200) -> list[Problem]:
        """What needs a person."""

    def merge_cards(self, limit: int = 200) -> list[MergeCard]:
        """Cards nobody has settled (or whose settling was undone), newest first."""

    def lanes(self) -> list[Lane]:
        """What waits for the province: 'records' (entries without its receipt, bytes as stored); without forecast."""

    def unsent(self) -> int:
        """Dossiers with entries the province has not confirmed by a receipt."""
