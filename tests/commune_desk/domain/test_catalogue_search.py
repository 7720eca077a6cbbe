"""Finding the procedure by whatever the citizen calls it, over the bundled catalogue."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.procedures import Catalogue
from storage.catalogue_data import bundled_catalogue
from tests.commune_desk.domain.procedure_samples import procedure


def first(query: str) -> str:
    return bundled_catalogue().search(query)[0].procedure.code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("khai sinh", "1.001193"),
        ("ĐĂNG KÝ KẾT HÔN", "1.000894"),
        ("dang ky ket hon", "1.000894"),
        ("chung thuc ban sao", "2.000815"),
        ("sao y", "2.000815"),
        ("độc thân", "1.004873"),
        ("doc than", "1.004873"),
        ("sổ đỏ", "1.013978"),
        ("1.004222", "1.004222"),
        ("004222", "1.004222"),
        ("khai tử hộ tịch", "1.000656"),
        ("thuong tru the bao hiem", "2.000986"),
    ],
)
def test_common_words_find_the_common_procedure_first(query: str, code: str) -> None:
    """The clerk types two words and presses Enter."""
    assert first(query) == code


def test_composed_and_decomposed_queries_agree() -> None:
    """Keyboards give NFC or NFD; both must find the same."""
    for query in ("khuyết tật", "hoà giải", "hòa giải"):
        found = [hit.procedure.code for hit in bundled_catalogue().search(unicodedata.normalize("NFD", query))]
        assert found
        assert found == [hit.procedure.code for hit in bundled_catalogue().search(query)]


def test_marks_in_the_query_put_marked_names_first() -> None:
    """“đường” must not stand behind “dương”."""
    catalogue = Catalogue(
        [procedure("1.000001", "Xác nhận dưỡng lão", weight=5.0), procedure("1.000002", "Sử dụng lòng đường")]
    )
    assert [hit.procedure.code for hit in catalogue.search("đường")] == ["1.000002", "1.000001"]
    assert [hit.procedure.code for hit in catalogue.search("duong")] == ["1.000001", "1.000002"]


def test_an_empty_query_offers_the_commonest() -> None:
    """The screen opens with what this desk does all day."""
    hits = bundled_catalogue().search("", 3)
    assert next(hit.procedure.code for hit in hits) == "2.000815"
    assert len(hits) == 3


def test_a_word_nowhere_finds_nothing() -> None:
    """Every word must be found: no guesses."""
    assert bundled_catalogue().search("khai sinh zzz") == []


@given(st.text(max_size=60))
def test_any_text_is_a_query(query: str) -> None:
    """A pasted card payload or an emoji is answered, within the limit."""
    assert len(bundled_catalogue().search(query, 5)) <= 5


def test_ten_thousand_characters_are_a_query() -> None:
    """A paste of a whole document must not stall the field."""
    assert bundled_catalogue().search("khai sinh " * 1000, 5)
