"""The bodies of a pack's entries in columns: templates (which shapes of changes follow each other), then values.

    bodies    = templates and their places | shapes unknown to the book | bodies kept raw | origins named | columns
    template  = forms of the origins named (0: random alone, 1: device too) and the numbers of the changes' shapes

Shapes, actions and short templates in the book (`sync.wire.book`) are known to both sides by number.
"""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from commune_desk.domain.ids import Origin
from sync.wire.columns import (
    Sections,
    Source,
    read_bytes,
    read_numbers,
    read_places,
    write_bytes,
    write_numbers,
    write_places,
)
from sync.wire.numbers import Malformed, varint
from sync.wire.shapes import (
    BYTES,
    FLOAT,
    TEXT,
    Cursor,
    NoShape,
    Shape,
    Value,
    decode_shape,
    encode_shape,
    join_change,
    leaves_of,
    part_change,
)
from sync.wire.texts import read_texts, write_texts

Template = tuple[tuple[int, ...], tuple[int, ...]]
RAW: Final[Template] = ((), (-1,))
_HALF: Final = 1 << 32
_PAIR: Final = 2
_MOST_SHAPES: Final = 4000
_DOUBLE: Final = struct.Struct(">d")
_decoder: Final = msgspec.msgpack.Decoder()
_encoder: Final = msgspec.msgpack.Encoder()


class KnownBodies(Protocol):
    """The part of a book that bodies lean on."""

    shapes: Sequence[Shape]
    sizes: Sequence[int]
    templates: Sequence[Template]
    shape_number: Mapping[Shape, int]
    template_number: Mapping[Template, int]


class OriginTable:
    """Origins by number."""

    def __init__(self, origins: Sequence[Origin] = ()) -> None:
        self.origins = list(origins)
        self._number = {one: at for at, one in enumerate(self.origins)}

    def number(self, origin: Origin) -> int:
        """Its number, new if need be."""
        found = self._number.get(origin)
        if found is None:
            found = self._number[origin] = len(self.origins)
            self.origins.append(origin)
        return found

    def origin(self, number: int) -> Origin:
        """Raises Malformed."""
        if not 0 <= number < len(self.origins):
            raise Malformed
        return self.origins[number]


class BodyWriter:
    """Takes bodies apart; `add` each in order, then `write`."""

    def __init__(self, origins: OriginTable, book: KnownBodies) -> None:
        self._origins = origins
        self._shapes: dict[Shape, tuple[int, list[Any]]] = {}
        self._columns: dict[Shape, tuple[int, list[Any]]] = {}
        self._known = book.shape_number
        self._templates = book.template_number
        self.new_shapes: list[Shape] = []
        self._named: list[int] = []
        self._raw: list[bytes] = []
        self.templates: list[Template] = []
        self.values = 0

    def add(self, origin: Origin, now: int, body: bytes) -> None:
        """The body of an entry of `origin`, written at `now` (seconds since 1970 UTC)."""
        template = self._shred(origin, now, body)
        if template is None:
            self._raw.append(body)
        self.templates.append(template or RAW)

    def _shred(self, origin: Origin, now: int, body: bytes) -> Template | None:
        try:
            value = _decoder.decode(body)
            named, forms = self._origins_of(origin, value)
            cursor, parted = Cursor(now), []
            for change in value[1]:
                leaves: list[Any] = []
                parted.append((part_change(change, cursor, leaves), leaves))
            if _encoder.encode(value) != body:
                return None
        except (msgspec.MsgspecError, NoShape, ValueError, TypeError, OverflowError, RecursionError):
            return None
        self._named += map(self._origins.number, named)
        return forms, tuple([self._put(shape, leaves) for shape, leaves in parted])

    def _origins_of(self, origin: Origin, value: Value) -> tuple[list[Origin], tuple[int, ...]]:
        if type(value) is not list or len(value) != _PAIR or type(value[0]) is not list or type(value[1]) is not list:
            raise NoShape
        found = []
        for one in value[0]:
            pair = one if type(one) is list else (origin.device, one)
            if len(pair) != _PAIR or any(type(half) is not int or not 0 <= half < _HALF for half in pair):
                raise NoShape
            found.append(Origin(*pair))
        return found, tuple([int(type(one) is list) for one in value[0]])

    def _put(self, shape: Shape, leaves: list[Any]) -> int:
        known = self._shapes.get(shape)
        if known is None:
            known = self._shapes[shape] = self._meet(shape)
        self.values += len(leaves)
        for append, leaf in zip(known[1], leaves, strict=True):
            append(leaf)
        return known[0]

    def _meet(self, shape: Shape) -> tuple[int, list[Any]]:
        number = self._known.get(shape)
        if number is None:
            number = len(self._known) + len(self.new_shapes)
            self.new_shapes.append(shape)
        return number, [self._columns.setdefault(path, (letter, []))[1].append for path, letter in leaves_of(shape)]

    def write(self, out: Sections) -> None:
        """Everything added."""
        distinct = write_places(out, self.templates)
        write_numbers(out, [self._templates.get(one, -1) for one in distinct])
        spelt = [one for one in distinct if one not in self._templates]
        if spelt:
            flat = [number for forms, shapes in spelt for number in (len(forms), *forms, len(shapes), *shapes)]
            out.plain += varint(len(flat))
            write_numbers(out, flat)
        out.plain += varint(len(self.new_shapes))
        for shape in map(encode_shape, self.new_shapes):
            out.plain += varint(len(shape)) + shape
        write_bytes(out, self._raw)
        write_numbers(out, self._named)
        for letter, values in sorted(self._columns.values(), key=lambda one: one[0]):
            _write_column(out, letter, values)


