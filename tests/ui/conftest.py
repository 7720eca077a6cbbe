"""A dressed application, a door to real worker threads, and key strokes that may be Vietnamese."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.background import Background, Executors
from ui.theme import apply_theme
from ui.words import sentence

Typist = Callable[[QWidget, str], None]


def pytest_configure(config: pytest.Config) -> None:
    """Two remarks of the offscreen platform that say nothing about the program."""
    config.addinivalue_line("qt_log_ignore", "propagateSizeHints")
    config.addinivalue_line("qt_log_ignore", "does not support raise")


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application with the desk's fonts, colours and style sheet."""
    apply_theme(qapp)
    return qapp


@pytest.fixture
def troubles() -> list[object]:
    """Errors and bug ids that nobody else took."""
    return []


@pytest.fixture
def background(dressed: QApplication, troubles: list[object]) -> Iterator[Background]:
    """The real door, with one real thread behind it."""
    pool = ThreadPoolExecutor(1)
    door = Background(Executors(pool, pool, pool), on_error=troubles.append, on_bug=troubles.append)
    yield door
    door.close()
    pool.shutdown()


@pytest.fixture
def words() -> Callable[..., str]:
    """The desk's own sentences."""
    return sentence


@pytest.fixture
def typed(dressed: QApplication) -> Typist:
    """Type any letters into a widget by key events (`qtbot.keyClicks` aborts on non-ASCII)."""

    def type_(widget: QWidget, text: str) -> None:
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    return type_
