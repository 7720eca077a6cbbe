"""The tour: the real window, driven by key events through a clerk's day; leaves a picture of every screen and a PDF of
every slip in a folder. `python -m commune_desk.tour FOLDER [--language en] [--large-print] [--size 1366x768]`.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from commune_desk.gui import parse
from commune_desk.gui.shell import Shell, start
from commune_desk.gui.signed_in import SignedIn
from commune_desk.ports import Filter
from commune_desk.practice.people import Citizens, card_payload
from commune_desk.usecases.print_again import slip_of
from commune_desk.usecases.registers import day_list, register_book
from printing.press import pdf_bytes

PATIENCE_S = 60
QUIET_S = 0.5
NEWEST = 100
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def rest(pause_ms: int) -> None:
    """Let the program run for a while. QTest.qWait would hold the interpreter and starve its workers."""
    loop = QEventLoop()
    QTimer.singleShot(pause_ms, loop.quit)
    loop.exec()


STEPS = (
    ("assign", Qt.Key.Key_A, ""),
    ("finish", Qt.Key.Key_F, "125/GXN-UBND"),
    ("return", Qt.Key.Key_G, ""),
)


class Visitor:
    """Presses keys and looks; knows nothing of widgets but names and what is shown."""

    def __init__(self, shell: Shell, folder: Path, size: tuple[int, int]) -> None:
        self._shell, self._folder, self._size = shell, folder, size
        self._pictures = 0

    @property
    def window(self) -> QWidget:
        """What is in front: the desk, else the doorway."""
        inside = self._shell.signed_in
        return inside.window if inside is not None else self._shell.doorway.view

    @property
    def inside(self) -> SignedIn:
        """The signed-in desk; raises RuntimeError before anybody is."""
        if self._shell.signed_in is None:
            raise RuntimeError("nobody is signed in")
        return self._shell.signed_in

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key, to whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def tab_to(self, kind: type[QWidget]) -> None:
        """Tab until something of that kind has the keyboard."""
        for _ in range(12):
            if isinstance(QApplication.focusWidget(), kind):
                return
            self.press(Qt.Key.Key_Tab)

    def type(self, text: str) -> None:
        """Letters, Vietnamese ones too, as a keyboard or a scanner sends them."""
        for letter in text:
            code = ord(letter.upper()) if letter.isascii() else 0
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(QApplication.focusWidget() or self.window, QKeyEvent(kind, code, NONE, letter))
        self.settle()

    def scan(self, payload: str) -> None:
        """A card read by a scanner that types, with its Enter."""
        self.type(payload)
        self.press(Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        """Until the hand has rested and no question is under way."""
        rest(150)
        inside = self._shell.signed_in
        if inside is not None:
            self.until(lambda: inside.background.busy == 0)
        if QApplication.activeWindow() is None:
            self.window.activateWindow()  # without a window manager nobody else does when a dialog closes
            rest(20)

    def _calm(self) -> None:
        """Until nothing was asked for a while: one answer often leads to the next question."""
        quiet_since = time.monotonic()
        end = quiet_since + PATIENCE_S
        while time.monotonic() - quiet_since < QUIET_S and time.monotonic() < end:
            rest(20)
            inside = self._shell.signed_in
            if inside is not None and inside.background.busy:
                quiet_since = time.monotonic()

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for it; raises TimeoutError."""
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(f"the tour waited {PATIENCE_S} s in vain")
            rest(20)

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is on the screen."""
        found = self.window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def text(self, name: str) -> str:
        """What the widget of that name says; '' without one."""
        found = self.window.findChild(QWidget, name)
        return str(found.property("text")) if found is not None else ""

    @property
    def dialog(self) -> QWidget | None:
        """The dialog in front of the window, if there is one."""
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        return active if active is not None and active is not self.window else None

    def close_dialogs(self) -> None:
        """Esc until the window itself is in front."""
        for _ in range(5):
            if self.dialog is None:
                return
            self.press(Qt.Key.Key_Escape)

    def look(self, name: str) -> None:
        """Keep a picture of the window, with the dialog in front of it."""
        self.window.resize(*self._size)
        self._calm()
        picture = self.window.grab()
        dialog = self.dialog
        if dialog is not None:
            painter = QPainter(picture)
            painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
            left, top = (picture.width() - dialog.width()) // 2, (picture.height() - dialog.height()) // 2
            painter.drawPixmap(left, top, dialog.grab())
            painter.end()
        self._pictures += 1
        picture.save(str(self._folder / f"{self._pictures:02d}-{name}.png"))


def walk(visitor: Visitor, folder: Path) -> None:
    """The whole day: sign in, receive, guide, refuse, find, process, return, list, administer."""
    sign_in(visitor)
    number = receive(visitor)
    guide(visitor)
    find(visitor)
    process(visitor, number)
    apologise(visitor)
    look_round(visitor)
    keep_slips(visitor, folder)


def sign_in(visitor: Visitor) -> None:
    """One press into the practice commune."""
    visitor.settle()
    visitor.look("sign-in")
    for _ in range(6):
        focus = QApplication.focusWidget()
        if focus is not None and focus.objectName() == "practice":
            break
        QTest.keyClick(focus or visitor.window, Qt.Key.Key_Tab)
    visitor.press(Qt.Key.Key_Space)
    visitor.until(lambda: visitor.window.objectName() == "mainWindow")
    visitor.settle()
    visitor.look("home")


def receive(visitor: Visitor) -> str:
    """A birth registration with one card scan; the number on the slip."""
    visitor.press(Qt.Key.Key_F2)
    visitor.settle()
    visitor.look("reception-empty")
    visitor.type("khai sinh")
    visitor.look("reception-procedures")
    visitor.press(Qt.Key.Key_Return)
    visitor.scan(a_card(7))
    visitor.press(Qt.Key.Key_A)
    visitor.look("reception-ready")
    visitor.press(Qt.Key.Key_F4)
    visitor.look("reception-why-this-date")
    visitor.press(Qt.Key.Key_Escape)
    visitor.press(Qt.Key.Key_F9)
    visitor.until(lambda: visitor.sees("resultNumber"))
    visitor.settle()
    visitor.look("received")
    return visitor.text("resultNumber")


def a_card(seed: int) -> str:
    """The QR payload of an invented citizen's card."""
    return card_payload(Citizens(Random(seed)).draw(date(2026, 1, 1)))  # noqa: S311  invented, no secret


