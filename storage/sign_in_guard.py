"""When the next password may be tried: growing delays, then a lock. Pure functions; the key file keeps the states.

Source: QCVN 12:2026/BCA (domain.md 11): at most 5 failed logins, then a lock that ends by itself after 12 hours or
more, or when an administrator ends it.

Time is measured by two clocks, because the wall clock of these PCs is unreliable: the wall clock, and the time since
the PC was switched on, which nobody can turn back. Whoever turns the wall clock forward (an administrator of the PC)
shortens a lock; turned back, the remaining time counts again from now.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class Moment(NamedTuple):
    """Now, by the wall clock (seconds since 1970) and by the time since the PC started (seconds)."""

    wall_s: float
    uptime_s: float


def moment_now() -> Moment:
    """The present moment. `time.monotonic` counts from the start of the PC on Windows and Linux, for all programs."""
    return Moment(time.time(), time.monotonic())


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """How patient the desk is."""

    tries: int = 5
    first_delay_s: float = 1.0
    lock_s: float = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class SignInState:
    """Wrong tries of one user name since the last right one, and the hold that began at a moment of both clocks."""

    failures: int = 0
    hold_s: float = 0.0
    wall_s: float = 0.0
    uptime_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """May a password be tried now? `state` is the state to keep, its hold counted from now."""

    state: SignInState
    wait_s: float
    is_locked: bool

    @property
    def may_try(self) -> bool:
        """No delay and no lock is running."""
        return self.wait_s <= 0


def decide(state: SignInState, now: Moment, policy: GuardPolicy) -> Verdict:
    """The verdict at `now`. A lock that has run out gives all tries back.

    The remaining time, never more than the whole hold, counts from now in the state to keep: what has passed is not
    lost when the wall clock falls back at the next start.
    """
    remaining_s = state.hold_s - _elapsed_s(state, now)
    if remaining_s <= 0:
        failures = 0 if state.failures >= policy.tries else state.failures
        return Verdict(SignInState(failures), 0.0, is_locked=False)
    kept = SignInState(state.failures, remaining_s, now.wall_s, now.uptime_s)
    return Verdict(kept, remaining_s, is_locked=state.failures >= policy.tries)


def after_failure(state: SignInState, now: Moment, policy: GuardPolicy) -> SignInState:
    """The state after one more wrong password: 1, 2, 4, 8 … seconds, then the lock."""
    failures = state.failures + 1
    hold_s = policy.lock_s if failures >= policy.tries else policy.first_delay_s * 2 ** (failures - 1)
    return SignInState(failures, hold_s, now.wall_s, now.uptime_s)


def tries_left(state: SignInState, policy: GuardPolicy) -> int:
    """How many wrong passwords until the lock."""
    return max(policy.tries - state.failures, 0)


def locked_until(verdict: Verdict, now: Moment) -> datetime | None:
    """When a lock ends by the wall clock (aware, UTC); None when there is none."""
    if not verdict.is_locked:
        return None
    try:
        return datetime.fromtimestamp(now.wall_s, UTC) + timedelta(seconds=verdict.wait_s)
    except (OverflowError, OSError, ValueError):
        return None


def _elapsed_s(state: SignInState, now: Moment) -> float:
    """Seconds that have passed since the hold began, at least.

    After a restart of the PC the uptime is smaller than it was, or larger by less than what passed: in both cases the
    uptime answer is a time that truly went by.
    """
    by_uptime_s = now.uptime_s - state.uptime_s if now.uptime_s >= state.uptime_s else now.uptime_s
    return max(now.wall_s - state.wall_s, by_uptime_s)
