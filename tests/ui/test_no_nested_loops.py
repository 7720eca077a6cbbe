"""A nested event loop runs half of the program inside the other half: forbidden by search."""

import re
from pathlib import Path

import pytest

FORBIDDEN = re.compile(r"\.exec\(|\bexec_\(|processEvents|QMessageBox|QInputDialog|time\.sleep|\.result\(timeout")
MODULES = sorted((Path(__file__).parents[2] / "ui").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_screen_opens_its_own_event_loop(module: Path) -> None:
    """Dialogs are opened by open() or show(), answers come by signals."""
    found = FORBIDDEN.findall(module.read_text("utf-8"))

    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    """A pattern that matches nothing would always pass."""
    assert FORBIDDEN.search("dialog.exec()")
    assert FORBIDDEN.search("QApplication.processEvents()")
