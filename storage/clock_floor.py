"""The PC clock is not trusted blindly: a dead battery must neither date a slip wrongly nor win a merge unseen.

Two clocks live here. `ClockFloor` compares every reading with the last one seen (kept in the database) and asks a
person after a jump. `HybridClock` stamps entries: 48 bits of milliseconds and a 16-bit counter, never going back
(sync.md 4.2).
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from commune_desk.domain.errors import ClockTrouble
from commune_desk.domain.vietnam_time import to_vietnam

BACK_LIMIT = timedelta(minutes=10)
AHEAD_LIMIT = timedelta(hours=48)
COUNTER_BITS = 16
_SATURDAY = 5
_LONGEST_COUNTED_DAYS = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 UTC."""
    return (instant - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The instant on Viet Nam's clock."""
    return to_vietnam(_EPOCH + ms * _MS)


def has_jumped(last_seen: datetime, reading: datetime) -> bool:
    """Back more than 10 minutes, or ahead more than 48 hours not counting Saturdays and Sundays.

    Weekends do not count, else every Monday morning would begin with a question.
    """
    ahead = reading - last_seen
    if ahead <= AHEAD_LIMIT:
        return ahead < -BACK_LIMIT
    if ahead.days > _LONGEST_COUNTED_DAYS:
        return True
    first = to_vietnam(last_seen).date()
    days = (first + timedelta(days=n) for n in range(1, ahead.days + 1))
    return ahead - timedelta(days=sum(day.weekday() >= _SATURDAY for day in days)) > AHEAD_LIMIT


class ClockFloor:
    """The wall clock with its floor; `read` is the PC's clock, `last_seen` what the database remembers (or None)."""

    def __init__(self, read: Callable[[], datetime], last_seen: datetime | None) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._last_seen = last_seen

    def reading(self) -> datetime:
        """The PC clock as it is, believed or not, on Viet Nam's clock."""
        return to_vietnam(self._read())

    @property
    def last_seen(self) -> datetime | None:
        """The last believed reading."""
        return self._last_seen

    def is_believed(self) -> bool:
        """Whether `now` would answer."""
        return self.believe(self.reading())

    def believe(self, reading: datetime) -> bool:
        """Whether `reading` is no jump; then it is the new floor."""
        with self._lock:
            if self._last_seen is not None and has_jumped(self._last_seen, reading):
                return False
            if self._last_seen is None or reading > self._last_seen:
                self._last_seen = to_vietnam(reading)
            return True

    def now(self) -> datetime:
        """The believed time; raises ClockTrouble('clock-jumped', clock, last_seen) until `confirm` was called."""
        reading = self.reading()
        self.check(reading)
        return reading

    def check(self, reading: datetime) -> None:
        """Believe `reading`, or raise ClockTrouble as `now` does."""
        last_seen = self._last_seen
        if not self.believe(reading) and last_seen is not None:
            clock, seen = (moment.isoformat(timespec="minutes") for moment in (to_vietnam(reading), last_seen))
            raise ClockTrouble("clock-jumped", clock=clock, last_seen=seen)

    def confirm(self, moment: datetime) -> None:
        """A person looked at the clock and says it is right; `moment` becomes the floor."""
        with self._lock:
            self._last_seen = to_vietnam(moment)


class HybridClock:
    """Stamps that only grow, whatever the wall clock does."""

    def __init__(self, last: int) -> None:
        self.last = last

    def tick(self, wall_ms: int | None) -> int:
        """The next stamp; `wall_ms` None when the wall clock is not believed (then only the counter moves)."""
        physical = 0 if wall_ms is None else wall_ms << COUNTER_BITS
        self.last = max(self.last + 1, physical)
        return self.last

    def receive(self, stamp: int) -> None:
        """What follows comes after `stamp` of another desk."""
        self.last = max(self.last, stamp)
