"""A stick is lost, pulled out half way, read twice, or handed to the wrong office."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_desk.device_key import DeviceKey
from sync.client.courier_file import (
    HEADER_BYTES,
    SEGMENT_BYTES,
    TAG_BYTES,
    DamagedCourier,
    Frame,
    Joiner,
    ReadSegment,
    Sealing,
    read_segments,
    write_segments,
)

DEVICE = DeviceKey.from_private(bytes(range(32)))
SECRET = bytes(range(32, 64))
SEALING = Sealing(7, SECRET, DEVICE, bytes(range(16)))
WHOLE = SEGMENT_BYTES + TAG_BYTES
GROUPS: list[list[Frame]] = [[(2, b"Nguyen Thi Hoa".ljust(40)), (4, b"heads")], [(7, b"\x01" * 1000)], [(5, b"")]]


def written(groups: list[list[Frame]] = GROUPS) -> bytes:
    return b"".join(write_segments(SEALING, iter(groups)))


def read(data: bytes, keys: dict[int, bytes] | None = None) -> tuple[list[ReadSegment], list[int]]:
    lost: list[int] = []
    known = {DEVICE.device: DEVICE.public}
    found = list(read_segments(io.BytesIO(data), keys or {7: SECRET}, known.get, lost))
    return found, lost


def test_what_was_written_is_read() -> None:
    """Order and last mark included: the reader knows whether the stick holds everything."""
    found, lost = read(written())

    assert ([list(one.frames) for one in found], lost) == (GROUPS, [])
    assert [one.is_last for one in found] == [False, False, True]


def test_nothing_on_the_stick_is_readable() -> None:
    """A finder sees 64 KiB steps of noise: no name, no commune, no size."""
    data = written()

    assert b"Nguyen Thi Hoa" not in data
    assert DEVICE.public not in data
    assert len(data) == HEADER_BYTES + 3 * WHOLE


@settings(max_examples=30, deadline=None)
@given(st.integers(0, HEADER_BYTES + 3 * WHOLE))
def test_a_stick_pulled_at_any_byte_gives_its_whole_segments(cut: int) -> None:
    """What was whole before the pull is used; nothing is invented."""
    if cut < HEADER_BYTES:
        with pytest.raises(DamagedCourier):
            read(written()[:cut])
        return
    found, _ = read(written()[:cut])

    assert len(found) == (cut - HEADER_BYTES) // WHOLE


@settings(max_examples=30, deadline=None)
@given(st.integers(HEADER_BYTES, HEADER_BYTES + 3 * WHOLE - 1), st.integers(1, 255))
def test_a_damaged_segment_is_stepped_over_and_named(at: int, change: int) -> None:
    """An old stick with a bad block: the others still count."""
    data = bytearray(written())
    data[at] ^= change

    found, lost = read(bytes(data))

    assert (len(found), lost) == (2, [(at - HEADER_BYTES) // WHOLE])


def test_a_stranger_neither_reads_nor_writes() -> None:
    """Without the courier key it cannot be read; with it, a device nobody enrolled is not believed."""
    stranger = Sealing(7, SECRET, DeviceKey.generate(), bytes(16))
    forged = b"".join(write_segments(stranger, iter(GROUPS)))

    with pytest.raises(DamagedCourier, match="courier-key"):
        read(written(), {8: SECRET})
    assert read(written(), {7: bytes(32)}) == ([], [0, 1, 2])
    assert read(forged) == ([], [0, 1, 2])


def test_segments_of_two_files_do_not_mix() -> None:
    """An old segment copied into a new file is a damaged one: number and file are part of the seal."""
    other = b"".join(write_segments(Sealing(7, SECRET, DEVICE, bytes(16)), iter(GROUPS)))
    mixed = written()[: HEADER_BYTES + WHOLE] + other[HEADER_BYTES + WHOLE :]

    assert read(mixed)[1] == [1, 2]


def test_a_group_larger_than_a_segment_comes_in_pieces() -> None:
    """A long day's entries in one pack."""
    large: list[list[Frame]] = [[(2, bytes(200_000)), (4, b"x")], [(5, b"after")]]
    joiner = Joiner()
    found, _ = read(written(large))
    joined = [list(group) for one in found if (group := joiner.join(one.frames))]

    assert joined == large
    assert len(found) == 5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_or_empty(data: bytes) -> None:
    """A photo renamed to the courier's name."""
    with pytest.raises(DamagedCourier):
        read(data)
    assert read(written()[:HEADER_BYTES] + data) == ([], [0] if data else [])
