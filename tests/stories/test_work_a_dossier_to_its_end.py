"""A dossier from the counter to the citizen's hand: found, assigned, sent back for papers, finished, returned, voted.

By keys alone, through the window itself, over a practice desk with real threads.
"""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from commune_desk.domain.records import State
from tests.ui.conftest import Typist, dressed, typed
from tests.ui.detail.conftest import stage
from tests.ui.dossiers.screens import Stage
from ui import words
from ui.detail.print_dialog import PrintDialog
from ui.detail.screen import DetailScreen
from ui.detail.step_dialog import StepDialog
from ui.detail.vote_dialog import VoteDialog
from ui.dossiers.screen import DossiersScreen
from ui.home.screen import HomeScreen
from ui.main_window import MainWindow
from ui.screen import ScreenEntry, WindowFrame

__all__ = ["dressed", "stage", "typed"]

D = TypeVar("D", bound=QDialog)
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)


class Desk:
    """The window with its three screens, and the hands at its keyboard."""

    def __init__(self, stage: Stage, qtbot: QtBot, typist: Typist) -> None:
        self.stage, self.qtbot, self.typed = stage, qtbot, typist
        frame = WindowFrame("Xã Mẫu Sơn", "Trung tâm", "Nguyễn Thị Tập Huấn", "Quản trị máy", practice=True)
        self.window = MainWindow(frame, words.sentence)
        context = replace(stage.context, navigate=self.window.go, messages=self.window.messages)
        self.home, self.list, self.detail = HomeScreen(context), DossiersScreen(context), DetailScreen(context)
        self.window.set_screens(
            (
                ScreenEntry("home", self.home, "Hôm nay", "house"),
                ScreenEntry("dossiers", self.list, "Hồ sơ", "files", self.list.show_filter),
                ScreenEntry("dossier", self.detail, take=self.detail.open),
            )
        )
        self.window.resize(1093, 614)
        self.window.show()

    def press(self, where: QWidget, key: Qt.Key) -> None:
        """One key."""
        self.qtbot.keyClick(where, key)

    def dialog(self, kind: type[D]) -> D:
        """The open dialog of that kind, waited for."""
        found = self.detail.view.findChildren
        self.qtbot.waitUntil(lambda: any(one.isVisible() for one in found(kind)))
        return next(one for one in found(kind) if one.isVisible())

    def step(self, key: Qt.Key, reason: str = "") -> StepDialog:
        """The step's letter on the detail screen, and its reason."""
        self.press(self.detail.view, key)
        dialog = self.dialog(StepDialog)
        field = dialog.findChild(QPlainTextEdit, "stepReason")
        if reason and isinstance(field, QPlainTextEdit):
            self.typed(field, reason)
        return dialog

    def confirm(self, dialog: StepDialog, state: State) -> None:
        """Enter on the button; the desk writes and the screen shows the new state."""
        self.press(dialog.take, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.state() is state and self.stage.idle())

    def put_paper_away(self) -> None:
        """Esc on the offered form."""
        self.press(self.dialog(PrintDialog), Qt.Key.Key_Escape)
        self.qtbot.waitUntil(lambda: not self.detail.view.findChildren(PrintDialog))

    def state(self) -> State | None:
        """Where the dossier is, as the screen shows it."""
        return self.detail.state.dossier.state if self.detail.state else None


@pytest.fixture
def at_the_desk(stage: Stage, qtbot: QtBot, typed: Typist, dressed: QApplication) -> Desk:
    """Home is open."""
    desk = Desk(stage, qtbot, typed)
    desk.window.go("home")
    qtbot.waitUntil(lambda: desk.home.state is not None and stage.idle())
    qtbot.addWidget(desk.window)
    return desk


def test_a_dossier_is_worked_to_its_end_by_keys(at_the_desk: Desk, stage: Stage, qtbot: QtBot) -> None:
    """Seven acts, no mouse; at the end the journal tells them all and home counts none of them."""
    desk = at_the_desk
    desk.press(desk.home.view, Qt.Key.Key_6)
    qtbot.waitUntil(lambda: desk.window.place == "dossiers" and stage.idle())

    desk.typed(desk.list.view.search, "0912000012")
    desk.press(desk.list.view.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "dossier" and desk.state() is State.RECEIVED and stage.idle())

    desk.confirm(desk.step(Qt.Key.Key_A), State.IN_PROCESS)

    asking = desk.step(Qt.Key.Key_S, "Bản chính bị mờ, đề nghị nộp bản rõ")
    papers = asking.findChild(QListWidget, "askedPapersList")
    assert isinstance(papers, QListWidget)
    desk.press(papers, Qt.Key.Key_Space)
    desk.confirm(asking, State.SUPPLEMENT)
    desk.put_paper_away()

    desk.confirm(desk.step(Qt.Key.Key_U), State.IN_PROCESS)
    desk.put_paper_away()
    assert desk.detail.state is not None
    assert desk.detail.state.dossier.due_at is not None

    desk.confirm(desk.step(Qt.Key.Key_F), State.FINISHED)
    desk.confirm(desk.step(Qt.Key.Key_G), State.RETURNED)
    desk.put_paper_away()
    desk.press(desk.dialog(VoteDialog), Qt.Key.Key_5)
    qtbot.waitUntil(stage.idle)

    told = [item.step.kind.value for item in desk.detail.state.view.timeline if item.step]
    assert told == ["receive", "assign", "ask-supplement", "supplement-received", "finish", "return-result"]
    assert desk.detail.state.primary is None
    assert stage.troubles == []

    desk.press(desk.detail.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.place == "dossiers" and stage.idle())
    current = desk.list.view.table.current()
    assert current is not None
    assert current.line.state is State.RETURNED


def test_a_step_taken_elsewhere_meanwhile_is_refused_with_a_sentence(
    at_the_desk: Desk, stage: Stage, qtbot: QtBot
) -> None:
    """Two windows on one dossier: the later press changes nothing and says why; the dialog stays."""
    from commune_desk.domain.dossier_life import StepKind
    from commune_desk.usecases.take_step import StepInput, take_step

    desk = at_the_desk
    dossier = stage.dossiers[0].id
    desk.window.go("dossier", dossier)
    qtbot.waitUntil(lambda: desk.state() is State.RECEIVED and stage.idle())
    dialog = desk.step(Qt.Key.Key_A)
    take_step(stage.desk, dossier, StepInput(StepKind.REFUSE, reason="Không thuộc thẩm quyền"))

    desk.press(dialog.take, Qt.Key.Key_Return)

    qtbot.waitUntil(dialog.problem.isVisible)
    assert dialog.problem.text()
    assert stage.desk.reads.dossier(dossier).dossier.state is State.REFUSED
    desk.press(dialog, Qt.Key.Key_Escape)
