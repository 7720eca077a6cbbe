"""Pages of dossiers: which rows a filter means, by which index they are found, in which order, and how many there are.

A selection is one or more arms that share no row; each arm is found by one index, named in the query, so that no
statistics are needed and no growth of the database can change the plan. Pages go on from the last row's key (keyset):
the thousandth page costs what the first one does.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import State
from commune_desk.domain.vietnam_time import VN, to_vietnam
from commune_desk.ports import Cursor, DossierLine, Filter, Page
from storage.engine import Raw
from storage.kinds import to_seconds
from storage.origins import UNKNOWN, Origins
from storage.read_indexes import HAS_DUE, IS_PAUSED, LISTED_AT, NOT_RETURNED, place

SOON_WORKING_DAYS = 2
WAITING = (State.SUPPLEMENT, State.FINANCIAL_DUTY, State.WITHDRAWAL)
_STATES = list(State)

LINE = (
    "dossier.id, dossier.official_number, dossier.number, dossier.provisional_number, person.name, dossier.procedure,"
    " dossier.version, dossier.state, dossier.received_at, dossier.due_at, dossier.finished_at, staff.display_name,"
    " dossier.unit"
)
"""SQL: the columns `Surroundings.line` reads."""
NAMED = " CROSS JOIN person ON person.id = dossier.applicant LEFT JOIN staff ON staff.id = dossier.holder"
"""SQL: joins `LINE` needs behind `dossier`."""


class Arm(NamedTuple):
    """Rows found by one index."""

    by: str
    where: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a filter without its text means; `by_due` orders by the promised time, else newest first."""

    arms: tuple[Arm, ...]
    also: tuple[str, ...] = ()
    parameters: tuple[Any, ...] = ()
    by_due: bool = False

    @property
    def is_everything(self) -> bool:
        """Nothing narrows it."""
        return self.arms == (EVERYTHING,) and not self.also

    def condition(self) -> tuple[str, tuple[Any, ...]]:
        """The whole of it as one SQL condition, for rows found otherwise."""
        arms = " OR ".join(f"({arm.where})" for arm in self.arms) or "0"
        parameters = [value for arm in self.arms for value in arm.parameters]
        return " AND ".join([f"({arms})", *self.also]), (*parameters, *self.parameters)


