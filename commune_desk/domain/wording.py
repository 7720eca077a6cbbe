"""Dates, times, sums and counts in the words and figures of Vietnamese official papers.

Nghị định 30/2020/NĐ-CP, Phụ lục I: in a long date, days under 10 and the months 1 and 2 get a zero.
"""

import re
from datetime import date, datetime
from typing import NamedTuple

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.text import nfc
from commune_desk.domain.vietnam_time import to_vietnam

FIRST_YEAR, LAST_YEAR = 1880, 2100
LARGEST_COUNT = 10**15
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class Birth(NamedTuple):
    """A birth as the paper has it: a full date, or in old people's papers only the year."""

    year: int
    date: date | None

    @property
    def text(self) -> str:
        """ISO date or the bare year, as `Person.birth` keeps it."""
        return self.date.isoformat() if self.date else f"{self.year:04}"


def date_vi(day: date) -> str:
    """`05/07/2025`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def birth_vi(birth: str) -> str:
    """A stored birth (ISO date or bare year) as people read it: `05/07/1950` or `1950`."""
    return date_vi(date.fromisoformat(birth)) if "-" in birth else birth


def long_date(day: date) -> str:
    """`ngày 05 tháng 7 năm 2025`."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - NĐ 30/2020
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def time_vi(moment: datetime) -> str:
    """`08 giờ 05 phút` on a Vietnamese clock; `moment` must be aware."""
    local = to_vietnam(moment)
    return f"{local.hour:02} giờ {local.minute:02} phút"


def moment_vi(moment: datetime) -> str:
    """`08 giờ 05 phút, ngày 05 tháng 7 năm 2025` on a Vietnamese clock; `moment` must be aware."""
    return f"{time_vi(moment)}, {long_date(to_vietnam(moment).date())}"


def weekday_vi(day: date) -> str:
    """`Thứ Hai` … `Chủ nhật`."""
    return WEEKDAYS[day.weekday()]


_DAY_FIRST = re.compile(r"(\d{1,2})[/\-. ]+(\d{1,2})[/\-. ]+(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.ASCII | re.IGNORECASE)


def parse_date_vi(text: str, *, short_years_from: int = 1950) -> date:
    """The date a clerk typed: 5/7/2025, 05-07-25, 5.7.2025, 05072025, 050725, 2025-07-05, long words.

    A two-digit year lies in the hundred years from `short_years_from`.
    Raises InvalidInput: `date-unreadable`, `date-impossible` (31/02), `date-year` (before 1880, after 2100).
    """
    return _date_of(*_date_parts(nfc(text), short_years_from))


def parse_birth(text: str, *, today: date) -> Birth:
    """A birth date, or a year alone (`1950`, `00/00/1950`); a two-digit year is the latest not after `today`.

    Raises InvalidInput as `parse_date_vi`, and `date-in-future`.
    """
    typed = nfc(text)
    if re.fullmatch(r"\d{4}", typed, re.ASCII):
        birth = Birth(_year_of(int(typed)), None)
    else:
        day, month, year = _date_parts(typed, today.year - 99)
        unknown = day == 0 or month == 0
        birth = Birth(_year_of(year), None if unknown else _date_of(day, month, year))
    if birth.year > today.year or (birth.date and birth.date > today):
        raise InvalidInput("date-in-future", field="date")
    return birth


def _date_parts(typed: str, short_years_from: int) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
        return int(day), int(month), int(year)
    for pattern in (_DAY_FIRST, _RUN, _WORDS):
        if match := pattern.fullmatch(typed):
            day, month, year = match.groups()
            return int(day), int(month), _full_year(year, short_years_from)
    raise InvalidInput("date-unreadable", field="date")


def _full_year(year: str, short_years_from: int) -> int:
    if len(year) == 4:  # noqa: PLR2004 - already written in full
        return int(year)
    return short_years_from + (int(year) - short_years_from) % 100


def _year_of(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput("date-year", field="date")
    return year


def _date_of(day: int, month: int, year: int) -> date:
    try:
        return date(_year_of(year), month, day)
    except ValueError:
        raise InvalidInput("date-impossible", field="date") from None


def dong(amount_dong: int) -> str:
    """`1.250.000 đồng`."""
    return f"{amount_dong:,}".replace(",", ".") + " đồng"


def dong_in_words(amount_dong: int) -> str:
    """`Một triệu hai trăm năm mươi nghìn đồng`; raises as `count_in_words`."""
    words = count_in_words(amount_dong)
    return f"{words[0].upper()}{words[1:]} đồng"


def count_in_words(count: int) -> str:
    """`hai mươi mốt`; from 0 to 10^15, else InvalidInput `amount-out-of-range`."""
    if not 0 <= count <= LARGEST_COUNT:
        raise InvalidInput("amount-out-of-range", field="amount")
    return " ".join(_count(count, full=False)) if count else DIGITS[0]


def _count(count: int, *, full: bool) -> list[str]:
    """Words of `count`; `full` reads empty hundreds aloud, as inside a larger number."""
    words: list[str] = []
    rest = count
    for unit, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")):
        above, rest = divmod(rest, unit)
        if above:
            words += [*_count(above, full=full or bool(words)), name]
    if rest:
        words += _three_digits(rest, full=full or bool(words))
    return words


def _three_digits(number: int, *, full: bool) -> list[str]:
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    said = hundreds > 0 or full
    words = [DIGITS[hundreds], "trăm"] if said else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    elif ones and said:
        words.append("linh")
    if ones:
        words.append(_ones(tens, ones))
    return words


def _ones(tens: int, ones: int) -> str:
    """The last digit changes its sound after tens: mươi mốt, mươi tư, mười lăm."""
    if tens >= 2 and ones in (1, 4):  # noqa: PLR2004
        return "mốt" if ones == 1 else "tư"
    return "lăm" if tens and ones == 5 else DIGITS[ones]  # noqa: PLR2004
