"""Signing in by keys, as a clerk does at half past seven."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import DeskError, InvalidInput, NotAllowedNow
from commune_desk.domain.vietnam_time import VN
from tests.ui.conftest import Typist
from ui.background import Background
from ui.unlock.presenter import UnlockPresenter
from ui.unlock.recover_dialog import RecoverDialog
from ui.unlock.state import (
    PersonOnPc,
    Recovery,
    UnlockPorts,
    UnlockState,
    refused,
    second_passed,
    typing_hint,
    with_people,
)
from ui.unlock.view import UnlockView
from ui.words import sentence

LAN, DUONG = PersonOnPc("lan", "Nguyễn Thị Lan"), PersonOnPc("duong", "Trần Văn Đường")
LOCKED = PersonOnPc("khue", "Phạm Đình Khuê", locked=True, locked_until=datetime(2026, 11, 23, 8, 30, tzinfo=VN))


class Keys:
    """A key file in memory: one password for everybody."""

    def __init__(self, *people: PersonOnPc) -> None:
        self.people_here = people
        self.recovered: list[Recovery] = []
        self.threads: set[int] = set()
        self.recovery_error: DeskError | None = None

    def people(self) -> tuple[PersonOnPc, ...]:
        return self.people_here

    def sign_in(self, user_name: str, password: str) -> object:
        self.threads.add(threading.get_ident())
        if user_name == "khue":
            raise NotAllowedNow("sign-in-locked", minutes=5)
        if password != "Mật-khẩu-7":
            raise InvalidInput("wrong-password", field="password", tries_left=3, wait_s=4)
        return f"desk of {user_name}"

    def recover(self, recovery: Recovery) -> object:
        self.recovered.append(recovery)
        if self.recovery_error is not None:
            raise self.recovery_error
        return "desk recovered"

    def practice(self) -> object:
        return "practice desk"


class SignIn:
    """The screen with its presenter."""

    def __init__(self, keys: Keys, background: Background) -> None:
        self.keys = keys
        self.view = UnlockView("Xã Mẫu Sơn")
        ports = UnlockPorts(keys.people, keys.sign_in, keys.recover, keys.practice)
        self.presenter = UnlockPresenter(self.view, ports, background, sentence)
        self.desks: list[object] = []
        self.presenter.signed_in.connect(self.desks.append)


Open = Callable[..., SignIn]


@pytest.fixture
def open_screen(qtbot: QtBot, background: Background) -> Open:
    """The sign-in screen with these people, shown and loaded."""

    def open_(*people: PersonOnPc) -> SignIn:
        made = SignIn(Keys(*people), background)
        qtbot.addWidget(made.view)
        with qtbot.waitActive(made.view):
            made.view.show()
            made.view.activateWindow()
        made.presenter.load()
        qtbot.waitUntil(lambda: made.presenter.state.loaded)
        return made

    return open_


def test_a_clerk_signs_in_without_a_mouse(qtbot: QtBot, open_screen: Open, typed: Typist) -> None:
    """Down to the name, password with marks, Enter; the key is stretched off the UI thread."""
    screen = open_screen(LAN, DUONG)
    password = screen.view.password
    assert password.hasFocus()

    qtbot.keyClick(password, Qt.Key.Key_Down)
    typed(password, "Mật-khẩu-7")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.desks))

    assert screen.desks == ["desk of duong"]
    assert password.text() == ""
    assert threading.get_ident() not in screen.keys.threads


def test_a_wrong_password_says_how_many_tries_and_how_long(qtbot: QtBot, open_screen: Open, typed: Typist) -> None:
    """The delay is counted down where the clerk looks; Enter does nothing until it is over."""
    screen = open_screen(LAN)
    typed(screen.view.password, "sai")
    qtbot.keyClick(screen.view.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.presenter.state.wait_s > 0)

    assert "3" in screen.view.notice.text()
    assert "4" in screen.view.notice.text()
    assert not screen.view.sign_in.isEnabled()
    assert screen.view.password.hasFocus()
    assert screen.view.password.selectedText()

    for _second in range(4):
        screen.presenter._timer.timeout.emit()
    assert screen.view.sign_in.isEnabled()
    assert not screen.presenter._timer.isActive()


def test_a_locked_person_is_told_until_when(open_screen: Open) -> None:
    """And whom to ask; before any password is typed."""
    screen = open_screen(LOCKED)

    assert "08:30" in screen.view.notice.text()


def test_the_practice_desk_is_one_click_away(qtbot: QtBot, open_screen: Open) -> None:
    """No password for invented citizens."""
    screen = open_screen(LAN)

    screen.view.practice.click()

    qtbot.waitUntil(lambda: screen.desks == ["practice desk"])


def test_an_empty_pc_offers_to_found_a_desk(qtbot: QtBot, open_screen: Open) -> None:
    """Not an empty list with a password field."""
    screen = open_screen()

    assert screen.view.found.isVisible()
    assert not screen.view.password.isVisible()
    with qtbot.waitSignal(screen.presenter.found_wanted):
        screen.view.found.click()


def test_the_password_can_be_looked_at(qtbot: QtBot, open_screen: Open, typed: Typist) -> None:
    """F2 or the eye; it starts hidden."""
    screen = open_screen(LAN)
    typed(screen.view.password, "abc")
    assert screen.view.password.displayText() != "abc"

    qtbot.keyClick(screen.view.password, Qt.Key.Key_F2)

    assert screen.view.password.displayText() == "abc"
    assert screen.view.password.echoMode() is QLineEdit.EchoMode.Normal


def test_caps_lock_is_noticed(qtbot: QtBot, open_screen: Open) -> None:
    """A capital without Shift."""
    screen = open_screen(LAN)
    qtbot.keyClick(screen.view.password, Qt.Key.Key_A)
    assert screen.view.hint.text() == ""

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(screen.view.password, event)

    assert "Caps Lock" in screen.view.hint.text()


def test_an_input_method_is_noticed() -> None:
    """UniKey turns "aa" into "â" and the password is wrong without a reason to see."""
    assert "UniKey" in typing_hint("mâtkhau", caps_lock=False)
    assert typing_hint("matkhau", caps_lock=False) == ""


def fill(dialog: QWidget, first: str, second: str, password: str) -> None:
    """Type everything the recovery dialog asks."""
    for name, words in (("share1", first), ("share2", second)):
        sheet = dialog.findChild(QPlainTextEdit, name)
        assert sheet is not None
        sheet.setPlainText(words)
    for name in ("newPassword", "newPasswordAgain"):
        line = dialog.findChild(QLineEdit, name)
        assert line is not None
        line.setText(password)


def test_two_sheets_open_the_desk_again(qtbot: QtBot, open_screen: Open) -> None:
    """Weak passwords are not accepted; wrong words are shown at their sheet; then it opens."""
    screen = open_screen(LAN)
    screen.keys.recovery_error = InvalidInput("share-checksum", field="share-2", number=2)
    screen.view.recover.click()
    dialog = screen.view.findChild(RecoverDialog)
    assert dialog is not None
    go = dialog.findChild(QPushButton, "recoverGo")
    assert go is not None
    fill(dialog, "academic acid", "acne acquire", "yếu")
    assert not go.isEnabled()

    fill(dialog, "academic acid", "acne acquire", "Một-cửa-7")
    go.click()
    qtbot.waitUntil(lambda: dialog._shares[1].problem != "")
    assert go.isEnabled()
    screen.keys.recovery_error = None
    go.click()
    qtbot.waitUntil(lambda: screen.desks == ["desk recovered"])

    assert screen.keys.recovered[0].shares == ("academic acid", "acne acquire")
    assert not dialog.isVisible()


def test_passwords_do_not_show_in_a_trace() -> None:
    """A crash report prints the repr of what was on the stack."""
    assert "Bí-mật-1" not in repr(Recovery(("a", "b"), "lan", "Bí-mật-1"))
    assert "Lan" not in repr(LAN)


def test_the_state_answers_by_itself() -> None:
    """Every rule of the screen without a screen."""
    state = with_people(UnlockState(), [LAN, DUONG])
    waiting = refused(state, NotAllowedNow("sign-in-wait", wait_s=2), "đợi")

    assert state.chosen == "lan"
    assert state.can_try
    assert not waiting.can_try
    assert "2" in waiting.notice
    assert second_passed(second_passed(second_passed(waiting))).can_try
