"""Search and sorting of Vietnamese text: what a clerk types finds what a paper holds."""

import timeit
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.text import (
    fold,
    fold_tone_position,
    has_marks,
    match_rank,
    name_sort_key,
    nfc,
)

VIETNAMESE = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyÁẰÕẬĐỶ'- \u0301\u0323\u00a0"), max_size=30)


def test_stored_text_is_composed_and_clean() -> None:
    """Pasted from Word or another portal: invisible characters would make two people of one."""
    assert nfc("\ufeffNguye\u0302\u0303n\u00a0 Va\u0306n\u200b Ðức\n") == "Nguyễn Văn Đức"


def test_a_nordic_name_keeps_its_own_letter() -> None:
    """Ð beside þ is no mistaken Đ."""
    assert nfc("Ðór Þórðarson") == "Ðór Þórðarson"


@given(st.text(max_size=40))
def test_folding_settles(text: str) -> None:
    """An index folded twice, or a query folded on the way, must still meet."""
    assert fold(fold(text)) == fold(text)
    assert nfc(nfc(text)) == nfc(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    """macOS files and some portals send letters and marks apart."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("thuý", "thúy"), ("KHOẺ", "KHỎE"), ("Thuỵ", "Thụy"), ("qúy", "quý"), ("qủa", "quả")],
)
def test_both_tone_places_are_one_word(old: str, new: str) -> None:
    """Both spellings are legal and both are in the papers (domain.md 6.2)."""
    assert fold_tone_position(old) == new
    assert match_rank(old, new) == match_rank(new, old) == 0


@pytest.mark.parametrize("word", ["hoàn", "quý", "hoài", "huỳnh", "già", "Nguyễn", "khuya"])
def test_a_tone_with_one_place_stays(word: str) -> None:
    """Moving these would print a misspelling."""
    assert fold_tone_position(word) == word


@pytest.mark.parametrize(
    ("query", "text", "rank"),
    [
        ("đường", "Đường Văn Lê", 0),
        ("đường", "Dương Văn Lê", 2),
        ("duong", "Đường Văn Lê", 2),
        ("nguyên", "Nguyễn Văn Mẫu", 1),
        ("mẫu nguyễn", "Nguyễn Văn Mẫu", 1),
        ("nguyễn mẫu", "Nguyễn Văn Mẫu", 0),
        ("hoà", "Phạm Hoàn", 0),
        ("nvm", "Nguyễn Văn Mẫu", 3),
        ("mẫu văn lê", "Nguyễn Văn Mẫu", None),
        ("", "Nguyễn Văn Mẫu", 0),
    ],
)
def test_a_better_match_ranks_higher(query: str, text: str, rank: int | None) -> None:
    """Who takes the trouble of typing marks wants them first; who does not, finds all."""
    assert match_rank(query, text) == rank


def test_lists_stand_in_vietnamese_order() -> None:
    """By tên, then họ, then đệm; a ă â, d đ; ngang huyền hỏi ngã sắc nặng (domain.md 6.4, 6.5)."""
    ordered = [
        "Lê An", "Nguyễn An", "Nguyễn Văn An", "Lê Àn", "Trần Ản", "Lê Ãn", "Lê Án", "Lê Ạn", "Lê Anh",
        "Lê Ăn", "Lê Ân", "Lê Dũng", "Lê Đang", "Lê Hoa", "Lê Hòa", "Phạm Hoà", "Lê Hóa", "Lê Yến",
    ]  # fmt: skip
    shuffled = sorted(ordered)
    assert sorted(shuffled, key=lambda name: name_sort_key(name).encode()) == ordered


@given(VIETNAMESE)
def test_a_sort_key_is_plain_ascii_for_vietnamese(name: str) -> None:
    """SQLite compares TEXT bytewise; case and form of input must not move a name."""
    assert name_sort_key(name).isascii()
    assert name_sort_key(unicodedata.normalize("NFD", name)) == name_sort_key(name)


def test_marks_are_noticed() -> None:
    """The list ranks marks first only when the searcher typed some."""
    assert has_marks("Dươ")
    assert has_marks("d\u0323")
    assert not has_marks("duong 123")


def test_folding_a_name_is_quick() -> None:
    """A million names are folded when an index is rebuilt; ten times the goal, for a busy machine."""
    assert min(timeit.repeat(lambda: fold("Nguyễn Thị Hoàng Phương A"), number=1000)) < 0.1
