"""What the desk says stays beside the work and can be answered by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import DiskFull
from ui.messages import Choice, EscapeDismisses, Messages, Said
from ui.words import sentence


class Window(QWidget):
    """One field and the strip below it."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 500)
        self.messages = Messages(sentence, self)
        self.line = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addStretch(1)
        layout.addWidget(self.messages.bar)
        EscapeDismisses(self.messages, self)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """Shown, with the keyboard in the field."""
    made = Window()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.line.setFocus()
    return made


@pytest.mark.parametrize("text", ["Đã lưu.", "Rất dài. " * 200])
def test_a_message_moves_nothing(window: Window, text: str) -> None:
    """Nothing jumps while the clerk is typing, however long the message."""
    before = (window.line.geometry(), window.messages.bar.geometry(), window.size())

    window.messages.say("done", text)
    window.layout().activate()  # type: ignore[union-attr]

    assert (window.line.geometry(), window.messages.bar.geometry(), window.size()) == before


def test_good_news_leaves_by_itself_and_bad_news_stays(window: Window) -> None:
    """An error must not vanish before it is read."""
    window.messages.say("done", "Đã lưu.")
    assert window.messages._timer.isActive()

    window.messages.say("error", "Đĩa đầy.")
    assert not window.messages._timer.isActive()
    assert window.messages.bar.text.text() == "Đĩa đầy."


def test_escape_dismisses(qtbot: QtBot, window: Window) -> None:
    """No mouse is needed to get rid of a message."""
    window.messages.say("error", "Đĩa đầy.")

    qtbot.keyClick(window.line, Qt.Key.Key_Escape)

    assert window.messages.bar.text.text() == ""


def test_an_error_is_told_in_its_own_sentence(window: Window) -> None:
    """The code never reaches the clerk."""
    window.messages.show_error(DiskFull())

    assert window.messages.last == Said("error", sentence(DiskFull()))


def test_the_action_runs_once(qtbot: QtBot, window: Window) -> None:
    """“In lại” pressed twice must not print twice."""
    ran: list[int] = []
    window.messages.say("warning", "Máy in dừng.", ("In lại", lambda: ran.append(1)))

    window.messages.bar.action.click()
    window.messages.bar.action.click()

    assert ran == [1]


CHOICES = [Choice("drop", "Bỏ", "danger"), Choice("stay", "Ở lại")]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ([Qt.Key.Key_Escape], "stay"),
        ([Qt.Key.Key_Return], "stay"),
        ([Qt.Key.Key_Left, Qt.Key.Key_Return], "stay"),
        ([Qt.Key.Key_Tab, Qt.Key.Key_Return], "drop"),
    ],
)
def test_a_question_is_answered_by_keys(qtbot: QtBot, window: Window, keys: list[Qt.Key], answer: str) -> None:
    """Enter takes the harmless answer unless the clerk moved; Esc is always the last one."""
    answers: list[str] = []
    window.messages.ask("Bỏ những gì đang nhập?", CHOICES, answers.append)
    if Qt.Key.Key_Left in keys:
        keys = [Qt.Key.Key_Left, *keys]

    for key in keys:
        qtbot.keyClick(window.focusWidget(), key)

    assert answers == [answer]
    assert window.line.hasFocus()


def test_asking_does_not_block(window: Window) -> None:
    """`ask` returns at once; a second question answers the first with its last choice."""
    first: list[str] = []
    second: list[str] = []

    window.messages.ask("Một?", CHOICES, first.append)
    window.messages.ask("Hai?", CHOICES, second.append)

    assert (first, second) == (["stay"], [])
