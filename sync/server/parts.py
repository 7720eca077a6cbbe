"""Packs that come in pieces: kept until whole, so that a cut costs only what was under way."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update

from sync.server.database import reading, writing
from sync.server.tables import PART, PART_PIECE
from sync.wire.messages import Part

KEPT_BYTES: Final = 4 << 20
"""A device, over all its packs."""
KEPT_MS: Final = 7 * 24 * 3600 * 1000


class StoreParts:
    """The part of `SqlStore` for pieces of packs; every method is one short transaction and raises ServerBusy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep_part(self, device: int, part: Part, now_ms: int) -> int:
        """See the port."""
        with writing(self._engine) as connection:
            row = connection.execute(_pack(device, part.key).with_for_update()).one_or_none()
            held = 0 if row is None else int(row.held)
            fresh = bytes(part.data)[max(0, held - part.offset) :]
            if part.offset > held or not fresh or held + len(fresh) > KEPT_BYTES:
                return held
            _make_room(connection, device, part.key, KEPT_BYTES - held - len(fresh), now_ms)
            named = {"device": device, "key": part.key}
            if row is None:
                connection.execute(insert(PART).values(**named, total=part.total, held=len(fresh), at=now_ms))
            else:
                change = update(PART).where(PART.c.device == device, PART.c.key == part.key)
                connection.execute(change.values(held=held + len(fresh), at=now_ms))
            connection.execute(insert(PART_PIECE).values(**named, first=held, data=fresh))
            return held + len(fresh)

    def part_of(self, device: int, key: bytes) -> bytes:
        """See the port."""
        query = select(PART_PIECE.c.data).where(PART_PIECE.c.device == device, PART_PIECE.c.key == key)
        with reading(self._engine) as connection:
            return b"".join(connection.execute(query.order_by(PART_PIECE.c.first)).scalars())

    def forget_part(self, device: int, key: bytes) -> None:
        """See the port."""
        with writing(self._engine) as connection:
            _forget(connection, device, key)


def _pack(device: int, key: bytes) -> Select[Any]:
    return select(PART).where(PART.c.device == device, PART.c.key == key)


def _make_room(connection: Connection, device: int, key: bytes, room: int, now_ms: int) -> None:
    """Other packs of the device give way, oldest first; those untouched for a week anyway."""
    others: list[Row[Any]] = list(
        connection.execute(select(PART).where(PART.c.device == device, PART.c.key != key).order_by(PART.c.at.desc()))
    )
    for other in others:
        room -= other.held
        if room < 0 or other.at < now_ms - KEPT_MS:
            _forget(connection, device, bytes(other.key))


def _forget(connection: Connection, device: int, key: bytes) -> None:
    for table in (PART_PIECE, PART):
        connection.execute(delete(table).where(table.c.device == device, table.c.key == key))