def guide(visitor: Visitor) -> None:
    """A dossier with a missing paper: the one complete supplement slip."""
    visitor.press(Qt.Key.Key_Return)
    visitor.type("ket hon")
    visitor.press(Qt.Key.Key_Return)
    visitor.scan(a_card(8))
    visitor.press(Qt.Key.Key_A)
    visitor.press(Qt.Key.Key_M)
    visitor.look("reception-missing-paper")
    visitor.press(Qt.Key.Key_F9)
    visitor.until(lambda: visitor.sees("resultNumber"))
    visitor.settle()
    visitor.look("guided")


def find(visitor: Visitor) -> None:
    """By a name typed without marks."""
    visitor.press(Qt.Key.Key_3, ALT)
    visitor.look("list")
    visitor.type("duong")
    visitor.look("search-without-marks")


def process(visitor: Visitor, number: str) -> None:
    """Assign, finish, return: the primary step each time."""
    visitor.press(Qt.Key.Key_Escape)
    visitor.type(number)
    visitor.press(Qt.Key.Key_Return)  # the only hit opens
    visitor.until(lambda: visitor.inside.window.place == "dossier")
    visitor.settle()
    visitor.look("dossier")
    for name, key, typed in STEPS:
        visitor.press(key)
        visitor.until(lambda: visitor.dialog is not None)
        if typed:
            visitor.type(typed)
        visitor.look(f"step-{name}")
        visitor.press(Qt.Key.Key_Return, CONTROL)
        visitor.settle()
        visitor.look(f"after-{name}")
        visitor.close_dialogs()
    visitor.look("dossier-returned")


