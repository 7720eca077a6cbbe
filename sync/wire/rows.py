"""The rows of a pack in columns: ids, clocks, who signed, actions; bodies in `sync.wire.bodies`.

    count << 4 | what is told of the rows | origins the other side does not know | columns

Also rows one by one, for what columns have no place for (numbers of more than 61 bits).
"""

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Final

import msgspec

from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry
from sync.wire.bodies import BodyReader, BodyWriter, OriginTable
from sync.wire.book import Book
from sync.wire.columns import NUMBER_LIMIT, Sections, Source, read_numbers, read_places, write_numbers, write_places
from sync.wire.messages import Count, Half, decode
from sync.wire.numbers import ByteReader, Malformed, varint
from sync.wire.texts import read_texts, write_texts

SPREAD_LIMIT: Final = 16 << 20
"""Bytes of an unpacked pack, and of all its bodies and actions."""
ROWS_LIMIT: Final = 100_000
VALUES_LIMIT: Final = 1_000_000
"""Values of bodies a pack is written with in columns; a reader bears `_READ` times as many, with what tells of them."""
_READ: Final = 8
Row = Entry | EntryId
_MIXED: Final = 1
_BARE: Final = 2
_ELSEWHERE: Final = 4
_DRIFTING: Final = 8
_FLAG_BITS: Final = 4
_FLAG_MASK: Final = 15
_COUNTER_BITS: Final = 16
_COUNTER_MASK: Final = (1 << _COUNTER_BITS) - 1
_MINUTES: Final = 420
"""Viet Nam's time zone."""
_SECOND_MS: Final = 1000
_HALF: Final = 1 << 32
_LAST_MS: Final = 253_402_000_000_000
"""The end of the year 9999."""
_DAY_MINUTES: Final = 1440


class DamagedPack(Refused):
    """'pack-damaged'; 'pack-too-large'; 'pack-dictionary': a newer program's."""

    code = "pack-damaged"


def fits(row: Row) -> bool:
    """Whether columns have a place for its numbers."""
    if not isinstance(row, Entry):
        return 0 <= row.n < NUMBER_LIMIT and max(row.origin) < _HALF
    numbers = (row.id.n, row.hlc, row.wall_ms, row.offset_min, *_numbers(row.staff), *_numbers(row.post))
    return min(numbers) > -NUMBER_LIMIT and max(numbers) < NUMBER_LIMIT and max(row.id.origin) < _HALF


def _numbers(id_: RecordId | None) -> tuple[int, ...]:
    return () if id_ is None else (*id_.origin, id_.n, id_.k)


