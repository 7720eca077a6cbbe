"""`python -m tests.simulator [--seeds 300] [--from 1] [--processes 2]`, `--seed N [--trace]`, `--mutants`."""

import argparse
import sys
import time
from collections import Counter

from tests.simulator.mutants import MUTANTS
from tests.simulator.run import hunt, play, play_all


def say(line: str) -> None:
    """To whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """1 when an invariant did not hold or a mutant lived."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--mutants", action="store_true")
    given = parser.parse_args(arguments)
    if given.seed is not None:
        found = play(given.seed, say if given.trace else None)
        say(f"seed {given.seed}: {found.violation or 'all invariants held'}")
        return int(bool(found.violation))
    return _mutants(given.seeds) if given.mutants else _seeds(given)


def _seeds(given: argparse.Namespace) -> int:
    began = time.monotonic()
    events: Counter[str] = Counter()
    bad = []
    for found in play_all(range(given.first, given.first + given.seeds), given.processes):
        events += found.events
        if found.violation:
            bad.append(found.seed)
            say(f"seed {found.seed}: {found.violation}")
    for name, count in sorted(events.items()):
        say(f"{count:>10,}  {name}")
    say(f"{given.seeds} seeds in {time.monotonic() - began:.0f} s, {len(bad)} violations")
    return int(bool(bad))


def _mutants(most: int) -> int:
    lived = []
    for name in MUTANTS:
        found = hunt(name, most)
        say(f"{name:<24} {'LIVED through all seeds' if found is None else f'caught by seed {found[0]}: {found[1]}'}")
        if found is None:
            lived.append(name)
    say(f"{len(MUTANTS) - len(lived)} of {len(MUTANTS)} planted bugs caught")
    return int(bool(lived))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
