"""The same question asked of whole numbers: fractions may reach where no whole number can."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from impactlib.release.attack import Attack, Sums
from impactlib.release.system import Mask, System
from impactlib.release.targets import Cut, Seen, Window


def whole_breaches(
    system: System, hidden: Mask, wanted: tuple[Window, ...], pool: list[Sums] | None = None
) -> Iterator[Cut]:
    """One rule for the first window that no whole numbers fill: hide something more."""
    attack, seen = Attack(system, hidden), Seen(system, hidden, pool, whole=True)
    for window in wanted:
        if not (hidden[window.place] or system.quantities[window.place].small):
            continue
        for sign in (1, -1):
            if seen.lacks(window, sign):
                objective = np.zeros(len(system.quantities))
                objective[window.place] = sign
                sums = attack.whole(objective, seen.goal(window, sign))
                if sums is not None:
                    seen.add(sums)
        if seen.lacks(window, 1) or seen.lacks(window, -1):
            yield Cut(window.place, (~hidden).astype(float), 1.0)
            return
