"""Bodies of entries taken apart: the shape of each change, and what stands in it, in columns.

A body is msgpack [origins, [change, …]] (`storage.codec`, whose meaning stays unknown here). A change's shape is its
structure with all numbers, texts and bytes taken out: changes that fill the same fields share one. The values go to
columns by shape and place, in the entries' order; instants are told by their distance from the one before in the
entry, the counted place of a new record by its distance from what it would be next. Whatever does not come back bit by
bit from its parts travels as it is.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from sync.wire.columns import NUMBER_LIMIT
from sync.wire.numbers import Malformed

Shape = Any
"""A leaf's letter; (None, shape …) of an array; (keys, shape …) of a map; (False, tag, shape …) or (True, tag, kind,
shape …) of a change."""
Value = Any
INT: Final = 0
TEXT: Final = 1
BYTES: Final = 2
NIL: Final = 3
TRUE: Final = 4
FALSE: Final = 5
FLOAT: Final = 6
INSTANT: Final = 7
HOUR: Final = 8
PLACE: Final = 9
"""Letters: INSTANT seconds since the one before; HOUR a full hour, since the day of the one before; PLACE see above."""
_EARLIEST: Final = 1_000_000_000
_LATEST: Final = 4_000_000_000
_HOUR_S: Final = 3600
_DAY_S: Final = 86400
_DAY_H: Final = 24
_DEEPEST: Final = 12
_MOST_LEAVES: Final = 4000
_KINDED: Final = (0, 1)
_SMALL: Final = 128
_AS_THEY_ARE: Final = {str: TEXT, bytes: BYTES, float: FLOAT}
_KEY_TYPES: Final = frozenset((int, str))
_FIXED: Final = {NIL: None, TRUE: True, FALSE: False}


class NoShape(Exception):
    """The value holds something columns have no place for."""


class Cursor:
    """What the values of one entry are told from: its last instant, how many records it made."""

    __slots__ = ("made", "now")

    def __init__(self, now: int) -> None:
        self.now = now
        self.made = 0


# ------------------------------------------------------------------ taking apart
def part_change(change: Value, cursor: Cursor, leaves: list[Value]) -> Shape:
    """The shape of a change, its values added to `leaves`; raises NoShape."""
    if type(change) is not list or not change or type(change[0]) is not int or not 0 <= change[0] < _SMALL:
        raise NoShape
    tag = change[0]
    if tag not in _KINDED or len(change) < 3 or type(change[1]) is not int:  # noqa: PLR2004
        return (False, tag, *_part_all(change[1:], cursor, leaves, 1))
    if tag or type(change[2]) is not int or abs(change[2]) >= NUMBER_LIMIT:
        return (True, tag, change[1], *_part_all(change[2:], cursor, leaves, 1))
    leaves.append(change[2] - cursor.made)
    cursor.made = change[2] + 1
    return (True, tag, change[1], PLACE, *_part_all(change[3:], cursor, leaves, 1))


def _part_all(values: Iterable[Value], cursor: Cursor, leaves: list[Value], depth: int) -> list[Shape]:
    shapes: list[Shape] = []
    for value in values:
        kind = type(value)
        if kind is int:
            if -NUMBER_LIMIT < value <= _EARLIEST:
                leaves.append(value)
                shapes.append(INT)
            else:
                shapes.append(_part_number(value, cursor, leaves))
        elif kind in _AS_THEY_ARE:
            leaves.append(value)
            shapes.append(_AS_THEY_ARE[kind])
        elif kind is dict:
            shapes.append((_keys(value), *_part_all(value.values(), cursor, leaves, _deeper(depth, leaves))))
        else:
            shapes.append(_part_other(value, cursor, leaves, depth))
    return shapes


def _deeper(depth: int, leaves: list[Value]) -> int:
    if depth > _DEEPEST or len(leaves) > _MOST_LEAVES:
        raise NoShape
    return depth + 1


def _part_other(value: Value, cursor: Cursor, leaves: list[Value], depth: int) -> Shape:
    if type(value) is list:
        return (None, *_part_all(value, cursor, leaves, _deeper(depth, leaves)))
    if value is None:
        return NIL
    if type(value) is not bool:
        raise NoShape
    return TRUE if value else FALSE


def _part_number(value: int, cursor: Cursor, leaves: list[Value]) -> Shape:
    if not _EARLIEST < value < _LATEST:
        if abs(value) >= NUMBER_LIMIT:
            raise NoShape
        leaves.append(value)
        return INT
    if value % _HOUR_S == 0:
        leaves.append(value // _HOUR_S - _DAY_H * (cursor.now // _DAY_S))
        return HOUR
    leaves.append(value - cursor.now)
    cursor.now = value
    return INSTANT


def _keys(value: dict[Value, Value]) -> tuple[Value, ...]:
    keys = tuple(value)
    if not _KEY_TYPES.issuperset(map(type, keys)):
        raise NoShape
    return keys


# ------------------------------------------------------------------ putting together
def join_change(shape: Shape, cursor: Cursor, leaves: Iterator[Value]) -> list[Value]:
    """The change of that (checked) shape with the next values."""
    fixed = 3 if shape[0] else 2
    return [*shape[1:fixed], *_join_all(shape[fixed:], cursor, leaves)]


def _join_all(shapes: tuple[Shape, ...], cursor: Cursor, leaves: Iterator[Value]) -> list[Value]:
    return [next(leaves) if type(one) is int and one <= BYTES else _join(one, cursor, leaves) for one in shapes]


def _join(shape: Shape, cursor: Cursor, leaves: Iterator[Value]) -> Value:
    if type(shape) is tuple:
        found = _join_all(shape[1:], cursor, leaves)
        return found if shape[0] is None else dict(zip(shape[0], found, strict=True))
    if shape in _FIXED:
        return _FIXED[shape]
    value = next(leaves)
    if shape == INSTANT:
        cursor.now = value = value + cursor.now
    elif shape == HOUR:
        value = _HOUR_S * (value + _DAY_H * (cursor.now // _DAY_S))
    elif shape == PLACE:
        value += cursor.made
        cursor.made = value + 1
    return value


@lru_cache(maxsize=512)
def leaves_of(shape: Shape) -> list[tuple[Shape, int]]:
    """The column (any hashable name, unlike for unlike places) and the letter of each value of a change's shape."""
    fixed = 3 if shape[0] else 2
    found: list[tuple[Shape, int]] = []
    for place, one in enumerate(shape[fixed:]):
        _walk(one, (shape[:fixed], place), found)
    return found


