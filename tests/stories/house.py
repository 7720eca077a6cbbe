"""The whole program over a throw-away profile, driven by key events; founds a real desk by the first-run pages."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from commune_desk.gui import parse
from commune_desk.gui.shell import Shell, start
from commune_desk.i18n import use_language
from commune_desk.paths import Profile
from commune_desk.tour import Visitor, rest
from ui.theme import apply_theme

PASSWORD = "Chim-bay-7-nui"
SECOND = "Song-chay-9-dong"
CARD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|15062022"


PATIENCE_S = 10


class Hands(Visitor):
    """A visitor who waits less long."""

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < end, f"not within {PATIENCE_S} s"
            rest(10)


class House:
    """One PC with the program on it."""

    def __init__(self, folder: Path, app: QApplication, shell: Shell) -> None:
        self.profile, self.app, self.shell = Profile(folder), app, shell
        self.hands = Hands(shell, folder, (1366, 768))
        self.sheets: list[str] = []

    def find(self, name: str) -> QWidget:
        """The widget of that name in front; raises AssertionError."""
        for window in (self.hands.dialog, self.shell.doorway.first_run, self.hands.window):
            found = window.findChild(QWidget, name) if window is not None else None
            if found is not None:
                return found
        raise AssertionError(name)

    def to(self, name: str) -> None:
        """Tab until the keyboard is there."""
        for _ in range(40):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.hands.press(Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to {name}")

    def found(self) -> None:
        """The first-run pages; keeps what the recovery sheets say."""
        hands = self.hands
        hands.settle()
        self.to("foundDesk")
        hands.press(Qt.Key.Key_Space)
        pages = self.shell.doorway.first_run
        assert pages is not None
        pages.activateWindow()
        pages.next.setFocus()
        hands.press(Qt.Key.Key_Space)
        hands.until(lambda: pages.step == 1)
        office, who = pages.office, pages.administrator
        for field, words in (
            (office.parent_agency, "Ủy ban nhân dân xã Mẫu Sơn"),
            (office.place, "Mẫu Sơn"),
            (office.code, "H37.099.01"),
        ):
            field.line.setFocus()
            field.line.selectAll()
            hands.type(words)
        office.desk.line.setFocus()
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: pages.step == 2)
        for line, words in (
            (who.display_name.line, "Trần Thị Lan"), (who.user_name.line, "lan"), (who.password, PASSWORD),
            (who.again, PASSWORD),
        ):  # fmt: skip
            line.setFocus()
            hands.type(words)
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: pages.step == 3)
        self.sheets = [" ".join(sheet.words) for sheet in pages.sheets._sheets]
        pages.sheets.safe.setFocus()
        hands.press(Qt.Key.Key_Space)
        pages.next.setFocus()
        hands.press(Qt.Key.Key_Space)
        self.inside()

    def inside(self) -> None:
        """Wait until somebody is signed in."""
        self.hands.until(lambda: self.shell.signed_in is not None)
        self.hands.settle()

    def outside(self) -> None:
        """Wait until the file is closed and the sign-in window asks for a password."""
        view = self.shell.doorway.view
        self.hands.until(lambda: self.shell.signed_in is None and view.isVisible())
        self.hands.until(lambda: self.shell.doorway.background.busy == 0)
        view.activateWindow()
        view.password.setFocus()

    def lock(self) -> None:
        """Ctrl+L."""
        self.hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.outside()

    def sign_in(self, password: str = PASSWORD) -> None:
        """Type a password and Enter, and wait for the answer."""
        doorway = self.shell.doorway
        self.hands.until(lambda: doorway.presenter.state.loaded and doorway.background.busy == 0)
        doorway.view.activateWindow()
        doorway.view.password.setFocus()
        self.hands.type(password)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.until(lambda: not doorway.presenter.state.busy and doorway.background.busy == 0)

    def recover(self) -> None:
        """Two sheets into the recovery dialog, a new password, Enter."""
        for name, words in (("share1", self.sheets[0]), ("share2", self.sheets[2])):
            self.find(name).setFocus()
            self.hands.type(words)
        for name, words in (("recoverUser", "lan"), ("newPassword", SECOND), ("newPasswordAgain", SECOND)):
            line = self.find(name)
            line.setFocus()
            if isinstance(line, QLineEdit):
                line.selectAll()
            self.hands.type(words)
        self.hands.press(Qt.Key.Key_Return)
        self.inside()

    def receive(self, citizen: int) -> str:
        """A birth registration with one card, another for each citizen; the number on the slip."""
        hands = self.hands
        hands.press(Qt.Key.Key_F2)
        hands.settle()
        hands.type("khai sinh")
        hands.press(Qt.Key.Key_Return)
        hands.scan(CARD.replace("000001", f"{citizen:06}"))
        hands.press(Qt.Key.Key_A)
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: hands.sees("resultNumber"))
        hands.settle()
        return hands.text("resultNumber")


@contextmanager
def opened(folder: Path, *more: str) -> Iterator[House]:
    """The program started, and ended in order."""
    app, shell = start(parse(["--profile", str(folder), *more]))
    try:
        yield House(folder, app, shell)
    finally:
        shell.close()
        for window in app.topLevelWidgets():
            window.hide()
            window.deleteLater()
        shell.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        use_language("vi")
        apply_theme(app)
        logging.getLogger("desk").propagate = True
