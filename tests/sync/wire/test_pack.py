"""Packs come back bit by bit whatever the entries hold, stay small; broken or hostile ones are refused by one error.

A pack that lost a bit of a body would break the chain of every replica behind it.
"""

import resource
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry
from sync.wire.book import BOOKS
from sync.wire.columns import Sections, Source, read_bytes, read_numbers, write_bytes, write_numbers
from sync.wire.numbers import Malformed, varint
from sync.wire.pack import SPREAD_LIMIT, DamagedPack, pack, plain_of, unpack
from sync.wire.texts import read_texts, write_texts

HALF = st.integers(0, 2**32 - 1)
ORIGINS = st.sampled_from([Origin(1, 2), Origin(1, 3), Origin(2**32 - 1, 0)]) | st.builds(Origin, HALF, HALF)
IDS = st.builds(EntryId, ORIGINS, st.integers(1, 2**40))
RECORDS = st.none() | st.builds(RecordId, ORIGINS, st.integers(0, 2**40), st.integers(0, 99))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [
        "0",
        "087099123456",
        "0912345678",
        "1985-03-12",
        "Tổ 12, Ấp 3",
        "H29.31-250701-0001",
        "9" * 40,
        "\x01\0\x0c",
        "007",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.integers(1_700_000_000, 1_800_000_000)
    | st.floats()
    | TEXTS
    | st.binary(max_size=70)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 30) | TEXTS, inner, max_size=4),
    max_leaves=12,
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 3), st.integers(0, 4), st.dictionaries(st.integers(1, 9), VALUES))
    | st.tuples(st.just(2), VALUES, VALUES)
    | VALUES,
    max_size=4,
)
BODIES = st.one_of(
    st.builds(lambda origins, changes: msgspec.msgpack.encode([origins, changes]), st.lists(HALF, max_size=2), CHANGES),
    st.binary(max_size=60),
    VALUES.map(msgspec.msgpack.encode),
    st.sampled_from(
        [b"\x92\x90\x91\x93\x00\xcc\x05\x00", b"\x92\x90\x90\x00", b"\x92\x90\x91\xd4\x01\x00", b"", b"\xc1"]
    ),
)
ENTRIES = st.builds(
    Entry,
    IDS,
    st.integers(0, 2**63 - 1) | st.just(1_763_000_000_000 << 16),
    st.integers(0, 2**47),
    st.sampled_from([420, 0, -300]),
    RECORDS,
    RECORDS,
    TEXTS | st.sampled_from(["dossier.receive", "step-taken"]),
    BODIES,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRIES | IDS, max_size=24), st.none() | ORIGINS, st.sampled_from([0, 1_763_000_000_000]))
def test_rows_come_back_bit_by_bit(rows: list[Entry | EntryId], about: Origin | None, at_ms: int) -> None:
    """Also bodies of newer programs, not canonical ones, and what is no msgpack at all."""
    packed = pack(rows, about, at_ms)
    assert unpack(packed, about, at_ms) == rows
    assert pack(list(rows), about, at_ms) == packed
    assert unpack(pack(rows, is_quick=True)) == rows


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(-(2**60), 2**60) | st.integers(0, 3), max_size=90), st.integers(1, 40))
def test_numbers_come_back(numbers: list[int], times: int) -> None:
    """Every layout of a column of numbers, long enough for planes and lists."""
    numbers = numbers * times
    out = Sections()
    write_numbers(out, numbers)
    source = Source(bytes(out.plain), bytes(out.stored), 4 * len(numbers) + 9, 9)
    assert read_numbers(source, len(numbers)) == numbers
    assert (source.plain.left, source.stored.left) == (0, 0)


@settings(max_examples=120, deadline=None)
@given(st.lists(TEXTS, max_size=60), st.lists(st.binary(max_size=40), max_size=60))
def test_texts_and_bytes_come_back(texts: list[str], strings: list[bytes]) -> None:
    """Control characters, leading zeros, dates, long runs of digits."""
    out = Sections()
    write_texts(out, texts)
    write_bytes(out, strings)
    source = Source(bytes(out.plain), bytes(out.stored), 100_000, 100_000)
    assert read_texts(source, len(texts)) == texts
    assert read_bytes(source, len(strings)) == strings


def made(count: int) -> list[Entry]:
    """Entries as a desk writes them: a person and a dossier each."""
    origin = Origin(0xA1B2C3D4, 0x01020304)
    found = []
    for n in range(1, count + 1):
        person = {
            1: f"Nguyễn Văn {n % 17}",
            3: f"0870990{n * 7919 % 100000:05d}",
            9: f"Số {n}, Ấp {n % 9}, tỉnh Đồng Tháp",
        }
        body = [[], [[0, 1, 0, person], [0, 2, 1, {1: 0, 2: "2.000815", 20: 1_763_000_000 + 37 * n}]]]
        clock = 1_763_000_000_000 + 37_123 * n
        staff = RecordId(origin, 1, 0)
        encoded = msgspec.msgpack.encode(body)
        found.append(Entry(EntryId(origin, n), clock << 16, clock, 420, staff, None, "dossier.receive", encoded))
    return found


