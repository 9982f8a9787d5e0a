"""What must stay uncertain of each hidden number, and whether a choice of hidden cells does it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from impactlib.params import Policy
from impactlib.release.attack import TINY, Attack, Extreme
from impactlib.release.system import Mask, Quantity, System, Vector


@dataclass(frozen=True)
class Window:
    """Whole numbers from ``low`` to ``high`` must stay possible (``low`` None: any so many)."""

    place: int
    low: int | None
    high: int

    @property
    def width(self) -> int:
        """Numbers beyond the first."""
        return self.high - (self.low or 0)


@dataclass(frozen=True)
class Cut:
    """What a choice lacked for the quantity at ``place``: hide more, so that the ``gains`` reach ``need``.

    With ``own`` it is asked only while that quantity is hidden itself.
    """

    place: int
    gains: Vector
    need: float
    own: bool = False


def windows(system: System, policy: Policy) -> tuple[Window, ...]:
    """The window of every quantity that is or may become hidden and is not 0."""
    return tuple(
        _window(place, quantity, policy)
        for place, quantity in enumerate(system.quantities)
        if quantity.exact
        and quantity.value > 0
        and quantity.kind != "known"
        and (quantity.small or quantity.kind == "row")
    )


def _window(place: int, quantity: Quantity, policy: Policy) -> Window:
    """A small number keeps its window below the threshold: whoever knows that it is small learns no more."""
    if not quantity.small:
        return Window(place, None, policy.possible_values - 1)
    top = max(quantity.value, policy.threshold - 1, policy.possible_values)
    low = min(max(quantity.value - policy.possible_values // 2, 1), top - policy.possible_values + 1)
    return Window(place, low, low + policy.possible_values - 1)


def widened(wanted: tuple[Window, ...], places: Collection[int]) -> tuple[Window, ...]:
    """The windows, with those at ``places`` anywhere: a sum of hidden rows is at least their number."""
    return tuple(Window(window.place, None, window.width) if window.place in places else window for window in wanted)


def breaches(system: System, hidden: Mask, wanted: tuple[Window, ...]) -> Iterator[Cut]:
    """What each window lacks when ``hidden`` is all that is hidden; nothing when all hold."""
    attack = Attack(system, hidden)
    seen = _Seen(system)
    for window in wanted:
        if hidden[window.place] or system.quantities[window.place].small:
            yield from _of_width(attack, hidden, window, seen) if window.low is None else _of_ends(attack, window, seen)


class _Seen:
    """The least and most that any solution so far gave each quantity: ranges known without asking."""

    def __init__(self, system: System) -> None:
        self.least = np.array([q.low for q in system.quantities])
        self.most = np.array([q.high for q in system.quantities])

    def add(self, extreme: Extreme) -> None:
        if extreme.sums is not None:
            self.least = np.minimum(self.least, extreme.sums)
            self.most = np.maximum(self.most, extreme.sums)


def _of_ends(attack: Attack, window: Window, seen: _Seen) -> Iterator[Cut]:
    place = window.place
    if seen.most[place] < window.high - TINY:
        extreme = _ask(attack, place, 1, seen)
        if extreme.reach < window.high - TINY:
            gains, base = _price(attack.system, extreme)
            yield Cut(place, np.minimum(gains, window.high - base), window.high - base)
    if window.low is not None and seen.least[place] > window.low + TINY:
        extreme = _ask(attack, place, -1, seen)
        if extreme.reach < -window.low - TINY:
            gains, base = _price(attack.system, extreme)
            yield Cut(place, np.minimum(gains, -window.low - base), -window.low - base)


def _of_width(attack: Attack, hidden: Mask, window: Window, seen: _Seen) -> Iterator[Cut]:
    place = window.place
    if seen.most[place] - seen.least[place] >= window.width - TINY:
        return
    ends = _ask(attack, place, 1, seen), _ask(attack, place, -1, seen)
    if sum(end.reach for end in ends) >= window.width - TINY:
        return
    (up, high), (down, low) = (_price(attack.system, end) for end in ends)
    need = window.width - high - low
    yield Cut(place, np.minimum(up + down, need), need, own=bool(hidden[place]))


def _ask(attack: Attack, place: int, sign: int, seen: _Seen) -> Extreme:
    objective = np.zeros(len(attack.system.quantities))
    objective[place] = sign
    extreme = attack.extreme(objective)
    seen.add(extreme)
    return extreme


def _price(system: System, extreme: Extreme) -> tuple[Vector, float]:
    """What the prices of an end say of every other choice, by weak duality of linear programming.

    That end can never lie beyond the second number plus the gains of what is hidden.
    """
    gains, base = np.zeros(len(system.quantities)), 0.0
    prices = np.zeros(len(gains)) if extreme.prices is None else extreme.prices
    for place in np.flatnonzero(prices):
        quantity, price = system.quantities[place], prices[place]
        lowest = quantity.floor if quantity.kind == "never" else quantity.low
        base += price * (quantity.high if price > 0 else lowest)
        if quantity.kind in ("row", "margin"):
            gains[place] = np.inf if price > 0 else -price * (quantity.low - quantity.floor)
    return gains, base
