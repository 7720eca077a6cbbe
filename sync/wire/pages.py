"""Stretches of rows as frames: whole, in parts, or for the repair."""

from collections.abc import Iterator, Sequence
from typing import Final

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry
from commune_desk.sync_ports import PageRows
from sync.wire import frames
from sync.wire.frames import Frame
from sync.wire.messages import Mend, Part, encode
from sync.wire.numbers import Malformed
from sync.wire.pack import key_of, pack, unpack
from sync.wire.small import encode_heads

BUDGET_S: Final = 8
BUDGETS: Final = (4 << 10, 1 << 20)
ENTRIES_LIMIT: Final = 20_000
BODIES_LIMIT: Final = 4 << 20
"""Entries and bytes of their bodies in one request: a page of the answer can hold them, to where a head vouches."""
PACK_LIMIT: Final = 8 << 20
"""Bytes of a packed pack that somebody will gather from parts."""


def last_entry(rows: Sequence[Entry | EntryId]) -> EntryId | None:
    """The last whole entry of a pack, which HEADS behind it need not name."""
    return next((row.id for row in reversed(rows) if isinstance(row, Entry)), None)


def small_pack(rows: Sequence[Entry | EntryId], device: int, at_ms: int) -> bytes:
    """The payload of OPS: a pack that leans on what both sides know, the asking device and the time of who sends."""
    return pack(rows, Origin(device, 0), at_ms)


def open_small(payload: bytes, device: int, at_ms: int) -> list[Entry | EntryId]:
    """The rows of OPS; raises DamagedPack."""
    return unpack(payload, Origin(device, 0), at_ms)


def budget_of(rate: int) -> int:
    """What a line of that rate carries in about 8 s: the budget of an exchange that names none."""
    low, high = BUDGETS
    return max(low, min(high, BUDGET_S * rate))


def mend_frames(page: PageRows) -> Iterator[Frame]:
    """A stretch of rows and the heads that vouch for them."""
    yield frames.MEND, encode(Mend(page.epoch, page.first_seq, pack(page.rows)))
    if page.heads:
        yield frames.HEADS, encode_heads(page.heads, last_entry(page.rows))


def parts_of(data: bytes, have: int, size: int, last_seq: int) -> Iterator[Part]:
    """The pieces still to be sent where `have` bytes are there; one empty piece when that is all."""
    key = key_of(data)
    yield Part(key, len(data), have, last_seq, data[have : have + size])
    for at in range(have + size, len(data), size):
        yield Part(key, len(data), at, last_seq, data[at : at + size])


class Gatherer:
    """A pack growing from its parts."""

    def __init__(self, key: bytes = b"", last_seq: int = 0, data: bytes = b"") -> None:
        self.key, self.last_seq = key, last_seq
        self._data = bytearray(data)

    @property
    def data(self) -> bytes:
        """What came so far, from the start on."""
        return bytes(self._data)

    @property
    def have(self) -> int:
        """How many bytes that is."""
        return len(self._data)

    def take(self, part: Part) -> bytes | None:
        """The whole pack once it is whole; a part of another pack begins anew; raises Malformed for a hole."""
        if part.total > PACK_LIMIT or part.offset + len(part.data) > part.total:
            raise Malformed
        if part.key != self.key:
            self.key, self.last_seq = part.key, part.last_seq
            self._data.clear()
        if part.offset > len(self._data):
            raise Malformed
        del self._data[part.offset :]
        self._data += part.data
        if len(self._data) < part.total:
            return None
        if key_of(self.data) != part.key:
            self._data.clear()
            raise Malformed
        return self.data
