"""Password rules (QCVN 12:2026/BCA) and readable passwords."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.passwords import (
    ADMINISTRATOR_POLICY,
    PasswordPolicy,
    fold_user_name,
    is_too_old,
    problems,
    readable_password,
)


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Bika-Moru-58", ()),
        ("Thế-Giới-58", ()),
        ("Ab-1", ("password-too-short",)),
        ("A-1" + "b" * 200, ("password-too-long",)),
        ("BIKA-MORU-58", ("password-no-lower",)),
        ("bika-moru-58", ("password-no-upper",)),
        ("Bika-Moru-xx", ("password-no-digit",)),
        ("BikaMoru5858", ("password-no-special",)),
        ("Bika Moru 58", ("password-no-special",)),
        ("Lan.Nguyen-58", ("password-like-user-name",)),
        ("Admin@123", ("password-too-common",)),
        (
            "",
            (
                "password-too-short",
                "password-no-lower",
                "password-no-upper",
                "password-no-digit",
                "password-no-special",
            ),
        ),
    ],
)
def test_rules(password: str, broken: tuple[str, ...]) -> None:
    """Every broken rule at once, so that a clerk corrects once."""
    assert problems(password, "lan.nguyen") == broken


def test_decomposed_letters_count_once() -> None:
    """'ế' typed as three code points is one character, and no special one."""
    assert (
        problems("Ae\u0302\u0301bc12", "x")
        == problems("A\u1ebfbc12", "x")
        == ("password-too-short", "password-no-special")
    )


def test_a_short_user_name_forbids_nothing() -> None:
    """'an' is in many words."""
    assert problems("Banana-58", "an") == ()


def test_an_office_may_ask_for_more_or_less() -> None:
    """The rules are data."""
    assert problems("dài-hơn-nữa", "x", PasswordPolicy(min_length=10, needs_upper=False, needs_digit=False)) == ()


@given(st.integers())
def test_readable_passwords_fulfil_the_policy(seed: int) -> None:
    """A temporary password that the program itself refuses would be absurd."""
    password = readable_password(Random(seed).choice)  # noqa: S311  a repeatable example

    assert problems(password, "zzz") == ()
    assert not set(password) & set("0O1lI|")


def test_readable_passwords_differ() -> None:
    """The default draws from the system's randomness."""
    assert len({readable_password() for _draw in range(50)}) == 50


def test_age() -> None:
    """Administrators every two months; others never; a clock set back ages nothing."""
    day = date(2026, 8, 1)
    assert not is_too_old(day, date(2026, 9, 30), ADMINISTRATOR_POLICY)
    assert is_too_old(day, date(2026, 10, 1), ADMINISTRATOR_POLICY)
    assert not is_too_old(day, date(2016, 1, 1), ADMINISTRATOR_POLICY)
    assert not is_too_old(day, date(2036, 1, 1), PasswordPolicy())


def test_user_names_fold() -> None:
    """Caps lock, a trailing space and full-width letters are the same name; another tone mark is another name."""
    assert fold_user_name(" LAN ") == fold_user_name("lan") == fold_user_name("ｌａｎ")
    assert fold_user_name("lân") != fold_user_name("lan")
