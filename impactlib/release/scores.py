"""The score tables of a theme: all of them are sums over start, goal and end.

The parts are the theme cases by start (1-5, unknown), goal (1-5, unknown) and end (1-5, missing,
not yet due). How many stand in each part is never printed; what the tables print of it, and what
follows from that for a hidden cell, does not need more than these parts.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from scipy import stats

from impactlib.catalogue.zrm import AGAINST, GROWTH, REFERENCES, Scores, Sums, rows_of
from impactlib.params import Policy
from impactlib.release.cells import Facts, Prints, cost_of
from impactlib.release.reading import Line
from impactlib.release.rounding import half_up
from impactlib.release.system import Builder, Kind, Mask, Quantity, System, Vector

TABLES = (*AGAINST, *(table for table in REFERENCES if table not in AGAINST), GROWTH)

NOT_DUE = -1
_KINDS = [*itertools.product(range(6), range(6), (NOT_DUE, *range(6)), (True,)), (0, 0, 0, False)]
_START, _GOAL, _END = (np.array([kind[axis] for kind in _KINDS]) for axis in range(3))
SCORED = np.array([kind[3] for kind in _KINDS])
KINDS = Scores(_START, _GOAL, np.maximum(_END, 0), _END != NOT_DUE)
"""Every kind of case there can be, by its scores; the last is of a domain that was not scored."""

LOSS = {"higher": 4.0, "reached": 4.0, "unknown": 6.0, "lower": 2.0, "equal": 2.0}
LOSS_ROW, LOSS_DETAIL, LOSS_PAIRS, LOSS_DUE, LOSS_MEAN, LOSS_BOUNDS = 2.0, 0.5, 60.0, 3.0, 3.0, 0.2
MEAN = ("value", "low", "high")
ROUNDING = 1e-6
LEVEL = 0.975
"""Of the t interval that params/norms.yaml asks for."""

OWN_N = ("zrm-start-level", "zrm-goal-reached")
"""Tables whose rows have an n of their own; where they share one, another table says what it costs."""

DETAILS = ("zrm-levels", "zrm-start-level", "zrm-ceiling", "zrm-transitions")


def sums_of(table: str, group: str, domain: str) -> Sums | None:
    """The kinds of cases behind a row of a score table; None for a row that is not about them."""
    if table == GROWTH:
        pairs = KINDS.pairs("start")
        return Sums(pairs, pairs, KINDS.due & SCORED) if group == domain else None
    return _rows_of(table).get(group) if table in REFERENCES else None


@cache
def _rows_of(table: str) -> Mapping[str, Sums]:
    return rows_of(table, KINDS)


class ScoreTables:
    """The score tables as a system."""

    def __init__(self, lines: Mapping[str, Sequence[Line]], policy: Policy, facts: Facts, domain: str) -> None:
        self._lines = [line for table in TABLES for line in lines.get(table, ()) if line.n is not None]
        self._policy, self._facts, self._domain = policy, facts, domain
        self._total = max((line.n_eligible or 0 for line in self._lines), default=0)
        self._builder = Builder(len(_KINDS))

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
            if table in AGAINST:
                missing = sums_of(table, "missing", self._domain)
                unknown = sums_of(table, "unknown", self._domain)
                if missing and unknown:
                    self._builder.family(key_of(unknown.count), (key_of(~KINDS.due), key_of(missing.count)))
                    self._builder.family(key_of(KINDS.due), (key_of(KINDS.due & ~missing.count), key_of(missing.count)))

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
        steps = np.where(KINDS.pairs("start"), KINDS.end - KINDS.start, 0).astype(float)
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
    settled = ((sums.certain, low - line.count), (sums.excluded, line.count + eligible - line.n - high))
    return [(mask, number) for mask, number in settled if mask is not None and mask.any()]


def key_of(mask: Mask) -> str:
    """A name for a sum of parts: the same sum has the same name in every table and sheet."""
    return "zrm:" + np.packbits(mask).tobytes().hex()
