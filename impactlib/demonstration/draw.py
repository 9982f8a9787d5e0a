"""Draws that give the same bytes on every machine: one seeded stream, and shares dealt out exactly."""

from __future__ import annotations

import itertools
import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=Hashable)


def apportion(weights: Mapping[Key, float], total: int) -> dict[Key, int]:
    """Whole numbers in proportion to ``weights`` that add up to ``total`` (largest remainder).

    Examples
    --------
    >>> apportion({"pair": 8, "missing": 2}, 7)
    {'pair': 6, 'missing': 1}
    """
    whole = sum(weights.values())
    exact = {key: weight * total / whole for key, weight in weights.items()}
    given = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: given[key] - exact[key])
    for key in order[: total - sum(given.values())]:
        given[key] += 1
    return given


def spread(counts: Mapping[Key, int]) -> list[Key]:
    """Every key as often as its count says, in the order of the mapping."""
    return [key for key, count in counts.items() for _ in range(count)]


class Draw:
    """A stream of chance that only uses ``Random.random``, the one draw Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random  # noqa: S311 - invented data, no secrets

    def chance(self, share: float) -> bool:
        return self._next() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` up to and including ``high``."""
        return low + int(self._next() * (high - low + 1))

    def one(self, things: Sequence[Thing]) -> Thing:
        return things[int(self._next() * len(things))]

    def weighted(self, weights: Mapping[Key, float]) -> Key:
        """One key, as likely as its weight."""
        left = self._next() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key

    def shuffled(self, things: Iterable[Thing]) -> list[Thing]:
        cards = list(things)
        for last in range(len(cards) - 1, 0, -1):
            other = int(self._next() * (last + 1))
            cards[last], cards[other] = cards[other], cards[last]
        return cards

    def dealt(self, weights: Mapping[Key, float], total: int) -> list[Key]:
        """Keys in exact proportion to their weights, in any order."""
        return self.shuffled(spread(apportion(weights, total)))

    def along(self, curve: Sequence[tuple[float, float]]) -> float:
        """A value from a distribution given as (probability, quantile) points, straight in between."""
        place = self._next()
        for (left, low), (right, high) in itertools.pairwise(curve):
            if place < right:
                return low + (high - low) * (place - left) / (right - left)
        return curve[-1][1]

    def around(self) -> float:
        """A bell-shaped draw between -1.5 and 1.5, mean 0, standard deviation 0.5."""
        return self._next() + self._next() + self._next() - 1.5
