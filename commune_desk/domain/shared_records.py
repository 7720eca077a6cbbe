"""Records that exist for the exchange: scans, what the province says, how merge cards were settled. See `records`."""

from dataclasses import dataclass
from datetime import date, datetime

from commune_desk.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan attached to a dossier, as one of its papers or on its own (`paper` None).

    `root` is the 32-byte content hash the bytes are found by, `size` their number, `media` their type
    ('application/pdf', 'image/jpeg'); `role` tells a preview from the whole and from a result.
    """

    id: RecordId
    dossier: RecordId
    paper: RecordId | None
    name: str
    root: bytes
    size: int
    media: str
    pages: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The province sets an entry aside: `entry_n` of the origin `entry_origin` (16 hexadecimal digits).

    `code` is the reason's word, `words` what the province's people wrote for a clerk. Only a verdict that the
    province's own device wrote counts.
    """

    id: RecordId
    entry_origin: str
    entry_n: int
    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PortalTick:
    """The national portal took the dossier over at `at`, under `reference`."""

    id: RecordId
    dossier: RecordId
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """A person settled a merge card: of two writings of `field` the `chosen` one ('kept' or 'other') is right.

    `record` is the text of a record id of kind `kind_name` (a table's name), the entries are texts `origin.n`.
    """

    id: RecordId
    record: str
    kind_name: str
    field: str
    kept_entry: str
    other_entry: str
    chosen: str
    at: datetime
    undone: bool = False


@dataclass(frozen=True, slots=True)
class UnitName:
    """An administrative unit or office as the province names it from `valid_from` on; `successor` is a code."""

    id: RecordId
    code: str
    name: str
    parent: str
    valid_from: date
    successor: str = ""
