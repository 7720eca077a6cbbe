"""The window: everywhere by keys, nowhere against the will of a screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Typist
from ui import tokens
from ui.frame_parts import PracticeBand
from ui.idle_lock import IdleLock
from ui.key_list import KeyList
from ui.main_window import MainWindow
from ui.screen import BACK, ScreenEntry, WindowFrame
from ui.words import sentence

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Place:
    """A screen that writes down what the window told it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.widget = QWidget()
        self.line = QLineEdit()
        QVBoxLayout(self.widget).addWidget(self.line)
        self.told: list[object] = []
        self.lets_go = True

    def key_help(self) -> list[tuple[str, str]]:
        return [("F2", f"Làm gì đó ở {self.title}")]

    def on_shown(self) -> None:
        self.told.append("shown")
        self.line.setFocus()

    def on_hidden(self) -> None:
        self.told.append("hidden")

    def may_leave(self) -> bool:
        return self.lets_go


class Shown:
    """A window with two screens on the rail and one off it."""

    def __init__(self, frame: WindowFrame) -> None:
        self.home, self.list, self.detail = Place("Hôm nay"), Place("Hồ sơ"), Place("Chi tiết")
        self.window = MainWindow(frame, sentence)
        self.window.set_screens(
            [
                ScreenEntry("home", self.home, "Hôm nay", "house"),
                ScreenEntry("dossiers", self.list, "Hồ sơ & sổ", "folder-open"),
                ScreenEntry("dossier", self.detail, take=self.detail.told.append),
            ]
        )


