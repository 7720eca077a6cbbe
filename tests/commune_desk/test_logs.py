"""Logs go to support by phone and e-mail: no citizen may be in one, and no log may stop the desk."""

import logging
from pathlib import Path

import pytest

from commune_desk import logs


@pytest.mark.parametrize(
    "text",
    ["079190001234", "0901 234 567", "+84 901 234 567", "Nguyễn Văn Mẫu", "Trần Thị Thử", "K'Brếp Đặng Lò"],
)
def test_people_and_numbers_are_taken_out(text: str) -> None:
    """Wherever they stand in a line."""
    said = logs.redact(f"refused for {text}, entry 12")
    assert "▇" in said
    assert text not in said
    assert "entry 12" in said


@pytest.mark.parametrize("text", ["SQLite Error In Module", "code 12345", "3f9a0c"])
def test_what_support_needs_stays(text: str) -> None:
    """Class names, codes and report numbers."""
    assert logs.redact(text) == text


def test_file_and_memory_are_redacted_traces_too(tmp_path: Path) -> None:
    """An exception's own text is where names hide."""
    recent = logs.set_up(tmp_path / "logs")
    try:
        try:
            int("Nguyễn Văn Mẫu 079190001234")
        except ValueError:
            logging.getLogger("desk.test").exception("for %s", "Lê Thị Hoa")
        text = (tmp_path / "logs" / "app.log").read_text(encoding="utf-8")
        for kept in (text, "\n".join(recent.lines)):
            assert "ValueError" in kept
            for secret in ("Nguyễn Văn Mẫu", "079190001234", "Lê Thị Hoa"):
                assert secret not in kept
    finally:
        logs.set_up(None)


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A full or read-only disk: memory alone, and no trace on the screen."""
    (tmp_path / "file").write_text("")
    recent = logs.set_up(tmp_path / "file" / "logs")
    logging.getLogger("desk.test").warning("still here %d", 7)
    assert recent.lines[-1].endswith("still here 7")
    logs.set_up(None)
    assert capsys.readouterr().err == ""


def test_setting_up_twice_says_everything_once(tmp_path: Path) -> None:
    """Signing in again must not double the lines or keep files open."""
    for _ in range(3):
        recent = logs.set_up(tmp_path)
    logging.getLogger("desk.test").info("once")
    assert [line.endswith("once") for line in recent.lines] == [True]
    logs.set_up(None)
    assert (tmp_path / "app.log").read_text().count("once") == 1
