"""What the server does by itself between requests; one round in the application's background thread, or by hand.

Each task may fail for a while (ServerBusy, a portal that is away) without the others waiting for it.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple, Protocol

from commune_desk.domain.errors import DeskError
from sync.server.incarnation import Incarnation
from sync.server.outbox import Outbox
from sync.server.portal import PortalQueue
from sync.server.projection import Projection
from sync.server.registry import Registry
from sync.server.store import SqlStore

_LOG: Final = logging.getLogger(__name__)
SCRUBBED_AT_ONCE: Final = 500
_SWEEP_MS: Final = 24 * 3600 * 1000


class Sweeping(Protocol):
    """A store of scans that throws old parts away."""

    def sweep(self) -> int:
        """How many went."""


class Tools(NamedTuple):
    """What the rounds work with; `portal` None where no national portal is configured."""

    store: SqlStore
    registry: Registry
    projection: Projection
    outbox: Outbox
    incarnation: Incarnation
    scans: Sweeping
    portal: PortalQueue | None = None


class Housework:
    """Reads entries for their meaning, says what was noted, tells the portal, looks rows over, sweeps old parts."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._scrubbed: dict[str, int] = {}
        self._swept_ms = 0

    def once(self, now_ms: int) -> int:
        """One round: how many entries were read. Raises nothing that the next round may mend."""
        read = 0
        for commune in self._tools.registry.communes():
            read += self._tried(partial(self._tools.projection.read_all, commune.code))
        portal = self._tools.portal
        if portal is not None:
            self._tried(partial(portal.work, now_ms))
        for commune in self._tools.registry.communes():
            self._tried(partial(self._tools.outbox.say_noted, commune.code, now_ms))
            self._tried(partial(self._scrub, commune.code))
        self._tried(partial(self._sweep, now_ms))
        return read

    def _scrub(self, commune: str) -> int:
        """The next rows of the commune, round and round: digests tell the truth about damage from then on."""
        low = self._scrubbed.get(commune, 1)
        damaged = self._tools.store.scrub(commune, low, low + SCRUBBED_AT_ONCE)
        if damaged:
            _LOG.error("damaged rows in commune %s: %d", commune, len(damaged))
        is_end = low + SCRUBBED_AT_ONCE > self._tools.store.end(commune).seq
        self._scrubbed[commune] = 1 if is_end else low + SCRUBBED_AT_ONCE
        return len(damaged)

    def _sweep(self, now_ms: int) -> int:
        self._tools.incarnation.note()
        if now_ms - self._swept_ms < _SWEEP_MS:
            return 0
        self._swept_ms = now_ms
        return self._tools.scans.sweep()

    @staticmethod
    def _tried(task: Callable[[], int]) -> int:
        try:
            return task()
        except DeskError as error:
            _LOG.warning("left for the next round: %s", error.code)
            return 0