def test_packs_are_small() -> None:
    """What repeats costs little, one changed field fits its share of 350 bytes."""
    rows = made(500)
    assert len(pack(rows)) < 14 * len(rows)
    origin, other = Origin(7, 8), Origin(7, 9)
    clock = 1_763_000_000_000
    body = msgspec.msgpack.encode([[other.random], [[1, 1, [0, 300, 0], {10: "0912345678"}]]])
    staff, post = RecordId(other, 3, 0), RecordId(other, 2, 0)
    one = Entry(EntryId(origin, 12), clock << 16, clock, 420, staff, post, "person.correct", body)
    assert len(pack([one], Origin(7, 0), clock + 800)) <= 45
    assert len(pack([one.id], origin)) <= 6


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_pack_is_refused(share: float) -> None:
    """Whatever is missing at the end, rows are given out whole or not at all."""
    packed = pack(made(60))
    with pytest.raises(DamagedPack):
        unpack(packed[: int(len(packed) * share)])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_broken_plain_bytes_make_no_crash(data: st.DataObject) -> None:
    """Behind the seal and zstd a hostile desk may still write what it likes: rows or one refusal, nothing else."""
    columns = plain_of(made(data.draw(st.integers(1, 30))), BOOKS[1])
    assert columns is not None
    plain = bytearray(columns.plain)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(plain) - 1))
        plain[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    head = b"\x21" + varint(len(columns.stored)) + columns.stored if columns.stored else b"\x01"
    refused_or_rows(head + bytes(plain))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_make_no_crash(data: bytes) -> None:
    """The same for bytes that never were a pack."""
    refused_or_rows(data)


def refused_or_rows(data: bytes) -> None:
    """Unpack: nothing but DamagedPack may come of it."""
    try:
        rows = unpack(data)
    except DamagedPack:
        return
    assert isinstance(rows, list)


def bomb_of_zeros() -> bytes:
    """One gigabyte in some 30 kB."""
    squeeze = zstandard.ZstdCompressionParameters.from_level(3, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    out = zstandard.ZstdCompressor(compression_params=squeeze).compressobj()
    return b"\x10" + b"".join(out.compress(bytes(1 << 20)) for _ in range(1 << 10)) + out.flush()


def bomb_of_rows() -> bytes:
    """A count of rows that would fill the memory."""
    return b"\x01" + varint(1 << 50) + bytes(50)


def bomb_of_bare_rows() -> bytes:
    """More rows than a pack may hold, each in no bytes at all."""
    return b"\x01" + varint(99_999_999 << 4 | 2) + b"\x02" + bytes(8) + b"\0\0\0\x02"


def bomb_of_places() -> bytes:
    """One long text named by very many rows."""
    text = b"x" * (1 << 20)
    rows = 90_000
    head = varint(rows << 4) + varint(1 << 1) + varint(0) + bytes(8)
    columns = b"\0\0" + b"\0\2" + b"\0\0" + b"\4\0\0" + b"\0\0\0\0"
    return b"\x00" + head + columns + varint(len(text) << 2) + text


def bomb_of_depth() -> bytes:
    """A shape nested deeper than any program goes."""
    shape = b"\x93\xc2\x02" + b"\x92\xc0" * 30_000 + b"\x00"
    columns = plain_of(made(1), BOOKS[0])
    assert columns is not None
    return b"\x00" + bytes(columns.plain) + varint(len(shape)) + shape


@pytest.mark.parametrize("bomb", [bomb_of_zeros, bomb_of_rows, bomb_of_bare_rows, bomb_of_places, bomb_of_depth])
def test_bombs_take_no_memory(bomb: Callable[[], bytes]) -> None:
    """A small pack may not take more than a few times what a real one may hold."""
    data = bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused_or_rows(data)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 12 * SPREAD_LIMIT


def test_too_much_is_refused_when_packing() -> None:
    """A pack nobody could unpack is never made."""
    large = [Entry(EntryId(Origin(1, 1), n), 0, 0, 420, None, None, "a", bytes(1 << 20)) for n in range(1, 18)]
    with pytest.raises(DamagedPack, match="pack-too-large"):
        pack(large)


def test_a_newer_dictionary_is_named() -> None:
    """A desk with an older program says so instead of calling the pack damaged."""
    with pytest.raises(DamagedPack, match="pack-dictionary"):
        unpack(b"\x0f" + bytes(20))


def test_very_many_values_still_travel() -> None:
    """A body of more values than columns take goes as it is."""
    body = msgspec.msgpack.encode([[], [[0, 1, 0, {1: list(range(20_000))}]]])
    rows: list[Any] = [Entry(EntryId(Origin(1, 1), n), 0, 0, 420, None, None, "a", body) for n in range(1, 60)]
    assert unpack(pack(rows)) == rows


def test_a_place_beyond_the_list_is_refused() -> None:
    """Columns never reach behind what they list."""
    with pytest.raises(Malformed):
        read_texts(Source(b"\3\0\3\x04\0" + bytes(40), b"", 1000, 1000), 13)
