"""Earlier applicants, their papers, and the warning of an open dossier of the same kind."""

from datetime import timedelta
from pathlib import Path

from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.records import Paper
from tests.storage.read_desk import NOW, ids, read_desk


def test_people_are_offered_once_however_many_dossiers(tmp_path: Path) -> None:
    """By number, phone or name; the same person must not fill the list with copies."""
    with read_desk(tmp_path) as desk:
        person = desk.person("Đặng Thị Đào", number="087199000001", phone="0911000111")
        for days in (3, 2, 1):
            desk.dossier(person, received=NOW - timedelta(days=days))
        desk.dossier("Đặng Thị Dao")

        for text in ("087199000001", "08719900", "0911000111", "đào"):
            line = desk.reads.people(text)[0]
            assert (line.person.name, line.dossiers, line.last_received) == ("Đặng Thị Đào", 3, NOW - timedelta(days=1))
        assert [line.person.name for line in desk.reads.people("dang thi dao")] == ["Đặng Thị Dao", "Đặng Thị Đào"]
        assert [line.person.name for line in desk.reads.people("đặng thị đào")] == ["Đặng Thị Đào", "Đặng Thị Dao"]
        assert desk.reads.people("không ai") == desk.reads.people("") == []


def test_papers_held_name_each_once_and_none_that_is_missing(tmp_path: Path) -> None:
    """What a citizen handed in last month need not be asked for again; what was missing was never here."""
    with read_desk(tmp_path) as desk:
        person = desk.person("A")
        old = desk.dossier(person, received=NOW - timedelta(days=9))
        new = desk.dossier(person)
        with desk.file.work("papers", None) as work:
            for dossier, name, count, is_missing in (
                (old, "Giấy khai sinh", 1, False),
                (new, "Giấy Khai Sinh", 1, False),
                (old, "Sổ hộ nghèo", 1, False),
                (new, "Bản vẽ", 1, True),
                (new, "Ảnh", 0, False),
            ):
                work.add(Paper(work.new_id(), dossier.id, name, name, originals=count, is_missing=is_missing))

        held = desk.reads.papers_held(person.id)
        assert [(paper.name, paper.dossier_number) for paper in held] == [
            ("Giấy Khai Sinh", new.number),
            ("Sổ hộ nghèo", old.number),
        ]


def test_duplicates_are_open_dossiers_of_the_same_person_and_procedure(tmp_path: Path) -> None:
    """By number; without one by name and birth; a returned one is no duplicate."""
    with read_desk(tmp_path) as desk:
        person = desk.person("Hồ Văn Hai", number="087099000002", birth="1999-01-02")
        open_ = desk.dossier(person)
        desk.dossier(person, procedure="2.000815")
        ended = desk.step(desk.dossier(person), StepKind.REFUSE, reason="không thuộc thẩm quyền")
        asked = desk.reads.duplicates

        assert ended.state.is_end
        assert ids(asked("087099000002", "", "", "1.001193")) == [open_.id]
        assert ids(asked("", "HO VAN HAI", "1999-01-02", "1.001193")) == [open_.id]
        assert asked("", "Hồ Văn Hai", "1998-01-02", "1.001193") == []
        assert asked("087099000003", "Hồ Văn Ba", "1999-01-02", "1.001193") == []
