"""Dates and sums as official papers write them, and as clerks type them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.wording import (
    Birth,
    birth_vi,
    count_in_words,
    date_vi,
    dong,
    dong_in_words,
    long_date,
    moment_vi,
    parse_birth,
    parse_date_vi,
    weekday_vi,
)

SAID = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
TODAY = date(2026, 11, 23)
NEW_DAYS = st.dates(date(1880, 1, 1), date(2100, 12, 31))


def heard(words: list[str]) -> int:
    """The number a listener writes down: the inverse of the words."""
    for name, unit in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3)):
        if name in words:
            cut = len(words) - 1 - words[::-1].index(name)
            return heard(words[:cut]) * unit + heard(words[cut + 1 :])
    total = 0
    for word in words:
        if word == "trăm":
            total *= 100
        elif word == "mươi":
            total = total - total % 10 + total % 10 * 10
        elif word == "mười":
            total += 10
        elif word != "linh":
            total += SAID[word]
    return total


@given(st.integers(0, 10**15))
def test_a_sum_in_words_is_heard_as_the_same_sum(amount: int) -> None:
    """The words rule over the figures on a receipt; two sums must never share them."""
    assert heard(count_in_words(amount).split()) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
        (21, "Hai mươi mốt đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (24, "Hai mươi tư đồng"),
        (15, "Mười lăm đồng"),
        (105, "Một trăm linh năm đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (10**15, "Một triệu tỷ đồng"),
    ],
)
def test_numbers_change_their_sound(amount: int, words: str) -> None:
    """mốt, tư, lăm, linh: what every Vietnamese reader stumbles over when wrong."""
    assert dong_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**15 + 1])
def test_a_sum_beyond_words_is_refused(amount: int) -> None:
    """No receipt holds it; a typing slip does."""
    with pytest.raises(InvalidInput, match="amount-out-of-range"):
        count_in_words(amount)


def test_papers_write_dates_by_the_decree() -> None:
    """NĐ 30/2020: a zero before days under 10 and months 1 and 2; the clock is Viet Nam's."""
    assert date_vi(date(2025, 7, 5)) == "05/07/2025"
    assert long_date(date(2025, 7, 5)) == "ngày 05 tháng 7 năm 2025"
    assert long_date(date(2025, 2, 15)) == "ngày 15 tháng 02 năm 2025"
    assert moment_vi(datetime(2025, 7, 4, 18, 5, tzinfo=UTC)) == "01 giờ 05 phút, ngày 05 tháng 7 năm 2025"
    assert weekday_vi(date(2026, 11, 22)) == "Chủ nhật"
    assert dong(1_250_000) == "1.250.000 đồng"
    assert birth_vi("1950") == "1950"
    assert birth_vi("1950-07-05") == "05/07/1950"


@given(NEW_DAYS)
def test_every_way_of_typing_a_day_is_that_day(day: date) -> None:
    """Clerks type on the number pad, paste from Word and from portals."""
    written = (
        date_vi(day),
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d%m}{day.year}",
        day.isoformat(),
        long_date(day),
    )
    assert {parse_date_vi(text) for text in written} == {day}


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    """Nothing a keyboard sends may break the form."""
    try:
        day = parse_date_vi(text)
    except InvalidInput:
        return
    assert 1880 <= day.year <= 2100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2025", "date-impossible"),
        ("5/7/1879", "date-year"),
        ("١/٢/٢٠٢٥", "date-unreadable"),
        ("", "date-unreadable"),
    ],
)
def test_absurd_days_are_refused(text: str, code: str) -> None:
    """Each with its own sentence."""
    with pytest.raises(InvalidInput, match=code):
        parse_date_vi(text)


def test_births_may_be_a_year_alone() -> None:
    """Old people's papers know no day; a short year is never in the future."""
    assert parse_birth("1950", today=TODAY) == Birth(1950, None)
    assert parse_birth("00/00/1950", today=TODAY).text == "1950"
    assert parse_birth("5/7/45", today=TODAY).text == "1945-07-05"
    assert parse_birth("5/7/25", today=TODAY).text == "2025-07-05"
    with pytest.raises(InvalidInput, match="date-in-future"):
        parse_birth("24/11/2026", today=TODAY)
