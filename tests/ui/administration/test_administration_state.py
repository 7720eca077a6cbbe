"""What administration tells, without a window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.catalogue_format import read_catalogue
from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Holding, Post, Staff
from ui.administration.care import PersonOnPc
from ui.administration.people import harmless
from ui.administration.state import (
    MOST_NUMBER,
    next_version,
    person_rows,
    place_words,
    problem_words,
    rights_words,
    size_words,
    whole_number,
)


@given(st.integers(0, MOST_NUMBER))
def test_numbers_are_read_as_people_write_them(number: int) -> None:
    """A block of the province is typed with or without dots between thousands."""
    assert whole_number(str(number), "first") == number
    assert whole_number(f" {number:,} ".replace(",", "."), "first") == number


@pytest.mark.parametrize("text", ["", "-1", "1,5", "sáu", "٣", "9" * 40])
def test_what_is_no_number_is_refused_at_its_field(text: str) -> None:
    """Nothing is guessed: a wrong block gives wrong numbers to citizens."""
    with pytest.raises(InvalidInput) as refused:
        whole_number(text, "last")
    assert refused.value.field == "last"


def test_sizes_are_said_in_a_unit_people_know() -> None:
    """A backup's size decides whether a stick is large enough."""
    assert [size_words(n) for n in (0, 1536, 3 << 20, 5 << 30)] == ["0 byte", "1,5 kB", "3,0 MB", "5,0 GB"]


def test_places_are_counted_from_one() -> None:
    """An office clerk looks for the second procedure, not for index 1."""
    assert place_words("procedures[1].cases[0]") == "thủ tục thứ 2 › trường hợp thứ 1"
    assert place_words("") == "cả tệp"


def test_every_problem_of_a_bad_file_is_worded() -> None:
    """No bare code reaches the administrator."""
    bad = {
        "procedures": [{"code": "x", "name": 5, "field": "a", "version": "1", "valid_from": "2026-13-01", "x": 1}, 7]
    }
    for problem in read_catalogue(bad).problems:
        _place, _field, wrong = problem_words(problem)
        assert wrong != problem.code


def test_a_new_version_never_takes_a_name_that_is_there() -> None:
    """Two versions of one name would replace each other."""
    today = date(2026, 11, 23)
    assert next_version("1", [], today) == "2026-11-23"
    assert next_version("1", ["2026-11-23", "2026-11-23-2"], today) == "2026-11-23-3"


def test_people_are_joined_with_their_posts_and_slots() -> None:
    """The list tells who can sign in here; former colleagues stand last."""
    ids = [RecordId(1, number, 0) for number in range(1, 6)]
    staff = [Staff(ids[0], "Lan", "Trần Lan"), Staff(ids[1], "an", "An Cũ", is_active=False)]
    post = Post(ids[2], "Tiếp nhận", "receive return")
    spells = [Holding(ids[3], ids[0], ids[2], date(2026, 1, 1))]
    rows = person_rows(staff, spells, [post], [PersonOnPc("lan", "Trần Lan", is_locked=True)], ids[0])
    assert [(row.staff.user_name, row.standing) for row in rows] == [("Lan", "locked"), ("an", "left")]
    assert rows[0].posts_words == "Tiếp nhận"
    assert rows[0].is_me


def test_rights_are_told_in_words_and_haste_gives_no_power() -> None:
    """The post offered first for a new person must not administer."""
    ids = [RecordId(1, number, 0) for number in range(1, 4)]
    everything = Post(ids[0], "Quản trị", " ".join(right.value for right in Right))
    counter = Post(ids[1], "Quầy", "receive return")
    assert rights_words(counter) == "Tiếp nhận, Trả kết quả"
    assert rights_words(Post(ids[2], "Không", "")) == "không có quyền nào"
    assert harmless([everything, counter]) == 1
