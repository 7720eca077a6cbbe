"""One row of the result: what, how much, against which baseline, and the goal."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `base` in `unit`; `goal` as a ratio or in the unit, as its text says."""

    what: str
    ours: float
    unit: str
    base: float | None = None
    baseline: str = ""
    goal: str = ""

    def text(self) -> str:
        """A Markdown table line."""
        ratio = f"{self.ours / self.base:.2f}x" if self.base else ""
        base = f"{self.base:.4g} {self.unit}" if self.base is not None else ""
        return f"| {self.what} | {self.ours:.4g} {self.unit} | {base} | {ratio} | {self.goal} | {self.baseline} |"


HEAD = "| measured | here | baseline | ratio | goal | the baseline is |\n|---|---|---|---|---|---|"


def timed_ms(job: Callable[[], object]) -> float:
    """Wall milliseconds of one run."""
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def middle(values: list[float]) -> float:
    """The median."""
    return median(values)


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1]
