"""What the desk stores about people in codes must reach a clerk as words."""

from ui.words import SEXES, sex_label


def test_a_stored_sex_is_read_as_a_word() -> None:
    """`female` on a Vietnamese screen would be a word of the program, not of the clerk."""
    assert [sex_label(sex) for sex in SEXES] == ["Nam", "Nữ"]


def test_what_another_source_stored_is_shown_as_it_is() -> None:
    assert [sex_label("Nữ"), sex_label("")] == ["Nữ", ""]
