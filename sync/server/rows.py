"""An entry as the store keeps it.

body = 0x00 msgpack | 0x01 zstd(msgpack)       first byte names the form, for ever
msgpack = [hlc, wall_ms, offset_min, staff, post, action, body]
"""

from typing import Final, NamedTuple

import msgspec
import zstandard

from commune_desk.domain.errors import DatabaseDamaged
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry
from sync.server.tables import SEQ_BITS

PLAIN: Final = b"\0"
PRESSED: Final = b"\1"
WORTH_PRESSING_BYTES: Final = 600
"""Below, zstd without a dictionary saves little and costs more than the insert."""
_LEVEL: Final = 1
_LARGEST: Final = 64 << 20
_SEQ_MASK: Final = (1 << SEQ_BITS) - 1
_SIGN: Final = 1 << 63
_MODULUS: Final = 1 << 64


class _Fields(NamedTuple):
    hlc: int
    wall_ms: int
    offset_min: int
    staff: RecordId | None
    post: RecordId | None
    action: str
    body: bytes


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Fields)


def place_key(commune: int, seq: int) -> int:
    """The key of a row: the commune's number in the upper bits, its place in the lower."""
    return commune << SEQ_BITS | seq


def seq_of(place: int) -> int:
    """The place within its commune."""
    return place & _SEQ_MASK


def to_signed(marks: int) -> int:
    """A sum of marks as the database keeps it: 64 bits with a sign."""
    return ((marks + _SIGN) % _MODULUS) - _SIGN


def packed(entry: Entry) -> bytes:
    """What is stored of it beside origin, n and hash."""
    fields = (entry.hlc, entry.wall_ms, entry.offset_min, entry.staff, entry.post, entry.action, entry.body)
    plain = _ENCODER.encode(fields)
    if len(plain) < WORTH_PRESSING_BYTES:
        return PLAIN + plain
    return PRESSED + zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def unpacked(origin: Origin, row: tuple[int, int, bytes, bytes]) -> Entry:
    """The entry of (place, n, hash, body); raises DatabaseDamaged('entry-damaged') for a body that is none."""
    place, n, hash_, body = row
    try:
        fields = _DECODER.decode(_plain(bytes(body)))
    except (msgspec.MsgspecError, zstandard.ZstdError, ValueError) as error:
        raise DatabaseDamaged("entry-damaged") from error
    return Entry(EntryId(origin, n), *fields, seq=seq_of(place), hash=bytes(hash_))


def _plain(body: bytes) -> bytes:
    if body[:1] == PRESSED:
        return zstandard.ZstdDecompressor().decompress(body[1:], max_output_size=_LARGEST)
    if body[:1] != PLAIN:
        raise ValueError("an unknown form of a stored entry")
    return body[1:]
