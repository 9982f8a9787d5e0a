"""The same question asked of whole numbers: fractions may reach where no whole number can."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from impactlib.release.attack import TINY, Attack
from impactlib.release.system import Mask, System
from impactlib.release.targets import Cut, Window


def whole_breaches(system: System, hidden: Mask, wanted: tuple[Window, ...]) -> Iterator[Cut]:
    """One rule for the first window that no whole numbers fill: hide something more."""
    attack = Attack(system, hidden)
    least = np.array([q.low for q in system.quantities], dtype=float)
    most = np.array([q.high for q in system.quantities], dtype=float)
    for window in wanted:
        if not (hidden[window.place] or system.quantities[window.place].small):
            continue
        for sign in (1, -1):
            if _holds(window, least[window.place], most[window.place]):
                break
            objective = np.zeros(len(system.quantities))
            objective[window.place] = sign
            extreme = attack.whole(objective)
            if extreme.sums is None:
                if extreme.reach > 0:
                    most[window.place] = np.inf
                continue
            least, most = np.minimum(least, extreme.sums), np.maximum(most, extreme.sums)
        if not _holds(window, least[window.place], most[window.place]):
            yield Cut(window.place, (~hidden).astype(float), 1.0)
            return


def _holds(window: Window, least: float, most: float) -> bool:
    if window.low is None:
        return bool(most - least >= window.width - TINY)
    return bool(least <= window.low + TINY and most >= window.high - TINY)
