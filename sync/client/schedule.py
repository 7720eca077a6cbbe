"""When the worker does what: pure, so that the simulator drives the same code.

`now` is seconds of a clock that never goes back, `wall_ms` milliseconds since 1970 UTC; jitter is random in [0, 1).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from commune_desk.domain.errors import InvalidInput
from commune_desk.sync_ports import LineLimits
from sync.client.pace import wait_s

GATHER_S: Final = 0.7
"""A use case writes entries close together: they travel in one exchange."""
IDLE_S: Final = 60.0
LONGEST_IDLE_S: Final = 300.0
CUT_S: Final = 1.0
MOST_CUTS: Final = 50
ALWAYS_URGENT: Final = 2
"""Scans of class 1 (previews) and 2 (somebody waits) know no windows."""
_ANY_CLASS: Final = 9
_MINUTES_OF_DAY: Final = 24 * 60
_MOST_WINDOWS: Final = 8
_VIETNAM_MINUTES: Final = 7 * 60
_SPAN: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")
_LEAST_SHARE: Final = 5
_WHOLE: Final = 100

What = Literal["sync", "scans", "wait"]


class Action(NamedTuple):
    """What to do now, or how many seconds to wait for an event."""

    what: What
    seconds: float = 0.0


@dataclass(slots=True)
class Schedule:
    """Back-off, nudges and pauses of one peer's line. Records go before scans; both rest while paused."""

    due: float = 0.0
    not_before: float = 0.0
    paused_until_ms: int = 0
    failures: int = 0
    cuts: int = 0

    def next(self, now: float, wall_ms: int, *, has_scans: bool) -> Action:
        """What to do now; scans fill the time in which the line is known to stand and no record waits."""
        if wall_ms < self.paused_until_ms:
            return Action("wait", min(IDLE_S, (self.paused_until_ms - wall_ms) / 1000))
        at = max(self.due, self.not_before)
        if at <= now:
            return Action("sync")
        if has_scans and self.not_before <= now and not self.failures:
            return Action("scans")
        return Action("wait", at - now)

    def nudge(self, now: float) -> None:
        """Something was written here."""
        self.due = min(self.due, now + GATHER_S)

    def send_now(self, now: float) -> None:
        """A person asks, or the line has come up: at once, whatever was before."""
        self.due = self.not_before = now
        self.paused_until_ms = self.failures = 0

    def line_up(self, now: float) -> None:
        """The network changed: what failed before says nothing any more; a pause stays."""
        self.due = self.not_before = now
        self.failures = 0

    def pause_until(self, wall_ms: int) -> None:
        """No exchange before that; 0 goes on."""
        self.paused_until_ms = wall_ms

    def went_well(self, now: float, jitter: float, *, has_more: bool) -> None:
        """An exchange ended: the next at once if there is more, else after a while, not all desks together."""
        self.failures = self.cuts = 0
        self.not_before = now
        self.due = now if has_more else now + IDLE_S * (0.75 + jitter / 2)

    def was_cut(self, now: float, jitter: float) -> None:
        """The line broke after something had passed: it may well stand again."""
        self.cuts += 1
        if self.cuts > MOST_CUTS:
            self.failed(now, jitter)
        else:
            self.due = self.not_before = now + CUT_S * jitter

    def failed(self, now: float, jitter: float, retry_after_s: float | None = None) -> None:
        """Nothing passed, or the server asks for time: 2 s to 5 min with full jitter."""
        self.failures += 1
        self.due = self.not_before = now + wait_s(self.failures, jitter, retry_after_s)


# ------------------------------------------------------------------ windows, caps
class Window(NamedTuple):
    """Minutes of a Vietnamese day; an end before the start is on the next day."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether that minute of the day is inside."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def parse_windows(text: str) -> tuple[Window, ...]:
    """'11:30-13:30,17:00-07:00'; nothing for always. Raises InvalidInput('windows-invalid')."""
    spans = [span.strip() for span in text.split(",")] if text.strip() else []
    found = [_SPAN.fullmatch(span) for span in spans[: _MOST_WINDOWS + 1]]
    windows = []
    for one in found:
        if one is None or len(spans) > _MOST_WINDOWS:
            raise InvalidInput("windows-invalid", field="windows")
        hours = [int(number) for number in one.groups()]
        window = Window(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])
        if window.start == window.end or window.end > _MINUTES_OF_DAY:
            raise InvalidInput("windows-invalid", field="windows")
        windows.append(window)
    return tuple(windows)


def check_limits(limits: LineLimits) -> LineLimits:
    """The same; raises InvalidInput('windows-invalid' | 'limits-invalid')."""
    parse_windows(limits.windows)
    if limits.daily_cap_bytes < 0 or not _LEAST_SHARE <= limits.share <= _WHOLE:
        raise InvalidInput("limits-invalid", field="share" if limits.daily_cap_bytes >= 0 else "daily_cap_bytes")
    return limits


@dataclass(slots=True)
class Allowance:
    """What scans may use of the line: classes by the hour, bytes by the day, a share by the measured rate."""

    limits: LineLimits
    windows: Sequence[Window] = ()
    day: int = 0
    spent: int = 0
    rests_until: float = 0.0

    def __post_init__(self) -> None:
        self.windows = parse_windows(self.limits.windows)

    def most_urgency(self, wall_ms: int) -> int:
        """The largest class of urgency that may travel now; 0: none."""
        self._turn_page(wall_ms)
        if self.limits.daily_cap_bytes and self.spent >= self.limits.daily_cap_bytes:
            return 0
        return _ANY_CLASS if self._is_open(wall_ms) else ALWAYS_URGENT

    def left(self, wall_ms: int) -> int | None:
        """Bytes left of today's cap; None without one."""
        self._turn_page(wall_ms)
        cap = self.limits.daily_cap_bytes
        return max(0, cap - self.spent) if cap else None

    def used(self, wall_ms: int, now: float, size: int, seconds: float) -> None:
        """So many bytes took so long: while people work, the line is left to them for a while."""
        self._turn_page(wall_ms)
        self.spent += size
        if not self._is_open(wall_ms):
            self.rests_until = now + seconds * (_WHOLE / self.limits.share - 1)

    def _is_open(self, wall_ms: int) -> bool:
        minute = (wall_ms // 60_000 + _VIETNAM_MINUTES) % _MINUTES_OF_DAY
        return not self.windows or any(window.holds(minute) for window in self.windows)

    def _turn_page(self, wall_ms: int) -> None:
        day = (wall_ms // 60_000 + _VIETNAM_MINUTES) // _MINUTES_OF_DAY
        if day != self.day:
            self.day, self.spent = day, 0
