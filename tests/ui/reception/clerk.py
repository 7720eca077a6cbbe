"""A clerk who has no mouse: every act is a key event to whatever has the focus, and is written down."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.background import Background
from ui.main_window import MainWindow
from ui.reception.screen import ReceptionScreen

CARD = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|15062022"
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


class MouseWatch(QObject):
    """Counts mouse events that reach any widget."""

    def __init__(self) -> None:
        super().__init__()
        self.events = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseMove):
            self.events += 1
        return False


@dataclass
class Clerk:
    window: MainWindow
    screen: ReceptionScreen
    background: Background
    navigated: list[tuple[str, object]]
    pressed: list[str] = field(default_factory=list)

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def focus_name(self) -> str:
        return self.focus().objectName()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.pressed.append(key.name)
        QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        for letter in text:
            self.pressed.append(letter)
            self._letter(letter)

    def scan(self, payload: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """A scanner types: as fast as events go, not counted as the clerk's keys. Backspaces are real ones."""
        for letter in payload:
            if letter == "\b":
                QTest.keyClick(self.focus(), Qt.Key.Key_Backspace)
            else:
                self._letter(letter)
        if end is not None:
            QTest.keyClick(self.focus(), end)

    def commit(self, text: str) -> None:
        """An input method hands over composed text."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus(), event)

    def settle(self) -> None:
        """Until nothing is under way and the hand has rested long enough for every question to be asked."""
        QTest.qWait(40)
        self.wait_until(lambda: self.background.busy == 0)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 8
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError(f"not within 8 s; focus {self.focus_name()}, {self.window.messages.last}")
            QTest.qWait(5)

    def choose(self, words: str) -> None:
        """Find a procedure by a few words and take the first."""
        self.type(words)
        self.press(Qt.Key.Key_Return)
        self.wait_until(lambda: bool(self.screen.editor.state.procedure))
        self.wait_until(lambda: self.screen.editor.known.promise is not None or self.screen.editor.known.needs_date)
        self.settle()

    def text(self, name: str) -> str:
        """What a widget with a text shows."""
        found = self.window.findChild(QWidget, name)
        if found is None:
            raise AssertionError(name)
        return str(found.property("text"))

    def _letter(self, letter: str) -> None:
        code = ord(letter.upper()) if letter.isascii() else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self.focus(), QKeyEvent(kind, code, NONE, letter))
