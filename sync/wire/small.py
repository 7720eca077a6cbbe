"""HELLO, ACK, HEADS and RECEIPTS laid out by hand: they ride in every exchange, so each byte counts.

    HELLO    version | flags | device (4) | counter | now - counter (signed) | rate code (1) | place if not START
             | msgpack array of what else there is, if anything
    place    epoch | seq | digest (8)
    ACK      flags | (epoch, seq, digest unless they are the asker's) | now - asker's now (signed) | placed
             | msgpack array [[device, random, n] …] if any
    HEADS    flags (1 if it vouches for the last entry sent) | (device (4), random (4), n) | signature (64), and so on
    RECEIPTS flags | (server (32)) | (device, random, n) | seq - asker's seq (signed) | at - asker's now (signed)
             | signature (64), and so on

Numbers are varints. What both sides know already (`Shared`) is not said again.
"""

from collections.abc import Iterator, Sequence
from math import log2
from typing import Final, NamedTuple

import msgspec

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import SignedHead
from commune_desk.sync_ports import MARK_BYTES, START, Place, Receipt
from sync.wire.messages import Ack, Count, Half, Hello, Partial, Span, decode
from sync.wire.numbers import ByteReader, Malformed, varint, zigzag

_SIGNATURE: Final = 64
_SERVER: Final = 32
_PLACED: Final = 1
_MORE: Final = 2
_EQUAL: Final = 1
_WHOLE: Final = 2
_UNFINISHED: Final = 4
_SAME_PLACE: Final = 8
_LISTED: Final = 16
_SAFE: Final = 1
_LAST: Final = 2
_OTHER_SERVER: Final = 4
_LAST_MS: Final = 253_402_000_000_000
"""The end of the year 9999; no order of entries is longer either."""
_RATE_STEPS: Final = 8
_RATE_TOP: Final = 255


class Shared(NamedTuple):
    """What both sides of one exchange know: the asker's HELLO, the server's raw public key, and the last entry of the
    request's last OPS or PART (None: it sent none).
    """

    hello: Hello
    server: bytes
    last_sent: EntryId | None = None


class _More(msgspec.Struct, array_like=True, frozen=True):
    """What HELLO says only when there is something to say."""

    budget: Count = 0
    waiting: Count = 0
    partial: Partial | None = None
    order: Span | None = None
    program: str = ""
    state_digest: bytes = b""
    is_lost: bool = False


_NO_MORE: Final = _More()


# ------------------------------------------------------------------ HELLO
def encode_hello(hello: Hello) -> bytes:
    """The payload; `rate` is told within 5 %."""
    more = _More(
        hello.budget, hello.waiting, hello.partial, hello.order, hello.program, hello.state_digest, hello.is_lost
    )
    flags = (_PLACED if hello.place != START else 0) | (_MORE if more != _NO_MORE else 0)
    parts = [varint(hello.version), bytes((flags,)), hello.device.to_bytes(4, "big"), varint(hello.counter)]
    parts += [varint(zigzag(hello.now_ms - hello.counter)), bytes((_rate_code(hello.rate),))]
    if flags & _PLACED:
        parts.append(_place(hello.place))
    if flags & _MORE:
        parts.append(msgspec.msgpack.encode(more))
    return b"".join(parts)


def version_of(payload: bytes) -> int:
    """The version a HELLO speaks, whatever else it holds; raises Malformed."""
    return ByteReader(payload).varint()


def decode_hello(payload: bytes) -> Hello:
    """Raises Malformed."""
    reader = ByteReader(payload)
    version, flags = reader.varint(), reader.take(1)[0]
    device, counter = int.from_bytes(reader.take(4), "big"), reader.varint()
    now_ms, rate = _instant(counter + reader.signed()), _rate(reader.take(1)[0])
    place = _read_place(reader) if flags & _PLACED else START
    more = decode(reader.rest(), _More) if flags & _MORE else _NO_MORE
    return Hello(
        device,
        counter,
        place,
        now_ms,
        rate,
        more.budget,
        more.waiting,
        more.partial,
        more.order,
        more.program,
        more.state_digest,
        version,
        more.is_lost,
    )


def _instant(ms: int) -> int:
    if not 0 <= ms < _LAST_MS:
        raise Malformed
    return ms


def _rate_code(rate: int) -> int:
    return min(_RATE_TOP, 1 + round(_RATE_STEPS * log2(rate))) if rate > 0 else 0


def _rate(code: int) -> int:
    return round(2 ** ((code - 1) / _RATE_STEPS)) if code else 0


def _place(place: Place) -> bytes:
    return varint(place.epoch) + varint(place.seq) + place.digest


