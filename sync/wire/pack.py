"""Packs: a stretch of rows, each a whole entry or the bare id of one the receiver holds, in few bytes (docs/PROTOCOL.md)."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import msgspec
import zstandard

from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry
from sync.wire.messages import KEY_BYTES

SPREAD_LIMIT: Final = 16 << 20
"""Bytes of an unpacked pack."""
Row = Entry | EntryId


class DamagedPack(Refused):
    """'pack-damaged', 'pack-too-large', 'pack-dictionary' (a newer program's)."""

    code = "pack-damaged"


def key_of(pack: bytes) -> bytes:
    """The 8 bytes that name a pack in PARTs."""
    return blake2b(pack, digest_size=KEY_BYTES).digest()


def pack(rows: Sequence[Row], about: Origin | None = None) -> bytes:
    """The rows' bytes; the same rows give the same bytes. `about`: an origin both sides know, for small packs."""
    return b"\0" + zstandard.ZstdCompressor(level=9).compress(msgspec.msgpack.encode([_row(one) for one in rows]))


def unpack(data: bytes, about: Origin | None = None) -> list[Row]:
    """The rows, entries without seq and hash; `about` as it was given to `pack`. Raises DamagedPack."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data[1:], max_output_size=SPREAD_LIMIT)
        return [_read(one) for one in msgspec.msgpack.decode(plain)]
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError, TypeError) as error:
        raise DamagedPack from error


def _row(row: Row) -> list[object]:
    if isinstance(row, EntryId):
        return [*row.origin, row.n]
    named = [None if one is None else [*one.origin, one.n, one.k] for one in (row.staff, row.post)]
    return [*row.id.origin, row.id.n, row.hlc, row.wall_ms, row.offset_min, *named, row.action, row.body]


def _read(row: list[object]) -> Row:
    device, random, n, *rest = row
    id_ = EntryId(Origin(device, random), n)  # type: ignore[arg-type]
    if not rest:
        return id_
    hlc, wall_ms, offset_min, staff, post, action, body = rest
    named = [None if one is None else RecordId(Origin(one[0], one[1]), one[2], one[3]) for one in (staff, post)]  # type: ignore[index]
    return Entry(id_, hlc, wall_ms, offset_min, *named, action, body)  # type: ignore[arg-type]
