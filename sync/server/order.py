"""Epochs and places of a commune's order, inside a transaction."""

from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from commune_desk.sync_ports import Place, digest_of
from sync.server.rows import place_key
from sync.server.tables import COMMUNE, DAMAGE, ENTRY, EPOCH

_HOUR_MS: Final = 3_600_000
_YEAR_2026_MS: Final = 1_767_225_600_000


def end_of(connection: Connection, commune: Row[Any]) -> Place:
    """The last place given."""
    return Place(commune.epoch, commune.seq, digest_of(commune.marks + damage_before(connection, commune, commune.seq)))


def place_of(connection: Connection, commune: Row[Any], epoch: int, seq: int) -> Place:
    """Where somebody who stands at (epoch, seq) stands today: not after the start of any epoch begun since."""
    query = select(func.min(EPOCH.c.seq)).where(EPOCH.c.commune == commune.id, EPOCH.c.epoch > epoch)
    start = connection.execute(query).scalar()
    at = max(0, min(seq, commune.seq, commune.seq if start is None else start))
    marks = 0
    if at == commune.seq:
        marks = commune.marks
    elif at:
        found = select(ENTRY.c.marks).where(ENTRY.c.place == place_key(commune.id, at))
        marks = connection.execute(found).scalar_one()
    return Place(commune.epoch, at, digest_of(marks + damage_before(connection, commune, at)))


def damage_before(connection: Connection, commune: Row[Any], seq: int) -> int:
    """What found damage adds to the sum of marks up to `seq`, so that digests tell the truth about it."""
    if not commune.damaged:
        return 0
    query = select(DAMAGE.c.delta).where(DAMAGE.c.commune == commune.id, DAMAGE.c.seq <= seq)
    return sum(connection.execute(query).scalars())


def count_damage(connection: Connection, commune: int) -> None:
    """Note in the commune's row whether any damage is known."""
    many = select(func.count()).where(DAMAGE.c.commune == commune).scalar_subquery()
    connection.execute(update(COMMUNE).where(COMMUNE.c.id == commune).values(damaged=many))


def begin_epochs(connection: Connection, now_ms: int, at_least: int = 0) -> int:
    """Every commune begins a new epoch where it stands; the highest number used.

    Numbers grow with the clock (hours since 2026) and stay above `at_least`, the highest one ever told by this server:
    a backup restored twice may not name two different orders alike.
    """
    by_clock = (now_ms - _YEAR_2026_MS) // _HOUR_MS
    highest = at_least
    for commune in connection.execute(select(COMMUNE).order_by(COMMUNE.c.id).with_for_update()).all():
        number = max(commune.epoch + 1, at_least + 1, by_clock)
        connection.execute(update(COMMUNE).where(COMMUNE.c.id == commune.id).values(epoch=number))
        connection.execute(insert(EPOCH).values(commune=commune.id, epoch=number, seq=commune.seq))
        highest = max(highest, number)
    return highest
