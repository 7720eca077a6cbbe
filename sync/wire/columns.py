"""Columns of numbers, texts and bytes in few bytes, laid out so that zstd finds what repeats.

A pack has two sections: `plain`, squeezed by zstd afterwards, and `stored`, kept as it is because nothing can shrink it
(hashes, random digits): it would only spoil zstd's statistics. How long a column is, its reader knows.

    numbers  up to _FEW: zigzag varints; else a mode byte and
             SAME value | SPELT varints | LISTED distinct values, their places
             | PLANES base width mask, then byte 0 of every number, byte 1 … (masked planes are stored)
             SAME and PLANES can be those of the differences
    texts    up to _FEW: length and UTF-8 of each; else distinct ones and places; distinct ones as templates with the
             numbers taken out of them (`sync.wire.texts`)
    bytes    up to _FEW: length and bytes of each; else distinct ones and places; lengths; the bytes, stored if random
"""

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate
from math import log2
from operator import sub
from typing import Final, TypeVar

from sync.wire.numbers import ByteReader, Malformed, varint, zigzag

S = TypeVar("S", str, bytes)
T = TypeVar("T")
_FEW: Final = 4
_SAME: Final = 0
_SPELT: Final = 1
_LISTED: Final = 2
_PLANES: Final = 3
_DIFFERENCES: Final = 4
_WORD: Final = 8
_SPELT_UP_TO: Final = 12
_RANDOM_FROM: Final = 32
_RANDOM_MANY: Final = 2048
_RANDOM_BITS: Final = 7.75
_RANDOM_SHARE: Final = 0.92
_TOP: Final = 255
NUMBER_LIMIT: Final = 1 << 61


class Sections:
    """What a pack is written to."""

    def __init__(self) -> None:
        self.plain = bytearray()
        self.stored = bytearray()


class Source:
    """What a pack is read from. It may hold `values` values in all, texts and bytes of `length` in all."""

    def __init__(self, plain: bytes, stored: bytes, values: int, length: int) -> None:
        self.plain = ByteReader(plain)
        self.stored = ByteReader(stored)
        self._left = values
        self.length = length
        self._length_left = length

    def count(self, count: int) -> int:
        """`count`, taken from what is allowed; raises Malformed for a length bomb."""
        self._left -= count
        if self._left < 0:
            raise Malformed
        return count

    def whole(self, distinct: Sequence[S], places: list[int]) -> list[S]:
        """The distinct texts or byte strings at `places`; raises Malformed where few long ones make a bomb."""
        found = pick(distinct, places)
        self._length_left -= sum(map(len, found))
        if self._length_left < 0:
            raise Malformed
        return found


def is_random(data: bytes) -> bool:
    """Whether no coder could make `data` shorter, by the look of its bytes."""
    count = len(data)
    if count < _RANDOM_FROM:
        return False
    if count < _RANDOM_MANY:
        return len(set(data)) >= _RANDOM_SHARE * 256 * (1 - (255 / 256) ** count)
    shares = [data.count(byte) / count for byte in range(256)]
    return -sum(share * log2(share) for share in shares if share) >= _RANDOM_BITS


# ------------------------------------------------------------------ numbers
def write_numbers(out: Sections, numbers: Sequence[int]) -> None:
    """Numbers of less than 61 bits (`NUMBER_LIMIT`), so that differences fit too."""
    if len(numbers) <= _FEW:
        out.plain += b"".join(varint(zigzag(one)) for one in numbers)
        return
    first = numbers[0]
    differences = list(map(sub, numbers[1:], numbers))
    low, high = min(differences), max(differences)
    if low == high:
        mode = _SAME | (_DIFFERENCES if low else 0)
        out.plain += bytes((mode,)) + varint(zigzag(first)) + (varint(zigzag(low)) if low else b"")
        return
    if len(numbers) <= _SPELT_UP_TO:
        out.plain += bytes((_SPELT,)) + b"".join(varint(zigzag(one)) for one in numbers)
        return
    _write_many(out, numbers, differences)


def _write_many(out: Sections, numbers: Sequence[int], differences: list[int]) -> None:
    base, top = min(numbers), max(numbers)
    distinct = dict.fromkeys(numbers) if top - base > _TOP else {}
    if distinct and len(distinct) * 4 < len(numbers) and _width(len(distinct) - 1) < _width(top - base):
        out.plain += bytes((_LISTED,)) + varint(len(distinct)) + b"".join(varint(zigzag(one)) for one in distinct)
        place = {one: at for at, one in enumerate(distinct)}
        write_numbers(out, [place[one] for one in numbers])
        return
    steps = sum(map(abs, differences))
    if steps * 2 < sum(numbers) - base * len(numbers):
        out.plain += bytes((_PLANES | _DIFFERENCES,)) + varint(zigzag(numbers[0]))
        _write_planes(out, differences)
    else:
        out.plain += bytes((_PLANES,))
        _write_planes(out, numbers)


