"""The worker's decisions, without a thread: back-off, pauses, windows, caps."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_desk.domain.errors import InvalidInput
from commune_desk.domain.vietnam_time import VN
from commune_desk.sync_ports import LineLimits
from sync.client.schedule import MOST_CUTS, Allowance, Schedule, check_limits, parse_windows

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=VN)


def _ms(hour: int, minute: int = 0) -> int:
    return int(MORNING.replace(hour=hour, minute=minute).timestamp() * 1000)


def test_a_commit_leaves_within_a_second_and_before_any_scan() -> None:
    """The second tick is what a clerk waits for."""
    schedule = Schedule()
    assert schedule.next(0, 0, has_scans=True).what == "sync"
    schedule.went_well(0, 0.5, has_more=False)
    assert schedule.next(1, 0, has_scans=True).what == "scans"
    schedule.nudge(1)
    assert schedule.next(1, 0, has_scans=False).seconds < 1
    assert schedule.next(2, 0, has_scans=True).what == "sync"


@given(st.lists(st.floats(0, 0.999), min_size=1, max_size=40))
def test_failures_back_off_between_two_seconds_and_five_minutes(dice: list[float]) -> None:
    """A province that comes back is not overrun, and no desk stays away for long; a commit does not undo that."""
    schedule, now = Schedule(), 0.0
    for jitter in dice:
        schedule.failed(now, jitter)
        schedule.nudge(now)
        waits = schedule.next(now, 0, has_scans=True)
        assert waits.what == "wait"
        assert 1.9 <= waits.seconds <= 301
        now += waits.seconds
    schedule.line_up(now)
    assert schedule.next(now, 0, has_scans=False).what == "sync"


def test_a_line_that_is_cut_often_is_tried_soon_and_not_for_ever() -> None:
    """Progress between cuts needs the next try at once; a line that only breaks needs rest."""
    schedule = Schedule()
    for _ in range(MOST_CUTS):
        schedule.was_cut(0, 0.9)
        assert schedule.next(0, 0, has_scans=False).seconds <= 1
    schedule.was_cut(0, 0.9)
    assert schedule.next(0, 0, has_scans=False).seconds >= 2


def test_a_pause_holds_against_everything_but_a_person() -> None:
    """'Pause until' is a promise to whoever needs the line."""
    schedule = Schedule()
    schedule.pause_until(10_000)
    schedule.nudge(0)
    schedule.line_up(0)
    assert schedule.next(0, 9_999, has_scans=True).what == "wait"
    assert schedule.next(0, 10_000, has_scans=True).what == "sync"
    schedule.send_now(0)
    assert schedule.next(0, 0, has_scans=True).what == "sync"


def test_large_scans_travel_in_their_windows_only() -> None:
    """The default: lunch and night; previews and what somebody waits for always."""
    allowance = Allowance(LineLimits())
    assert [allowance.most_urgency(_ms(hour)) for hour in (9, 12, 15, 18, 3)] == [2, 9, 2, 9, 9]
    assert Allowance(LineLimits(windows="")).most_urgency(_ms(9)) == 9


def test_the_daily_cap_ends_with_the_day_and_the_share_rests() -> None:
    """A metered line costs money; people who work share it."""
    allowance = Allowance(LineLimits(windows="11:30-13:30", daily_cap_bytes=1000, share=50))
    allowance.used(_ms(9), 100.0, 600, 4.0)
    assert (allowance.left(_ms(9)), allowance.rests_until) == (400, 104.0)
    allowance.used(_ms(12), 200.0, 500, 4.0)
    assert (allowance.most_urgency(_ms(13)), allowance.rests_until) == (0, 104.0)
    assert allowance.left(_ms(9) + 86_400_000) == 1000


@given(st.text(max_size=30))
def test_typed_windows_are_taken_or_refused(text: str) -> None:
    """Whatever is typed: windows of this day, or one clear refusal."""
    try:
        windows = parse_windows(text)
    except InvalidInput:
        return
    assert all(0 <= one.start < 1440 and 0 <= one.end <= 1440 for one in windows)


@pytest.mark.parametrize("limits", [LineLimits(share=0), LineLimits(share=101), LineLimits(daily_cap_bytes=-1)])
def test_impossible_limits_are_refused(limits: LineLimits) -> None:
    """A share of nothing would stop scans for ever."""
    with pytest.raises(InvalidInput):
        check_limits(limits)
