"""The only door between worker threads and widgets, and the collector's leash.

Workers are plain Python threads owned by `storage` and `printing`; what runs a job is a port. A
result comes back through one queued signal, so `then` always runs on the UI thread. Workers hold
a number, never a closure of the UI: no QObject can be dropped on a foreign thread.
"""

import gc
import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from commune_desk.domain.errors import DeskError, Stopped
from ui.faults import record_bug

T = TypeVar("T")
Failed = Callable[[DeskError], None]

log = logging.getLogger("desk.ui")

GARBAGE_CHECK_MS = 1000
_ui_thread: list[int] = []


class Executor(Protocol):
    """What runs jobs off the UI thread; a `concurrent.futures.Executor` is one."""

    def submit(self, job: Callable[[], T], /) -> Future[T]:
        """Run `job` soon; raises DeskError (or RuntimeError when shut down)."""
        ...


class Executors(NamedTuple):
    """Where jobs run: two readers, one writer, one painter of paper."""

    read: Executor
    write: Executor
    paper: Executor


class _Ticket(NamedTuple):
    """What is owed to the asker when the job is done; `job` is kept so that it dies here."""

    job: Callable[[], object]
    then: Callable[..., None]
    failed: Failed | None
    owner: QObject | None


class Background(QObject):
    """Runs jobs elsewhere and brings their results home.

    `then(result)` or `failed(error)` run on the UI thread, unless their owner (`owner`, or the
    QObject whose bound method `then` is) was destroyed meanwhile; then nothing runs. Stopped is
    silent. A DeskError without `failed` goes to `on_error`; any other exception is our bug: it is
    logged and `on_bug(id)` tells the clerk.
    """

    busy_changed = Signal(int)  # how many jobs are under way
    _arrived = Signal()

    def __init__(
        self,
        executors: Executors,
        *,
        on_error: Failed,
        on_bug: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._executors, self._on_error, self._on_bug = executors, on_error, on_bug
        self._numbers = itertools.count(1)
        self._tickets: dict[int, _Ticket] = {}
        self._answers: deque[tuple[int, Future[object]]] = deque()
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> int:
        """Jobs asked for and not yet answered."""
        return len(self._tickets)

    def read(
        self,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `job` on a reader thread."""
        self._run(self._executors.read, _Ticket(job, then, failed, owner or _owner(then)))

    def write(
        self,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `job` on the writer thread."""
        self._run(self._executors.write, _Ticket(job, then, failed, owner or _owner(then)))

    def paper(
        self,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `job` on the paper thread."""
        self._run(self._executors.paper, _Ticket(job, then, failed, owner or _owner(then)))

    def close(self) -> None:
        """Refuse new jobs and forget the answers still to come (shutdown)."""
        self._closed = True
        self._tickets.clear()
        self._answers.clear()

    def _run(self, executor: Executor, ticket: _Ticket) -> None:
        if self._closed:
            log.debug("a job came after closing and was not run")
            return
        number = next(self._numbers)
        self._tickets[number] = ticket
        self.busy_changed.emit(self.busy)
        try:
            future: Future[object] = executor.submit(ticket.job)
        except DeskError as error:
            future = Future()
            future.set_exception(error)
        future.add_done_callback(partial(self._arrive, number))

    def _arrive(self, number: int, future: Future[object]) -> None:
        """Any thread."""
        self._answers.append((number, future))
        self._arrived.emit()

    def _deliver(self) -> None:
        if not self._answers:
            return
        number, future = self._answers.popleft()
        ticket = self._tickets.pop(number, None)
        if ticket is None:
            return
        self.busy_changed.emit(self.busy)
        if ticket.owner is not None and not isValid(ticket.owner):
            return
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, Stopped):
            log.debug("a job was stopped")
        elif isinstance(error, DeskError):
            (ticket.failed or self._on_error)(error)
        elif error is not None:
            self._on_bug(record_bug(error))
        else:
            ticket.then(future.result())


def _owner(then: Callable[..., None]) -> QObject | None:
    owner = getattr(then, "__self__", None)
    return owner if isinstance(owner, QObject) else None


def register_ui_thread() -> None:
    """Remember the calling thread as the one with the windows; `gui` calls this first."""
    _ui_thread[:] = [threading.get_ident()]


def on_ui_thread() -> bool:
    """Whether the caller is on the registered UI thread: storage refuses to work there."""
    return _ui_thread == [threading.get_ident()]


class Collector(QObject):
    """Collects garbage on the UI thread only, by generation.

    A widget in a reference cycle is otherwise finalised on whichever thread happens to allocate,
    which crashes Qt (verified; Anki and calibre do the same).
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self, interval=GARBAGE_CHECK_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """One pass over the oldest generation that is due."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the collector back to Python (tests)."""
        self._timer.stop()
        gc.enable()