class RowWriter:
    """Writes the rows of one pack."""

    def __init__(self, out: Sections, book: Book, about: Origin | None, at_ms: int) -> None:
        self._out = out
        self._book = book
        self._about = about
        self._origins = OriginTable(() if about is None else (about,))
        self._at_ms = at_ms
        self.values = 0

    def write(self, rows: Sequence[Row]) -> None:
        """All of them."""
        entries = [one for one in rows if isinstance(one, Entry)]
        bare = len(rows) - len(entries)
        flags = (_BARE if bare == len(rows) else _MIXED if bare else 0) | (
            _ELSEWHERE if any(one.offset_min != _MINUTES for one in entries) else 0
        )
        if any(one.hlc & _COUNTER_MASK or one.wall_ms != one.hlc >> _COUNTER_BITS for one in entries):
            flags |= _DRIFTING
        body = Sections()
        self._write_ids([one.id if isinstance(one, Entry) else one for one in rows], body)
        if flags & _MIXED:
            write_numbers(body, [int(isinstance(one, Entry)) for one in rows])
        if entries:
            self._write_entries(entries, flags, body)
        self._out.plain += varint(len(rows) << _FLAG_BITS | flags)
        self._write_origins()
        self._out.plain += body.plain
        self._out.stored += body.stored

    def _write_ids(self, ids: list[EntryId], out: Sections) -> None:
        write_numbers(out, [self._origins.number(one.origin) for one in ids])
        expected: dict[Origin, int] = {}
        found = []
        for origin, n in ids:
            found.append(n - expected.get(origin, 0))
            expected[origin] = n + 1
        write_numbers(out, found)

    def _write_entries(self, entries: list[Entry], flags: int, out: Sections) -> None:
        write_numbers(out, [(one.hlc >> _COUNTER_BITS) - self._at_ms for one in entries])
        if flags & _DRIFTING:
            write_numbers(out, [one.hlc & _COUNTER_MASK for one in entries])
            write_numbers(out, [one.wall_ms - (one.hlc >> _COUNTER_BITS) for one in entries])
        if flags & _ELSEWHERE:
            write_numbers(out, [one.offset_min for one in entries])
        self._write_names([one.staff for one in entries], out)
        self._write_names([one.post for one in entries], out)
        self._write_actions([one.action for one in entries], out)
        bodies = BodyWriter(self._origins, self._book)
        for one in entries:
            bodies.add(one.id.origin, one.wall_ms // _SECOND_MS, one.body)
        bodies.write(out)
        self.values += bodies.values

    def _write_names(self, ids: list[RecordId | None], out: Sections) -> None:
        distinct = write_places(out, ids)
        write_numbers(out, [0 if one is None else self._origins.number(one.origin) + 1 for one in distinct])
        write_numbers(out, [one.n for one in distinct if one])
        write_numbers(out, [one.k for one in distinct if one])

    def _write_actions(self, actions: list[str], out: Sections) -> None:
        known = self._book.action_number
        distinct = write_places(out, actions)
        write_numbers(out, [known.get(one, -1) for one in distinct])
        write_texts(out, [one for one in distinct if one not in known])

    def _write_origins(self) -> None:
        devices = [] if self._about is None else [self._about.device]
        added = self._origins.origins[len(devices) :]
        is_same = bool(devices) and all(one.device == devices[0] for one in added)
        self._out.plain += varint(len(added) << 1 | is_same)
        for device, random in added:
            if is_same:
                pass
            elif device not in devices:
                self._out.plain += varint(len(devices)) + device.to_bytes(4, "big")
                devices.append(device)
            else:
                self._out.plain += varint(devices.index(device))
            self._out.plain += random.to_bytes(4, "big")


def read_columns(plain: bytes, stored: bytes, book: Book, about: Origin | None, at_ms: int) -> list[Row]:
    """The rows of both sections; raises Malformed, DamagedPack('pack-too-large') or any error `unpack` names."""
    source = Source(plain, stored, _READ * VALUES_LIMIT, SPREAD_LIMIT)
    head = source.plain.varint()
    count, flags = head >> _FLAG_BITS, head & _FLAG_MASK
    if count > ROWS_LIMIT:
        raise DamagedPack("pack-too-large")
    origins = _read_origins(source.plain, about)
    ids = _read_ids(source, count, origins)
    if flags & _BARE:
        return list(ids)
    whole = read_numbers(source, count) if flags & _MIXED else [1] * count
    entries = _entries(
        source, [id_ for id_, is_whole in zip(ids, whole, strict=True) if is_whole], flags, book, origins, at_ms
    )
    return [next(entries) if is_whole else id_ for id_, is_whole in zip(ids, whole, strict=True)]


def _read_origins(plain: ByteReader, about: Origin | None) -> OriginTable:
    table = [] if about is None else [about]
    devices = [one.device for one in table]
    head = plain.varint()
    for _ in range(head >> 1):
        place = 0 if head & 1 else plain.varint()
        if place == len(devices):
            devices.append(int.from_bytes(plain.take(4), "big"))
        table.append(Origin(devices[place], int.from_bytes(plain.take(4), "big")))
    return OriginTable(table)


def _read_ids(source: Source, count: int, origins: OriginTable) -> list[EntryId]:
    named = [origins.origin(number) for number in read_numbers(source, count)]
    expected: dict[Origin, int] = {}
    found = []
    for origin, step in zip(named, read_numbers(source, count), strict=True):
        n = expected.get(origin, 0) + step
        if not 0 < n < NUMBER_LIMIT:
            raise Malformed
        expected[origin] = n + 1
        found.append(EntryId(origin, n))
    return found


def _entries(
    source: Source, ids: list[EntryId], flags: int, book: Book, origins: OriginTable, at_ms: int
) -> Iterator[Entry]:
    count = len(ids)
    clocks = [one + at_ms for one in read_numbers(source, count)]
    counters: Sequence[int] = read_numbers(source, count) if flags & _DRIFTING else [0] * count
    drifts: Sequence[int] = read_numbers(source, count) if flags & _DRIFTING else [0] * count
    minutes = read_numbers(source, count) if flags & _ELSEWHERE else repeat(_MINUTES, count)
    staff, posts = _read_names(source, count, origins), _read_names(source, count, origins)
    actions = _read_actions(source, count, book)
    bodies = BodyReader(source, count, origins, book)
    spread = 0
    for id_, clock, counter, drift, minute, who, post, action in zip(
        ids, clocks, counters, drifts, minutes, staff, posts, actions, strict=True
    ):
        wall_ms = clock + drift
        body = bodies.next(wall_ms // _SECOND_MS)
        spread += len(body)
        if spread > SPREAD_LIMIT:
            raise DamagedPack("pack-too-large")
        if not 0 <= counter <= _COUNTER_MASK:
            raise Malformed
        yield checked(Entry(id_, clock << _COUNTER_BITS | counter, wall_ms, minute, who, post, action, body))


def _read_names(source: Source, count: int, origins: OriginTable) -> list[RecordId | None]:
    places, new = read_places(source, count)
    numbers = read_numbers(source, new)
    named = sum(map(bool, numbers))
    rest = iter(zip(read_numbers(source, named), read_numbers(source, named), strict=True))
    distinct = [RecordId(origins.origin(number - 1), *next(rest)) if number else None for number in numbers]
    return [distinct[place] for place in places]


def _read_actions(source: Source, count: int, book: Book) -> list[str]:
    places, new = read_places(source, count)
    numbers = read_numbers(source, new)
    texts = iter(read_texts(source, sum(one < 0 for one in numbers)))
    distinct = [next(texts) if one < 0 else book.actions[one] for one in numbers]
    return [distinct[place] for place in places]


def checked(entry: Entry) -> Entry:
    """An entry whose numbers a database and a calendar can hold; raises Malformed."""
    is_sound = 0 <= entry.hlc < 1 << 63 and 0 <= entry.wall_ms < _LAST_MS and abs(entry.offset_min) < _DAY_MINUTES
    if not is_sound or any(one and (one.n < 0 or one.k < 0) for one in (entry.staff, entry.post)):
        raise Malformed
    return entry


# ------------------------------------------------------------------ rows one by one
_Named = tuple[Half, Half, Count, Count]


class _PlainRow(msgspec.Struct, array_like=True, frozen=True):
    device: Half
    random: Half
    n: Count
    hlc: Count = 0
    wall_ms: Count = 0
    offset_min: int = 0
    staff: _Named | None = None
    post: _Named | None = None
    action: str = ""
    body: bytes | None = None


def write_one_by_one(rows: Sequence[Row]) -> bytes:
    """Count, then length and msgpack of each."""
    parts = [varint(len(rows))]
    for row in rows:
        data = msgspec.msgpack.encode(_plain(row))
        parts += [varint(len(data)), data]
    return b"".join(parts)


def read_one_by_one(data: bytes) -> list[Row]:
    """Raises Malformed, DamagedPack('pack-too-large')."""
    reader = ByteReader(data)
    count = reader.varint()
    if count > ROWS_LIMIT:
        raise DamagedPack("pack-too-large")
    return [_row(decode(reader.take(reader.varint()), _PlainRow)) for _ in range(count)]


def _plain(row: Row) -> _PlainRow:
    if isinstance(row, EntryId):
        return _PlainRow(*row.origin, row.n)
    staff, post = [None if one is None else (*one.origin, one.n, one.k) for one in (row.staff, row.post)]
    return _PlainRow(*row.id.origin, row.id.n, row.hlc, row.wall_ms, row.offset_min, staff, post, row.action, row.body)


def _row(row: _PlainRow) -> Row:
    id_ = EntryId(Origin(row.device, row.random), row.n)
    if row.body is None:
        return id_
    staff, post = [None if one is None else RecordId(Origin(*one[:2]), *one[2:]) for one in (row.staff, row.post)]
    return checked(Entry(id_, row.hlc, row.wall_ms, row.offset_min, staff, post, row.action, row.body))
