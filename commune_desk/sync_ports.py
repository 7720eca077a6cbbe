"""What the exchange needs from whoever holds a journal, as plain values and small Protocols.

A **replica** holds the entries of one commune: a desk's database (`storage.replica`), a hub's or the province's store
(`sync.server`). A **peer** is the replica at the other end. The province alone gives every entry its place in the order
of the commune (`seq` 1, 2, 3 … without gaps within an `epoch`); a hub has an order of its own and passes the province's
on. Design and reasons: docs/PROTOCOL.md. What screens read of it (ticks, merge cards): `commune_desk.sync_views`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.ports import Changes

MARK_BYTES: Final = 8
_MODULUS: Final = 1 << (8 * MARK_BYTES)
BLOCK: Final = 64
"""Entries in the smallest range the repair compares (sync.md 4.12)."""
FAN_OUT: Final = 16
"""Sub-ranges compared at once: 16^3 blocks of 64 entries are told apart in three questions."""


# ------------------------------------------------------------------ order and digest
def mark_of(seq: int, entry: EntryId, hash_: bytes) -> int:
    """The entry's share of the digest: it stands at place `seq` with chain hash `hash_`. 64 bits."""
    text = b"%d %d %d %d " % (seq, *entry.origin, entry.n)
    return int.from_bytes(blake2b(text + hash_, digest_size=MARK_BYTES).digest(), "big")


def digest_of(marks: int) -> bytes:
    """The 8-byte digest of a sum of marks."""
    return (marks % _MODULUS).to_bytes(MARK_BYTES, "big")


class Place(NamedTuple):
    """How far a replica holds a peer's order: all of `epoch` up to `seq`; `digest` is `digest_of` the sum of marks."""

    epoch: int
    seq: int
    digest: bytes


START: Final = Place(0, 0, bytes(MARK_BYTES))


class Run(NamedTuple):
    """Entries n .. n+length-1 of `origin` stand at places seq .. seq+length-1."""

    seq: int
    origin: Origin
    n: int
    length: int


# ------------------------------------------------------------------ what travels
@dataclass(frozen=True, slots=True)
class Batch:
    """Entries in the sender's order, whole, and the signed heads that vouch for them.

    Entries and heads come off the wire without hashes: the receiver chains the entries to what it holds, and a head
    proves itself by its signature over the hash found so.
    """

    entries: Sequence[Entry]
    heads: Sequence[SignedHead] = ()


@dataclass(frozen=True, slots=True)
class PageRows:
    """A stretch of a peer's order: places first_seq, first_seq+1, …, each an entry, or only its id where the asker
    holds it already.
    """

    epoch: int
    first_seq: int
    rows: Sequence[Entry | EntryId]
    heads: Sequence[SignedHead] = ()

    @property
    def last_seq(self) -> int:
        """The place of the last row; first_seq - 1 when there is none."""
        return self.first_seq + len(self.rows) - 1


class Receipt(NamedTuple):
    """`server` vouches: it holds `origin` up to entry `n` with chain hash `hash`, stored at `seq` at `at_ms`.

    `server` is the raw 32-byte Ed25519 public key, `at_ms` milliseconds since 1970 UTC, `is_safe` whether that is in
    the server's off-site backup too. A receipt covers every earlier entry of the origin, for the chain does.
    """

    server: bytes
    origin: Origin
    n: int
    hash: bytes
    seq: int
    at_ms: int
    is_safe: bool
    signature: bytes


def receipt_message(receipt: Receipt) -> bytes:
    """What the server signs."""
    numbers = (*receipt.origin, receipt.n, receipt.seq, receipt.at_ms, int(receipt.is_safe))
    return b"commune-desk receipt 1\n%d %d %d %d %d %d\n" % numbers + receipt.hash


class ScanReceipt(NamedTuple):
    """`server` vouches: it holds the whole scan `root` (`size` bytes) since `at_ms`."""

    server: bytes
    root: bytes
    size: int
    at_ms: int
    signature: bytes


def scan_receipt_message(receipt: ScanReceipt) -> bytes:
    """What the server signs."""
    return b"commune-desk scan receipt 1\n%d %d\n" % (receipt.size, receipt.at_ms) + receipt.root


