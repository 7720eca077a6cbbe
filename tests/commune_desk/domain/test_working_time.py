"""Sessions and calendars: what every promised time is counted over."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.working_time import (
    DatedCalendar,
    DayInfo,
    DayKind,
    OfficeHours,
    Session,
    add_working_minutes,
    next_working_day,
    plain_week,
    working_days_between,
)

HOURS = OfficeHours()
WEEK = DatedCalendar()


def test_a_dated_exception_wins_over_the_base() -> None:
    """A province's make-up Saturday and an extra day off must beat what the library computes."""
    saturday, monday = date(2026, 11, 28), date(2026, 11, 23)
    calendar = DatedCalendar(
        plain_week,
        {saturday: DayInfo(DayKind.MAKE_UP, "Làm bù"), monday: DayInfo(DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", "CV 1")},
    )
    assert calendar.is_working(saturday)
    assert calendar.kind(monday) == DayInfo(DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", "CV 1")
    assert working_days_between(date(2026, 11, 22), date(2026, 11, 29), calendar) == 5


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_no_calendar_knows_is_refused(year: int) -> None:
    """A clock set back decades must not give a date in silence."""
    with pytest.raises(InvalidInput) as refused:
        WEEK.kind(date(year, 6, 1))
    assert refused.value.code == "date-out-of-range"


def test_office_record_text_becomes_hours() -> None:
    """The office keeps its sessions as one line of text."""
    hours = OfficeHours.parse("07:00-11:00, 13:00-17:00", "14:30")
    assert hours.sessions == (Session(time(7), time(11)), Session(time(13), time(17)))
    assert (hours.minutes, hours.opening, hours.closing, hours.cutoff) == (480, time(7), time(17), time(14, 30))


@given(st.text(alphabet="0123456789:-,+ aZ", max_size=30))
def test_any_session_text_is_hours_or_refused(text: str) -> None:
    """An administrator's typing error gives one named error, never a crash."""
    try:
        minutes = OfficeHours.parse(text).minutes
    except InvalidInput as refused:
        code = refused.code
    else:
        code = "sessions-invalid" if minutes > 0 else "nothing to count"
    assert code == "sessions-invalid"


@pytest.mark.parametrize("text", ["", "11:00-07:00", "07:00-11:00,10:00-12:00", "07:00-11:00-12:00", "07:00+07:00"])
def test_crossed_or_overlapping_sessions_are_refused(text: str) -> None:
    """Minutes counted twice would promise too early."""
    with pytest.raises(InvalidInput):
        OfficeHours.parse(text)


def test_minutes_end_with_the_session_they_fill() -> None:
    """A stretch that ends exactly at 11:30 ends there, not after lunch."""
    start = datetime(2026, 11, 23, 7, 30, tzinfo=VN)
    assert add_working_minutes(start, 240, HOURS, WEEK) == datetime(2026, 11, 23, 11, 30, tzinfo=VN)
    assert add_working_minutes(start, 241, HOURS, WEEK) == datetime(2026, 11, 23, 13, 31, tzinfo=VN)


def test_a_calendar_without_working_days_is_named() -> None:
    """A broken exceptions table must not loop for ever."""
    closed = DatedCalendar(lambda _: DayInfo(DayKind.HOLIDAY, "Nghỉ"))
    with pytest.raises(InvalidInput) as refused:
        next_working_day(date(2026, 1, 1), closed)
    assert refused.value.code == "no-working-day"
