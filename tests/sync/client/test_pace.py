"""Sizes follow the line, waits spread out: a wrong size costs every exchange, a wrong wait brings all desks at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.pace import Pace, Plan, wait_s


def test_nothing_measured_gives_a_cautious_first_plan() -> None:
    """The first exchange must be worth making on the slowest line."""
    pace = Pace()
    assert pace.plan() == Plan()
    assert pace.forecast(1000) is None


@pytest.mark.parametrize(
    ("rate", "budget", "part"), [(50, 4096, 1024), (8000, 64_000, 4000), (10_000_000, 1 << 20, 16 << 10)]
)
def test_plan_is_eight_seconds_a_request_and_half_a_second_a_part(rate: int, budget: int, part: int) -> None:
    """Within the limits of both."""
    pace = Pace()
    pace.measured(rate * 10 + 1024, (rate * 10 + 1024) / rate)
    assert pace.plan() == Plan(rate, budget, part, min(budget, 256 << 10))
    assert pace.forecast(rate * 30) == pytest.approx(30)


def test_later_transfers_weigh_more_and_tiny_ones_nothing() -> None:
    """A round trip of one small record says nothing about the line."""
    pace = Pace(1000)
    pace.measured(100, 2)
    assert pace.rate == 1000
    for _ in range(20):
        pace.measured(10_000, 2)
    assert pace.rate == pytest.approx(5000, rel=0.01)


@given(st.integers(1, 500), st.floats(0, 1, exclude_max=True))
def test_waits_stay_between_two_seconds_and_five_minutes(failures: int, jitter: float) -> None:
    """Full jitter: sixty-four communes do not come back in the same second."""
    assert 2 <= wait_s(failures, jitter) <= 300
    assert wait_s(failures, jitter, 60) >= 60
