"""The least and the most that each hidden number can be, and which shown numbers make it so."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array, hstack

from impactlib.release.system import Mask, System, Vector

TINY = 1e-6
UNLIMITED = 1e7
"""Further than any count of cases: a question without an end still has an answer."""

NOTHING = np.zeros(0)

NODES = 2000
"""Steps of a search before it counts as not found: a number, not a time, so that runs agree."""

DUAL, PRIMAL = 1, 4
"""What HiGHS calls the simplex method that goes on from a solution when only the question changes."""


@dataclass(frozen=True)
class Extreme:
    """The end of a range: how far it goes, the sums there, and the prices that prove it.

    ``prices`` holds a number per quantity: the end moves by that much when what is known of the
    quantity moves by 1. They hold for an end that stopped by itself, short of what was enough.
    """

    reach: float
    sums: Sums
    prices: Vector


@dataclass(frozen=True)
class Sums:
    """What every quantity is in one solution; ``whole``: all its parts are whole numbers."""

    values: Vector
    whole: bool


class Attack:
    """Ranges of the quantities of a system, when ``hidden`` (bool per quantity) is all that is hidden.

    Raises
    ------
    Contradiction
        No numbers agree with what the system says.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self._weights = csr_array(system.weights)
        self._low = np.array([q.low for q in system.quantities], dtype=float)
        self._high = np.array([q.high for q in system.quantities], dtype=float)
        self._floor = np.array([q.floor for q in system.quantities], dtype=float)
        self._zero = (self._low == 0) & (self._high == 0) & (system.weights >= 0).all(axis=1)
        self._programmes: dict[str, _Programme] = {}
        self.hide(np.zeros(len(system.quantities), dtype=bool))
        self.truth = self._truth()

    def hide(self, hidden: Mask) -> None:
        """Ask of another choice from now on.

        Parts in which, as a visible 0 says, nobody is, are held at 0.
        """
        least = np.where(hidden, np.where(self._floor > 0, self._floor, -np.inf), self._low)
        nobody = (self.system.weights[self._zero & ~hidden] > 0).any(axis=0)
        self._limits = _Limits(least, np.where(hidden, np.inf, self._high), np.where(nobody, 0.0, np.inf))
        self._asked: set[str] = set()

    def _truth(self) -> Vector:
        """Parts that agree with every number when nothing is hidden, whole where they can be."""
        found = self._programme("linear").solution()
        if found is None:
            raise Contradiction
        if is_whole(found):
            return np.round(found)
        whole = self._programme("whole").solution()
        return found if whole is None else np.round(whole)

    def extreme(self, place: int, sign: int, enough: float = np.inf) -> Extreme:
        """The most (sign 1), or the least (times -1), that a quantity can be, no further than ``enough``.

        Raises
        ------
        Contradiction
            No numbers agree with everything that is known.
        """
        found = self._programme("linear").most(place, sign, min(enough, UNLIMITED))
        if found is None:
            raise Contradiction
        parts, prices = found
        prices[np.abs(prices) < TINY] = 0
        sums = self._sums(parts)
        return Extreme(float(sign * sums.values[place]), sums, prices)

    def moved(self, place: int, sign: int, goal: float) -> Sums | None:
        """Sums that bring a quantity (times ``sign``) to ``goal`` by moving as few others as will do; None where none do.

        Of few others: it stays an answer when something else is shown.
        """
        found = self._programme("moves").nearest(place, sign, goal)
        return None if found is None else self._sums(self.truth + found)

    def whole(self, place: int, sign: int, enough: float) -> Sums | None:
        """Sums, all parts whole numbers, that bring the quantity as near to ``enough`` as they can.

        None when the search is too long: then nothing is known to reach it.
        """
        found = self._programme("whole").most(place, sign, enough)
        return None if found is None else self._sums(np.round(found[0]))

    def _programme(self, name: str) -> _Programme:
        """The programme of that name, made when it is first asked for, within the limits of the choice."""
        found = self._programmes.get(name)
        if found is None:
            moves = name == "moves"
            weights = hstack([self._weights, -self._weights], format="csr") if moves else self._weights
            found = _Programme(weights, self.truth if moves else NOTHING, whole=name == "whole")
            self._programmes[name] = found
        if name not in self._asked:
            found.within(self._limits)
            self._asked.add(name)
        return found

    def _sums(self, parts: Vector) -> Sums:
        whole = is_whole(parts)
        return Sums(self._weights @ (np.round(parts) if whole else parts), whole)


