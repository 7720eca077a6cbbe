"""Viet Nam's working calendar: the `holidays` library, corrected by dated tables and by the desk's own exceptions.

The library computes public holidays of 1901-2100 (lunar ones too) but lacks some swapped days, so `data/calendar/`
holds what it misses, each day with its decision. Later sources win: library < bundled table < the desk's exceptions.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from commune_desk.domain.records import CalendarDay
from commune_desk.domain.working_time import FIRST_YEAR, LAST_YEAR, DatedCalendar, DayInfo, DayKind, plain_week

TABLES = Path(__file__).parent / "data" / "calendar"
_LIBRARY = "Bộ luật Lao động 2019 Điều 112 (thư viện holidays)"


def vietnam_calendar(exceptions: Mapping[date, DayInfo] | None = None, tables: Path = TABLES) -> DatedCalendar:
    """The calendar of 2000..2100; years of the library are computed when first asked for.

    `exceptions` are the desk's own days off and make-up days. Raises ValueError for a broken bundled table.
    """
    return DatedCalendar(_library_day, {**bundled_exceptions(tables), **(exceptions or {})})


def bundled_exceptions(tables: Path = TABLES) -> dict[date, DayInfo]:
    """Every dated exception of the JSON tables in `tables`; raises ValueError when one is broken."""
    found: dict[date, DayInfo] = {}
    for path in sorted(tables.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8"))["days"]:
            found[date.fromisoformat(row["day"])] = DayInfo(DayKind(row["kind"]), row["name"], row["source"])
    return found


def desk_exceptions(days: Iterable[CalendarDay]) -> dict[date, DayInfo]:
    """The desk's calendar records as exceptions; a later record of the same day wins."""
    kinds = {True: DayKind.MAKE_UP, False: DayKind.HOLIDAY}
    return {record.day: DayInfo(kinds[record.is_working], record.name, record.source) for record in days}


def _library_day(day: date) -> DayInfo:
    return _special_days(day.year).get(day) or plain_week(day)


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _special_days(year: int) -> dict[date, DayInfo]:
    """Holidays and make-up days of a year.

    The import is late: start-up must not pay for a library that only due dates need.
    """
    import holidays

    listed = holidays.country_holidays("VN", years=year, language="vi")
    found = {day: DayInfo(DayKind.MAKE_UP, "Ngày làm bù", _LIBRARY) for day in listed.weekend_workdays}
    for day, name in listed.items():
        kind = DayKind.SWAPPED_OFF if "thay cho" in name else DayKind.HOLIDAY
        found[day] = DayInfo(kind, name, _LIBRARY)
    return found