def _read_place(reader: ByteReader) -> Place:
    return Place(reader.varint(), reader.varint(), reader.take(MARK_BYTES))


# ------------------------------------------------------------------ ACK
def encode_ack(ack: Ack, hello: Hello) -> bytes:
    """The payload, for the asker who said `hello`."""
    is_same = ack.place == hello.place
    flags = (_EQUAL if ack.is_equal else 0) | (_WHOLE if ack.is_whole else 0) | (_UNFINISHED if ack.is_more else 0)
    flags |= (_SAME_PLACE if is_same else 0) | (_LISTED if ack.heads else 0)
    parts = [bytes((flags,)), b"" if is_same else _place(ack.place)]
    parts += [varint(zigzag(ack.now_ms - hello.now_ms)), varint(ack.placed)]
    if ack.heads:
        parts.append(msgspec.msgpack.encode([[*origin, n] for origin, n in ack.heads.items()]))
    return b"".join(parts)


def decode_ack(payload: bytes, hello: Hello) -> Ack:
    """Raises Malformed."""
    reader = ByteReader(payload)
    flags = reader.take(1)[0]
    place = hello.place if flags & _SAME_PLACE else _read_place(reader)
    now_ms, placed = _instant(hello.now_ms + reader.signed()), reader.varint()
    listed = decode(reader.rest(), list[tuple[Half, Half, Count]]) if flags & _LISTED else []
    return Ack(
        place=place,
        now_ms=now_ms,
        is_equal=bool(flags & _EQUAL),
        is_whole=bool(flags & _WHOLE),
        is_more=bool(flags & _UNFINISHED),
        heads={Origin(device, random): n for device, random, n in listed},
        placed=placed,
    )


# ------------------------------------------------------------------ HEADS
def encode_heads(heads: Sequence[SignedHead], last: EntryId | None = None) -> bytes:
    """The payload; `last`: the last whole entry of the pack sent before it in the same group."""
    return b"".join(_named(EntryId(one.origin, one.n), last, 0) + one.signature for one in heads)


def decode_heads(payload: bytes, last: EntryId | None = None) -> list[SignedHead]:
    """The heads, their hash b"" (the receiver computes it); raises Malformed."""
    reader, heads = ByteReader(payload), []
    while reader.left:
        entry = _read_named(reader, reader.take(1)[0], last)
        heads.append(SignedHead(entry.origin, entry.n, b"", reader.take(_SIGNATURE)))
    return heads


def _named(entry: EntryId, last: EntryId | None, flags: int) -> bytes:
    if entry == last:
        return bytes((flags | _LAST,))
    device, random = entry.origin
    return bytes((flags,)) + device.to_bytes(4, "big") + random.to_bytes(4, "big") + varint(entry.n)


def _read_named(reader: ByteReader, flags: int, last: EntryId | None) -> EntryId:
    if flags & _LAST:
        if last is None:
            raise Malformed
        return last
    origin = Origin(int.from_bytes(reader.take(4), "big"), int.from_bytes(reader.take(4), "big"))
    return EntryId(origin, reader.varint())


# ------------------------------------------------------------------ RECEIPTS
def encode_receipts(receipts: Sequence[Receipt], shared: Shared) -> bytes:
    """The payload."""
    return b"".join(_receipt(one, shared) for one in receipts)


def _receipt(receipt: Receipt, shared: Shared) -> bytes:
    is_other = receipt.server != shared.server
    flags = (_SAFE if receipt.is_safe else 0) | (_OTHER_SERVER if is_other else 0)
    named = _named(EntryId(receipt.origin, receipt.n), shared.last_sent, flags)
    times = varint(zigzag(receipt.seq - shared.hello.place.seq)) + varint(zigzag(receipt.at_ms - shared.hello.now_ms))
    return named + (receipt.server if is_other else b"") + times + receipt.signature


def decode_receipts(payload: bytes, shared: Shared) -> list[Receipt]:
    """The receipts, their hash b"" (the receiver fills in its own); raises Malformed."""
    return list(_receipts(ByteReader(payload), shared))


def _receipts(reader: ByteReader, shared: Shared) -> Iterator[Receipt]:
    while reader.left:
        flags = reader.take(1)[0]
        entry = _read_named(reader, flags, shared.last_sent)
        server = reader.take(_SERVER) if flags & _OTHER_SERVER else shared.server
        seq, at_ms = shared.hello.place.seq + reader.signed(), _instant(shared.hello.now_ms + reader.signed())
        if not 0 <= seq < _LAST_MS:
            raise Malformed
        yield Receipt(server, *entry, b"", seq, at_ms, bool(flags & _SAFE), reader.take(_SIGNATURE))
