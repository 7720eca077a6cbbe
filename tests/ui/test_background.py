"""The door between threads: answers come home, and never to somebody who has left."""

import gc
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commune_desk.domain.errors import DiskFull, Stopped
from ui.background import Background, Collector, Executors, on_ui_thread, register_ui_thread


class Asker(QObject):
    """Somebody who asks and may be gone when the answer comes."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.threads: list[int] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(threading.get_ident())


def test_the_job_runs_elsewhere_and_its_answer_comes_home(qtbot: QtBot, background: Background) -> None:
    """Widgets may only be touched on the UI thread."""
    asker = Asker()

    background.read(threading.get_ident, asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))

    assert asker.answers != asker.threads
    assert asker.threads == [threading.get_ident()]


def test_nothing_is_delivered_before_the_event_loop_turns(qtbot: QtBot, background: Background) -> None:
    """A caller may finish its own work first: `then` never runs inside `read`."""
    asker = Asker()
    background._executors = Executors(*[Inline()] * 3)

    background.read(lambda: 1, asker.take)

    assert asker.answers == []
    qtbot.waitUntil(lambda: asker.answers == [1])


def test_an_answer_for_somebody_gone_is_dropped(qtbot: QtBot, background: Background) -> None:
    """A closed dialog's C++ half no longer exists; calling into it would crash."""
    gone, here = Asker(), Asker()
    gate = threading.Event()
    background.read(lambda: gate.wait(5), gone.take)
    background.read(lambda: 2, here.take)
    gone.deleteLater()
    qtbot.wait(1)

    gate.set()
    qtbot.waitUntil(lambda: here.answers == [2])

    assert gone.answers == []


def test_a_named_error_goes_to_the_asker(qtbot: QtBot, background: Background, troubles: list[object]) -> None:
    """The presenter that asked knows where to show it."""
    asker = Asker()
    error = DiskFull()

    background.write(_raise(error), asker.take, asker.take)
    qtbot.waitUntil(lambda: asker.answers == [error])

    assert troubles == []


def test_a_named_error_nobody_takes_is_told(qtbot: QtBot, background: Background, troubles: list[object]) -> None:
    """No error is lost because a presenter forgot it."""
    error = DiskFull()

    background.write(_raise(error), Asker().take)

    qtbot.waitUntil(lambda: troubles == [error])


def test_stopping_is_silent(qtbot: QtBot, background: Background, troubles: list[object]) -> None:
    """The user cancelled: no message at all."""
    asker = Asker()

    background.paper(_raise(Stopped()), asker.take, asker.take)
    qtbot.waitUntil(lambda: background.busy == 0)

    assert asker.answers == troubles == []


def test_our_bug_gets_an_id_and_is_logged(
    qtbot: QtBot, background: Background, troubles: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    """The clerk reads the id out by phone; support finds the trace by it."""
    background.read(_raise(ZeroDivisionError("x")), Asker().take)
    qtbot.waitUntil(lambda: bool(troubles))

    assert str(troubles[0]) in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_how_much_is_under_way_is_told(qtbot: QtBot, background: Background) -> None:
    """The busy sign must go out again."""
    counts: list[int] = []
    background.busy_changed.connect(counts.append)

    background.read(lambda: 1, Asker().take)
    qtbot.waitUntil(lambda: background.busy == 0)

    assert counts == [1, 0]


def test_after_closing_nothing_runs(background: Background) -> None:
    """Shutdown refuses new work first."""
    background.close()

    background.read(lambda: 1, Asker().take)

    assert background.busy == 0


def test_the_ui_thread_knows_itself() -> None:
    """Storage refuses transactions there, by this answer."""
    register_ui_thread()
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(on_ui_thread()))
    thread.start()
    thread.join()

    assert on_ui_thread()
    assert answers == [False]


def test_the_collector_runs_on_the_ui_thread_only() -> None:
    """Python's automatic collection is off while ours is on, and comes back."""
    owner = QObject()
    collector = Collector(owner)
    try:
        assert not gc.isenabled()
        collector.collect()
    finally:
        collector.stop()

    assert gc.isenabled()


class Inline:
    """Runs a job at once."""

    def submit(self, job: Callable[[], object]) -> Future[object]:
        """The answer, already there."""
        future: Future[object] = Future()
        future.set_result(job())
        return future


def _raise(error: BaseException) -> Callable[[], None]:
    def job() -> None:
        raise error

    return job
