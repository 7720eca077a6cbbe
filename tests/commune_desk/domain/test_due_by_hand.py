"""A date set by a person still has to be one the citizen can come on."""

from datetime import date, datetime, timedelta

import pytest

from commune_desk.domain.due_by_hand import promise_by_hand
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.working_time import DatedCalendar, OfficeHours

MONDAY = datetime(2026, 3, 2, 9, tzinfo=VN)


def test_the_day_ends_with_its_last_session() -> None:
    """School enrolment runs by plan: the office names the day."""
    found = promise_by_hand(MONDAY, date(2026, 3, 20), OfficeHours(), DatedCalendar())
    assert found.due == datetime(2026, 3, 20, 17, tzinfo=VN)
    assert [step.code for step in found.steps] == ["received", "set-by-hand"]


@pytest.mark.parametrize(
    ("received", "day", "code"),
    [
        (MONDAY, date(2026, 3, 1), "due-before-receipt"),
        (MONDAY + timedelta(hours=9), date(2026, 3, 2), "due-before-receipt"),
        (MONDAY, date(2026, 3, 7), "due-on-day-off"),
        (MONDAY, date(2101, 3, 7), "date-out-of-range"),
        (MONDAY.replace(tzinfo=None), date(2026, 3, 3), "date-not-aware"),
    ],
)
def test_a_day_nobody_could_keep_is_refused(received: datetime, day: date, code: str) -> None:
    """A slip of the finger in the date field."""
    with pytest.raises(InvalidInput) as refused:
        promise_by_hand(received, day, OfficeHours(), DatedCalendar())
    assert refused.value.code == code
