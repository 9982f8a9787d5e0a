"""What must stay uncertain of each hidden number, and whether a choice of hidden cells does it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from impactlib.params import Policy
from impactlib.release.attack import TINY, Attack, Extreme, Sums
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


def failing(attack: Attack, hidden: Mask, wanted: Sequence[Window], seen: Seen) -> Iterator[Window]:
    """The windows that do not fit when ``hidden`` is all that is hidden."""
    attack.hide(hidden)
    small = np.array([quantity.small for quantity in attack.system.quantities])
    for window in seen.unfilled(wanted):
        if hidden[window.place] or small[window.place]:
            _move(attack, window, seen)
            if seen.lacks(window, 1) or seen.lacks(window, -1):
                yield window


def _move(attack: Attack, window: Window, seen: Seen) -> None:
    """Look for solutions that fill the window."""
    for sign in (1, -1):
        goal = seen.goal(window, sign)
        nearest = goal if window.low is not None else sign * seen.value(window.place)
        for step in range(round(goal - nearest) + 1):  # of a window anywhere, as much as goes this way
            if not seen.lacks(window, sign) or (step and seen.reach(window.place, sign) >= goal - step - TINY):
                break
            sums = attack.moved(window.place, sign, goal - step)
            if sums is not None:
                seen.add(sums)
                break


def breaches(attack: Attack, hidden: Mask, wanted: Sequence[Window], pool: Pool | None = None) -> Iterator[Cut]:
    """What each window lacks when ``hidden`` is all that is hidden; nothing when all hold.

    ``pool`` keeps solutions of one choice for the next: many of them fit it too.
    """
    seen = Seen(attack.system, hidden, pool)
    for window in failing(attack, hidden, wanted, seen):
        yield from _of_width(attack, hidden, window, seen) if window.low is None else _of_ends(attack, window, seen)


@dataclass
class Pool:
    """Solutions of a system so far, and which quantities each has at another number than is printed."""

    system: System
    sums: list[Sums] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.low = np.array([q.low for q in self.system.quantities], dtype=float)
        self.high = np.array([q.high for q in self.system.quantities], dtype=float)
        self._values = np.zeros((0, len(self.low)), dtype=np.float32)
        self._off = np.zeros((0, len(self.low)), dtype=bool)
        self._whole = np.zeros(0, dtype=bool)
        self._size = 0

    def add(self, sums: Sums) -> None:
        if self._size == len(self._whole):
            more = max(64, self._size)
            self._values = np.vstack([self._values, np.zeros((more, len(self.low)), dtype=np.float32)])
            self._off = np.vstack([self._off, np.zeros((more, len(self.low)), dtype=bool)])
            self._whole = np.concatenate([self._whole, np.zeros(more, dtype=bool)])
        self._values[self._size], self._whole[self._size] = sums.values, sums.whole
        self._off[self._size] = (sums.values < self.low - TINY) | (sums.values > self.high + TINY)
        self._size += 1

    def fitting(self, hidden: Mask, *, whole: bool) -> Vector:
        """The values of the solutions that agree with what is shown."""
        fits = ~self._off[: self._size, ~hidden].any(axis=1)
        if whole:
            fits &= self._whole[: self._size]
        found: Vector = self._values[: self._size][fits].astype(float)
        return found


class Seen:
    """The least and most that any solution so far gave each quantity: ranges known without asking."""

    def __init__(self, system: System, hidden: Mask, pool: Pool | None = None, *, whole: bool = False) -> None:
        self._pool, self._whole = Pool(system) if pool is None else pool, whole
        fits = self._pool.fitting(hidden, whole=whole)
        self.least = np.minimum(self._pool.low, fits.min(axis=0, initial=np.inf))
        self.most = np.maximum(self._pool.high, fits.max(axis=0, initial=-np.inf))

    def add(self, sums: Sums) -> None:
        self._pool.add(sums)
        if sums.whole or not self._whole:
            self.least = np.minimum(self.least, sums.values)
            self.most = np.maximum(self.most, sums.values)

    def unfilled(self, wanted: Sequence[Window]) -> list[Window]:
        """The windows that nothing seen so far fills."""
        place = np.array([window.place for window in wanted], dtype=int)
        high = np.array([window.high for window in wanted], dtype=float)
        anywhere = np.array([window.low is None for window in wanted], dtype=bool)
        low = np.array([window.low or 0 for window in wanted], dtype=float)
        least, most = self.least[place], self.most[place]
        narrow = np.where(anywhere, most - least < high - TINY, (most < high - TINY) | (least > low + TINY))
        return [window for window, is_open in zip(wanted, narrow, strict=True) if is_open]

    def value(self, place: int) -> float:
        """The number itself."""
        return float(self._pool.low[place])

    def reach(self, place: int, sign: int) -> float:
        return float((self.most if sign > 0 else -self.least)[place])

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
    extreme = attack.extreme(place, sign, goal)
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
