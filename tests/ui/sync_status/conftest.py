"""A desk with a line to the province, steered by the test."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.dossiers.screens import Stage, stage_at
from tests.ui.sync_status.parts import Cards, Known, Line, Stick
from ui.context import ScreenContext
from ui.sync_status.screen import SyncScreen


@dataclass
class Synced:
    """The stage, its context with a line, and the parts behind it."""

    stage: Stage
    context: ScreenContext
    line: Line
    known: Known
    cards: Cards
    stick: Stick

    def screen(self, qtbot: QtBot) -> SyncScreen:
        """The sync page, read once."""
        made = SyncScreen(self.context)
        self.stage.put(made.view)
        made.on_shown()
        qtbot.waitUntil(lambda: made.state is not None and self.stage.idle())
        return made


@pytest.fixture
def synced(dressed: QApplication, tmp_path: Path) -> Iterator[Synced]:
    """Three dossiers on a desk that is connected."""
    with stage_at(tmp_path / "desk") as stage:
        line, known, cards, stick = Line(), Known(), Cards(), Stick()
        context = replace(stage.context, sync=line, sync_reads=known, merge_cards=cards, courier=stick)
        yield Synced(stage, context, line, known, cards, stick)
