"""A scanner that types, caught wherever the cursor is.

The filter follows the keyboard focus. Keys go their way until the text has the shape of a card (12 digits and a bar,
faster than a hand); then `began` asks the screen to undo what the first digits did and everything up to the end of the
burst is swallowed. A typing tool's backspaces are kept in the text (U+0008): they prove that it interfered.
"""

import re
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

GAP_MS = 200
"""A longer silence ends a burst: slow scanners wait up to 100 ms between letters, the UI thread never blocks 50."""
HAND_MS = 45
"""No hand keeps fewer milliseconds a key."""
ECHO_MS = 400
"""Line ends that come so late after a burst still belong to it (CR, then LF)."""
MOST = 4000

_WHOLE = re.compile(r"(?:\][A-Za-z][0-9])?[0-9]{12}\|\Z")
_MANGLED = re.compile(r"(?:\][A-Za-z][0-9])?[0-9]{12}[^\w\s\b.,/\-]\Z")
_CUT = re.compile(r"[^\s\b]{3,}\|\Z")
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
)  # fmt: skip


def _steady_ms() -> float:
    return time.monotonic() * 1000


class ScanCapture(QObject):
    """Emits `touched` before the first key after a silence, `began` when keys turn out to be a scan,
    `scanned(payload)` at its end. Works while `watch` is on.
    """

    touched = Signal()
    began = Signal()
    scanned = Signal(str)

    def __init__(self, window: QWidget, *, clock_ms: Callable[[], float] = _steady_ms) -> None:
        super().__init__(window)
        self._window, self._clock_ms = window, clock_ms
        self._watched: QObject | None = None
        self._text = ""
        self._first_ms = self._last_ms = self._ended_ms = -1e9
        self._capturing = False
        self._silence = QTimer(self, singleShot=True, interval=GAP_MS)
        self._silence.timeout.connect(self._finish)

    def start(self) -> None:
        """Follow the focus from now on."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow, Qt.ConnectionType.UniqueConnection)
            self._follow(None, app.focusWidget())

    def stop(self) -> None:
        """Let all keys pass (another screen is shown)."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._follow)
        self._follow(None, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._composed(event)
        if kind == QEvent.Type.ShortcutOverride and self._capturing:
            event.accept()
            return True
        return kind == QEvent.Type.KeyRelease and self._capturing

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        inside = new is not None and (new is self._window or self._window.isAncestorOf(new))
        self._watched = new if inside else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _MODIFIERS:
            return self._capturing
        now = self._clock_ms()
        if key in _ENDS:
            return self._end_key(now)
        if not self._capturing:
            self._ended_ms = -1e9
        text = "\b" if key == Qt.Key.Key_Backspace else event.text()
        if not text or (text != "\b" and not text.isprintable()):
            if not self._capturing:
                self._forget()
            return self._capturing
        return self._add(text, now)

    def _composed(self, event: QInputMethodEvent) -> bool:
        if not event.commitString():
            return self._capturing
        return self._add("\b" * event.replacementLength() + event.commitString(), self._clock_ms())

    def _end_key(self, now: float) -> bool:
        if self._capturing:
            self._finish()
            return True
        self._forget()
        return now - self._ended_ms < ECHO_MS and self._swallow_echo()

    def _swallow_echo(self) -> bool:
        self._ended_ms = -1e9
        return True

    def _add(self, text: str, now: float) -> bool:
        if self._capturing:
            self._text = (self._text + text)[:MOST]
            self._silence.start()
            return True
        if now - self._last_ms > GAP_MS or not self._text:
            self._text, self._first_ms = "", now
            self.touched.emit()
        self._text = (self._text + text)[-MOST:]
        self._last_ms = now
        if self._is_scan(now):
            self._capturing = True
            self._silence.start()
            self.began.emit()
            return True
        return False

    def _is_scan(self, now: float) -> bool:
        found = _WHOLE.search(self._text)
        fast = (now - self._first_ms) <= HAND_MS * len(self._text)
        if found is None and fast:
            found = _MANGLED.search(self._text) or _CUT.search(self._text)
        if found is None:
            return False
        self._text = self._text[found.start() :]
        return True

    def _finish(self) -> None:
        if not self._capturing:
            return
        self._silence.stop()
        payload, self._capturing, self._ended_ms = self._text, False, self._clock_ms()
        self._forget()
        self.scanned.emit(payload)

    def _forget(self) -> None:
        self._text, self._last_ms = "", -1e9
