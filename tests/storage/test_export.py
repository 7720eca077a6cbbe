"""Lists that leave the program: right letters, real dates, no formulas, nothing half written."""

from datetime import datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from commune_desk.domain.errors import InvalidInput, ReadOnly, Stopped, StorageTrouble
from commune_desk.ports import DossierLine, Filter
from storage.export import Column, export, pages_of
from tests.storage.read_desk import NOW, read_desk

COLUMNS = [
    Column("Số hồ sơ", lambda line: line.number),
    Column("Người nộp", lambda line: line.applicant),
    Column("Ngày nhận", lambda line: line.received_at),
    Column("Hẹn trả", lambda line: line.due_at),
]


def lines(folder: Path, *names: str) -> list[list[DossierLine]]:
    with read_desk(folder) as desk:
        for name in names:
            desk.dossier(name)
        return list(pages_of(desk.reads, Filter()))


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@SUM(A1)", "\tx"])
def test_a_name_is_never_a_formula(tmp_path: Path, name: str) -> None:
    """A spreadsheet runs a cell that begins like a formula; citizens choose what stands in theirs."""
    pages = lines(tmp_path, "Đặng Thị Đào")
    pages = [[pages[0][0]._replace(applicant=name)]]
    export(tmp_path / "a.csv", COLUMNS, pages)
    export(tmp_path / "a.xlsx", COLUMNS, pages)

    assert f"'{name}" in (tmp_path / "a.csv").read_text("utf-8-sig")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["B2"]
    assert (cell.data_type, cell.value) == ("s", name)


def test_both_files_hold_the_list_as_seen(tmp_path: Path) -> None:
    """Vietnamese letters for Excel, dates that sort, numbers that keep their zeros."""
    told: list[int] = []
    rows = export(tmp_path / "a.csv", COLUMNS, lines(tmp_path, "Đặng Thị Đào", "Ê Ban"), told.append)

    assert (rows, told) == (2, [2])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    text = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert text[0] == "Số hồ sơ,Người nộp,Ngày nhận,Hẹn trả"
    assert text[2] == "H12.045.01-261123-0001,Đặng Thị Đào,23/11/2026 10:00,28/11/2026 10:00"
    (tmp_path / "two").mkdir()
    export(tmp_path / "a.xlsx", COLUMNS, lines(tmp_path / "two", "Đặng Thị Đào"))
    cells = list(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].values)
    assert cells[1][:3] == ("H12.045.01-261123-0001", "Đặng Thị Đào", datetime(2026, 11, 23, 10))  # noqa: DTZ001  as shown
    assert NOW.hour == 10


def test_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    """No half list that looks like a whole one, no intermediate file with citizens' names."""
    pages = lines(tmp_path, "A")
    target = tmp_path / "out"
    target.mkdir()
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Stopped):
            export(target / name, COLUMNS, pages * 3, is_cancelled=lambda: True)
    assert list(target.iterdir()) == []


def test_troubles_have_names(tmp_path: Path) -> None:
    """A folder that is gone and a format nobody knows."""
    with pytest.raises(StorageTrouble) as trouble:
        export(tmp_path / "gone" / "a.csv", COLUMNS, [])
    assert not isinstance(trouble.value, ReadOnly)
    with pytest.raises(InvalidInput):
        export(tmp_path / "a.doc", COLUMNS, [])
