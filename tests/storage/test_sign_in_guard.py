"""The decision alone, at every clock."""

from hypothesis import given
from hypothesis import strategies as st

from storage.sign_in_guard import (
    GuardPolicy,
    Moment,
    SignInState,
    after_failure,
    decide,
    locked_until,
    moment_now,
    tries_left,
)

POLICY = GuardPolicy()
START = Moment(1_700_000_000.0, 1_000.0)
HOURS_12_S = 12 * 3600.0
LOCKED = SignInState(5, HOURS_12_S, *START)


def test_delays_double_then_lock() -> None:
    """1, 2, 4, 8 seconds, then twelve hours (QCVN 12: at most five)."""
    state, holds, left = SignInState(), [], []
    for _try in range(5):
        state = after_failure(state, START, POLICY)
        holds.append(state.hold_s)
        left.append(tries_left(state, POLICY))

    assert holds == [1, 2, 4, 8, HOURS_12_S]
    assert left == [4, 3, 2, 1, 0]


def test_a_fresh_state_may_try() -> None:
    """Nobody waits before the first try, whatever the clocks say."""
    assert decide(SignInState(), Moment(0.0, 0.0), POLICY).may_try


def test_a_lock_that_ran_out_gives_all_tries_back() -> None:
    """Else one mistyped letter after the lock would lock for twelve hours again."""
    verdict = decide(LOCKED, Moment(START.wall_s + HOURS_12_S, START.uptime_s + HOURS_12_S), POLICY)

    assert verdict.may_try
    assert verdict.state == SignInState()
    assert locked_until(verdict, START) is None


def test_over_night_with_the_pc_off_the_wall_clock_counts() -> None:
    """The usual way a lock ends: the PC was off, its uptime starts anew."""
    assert decide(LOCKED, Moment(START.wall_s + HOURS_12_S, 60.0), POLICY).may_try


def test_dead_battery_every_morning_still_ends_the_lock() -> None:
    """The clock is back at 2010 each morning and the PC runs eight hours a day: the hours worked add up."""
    state, days = LOCKED, 0
    while days < 9:
        days += 1
        opening, closing = Moment(1_262_304_000.0, 30.0), Moment(1_262_304_000.0 + 8 * 3600, 30.0 + 8 * 3600)
        state = decide(state, opening, POLICY).state
        verdict = decide(state, closing, POLICY)
        if verdict.may_try:
            break
        state = verdict.state

    assert days == 2


def test_an_absurd_clock_has_no_date_of_unlocking() -> None:
    """A clock past every calendar must not crash the sign-in screen."""
    far = Moment(1e18, 5.0)
    locked = decide(SignInState(5, HOURS_12_S, *far), far, POLICY)

    assert locked.is_locked
    assert locked_until(locked, far) is None


def test_the_moment_is_now() -> None:
    """Both clocks go forward."""
    first, second = moment_now(), moment_now()

    assert second.uptime_s >= first.uptime_s > 0


@given(back_s=st.floats(1, 1e9), uptime_s=st.floats(0, 1e7), hold_s=st.sampled_from([1.0, 8.0, HOURS_12_S]))
def test_a_clock_set_back_holds_but_never_longer_than_the_hold(back_s: float, uptime_s: float, hold_s: float) -> None:
    """Neither a way in nor a prison: the remaining time is within the original one and ends by either clock."""
    failures = 5 if hold_s == HOURS_12_S else 2
    now = Moment(START.wall_s - back_s, uptime_s)

    verdict = decide(SignInState(failures, hold_s, *START), now, POLICY)

    passed_s = uptime_s - START.uptime_s if uptime_s >= START.uptime_s else uptime_s
    assert verdict.may_try == (passed_s >= hold_s)
    assert verdict.wait_s <= hold_s
    after = decide(verdict.state, Moment(now.wall_s + hold_s + 1, 0.0), POLICY)
    assert after.may_try
