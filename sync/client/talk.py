"""One exchange of records over a line, and what it says about the line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import Final, NamedTuple

from commune_desk.domain.errors import LineCut, Trouble
from commune_desk.ports import Changes
from commune_desk.sync_ports import Replica
from sync.client.engine import Asked, Exchange
from sync.client.line import Body, Line
from sync.client.pace import Pace, Plan
from sync.client.peers import PeerKeys, PeerMemory, Remarks
from sync.client.result import ExchangeResult
from sync.wire.frames import DamagedStream
from sync.wire.messages import ScanOffer
from sync.wire.numbers import Malformed

_LEAST_PART: Final = 256
_PART_COSTS: Final = 47
"""Bytes of a part's head, tag and TLS record."""
_MEASURABLE: Final = 8 << 10


class Clocks(NamedTuple):
    """`steady` in seconds, never going back; `wall_ms` the PC's clock as it is, milliseconds since 1970 UTC."""

    steady: Callable[[], float]
    wall_ms: Callable[[], int]


@dataclass(slots=True)
class Talk:
    """What one desk says to one peer. Called on the sync thread only."""

    line: Line
    replica: Replica
    keys: PeerKeys
    clocks: Clocks
    program: str
    take_changes: Callable[[Changes], None]
    memory: PeerMemory = field(default_factory=PeerMemory)
    pace: Pace = field(default_factory=Pace)
    fits: int | None = None
    """Bytes that pass between two cuts, None where the line is not cut: parts must be a good deal smaller."""
    _is_introduced: bool = False
    _under_way: Exchange | None = None

    def exchange(self, offers: Sequence[ScanOffer] = ()) -> ExchangeResult:
        """One request and its answer. Whatever was taken stays, even when it raises.

        Raises what `Line.call` and the replica raise; LineCut for an answer without its end; Trouble('answer-damaged').
        """
        remarks = Remarks(offers, "" if self._is_introduced else self.program)
        one = Exchange(self.replica, self.keys, self.memory, Asked(self.plan(), self.clocks.wall_ms(), remarks))
        self._under_way = one
        try:
            return self._measured(one)
        finally:
            self._under_way = None

    @property
    def transferred(self) -> tuple[int, int]:
        """Bytes up and down of the exchange under way; from any thread."""
        one = self._under_way
        return one.transferred if one is not None else (0, 0)

    def plan(self) -> Plan:
        """Sizes by the measured line, parts also by its cuts."""
        plan = self.pace.plan()
        if self.fits is None:
            return plan
        # A cut loses half a part on average: least is lost where that equals what all parts between two cuts cost.
        part = min(plan.part, max(_LEAST_PART, isqrt(2 * _PART_COSTS * self.fits)))
        # The server makes parts of half a second of the rate it is told.
        return plan._replace(part=part, rate=min(plan.rate or 2 * part, 2 * part))

    def _measured(self, one: Exchange) -> ExchangeResult:
        pieces = list(one.request())
        body = Body(pieces, sum(map(len, pieces)))
        begun, before = self.clocks.steady(), sum(self.line.wire)
        try:
            self.line.call("POST", "/v1/sync", body, lambda data: self._feed(one, data))
        except LineCut:
            self._was_cut(sum(self.line.wire) - before)
            self._closed(one)
            raise
        except (DamagedStream, Malformed) as error:
            self._closed(one)
            raise Trouble("answer-damaged") from error
        except BaseException:
            self._closed(one)
            raise
        result = self._closed(one)
        if not result.is_whole:
            self._was_cut(sum(self.line.wire) - before)
            raise LineCut
        self._went_well(sum(self.line.wire) - before, self.clocks.steady() - begun)
        return result

    def _feed(self, one: Exchange, data: bytes) -> None:
        for taken in one.feed(data):
            self.take_changes(taken.changes)

    def _closed(self, one: Exchange) -> ExchangeResult:
        return one.outcome()

    def _went_well(self, size: int, seconds: float) -> None:
        self._is_introduced = True
        if self.fits is not None and size > self.fits:
            self.fits = 2 * size
        if size >= _MEASURABLE or not self.pace.rate:
            self.pace.measured(size, seconds)

    def _was_cut(self, size: int) -> None:
        self.fits = size if self.fits is None else (self.fits + size) // 2
