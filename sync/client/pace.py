"""How much to ask of the line: measured goodput, sizes that follow it, waiting after a failure.

Rates are bytes a second, sizes bytes, times seconds. Pure: elapsed times and random numbers are handed in.
"""

from typing import Final, NamedTuple

_KIB: Final = 1024
_REQUEST_S: Final = 8.0
_PART_S: Final = 0.5
_REQUEST_SIZES: Final = (4 * _KIB, 1024 * _KIB)
_PART_SIZES: Final = (1 * _KIB, 16 * _KIB)
_PACK_LIMIT: Final = 256 * _KIB
_FIRST_BUDGET: Final = 32 * _KIB
_FIRST_PART: Final = 4 * _KIB
_SMALLEST_SAMPLE: Final = 1 * _KIB
"""Less than this measures the round trip, not the line."""
_WEIGHT: Final = 0.3
_FIRST_WAIT_S: Final = 2.0
_LONGEST_WAIT_S: Final = 300.0
_DOUBLINGS: Final = 8


class Plan(NamedTuple):
    """What one exchange may carry: `rate` measured (0: unknown), `budget` each way, `part` and `pack` at most."""

    rate: int = 0
    budget: int = _FIRST_BUDGET
    part: int = _FIRST_PART
    pack: int = _FIRST_BUDGET


class Pace:
    """The goodput of one peer's line, as an average of real transfers in which later ones weigh more."""

    def __init__(self, rate: float = 0.0) -> None:
        self._rate = max(0.0, rate)

    @property
    def rate(self) -> float:
        """Bytes a second; 0 before anything was measured."""
        return self._rate

    def measured(self, size: int, seconds: float) -> None:
        """So many bytes went one way in this time; small transfers say nothing and change nothing."""
        if size < _SMALLEST_SAMPLE or seconds <= 0:
            return
        sample = size / seconds
        self._rate = sample if not self._rate else self._rate + _WEIGHT * (sample - self._rate)

    def plan(self) -> Plan:
        """About 8 s of the line a request, half a second a part."""
        if not self._rate:
            return Plan()
        budget = _within(self._rate * _REQUEST_S, _REQUEST_SIZES)
        part = _within(self._rate * _PART_S, _PART_SIZES)
        return Plan(round(self._rate), budget, part, min(budget, _PACK_LIMIT))

    def forecast(self, size: int) -> float | None:
        """Seconds for so many bytes; None before anything was measured."""
        return size / self._rate if self._rate else None


def _within(value: float, limits: tuple[int, int]) -> int:
    low, high = limits
    return round(max(low, min(high, value)))


def wait_s(failures: int, jitter: float, retry_after_s: float | None = None) -> float:
    """Seconds until the next try after so many failures in a row (from 1): full jitter between 2 s and 5 min.

    `jitter` is random in [0, 1). A server that named a time is not asked before it, and not by everybody at once.
    """
    most = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * float(2 ** min(max(0, failures), _DOUBLINGS)))
    if retry_after_s is not None:
        return min(3600.0, retry_after_s) + jitter * _FIRST_WAIT_S * 2
    return _FIRST_WAIT_S + jitter * (most - _FIRST_WAIT_S)
