"""The fallback where the cheapest choice takes too long: a safe one, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from impactlib.release.attack import TINY, Attack
from impactlib.release.system import Mask
from impactlib.release.targets import Cut, Pool, Seen, Window, breaches, failing
from impactlib.release.whole import whole_breaches

Windows = tuple[Window, ...]


@dataclass
class Doubts:
    """What outsiders may think of a system, asked of one choice after another."""

    attack: Attack
    wanted: Windows
    pool: Pool

    def without(self, places: Collection[int]) -> Doubts:
        """The same, without the windows at those places."""
        return replace(self, wanted=tuple(window for window in self.wanted if window.place not in places))

    def lacking(self, hidden: Mask) -> list[Cut]:
        """What a choice lacks, of fractions first and then of whole numbers; empty when it is safe."""
        found = list(breaches(self.attack, hidden, self.wanted, self.pool))
        return found or list(whole_breaches(self.attack, hidden, self.wanted, self.pool))

    def narrow(self, hidden: Mask) -> set[int]:
        """Places of the windows that do not fit."""
        found = {window.place for window in self._failing(hidden)}
        while more := {cut.place for cut in whole_breaches(self.attack, hidden, self.without(found).wanted, self.pool)}:
            found |= more
        return found

    def holds(self, hidden: Mask) -> bool:
        """Whether a choice is safe: the first doubt is enough."""
        doubts = chain(self._failing(hidden), whole_breaches(self.attack, hidden, self.wanted, self.pool))
        return next(doubts, None) is None

    def _failing(self, hidden: Mask) -> Iterator[Window]:
        return failing(self.attack, hidden, self.wanted, Seen(self.attack.system, hidden, self.pool))


def stepwise(doubts: Doubts, must: Mask, may: Mask) -> Mask | None:
    """A safe choice, without what it can do without; None when there is none at all."""
    most = _most(doubts, must, may & ~must)
    return None if most is None else _thinned(doubts, must, _grown(doubts, most, must))


def _grown(doubts: Doubts, may: Mask, begin: Mask) -> Mask:
    """As long as something is too narrow, hide the cheapest that would widen it; ``may`` is safe itself."""
    hidden, cost = begin.copy(), np.array([q.cost for q in doubts.attack.system.quantities])
    while found := doubts.lacking(hidden):
        before = hidden.copy()
        for cut in found:
            useful = np.flatnonzero((cut.gains > 0) & may & ~hidden)
            if len(useful) and cut.gains[hidden].sum() < cut.need - TINY:
                costs = cost[useful] / np.minimum(cut.gains[useful], cut.need)
                hidden[useful[int(np.argmin(costs))]] = True
        if (hidden == before).all():
            return may
    return hidden


def _most(doubts: Doubts, must: Mask, may: Mask) -> Mask | None:
    """Everything hidden but what cannot be covered: every safe choice is a part of it."""
    hidden = must | may
    while found := doubts.narrow(hidden):
        if must[list(found)].any():
            return None
        hidden[list(found)] = False
    return hidden


def _thinned(doubts: Doubts, must: Mask, hidden: Mask) -> Mask:
    """The same choice without what it can do without, the dearest first."""
    for place in sorted(np.flatnonzero(hidden & ~must), key=lambda place: -doubts.attack.system.quantities[place].cost):
        without = hidden.copy()
        without[place] = False
        if doubts.holds(without):
            hidden = without
    return hidden
