"""Entries of the journal as every desk, hub and server knows them: chained by hash within their origin, heads signed.

    hash = BLAKE2b-128(previous hash ‖ canonical entry)        previous of the first: 16 zero bytes
    canonical entry = msgpack [device, random, n, hlc, wall_ms, offset_min, staff, post, action, body]

The body inside is the uncompressed one (`storage.codec`), staff and post are [device, random, n, k] or nil: nothing in
it depends on how a desk stores it, so every desk computes the same chain.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec

from commune_desk.domain.ids import EntryId, Origin, RecordId

HASH_BYTES: Final = 16
NO_HASH: Final = bytes(HASH_BYTES)
_HEAD_MARK: Final = b"commune-desk journal head 1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry; `wall_ms` is the author's wall clock as read, `offset_min` its time zone.

    `seq` is the place a replica keeps it at (0: not stored), `hash` its chain hash (b"": not computed).
    """

    id: EntryId
    hlc: int
    wall_ms: int
    offset_min: int
    staff: RecordId | None
    post: RecordId | None
    action: str
    body: bytes
    seq: int = 0
    hash: bytes = b""

    @property
    def at(self) -> datetime:
        """The wall time its author read, aware."""
        return (_EPOCH + timedelta(milliseconds=self.wall_ms)).astimezone(timezone(timedelta(minutes=self.offset_min)))

    def chained(self, previous: bytes) -> bytes:
        """Its hash after the entry whose hash is `previous`."""
        parts = [*self.id.origin, self.id.n, self.hlc, self.wall_ms, self.offset_min]
        named = [None if one is None else [*one.origin, one.n, one.k] for one in (self.staff, self.post)]
        canonical = msgspec.msgpack.encode([*parts, *named, self.action, self.body])
        return blake2b(previous + canonical, digest_size=HASH_BYTES).digest()


class SignedHead(NamedTuple):
    """The device of `origin` vouches for its chain up to entry `n`, whose hash is `hash`; 64-byte Ed25519 signature."""

    origin: Origin
    n: int
    hash: bytes
    signature: bytes


def head_message(origin: Origin, n: int, hash_: bytes) -> bytes:
    """What a device signs when its journal leaves the PC."""
    return b"\n".join([_HEAD_MARK, origin.text.encode(), str(n).encode(), hash_])
