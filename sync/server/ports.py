"""What the server's exchange, pages and gateway need from its store, and from the desk's rules, as small Protocols."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.domain.records import Record
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Place, Run, ScanReceipt, ScanState
from sync.wire.messages import Part


class Device(NamedTuple):
    """An enrolled desk or hub; keys are raw 32-byte public halves; `revoked_at_ms` None while it is trusted."""

    number: int
    public: bytes
    exchange_public: bytes
    commune: str
    name: str
    role: str
    revoked_at_ms: int | None = None
    revoked_seq: int | None = None
    """Entries of it that got a place later than this are not taken."""


class StoredRow(NamedTuple):
    """An entry (with its hash) at its place."""

    seq: int
    entry: Entry


class HeldHead(NamedTuple):
    """The last entry the store holds of an origin."""

    n: int
    hash: bytes
    seq: int


class Appended(NamedTuple):
    """What one append did: the order's end after it, how many entries were new, how many known already."""

    end: Place
    taken: int
    known: int


class Contact(NamedTuple):
    """What a desk said of itself in one exchange; instants in milliseconds since 1970 UTC, rate in bytes a second."""

    at_ms: int
    clock_ms: int
    version: str
    waiting: int
    rate: int
    place: Place
    state_digest: bytes = b""


class ServerStore(Protocol):
    """One store, many communes; every method is one short transaction, safe from several threads and processes."""

    def device(self, number: int) -> Device | None:
        """None: never enrolled here."""

    def devices(self, commune: str) -> list[Device]:
        """Everyone ever enrolled there, and the province's own device."""

    def use_counter(self, device: int, counter: int) -> int | None:
        """Remember it; the last counter used when `counter` is not greater (a replay), else None."""

    def end(self, commune: str) -> Place:
        """The end of the commune's order."""

    def place(self, commune: str, epoch: int, seq: int) -> Place:
        """Where a replica that stands at (epoch, seq) stands in today's epoch, with the store's digest there: after a
        restore of this store that may be earlier than `seq`.
        """

    def heads(self, commune: str, origins: Sequence[Origin] | None = None) -> dict[Origin, HeldHead]:
        """Last entries held, of every origin or of those named."""

    def append(
        self, commune: str, device: int, entries: Sequence[Entry], heads: Sequence[SignedHead], now_ms: int
    ) -> Appended:
        """Give verified entries (with hashes) the next places, all or none.

        The commune's row is locked before the heads are read again: entries known by then are passed over. Raises
        Refused('journal-hole') when a predecessor is gone, ServerBusy when the lock is not had in 2 s.
        """

    def rows(self, commune: str, after_seq: int, limit_bytes: int, upto_seq: int | None = None) -> list[StoredRow]:
        """From place after_seq + 1 on, until about `limit_bytes` of bodies or `upto_seq`."""

    def row_of(self, commune: str, entry: EntryId) -> StoredRow | None:
        """One entry by its id."""

    def replace(self, commune: str, row: StoredRow) -> None:
        """Put right a row found damaged or gone (its verified text came from a desk)."""

    def scrub(self, commune: str, low: int, high: int) -> list[int]:
        """Look at the rows of places [low, high) as they are: which are damaged. From then on digests say so too."""

    def signed_heads(self, commune: str, upto: Mapping[Origin, int]) -> list[SignedHead]:
        """Per origin the last signed head at or before that n."""

    def sums(self, commune: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Sums of marks of places [low, high), from the rows as they are."""

    def runs(self, commune: str, epoch: int, after_seq: int, limit: int) -> list[Run]:
        """Hub only: the province's order as far as it is known here."""

    def note_contact(self, device: int, contact: Contact) -> None:
        """For the administrator's page."""

    def note_refusals(self, commune: str, device: int, refused: Sequence[tuple[EntryId, str]], now_ms: int) -> None:
        """For the administrator's page."""

    def keep_part(self, device: int, part: Part, now_ms: int) -> int:
        """Keep a piece of a pack this device sends; how many bytes of the pack are held from its start on.

        A piece behind a hole is not kept; empty data only asks. Bounded to 4 MiB a device, oldest packs first; packs
        untouched for a week are forgotten.
        """

    def part_of(self, device: int, key: bytes) -> bytes:
        """The bytes held of that pack from its start on, b"" for none."""

    def forget_part(self, device: int, key: bytes) -> None:
        """The pack was taken, or was none."""

    def safe_seq(self, commune: str) -> int:
        """Up to where the off-site backup reaches."""


class ServerScans(Protocol):
    """Scans in a folder or an S3-compatible bucket, encrypted, one commune's apart from another's."""

    def state(self, commune: str, root: bytes) -> ScanState | None:
        """How much of it is held."""

    def append(self, commune: str, root: bytes, size: int, offset: int, data: bytes) -> int:
        """Keep bytes at `offset`; how far it is held now. Raises Refused('scan-offset'), Refused('scan-root')."""

    def read(self, commune: str, root: bytes, offset: int, length: int) -> bytes:
        """Plain bytes; raises NotFound('scan-missing')."""

    def receipt(self, commune: str, root: bytes) -> ScanReceipt | None:
        """Signed, when it is whole."""


# ------------------------------------------------------------------ what entries say
class Told(NamedTuple):
    """One change of an entry in plain values: `verb` 'made', 'wrote', 'stepped' or 'counted'; `kind` a record class."""

    verb: str
    kind: str
    id: RecordId | None
    values: Mapping[str, object]


class Scribe(Protocol):
    """Reads and writes bodies of entries; the desk's own codec, handed in by `commune_desk.province`."""

    def read(self, entry: Entry) -> list[Told]:
        """What it changed; raises ValueError for a body that is none."""

    def body(self, of: EntryId, records: Sequence[Record]) -> bytes:
        """The body of the province's entry `of` that makes these records (ids: of.origin, of.n, k)."""


class Spoken(Protocol):
    """The province's own voice: entries of its device in a commune's order."""

    def say(self, commune: str, action: str, records: Sequence[Record], now_ms: int) -> EntryId:
        """Append one signed entry; records are given with ids whose k counts from 0 and whatever origin and n."""

    def said(self, commune: str, action: str) -> Iterator[StoredRow]:
        """Its earlier entries of that action."""
