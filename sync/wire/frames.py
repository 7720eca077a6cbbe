"""Frames in sealed groups: the stream of one direction of one exchange (docs/PROTOCOL.md, Frames).

    frame = varint(length of payload << 4 | type) | payload      a type from 15 on: 15, its first byte names it
    seal  = frame of type SEAL or END whose payload is the tag
    tag   = BLAKE2b-56(key, previous tag | index of the group | type of the seal | all frame bytes since the last seal)

The chain of tags makes a group in another place, a second time, altered or from another request a damaged one; END
tells a whole stream from a cut one.
"""

from collections.abc import Callable
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from commune_desk.domain.errors import Refused
from sync.wire.numbers import varint

SEAL: Final = 0
HELLO: Final = 1
OPS: Final = 2
PART: Final = 3
HEADS: Final = 4
ACK: Final = 5
RECEIPTS: Final = 6
RUNS: Final = 7
SCANS: Final = 8
NOTICE: Final = 9
ASK: Final = 10
SUMS: Final = 11
MEND: Final = 12
END: Final = 13
"""A SEAL after which the stream ends."""
HELD: Final = 14
_FAR: Final = 15

TAG_BYTES: Final = 7
FRAME_LIMIT: Final = 1 << 20
GROUP_LIMIT: Final = 4 << 20
"""Bytes kept before a seal must come."""
_FRAMES_LIMIT: Final = 4096
_TYPE_BITS: Final = 4
_TYPE_MASK: Final = 15
_LENGTH_BYTES: Final = 4
_TOP: Final = 255

Frame = tuple[int, bytes]
KeyOf = Callable[[bytes], bytes]


class DamagedStream(Refused):
    """The stream is not what its sender sealed: 'frame-damaged' (a tag), 'frame-too-large', 'frame-unsealed' (cut
    before END), 'frame-after-end', 'frame-no-hello'. Groups given out before stay good.
    """

    code = "frame-damaged"


class _Chain:
    """The tags of one direction, one after another."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._tag = b""
        self._index = 0

    def next(self, kind: int, sealed: bytes) -> bytes:
        mac = blake2b(key=self._key, digest_size=TAG_BYTES)
        mac.update(self._tag + varint(self._index) + bytes((kind,)))
        mac.update(sealed)
        self._tag = mac.digest()
        self._index += 1
        return self._tag


def _framed(kind: int, payload: bytes) -> bytes:
    if kind < _FAR:
        return varint(len(payload) << _TYPE_BITS | kind) + payload
    return varint((len(payload) + 1) << _TYPE_BITS | _FAR) + bytes((kind,)) + payload


class FrameWriter:
    """Gathers frames and seals them; `key` up to 64 bytes, of this direction of this request alone."""

    def __init__(self, key: bytes) -> None:
        self._chain = _Chain(key)
        self._open = bytearray()

    def frame(self, kind: int, payload: bytes) -> None:
        """Add a frame to the group; raises DamagedStream('frame-too-large')."""
        if len(payload) >= FRAME_LIMIT or len(self._open) + len(payload) > GROUP_LIMIT - _TOP:
            raise DamagedStream("frame-too-large")
        self._open += _framed(kind, payload)

    @property
    def size(self) -> int:
        """Bytes of the group so far."""
        return len(self._open)

    def seal(self, *, last: bool = False) -> bytes:
        """The bytes of the group, sealed, to be sent as they are; `last`: the stream ends with it."""
        kind = END if last else SEAL
        group = bytes(self._open)
        self._open.clear()
        return group + _framed(kind, self._chain.next(kind, group))


class FrameReader:
    """Gives out groups as their seals arrive; whatever pieces the bytes come in.

    `key`: the 32-byte key, or, where the first frame tells whose it is, what finds the key from that HELLO payload
    (it may raise any DeskError, which `feed` passes on).
    """

    def __init__(self, key: bytes | KeyOf) -> None:
        self._chain = _Chain(key) if isinstance(key, bytes) else None
        self._key_of = None if isinstance(key, bytes) else key
        self._data = bytearray()
        self._at = 0
        self._frames: list[Frame] = []
        self._ended = False
        self._broken: DamagedStream | None = None

    @property
    def is_finished(self) -> bool:
        """END has come."""
        return self._ended

    def feed(self, data: bytes) -> list[list[Frame]]:
        """The groups that became whole; raises DamagedStream, after which the reader is of no more use.

        Damage behind whole groups in the same `data` is told at the next call (or `close`), so that none is lost.
        """
        if self._broken is not None:
            raise self._broken
        self._data += data
        groups: list[list[Frame]] = []
        try:
            while (found := self._next()) is not None:
                self._take(found, groups)
        except DamagedStream as error:
            self._broken = error
            self._data.clear()
            if not groups:
                raise
        return groups

    def close(self) -> None:
        """No more bytes will come; raises DamagedStream where the stream was damaged or cut before its END."""
        if self._broken is not None:
            raise self._broken
        if not self._ended:
            raise DamagedStream("frame-unsealed")

    def _take(self, frame: Frame, groups: list[list[Frame]]) -> None:
        kind, payload = frame
        if kind not in (SEAL, END):
            self._frames.append(frame)
            self._chain_of_hello()
            return
        before = self._at - len(payload) - 1
        tag = self._chain_of_hello().next(kind, bytes(memoryview(self._data)[:before]))
        if not compare_digest(tag, payload):
            raise DamagedStream
        groups.append(self._frames)
        self._frames = []
        del self._data[: self._at]
        self._at = 0
        self._ended = kind == END

    def _chain_of_hello(self) -> _Chain:
        if self._chain is None:
            if self._key_of is None or not self._frames or self._frames[0][0] != HELLO:
                raise DamagedStream("frame-no-hello")
            self._chain = _Chain(self._key_of(self._frames[0][1]))
        return self._chain

    def _next(self) -> Frame | None:
        """The frame at `_at` if it is whole, and move past it."""
        if self._ended:
            if self._data:
                raise DamagedStream("frame-after-end")
            return None
        found = self._head()
        if found is None:
            return None
        head, start = found
        kind, length = head & _TYPE_MASK, head >> _TYPE_BITS
        self._check(kind, length, start)
        if len(self._data) < start + length:
            return None
        payload = bytes(memoryview(self._data)[start : start + length])
        self._at = start + length
        if kind < _FAR:
            return kind, payload
        if payload[0] < _FAR:
            raise DamagedStream
        return payload[0], payload[1:]

    def _check(self, kind: int, length: int, start: int) -> None:
        if length > FRAME_LIMIT or start + length > GROUP_LIMIT or len(self._frames) >= _FRAMES_LIMIT:
            raise DamagedStream("frame-too-large")
        if (kind in (SEAL, END) and length != TAG_BYTES) or (kind == _FAR and not length):
            raise DamagedStream

    def _head(self) -> tuple[int, int] | None:
        """The varint at `_at` and where its payload begins; None while it is not whole."""
        head = 0
        for place in range(_LENGTH_BYTES):
            at = self._at + place
            if at >= len(self._data):
                return None
            head |= (self._data[at] & 0x7F) << (7 * place)
            if self._data[at] < 0x80:  # noqa: PLR2004  the last byte of a varint
                return head, at + 1
        raise DamagedStream("frame-too-large")
