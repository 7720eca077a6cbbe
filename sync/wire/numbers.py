"""Numbers in few bytes: LEB128 varints (7 bits a byte, low first) and zigzag for signed ones; a reader with limits."""

from typing import Final

from commune_desk.domain.errors import Refused

_MORE: Final = 0x80
_LOW: Final = 0x7F
_LONGEST: Final = 63
"""Bits of a number: what SQLite and PostgreSQL can keep."""


class Malformed(Refused):
    """Bytes from a line or a stick that are not what they claim to be; nothing of them was used."""

    code = "frame-malformed"


def varint(number: int) -> bytes:
    """A number from 0 on."""
    if number < _MORE:
        return bytes((number,))
    found = bytearray()
    while number >= _MORE:
        found.append(number & _LOW | _MORE)
        number >>= 7
    found.append(number)
    return bytes(found)


def zigzag(number: int) -> int:
    """0, -1, 1, -2 … as 0, 1, 2, 3 …"""
    return number << 1 if number >= 0 else (-number << 1) - 1


def unzigzag(number: int) -> int:
    """The inverse of `zigzag`."""
    return number >> 1 if not number & 1 else -((number + 1) >> 1)


class ByteReader:
    """Reads from the front of `data`; raises Malformed where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self.at

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        if not 0 <= count <= self.left:
            raise Malformed
        self.at += count
        return self._data[self.at - count : self.at]

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left)

    def varint(self) -> int:
        """A number from 0 on, below 2^63."""
        number, shift, at, data = 0, 0, self.at, self._data
        while at < len(data) and shift < _LONGEST:
            byte = data[at]
            at += 1
            number |= (byte & _LOW) << shift
            if byte < _MORE:
                self.at = at
                return number
            shift += 7
        raise Malformed

    def signed(self) -> int:
        """A zigzag varint."""
        return unzigzag(self.varint())
