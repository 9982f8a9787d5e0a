"""The score tables of a theme: all of them are sums over start, goal and end.

The parts are the theme cases by start (1-5, unknown), goal (1-5, unknown) and end (1-5, missing,
not yet due). How many stand in each part is never printed; what the tables print of it, and what
follows from that for a hidden cell, does not need more than these parts.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from impactlib.params import Policy
from impactlib.release.cells import Facts, Prints, cost_of
from impactlib.release.reading import Line
from impactlib.release.rounding import half_up
from impactlib.release.system import Builder, Kind, Mask, Quantity, System, Vector

VERSUS = {"zrm-end-vs-start": "start", "zrm-end-vs-goal": "goal"}
GROWTH = "zrm-growth"
TABLES = (*VERSUS, "zrm-goal-reached", "zrm-levels", "zrm-start-level", "zrm-ceiling", "zrm-transitions", GROWTH)

EDGES = {"could_not_rise": 5, "could_not_fall": 1}
UNKNOWN, MISSING, NOT_DUE = 0, 0, -1
_GRID = [
    *itertools.product(range(6), range(6), (NOT_DUE, *range(6)), (True,)),
    (UNKNOWN, UNKNOWN, MISSING, False),
]
START, GOAL, END = (np.array([part[axis] for part in _GRID]) for axis in range(3))
SCORED = np.array([part[3] for part in _GRID])
DUE = END != NOT_DUE

LOSS = {"higher": 4.0, "reached": 4.0, "unknown": 6.0, "lower": 2.0, "equal": 2.0}
LOSS_ROW, LOSS_DETAIL, LOSS_PAIRS, LOSS_DUE, LOSS_MEAN, LOSS_BOUNDS = 2.0, 0.5, 60.0, 3.0, 3.0, 0.2
MEAN = ("value", "low", "high")
ROUNDING = 1e-6
LEVEL = 0.975
"""Of the t interval that params/norms.yaml asks for."""

OWN_N = ("zrm-start-level", "zrm-goal-reached")
"""Tables whose rows have an n of their own; where they share one, another table says what it costs."""

DETAILS = ("zrm-levels", "zrm-start-level", "zrm-ceiling", "zrm-transitions")


_NOBODY = np.zeros(len(_GRID), dtype=bool)


@dataclass(frozen=True)
class Sums:
    """Which parts a row counts, of which, and of which could be.

    ``certain`` are missing pairs that count whatever the missing score is; ``barred`` are those
    that cannot: bounds leave them out.
    """

    count: Mask
    n: Mask
    n_eligible: Mask
    certain: Mask = field(default_factory=lambda: _NOBODY)
    barred: Mask = field(default_factory=lambda: _NOBODY)


def sums_of(table: str, group: str, domain: str) -> Sums | None:
    """The parts behind a row of a score table; None for a row that is not about them."""
    if table in VERSUS:
        return _versus(group, START if VERSUS[table] == "start" else GOAL)
    if table == "zrm-goal-reached":
        return _reached(group)
    if table == "zrm-levels":
        return _level(group)
    return _of_pairs(table, group, domain)


def _of_pairs(table: str, group: str, domain: str) -> Sums | None:
    pair = (START > 0) & (END > 0)
    name, _, level = group.rpartition("-")
    found = None
    if table == "zrm-start-level" and name == "start":
        at = int(level) == START
        found = Sums(pair & at & (END > START), pair & at, DUE & at)
    elif table == "zrm-ceiling" and group in EDGES:
        found = Sums(pair & (EDGES[group] == START), pair, DUE)
    elif table == "zrm-transitions" and name.isdigit():
        found = Sums(pair & (int(name) == START) & (int(level) == END), pair, DUE)
    elif table == GROWTH and group == domain:
        found = Sums(pair, pair, DUE & SCORED)
    return found


def _versus(group: str, reference: np.ndarray) -> Sums | None:
    pair = (reference > 0) & (END > 0)
    every = np.ones(len(_GRID), dtype=bool)
    change = {"higher": reference < END, "equal": reference == END, "lower": reference > END}
    if group in change:
        edge = {"higher": (reference == 5) | (END == 1), "lower": (reference == 1) | (END == 5)}
        barred = DUE & ~pair & edge.get(group, _NOBODY)
        return Sums(pair & change[group], pair, DUE, barred=barred)
    rest = {"unknown": ~pair, "not_due": ~DUE, "missing": DUE & ~pair}
    return Sums(rest[group], every, every) if group in rest else None


def _reached(group: str) -> Sums | None:
    pair = (GOAL > 0) & (END > 0)
    kinds = {
        "reached": np.ones(len(_GRID), dtype=bool),
        "growth_goal": (START > 0) & (GOAL > START),
        "maintenance_goal": (START > 0) & (GOAL == START),
    }
    if group not in kinds:
        return None
    due = DUE & kinds[group]
    certain = due & ~pair & ((GOAL == 1) | (END == 5))
    return Sums(pair & kinds[group] & (END >= GOAL), pair & kinds[group], due, certain=certain)


def _level(group: str) -> Sums | None:
    name, _, level = group.rpartition("-")
    every = np.ones(len(_GRID), dtype=bool)
    scores = {"start": START, "goal": GOAL, "pairs-start": START, "pairs-end": END}
    if name not in scores:
        return None
    at = scores[name] == (UNKNOWN if level == "unknown" else int(level))
    pair = (START > 0) & (END > 0)
    return Sums(at & pair, pair, DUE) if name.startswith("pairs") else Sums(at, every, every)


class Scores:
    """The score tables as a system."""

    def __init__(self, lines: Mapping[str, Sequence[Line]], policy: Policy, facts: Facts, domain: str) -> None:
        self._lines = [line for table in TABLES for line in lines.get(table, ()) if line.values["state"] == "shown"]
        self._policy, self._facts, self._domain = policy, facts, domain
        self._total = max((line.n_eligible or 0 for line in self._lines), default=0)
        self._builder = Builder(len(_GRID))

    def system(self) -> System:
        """Every sum that a score table prints, small remainders, and what a mean tells."""
        for line in self._lines:
            sums = sums_of(line.table, line.group, self._domain)
            if sums is not None:
                self._add_line(line, sums)
        self._families()
        return self._builder.build()

    def _families(self) -> None:
        """Rows of one table that are the parts of their n, and what a table says of the missing."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for line in self._lines:
            sums = sums_of(line.table, line.group, self._domain)
            if sums is not None and line.group != "unknown":
                stem = line.group.rpartition("-")[0]
                found.setdefault((line.table, stem, key_of(sums.n)), []).append(key_of(sums.count))
        for (table, _, whole), parts in found.items():
            self._builder.family(whole, parts)
            reference = VERSUS.get(table)
            if reference:
                missing = sums_of(table, "missing", self._domain)
                unknown = sums_of(table, "unknown", self._domain)
                if missing and unknown:
                    self._builder.family(key_of(unknown.count), (key_of(~DUE), key_of(missing.count)))
                    self._builder.family(key_of(DUE), (key_of(DUE & ~missing.count), key_of(missing.count)))

    def prints(self) -> Prints:
        """(table, group, field) of each cell to the key of its sum."""
        found: dict[tuple[str, str, str], str] = {}
        for line in self._lines:
            sums = sums_of(line.table, line.group, self._domain)
            if sums is None:
                continue
            cell = (line.table, line.group)
            found |= {(*cell, "count"): key_of(sums.count), (*cell, "n"): key_of(sums.n)}
            found[*cell, "n_eligible"] = key_of(sums.n_eligible)
            found |= {(*cell, f"bounds.{end}"): key_of(mask) for end, (mask, _) in enumerate(bounded(line, sums))}
            if line.table == GROWTH:
                found |= {(*cell, "value"): "mean", (*cell, "low"): "spread"}
        return found

    def _add_line(self, line: Line, sums: Sums) -> None:
        count, n, eligible = line.count or 0, line.n or 0, line.n_eligible or 0
        clients, rest = line.clients or 0, line.clients_rest or 0
        loss = LOSS_DETAIL if line.table in DETAILS else LOSS.get(line.group, LOSS_ROW)
        self._add(sums.count, (count, clients), "row", loss)
        row = key_of(sums.count)
        of_pairs = LOSS_PAIRS if line.table not in OWN_N else 0.9 * loss
        of_due = LOSS_DUE if line.table not in OWN_N else 0.25 * loss
        self._add(sums.n, (n, clients + rest), "margin", of_pairs, inside=row)
        self._add(sums.n_eligible, (eligible, eligible), "margin", of_due, inside=row)
        self._rest(sums.n & ~sums.count, (n - count, rest))
        self._rest(sums.n_eligible & ~sums.n, (eligible - n, eligible - n))
        for mask, number in bounded(line, sums):
            self._add(mask, (number, number), "margin", LOSS_BOUNDS, inside=row)
        if line.table == GROWTH:
            self._mean(line, n)

    def _few(self, size: tuple[int, int]) -> bool:
        cases, clients = size
        return cases > 0 and clients < self._policy.threshold

    def _rest(self, mask: Mask, size: tuple[int, int]) -> None:
        if self._few(size):
            self._add(mask, size, "never", 0)

    def _add(self, mask: Mask, size: tuple[int, int], kind: Kind, loss: float, *, inside: str | None = None) -> None:
        count, _ = size
        quantity = Quantity(
            key_of(mask),
            count,
            count,
            small=self._few(size),
            kind="known" if mask.all() else kind,
            cost=cost_of(loss, count, self._total),
            floor=1.0 if kind == "row" and count else 0.0,
            inside=inside,
        )
        self._builder.add(self._facts.applied(quantity), mask.astype(float))

    def _mean(self, line: Line, n: int) -> None:
        """A printed mean of end minus start, and its interval, say something of the scores."""
        digits = self._policy.value_digits
        printed = [None if line.values[name] is None else half_up(line.values[name], digits) for name in MEAN]
        value, low, high = printed
        if value is None or digits is None or n < self._policy.means_from:
            return
        steps = np.where((START > 0) & (END > 0), END - START, 0).astype(float)
        half = 0.5 * 10**-digits
        self._tell("mean", n * (value - half), n * (value + half), steps)
        if low is None or high is None or n < self._policy.intervals_from:
            return
        quantile = stats.t.ppf(LEVEL, n - 1)
        spread = [(n - 1) * n * (max((high - low) / 2 + shift, 0) / quantile) ** 2 for shift in (-half, half)]
        around = [n * max(abs(value) + shift, 0) ** 2 for shift in (-half, half)]
        self._tell("spread", spread[0] + around[0], spread[1] + around[1], steps**2)

    def _tell(self, key: str, low: float, high: float, weights: Vector) -> None:
        """Steps are whole, so their sum is: the limits may be too."""
        ends = math.ceil(low - ROUNDING), math.floor(high + ROUNDING)
        self._builder.add(Quantity(key, *ends, kind="margin", cost=LOSS_MEAN, floor=-math.inf), weights)


def bounded(line: Line, sums: Sums) -> list[tuple[Mask, int]]:
    """What bounds say beyond count, n and n_eligible: how many of the missing they settle."""
    bounds, eligible = line.values["bounds"], line.n_eligible
    if bounds is None or not eligible or line.n is None or line.count is None:
        return []
    low, high = (round(bound * eligible) for bound in bounds)
    settled = ((sums.certain, low - line.count), (sums.barred, line.count + eligible - line.n - high))
    return [(mask, number) for mask, number in settled if mask.any()]


def key_of(mask: Mask) -> str:
    """A name for a sum of parts: the same sum has the same name in every table and sheet."""
    return "zrm:" + np.packbits(mask).tobytes().hex()