def frame(settings: Path | None = None, *, practice: bool = True) -> WindowFrame:
    """A window frame that remembers nothing unless told."""
    file = str(settings) if settings else None
    return WindowFrame("Xã Mẫu Sơn", "Trung tâm", "Lan", "Tiếp nhận", practice=practice, settings_file=file)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Active, at home."""
    made = Shown(frame())
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.window.go("home")
    return made


def test_alt_and_a_digit_go_anywhere(qtbot: QtBot, shown: Shown) -> None:
    """No mouse; the screen left is told before the next is shown."""
    qtbot.keyClick(shown.home.line, Qt.Key.Key_2, ALT)

    assert shown.window.place == "dossiers"
    assert shown.home.told == ["shown", "hidden"]
    assert shown.list.told == ["shown"]


def test_a_screen_may_keep_the_clerk(qtbot: QtBot, shown: Shown) -> None:
    """Half-typed work is not left by accident; the rail goes on marking where one is."""
    shown.home.lets_go = False

    qtbot.keyClick(shown.home.line, Qt.Key.Key_2, ALT)

    assert shown.window.place == "home"
    assert shown.window.close() is False


def test_a_record_is_handed_over_before_the_screen_shows(shown: Shown) -> None:
    """So that the screen does not first ask for another one."""
    shown.window.go("dossier", 7)

    assert shown.detail.told == [7, "shown"]


@pytest.mark.parametrize("place", ["home", "dossiers"])
def test_a_dossier_leads_back_to_where_it_was_opened(shown: Shown, place: str) -> None:
    """Also over a second dossier; and what is gone back to is not handed anything anew."""
    shown.window.go(place)
    shown.window.go("dossier", 7)
    shown.window.go("dossier", 8)

    shown.window.go(BACK)

    assert shown.window.place == place


def test_the_way_back_without_a_past_leads_to_the_list(shown: Shown) -> None:
    """After the window was made anew (another language) nobody remembers."""
    made = Shown(frame())
    made.window.go("dossier", 7)

    made.window.go(BACK)

    assert made.window.place == "dossiers"
    made.window.deleteLater()


def test_f1_lists_the_keys_of_this_screen_and_gives_the_keyboard_back(qtbot: QtBot, shown: Shown) -> None:
    """What is listed is what works here."""
    qtbot.keyClick(shown.home.line, Qt.Key.Key_F1)
    listing = shown.window.findChild(KeyList)
    assert listing is not None
    words = [label.text() for label in listing.findChildren(QLabel)]

    qtbot.keyClick(listing, Qt.Key.Key_Escape)

    assert {"F2", "Làm gì đó ở Hôm nay", "Alt+2", "Hồ sơ & sổ", "Ctrl+L"} <= set(words)
    assert shown.home.line.hasFocus()


def test_search_from_anywhere(qtbot: QtBot, shown: Shown, typed: Typist) -> None:
    """Ctrl+K and F3 go to the one box; Enter asks."""
    qtbot.keyClick(shown.home.line, Qt.Key.Key_K, CTRL)
    box = shown.window.header.search
    assert box.hasFocus()
    typed(box, "đường ")

    with qtbot.waitSignal(shown.window.searched) as asked:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    shown.home.line.setFocus()
    qtbot.keyClick(shown.home.line, Qt.Key.Key_F3)

    assert asked.args == ["đường"]
    assert box.hasFocus()


def test_locking_saves_first(qtbot: QtBot, shown: Shown) -> None:
    """The screen is told that it is hidden before the desk is locked."""
    with qtbot.waitSignal(shown.window.lock_wanted):
        qtbot.keyClick(shown.home.line, Qt.Key.Key_L, CTRL)

    assert shown.home.told[-1] == "hidden"


def test_the_practice_desk_cannot_be_mistaken(shown: Shown, qtbot: QtBot) -> None:
    """On every screen, above everything; never on a real desk."""
    bands = shown.window.findChildren(PracticeBand)
    real = Shown(frame(practice=False))
    qtbot.addWidget(real.window)

    assert [band.isVisible() for band in bands] == [True]
    assert "TẬP HUẤN" in shown.window.windowTitle()
    assert real.window.findChildren(PracticeBand) == []
    assert real.window.findChild(QAction, "realDesk") is None


def test_the_menu_of_the_person(qtbot: QtBot, shown: Shown) -> None:
    """Language, print size and the real desk are asked of the caller, not decided here."""
    window = shown.window
    with qtbot.waitSignals(
        [window.language_wanted, window.large_print_wanted, window.real_desk_wanted, window.sign_out_wanted]
    ):
        for name in ("language_en", "largePrint", "realDesk", "signOut"):
            action = window.findChild(QAction, name)
            assert action is not None
            action.trigger()


def test_geometry_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    """Where the clerk put the window, it opens again."""
    first = frame(tmp_path / "w.ini")
    made = Shown(first)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.resize(950, 560)
    made.window.close()

    again = Shown(first)
    qtbot.addWidget(again.window)

    assert again.window.height() == 560  # the width is clipped: the offscreen screen has 800 px


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_the_window_fits_the_small_screens(shown: Shown, size: tuple[int, int]) -> None:
    """Nothing demands more room than an old PC has."""
    shown.window.resize(*size)

    assert (shown.window.width(), shown.window.height()) == size


def test_status_words(qtbot: QtBot, shown: Shown) -> None:
    """What is saved and what is still to be sent; the latter opens the sync page."""
    shown.window.status.show_sync(tokens.State.INFO, "send", "31 chờ gửi")
    unsent = shown.window.findChild(QPushButton, "unsent")
    assert unsent is not None
    assert unsent.text() == "31 chờ gửi"
    with qtbot.waitSignal(shown.window.sync_wanted):
        unsent.click()
    shown.window.status.show_saved("Đã lưu 14:03:22")
    assert shown.window.findChild(QLabel, "autosave").text() == "Đã lưu 14:03:22"  # type: ignore[union-attr]


def test_a_hand_on_the_keyboard_keeps_the_desk_open(qtbot: QtBot, shown: Shown) -> None:
    """Every key in the window starts the count again; when it runs out the desk locks."""
    handle = shown.window.windowHandle()
    guard = IdleLock(300, shown.window)
    guard.watch(handle)
    guard.start()
    guard._timer.setInterval(60_000)
    guard._timer.start(50_000)

    QTest.keyClick(handle, Qt.Key.Key_A)

    assert guard._timer.remainingTime() > 40_000
    with qtbot.waitSignal(guard.idle):
        guard._timer.start(1)


def test_no_time_means_never(shown: Shown) -> None:
    """An office may switch the idle lock off."""
    guard = IdleLock(0, shown.window)
    guard.start()

    assert not guard._timer.isActive()
