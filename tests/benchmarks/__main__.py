"""`python -m tests.benchmarks [--dossiers N] [--seed S] [--only receive,search,…]`: a Markdown table of ratios."""

import argparse
import os
import platform
from collections.abc import Callable, Iterator

from tests.benchmarks.fill import Filled, filled
from tests.benchmarks.reading import home_rows, list_rows, open_rows, search_rows, size_rows
from tests.benchmarks.receiving import receive_rows
from tests.benchmarks.starting import start_rows
from tests.benchmarks.table import HEAD, Row

PARTS = ("start", "receive", "search", "home", "lists", "size", "open")


def main() -> None:
    """Measure what is asked and print each row as it comes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=20_000, help="in the filled desk (kept under /tmp)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    given = parser.parse_args()
    wanted = set(given.only.split(","))
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}\n")
    print(HEAD, flush=True)
    for name, rows in _parts(given.dossiers, given.seed, wanted):
        if name in wanted:
            for row in rows():
                print(row.text(), flush=True)


Part = tuple[str, Callable[[], Iterator[Row]]]


def _parts(dossiers: int, seed: int, wanted: set[str]) -> Iterator[Part]:
    yield "start", start_rows
    yield "receive", receive_rows
    if wanted & {"search", "home", "lists", "size", "open"}:
        desk: Filled = filled(dossiers, seed)
        yield "home", lambda: home_rows(desk)
        yield "search", lambda: search_rows(desk, seed)
        yield "lists", lambda: list_rows(desk)
        yield "size", lambda: size_rows(desk)
        yield "open", lambda: open_rows(desk)
        desk.file.close()


if __name__ == "__main__":
    main()
