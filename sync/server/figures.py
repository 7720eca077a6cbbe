"""What the administrator's page and /metrics ask: communes, desks, refusals, clocks. Each answer is one snapshot.

Instants and spans are milliseconds (since 1970 UTC). On time, overdue and waiting are counted by the projection and lag
by seconds.
"""

from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, case, func, select

from commune_desk.domain.ids import EntryId, Origin
from commune_desk.domain.records import State
from sync.server.database import reading
from sync.server.tables import AHEAD, COMMUNE, CONTACT, DEVICE, DOSSIER, PORTAL_CALL, PROJECTED, REFUSAL


class CommuneLine(NamedTuple):
    """One commune: its desks, how far its order is, and its dossiers.

    `on_time` and `late` count dossiers finished, `overdue` open ones past their promise, `open` all open ones;
    `unread` entries wait for the projection, `portal_waiting` calls for the national portal; `clocks_ahead` entries
    were stamped more than a day ahead.
    """

    code: str
    name: str
    desks: int
    revoked: int
    last_contact_ms: int | None
    waiting: int
    entries: int
    safe_seq: int
    unread: int
    refused: int
    on_time: int
    late: int
    overdue: int
    open: int
    portal_waiting: int
    clocks_ahead: int


class DeskLine(NamedTuple):
    """One device and what it last said of itself; None before its first exchange. `behind`: places it lacks."""

    number: int
    commune: str
    name: str
    role: str
    enrolled_at_ms: int
    revoked_at_ms: int | None
    last_contact_ms: int | None
    clock_off_ms: int | None
    version: str
    waiting: int
    rate: int
    behind: int | None


class RefusalLine(NamedTuple):
    """An entry not taken, why (a code of `sync.wire.messages.REFUSALS`), which device brought it, when last."""

    commune: str
    entry: EntryId
    code: str
    carrier: int
    at_ms: int


class Figures:
    """Questions to the store for people and for /metrics."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def overview(self, now_ms: int) -> list[CommuneLine]:
        """Every commune, by code."""
        with reading(self._engine) as connection:
            communes = connection.execute(select(COMMUNE).order_by(COMMUNE.c.code)).all()
            parts = [
                {row.commune: row for row in connection.execute(query)}
                for query in (_desks_query(), _dossiers_query(now_ms), *_counts())
            ]
        return [_line(commune, [part.get(commune.id) for part in parts]) for commune in communes]

    def desks(self, commune: str | None = None) -> list[DeskLine]:
        """Devices of that commune or of all, by name; the province's own one is left out."""
        query = (
            select(DEVICE, COMMUNE.c.code, COMMUNE.c.epoch.label("epoch_now"), COMMUNE.c.seq.label("end"), CONTACT)
            .join_from(DEVICE, COMMUNE, DEVICE.c.commune == COMMUNE.c.id)
            .join(CONTACT, CONTACT.c.device == DEVICE.c.number, isouter=True)
            .order_by(COMMUNE.c.code, DEVICE.c.name, DEVICE.c.number)
        )
        if commune is not None:
            query = query.where(COMMUNE.c.code == commune)
        with reading(self._engine) as connection:
            return [_desk(row) for row in connection.execute(query)]

    def refusals(self, commune: str | None = None, limit: int = 200) -> list[RefusalLine]:
        """Newest first."""
        query = (
            select(REFUSAL, COMMUNE.c.code.label("place"))
            .join_from(REFUSAL, COMMUNE, REFUSAL.c.commune == COMMUNE.c.id)
            .order_by(REFUSAL.c.at.desc(), REFUSAL.c.device, REFUSAL.c.random, REFUSAL.c.n)
            .limit(limit)
        )
        if commune is not None:
            query = query.where(COMMUNE.c.code == commune)
        with reading(self._engine) as connection:
            return [
                RefusalLine(row.place, EntryId(Origin(row.device, row.random), row.n), row.code, row.carrier, row.at)
                for row in connection.execute(query)
            ]


def _desks_query() -> Select[Any]:
    return (
        select(
            DEVICE.c.commune,
            func.count().label("desks"),
            func.count(DEVICE.c.revoked_at).label("revoked"),
            func.max(CONTACT.c.at).label("at"),
            func.sum(case((DEVICE.c.revoked_at.is_(None), CONTACT.c.waiting), else_=0)).label("waiting"),
        )
        .join_from(DEVICE, CONTACT, CONTACT.c.device == DEVICE.c.number, isouter=True)
        .group_by(DEVICE.c.commune)
    )


def _dossiers_query(now_ms: int) -> Select[Any]:
    ends = [int(state) for state in State if state.is_end or state is State.FINISHED]
    table = DOSSIER.c
    is_open = table.state.not_in(ends) & table.received_at.is_not(None)
    is_late = table.finished_at > table.due_at
    return select(
        table.commune,
        func.sum(case((table.finished_at.is_not(None) & is_late, 1), else_=0)).label("late"),
        func.sum(case((table.finished_at.is_not(None), 1), else_=0)).label("finished"),
        func.sum(case((is_open, 1), else_=0)).label("open"),
        func.sum(case((is_open & (table.due_at < now_ms), 1), else_=0)).label("overdue"),
    ).group_by(table.commune)


def _counts() -> list[Select[Any]]:
    calls = select(PORTAL_CALL.c.commune, func.count().label("many")).where(PORTAL_CALL.c.done_at.is_(None))
    return [
        select(REFUSAL.c.commune, func.count().label("many")).group_by(REFUSAL.c.commune),
        calls.group_by(PORTAL_CALL.c.commune),
        select(AHEAD.c.commune, func.count().label("many")).group_by(AHEAD.c.commune),
        select(PROJECTED.c.commune, PROJECTED.c.seq.label("many")),
    ]


def _line(commune: Any, parts: list[Any]) -> CommuneLine:  # noqa: ANN401  rows of SQLAlchemy
    desks, dossiers, *counts = parts
    refused, calls, ahead, read = (0 if row is None else int(row.many) for row in counts)
    counted = (0, 0, 0, 0) if dossiers is None else (dossiers.finished, dossiers.late, dossiers.open, dossiers.overdue)
    finished, late, open_, overdue = (int(one) for one in counted)
    return CommuneLine(
        code=commune.code,
        name=commune.name,
        desks=0 if desks is None else desks.desks,
        revoked=0 if desks is None else desks.revoked,
        last_contact_ms=None if desks is None else desks.at,
        waiting=0 if desks is None else int(desks.waiting or 0),
        entries=commune.seq,
        safe_seq=commune.safe_seq,
        unread=max(0, commune.seq - read),
        refused=refused,
        on_time=finished - late,
        late=late,
        overdue=overdue,
        open=open_,
        portal_waiting=calls,
        clocks_ahead=ahead,
    )


def _desk(row: Any) -> DeskLine:  # noqa: ANN401  a row of SQLAlchemy
    is_known = row.at is not None
    return DeskLine(
        number=row.number,
        commune=row.code,
        name=row.name,
        role=row.role,
        enrolled_at_ms=row.enrolled_at,
        revoked_at_ms=row.revoked_at,
        last_contact_ms=row.at,
        clock_off_ms=row.clock - row.at if is_known else None,
        version=row.version if is_known else "",
        waiting=row.waiting if is_known else 0,
        rate=row.rate if is_known else 0,
        behind=max(0, row.end - (row.seq if row.epoch_now == row.epoch else 0)) if is_known else None,
    )