def is_whole(parts: Vector) -> bool:
    return bool(np.abs(parts - np.round(parts)).max(initial=0) < TINY)


@dataclass(frozen=True)
class _Limits:
    """The least and the most that each sum can be, and the most that each part can be."""

    least: Vector
    most: Vector
    parts: Vector


class _Programme:
    """A linear programme over the parts, or over what is added to and taken from ``start``."""

    def __init__(self, weights: csr_array, start: Vector, *, whole: bool) -> None:
        self._weights, self._start = weights, start
        rows, columns = weights.shape
        self._columns = np.arange(columns, dtype=np.int32)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call] # no types of its own
        options: dict[str, bool | int | float | str] = {"output_flag": False, "threads": 1, "presolve": "off"}
        options |= {"simplex_strategy": DUAL if len(start) else PRIMAL}
        options |= {"mip_max_nodes": NODES, "mip_rel_gap": 0.0} if whole else {}
        for name, value in options.items():
            self._solver.setOptionValue(name, value)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = columns, rows
        programme.sense_ = highspy.ObjSense.kMaximize
        programme.col_cost_ = np.full(columns, -1.0 if len(start) else 0.0)
        programme.col_lower_, programme.col_upper_ = np.zeros(columns), np.full(columns, np.inf)
        programme.row_lower_, programme.row_upper_ = np.full(rows, -np.inf), np.full(rows, np.inf)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = weights.indptr
        programme.a_matrix_.index_ = weights.indices
        programme.a_matrix_.value_ = weights.data
        if whole:
            programme.integrality_ = [highspy.HighsVarType.kInteger] * columns
        self._solver.passModel(programme)

    def within(self, limits: _Limits) -> None:
        least, most, ends = limits.least, limits.most, limits.parts
        if len(self._start):
            here = self._weights[:, : len(self._start)] @ self._start
            least, most, ends = least - here, most - here, np.concatenate([ends, self._start])
        self._least, self._most = least, most
        rows = np.arange(len(least), dtype=np.int32)
        self._solver.changeRowsBounds(len(rows), rows, least, most)  # type: ignore[attr-defined] # missing in its types
        self._solver.changeColsBounds(len(ends), self._columns, np.zeros(len(ends)), ends)

    def solution(self) -> Vector | None:
        """Parts within the limits, whatever they are."""
        self._cost(np.zeros(len(self._columns)))
        return self._run()

    def most(self, place: int, sign: int, goal: float) -> tuple[Vector, Vector] | None:
        """Parts that make a quantity (times ``sign``) as large as it goes, not beyond its goal; and the prices."""
        low, high = self._least[place], self._most[place]
        self._cost(sign * self._weights[[place]].toarray().ravel())
        parts = self._run(place, *((low, min(high, goal)) if sign > 0 else (max(low, -goal), high)))
        return None if parts is None else (parts, np.array(self._solver.getSolution().row_dual))

    def nearest(self, place: int, sign: int, goal: float) -> Vector | None:
        """The smallest change of the start that brings a quantity (times ``sign``) to its goal."""
        size = len(self._start)
        end = sign * goal - float((self._weights[[place], :size] @ self._start)[0])
        low, high = self._least[place], self._most[place]
        self._solver.clearSolver()
        found = self._run(place, *((max(low, end), high) if sign > 0 else (low, min(high, end))))
        return None if found is None else found[:size] - found[size:]

    def _cost(self, objective: Vector) -> None:
        self._solver.changeColsCost(len(objective), self._columns, objective)

    def _run(self, place: int | None = None, low: float = 0, high: float = 0) -> Vector | None:
        """The best parts, with other limits for one quantity; None where there are none."""
        if place is not None:
            self._solver.changeRowBounds(place, low, high)
        self._solver.run()
        done = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if place is not None:
            self._solver.changeRowBounds(place, self._least[place], self._most[place])
        return np.array(self._solver.getSolution().col_value) if done else None


class Contradiction(Exception):  # noqa: N818 - caught here and told as a DisclosureError
    """No whole numbers agree with everything that is known: the measures contradict themselves."""
