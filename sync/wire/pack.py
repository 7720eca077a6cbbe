"""Packs: a stretch of rows, each a whole entry or the bare id of one the receiver holds, in few bytes.

    pack  = head | (length of stored | stored) | plain            (docs/PROTOCOL.md, Packs)
    head  = number of the dictionary and book (4 bits, 0: none) | SQUEEZED plain is a zstd frame | STORED there is some
            | ROWS plain is the msgpack of the rows, one by one: what columns have no place for
    plain = count << 4 | what is told of the rows; origins not known; columns of the rows; bodies (`sync.wire.bodies`)

The same rows give the same bytes. Bodies come back bit by bit.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import repeat
from typing import Any, Final

import msgspec
import zstandard

from commune_desk.domain.errors import Refused
from commune_desk.domain.ids import EntryId, Origin, RecordId
from commune_desk.entries import Entry
from sync.wire.bodies import BodyReader, BodyWriter, OriginTable
from sync.wire.book import BOOKS, NEWEST, Book
from sync.wire.columns import NUMBER_LIMIT, Sections, Source, read_numbers, read_places, write_numbers, write_places
from sync.wire.messages import KEY_BYTES
from sync.wire.numbers import ByteReader, Malformed, varint
from sync.wire.shapes import Value
from sync.wire.texts import read_texts, write_texts

SPREAD_LIMIT: Final = 16 << 20
"""Bytes of an unpacked pack, and of all its bodies."""
ROWS_LIMIT: Final = 100_000
_VALUES_LIMIT: Final = 64 << 20
Row = Entry | EntryId
_ID_MASK: Final = 15
_SQUEEZED: Final = 16
_STORED: Final = 32
_ROWS: Final = 64
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


class DamagedPack(Refused):
    """'pack-damaged'; 'pack-too-large'; 'pack-dictionary': a newer program's."""

    code = "pack-damaged"


def key_of(data: bytes) -> bytes:
    """The 8 bytes that name a pack in PARTs."""
    return blake2b(data, digest_size=KEY_BYTES).digest()


def pack(rows: Sequence[Row], about: Origin | None = None, at_ms: int = 0, *, is_quick: bool = False) -> bytes:
    """The rows' bytes. `about` an origin and `at_ms` a time both sides know, for small packs (0: none).

    `is_quick`: spend less time, 5 % more bytes.

    Raises DamagedPack('pack-too-large') for more rows or bodies than a pack may hold.
    """
    if len(rows) > ROWS_LIMIT or sum(len(one.body) for one in rows if isinstance(one, Entry)) > SPREAD_LIMIT:
        raise DamagedPack("pack-too-large")
    if all(map(_fits, rows)):
        return _closed(0, plain_of(rows, BOOKS[NEWEST], about, at_ms), is_quick=is_quick)
    out = Sections()
    out.plain += msgspec.msgpack.encode([_row(one) for one in rows])
    return _closed(_ROWS, out, is_quick=is_quick)


def plain_of(rows: Sequence[Row], book: Book, about: Origin | None = None, at_ms: int = 0) -> Sections:
    """The rows in columns, before zstd."""
    out = Sections()
    _Writer(out, book, about, at_ms).write(rows)
    return out


def unpack(data: bytes, about: Origin | None = None, at_ms: int = 0) -> list[Row]:
    """The rows, entries without seq and hash; `about` and `at_ms` as `pack` had them. Raises DamagedPack."""
    try:
        return _unpacked(data, about, at_ms)
    except (zstandard.ZstdError, msgspec.MsgspecError, Malformed, ValueError, TypeError) as error:
        raise DamagedPack from error
    except (OverflowError, RecursionError, RuntimeError, StopIteration, IndexError) as error:
        raise DamagedPack from error


# ------------------------------------------------------------------ sections
def _closed(head: int, out: Sections, *, is_quick: bool) -> bytes:
    plain = bytes(out.plain)
    squeezed = BOOKS[NEWEST].squeeze(plain, is_quick=is_quick)
    head |= NEWEST | (_STORED if out.stored else 0)
    if len(squeezed) < len(plain):
        head, plain = head | _SQUEEZED, squeezed
    return bytes((head,)) + (varint(len(out.stored)) + out.stored if out.stored else b"") + plain


def _unpacked(data: bytes, about: Origin | None, at_ms: int) -> list[Row]:
    reader = ByteReader(data)
    head = reader.take(1)[0]
    book = BOOKS.get(head & _ID_MASK)
    if book is None:
        raise DamagedPack("pack-dictionary")
    stored = reader.take(reader.varint()) if head & _STORED else b""
    plain = reader.rest()
    if head & _SQUEEZED:
        plain = book.spread(plain, SPREAD_LIMIT)
    if len(plain) > SPREAD_LIMIT:
        raise DamagedPack("pack-too-large")
    if head & _ROWS:
        return [_read_row(*one) for one in msgspec.msgpack.decode(plain, type=list[list[Any]])]
    return _read(Source(plain, stored, _VALUES_LIMIT), book, about, at_ms)


# ------------------------------------------------------------------ rows in columns
def _fits(row: Row) -> bool:
    if not isinstance(row, Entry):
        return 0 <= row.n < NUMBER_LIMIT and max(row.origin) < _HALF
    numbers = (row.id.n, row.hlc, row.wall_ms, row.offset_min, *_numbers(row.staff), *_numbers(row.post))
    return min(numbers) > -NUMBER_LIMIT and max(numbers) < NUMBER_LIMIT and max(row.id.origin) < _HALF


def _numbers(id_: RecordId | None) -> tuple[int, ...]:
    return () if id_ is None else (*id_.origin, id_.n, id_.k)


class _Writer:
    """Writes the rows of one pack."""

    def __init__(self, out: Sections, book: Book, about: Origin | None, at_ms: int) -> None:
        self._out = out
        self._book = book
        self._about = about
        self._origins = OriginTable(() if about is None else (about,))
        self._at_ms = at_ms

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


def _read(source: Source, book: Book, about: Origin | None, at_ms: int) -> list[Row]:
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
        if not 0 <= n < NUMBER_LIMIT:
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
        yield Entry(id_, clock << _COUNTER_BITS | counter, wall_ms, minute, who, post, action, body)


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


# ------------------------------------------------------------------ rows one by one
def _row(row: Row) -> list[object]:
    if isinstance(row, EntryId):
        return [*row.origin, row.n]
    named = [None if one is None else _numbers(one) for one in (row.staff, row.post)]
    return [*row.id.origin, row.id.n, row.hlc, row.wall_ms, row.offset_min, *named, row.action, row.body]


def _read_row(device: int, random: int, n: int, *rest: Value) -> Row:
    id_ = EntryId(Origin(device, random), n)
    if not rest:
        return id_
    hlc, wall_ms, offset_min, staff, post, action, body = rest
    named = [None if one is None else RecordId(Origin(one[0], one[1]), one[2], one[3]) for one in (staff, post)]
    return Entry(id_, hlc, wall_ms, offset_min, named[0], named[1], action, body)