def _walk(shape: Shape, path: tuple[Shape, ...], found: list[tuple[Shape, int]]) -> None:
    if type(shape) is not tuple:
        if shape not in _FIXED:
            found.append(((path, shape), shape))
        return
    names = range(len(shape)) if shape[0] is None else shape[0]
    for name, one in zip(names, shape[1:], strict=False):
        _walk(one, (path, shape[0] is None, name), found)


# ------------------------------------------------------------------ shapes on the wire
def encode_shape(shape: Shape) -> bytes:
    """Msgpack."""
    return msgspec.msgpack.encode(shape)


def decode_shape(data: bytes) -> Shape:
    """The shape of a change, checked; raises Malformed."""
    try:
        raw = msgspec.msgpack.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Malformed from error
    if type(raw) is not list or len(raw) < 2 or type(raw[0]) is not bool:  # noqa: PLR2004
        raise Malformed
    fixed = 3 if raw[0] else 2
    if len(raw) < fixed or any(type(one) is not int for one in raw[1:fixed]):
        raise Malformed
    return (*raw[:fixed], *[_checked(one, 1) for one in raw[fixed:]])


def _checked(raw: Value, depth: int) -> Shape:
    if type(raw) is int and INT <= raw <= PLACE:
        return raw
    if type(raw) is not list or not raw or depth > _DEEPEST + 1:
        raise Malformed
    parts = [_checked(one, depth + 1) for one in raw[1:]]
    if raw[0] is None:
        return (None, *parts)
    if type(raw[0]) is not list or len(raw[0]) != len(parts):
        raise Malformed
    if any(type(key) is not int and type(key) is not str for key in raw[0]):
        raise Malformed
    return (tuple(raw[0]), *parts)
