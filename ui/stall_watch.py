"""Catches the UI thread standing still: a second thread looks whether the heart still beats.

`with watch() as stalls:` in a test; `StallWatch` for the life of the program.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

LIMIT_MS = 50
_BEAT_MS = 5
_LOOK_S = 0.01


@dataclass(frozen=True, slots=True)
class Stall:
    """How long the UI thread did nothing for the screen, and where it was when first noticed."""

    lasted_ms: float
    stack: str


class StallWatch(QObject):
    """Made and stopped on the UI thread. `stalls` grows, oldest first, at most 1,000 long."""

    def __init__(self, parent: QObject | None = None, *, limit_ms: int = LIMIT_MS) -> None:
        super().__init__(parent)
        self.stalls: list[Stall] = []
        self._limit_s = limit_ms / 1000
        self._ui_thread = threading.get_ident()
        self._stopping = threading.Event()
        self._last_beat_s = time.monotonic()
        self._stack = ""
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._look, name="stall-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the last beat into account and end the thread."""
        self._beat()
        self._timer.stop()
        self._stopping.set()
        self._thread.join()

    def _beat(self) -> None:
        now_s = time.monotonic()
        late_s = now_s - self._last_beat_s
        self._last_beat_s = now_s
        if late_s > self._limit_s and len(self.stalls) < 1000:
            self.stalls.append(Stall(late_s * 1000, self._stack))
        self._stack = ""

    def _look(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            late_s = time.monotonic() - self._last_beat_s
            if late_s > self._limit_s * 0.6 and not self._stack:
                self._stack = _where(sys._current_frames().get(self._ui_thread))


def _where(frame: FrameType | None) -> str:
    """Innermost call first. Reads no source files: that would take longer than the stall it tells of."""
    calls = []
    while frame is not None:
        calls.append(f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}")
        frame = frame.f_back
    return "\n".join(calls)


@contextmanager
def watch(*, limit_ms: int = LIMIT_MS) -> Iterator[list[Stall]]:
    """The stalls of the block, complete when it is left."""
    watching = StallWatch(limit_ms=limit_ms)
    try:
        yield watching.stalls
    finally:
        watching.stop()
