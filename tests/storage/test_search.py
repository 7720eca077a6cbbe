"""The one box, on a real encrypted file: what it understands, what comes first, and that nothing typed breaks it."""

from pathlib import Path

import pytest

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.records import State
from commune_desk.ports import Filter
from tests.storage.read_desk import ReadDesk, ids, read_desk


def found(desk: ReadDesk, text: str) -> list[tuple[str, str]]:
    page = desk.reads.dossiers(Filter(text=text))
    assert len(page.rows) == desk.reads.count(Filter(text=text))
    return [(row.applicant, row.matched) for row in page.rows]


def test_marks_typed_come_first_and_marks_left_out_find_all(tmp_path: Path) -> None:
    """'duong' finds Dương and Đường; 'đường' puts Đường first although the other is newer."""
    with read_desk(tmp_path) as desk:
        desk.dossier("Trần Văn Đường")
        desk.dossier("Lê Thị Dương")

        assert found(desk, "duong") == [("Lê Thị Dương", "name"), ("Trần Văn Đường", "name")]
        assert found(desk, "đường") == [("Trần Văn Đường", "name"), ("Lê Thị Dương", "name")]
        assert found(desk, "dương")[0] == ("Lê Thị Dương", "name")
        assert found(desk, "đươ")[0] == ("Trần Văn Đường", "name")


@pytest.mark.parametrize("typed", ["hoà", "hòa", "HOÀ", "hoa\u0300", "ho\u0300a"])
def test_either_tone_place_and_either_composition_find_either(tmp_path: Path, typed: str) -> None:
    """Old and new spelling and decomposed input from a Mac or a converted file are the same name."""
    with read_desk(tmp_path) as desk:
        desk.dossier("Nguyễn Thị Hoà")
        desk.dossier("Nguyễn Thị Hòa")
        desk.dossier("Nguyễn Thị Hoa")

        names = [name for name, _ in found(desk, typed)]
        assert names == ["Nguyễn Thị Hòa", "Nguyễn Thị Hoà", "Nguyễn Thị Hoa"]


def test_words_in_any_order_a_begun_word_and_initials(tmp_path: Path) -> None:
    """As clerks type: some words, the last one begun, or the first letters of all."""
    with read_desk(tmp_path) as desk:
        desk.dossier("Nguyễn Văn Mẫu")
        desk.dossier("Phạm Thị Thử")

        for text in ("nguyen m", "mẫu ng", "van mau nguyen", "nvm", "n"):
            assert found(desk, text) == [("Nguyễn Văn Mẫu", "name")], text
        assert found(desk, "nguyen thu") == []


def test_numbers_of_every_kind(tmp_path: Path) -> None:
    """Whole, tail, slip, identity number, its beginning, old number, phone, procedure: one box, and it says why."""
    with read_desk(tmp_path) as desk:
        person = desk.person("Lò Thị Én", number="087199001234", old_number="341234567", phone="0987654321")
        dossier = desk.dossier(person)
        other = desk.dossier("Hứa Văn Cả", procedure="2.000815")
        assert dossier.number == "H12.045.01-261123-0001"

        for text in ("H12.045.01-261123-0001", "h12.045.01-261123-1", "261123-0001", "0001", "1",
                     "CD1|H12.045.01-261123-0001|2611231000||1.001193|x|y|z"):  # fmt: skip
            assert found(desk, text) == [("Lò Thị Én", "number")], text
        for text in ("087199001234", "0871 9900 1234", "0871", "341234567"):
            assert found(desk, text) == [("Lò Thị Én", "person-number")], text
        for text in ("0987654321", "098765", "+84 987 654 321", "0987.654.321"):
            assert found(desk, text) == [("Lò Thị Én", "phone")], text
        assert found(desk, "2.000815") == [("Hứa Văn Cả", "procedure")]
        assert desk.reads.find_number("h12.045.01-261123-0002") == other.id
        assert desk.reads.find_number("H12.045.01-261123-9999") is None


def test_provisional_numbers_stay_searchable_beside_the_official_one(tmp_path: Path) -> None:
    """The paper in the citizen's hand shows the provisional number for ever."""
    with read_desk(tmp_path) as desk:
        dossier = desk.dossier("Vàng A Páo", number="", provisional_number="TẠM-01-261123-0001")
        desk.change(dossier, official_number="H12.045.01-261123-0555")

        for text in ("tạm-01-261123-0001", "H12.045.01-261123-0555", "555", "261123-1"):
            rows = desk.reads.dossiers(Filter(text=text)).rows
            assert [(row.id, row.number) for row in rows] == [(dossier.id, "H12.045.01-261123-0555")], text


def test_pages_cover_every_hit_once_in_both_stages(tmp_path: Path) -> None:
    """Scrolling through a search must neither repeat nor lose a dossier, whatever the page size."""
    with read_desk(tmp_path) as desk:
        with_marks = {desk.dossier("Bùi Đường").id for _ in range(7)}
        without = {desk.dossier("Bùi Dương").id for _ in range(6)}

        seen, page = [], desk.reads.dossiers(Filter(text="đường"), limit=4)
        seen += ids(page.rows)
        while page.after is not None:
            page = desk.reads.dossiers(Filter(text="đường"), page.after, 4)
            seen += ids(page.rows)
        assert len(seen) == len(set(seen)) == 13
        assert set(seen[:7]) == with_marks
        assert set(seen[7:]) == without


def test_a_search_inside_a_filter(tmp_path: Path) -> None:
    """Chips narrow a search; the page goes on behind hits that were filtered away."""
    with read_desk(tmp_path) as desk:
        dossiers = [desk.dossier("Đỗ Minh Anh") for _ in range(9)]
        finished = [desk.step(dossier, StepKind.FINISH).id for dossier in dossiers[::3]]
        filter_ = Filter(text="anh", states=frozenset({State.FINISHED}))

        first = desk.reads.dossiers(filter_, limit=2)
        assert first.after is not None
        rest = desk.reads.dossiers(filter_, first.after, 2)
        assert ids(first.rows) + ids(rest.rows) == finished[::-1]
        assert desk.reads.count(filter_) == 3
        assert ids(desk.reads.dossiers(Filter(text="đỗ", lane="to-return")).rows) == finished[::-1]


def test_a_corrected_name_is_found_and_the_wrong_one_is_not(tmp_path: Path) -> None:
    """The index follows the applicant's record, in every dossier of theirs."""
    with read_desk(tmp_path) as desk:
        person = desk.person("Trần Thị Lam")
        desk.dossier(person)
        desk.dossier(person)
        desk.change(person, name="Trần Thị Lâm Oanh")

        assert len(found(desk, "oanh")) == 2
        assert desk.reads.dossiers(Filter(text="ttl oanh")).rows == []
        assert found(desk, "lam")[0][0] == "Trần Thị Lâm Oanh"


@pytest.mark.parametrize(
    "text",
    [
        *('"', "*", "a* OR b", "NEAR(a b)", "-", "a:b", "^a", "()", "\x00", "ー", "九", "a" * 10_000, "1" * 10_000),
        *("|", "²", "CD1|", "0", "+84", "ĐK-", "!@#", "\u0301", "ﬁ", "𝒜"),
    ],
)
def test_nothing_typed_breaks_the_search(tmp_path: Path, text: str) -> None:
    """FTS5 has a query language; what a person types must never be read as one."""
    with read_desk(tmp_path) as desk:
        desk.dossier("Nguyễn Văn A")

        desk.reads.dossiers(Filter(text=text))
        desk.reads.count(Filter(text=text))
        desk.reads.people(text)