class RefusedEntry(NamedTuple):
    """An entry this replica did not take, and why (a code of `sync.wire.messages.REFUSALS`)."""

    entry: EntryId
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch or page: entries new to this replica, what records changed, what was refused by name."""

    new: int = 0
    known: int = 0
    changes: Changes = field(default_factory=Changes)
    refused: tuple[RefusedEntry, ...] = ()


# ------------------------------------------------------------------ the replica a client syncs
class Replica(Protocol):
    """A desk's database or a hub's store, as the side that calls. Peers are named 'province' or 'hub:<key id>'.

    Every method is one transaction; `take_*` are durable when they return. Called on the sync thread only.
    """

    def place(self, peer: str) -> Place:
        """How far that peer's order is held here; START for a peer never met."""

    def move_place(self, peer: str, place: Place) -> None:
        """The peer began a new epoch (a restored server): its order is held up to `place` only."""

    def heads_at(self, peer: str) -> dict[Origin, int]:
        """What the peer is known to hold, by its own answers, of origins that are not known there to their end."""

    def note_heads(self, peer: str, heads: Mapping[Origin, int], *, is_whole: bool) -> None:
        """The peer says what it holds; a smaller n than before counts (it was restored). `is_whole`: nothing else."""

    def missing_at(self, peer: str, limit_bytes: int) -> Batch:
        """Entries the peer lacks, in this replica's order, up to about `limit_bytes` of bodies but at least one.

        Own origins get a fresh signed head at the last entry given; entries of other devices are given as far as a
        signed head of theirs is held exactly there. Empty when the peer lacks nothing.
        """

    def waiting_at(self, peer: str) -> int:
        """How many entries the peer lacks."""

    def take_page(self, peer: str, page: PageRows, *, is_order: bool) -> Taken:
        """Store and fold a stretch of the peer's order and move the place, in one transaction, in pieces if long.

        `is_order`: the peer is the province, its order decides how steps fold. Rows already held are passed over;
        a wrong chain or signature refuses the row and what follows of its origin, nothing else.
        """

    def take_runs(self, epoch: int, runs: Sequence[Run]) -> int:
        """The province's order, passed on by a hub: as far as the entries are held here. The place reached."""

    def take_batch(self, batch: Batch) -> Taken:
        """Entries without a place: from a stick, or from a desk to a hub."""

    def take_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep them; one of an unknown server key or with a wrong signature is dropped and counted as a fault."""

    def receipts_for(self, place: Place) -> list[Receipt]:
        """The province's receipts held here, for passing on."""

    def sums(self, peer: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Sum of marks of each range [low, high) of places of the peer's order, computed from the rows as they are."""

    def mend(self, peer: str, page: PageRows) -> Taken:
        """Compare a stretch the digests disagree about with what is stored; what verifies replaces what does not."""

    def partial(self, peer: str) -> tuple[bytes, int, bytes] | None:
        """(key, last_seq, bytes so far) of an answer's pack cut on its way."""

    def keep_partial(self, peer: str, key: bytes, last_seq: int, data: bytes) -> None:
        """Remember it (empty data: forget)."""

    def next_counter(self, after: int = 0) -> int:
        """A request number never used before and greater than `after` (the peer's last), durable.

        Grows with the clock, so that a restored backup repeats none.
        """

    def note_refused(self, peer: str, refused: Sequence[RefusedEntry]) -> None:
        """The peer did not take these entries, for the reasons named: to be shown; they are offered again."""

    def rows_at(self, peer: str, low: int, high: int) -> list[PageRows]:
        """The entries at places [low, high) of the peer's order as they are here, whole, with the first signed head
        at or behind the last entry of each origin; one page for each stretch without a hole.
        """


# ------------------------------------------------------------------ scans
@dataclass(frozen=True, slots=True)
class ScanState:
    """A scan as this replica holds it: `root` 32 bytes, sizes in bytes, `urgency` 1 preview … 5 archive."""

    root: bytes
    size: int
    have: int
    urgency: int
    is_wanted: bool = False

    @property
    def is_whole(self) -> bool:
        """Every byte is here."""
        return self.have >= self.size


class ScanStore(Protocol):
    """Content-addressed scans of one replica, encrypted at rest."""

    def state(self, root: bytes) -> ScanState | None:
        """None when neither bytes nor a reference are here."""

    def to_send(self, peer: str, limit: int) -> list[ScanState]:
        """Whole scans the peer has not confirmed, by urgency, then small first."""

    def to_fetch(self, limit: int) -> list[ScanState]:
        """Referenced or asked for, not whole here: asked for first."""

    def read(self, root: bytes, offset: int, length: int) -> bytes:
        """Plain bytes; raises NotFound('scan-missing'), DatabaseDamaged('scan-damaged')."""

    def append(self, root: bytes, size: int, offset: int, data: bytes) -> int:
        """Keep bytes that came; returns how far it is whole. At the end the root is checked: a wrong one starts again.

        Raises Refused('scan-offset') for a hole, Refused('scan-root') when the whole does not match its name.
        """

    def take_scan_receipts(self, peer: str, receipts: Sequence[ScanReceipt]) -> None:
        """The peer confirms."""


# ------------------------------------------------------------------ progress, for the worker and the page
@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of the sync page: what waits, how much, and how long it will take at the measured line."""

    name: str
    count: int
    size_bytes: int
    forecast_s: float | None


# ------------------------------------------------------------------ the stick
class Wrote(NamedTuple):
    """What a courier file carries: `missing_scans` did not fit on the stick and wait for the next one."""

    file: Path
    entries: int
    scans: int
    missing_scans: int
    size_bytes: int


class Brought(NamedTuple):
    """What a courier file brought: new to this desk, already here, refused by name, receipts of the province."""

    entries: int
    known: int
    refused: int
    scans: int
    receipts: int


class CourierControl(Protocol):
    """The exchange on a stick, for the sync page; either may be stopped and done again.

    Called on a reader thread, so that the counter goes on: what is stored goes to the desk's writer in small pieces.
    """

    def write(self, folder: Path, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]) -> Wrote:
        """One new file in `folder`; `progress(done, total)` in bytes. Raises Trouble (stick full, pulled), Stopped."""

    def read(self, file: Path, progress: Callable[[int, int], None], is_cancelled: Callable[[], bool]) -> Brought:
        """Take what the file brings; importing twice changes nothing. Raises Refused (foreign, damaged), Stopped."""


# ------------------------------------------------------------------ what the sync page watches and steers
@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The line and the worker behind it, at one moment. Times are milliseconds since 1970 UTC, 0 for never.

    `state`: 'not-enrolled' · 'connected' (the last exchange ended well) · 'busy' (one is under way) · 'no-line' ·
    'paused' · 'refused' (the province does not talk to this desk: `code` says why). `code` is the last DeskError's or
    NOTICE's, '' when all is well. `rate` is the measured goodput in bytes per second, None before a measurement.
    `clock_off_ms` is the PC's clock minus the province's. `done_bytes` of `total_bytes` of the exchange under way.
    """

    state: str = "not-enrolled"
    peer: str = ""
    url: str = ""
    last_contact_ms: int = 0
    last_proof_ms: int = 0
    no_line_since_ms: int = 0
    paused_until_ms: int = 0
    next_try_ms: int = 0
    rate: float | None = None
    clock_off_ms: int | None = None
    done_bytes: int = 0
    total_bytes: int = 0
    code: str = ""
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True, slots=True)
class LineLimits:
    """When large scans (class 3 and up) may travel, and how much in all.

    `windows` as the office writes its hours, '11:30-13:30,17:00-07:00' (an end before its start is on the next day), ''
    for always; `daily_cap_bytes` 0 for none; `share` of the measured line in percent while people work.
    """

    windows: str = "11:30-13:30,17:00-07:00"
    daily_cap_bytes: int = 0
    share: int = 60


class SyncControl(Protocol):
    """The sync worker as a screen steers it. `status` and the wishes return at once and are safe on any thread."""

    def status(self) -> SyncStatus:
        """As it is now."""

    def send_now(self) -> None:
        """Exchange at once, whatever the retry timer says; ends a pause."""

    def pause_until(self, until_ms: int) -> None:
        """No exchange before that; 0 goes on."""

    def limits(self) -> LineLimits:
        """As kept on this PC."""

    def set_limits(self, limits: LineLimits) -> None:
        """Keep them; raises InvalidInput('windows-invalid' | 'limits-invalid'). On the writer thread."""

    def enrol(self, url: str, code: str) -> None:
        """Make this desk known to the province. Takes seconds: on a reader thread. Raises Refused, Trouble."""