EVERYTHING = Arm("dossier_listed", "1")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the read side is told from outside; all of it answers quickly and from memory.

    `now` is the aware instant lanes are judged by; `procedure_name` (code, version) the name to show, '' if unknown;
    `working_day_after` (day, count) the count-th working day after it.
    """

    origins: Origins
    now: Callable[[], datetime]
    procedure_name: Callable[[str, str], str]
    working_day_after: Callable[[date, int], date]

    def line(self, row: Sequence[Any], matched: str = "") -> DossierLine:
        """A row of `LINE` as a list shows it."""
        pk, official, number, provisional, name, procedure, version, *rest = row
        state, received, due, finished, holder, unit = rest[:6]
        return DossierLine(
            id=self.origins.unpack(pk),
            number=official or number or provisional,
            is_provisional=not (official or number),
            applicant=name,
            procedure=procedure,
            procedure_name=self.procedure_name(procedure, version),
            state=_STATES[state],
            received_at=instant(received),
            due_at=instant(due),
            finished_at=instant(finished),
            holder=holder or "",
            unit=unit,
            matched=matched,
        )


def instant(seconds: int | None) -> datetime | None:
    """The instant of a stored column."""
    return None if seconds is None else datetime.fromtimestamp(seconds, VN)


def midnight(day: date) -> int:
    """The first second of a Vietnamese day."""
    return to_seconds(datetime.combine(day, time(), VN))


# ------------------------------------------------------------------ what a filter means
def selection(filter_: Filter, around: Surroundings, now: datetime | None = None) -> Selection:
    """The rows of a filter, its text apart; lanes as of `now`, of this moment without it."""
    arms, by_due = _arms(filter_, around, now)
    also: list[str] = []
    parameters: list[Any] = []
    if filter_.lane and filter_.states:
        also.append(f"dossier.state IN ({', '.join(str(place(state)) for state in sorted(filter_.states))})")
    for condition, value in (
        ("dossier.procedure = ?", filter_.procedure or None),
        ("dossier.holder = ?", _holder(filter_.holder, around.origins)),
        (f"dossier.received_at IS NOT NULL AND {LISTED_AT} >= ?", _from(filter_.received_from)),
        (f"dossier.received_at IS NOT NULL AND {LISTED_AT} < ?", _to(filter_.received_to)),
    ):
        if value is not None:
            also.append(condition)
            parameters.append(value)
    return Selection(arms, tuple(also), tuple(parameters), by_due)


def _holder(holder: str, origins: Origins) -> int | None:
    if not holder:
        return None
    try:
        return origins.pack(RecordId.parse(holder))
    except ValueError:
        return UNKNOWN


def _from(day: date | None) -> int | None:
    return None if day is None else midnight(day)


def _to(day: date | None) -> int | None:
    return None if day is None else midnight(day + timedelta(days=1))


def _arms(filter_: Filter, around: Surroundings, now: datetime | None) -> tuple[tuple[Arm, ...], bool]:
    if filter_.lane:
        arms = lane_arms(filter_.lane, now or around.now(), around.working_day_after)
        return arms, filter_.lane in _DUE_LANES
    if filter_.states:
        return tuple(_state_arm(state) for state in sorted(filter_.states)), False
    return (EVERYTHING,), False


def _state_arm(state: State) -> Arm:
    if state is State.RETURNED:
        return Arm("dossier_listed", f"dossier.state = {place(state)}")
    return Arm("dossier_by_state", f"dossier.state = {place(state)} AND {NOT_RETURNED}")


_DUE_LANES = frozenset({"due-today", "overdue", "due-soon"})


def lane_arms(lane: str, now: datetime, working_day_after: Callable[[date, int], date]) -> tuple[Arm, ...]:
    """A home tile's rows as of `now`; no arm for 'drafts', which are no dossiers, and for a word that is no lane.

    - due-today: promised for today, its hour past or to come;
    - overdue: the promised time is past, the result not ready, nobody outside waited for;
    - due-soon: promised for one of the next two working days (and the days off between);
    - waiting-citizen: papers, a financial duty or a withdrawal are awaited, or it is paused: its clock stands;
    - to-return: the result is ready;
    - unsent: the province has given no proof yet (receipt or place) of some entry of it.
    """
    if lane in _LANE_ARMS:
        return _LANE_ARMS[lane]
    if lane == "overdue":
        return (Arm("dossier_due", f"{HAS_DUE} AND dossier.due_at < ?", (to_seconds(now),)),)
    today = to_vietnam(now).date()
    tomorrow = today + timedelta(days=1)
    if lane == "due-today":
        return (_due_arm(today, tomorrow),)
    if lane == "due-soon":
        return (_due_arm(tomorrow, working_day_after(today, SOON_WORKING_DAYS) + timedelta(days=1)),)
    return ()


def _due_arm(first: date, end: date) -> Arm:
    bounds = (midnight(first), midnight(end))
    return Arm("dossier_due", f"{HAS_DUE} AND dossier.due_at >= ? AND dossier.due_at < ?", bounds)


_OPEN = f"dossier.state IN ({place(State.RECEIVED)}, {place(State.IN_PROCESS)})"
UNSENT = "dossier.id IN (SELECT unsent_dossier.dossier FROM unsent_dossier)"
"""SQL: the province has given no proof yet of something in it."""
_LANE_ARMS = {
    "waiting-citizen": (*map(_state_arm, WAITING), Arm("dossier_paused", f"{IS_PAUSED} AND {_OPEN}")),
    "to-return": (_state_arm(State.FINISHED),),
    "unsent": (Arm("dossier_listed", UNSENT),),
}


# ------------------------------------------------------------------ pages
def page(raw: Raw, chosen: Selection, around: Surroundings, after: Cursor | None, limit: int) -> Page:
    """The next `limit` rows behind `after`."""
    # One more than asked tells whether there is a next page.
    arms = [_rows(raw, chosen, arm, after, limit + 1) for arm in chosen.arms]
    merged = heapq.merge(*arms, key=lambda row: (row[-1], row[0]), reverse=not chosen.by_due)
    rows = list(islice(merged, limit + 1))
    lines = [around.line(row) for row in rows[:limit]]
    return Page(lines, Cursor(rows[limit - 1][-1], rows[limit - 1][0]) if len(rows) > limit else None)


def _rows(raw: Raw, chosen: Selection, arm: Arm, after: Cursor | None, limit: int) -> Iterator[Any]:
    key = "dossier.due_at" if chosen.by_due else LISTED_AT
    conditions = [arm.where, *chosen.also]
    parameters = [*arm.parameters, *chosen.parameters]
    if after is not None:
        here, on = (">=", ">") if chosen.by_due else ("<=", "<")
        conditions.append(f"{key} {here} ? AND ({key} {on} ? OR dossier.id {on} ?)")
        parameters += [after.key, after.key, after.id]
    direction = "ASC" if chosen.by_due else "DESC"
    found = raw.execute(
        f"SELECT {LINE}, {key} FROM dossier INDEXED BY {arm.by}{NAMED}"  # noqa: S608  constants of ours
        f" WHERE {' AND '.join(conditions)} ORDER BY {key} {direction}, dossier.id {direction} LIMIT ?",
        (*parameters, limit),
    )
    return iter(found.fetchall())


def count(raw: Raw, chosen: Selection) -> int:
    """How many rows all pages have together."""
    return sum(_count(raw, chosen, arm) for arm in chosen.arms)


def _count(raw: Raw, chosen: Selection, arm: Arm) -> int:
    if arm == EVERYTHING and not chosen.also:
        return int(raw.execute("SELECT count(*) FROM dossier").fetchone()[0])
    if arm.where == UNSENT and not chosen.also:
        return int(raw.execute("SELECT count(*) FROM unsent_dossier").fetchone()[0])
    where = " AND ".join([arm.where, *chosen.also])
    query = f"SELECT count(*) FROM dossier INDEXED BY {arm.by} WHERE {where}"  # noqa: S608  constants of ours
    return int(raw.execute(query, (*arm.parameters, *chosen.parameters)).fetchone()[0])
