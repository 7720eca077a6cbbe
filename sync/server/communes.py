"""Rows of communes and devices inside a transaction, for the store and the registry alike."""

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from commune_desk.domain.errors import NotFound
from sync.server.ports import Device
from sync.server.tables import COMMUNE, DEVICE


def commune_row(connection: Connection, code: str, *, is_locked: bool = False) -> Row[Any]:
    """The commune's row; `is_locked`: nobody else gives places until commit. Raises NotFound('commune-unknown')."""
    query = select(COMMUNE).where(COMMUNE.c.code == code)
    found = connection.execute(query.with_for_update() if is_locked else query).one_or_none()
    if found is None:
        raise NotFound("commune-unknown")
    return found


def is_missing(connection: Connection, code: str) -> bool:
    """Whether no commune has that code."""
    return connection.execute(select(COMMUNE.c.id).where(COMMUNE.c.code == code)).one_or_none() is None


def device_query() -> Select[Any]:
    """Devices with the code of their commune."""
    return select(DEVICE, COMMUNE.c.code).join_from(DEVICE, COMMUNE, DEVICE.c.commune == COMMUNE.c.id, isouter=True)


def device_from(row: Row[Any]) -> Device:
    """The device of a row of `device_query`; '' is the province's commune."""
    return Device(
        number=row.number,
        public=bytes(row.public),
        exchange_public=bytes(row.exchange_public),
        commune=row.code or "",
        name=row.name,
        role=row.role,
        revoked_at_ms=row.revoked_at,
        revoked_seq=row.revoked_seq,
    )


def device_of(connection: Connection, number: int) -> Device | None:
    """None: never enrolled here."""
    row = connection.execute(device_query().where(DEVICE.c.number == number)).one_or_none()
    return None if row is None else device_from(row)
