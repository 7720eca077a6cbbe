"""Anything longer than a second: how far, how fast, how to stop."""

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from commune_desk.i18n import _
from ui import tokens
from ui.kit.basics import ElidedLabel, button, label, row

APPEARS_MS = 1000


class ProgressStrip(QFrame):
    """`begin`, `show_done` any number of times, `end`; shorter work than a second never shows.

    It keeps its room while hidden, so that the screen does not jump.
    """

    cancelled = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.words = ElidedLabel(objectName=f"{name}Words")
        self.rate = label("", "small")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(180)
        self.cancel = button(_("Dừng lại"), "quiet", name=f"{name}Cancel", icon="x")
        self.cancel.clicked.connect(self._cancel)
        line = row(self, spacing=tokens.M)
        line.addWidget(self.words, 1)
        line.addWidget(self.rate)
        line.addWidget(self.bar)
        line.addWidget(self.cancel)
        self._began_s = 0.0
        self._timer = QTimer(self, singleShot=True, interval=APPEARS_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def begin(self, words: str) -> None:
        """Work starts; the total may not be known yet."""
        self.words.setText(words)
        self.rate.setText("")
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(words)
        self.cancel.setEnabled(True)
        self._began_s = time.monotonic()
        self._timer.start()

    def show_done(self, done: int, total: int) -> None:
        """`done` of `total` pieces."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        spent_s = time.monotonic() - self._began_s
        words = _("{done} / {total}").format(done=done, total=total)
        if done and spent_s > 1:
            left_s = round(spent_s / done * (total - done))
            words += " · " + _("còn khoảng {seconds} giây").format(seconds=left_s)
        self.rate.setText(words)

    def end(self) -> None:
        """Work ended, one way or the other."""
        self._timer.stop()
        self.hide()

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.words.setText(_("Đang dừng…"))
        self.cancelled.emit()
