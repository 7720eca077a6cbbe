"""Runs seeds and mutants, one after another or on several processes, and says how it went."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from commune_desk.domain.errors import DeskError
from tests.simulator.mutants import MUTANTS
from tests.simulator.oracle import check_end, check_ticks
from tests.simulator.world import STEPS, World

CHECK_EVERY = 15


@dataclass
class Outcome:
    """Of one seed: what happened how often; `violation` '' where everything held."""

    seed: int
    events: Counter[str] = field(default_factory=Counter)
    violation: str = ""


def play(seed: int, trace: Callable[[str], None] | None = None) -> Outcome:
    """One seed from the first step to the quiet time; errors of the product count as violations."""
    world = World(seed, trace)
    found = Outcome(seed, world.events)
    try:
        for _ in range(STEPS // CHECK_EVERY):
            world.run(CHECK_EVERY)
            world.events["ticks looked at"] += check_ticks(world)
        world.settle()
        for name, count in check_end(world).items():
            world.events[f"{name} at the end"] += count
    except (AssertionError, DeskError, DBAPIError, LookupError, ValueError, TypeError) as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        found.violation = f"{type(error).__name__}: {error} ({where.filename.rpartition('/')[2]}:{where.lineno})"
    finally:
        world.close()
    return found


def play_all(seeds: Iterable[int], processes: int) -> Iterator[Outcome]:
    """Many seeds, in no order."""
    if processes == 1:
        yield from map(play, seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(play, seeds, chunksize=4)


def hunt(name: str, most: int) -> tuple[int, str] | None:
    """The first seed that catches a planted bug, and how; None where it lives through all of them."""
    for seed in range(1, most + 1):
        with MUTANTS[name]():
            found = play(seed)
        if found.violation:
            return seed, found.violation
    return None
