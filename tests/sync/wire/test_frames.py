"""Sealed groups, whatever pieces they come in: nothing altered, repeated, reordered or cut is ever taken for whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.wire.frames import FRAME_LIMIT, HELLO, OPS, DamagedStream, Frame, FrameReader, FrameWriter
from sync.wire.numbers import varint

KEY = bytes(range(32))
FRAMES = st.lists(st.tuples(st.integers(1, 12) | st.integers(15, 255), st.binary(max_size=40)), max_size=4)
GROUPS = st.lists(FRAMES, min_size=1, max_size=4)


def sealed(groups: list[list[Frame]], key: bytes = KEY) -> list[bytes]:
    """The bytes of each group."""
    writer = FrameWriter(key)
    found = []
    for place, frames in enumerate(groups):
        for kind, payload in frames:
            writer.frame(kind, payload)
        found.append(writer.seal(last=place == len(groups) - 1))
    return found


def taken(data: bytes, step: int = 1 << 20) -> list[list[Frame]]:
    """The groups a reader gives out before it is done or complains."""
    reader, found = FrameReader(KEY), []
    try:
        for at in range(0, len(data), step):
            found += reader.feed(data[at : at + step])
        reader.close()
    except DamagedStream:
        pass
    return found


@given(GROUPS, st.integers(1, 50))
def test_groups_come_back_in_any_pieces(groups: list[list[Frame]], step: int) -> None:
    """A line delivers as it likes; types of a newer program pass through."""
    data = b"".join(sealed(groups))
    reader, found = FrameReader(KEY), []
    for at in range(0, len(data), step):
        found += reader.feed(data[at : at + step])
    assert found == groups
    assert reader.is_finished
    reader.close()


@settings(max_examples=200)
@given(GROUPS, st.data())
def test_an_altered_byte_ends_the_stream(groups: list[list[Frame]], data: st.DataObject) -> None:
    """Only groups before the damage are given out."""
    parts = sealed(groups)
    whole = bytearray(b"".join(parts))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    found = taken(bytes(whole), data.draw(st.integers(1, 60)))
    ends = [sum(map(len, parts[: place + 1])) for place in range(len(parts))]
    assert found == groups[: sum(end <= at for end in ends)]


def test_order_counts() -> None:
    """A group twice, left out, moved or of another request is no group."""
    groups: list[list[Frame]] = [[(OPS, b"a")], [(OPS, b"b")], [(OPS, b"c")]]
    first, second, third = sealed(groups)
    other = sealed(groups, bytes(32))[1]
    assert taken(first + first) == groups[:1]
    assert taken(first + third) == groups[:1]
    assert taken(second) == []
    assert taken(first + other) == groups[:1]
    assert taken(first + second + third) == groups


def test_a_cut_stream_is_known() -> None:
    """Groups that came stay good, but nobody takes them for everything; bytes behind the end are an error."""
    first, last = sealed([[(OPS, b"a")], [(OPS, b"b")]])
    reader = FrameReader(KEY)
    assert reader.feed(first + last[:-1]) == [[(OPS, b"a")]]
    with pytest.raises(DamagedStream, match="frame-unsealed"):
        reader.close()
    late = FrameReader(KEY)
    assert len(late.feed(first + last + b"x")) == 2
    with pytest.raises(DamagedStream, match="frame-after-end"):
        late.feed(b"")


def test_limits_stand_before_memory() -> None:
    """A length is refused when it is read, not when the bytes have come."""
    reader = FrameReader(KEY)
    with pytest.raises(DamagedStream, match="frame-too-large"):
        reader.feed(varint((FRAME_LIMIT + 1) << 4 | OPS))
    with pytest.raises(DamagedStream, match="frame-too-large"):
        FrameReader(KEY).feed(b"\xff" * 5)
    with pytest.raises(DamagedStream, match="frame-too-large"):
        FrameReader(KEY).feed(bytes((OPS,)) * 5000)
    with pytest.raises(DamagedStream, match="frame-too-large"):
        FrameWriter(KEY).frame(OPS, bytes(FRAME_LIMIT))


def test_hello_tells_the_key_at_once() -> None:
    """A stranger is turned away at the first frame, before more is kept of it."""

    def nobody(payload: bytes) -> bytes:
        raise DamagedStream(f"stranger-{payload.decode()}")

    with pytest.raises(DamagedStream, match="stranger-x"):
        FrameReader(nobody).feed(b"\x11x")
    with pytest.raises(DamagedStream, match="frame-no-hello"):
        FrameReader(nobody).feed(b"\x12x")
    (only,) = sealed([[(HELLO, b"me")]])
    assert FrameReader(lambda payload: KEY if payload == b"me" else b"").feed(only) == [[(HELLO, b"me")]]


@settings(max_examples=300)
@given(st.binary(max_size=200), st.integers(1, 30))
def test_any_bytes_make_no_crash(data: bytes, step: int) -> None:
    """Noise is never a group: a tag cannot be guessed."""
    assert taken(data, step) == []
