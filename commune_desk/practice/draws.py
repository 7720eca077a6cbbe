"""Drawing by published shares; the same seed gives the same draws on every Python 3."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Shares(Generic[T]):
    """Values with their weights, in any unit."""

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = list(weighted)
        self._values = [value for value, _ in pairs]
        self._ends = list(accumulate(weight for _, weight in pairs))

    @classmethod
    def falling(cls, values: Sequence[T]) -> "Shares[T]":
        """Values whose share falls with their place, as given names do."""
        return cls((value, 1 / (place + 6)) for place, value in enumerate(values))

    def draw(self, random: Random) -> T:
        """One of them."""
        place = bisect_right(self._ends, random.random() * self._ends[-1])
        return self._values[min(place, len(self._values) - 1)]


def chance(random: Random, probability: float) -> bool:
    """Whether something happens this time."""
    return random.random() < probability


def waiting(random: Random, mean: float) -> float:
    """An exponential waiting time with that mean, in the mean's unit."""
    return -mean * math.log(1.0 - random.random())


def between(random: Random, first: int, last: int) -> int:
    """A whole number from first to last, both possible."""
    return first + int(random.random() * (last - first + 1))


def one_of(random: Random, values: Sequence[T]) -> T:
    """Any of them, all alike."""
    return values[int(random.random() * len(values))]
