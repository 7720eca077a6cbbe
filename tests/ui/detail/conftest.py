"""A desk of its own for every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.dossiers.screens import Stage, stage_at


@pytest.fixture
def stage(dressed: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """Three dossiers, real threads, nothing left behind."""
    with stage_at(tmp_path / "desk") as made:
        yield made
