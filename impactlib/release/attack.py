"""The least and the most that each hidden number can be, and which shown numbers make it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from impactlib.release.system import Mask, System, Vector

TINY = 1e-6
UNLIMITED = 1e7
"""Further than any count of cases: a question without an end still has an answer."""

NODES = 2000
"""Steps of a search before it counts as not found: a number, not a time, so that runs agree."""


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


def _sums(weights: Vector, parts: Vector) -> Sums:
    near = np.round(parts)
    whole = bool(np.abs(parts - near).max(initial=0) < TINY)
    return Sums(weights @ (near if whole else parts), whole)


class Attack:
    """Ranges of quantities when ``hidden`` (bool per quantity) is all that is hidden.

    Parts in which, as a visible 0 says, nobody is, are left out: they cannot change.
    """

    def __init__(self, system: System, hidden: Mask) -> None:
        low = np.array([q.low for q in system.quantities], dtype=float)
        high = np.array([q.high for q in system.quantities], dtype=float)
        floor = np.array([q.floor for q in system.quantities], dtype=float)
        exact = ~hidden & (low == high)
        between = ~hidden & (low != high)
        self.system = system
        nobody = exact & (high == 0) & (system.weights >= 0).all(axis=1)
        somebody = (system.weights[nobody] == 0).all(axis=0)
        if not somebody.any():  # nothing is left to be unsure of: one part keeps the programmes well-formed
            nobody, somebody = np.zeros_like(nobody), np.arange(len(somebody)) == 0
        self.weights = system.weights[:, somebody]
        self.equal = np.flatnonzero(exact & ~nobody)
        self.above = np.flatnonzero(between | (hidden & (floor > 0)))
        self.below = np.flatnonzero(between)
        self._bounds = np.where(hidden, floor, low)[self.above], high[self.below], low[self.equal]

    def extreme(self, objective: Vector, enough: float = np.inf) -> Extreme:
        """The most that the sum ``objective`` (a weight per quantity) can be, no further than ``enough``.

        Raises
        ------
        Contradiction
            No numbers agree with everything that is known.
        """
        above, below, equal = self._bounds
        row = objective @ self.weights
        unequal = np.vstack([-self.weights[self.above], self.weights[self.below], row])
        found = linprog(
            -row,
            A_ub=unequal,
            b_ub=np.concatenate([-above, below, [min(enough, UNLIMITED)]]),
            A_eq=self.weights[self.equal] if len(self.equal) else None,
            b_eq=equal if len(self.equal) else None,
            bounds=(0, None),
            method="highs",
        )
        if found.status != 0:
            raise Contradiction
        prices = np.zeros(len(self.system.quantities))
        if len(self.equal):
            prices[self.equal] -= found.eqlin.marginals
        prices[self.above] += found.ineqlin.marginals[: len(self.above)]
        prices[self.below] -= found.ineqlin.marginals[len(self.above) : -1]
        prices[np.abs(prices) < TINY] = 0
        return Extreme(-float(found.fun), _sums(self.weights, found.x), prices)

    def whole(self, objective: Vector, enough: float) -> Sums | None:
        """Sums, all parts whole numbers, that bring ``objective`` as near to ``enough`` as they can.

        None when the search is too long: then nothing is known to reach it.
        """
        row = objective @ self.weights
        found = milp(
            -row,
            constraints=[*self._limits(), LinearConstraint(row[None, :], -np.inf, enough)],
            integrality=np.ones(len(row)),
            options={"node_limit": NODES, "presolve": False},
        )
        return None if found.x is None else _sums(self.weights, np.round(found.x))

    def together(self, places: Sequence[int], sign: int, goals: Sequence[float]) -> Sums | None:
        """Sums that bring many quantities at once as near their goals as they go together.

        One question in place of many: whatever reaches its goal here need not be asked alone.
        """
        weights, size = self.weights, len(places)
        parts = weights.shape[1]
        limits = [
            LinearConstraint(np.hstack([limit.A, np.zeros((len(limit.A), size))]), limit.lb, limit.ub)
            for limit in self._limits()
        ]
        reach = np.hstack([sign * weights[list(places)], -np.eye(size)])
        found = milp(
            np.concatenate([np.zeros(parts), -np.ones(size)]),
            constraints=[*limits, LinearConstraint(reach, 0, np.inf)],
            bounds=Bounds(np.array([0.0] * parts + [-np.inf] * size), np.array([np.inf] * parts + list(goals))),
        )
        return None if found.x is None else _sums(weights, found.x[:parts])

    def _limits(self) -> list[LinearConstraint]:
        weights = self.weights
        above, below, equal = self._bounds
        ends = ((self.equal, equal, equal), (self.above, above, np.inf), (self.below, -np.inf, below))
        return [LinearConstraint(weights[rows], low, high) for rows, low, high in ends if len(rows)]


class Contradiction(Exception):  # noqa: N818 - caught here and told as a DisclosureError
    """No whole numbers agree with everything that is known: the measures contradict themselves."""
