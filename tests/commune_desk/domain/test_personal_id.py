"""Numbers of people: refused only when impossible, warned about when they do not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.personal_id import (
    BIRTH_CODES,
    IdWarning,
    PersonalId,
    check_personal_id,
    format_phone,
    mask,
    parse_personal_id,
    parse_phone,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("001 099 000001", PersonalId("cccd", "001099000001")),
        ("123.456.789", PersonalId("cmnd", "123456789")),
        ("c1234567", PersonalId("passport", "C1234567")),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: PersonalId) -> None:
    """In groups, with dots, in small letters."""
    assert parse_personal_id(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "personal-id-empty"), ("00109900000", "personal-id-length"), ("٠" * 12, "personal-id-characters")],
)
def test_impossible_numbers_are_refused(typed: str, code: str) -> None:
    """Digits of other scripts pass `isdigit`; they are no number of ours."""
    with pytest.raises(InvalidInput, match=code) as refusal:
        parse_personal_id(typed)

    assert refusal.value.field == "number"


def test_a_number_that_does_not_fit_is_a_warning() -> None:
    """People whose sex or year was corrected keep the old number (domain.md 5.2)."""
    assert check_personal_id("001099000001", birth_year=1999, sex="male") == ()
    assert check_personal_id("003199000001", birth_year=1998, sex="male") == (
        IdWarning.SEX,
        IdWarning.BIRTH_YEAR,
        IdWarning.PROVINCE,
    )
    assert check_personal_id("200305000001", birth_year=2005, sex="female") == (IdWarning.FOREIGN,)
    assert check_personal_id("123456789", birth_year=1950, sex="male") == ()
    assert len(BIRTH_CODES) == 63


@given(st.text("0123456789", min_size=1, max_size=14))
def test_a_masked_number_hides_half(number: str) -> None:
    """For a screen that the queue can see."""
    assert len(mask(number)) == len(number)
    assert mask(number).count("•") * 2 >= len(number)


@pytest.mark.parametrize(
    ("typed", "national", "shown"),
    [
        ("+84 912.345.678", "0912345678", "0912 345 678"),
        ("84912345678", "0912345678", "0912 345 678"),
        ("(024) 3825 1234", "02438251234", "024 3825 1234"),
        ("0203 3825 123", "02033825123", "0203 382 5123"),
    ],
)
def test_phones_are_read_in_every_fashion(typed: str, national: str, shown: str) -> None:
    """The slip prints the number so that it can be read aloud."""
    assert parse_phone(typed) == national
    assert format_phone(national) == shown


@pytest.mark.parametrize(("typed", "code"), [("0112345678", "phone-number"), ("o912345678", "phone-characters")])
def test_no_such_phone(typed: str, code: str) -> None:
    """The citizen would never be called."""
    with pytest.raises(InvalidInput, match=code):
        parse_phone(typed)
