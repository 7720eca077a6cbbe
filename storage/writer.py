"""Threads of the storage: one writes, two read. Plain threads; the window hears of results through its own bridge."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from commune_desk.domain.errors import Stopped

T = TypeVar("T")
Job = Callable[[], T]
_STOP_S = 30
_URGENT, _LATER, _LAST = 0, 1, 2


class Workers:
    """A few threads taking jobs: urgent ones first, else in the order they came."""

    def __init__(self, name: str, threads: int) -> None:
        self._jobs: queue.PriorityQueue[tuple[int, int, Job[Any] | None, Future[Any] | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._gate = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job[T], *, urgent: bool = True) -> Future[T]:
        """Run `job` on one of the threads; after `close` the future holds Stopped."""
        future: Future[T] = Future()
        with self._gate:
            if self._closed:
                future.set_exception(Stopped())
            else:
                self._jobs.put((_URGENT if urgent else _LATER, next(self._order), job, future))
        return future

    def close(self) -> None:
        """Refuse new jobs, finish those that wait, end the threads; raises RuntimeError if one does not end."""
        with self._gate:
            first, self._closed = not self._closed, True
            for _ in self._threads if first else ():
                self._jobs.put((_LAST, next(self._order), None, None))
        for thread in self._threads:
            thread.join(_STOP_S)
            if thread.is_alive():
                raise RuntimeError(f"{thread.name} does not end")

    def _run(self) -> None:
        while True:
            _, _, job, future = self._jobs.get()
            if job is None or future is None:
                return
            if future.set_running_or_notify_cancel():
                _run_into(job, future)
            # Nothing of the last job may live on while this thread waits: results can be large.
            del job, future


def _run_into(job: Job[T], future: Future[T]) -> None:
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001  one of the edges: the asker gets it, bugs included
        future.set_exception(error)
    else:
        future.set_result(result)


class Writer(Workers):
    """The one thread that writes."""

    def __init__(self) -> None:
        super().__init__("desk-writer", 1)
