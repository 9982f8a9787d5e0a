"""Smallest and largest whole number that each hidden cell can be, by integer programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from impactlib.audit.facts import Hidden, Limit

NODES = 50_000
"""Steps of a search: far more than a sheet needs, so that an answer is an answer."""
INFEASIBLE = 2
HALF = 0.5
ROOM = 100.0
"""No unknown is taken to be above twice the largest number printed and this: far beyond what matters."""


class Infeasible(Exception):  # noqa: N818 - caught where the file is named
    """No whole numbers agree with what the files say."""


@dataclass(frozen=True)
class Range:
    """A hidden cell and the least and most whole number that it can be."""

    cell: Hidden
    low: int
    high: int


def groups(limits: Sequence[Limit], hidden: Sequence[Hidden]) -> Iterator[tuple[list[Limit], list[Hidden]]]:
    """Limits that share unknowns belong together; hidden cells go with theirs."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        while parent.setdefault(place, place) != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for term in (*(limit.term for limit in limits), *(cell.term for cell in hidden)):
        for place, _ in term[1:]:
            parent[root(place)] = root(term[0][0])
    together: dict[int, tuple[list[Limit], list[Hidden]]] = {}
    for limit in limits:
        if limit.term:
            together.setdefault(root(limit.term[0][0]), ([], []))[0].append(limit)
    for cell in hidden:
        if cell.term:
            together.setdefault(root(cell.term[0][0]), ([], []))[1].append(cell)
    yield from (group for group in together.values() if group[1])


def narrow(limits: Sequence[Limit], hidden: Sequence[Hidden], wanted: int) -> list[Range]:
    """The hidden cells that fewer than ``wanted`` whole numbers fit, each with its range.

    Raises
    ------
    Infeasible
        The limits contradict each other.
    """
    alike: dict[tuple[tuple[int, float], ...], list[Hidden]] = {}
    for cell in hidden:
        alike.setdefault(cell.term, []).append(cell)
    problem = _Problem(limits, [cells[0] for cells in alike.values()])
    for objective in problem.sweeps():
        problem.look(objective)
    found = []
    for place, cells in enumerate(alike.values()):
        for sign in (1, -1):
            if problem.spread(place) < wanted - HALF:
                problem.look(sign * problem.cells[place])
        if problem.spread(place) < wanted - HALF:
            least, most = problem.seen(place)
            found += [Range(cell, round(least), round(most)) for cell in cells]
    return found


class _Problem:
    """One connected set of limits; remembers what each hidden cell was in every solution."""

    def __init__(self, limits: Sequence[Limit], hidden: Sequence[Hidden]) -> None:
        terms = [*(limit.term for limit in limits), *(cell.term for cell in hidden)]
        self._place = {name: at for at, name in enumerate(sorted({name for term in terms for name, _ in term}))}
        rows = self._matrix([limit.term for limit in limits])
        low, high = (np.array([getattr(limit, end) for limit in limits]) for end in ("low", "high"))
        self._limits = [LinearConstraint(rows, low, high)] if limits else []
        highest = max((abs(end) for limit in limits for end in (limit.low, limit.high) if np.isfinite(end)), default=0)
        self._bounds = Bounds(0, 2 * highest + ROOM)
        self.cells = self._matrix([cell.term for cell in hidden]).toarray()
        self._values: list[np.ndarray] = []
        if self.look(np.zeros(len(self._place))) == INFEASIBLE:
            raise Infeasible

    def _matrix(self, terms: Sequence[tuple[tuple[int, float], ...]]) -> csr_array:
        at = [(row, self._place[name], weight) for row, term in enumerate(terms) for name, weight in term]
        shape = (len(terms), len(self._place))
        if not at:
            return csr_array(shape)
        row, column, weight = zip(*at, strict=True)
        return csr_array((weight, (row, column)), shape=shape)

    def sweeps(self) -> Iterator[np.ndarray]:
        """A few directions that move many cells at once: fixed, so that runs agree."""
        for stride in (1, 2, 3, 5):
            signs = np.where(np.arange(len(self.cells)) // stride % 2, -1.0, 1.0)
            yield signs @ self.cells
            yield -signs @ self.cells

    def look(self, objective: np.ndarray) -> int:
        """Find whole numbers that make the objective as large as they can; says how the search ended."""
        found = milp(
            -objective,
            constraints=self._limits,
            bounds=self._bounds,
            integrality=np.ones(len(objective)),
            options={"node_limit": NODES},
        )
        if found.x is not None:
            self._values.append(self.cells @ np.round(found.x))
        return int(found.status)

    def seen(self, place: int) -> tuple[float, float]:
        values = [value[place] for value in self._values] or [0.0]
        return min(values), max(values)

    def spread(self, place: int) -> float:
        """How many whole numbers lie between the least and the most seen."""
        least, most = self.seen(place)
        return most - least + 1
