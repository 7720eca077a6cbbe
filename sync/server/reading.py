"""Rows of a commune's order read back, inside a transaction or over several short ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Select, select

from commune_desk.domain.errors import DatabaseDamaged
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import NO_HASH
from commune_desk.sync_ports import mark_of
from sync.server.communes import commune_row
from sync.server.database import reading
from sync.server.ports import StoredRow
from sync.server.rows import place_key, seq_of, to_signed, unpacked
from sync.server.tables import ENTRY, ORIGIN

_FIRST_CHUNK: Final = 64
_LARGEST_CHUNK: Final = 4096
_ORIGINS_REMEMBERED: Final = 100_000


class RowReader:
    """Reads entries; remembers which origin a number stands for (that never changes)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._origins: dict[int, Origin] = {}

    def rows(self, code: str, after_seq: int, limit_bytes: int, upto_seq: int | None) -> list[StoredRow]:
        """See `ports.ServerStore.rows`."""
        found: list[StoredRow] = []
        room, chunk = limit_bytes, _FIRST_CHUNK
        with reading(self._engine) as connection:
            commune = commune_row(connection, code)
            last = commune.seq if upto_seq is None else min(upto_seq, commune.seq)
            while room > 0 and after_seq < last:
                upto = min(last, after_seq + chunk)
                for row in self.between(connection, commune.id, after_seq + 1, upto + 1):
                    found.append(row)
                    room -= len(row.entry.body)
                    if room <= 0:
                        break
                after_seq, chunk = upto, min(chunk * 2, _LARGEST_CHUNK)
        return found

    def between(self, connection: Connection, commune: int, low: int, high: int) -> list[StoredRow]:
        """The rows of places [low, high)."""
        return [self.stored(connection, row) for row in connection.execute(_range(commune, low, high))]

    def stored(self, connection: Connection, row: Row[Any]) -> StoredRow:
        """The row as the exchange knows it; raises DatabaseDamaged('entry-damaged')."""
        origin = self._origins.get(row.origin) or self._origin(connection, row.origin)
        return StoredRow(seq_of(row.place), unpacked(origin, (row.place, row.n, row.hash, row.body)))

    def row_of(self, code: str, id_: EntryId) -> StoredRow | None:
        """See `ports.ServerStore.row_of`."""
        with reading(self._engine) as connection:
            commune = commune_row(connection, code)
            named = (ORIGIN.c.device == id_.origin.device, ORIGIN.c.random == id_.origin.random)
            query = (
                select(ENTRY)
                .join(ORIGIN, ENTRY.c.origin == ORIGIN.c.id)
                .where(ORIGIN.c.commune == commune.id, *named, ENTRY.c.n == id_.n)
            )
            row = connection.execute(query).one_or_none()
            return None if row is None else self.stored(connection, row)

    def rows_of_device(self, code: str, device: int) -> Iterator[StoredRow]:
        """Entries of all origins of that device in the commune's order, read in short pieces."""
        after = 0
        while True:
            with reading(self._engine) as connection:
                commune = commune_row(connection, code)
                query = (
                    select(ENTRY)
                    .join(ORIGIN, ENTRY.c.origin == ORIGIN.c.id)
                    .where(ORIGIN.c.commune == commune.id, ORIGIN.c.device == device)
                    .where(ENTRY.c.place > place_key(commune.id, after))
                    .order_by(ENTRY.c.place)
                    .limit(_FIRST_CHUNK)
                )
                found = [self.stored(connection, row) for row in connection.execute(query)]
            yield from found
            if len(found) < _FIRST_CHUNK:
                return
            after = found[-1].seq

    def marks_as_they_are(self, code: str, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """(seq, mark by the row as it is, signed running sum as kept) of places [low, high), read in short pieces.

        A row whose fields no longer give its hash, or cannot be read, has the mark of no hash.
        """
        previous: dict[int, bytes] = {}
        while low < high:
            upto = min(high, low + _LARGEST_CHUNK)
            with reading(self._engine) as connection:
                commune = commune_row(connection, code)
                rows = connection.execute(_range(commune.id, low, min(upto, commune.seq + 1))).all()
                _look_up_previous(connection, rows, previous)
                found = [self._mark(connection, row, previous) for row in rows]
            yield from found
            low = upto

    def _mark(self, connection: Connection, row: Row[Any], previous: dict[int, bytes]) -> tuple[int, int, int]:
        before = previous.get(row.origin, NO_HASH)
        kept = previous[row.origin] = bytes(row.hash)
        origin = self._origins.get(row.origin) or self._origin(connection, row.origin)
        seq = seq_of(row.place)
        is_true = _hash(origin, row, before) == kept
        return seq, mark_of(seq, EntryId(origin, row.n), kept if is_true else b""), row.marks

    def _origin(self, connection: Connection, number: int) -> Origin:
        query = select(ORIGIN.c.device, ORIGIN.c.random).where(ORIGIN.c.id == number)
        found = Origin(*connection.execute(query).one())
        if len(self._origins) >= _ORIGINS_REMEMBERED:
            self._origins.clear()
        self._origins[number] = found
        return found


def _range(commune: int, low: int, high: int) -> Select[Any]:
    first, last = place_key(commune, max(low, 1)), place_key(commune, max(high, 1))
    return select(ENTRY).where(ENTRY.c.place >= first, ENTRY.c.place < last).order_by(ENTRY.c.place)


def _look_up_previous(connection: Connection, rows: Sequence[Row[Any]], previous: dict[int, bytes]) -> None:
    """The hash before the first row of each origin not met yet."""
    for row in rows:
        if row.origin not in previous:
            query = select(ENTRY.c.hash).where(ENTRY.c.origin == row.origin, ENTRY.c.n == row.n - 1)
            previous[row.origin] = bytes(connection.execute(query).scalar() or NO_HASH)


def _hash(origin: Origin, row: Row[Any], before: bytes) -> bytes | None:
    try:
        return unpacked(origin, (row.place, row.n, row.hash, row.body)).chained(before)
    except DatabaseDamaged:
        return None


def summed(marks: Iterable[tuple[int, int, int]]) -> int:
    """The sum of marks."""
    return sum(mark for _, mark, _ in marks)


def delta_of(found: Sequence[tuple[int, int, int]], before: int) -> list[tuple[int, int]]:
    """(seq, difference) of rows whose mark is no longer what it was when the running sum `before` went on."""
    wrong: list[tuple[int, int]] = []
    for seq, mark, running in found:
        difference = to_signed(mark - (running - before))
        if difference:
            wrong.append((seq, difference))
        before = running
    return wrong
