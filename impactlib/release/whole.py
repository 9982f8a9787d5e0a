"""The same question asked of whole numbers: fractions may reach where no whole number can."""

from __future__ import annotations

from collections.abc import Iterator

from impactlib.release.attack import Attack
from impactlib.release.system import Mask
from impactlib.release.targets import Cut, Pool, Seen, Window


def whole_breaches(attack: Attack, hidden: Mask, wanted: tuple[Window, ...], pool: Pool | None = None) -> Iterator[Cut]:
    """One rule for the first window that no whole numbers fill: hide something more."""
    system = attack.system
    attack.hide(hidden)
    seen = Seen(system, hidden, pool, whole=True)
    for window in seen.unfilled(wanted):
        if not (hidden[window.place] or system.quantities[window.place].small):
            continue
        for sign in (1, -1):
            if seen.lacks(window, sign):
                sums = attack.whole(window.place, sign, seen.goal(window, sign))
                if sums is not None:
                    seen.add(sums)
        if seen.lacks(window, 1) or seen.lacks(window, -1):
            yield Cut(window.place, (~hidden).astype(float), 1.0)
            return