def apologise(visitor: Visitor) -> None:
    """A land dossier will be late: the letter of apology with its one new date."""
    visitor.press(Qt.Key.Key_3, ALT)
    visitor.press(Qt.Key.Key_F3)
    visitor.press(Qt.Key.Key_A, CONTROL)
    visitor.type("1.013978")
    for _ in range(2):
        visitor.press(Qt.Key.Key_Return)
    visitor.until(lambda: visitor.inside.window.place == "dossier")
    visitor.settle()
    visitor.press(Qt.Key.Key_E)
    visitor.until(lambda: visitor.dialog is not None)
    visitor.press(Qt.Key.Key_Tab)
    visitor.press(Qt.Key.Key_Space)
    visitor.tab_to(QPlainTextEdit)
    visitor.type("Chờ kết quả đo đạc thực địa")
    visitor.look("step-extend")
    visitor.press(Qt.Key.Key_Return, CONTROL)
    visitor.settle()
    visitor.look("after-extend")
    visitor.close_dialogs()


def look_round(visitor: Visitor) -> None:
    """Registers, administration, the sync page, the key list, the lock."""
    visitor.press(Qt.Key.Key_4, ALT)
    visitor.look("registers")
    visitor.press(Qt.Key.Key_5, ALT)
    visitor.look("administration")
    visitor.press(Qt.Key.Key_F12)
    visitor.look("sync")
    visitor.press(Qt.Key.Key_F1)
    visitor.look("keys")
    visitor.press(Qt.Key.Key_Escape)
    visitor.press(Qt.Key.Key_1, ALT)
    visitor.look("home-later")


def keep_slips(visitor: Visitor, folder: Path) -> None:
    """A PDF of the newest slip of every form, of the day's list and of the register."""
    desk = visitor.inside.desk
    done: list[object] = []

    def gather() -> list[tuple[str, bytes]]:
        today = desk.now().date()
        pages = {"day-list": pdf_bytes(day_list(desk, today)), "register": pdf_bytes(register_book(desk, today, today))}
        for line in desk.reads.dossiers(Filter(), limit=NEWEST).rows:
            for slip, _copies in desk.reads.dossier(line.id).slips:
                if slip.form not in pages:
                    pages[slip.form] = pdf_bytes(slip_of(slip))
        return list(pages.items())

    visitor.inside.background.paper(gather, done.append)
    visitor.until(lambda: bool(done))
    for name, pdf in done[0]:  # type: ignore[attr-defined]
        (folder / f"{name}.pdf").write_bytes(pdf)


def main(arguments: list[str]) -> int:
    """Walk through a throw-away practice commune; returns 0 when the whole way was walked."""
    given = _parser().parse_args(arguments)
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.png"), *folder.glob("*.pdf")):
        old.unlink()
    profile = Path(tempfile.mkdtemp(prefix="commune-desk-tour-"))
    width, height = (int(part) for part in given.size.split("x"))
    large = ["--large-print"] if given.large_print else []
    app, shell = start(parse(["--profile", str(profile), "--language", given.language, *large]))
    try:
        walk(Visitor(shell, folder, (width, height)), folder)
    finally:
        shell.close()
        app.quit()
        shutil.rmtree(profile, ignore_errors=True)
    pictures, slips = len(list(folder.glob("*.png"))), len(list(folder.glob("*.pdf")))
    sys.stdout.write(f"{pictures} pictures and {slips} slips in {folder}/\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m commune_desk.tour", description=__doc__)
    parser.add_argument("folder", type=Path, help="where pictures and PDFs go")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    parser.add_argument("--large-print", action="store_true")
    parser.add_argument("--size", default="1366x768", help="width x height in pixels")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
