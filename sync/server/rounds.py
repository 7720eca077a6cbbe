"""The background thread of a server: rounds of housework until it is closed."""

import logging
import threading
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 3.0
_END_S: Final = 10.0
_LOG: Final = logging.getLogger(__name__)


class Rounds:
    """Calls `once(now_ms)` every few seconds, sooner while it finds something to do."""

    def __init__(self, once: Callable[[int], int], clock: Callable[[], int], every_s: float = EVERY_S) -> None:
        self._once, self._clock, self._every_s = once, clock, every_s
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="housework", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Returns when the round under way has ended."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_END_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            read = 0
            try:
                read = self._once(self._clock())
            except Exception as error:  # noqa: BLE001  one of the edges: housework must not end with one bad entry
                # Only the kind of fault: its text may hold what a citizen wrote. The next round tries again.
                _LOG.error("a round of housework: %s", type(error).__name__)
            self._ended.wait(0.2 if read else self._every_s)
