"""Smallest and largest whole number that each hidden cell can be, by integer programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from impactlib.audit.facts import Hidden, Limit

NODES = 50_000
"""Steps of a search: far more than a sheet needs, so that an answer is an answer."""
INFEASIBLE = 2
HALF, TINY = 0.5, 1e-6
STEPS = 20
"""Possible values that are looked for one by one; of more, the two ends are asked for."""

ROOM = 100.0
"""No unknown is taken to be above twice the largest number printed and this: far beyond what matters."""


Ends = tuple[np.ndarray, ...]
"""The least and the most of every limit."""


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
    found = []
    for place, cells in enumerate(alike.values()):
        for sign in problem.unsure(place, wanted):
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
        self._rows = self._matrix([limit.term for limit in limits])
        self._ends = tuple(np.array([getattr(limit, end) for limit in limits], dtype=float) for end in ("low", "high"))
        self._limits = [LinearConstraint(self._rows, *self._ends)] if limits else []
        highest = max((abs(end) for limit in limits for end in (limit.low, limit.high) if np.isfinite(end)), default=0)
        self._most = 2 * highest + ROOM
        self.cells = self._matrix([cell.term for cell in hidden]).toarray()
        self._seen = np.full(len(self.cells), np.inf), np.full(len(self.cells), -np.inf)
        self._moves: _Moves | None = None
        if self.look(np.zeros(len(self._place))) == INFEASIBLE:
            raise Infeasible

    def _matrix(self, terms: Sequence[tuple[tuple[int, float], ...]]) -> csr_array:
        at = [(row, self._place[name], weight) for row, term in enumerate(terms) for name, weight in term]
        shape = (len(terms), len(self._place))
        if not at:
            return csr_array(shape)
        row, column, weight = zip(*at, strict=True)
        return csr_array((weight, (row, column)), shape=shape)

    def unsure(self, place: int, wanted: int) -> list[int]:
        """The sides (1 up, -1 down) on which small moves do not tell how far a cell goes."""
        return [sign for sign in (1, -1) if not self._is_settled(place, sign, wanted)]

    def _is_settled(self, place: int, sign: int, wanted: int) -> bool:
        """Whether a cell goes as far as is wanted on one side, or it is certain how far."""
        if self._moves is None or wanted > STEPS:
            return False
        least, most = self.seen(place)
        here, end = (most, least + wanted - 1) if sign > 0 else (-least, wanted - 1 - most)
        for goal in range(round(end), round(here), -1):
            solution, certain = self._moves.to(place, sign, sign * goal)
            if solution is not None:
                self._note(solution)
            if solution is not None or not certain:
                return certain
        return True

    def look(self, objective: np.ndarray) -> int:
        """Find whole numbers that make the objective as large as they can; says how the search ended."""
        found = milp(
            -objective,
            constraints=self._limits,
            bounds=Bounds(0, self._most),
            integrality=np.ones(len(objective)),
            options={"node_limit": NODES},
        )
        if found.x is not None:
            self._note(np.round(found.x))
        return int(found.status)

    def _note(self, solution: np.ndarray) -> None:
        if not self._moves:
            self._moves = _Moves(self._rows, self.cells, self._ends, solution, self._most)
        values = self.cells @ solution
        self._seen = np.minimum(self._seen[0], values), np.maximum(self._seen[1], values)

    def seen(self, place: int) -> tuple[float, float]:
        """The least and the most that a cell was."""
        least, most = (float(end[place]) for end in self._seen)
        return (least, most) if least <= most else (0.0, 0.0)

    def spread(self, place: int) -> float:
        """How many whole numbers lie between the least and the most seen."""
        least, most = self.seen(place)
        return most - least + 1


class _Moves:
    """The smallest changes of a solution that bring a cell somewhere, by linear programming.

    Most come out as whole numbers, and then they are a solution too; what does not is asked again in whole numbers.
    """

    def __init__(self, rows: csr_array, cells: np.ndarray, ends: Ends, start: np.ndarray, most: float) -> None:
        every = vstack([rows, csr_array(cells)], format="csr")
        here, free = every @ start, np.full(len(cells), np.inf)
        self._start, self._cells, self._here, self._size = start, rows.shape[0], here, len(start)
        weights = hstack([every, -every], format="csr")
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = weights.shape
        programme.col_cost_ = np.ones(2 * self._size)
        programme.col_lower_ = np.zeros(2 * self._size)
        programme.col_upper_ = np.concatenate([most - start, start])
        programme.row_lower_ = np.concatenate([ends[0], -free]) - here
        programme.row_upper_ = np.concatenate([ends[1], free]) - here
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_, programme.a_matrix_.index_ = weights.indptr, weights.indices
        programme.a_matrix_.value_ = weights.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call] # no types of its own
        for name, value in (("output_flag", False), ("presolve", "off"), ("threads", 1)):
            self._solver.setOptionValue(name, value)
        self._solver.passModel(programme)

    def to(self, place: int, sign: int, goal: float) -> tuple[np.ndarray | None, bool]:
        """Whole numbers that bring a cell to the goal or past it, or None; and whether it is certain that these do, or that none do."""
        row, end = self._cells + place, goal - self._here[self._cells + place]
        self._solver.clearSolver()
        self._solver.changeRowBounds(row, *((end, np.inf) if sign > 0 else (-np.inf, end)))
        self._solver.run()
        status = self._solver.getModelStatus()
        self._solver.changeRowBounds(row, -np.inf, np.inf)
        if status != highspy.HighsModelStatus.kOptimal:
            return None, status == highspy.HighsModelStatus.kInfeasible
        change = np.array(self._solver.getSolution().col_value)
        moved: np.ndarray = change[: self._size] - change[self._size :]
        return (self._start + np.round(moved), True) if np.abs(moved - np.round(moved)).max() < TINY else (None, False)
