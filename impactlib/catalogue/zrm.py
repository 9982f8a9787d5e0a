"""Rows of the tables about scores, each as tests on start, goal and end: counted and protected by the same.

Source: Onderzoek Basisondersteuning Westerkwartier 2020 (four outcomes, unknown shown; a goal may
be to stay level). That end >= goal is reached is derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int64]

LOWEST, HIGHEST = 1, 5
LEVELS = range(LOWEST, HIGHEST + 1)

LEVEL_TABLE, TRANSITIONS = "zrm-levels", "zrm-transitions"

REFERENCES = {
    "zrm-end-vs-goal": "goal",
    "zrm-end-vs-start": "start",
    "zrm-goal-reached": "goal",
    LEVEL_TABLE: "start",
    "zrm-start-level": "start",
    "zrm-ceiling": "start",
    TRANSITIONS: "start",
}
"""Tables of counts of scores, and with which score their pairs compare the end."""

GROWTH = "zrm-growth"
"""Mean of end minus start, by domain."""

AGAINST = ("zrm-end-vs-start", "zrm-end-vs-goal")
"""Tables of outcomes: higher, equal, lower, and what of the cases is unknown."""


@dataclass(frozen=True)
class Scores:
    """Scores on one domain: of cases, or of kinds of cases, one at each place.

    Attributes
    ----------
    start, goal, end : array of int
        1 to 5; 0 where it is not known.
    due : array of bool
        Closed, so that an end score can be asked for. What is not due has no end.
    """

    start: Levels
    goal: Levels
    end: Levels
    due: Mask

    @property
    def every(self) -> Mask:
        return np.ones(len(self.due), dtype=bool)

    @property
    def nobody(self) -> Mask:
        return ~self.every

    def pairs(self, reference: str) -> Mask:
        """Where both the end and the ``reference`` (start or goal) are known."""
        return (self.known_at(reference) > 0) & (self.end > 0)

    def known_at(self, moment: str) -> Levels:
        """The scores at start, goal or end; 0 for unknown."""
        return {"start": self.start, "goal": self.goal, "end": self.end}[moment]

    def at(self, moment: str, level: int) -> Mask:
        """Where the score at ``moment`` is ``level``; 0 for unknown."""
        found: Mask = self.known_at(moment) == level
        return found


@dataclass(frozen=True)
class Sums:
    """Whom a row counts, of whom, and of whom that could have been.

    ``certain`` are cases without a pair that count whatever the missing score is; ``excluded``
    those that cannot: bounds leave them out. Without them the row has no bounds. ``of_pairs``:
    nothing is known where there are no pairs.
    """

    count: Mask
    n: Mask
    n_eligible: Mask
    certain: Mask | None = None
    excluded: Mask | None = None
    of_pairs: bool = True

    @property
    def estimated(self) -> bool:
        """Whether the row has an interval and bounds."""
        return self.certain is not None


def rows_of(table: str, scores: Scores) -> dict[str, Sums]:
    """The rows of one of the tables of counts (``REFERENCES``), in their order.

    Examples
    --------
    >>> two = Scores(np.array([1, 3]), np.array([2, 0]), np.array([2, 0]), np.array([True, True]))
    >>> rows = rows_of("zrm-end-vs-start", two)
    >>> {group: int(sums.count.sum()) for group, sums in rows.items()}
    {'higher': 1, 'equal': 0, 'lower': 0, 'unknown': 1, 'not_due': 0, 'missing': 1}
    """
    rows = {
        "zrm-goal-reached": _reached,
        LEVEL_TABLE: _levels,
        "zrm-start-level": _start_level,
        "zrm-ceiling": _ceiling,
        TRANSITIONS: _transitions,
    }
    return rows[table](scores) if table in rows else _against(scores, REFERENCES[table])


def _against(scores: Scores, reference: str) -> dict[str, Sums]:
    """``higher equal lower`` of the pairs; ``unknown`` = ``not_due`` + ``missing`` of all cases.

    From 5 nobody can rise and from 1 nobody can fall; an end of 1 is no rise and one of 5 no fall.
    """
    pairs, every, before = scores.pairs(reference), scores.every, scores.known_at(reference)
    missing = scores.due & ~pairs
    outcomes = {
        "higher": (before < scores.end, scores.at(reference, HIGHEST) | scores.at("end", LOWEST)),
        "equal": (before == scores.end, scores.nobody),
        "lower": (before > scores.end, scores.at(reference, LOWEST) | scores.at("end", HIGHEST)),
    }
    rows = {
        name: Sums(pairs & change, pairs, scores.due, scores.nobody, missing & impossible)
        for name, (change, impossible) in outcomes.items()
    }
    rest = {"unknown": ~pairs, "not_due": ~scores.due, "missing": missing}
    return rows | {name: Sums(part, every, every, of_pairs=False) for name, part in rest.items()}


def _reached(scores: Scores) -> dict[str, Sums]:
    """Pairs of goal and end of which the end is at least the goal; apart for goals to grow and to stay level.

    A goal below the start or an unknown start counts in ``reached`` only. A goal of 1 or an end of
    5 is reached for certain.
    """
    pairs, known = scores.pairs("goal"), scores.start > 0
    kinds = {
        "reached": scores.every,
        "growth_goal": known & (scores.goal > scores.start),
        "maintenance_goal": known & (scores.goal == scores.start),
    }
    sure = ~pairs & (scores.at("goal", LOWEST) | scores.at("end", HIGHEST))
    return {
        name: Sums(
            pairs & kind & (scores.end >= scores.goal),
            pairs & kind,
            scores.due & kind,
            scores.due & kind & sure,
            scores.nobody,
        )
        for name, kind in kinds.items()
    }


def _levels(scores: Scores) -> dict[str, Sums]:
    """All cases by start and by goal, unknown last; then the pairs by start and by end, to be compared."""
    pairs, every = scores.pairs("start"), scores.every
    rows = {
        f"{moment}-{level or 'unknown'}": Sums(scores.at(moment, level), every, every, of_pairs=False)
        for moment in ("start", "goal")
        for level in (*LEVELS, 0)
    }
    return rows | {
        f"pairs-{moment}-{level}": Sums(pairs & scores.at(moment, level), pairs, scores.due)
        for moment in ("start", "end")
        for level in LEVELS
    }


def _start_level(scores: Scores) -> dict[str, Sums]:
    """Of the pairs that started at each level, those that ended higher; at 5 nothing is left open.

    Who starts at 1 cannot fall and who starts at 5 cannot rise: part of any rise is regression to
    the mean, and this table lets a reader see it.
    """
    pairs, at = scores.pairs("start"), {level: scores.at("start", level) for level in LEVELS}
    return {
        f"start-{level}": Sums(
            pairs & here & (scores.end > level),
            pairs & here,
            scores.due & here,
            *((scores.nobody, scores.nobody) if level != HIGHEST else ()),
        )
        for level, here in at.items()
    }


def _ceiling(scores: Scores) -> dict[str, Sums]:
    """Pairs that could not rise because they started at 5, or fall from 1."""
    pairs, edges = scores.pairs("start"), {"could_not_rise": HIGHEST, "could_not_fall": LOWEST}
    return {name: Sums(pairs & scores.at("start", level), pairs, scores.due) for name, level in edges.items()}


def _transitions(scores: Scores) -> dict[str, Sums]:
    """Pairs by start and end level."""
    pairs = scores.pairs("start")
    return {
        f"{start}-{end}": Sums(pairs & scores.at("start", start) & scores.at("end", end), pairs, scores.due)
        for start in LEVELS
        for end in LEVELS
    }
