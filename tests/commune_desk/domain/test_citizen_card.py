"""The two generations of citizen cards, and everything a scanner may leave out or add."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.citizen_card import parse_card
from commune_desk.domain.errors import InvalidInput
from tests.commune_desk.domain.cards import payloads

OLD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|15062022"
NEW = "096325000002||Trần Thị Thử|02032025|Nữ|Ấp Thử, Xã Thử, Cà Mau|05072025||Trần Văn Giả|Lê Thị Lập|"


def test_both_generations_are_read() -> None:
    """Seven fields since 2021, eleven since 2024 (domain.md 5.1)."""
    old, new = parse_card(OLD), parse_card(NEW)

    assert (old.number, old.name, old.birth_text, old.sex) == ("001099000001", "Nguyễn Văn Mẫu", "1999-01-01", "male")
    assert (old.address, old.issued_on, old.warnings) == (
        "Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội",
        date(2022, 6, 15),
        (),
    )
    assert (new.sex, new.father, new.mother) == ("female", "Trần Văn Giả", "Lê Thị Lập")


@pytest.mark.parametrize(
    "dressed", [f"\ufeff{OLD}\r\n", f"{OLD}\t", f"{OLD}||||", f"]Q1{OLD}", OLD.encode().decode("latin-1")]
)
def test_what_scanners_add_changes_nothing(dressed: str) -> None:
    """Line ends, byte order marks, AIM prefixes and Latin-1 are settings of scanners, not of citizens."""
    assert parse_card(dressed) == parse_card(OLD)


@pytest.mark.parametrize("birth", ["00001950", "00071950", "1950"])
def test_a_birth_may_be_a_year(birth: str) -> None:
    """Old people's papers know no more."""
    card = parse_card(OLD.replace("01011999", birth))
    assert (card.birth_date, card.birth_text) == (None, "1950")


@pytest.mark.parametrize(
    ("true", "read", "code"),
    [
        ("001099000001", "00109900000", "card-number"),
        ("001099000001", "٠٠١٠٩٩٠٠٠٠٠١", "card-number"),
        ("Nguyễn Văn Mẫu", " ", "card-name"),
        ("01011999", "31021999", "card-birth"),
        ("01011999", "01011799", "card-birth"),
        ("01011999", "01012027", "card-birth"),
        ("Nam", "Nũ", "card-sex"),
        ("15062022", "15061998", "card-issued"),
        ("15062022", "15062027", "card-issued"),
        ("|15062022", "|1|2|3|4|5|6", "card-garbled"),
    ],
)
def test_an_impossible_card_is_refused(true: str, read: str, code: str) -> None:
    """Never a wrong value in silence."""
    with pytest.raises(InvalidInput, match=code):
        parse_card(OLD.replace(true, read), today=date(2026, 11, 23))


def test_a_swapped_card_is_a_warning() -> None:
    """The wife's card for the husband's number: the clerk must look, and may go on."""
    card = parse_card(OLD.replace("|Nam|", "|Nữ|").replace("01011999", "01011998"))
    assert card.warnings == ("sex-mismatch", "birth-year-mismatch")


@given(payloads(), st.data())
def test_a_torn_off_end_is_read_or_refused_but_never_misread(payload: str, data: st.DataObject) -> None:
    """A scanner pulled away too early."""
    cut = payload[: data.draw(st.integers(0, len(payload)))]
    try:
        card = parse_card(cut)
    except InvalidInput:
        return
    assert payload.startswith(f"{card.number}|")
    assert payload.split("|")[3] == (f"{card.birth_date:%d%m}{card.birth_date.year}" if card.birth_date else "")


@given(st.text(max_size=60))
def test_any_text_is_a_card_or_refused(text: str) -> None:
    """Ten thousand pasted characters must not break the desk."""
    with pytest.raises(InvalidInput):
        parse_card(text)
