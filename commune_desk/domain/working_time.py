"""Working days and office sessions: what a promised time is counted over.

The calendar is an argument everywhere: holidays, swapped days and an office's own exceptions are dated data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, Protocol, Self

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN

FIRST_YEAR = 2000
LAST_YEAR = 2100
_SATURDAY = 5
_MOST_DAYS_OFF = 60
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class DayKind(Enum):
    """What a day is to a state office."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped-off"
    MAKE_UP = "make-up"

    @property
    def is_working(self) -> bool:
        """The office works and the day counts."""
        return self in (DayKind.WORKING, DayKind.MAKE_UP)


class DayInfo(NamedTuple):
    """A day with its kind, its Vietnamese name ('' for a plain working day) and where that is written."""

    kind: DayKind
    name: str = ""
    source: str = ""


WORKING_DAY = DayInfo(DayKind.WORKING)


class WorkCalendar(Protocol):
    """Which days count."""

    def kind(self, day: date) -> DayInfo:
        """What `day` is; raises InvalidInput('date-out-of-range') outside 2000..2100."""

    def is_working(self, day: date) -> bool:
        """Whether `day` counts as a working day."""


def check_in_range(day: date, field_name: str = "date") -> None:
    """Raise InvalidInput('date-out-of-range') for a day no calendar here knows (2000..2100)."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput("date-out-of-range", field=field_name, year=day.year)


def plain_week(day: date) -> DayInfo:
    """A base calendar without holidays: Monday to Friday."""
    if day.weekday() >= _SATURDAY:
        return DayInfo(DayKind.WEEKEND, weekday_name(day))
    return WORKING_DAY


class DatedCalendar:
    """A computed calendar corrected by dated exceptions: what the administrator or the province says wins."""

    def __init__(
        self, base: Callable[[date], DayInfo] = plain_week, exceptions: Mapping[date, DayInfo] | None = None
    ) -> None:
        self._base = base
        self._exceptions = dict(exceptions or {})

    def kind(self, day: date) -> DayInfo:
        """What `day` is; raises InvalidInput('date-out-of-range') outside 2000..2100."""
        check_in_range(day)
        exception = self._exceptions.get(day)
        return self._base(day) if exception is None else exception

    def is_working(self, day: date) -> bool:
        """Whether `day` counts as a working day."""
        return self.kind(day).kind.is_working


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of the working day, Vietnamese clock, whole minutes."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        """How long it is."""
        return _minute_of(self.end) - _minute_of(self.start)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Sessions of a working day in order, and the hour after which a same-day result moves to the next working day.

    The defaults are only a usual pattern (domain.md 2.4-4, [K]); every office sets its own. The 15:00 cut-off is
    Điều 18 of NĐ 61/2018, kept by provincial rules under NĐ 118/2025. Raises InvalidInput('sessions-invalid').
    """

    sessions: tuple[Session, ...] = (Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17, 0)))
    cutoff: time = time(15, 0)

    def __post_init__(self) -> None:
        edges = [edge for session in self.sessions for edge in (session.start, session.end)]
        if not edges or any(map(_is_uneven, (*edges, self.cutoff))) or any(a >= b for a, b in pairwise(edges)):
            raise InvalidInput("sessions-invalid", field="sessions")

    @classmethod
    def parse(cls, sessions: str, cutoff: str = "15:00") -> Self:
        """From `07:30-11:30,13:30-17:00` and `15:00`, as the office record keeps them; raises InvalidInput."""
        try:
            pairs = [part.split("-") for part in sessions.split(",")]
            parsed = tuple(Session(_clock(start), _clock(end)) for start, end in pairs)
            return cls(parsed, _clock(cutoff))
        except ValueError:
            raise InvalidInput("sessions-invalid", field="sessions") from None

    @property
    def minutes(self) -> int:
        """Working minutes of one day."""
        return sum(session.minutes for session in self.sessions)

    @property
    def opening(self) -> time:
        """When the first session begins."""
        return self.sessions[0].start

    @property
    def closing(self) -> time:
        """When the last session ends: the time of day of a promise counted in days."""
        return self.sessions[-1].end


def next_working_day(day: date, calendar: WorkCalendar, step: int = 1) -> date:
    """The nearest working day after `day` (before it with step -1).

    Raises InvalidInput('no-working-day') when sixty days on end are off: the exceptions table must be wrong.
    """
    for distance in range(1, _MOST_DAYS_OFF + 1):
        found = day + timedelta(days=step * distance)
        if calendar.is_working(found):
            return found
    raise InvalidInput("no-working-day", field="calendar", day=day.isoformat())


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first` up to and with `last`; 0 when last is not later."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in days if calendar.is_working(day))


def add_working_minutes(start: datetime, minutes: int, hours: OfficeHours, calendar: WorkCalendar) -> datetime:
    """The instant when `minutes` (> 0) of session time have passed since `start` (Vietnamese clock).

    Time outside sessions does not run. A stretch that ends exactly with a session ends there, not at the next opening.
    """
    day, moment, left = start.date(), start.time(), minutes
    while True:
        if calendar.is_working(day):
            for session in hours.sessions:
                begin = max(_minute_of(session.start), _minute_of(moment))
                there = _minute_of(session.end) - begin
                if there >= left:
                    return at_clock(day, time(*divmod(begin + left, 60)))
                left -= max(there, 0)
        day, moment = next_working_day(day, calendar), time.min


def at_clock(day: date, moment: time) -> datetime:
    """That day and time on the Vietnamese clock."""
    return datetime.combine(day, moment, tzinfo=VN)


def weekday_name(day: date) -> str:
    """Thứ Hai … Chủ nhật."""
    return _WEEKDAYS[day.weekday()]


def day_text(day: date) -> str:
    """`Thứ Ba 24/11/2026`."""
    return f"{weekday_name(day)} {day:%d/%m/}{day.year}"


def _clock(text: str) -> time:
    return time.fromisoformat(text.strip())


def _minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _is_uneven(moment: time) -> bool:
    return bool(moment.second or moment.microsecond or moment.tzinfo)
