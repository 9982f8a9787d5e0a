"""What a printed mean and its interval say of the scores behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import stats

from impactlib.audit.facts import Facts, Term
from impactlib.audit.rules import AuditRules
from impactlib.audit.scored import Case
from impactlib.model import Row

CONFIDENCE = 0.95
TINY = 1e-6

Select = Callable[[Callable[[Case], bool]], Term]


def tell_growth(facts: Facts, row: Row, rules: AuditRules, select: Select, *, old: bool = False) -> None:
    """Mean of end minus start: the sum of steps lies near n times the mean, and their squares too."""
    if row.value is None or row.n is None:
        return
    half = 0.5 * 10.0**-rules.value_digits
    _note(facts, _steps(select, 1), row.n * (row.value - half), row.n * (row.value + half), old)
    if row.low is None or row.high is None:
        return
    quantile = float(stats.t.isf((1 - CONFIDENCE) / 2, row.n - 1))
    width = [max((row.high - row.low) / 2 + sign * half, 0) for sign in (-1, 1)]
    spread = [(row.n - 1) * (edge * math.sqrt(row.n) / quantile) ** 2 for edge in width]
    mean = [row.n * max(abs(row.value) + sign * half, 0) ** 2 for sign in (-1, 1)]
    _note(facts, _steps(select, 2), spread[0] + mean[0], spread[1] + mean[1], old)


def _note(facts: Facts, term: Term, low: float, high: float, old: bool) -> None:
    """Limits on a whole number are whole numbers."""
    facts.between(term, math.ceil(low - TINY), math.floor(high + TINY), old=old)


def _steps(select: Select, power: int) -> dict[int, float]:
    """Steps between start and end, or their squares, over the pairs."""
    found: dict[int, float] = {}
    for step in range(-4, 5):
        for place in select(_Step(step)):
            found[place] = float(step**power)
    return found


@dataclass(frozen=True)
class _Step:
    """Whether a case ended so many levels above its start."""

    size: int

    def __call__(self, case: Case) -> bool:
        return bool(case.start and case.end and case.end - case.start == self.size)
