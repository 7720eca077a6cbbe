"""What the frames say, as typed values; every `decode_*` raises Malformed, and nothing else, for bytes that are none.

The four messages of every exchange (HELLO, HEADS, ACK, RECEIPTS) are laid out by hand (`sync.wire.small`); the rarer
ones are msgpack arrays read into the classes here. Items a newer program adds at the end are passed over everywhere.
Instants are milliseconds since 1970 UTC, rates bytes a second, keys and signatures raw bytes.
"""

from collections.abc import Sequence
from typing import Annotated, Final, TypeVar

import msgspec

from commune_desk.domain.ids import Origin
from commune_desk.sync_ports import MARK_BYTES, START, Place, Run, ScanReceipt
from sync.wire.numbers import Malformed

VERSION: Final = 1
"""Of the exchange; a server speaks a range of them."""
KEY_BYTES: Final = 8
HOLE: Final = "journal-hole"
"""The one refusal that mends itself: whoever sent too far on hears what is held and begins there."""

REFUSALS: Final = {
    HOLE: "an earlier entry of its origin is missing",
    "journal-chain": "it does not follow the entry held before it",
    "head-missing": "no signed head of its origin vouches for it",
    "head-signature": "the signed head is not its device's",
    "not-enrolled": "its device was never enrolled",
    "foreign-commune": "its device belongs to another commune",
    "revoked": "its device was revoked before",
    "revoked-head": "its device's key is no longer trusted for new entries",
    "body-damaged": "its body cannot be read",
    "entry-too-large": "it is larger than an entry may be",
    "clock-ahead": "its clock is too far ahead of the server's",
}
"""Why a replica did not take an entry: code and meaning (for programmers; `ui.sentences` has the words for clerks)."""

NOTICES: Final = {
    "revoked": "this device is revoked",
    "upgrade": "version not spoken; parameters: first and last version spoken",
    "slow-down": "come back later; parameter: seconds",
    "damaged": "a frame of the request could not be read; what stood before it was taken",
    "replayed": "the counter was used; parameter: the last one",
    "not-enrolled": "this device is not known here",
    "courier-key": "a new key for courier files; parameter: the raw public key",
    "refused": "an entry not taken; parameters: device, random, n, code of REFUSALS",
}
"""What a NOTICE can say; a code not listed is a newer server's."""


Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Half = Annotated[int, msgspec.Meta(ge=0, le=(1 << 32) - 1)]
"""A device's number or an origin's random one."""
Root = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
PackKey = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Mark = Annotated[bytes, msgspec.Meta(min_length=MARK_BYTES, max_length=MARK_BYTES)]
Span = tuple[Count, Count]


class Partial(msgspec.Struct, array_like=True, frozen=True):
    """Bytes held of an answer's pack cut on its way: its key, the last place in it, how many bytes."""

    key: PackKey
    last_seq: Count
    have: Count


class Hello(msgspec.Struct, array_like=True, frozen=True):
    """Who asks, where it stands, what it wants. `order`: (epoch, seq) of the province's order at a hub's asker.

    `rate` 0 and `budget` 0: not known, no wish. `waiting`: entries not yet confirmed; `program` and `state_digest` are
    for the administrator, sent when they change.
    """

    device: int
    counter: int
    place: Place = START
    now_ms: int = 0
    rate: int = 0
    budget: int = 0
    waiting: int = 0
    partial: Partial | None = None
    order: Span | None = None
    program: str = ""
    state_digest: bytes = b""
    version: int = VERSION
    is_lost: bool = False
    """The asker lacks entries of its own that the answer named by their ids: let rows be whole."""


class Ack(msgspec.Struct, array_like=True, frozen=True):
    """Where the server stands. `place` is the asker's place in the server's epoch (a restored server's: earlier).

    `is_equal`: the digest of HELLO was the server's there; `heads`: what it holds of the asker's origins, all there
    is if `is_whole`; `placed`: so many entries of this very request stand, in the order sent, right behind the asker's
    place and are not repeated in the rows; `is_more`: the server has rows left for another request.
    """

    place: Place
    now_ms: int
    is_equal: bool = True
    is_whole: bool = False
    is_more: bool = False
    heads: dict[Origin, int] = {}
    placed: int = 0


