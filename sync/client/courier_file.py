"""The courier's file: the exchange on a stick, sealed for the commune and the province, useless to whoever finds it.

    file    = header | segment | segment | …
    header  = "CDCF" version(1) | courier key id (4 bytes) | nonce (16 bytes)
    segment = ChaCha20-Poly1305 (RFC 8439) of 64 KiB: key HKDF-SHA256(courier key, nonce), nonce = the segment's
              number, associated data = header; always the same size, so that a damaged one is stepped over
    inside  = length (4 bytes) | msgpack [device, is_last, [[kind, payload] …], signature] | zeros
    signature = Ed25519 of the writing device over header, number and the frames' BLAKE2b-256

Every segment stands alone: a stick pulled at any byte still gives all whole segments. Nothing in clear tells who wrote
it, for whom, or how much: the size grows in steps of 64 KiB.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commune_desk.device_key import DeviceKey, verify
from commune_desk.domain.errors import Refused

MAGIC: Final = b"CDCF\x01"
NONCE_BYTES: Final = 16
HEADER_BYTES: Final = len(MAGIC) + 4 + NONCE_BYTES
SEGMENT_BYTES: Final = 64 << 10
TAG_BYTES: Final = 16
ROOM_BYTES: Final = SEGMENT_BYTES - 512
"""For the payloads of one segment together."""
GROUP_LIMIT: Final = 64 << 20
"""Bytes put together before they are looked at."""
_LENGTH: Final = 4
_MARK: Final = b"commune-desk courier 1"

PIECE: Final = 0
"""Kind of a frame that carries part of a group too large for one segment."""

Frame = tuple[int, bytes]


class DamagedCourier(Refused):
    """'courier-not-ours' (no courier file, or a newer program's), 'courier-key' (sealed with a key not held here)."""

    code = "courier-not-ours"


class _Segment(msgspec.Struct, array_like=True, frozen=True):
    device: int
    is_last: bool
    frames: list[tuple[int, bytes]]
    signature: bytes


class _Piece(msgspec.Struct, array_like=True, frozen=True):
    key: bytes
    total: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a file is written with: a courier key (id and 32 bytes), the writing device, 16 random bytes of its own."""

    key_id: int
    secret: bytes = field(repr=False)
    device: DeviceKey
    nonce: bytes

    @property
    def header(self) -> bytes:
        """The first bytes of the file."""
        return MAGIC + self.key_id.to_bytes(4, "big") + self.nonce


@dataclass(frozen=True, slots=True)
class ReadSegment:
    """A whole segment, written by a device whose signature was checked."""

    device: int
    is_last: bool
    frames: Sequence[Frame]


def write_segments(sealing: Sealing, groups: Iterator[Sequence[Frame]]) -> Iterator[bytes]:
    """The file's bytes, piece by piece; a group stands in a segment of its own, or in several."""
    header = sealing.header
    box = ChaCha20Poly1305(_file_key(sealing.secret, sealing.nonce))
    yield header
    groups = (fitting for group in groups for fitting in _fitting(group))
    pending = next(groups, ())
    number, is_last = 0, False
    while not is_last:
        following = next(groups, None)
        is_last = following is None
        signature = sealing.device.sign(_signed(header, number, pending))
        inside = msgspec.msgpack.encode(_Segment(sealing.device.device, is_last, list(pending), signature))
        plain = (len(inside).to_bytes(_LENGTH, "big") + inside).ljust(SEGMENT_BYTES, b"\0")
        yield box.encrypt(number.to_bytes(12, "big"), plain, header)
        number, pending = number + 1, following or ()


def _fitting(group: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    if sum(len(payload) + 8 for _, payload in group) <= ROOM_BYTES:
        yield group
        return
    whole = msgspec.msgpack.encode([list(frame) for frame in group])
    key = blake2b(whole, digest_size=8).digest()
    for offset in range(0, len(whole), ROOM_BYTES):
        piece = _Piece(key, len(whole), offset, whole[offset : offset + ROOM_BYTES])
        yield [(PIECE, msgspec.msgpack.encode(piece))]


class Joiner:
    """Puts groups that were cut in pieces together again; pieces of one group follow one another in the file."""

    def __init__(self) -> None:
        self._key = b""
        self._data = bytearray()

    def join(self, frames: Sequence[Frame]) -> Sequence[Frame]:
        """The frames of the segment, or of the group its piece completes; none while pieces are missing."""
        if not frames or frames[0][0] != PIECE:
            return frames
        piece = msgspec.msgpack.decode(frames[0][1], type=_Piece)
        if piece.key != self._key:
            self._key, self._data = piece.key, bytearray()
        if piece.offset != len(self._data) or piece.total > GROUP_LIMIT:
            return ()
        self._data += piece.data
        if len(self._data) != piece.total or blake2b(self._data, digest_size=8).digest() != piece.key:
            return ()
        return msgspec.msgpack.decode(self._data, type=list[tuple[int, bytes]])


def read_segments(
    file: BinaryIO, keys: Mapping[int, bytes], key_of: Callable[[int], bytes | None], lost: list[int]
) -> Iterator[ReadSegment]:
    """Whole, authentic segments in their order; numbers of damaged or cut ones are added to `lost`.

    `keys`: courier keys by id; `key_of`: raw public key of a device, None for a stranger (its segments are lost ones).
    Raises DamagedCourier.
    """
    header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise DamagedCourier("courier-not-ours")
    secret = keys.get(int.from_bytes(header[len(MAGIC) : len(MAGIC) + 4], "big"))
    if secret is None:
        raise DamagedCourier("courier-key")
    box = ChaCha20Poly1305(_file_key(secret, header[-NONCE_BYTES:]))
    number = 0
    while sealed := file.read(SEGMENT_BYTES + TAG_BYTES):
        segment = _opened(box, header, number, sealed, key_of)
        if segment is None:
            lost.append(number)
        else:
            yield segment
        number += 1


def _opened(
    box: ChaCha20Poly1305, header: bytes, number: int, sealed: bytes, key_of: Callable[[int], bytes | None]
) -> ReadSegment | None:
    try:
        plain = box.decrypt(number.to_bytes(12, "big"), sealed, header)
        length = int.from_bytes(plain[:_LENGTH], "big")
        found = msgspec.msgpack.decode(plain[_LENGTH : _LENGTH + length], type=_Segment)
    except (InvalidTag, msgspec.MsgspecError, ValueError, RecursionError):
        return None
    public = key_of(found.device)
    if public is None or not verify(public, _signed(header, number, found.frames), found.signature):
        return None
    return ReadSegment(found.device, found.is_last, found.frames)


def _signed(header: bytes, number: int, frames: Sequence[Frame]) -> bytes:
    digest = blake2b(msgspec.msgpack.encode([list(frame) for frame in frames]), digest_size=32).digest()
    return _MARK + header + number.to_bytes(8, "big") + digest


def _file_key(secret: bytes, nonce: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, nonce, _MARK).derive(secret)
