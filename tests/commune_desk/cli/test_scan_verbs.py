"""Scans on the command line: what goes in comes out, twice is refused, and nothing but scans is taken."""

from pathlib import Path

import pytest

from commune_desk.build import practice_desk
from commune_desk.paths import Profile
from commune_desk.ports import Filter
from tests.commune_desk.cli.desk_line import Line

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A practice desk with three dossiers."""
    made = Line(tmp_path_factory.mktemp("scans") / "desk")
    made.ok("demo", "--dossiers", "3", "--seed", "5")
    return made


def number_at(line: Line, place: int) -> str:
    desk = practice_desk(Profile(line.profile))
    try:
        return desk.reads.dossiers(Filter()).rows[place].number
    finally:
        desk.file.close()


def test_what_goes_in_comes_out(line: Line, tmp_path: Path) -> None:
    """Support asks somebody on the phone to attach a file and to look whether it is there."""
    source, out = tmp_path / "tờ khai.png", tmp_path / "out.png"
    source.write_bytes(PNG)
    number = number_at(line, 0)

    told = line.ok("scan", "attach", number, source)
    assert (told["n"], told["name"], told["media"], told["have"]) == (1, "tờ khai", "image/png", len(PNG))
    assert line.ok("scan", "list", number) == [told]
    assert line.ok("scan", "get", number, "1", "--out", out)["size"] == len(PNG)
    assert out.read_bytes() == PNG
    assert line.refused("scan", "attach", number, source) == "scan-attached-already"
    assert line.refused("scan", "get", number, "2", "--out", out) == "scan-missing"


def test_what_is_no_scan_is_refused(line: Line, tmp_path: Path) -> None:
    """A program renamed to .pdf, a folder, a file that is not there, a number nobody has."""
    fake, number = tmp_path / "fake.pdf", number_at(line, 1)
    fake.write_bytes(b"MZ\x90\x00" + bytes(100))
    assert line.refused("scan", "attach", number, fake) == "scan-type-unknown"
    assert line.refused("scan", "attach", number, tmp_path) == "file-unreadable"
    assert line.refused("scan", "attach", number, tmp_path / "none") == "file-unreadable"
    assert line.refused("scan", "list", "H99.1") == "dossier-unknown"
    assert line.run("scan", "list", number).code == 1


def test_a_scan_that_is_not_here_is_asked_for(line: Line, tmp_path: Path) -> None:
    """It says so and comes with the next exchange, instead of an empty file."""
    source, number = tmp_path / "b.png", number_at(line, 2)
    source.write_bytes(PNG + b"b")
    line.ok("scan", "attach", number, source)
    for file in (line.profile / "scans").rglob("*"):
        if file.is_file():
            file.unlink()
    assert line.refused("scan", "get", number, "1", "--out", tmp_path / "out", code=3) == "scan-not-here"
    assert not (tmp_path / "out").exists()
    assert line.ok("scan", "list", number)[0]["have"] == 0
