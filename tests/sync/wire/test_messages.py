"""Messages come back as they were said, small, with what newer programs add passed over; broken ones are one error."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import SignedHead
from commune_desk.sync_ports import START, Place, Receipt, Run
from sync.wire import messages, small
from sync.wire.messages import Ack, Ask, Held, Hello, Mend, Notice, Part, Partial, ScanHeld, ScanOffer, Sums
from sync.wire.numbers import ByteReader, Malformed, unzigzag, varint, zigzag

HALF = st.integers(0, 2**32 - 1)
COUNT = st.integers(0, 2**40)
INSTANT = st.integers(0, 2**47)
PLACES = st.just(START) | st.builds(Place, COUNT, COUNT, st.binary(min_size=8, max_size=8))
ORIGINS = st.builds(Origin, HALF, HALF)
SIGNATURES = st.binary(min_size=64, max_size=64)
SERVERS = st.sampled_from([bytes(32), b"\1" * 32])
HELLOS = st.builds(
    Hello,
    HALF,
    INSTANT,
    PLACES,
    INSTANT,
    st.just(0),
    COUNT,
    COUNT,
    st.none() | st.builds(Partial, st.binary(min_size=8, max_size=8), COUNT, COUNT),
    st.none() | st.tuples(COUNT, COUNT),
    st.text(st.characters(codec="utf-8"), max_size=9),
    st.binary(max_size=8),
)
ACKS = st.builds(
    Ack,
    PLACES,
    INSTANT,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.dictionaries(ORIGINS, COUNT, max_size=3),
    COUNT,
)
NOW = 1_763_000_000_000
WARM = Hello(0xA1B2C3D4, NOW, Place(1, 70_000, b"12345678"), NOW + 3, 6_000)
SHARED = small.Shared(WARM, bytes(32), EntryId(Origin(1, 2), 3))
RECEIPTS = st.builds(
    Receipt,
    SERVERS,
    ORIGINS | st.just(Origin(1, 2)),
    COUNT | st.just(3),
    st.just(b""),
    COUNT,
    INSTANT,
    st.booleans(),
    SIGNATURES,
)
HEADS = st.builds(SignedHead, ORIGINS | st.just(Origin(1, 2)), COUNT | st.just(3), st.just(b""), SIGNATURES)


@given(st.integers(0, 2**63 - 1), st.integers(1 - 2**62, 2**62 - 1))
def test_numbers_come_back(number: int, signed: int) -> None:
    """To the limits of what a database keeps."""
    reader = ByteReader(varint(number) + varint(zigzag(signed)))
    assert (reader.varint(), unzigzag(reader.varint()), reader.left) == (number, signed, 0)


@given(HELLOS, ACKS)
def test_hello_and_ack_come_back(hello: Hello, ack: Ack) -> None:
    """Whatever is left out for being known."""
    said = small.encode_hello(hello)
    assert small.decode_hello(said) == hello
    assert small.version_of(said) == hello.version
    assert small.decode_ack(small.encode_ack(ack, hello), hello) == ack


@given(st.lists(HEADS, max_size=4), st.lists(RECEIPTS, max_size=4))
def test_heads_and_receipts_come_back(heads: list[SignedHead], receipts: list[Receipt]) -> None:
    """Named or not."""
    assert small.decode_heads(small.encode_heads(heads, SHARED.last_sent), SHARED.last_sent) == heads
    assert small.decode_receipts(small.encode_receipts(receipts, SHARED), SHARED) == receipts


@given(st.integers(1, 10**8))
def test_rates_come_back_nearly(rate: int) -> None:
    """One byte is enough to size packs by."""
    told = small.decode_hello(small.encode_hello(Hello(1, NOW, rate=rate))).rate
    assert abs(told - rate) <= 0.05 * rate + 1


def test_the_four_of_every_exchange_are_small() -> None:
    """Their shares of the 350 bytes of one changed field."""
    receipt = Receipt(bytes(32), Origin(1, 2), 3, b"", 70_001, NOW + 900, False, bytes(64))  # noqa: FBT003
    head = SignedHead(Origin(1, 2), 3, b"", bytes(64))
    assert len(small.encode_hello(WARM)) <= 26
    assert len(small.encode_ack(Ack(WARM.place, NOW + 800, placed=1), WARM)) <= 5
    assert len(small.encode_receipts([receipt], SHARED)) <= 64 + 5
    assert len(small.encode_heads([head], SHARED.last_sent)) <= 64 + 1


MESSAGES: list[Any] = [
    Part(b"12345678", 9, 0, 5, b"123"),
    Held(b"12345678", 3),
    Notice("slow-down", [30]),
    Ask(1, [(1, 65), (65, 129)]),
    Sums.of(1, [(1, 65)], [2**64 + 7]),
    Mend(1, 1, b"pack"),
    ScanOffer(bytes(32), 300_000),
    ScanHeld(bytes(32), 5),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_the_others_come_back_with_additions(message: msgspec.Struct) -> None:
    """A newer program's items at the end are passed over."""
    items = msgspec.msgpack.decode(messages.encode(message))
    assert messages.decode(messages.encode(message), type(message)) == message
    longer = msgspec.msgpack.encode([*items, "new", [1]])
    assert messages.decode(longer, type(message)) == message


