"""The province's (or a hub's) store over SQLAlchemy Core: many communes, SQLite or PostgreSQL, several processes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, tuple_, update

from commune_desk.domain.errors import NotFound
from commune_desk.domain.ids import EntryId, Origin
from commune_desk.entries import Entry, SignedHead
from commune_desk.sync_ports import Place, mark_of
from sync.server import appending
from sync.server.communes import commune_row, device_from, device_of, device_query
from sync.server.database import reading, writing
from sync.server.notes import StoreNotes
from sync.server.order import begin_epochs, count_damage, end_of, place_of
from sync.server.parts import StoreParts
from sync.server.ports import Appended, Device, HeldHead, StoredRow
from sync.server.reading import RowReader, delta_of, summed
from sync.server.rows import packed, place_key, to_signed
from sync.server.tables import DAMAGE, DEVICE, ENTRY, ORIGIN, SIGNED_HEAD

_ASKED_AT_ONCE: Final = 200


class SqlStore(StoreNotes, StoreParts):
    """Fulfils `sync.server.ports.ServerStore`; every method is one short transaction and raises ServerBusy.

    A commune that was never made raises NotFound('commune-unknown').
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._reader = RowReader(engine)

    # -------------------------------------------------------------- devices
    def device(self, number: int) -> Device | None:
        """See the port."""
        with reading(self._engine) as connection:
            return device_of(connection, number)

    def devices(self, commune: str) -> list[Device]:
        """See the port."""
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            query = device_query().where((DEVICE.c.commune == id_) | DEVICE.c.commune.is_(None))
            return [device_from(row) for row in connection.execute(query.order_by(DEVICE.c.number))]

    def use_counter(self, device: int, counter: int) -> int | None:
        """See the port; raises NotFound('device-unknown')."""
        with writing(self._engine) as connection:
            newer = (DEVICE.c.number == device, DEVICE.c.counter < counter)
            if connection.execute(update(DEVICE).where(*newer).values(counter=counter)).rowcount:
                return None
            last = connection.execute(select(DEVICE.c.counter).where(DEVICE.c.number == device)).scalar()
        if last is None:
            raise NotFound("device-unknown")
        return int(last)

    # -------------------------------------------------------------- order
    def end(self, commune: str) -> Place:
        """See the port."""
        with reading(self._engine) as connection:
            return end_of(connection, commune_row(connection, commune))

    def place(self, commune: str, epoch: int, seq: int) -> Place:
        """See the port."""
        with reading(self._engine) as connection:
            return place_of(connection, commune_row(connection, commune), epoch, seq)

    def restored(self, now_ms: int, at_least: int = 0) -> int:
        """This store came back from a backup: every commune begins a new epoch; the highest number used."""
        with writing(self._engine) as connection:
            return begin_epochs(connection, now_ms, at_least)

    def heads(self, commune: str, origins: Sequence[Origin] | None = None) -> dict[Origin, HeldHead]:
        """See the port."""
        with reading(self._engine) as connection:
            query = select(ORIGIN).where(ORIGIN.c.commune == commune_row(connection, commune).id, ORIGIN.c.n > 0)
            if origins is None:
                rows = list(connection.execute(query))
            else:
                rows = []
                for first in range(0, len(origins), _ASKED_AT_ONCE):
                    some = [tuple(one) for one in origins[first : first + _ASKED_AT_ONCE]]
                    named = tuple_(ORIGIN.c.device, ORIGIN.c.random).in_(some)
                    rows += connection.execute(query.where(named))
        return {Origin(row.device, row.random): HeldHead(row.n, bytes(row.hash), row.seq) for row in rows}

    def append(
        self, commune: str, device: int, entries: Sequence[Entry], heads: Sequence[SignedHead], now_ms: int
    ) -> Appended:
        """See the port. Raises Refused('journal-hole' | 'journal-fork' | 'device-revoked') and stores nothing then."""
        given = appending.Parcel.of(device, now_ms, entries, heads)
        with writing(self._engine) as connection:
            return appending.append(connection, commune, given)

    # -------------------------------------------------------------- rows
    def rows(self, commune: str, after_seq: int, limit_bytes: int, upto_seq: int | None = None) -> list[StoredRow]:
        """See the port; at least one row where there is one. Raises DatabaseDamaged('entry-damaged')."""
        return self._reader.rows(commune, after_seq, limit_bytes, upto_seq)

    def rows_of_device(self, commune: str, device: int) -> Iterator[StoredRow]:
        """Every entry of that device, in the commune's order."""
        return self._reader.rows_of_device(commune, device)

    def row_of(self, commune: str, entry: EntryId) -> StoredRow | None:
        """See the port."""
        return self._reader.row_of(commune, entry)

    def replace(self, commune: str, row: StoredRow) -> None:
        """See the port."""
        with writing(self._engine) as connection:
            id_ = commune_row(connection, commune, is_locked=True).id
            entry = row.entry
            change = {"n": entry.id.n, "hash": entry.hash, "body": packed(entry)}
            place = place_key(id_, row.seq)
            if not connection.execute(update(ENTRY).where(ENTRY.c.place == place).values(change)).rowcount:
                _put_back(connection, id_, row)
            connection.execute(delete(DAMAGE).where(DAMAGE.c.commune == id_, DAMAGE.c.seq == row.seq))
            count_damage(connection, id_)

    def signed_heads(self, commune: str, upto: Mapping[Origin, int]) -> list[SignedHead]:
        """See the port."""
        found = []
        with reading(self._engine) as connection:
            id_ = commune_row(connection, commune).id
            for origin, n in upto.items():
                named = (ORIGIN.c.commune == id_, ORIGIN.c.device == origin.device, ORIGIN.c.random == origin.random)
                query = (
                    select(SIGNED_HEAD)
                    .join(ORIGIN, SIGNED_HEAD.c.origin == ORIGIN.c.id)
                    .where(*named, SIGNED_HEAD.c.n <= n)
                )
                row = connection.execute(query.order_by(SIGNED_HEAD.c.n.desc()).limit(1)).one_or_none()
                if row is not None:
                    found.append(SignedHead(origin, row.n, bytes(row.hash), bytes(row.signature)))
        return found

    def sums(self, commune: str, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """See the port: every row is read and hashed again."""
        return [summed(self._reader.marks_as_they_are(commune, *range_)) % (1 << 64) for range_ in ranges]

    def scrub(self, commune: str, low: int, high: int) -> list[int]:
        """Look at the rows of places [low, high) as they are: which are damaged. From then on digests say so too."""
        found = list(self._reader.marks_as_they_are(commune, low, high))
        with writing(self._engine) as connection:
            id_ = commune_row(connection, commune, is_locked=True).id
            query = select(ENTRY.c.marks).where(ENTRY.c.place == place_key(id_, low - 1))
            wrong = delta_of(found, connection.execute(query).scalar() or 0)
            connection.execute(delete(DAMAGE).where(DAMAGE.c.commune == id_, DAMAGE.c.seq >= low, DAMAGE.c.seq < high))
            if wrong:
                values = [{"commune": id_, "seq": seq, "delta": delta} for seq, delta in wrong]
                connection.execute(insert(DAMAGE), values)
            count_damage(connection, id_)
        return [seq for seq, _ in wrong]


def _put_back(connection: Connection, commune: int, row: StoredRow) -> None:
    """The row is gone: its place, and the running sum there, follow from the row before it."""
    entry, place = row.entry, place_key(commune, row.seq)
    named = (ORIGIN.c.device == entry.id.origin.device, ORIGIN.c.random == entry.id.origin.random)
    origin = connection.execute(select(ORIGIN.c.id).where(ORIGIN.c.commune == commune, *named)).scalar_one()
    before = connection.execute(select(ENTRY.c.marks).where(ENTRY.c.place == place - 1)).scalar() or 0
    marks = to_signed(before + mark_of(row.seq, entry.id, entry.hash))
    appending.insert_rows(connection, [(place, origin, entry.id.n, marks, entry.hash, packed(entry))])