class Part(msgspec.Struct, array_like=True, frozen=True):
    """A piece of a pack: `key` names the pack (`sync.wire.pack.key_of`), `data` stands at `offset` of `total` bytes."""

    key: PackKey
    total: Count
    offset: Count
    last_seq: Count
    data: bytes


class Held(msgspec.Struct, array_like=True, frozen=True):
    """How many bytes the server holds, from the start on, of a pack the asker sends in PARTs."""

    key: PackKey
    have: Count


class ScanOffer(msgspec.Struct, array_like=True, frozen=True):
    """A scan the asker has whole."""

    root: Root
    size: Count


class ScanHeld(msgspec.Struct, array_like=True, frozen=True):
    """How many bytes of an offered scan the server holds; `at_ms` and `signature` its receipt when whole."""

    root: Root
    have: Count
    size: Count = 0
    at_ms: Count = 0
    signature: bytes = b""

    def receipt(self, server: bytes) -> ScanReceipt | None:
        """The receipt of `server` (raw public key); None while the scan is not whole there."""
        return ScanReceipt(server, self.root, self.size, self.at_ms, self.signature) if self.signature else None


class Notice(msgspec.Struct, array_like=True, frozen=True):
    """A code of NOTICES and its parameters."""

    code: str
    parameters: list[object] = []


class Ask(msgspec.Struct, array_like=True, frozen=True):
    """Ranges [low, high) of places of `epoch` whose sums are wanted, or with `is_rows` the rows themselves."""

    epoch: Count
    ranges: list[Span]
    is_rows: bool = False


class Sums(msgspec.Struct, array_like=True, frozen=True):
    """Sums of marks of ranges [low, high): [low, high, sum]; as asked, or when a digest differs."""

    epoch: Count
    sums: list[tuple[Count, Count, Mark]]

    @classmethod
    def of(cls, epoch: int, ranges: Sequence[tuple[int, int]], sums: Sequence[int]) -> "Sums":
        """From what `Replica.sums` and `ServerStore.sums` give."""
        pairs = zip(ranges, sums, strict=True)
        return cls(epoch, [(low, high, (sum_ % (1 << 64)).to_bytes(8, "big")) for (low, high), sum_ in pairs])

    @property
    def by_range(self) -> dict[tuple[int, int], int]:
        """The sum of each range."""
        return {(low, high): int.from_bytes(sum_, "big") for low, high, sum_ in self.sums}


class Mend(msgspec.Struct, array_like=True, frozen=True):
    """Rows of a range the digests disagree about: places first_seq … of `epoch`, as a pack."""

    epoch: Count
    first_seq: Count
    pack: bytes


class _Runs(msgspec.Struct, array_like=True, frozen=True):
    epoch: Count
    runs: list[tuple[Count, Half, Half, Count, Count]]


T = TypeVar("T")


def encode(message: msgspec.Struct) -> bytes:
    """The payload of a Part, Notice, Ask, Sums or Mend."""
    return msgspec.msgpack.encode(message)


def decode(payload: bytes, kind: type[T]) -> T:
    """The Part, Notice, Ask, Sums or Mend in a payload; raises Malformed."""
    try:
        return msgspec.msgpack.decode(payload, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Malformed from error


def encode_runs(epoch: int, runs: Sequence[Run]) -> bytes:
    """RUNS: epoch, then [seq, device, random, n, length] of each."""
    return msgspec.msgpack.encode([epoch, [[one.seq, *one.origin, one.n, one.length] for one in runs]])


def decode_runs(payload: bytes) -> tuple[int, list[Run]]:
    """The epoch and the runs; raises Malformed."""
    found = decode(payload, _Runs)
    return found.epoch, [Run(seq, Origin(device, random), n, length) for seq, device, random, n, length in found.runs]


def encode_offers(offers: Sequence[ScanOffer]) -> bytes:
    """SCANS up."""
    return msgspec.msgpack.encode(list(offers))


def decode_offers(payload: bytes) -> list[ScanOffer]:
    """SCANS up; raises Malformed."""
    return decode(payload, list[ScanOffer])


def encode_held(held: Sequence[ScanHeld]) -> bytes:
    """SCANS down."""
    return msgspec.msgpack.encode(list(held))


def decode_held(payload: bytes) -> list[ScanHeld]:
    """SCANS down; raises Malformed."""
    return decode(payload, list[ScanHeld])
