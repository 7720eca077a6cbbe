"""The scans of a dossier in its window: attached and opened by keys, never waiting for a disk."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from tests.ui.dossiers.screens import Stage
from ui.detail.scans_state import Place, size_words
from ui.detail.screen import DetailScreen

PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)


@pytest.fixture
def screen(stage: Stage, qtbot: QtBot) -> DetailScreen:
    made = DetailScreen(stage.context)
    stage.put(made.view)
    made.open(stage.dossiers[0].id)
    made.on_shown()
    qtbot.waitUntil(lambda: made.state is not None and stage.idle())
    return made


def test_a_file_is_attached_and_opened_by_keys(
    screen: DetailScreen, stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk reads that it is in the commune only; what opens is what was scanned; twice is refused in words."""
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "to khai.png"
    file.write_bytes(PNG)

    screen.scanning.attach(str(file))
    qtbot.waitUntil(lambda: len(screen.view.scans.lines) == 1 and stage.idle())
    (line,) = screen.view.scans.lines
    assert (line.scan.name, line.place, line.percent) == ("to khai", Place.HERE, 100)
    assert "5 KB" in line.text

    qtbot.keyClick(screen.view.scans.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert Path(opened[0].toLocalFile()).read_bytes() == PNG

    screen.scanning.attach(str(file))
    qtbot.waitUntil(lambda: stage.context.messages.last is not None and stage.context.messages.last.level != "done")
    assert len(screen.view.scans.lines) == 1
    assert screen.view.scans.attach.isEnabled()


def test_a_scan_that_is_elsewhere_is_said_to_be_coming(
    screen: DetailScreen, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """No empty picture: the sentence, and the list shows that it is not here."""
    file = tmp_path / "a.png"
    file.write_bytes(PNG)
    screen.scanning.attach(str(file))
    qtbot.waitUntil(lambda: len(screen.view.scans.lines) == 1 and stage.idle())
    for kept in stage.desk.file.path.with_name("scans").rglob("*"):
        if kept.is_file():
            kept.unlink()

    screen.scanning.open(screen.view.scans.lines[0].scan)
    qtbot.waitUntil(lambda: screen.view.scans.lines[0].place is Place.ELSEWHERE and stage.idle())
    (wanted,) = stage.desk.file.scans.to_fetch(9)
    assert wanted.is_wanted


def test_sizes_as_an_office_writes_them() -> None:
    """A comma before the decimals."""
    assert [size_words(size) for size in (1, 5000, 3_600_000)] == ["1 KB", "5 KB", "3,4 MB"]
