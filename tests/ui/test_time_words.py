"""The promised time is explained in the language of the screen; papers keep the domain's Vietnamese."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from commune_desk.domain.due import LimitUnit, TimeLimit, extend, promise, restart
from commune_desk.domain.due_by_hand import promise_by_hand
from commune_desk.domain.vietnam_time import VN
from commune_desk.domain.working_time import DatedCalendar, DayInfo, DayKind, OfficeHours, plain_week
from commune_desk.i18n import use_language
from ui.time_words import STEPS, day_words, limit_words, long_day_words, moment_words, step_words

QUOTES = str.maketrans("", "", "“”")
HOLIDAY = "Ngày Văn hóa"
HOURS = OfficeHours.parse("07:30-11:30,13:30-17:00")
CALENDAR = DatedCalendar(plain_week, {date(2026, 11, 24): DayInfo(DayKind.HOLIDAY, HOLIDAY)})
MONDAY = datetime(2026, 11, 23, 9, 40, tzinfo=VN)
LIMITS = [
    TimeLimit.of(amount, unit)
    for unit in LimitUnit
    for amount in ((0,) if unit in (LimitUnit.SAME_DAY, LimitUnit.BY_PLAN) else (1, 3))
]


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("vi")


@pytest.mark.parametrize("limit", LIMITS, ids=str)
def test_every_limit_has_english_words(english: None, limit: TimeLimit) -> None:
    told = limit_words(limit.text)
    assert told != limit.text
    assert told.isascii()
    if limit.amount:
        assert limit.amount_text in told


def test_a_single_day_is_one_day(english: None) -> None:
    assert limit_words("1 ngày làm việc") == "1 working day"
    assert limit_words("3 ngày làm việc") == "3 working days"


def test_an_unknown_limit_stays_as_it_is(english: None) -> None:
    """A dossier keeps the words it was received with, whatever a catalogue said then."""
    assert limit_words("Theo từng {vụ} việc") == "Theo từng {vụ} việc"
    assert limit_words("3 tuần trăng {x}") == "3 tuần trăng {x}"


def test_every_step_to_a_promise_is_told_in_english(english: None) -> None:
    counts = [promise(MONDAY, limit, HOURS, CALENDAR) for limit in LIMITS if limit.unit is not LimitUnit.BY_PLAN]
    late = promise(MONDAY.replace(hour=16), TimeLimit.of(0, LimitUnit.SAME_DAY), HOURS, CALENDAR)
    doubtful = promise(MONDAY, TimeLimit.of(5, LimitUnit.CALENDAR_DAYS, confirmed=False), HOURS, CALENDAR)
    days = TimeLimit.of(3, LimitUnit.WORKING_DAYS)
    counts += [late, doubtful, restart(MONDAY, days, HOURS, CALENDAR), extend(MONDAY, days, HOURS, CALENDAR)]
    counts.append(promise_by_hand(MONDAY, date(2026, 12, 1), HOURS, CALENDAR))
    steps = [step for count in counts for step in count.steps]
    assert {step.code for step in steps} >= STEPS.keys() - {"make-up-day"}
    told = [step_words(step) for step in steps]
    assert [one for one in told if "{" in one or not one.translate(QUOTES).replace(HOLIDAY, "").isascii()] == []
    assert f"Skipped Tue 24/11/2026: day off. {HOLIDAY}" in told


def test_vietnamese_keeps_the_sentence_of_the_domain() -> None:
    found = promise(MONDAY, TimeLimit.of(3, LimitUnit.WORKING_DAYS), HOURS, CALENDAR)
    assert [step_words(step) for step in found.steps] == [step.text for step in found.steps]


def test_days_in_both_languages() -> None:
    day = date(2026, 2, 5)
    assert (day_words(day), long_day_words(day)) == ("Thứ Năm 05/02/2026", "Thứ Năm, ngày 05 tháng 02 năm 2026")
    use_language("en")
    try:
        assert (day_words(day), long_day_words(day)) == ("Thu 05/02/2026", "Thu, 05 February 2026")
        assert moment_words(datetime(2026, 2, 5, 17, tzinfo=VN)) == "17:00 Thu 05/02/2026"
    finally:
        use_language("vi")
