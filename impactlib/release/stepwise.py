"""The fallback where the cheapest choice takes too long: a safe one, step by step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np

from impactlib.release.attack import Sums
from impactlib.release.system import Mask, System
from impactlib.release.targets import Cut, Window, breaches
from impactlib.release.whole import whole_breaches

Windows = tuple[Window, ...]


@dataclass
class Doubts:
    """What outsiders may think of a system, asked of one choice after another."""

    system: System
    wanted: Windows
    seen: list[Sums] = field(default_factory=list)

    def without(self, places: Collection[int]) -> Doubts:
        """The same, without the windows at those places."""
        return replace(self, wanted=tuple(window for window in self.wanted if window.place not in places))

    def lacking(self, hidden: Mask) -> list[Cut]:
        """What a choice lacks, of fractions first and then of whole numbers; empty when it is safe."""
        found = list(breaches(self.system, hidden, self.wanted, self.seen))
        return found or list(whole_breaches(self.system, hidden, self.wanted, self.seen))


def stepwise(doubts: Doubts, must: Mask, may: Mask, begin: Mask, kept: Mask) -> Mask | None:
    """A safe choice near ``begin``, without what it can do without beside ``kept``; None when there is none at all."""
    found = _grown(doubts, may & ~must, begin)
    if found is None:
        found = _most(doubts, must, may & ~must)
    return None if found is None else _thinned(doubts, must | kept, found)


def _grown(doubts: Doubts, may: Mask, begin: Mask) -> Mask | None:
    """As long as something is too narrow, hide the cheapest that would widen it.

    What was hidden for another's sake and cannot be covered itself is shown again, for good. None
    when that leaves something uncovered that must be hidden.
    """
    hidden, may = begin.copy(), may.copy()
    while found := doubts.lacking(hidden):
        for cut in found:
            useful = np.flatnonzero((cut.gains > 0) & may & ~hidden)
            if len(useful):
                costs = [doubts.system.quantities[place].cost / min(cut.gains[place], cut.need) for place in useful]
                hidden[useful[int(np.argmin(costs))]] = True
            elif may[cut.place]:
                hidden[cut.place] = may[cut.place] = False
            else:
                return None
    return hidden


def _most(doubts: Doubts, must: Mask, may: Mask) -> Mask | None:
    """Everything hidden but what cannot be covered: every safe choice is a part of it."""
    hidden = must | may
    while found := doubts.lacking(hidden):
        for cut in found:
            if not may[cut.place]:
                return None
            hidden[cut.place] = False
    return hidden


def _thinned(doubts: Doubts, must: Mask, hidden: Mask) -> Mask:
    """The same choice without what it can do without, the dearest first."""
    for place in sorted(np.flatnonzero(hidden & ~must), key=lambda place: -doubts.system.quantities[place].cost):
        without = hidden.copy()
        without[place] = False
        if not doubts.lacking(without):
            hidden = without
    return hidden
