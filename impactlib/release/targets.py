"""What must stay uncertain of each hidden number, and whether a choice of hidden cells does it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from impactlib.params import Policy
from impactlib.release.attack import TINY, Attack, Extreme, Sums
from impactlib.release.system import Mask, Quantity, System, Vector

FEW = 3
"""So many open windows are asked for one by one."""


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


def breaches(system: System, hidden: Mask, wanted: tuple[Window, ...], pool: list[Sums] | None = None) -> Iterator[Cut]:
    """What each window lacks when ``hidden`` is all that is hidden; nothing when all hold.

    ``pool`` keeps solutions of one choice for the next: many of them fit it too.
    """
    attack = Attack(system, hidden)
    seen = Seen(system, hidden, pool)
    asked = [window for window in wanted if hidden[window.place] or system.quantities[window.place].small]
    _sweep(attack, asked, seen)
    for window in asked:
        yield from _of_width(attack, hidden, window, seen) if window.low is None else _of_ends(attack, window, seen)


def _sweep(attack: Attack, asked: Sequence[Window], seen: Seen) -> None:
    """Ask for all windows at once, as long as that settles some."""
    for sign in (1, -1):
        left = -1
        open_ = [window for window in asked if seen.lacks(window, sign)]
        while len(open_) > FEW and len(open_) != left:
            left = len(open_)
            places = [window.place for window in open_]
            sums = attack.together(places, sign, [seen.goal(window, sign) for window in open_])
            if sums is not None:
                seen.add(sums)
            open_ = [window for window in open_ if seen.lacks(window, sign)]


class Seen:
    """The least and most that any solution so far gave each quantity: ranges known without asking."""

    def __init__(self, system: System, hidden: Mask, pool: list[Sums] | None = None, *, whole: bool = False) -> None:
        self.least = np.array([q.low for q in system.quantities], dtype=float)
        self.most = np.array([q.high for q in system.quantities], dtype=float)
        self._pool = [] if pool is None else pool
        past = np.array([sums.values for sums in self._pool if sums.whole or not whole])
        if len(past):
            low, high = np.where(hidden, -np.inf, self.least), np.where(hidden, np.inf, self.most)
            fits = past[((past >= low - TINY) & (past <= high + TINY)).all(axis=1)]
            self.least = np.minimum(self.least, fits.min(axis=0, initial=np.inf))
            self.most = np.maximum(self.most, fits.max(axis=0, initial=-np.inf))

    def add(self, sums: Sums) -> None:
        self._pool.append(sums)
        self.least = np.minimum(self.least, sums.values)
        self.most = np.maximum(self.most, sums.values)

    def lacks(self, window: Window, sign: int) -> bool:
        """Whether nothing seen so far reaches the window's upper (sign 1) or lower end."""
        if window.low is None:
            return bool(self.most[window.place] - self.least[window.place] < window.width - TINY)
        end = self.most if sign > 0 else -self.least
        return bool(end[window.place] < self.goal(window, sign) - TINY)

    def goal(self, window: Window, sign: int) -> float:
        """Where a solution must bring the quantity (times ``sign``) to fill the window."""
        if window.low is None:
            return float(window.width + (self.least if sign > 0 else -self.most)[window.place])
        return float(window.high if sign > 0 else -window.low)


def _of_ends(attack: Attack, window: Window, seen: Seen) -> Iterator[Cut]:
    for sign in (1, -1):
        goal = seen.goal(window, sign)
        if seen.lacks(window, sign):
            extreme = _ask(attack, window.place, sign, seen, goal)
            if extreme.reach < goal - TINY:
                gains, base = _price(attack.system, extreme.prices)
                yield Cut(window.place, np.minimum(gains, goal - base), goal - base)


def _of_width(attack: Attack, hidden: Mask, window: Window, seen: Seen) -> Iterator[Cut]:
    place = window.place
    if not seen.lacks(window, 1):
        return
    ends = tuple(_ask(attack, place, sign, seen, seen.goal(window, sign)) for sign in (1, -1))
    if sum(end.reach for end in ends) >= window.width - TINY:
        return
    (up, high), (down, low) = (_price(attack.system, end.prices) for end in ends)
    need = window.width - high - low
    yield Cut(place, np.minimum(up + down, need), need, own=bool(hidden[place]))


def _ask(attack: Attack, place: int, sign: int, seen: Seen, goal: float) -> Extreme:
    objective = np.zeros(len(attack.system.quantities))
    objective[place] = sign
    extreme = attack.extreme(objective, goal)
    seen.add(extreme.sums)
    return extreme


def first_cuts(system: System, wanted: Sequence[Window], must: Mask) -> Iterator[Cut]:
    """Rules that follow from a family alone: a part is the whole less the other parts."""
    unprinted = [place for place, quantity in enumerate(system.quantities) if quantity.kind == "never"]
    windows_at = {window.place: window for window in wanted if window.low is not None and must[window.place]}
    for whole, parts in system.families:
        for place in {whole, *parts} & set(windows_at):
            prices = np.zeros(len(system.quantities))
            prices[list(parts)] = 1.0 if place == whole else -1.0
            prices[whole] = 0.0 if place == whole else 1.0
            prices[place] = 0.0
            for sign, goal in ((1, windows_at[place].high), (-1, -(windows_at[place].low or 0))):
                gains, base = _price(system, sign * prices)
                if goal > base and not (sign * prices[unprinted] > 0).any():
                    yield Cut(place, np.minimum(gains, goal - base), goal - base)


def _price(system: System, prices: Vector) -> tuple[Vector, float]:
    """What the prices of an end say of every other choice, by weak duality of linear programming.

    That end can never lie beyond the second number plus the gains of what is hidden.
    """
    gains, base = np.zeros(len(system.quantities)), 0.0
    for place in np.flatnonzero(prices):
        quantity, price = system.quantities[place], prices[place]
        lowest = quantity.floor if quantity.kind == "never" else quantity.low
        base += price * (quantity.high if price > 0 else lowest)
        if quantity.kind in ("row", "margin"):
            gains[place] = np.inf if price > 0 else -price * (quantity.low - quantity.floor)
    return gains, base
