"""A commune played in virtual time, seed by seed: see `tests.simulator`."""

import pytest

from tests.simulator.mutants import MUTANTS
from tests.simulator.run import hunt, play

SEEDS = 300
CHUNK = 20
HUNTED = 60
"""Seeds a planted bug may live through at most."""


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_few_seeds(seed: int) -> None:
    """In the fast checks too: most mistakes show within a few."""
    found = play(seed)
    assert found.violation == ""
    assert found.events["ticks looked at"] > 0


def test_a_seed_replays_exactly() -> None:
    """Else a failure found at night could not be looked at in the morning."""
    told: list[list[str]] = [[], []]
    for lines in told:
        play(7, lines.append)

    assert told[0] == told[1]
    assert len(told[0]) > 100


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS + 1, CHUNK))
def test_three_hundred_seeds(first: int) -> None:
    """Nothing lost, nothing twice, all equal, no tick lies, whatever happened."""
    found = [play(seed) for seed in range(first, first + CHUNK)]

    assert [(one.seed, one.violation) for one in found if one.violation] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_every_planted_bug_is_caught(name: str) -> None:
    """A simulator that finds nothing proves nothing (sync.md 3.8)."""
    assert hunt(name, HUNTED) is not None