def test_lists_come_back() -> None:
    """RUNS and SCANS."""
    runs = [Run(1, Origin(1, 2), 3, 4), Run(5, Origin(1, 3), 1, 900)]
    assert messages.decode_runs(messages.encode_runs(7, runs)) == (7, runs)
    offers, held = [ScanOffer(b"r" * 32, 7)], [ScanHeld(b"r" * 32, 7, 7, NOW, bytes(64))]
    assert messages.decode_offers(messages.encode_offers(offers)) == offers
    assert messages.decode_held(messages.encode_held(held)) == held
    assert held[0].receipt(b"s" * 32) is not None
    assert ScanHeld(b"r" * 32, 5).receipt(b"s" * 32) is None


def test_numbers_no_database_keeps_are_refused() -> None:
    """A hostile desk's."""
    for wrong in ([-1, []], [2**63, []], [1, [[-1, 5]]], ["1", []], [1]):
        with pytest.raises(Malformed):
            messages.decode(msgspec.msgpack.encode(wrong), Ask)
    with pytest.raises(Malformed):
        small.decode_hello(b"\1\0" + bytes(4) + varint(5) + varint(zigzag(-9)) + b"\0")


READERS: list[Callable[[bytes], object]] = [
    small.decode_hello,
    lambda data: small.decode_ack(data, WARM),
    lambda data: small.decode_receipts(data, SHARED),
    small.decode_heads,
    messages.decode_runs,
    messages.decode_offers,
    messages.decode_held,
    *[partial(messages.decode, kind=type(one)) for one in MESSAGES],
]
WHOLE = [
    small.encode_hello(Hello(1, NOW, Place(1, 2, bytes(8)), NOW, 1, 2, 3, Partial(bytes(8), 1, 2), (1, 2), "1.0")),
    small.encode_ack(Ack(Place(2, 3, bytes(8)), NOW, heads={Origin(1, 2): 3}), WARM),
    messages.encode_runs(1, [Run(1, Origin(1, 2), 3, 4)]),
    *map(messages.encode, MESSAGES),
]


@settings(max_examples=400)
@given(st.sampled_from(READERS), st.binary(max_size=90) | st.sampled_from(WHOLE), st.data())
def test_broken_bytes_are_one_error(read: Callable[[bytes], object], whole: bytes, data: st.DataObject) -> None:
    """Whatever stands in a frame, its reader gives a value or says Malformed."""
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(broken)))
        broken[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        read(bytes(broken))
    except Malformed:
        return
