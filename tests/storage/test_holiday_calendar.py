"""The calendar that ships: the library, the dated tables over it, the desk's own days over both."""

import subprocess
import sys
from datetime import date

import pytest

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.ids import Origin, RecordId
from commune_desk.domain.records import CalendarDay
from commune_desk.domain.working_time import DayKind
from storage.holiday_calendar import bundled_exceptions, desk_exceptions, vietnam_calendar


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-01-01", DayKind.HOLIDAY),
        ("2026-01-02", DayKind.SWAPPED_OFF),  # document 12729/VPCP-KGVX, unknown to the library
        ("2026-01-10", DayKind.MAKE_UP),
        ("2026-02-16", DayKind.HOLIDAY),
        ("2026-02-20", DayKind.HOLIDAY),
        ("2026-02-23", DayKind.WORKING),
        ("2026-04-27", DayKind.HOLIDAY),
        ("2026-08-22", DayKind.MAKE_UP),
        ("2026-08-31", DayKind.SWAPPED_OFF),
        ("2026-11-24", DayKind.HOLIDAY),
        ("2026-11-28", DayKind.WEEKEND),
        ("2025-04-26", DayKind.MAKE_UP),
        ("2025-05-02", DayKind.SWAPPED_OFF),
        ("2024-05-04", DayKind.MAKE_UP),  # from the library alone
        ("2000-01-01", DayKind.HOLIDAY),
        ("2100-01-01", DayKind.HOLIDAY),
    ],
)
def test_days_of_the_law(day: str, kind: DayKind) -> None:
    """Dates of domain.md section 3."""
    assert vietnam_calendar().kind(date.fromisoformat(day)).kind is kind


def test_names_are_vietnamese_whatever_the_machine_speaks() -> None:
    """The name is printed in the explanation of a date."""
    assert vietnam_calendar().kind(date(2026, 2, 17)).name == "Tết Nguyên Đán"


def test_the_desks_own_days_win() -> None:
    """An administrator corrects the table days before a swap."""
    record = CalendarDay(RecordId(Origin(1, 2), 1, 0), date(2026, 1, 2), is_working=True, name="Trực", source="CV xã")
    calendar = vietnam_calendar(desk_exceptions([record]))
    assert calendar.is_working(date(2026, 1, 2))
    assert calendar.kind(date(2026, 1, 2)).source == "CV xã"


def test_outside_the_known_years_is_refused() -> None:
    """A clock of 1999 must not silently get a calendar."""
    with pytest.raises(InvalidInput):
        vietnam_calendar().kind(date(1999, 12, 31))


def test_every_table_day_names_its_source() -> None:
    """A day off nobody decided cannot be defended."""
    assert all(info.name and info.source for info in bundled_exceptions().values())


def test_the_library_is_not_loaded_before_it_is_asked() -> None:
    """Start-up must stay light."""
    code = "import sys, storage.holiday_calendar as h; h.vietnam_calendar(); sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