class BodyReader:
    """Reads what `BodyWriter` wrote, of `count` entries; then `next` gives them in order. Raises Malformed."""

    def __init__(self, source: Source, count: int, origins: OriginTable, book: KnownBodies) -> None:
        self._origins = origins
        places, new = read_places(source, count)
        distinct = _read_templates(source, new, book.templates)
        self._templates = [distinct[place] for place in places]
        added = source.count(source.plain.varint())
        if added > _MOST_SHAPES:
            raise Malformed
        spelt = [source.plain.take(source.plain.varint()) for _ in range(added)]
        self._shapes = [*book.shapes, *map(decode_shape, spelt)]
        self._sizes = [*book.sizes, *map(len, spelt)]
        self._limit = source.length
        uses = Counter(places)
        self._raw = iter(read_bytes(source, sum(use for place, use in uses.items() if distinct[place] == RAW)))
        self._named = iter(read_numbers(source, sum(use * len(distinct[place][0]) for place, use in uses.items())))
        self._leaves = self._read_columns(source, distinct, uses)
        self._at = iter(self._templates)

    def _read_columns(
        self, source: Source, distinct: list[Template], uses: Counter[int]
    ) -> dict[int, list[Iterator[Any]]]:
        counts: Counter[int] = Counter()
        for place, template in enumerate(distinct):
            if template != RAW:
                self._check_size(template[1])
                for number in template[1]:
                    counts[number] += uses[place]
        if counts and not 0 <= min(counts) <= max(counts) < len(self._shapes):
            raise Malformed
        columns: dict[Shape, list[int]] = {}
        named = {number: leaves_of(self._shapes[number]) for number in counts}
        for number, leaves in named.items():
            for path, letter in leaves:
                columns.setdefault(path, [letter, 0])[1] += counts[number]
        read = {
            path: iter(_read_column(source, letter, count))
            for path, (letter, count) in sorted(columns.items(), key=lambda one: one[1][0])
        }
        return {number: [read[path] for path, _ in leaves] for number, leaves in named.items()}

    def _check_size(self, numbers: tuple[int, ...]) -> None:
        """A few large shapes named very often would make a body of any size."""
        if sum(self._sizes[number] for number in numbers) > self._limit:
            raise Malformed

    def next(self, now: int) -> bytes:
        """The next body, of an entry written at `now`."""
        template = next(self._at)
        if template == RAW:
            return next(self._raw)
        forms, numbers = template
        named = [self._origin(form) for form in forms]
        cursor, changes = Cursor(now), []
        for number in numbers:
            leaves = self._leaves[number]
            changes.append(join_change(self._shapes[number], cursor, map(next, leaves)))
        return _encoder.encode([named, changes])

    def _origin(self, form: int) -> object:
        named = self._origins.origin(next(self._named))
        return list(named) if form else named.random


def _read_templates(source: Source, count: int, known: Sequence[Template]) -> list[Template]:
    numbers = read_numbers(source, count)
    unknown = sum(one < 0 for one in numbers)
    spelt = iter(_spelt(read_numbers(source, source.plain.varint()), unknown) if unknown else [])
    if numbers and max(numbers) >= len(known):
        raise Malformed
    return [next(spelt) if one < 0 else known[one] for one in numbers]


def _spelt(flat: list[int], count: int) -> list[Template]:
    found: list[Template] = []
    numbers = iter(flat)
    try:
        for _ in range(count):
            forms = tuple([next(numbers) for _ in range(next(numbers))])
            found.append((forms, tuple([next(numbers) for _ in range(next(numbers))])))
    except (StopIteration, RuntimeError) as error:
        raise Malformed from error
    return found


def _write_column(out: Sections, letter: int, values: list[Any]) -> None:
    if letter == TEXT:
        write_texts(out, values)
    elif letter == BYTES:
        write_bytes(out, values)
    elif letter == FLOAT:
        write_bytes(out, [_DOUBLE.pack(one) for one in values])
    else:
        write_numbers(out, values)


def _read_column(source: Source, letter: int, count: int) -> list[Any]:
    if letter == TEXT:
        return read_texts(source, count)
    if letter == BYTES:
        return read_bytes(source, count)
    if letter == FLOAT:
        return [_DOUBLE.unpack(one)[0] for one in read_bytes(source, count)]
    return read_numbers(source, count)