def _width(top: int) -> int:
    """Bytes of the largest number."""
    return (top.bit_length() + 7) // 8


def _write_planes(out: Sections, numbers: Sequence[int]) -> None:
    base = min(numbers)
    words = array("Q", [one - base for one in numbers] if base else numbers)
    if sys.byteorder == "big":
        words.byteswap()
    data = words.tobytes()
    width = _width(max(numbers) - base)
    planes = [data[place::_WORD] for place in range(width)]
    mask = sum(1 << place for place, plane in enumerate(planes) if is_random(plane))
    out.plain += varint(zigzag(base)) + bytes((width, mask))
    for place, plane in enumerate(planes):
        (out.stored if mask >> place & 1 else out.plain).extend(plane)


def read_numbers(source: Source, count: int) -> list[int]:
    """Raises Malformed."""
    plain = source.plain
    source.count(count)
    if count <= _FEW:
        return [plain.signed() for _ in range(count)]
    mode = plain.take(1)[0]
    if mode == _LISTED:
        values = [plain.signed() for _ in range(source.count(plain.varint()))]
        return pick(values, _read_many(source, plain.take(1)[0], count))
    return _read_many(source, mode, count)


def _read_many(source: Source, mode: int, count: int) -> list[int]:
    plain = source.plain
    if mode == _SPELT:
        return [plain.signed() for _ in range(count)]
    if mode == _PLANES:
        return _read_planes(source, count)
    if mode not in (_SAME, _SAME | _DIFFERENCES, _PLANES | _DIFFERENCES):
        raise Malformed
    first = plain.signed()
    if mode == _SAME:
        return [first] * count
    steps = [plain.signed()] * (count - 1) if mode == _SAME | _DIFFERENCES else _read_planes(source, count - 1)
    return list(accumulate(steps, initial=first))


def _read_planes(source: Source, count: int) -> list[int]:
    base = source.plain.signed()
    width, mask = source.plain.take(2)
    if width > _WORD:
        raise Malformed
    data = bytearray(count * _WORD)
    for place in range(width):
        data[place::_WORD] = (source.stored if mask >> place & 1 else source.plain).take(count)
    words = array("Q")
    words.frombytes(bytes(data))
    if sys.byteorder == "big":
        words.byteswap()
    return [one + base for one in words] if base else words.tolist()


def pick(values: Sequence[T], places: list[int]) -> list[T]:
    """`values` at `places`; raises Malformed for a place that is none."""
    if places and (min(places) < 0 or max(places) >= len(values)):
        raise Malformed
    return [values[place] for place in places]


# ------------------------------------------------------------------ bytes
def write_bytes(out: Sections, values: Sequence[bytes]) -> None:
    """Byte strings."""
    if len(values) <= _FEW:
        for one in values:
            random = is_random(one)
            out.plain += varint(len(one) << 1 | random)
            (out.stored if random else out.plain).extend(one)
        return
    distinct = write_places(out, values)
    write_numbers(out, [len(one) for one in distinct])
    joined = b"".join(distinct)
    random = is_random(joined)
    out.plain.append(random)
    (out.stored if random else out.plain).extend(joined)


def write_places(out: Sections, values: Sequence[T]) -> list[T]:
    """Which of the distinct values stands where; the distinct ones, in the order they come.

    0 is one not seen yet, so that a column without repeats costs nothing.
    """
    place: dict[T, int] = {}
    places = []
    for one in values:
        at = place.get(one, 0)
        if not at:
            place[one] = len(place) + 1
        places.append(at)
    if len(places) > 1:
        write_numbers(out, places)
    return list(place)


def read_places(source: Source, count: int) -> tuple[list[int], int]:
    """The place among the distinct values of each of `count`, and how many distinct ones there are."""
    places, new = [], 0
    for at in read_numbers(source, count) if count > 1 else [0] * count:
        if not at:
            new += 1
        elif not 0 < at <= new:
            raise Malformed
        places.append((at or new) - 1)
    return places, new


def read_bytes(source: Source, count: int) -> list[bytes]:
    """Raises Malformed."""
    if count <= _FEW:
        return [_one(source) for _ in range(source.count(count))]
    places, new = read_places(source, count)
    lengths = read_numbers(source, new)
    section = source.stored if source.plain.take(1)[0] else source.plain
    return source.whole([section.take(length) for length in lengths], places)


def _one(source: Source) -> bytes:
    head = source.plain.varint()
    return (source.stored if head & 1 else source.plain).take(head >> 1)
