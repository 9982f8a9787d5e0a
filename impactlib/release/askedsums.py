"""The sums of theme cases that questions of one's own and the other tables of a sheet print."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from impactlib.catalogue.question import CHANGE, GOAL, OPEN, SHARES, Question, classes, question_of
from impactlib.model import DisclosureError
from impactlib.release.cells import Hidden
from impactlib.release.merge import NOT_HIGHER, merged
from impactlib.release.reading import Line
from impactlib.release.system import Vector
from impactlib.release.universe import CHOICES, GRID, SHARE

MOST_PARTS = 5000
"""So many parts can be decided together; more questions than that are asked on sheets of their own."""

ELSE = "else"
"""Stands for every value that no question and no table names."""

AGE = "caseload-age"
ENDED = ("higher", "equal", "lower", "missing")
PAIRS = SHARES["higher"][1]

Values = Mapping[str, Collection[str]]
Lines = Mapping[str, Sequence[Line]]


@dataclass(frozen=True)
class Sum:
    """A printed number: the field of a row, or (``field`` empty) what is left beside it."""

    line: Line
    field: str
    of: Values
    count: int
    clients: int


class Parts:
    """The kinds of cases: one value of each variable that is asked about."""

    def __init__(self, names: Sequence[str], asked: Lines, domains: Sequence[str]) -> None:
        self.names = names
        self._values = {name: _classes(name, asked, domains) for name in names}
        if np.prod([len(one) for one in self._values.values()], initial=1) > MOST_PARTS:
            raise DisclosureError("question-many", most=MOST_PARTS)
        self.every = list(itertools.product(*self._values.values()))

    def values_of(self, names: Sequence[str]) -> Iterator[Values]:
        """Every combination of values of these variables."""
        for values in itertools.product(*(self._values[name] for name in names)):
            yield {name: (value,) for name, value in zip(names, values, strict=True)}

    def weights(self, of: Values) -> Vector:
        """Which parts a sum holds."""
        own = [(place, of[name]) for place, name in enumerate(self.names) if name in of]
        return np.array([all(part[place] in values for place, values in own) for part in self.every], dtype=float)


def variables(asked: Iterable[str]) -> tuple[str, ...]:
    questions = [question_of(table) for table in asked]
    return tuple(sorted(frozenset[str]().union(*(one.variables for one in questions if one))))


def _classes(name: str, asked: Lines, domains: Sequence[str]) -> tuple[str, ...]:
    if name == "domain":
        return tuple(domains)
    if name not in OPEN:
        return classes(name)
    named: dict[str, None] = {}
    for table, lines in asked.items():
        question = question_of(table)
        if question and name in question.by and name not in question.values:
            return tuple(
                dict.fromkeys(value for line in lines for value in sorted(question.values_of(line.group)[name]))
            )
        for line in lines if question else ():
            named |= dict.fromkeys(sorted(question.values_of(line.group).get(name, ())))  # type: ignore[union-attr]
    return (*named, ELSE)


def sums(asked: Lines) -> Iterator[Sum]:
    """Everything that the rows of questions print, and what follows from that beside it."""
    for table, lines in asked.items():
        question = question_of(table)
        for line in lines if question else ():
            if line.values["state"] == "shown":
                yield from _of_line(question, line)  # type: ignore[arg-type] # there are no lines without it


def _of_line(question: Question, line: Line) -> Iterator[Sum]:
    own, clients, rest = question.values_of(line.group), line.clients or 0, line.clients_rest or 0
    count, n, eligible = line.count or 0, line.n or 0, line.n_eligible or 0
    if question.kind == "mean":
        yield Sum(line, "count", {**own, CHANGE: _meet(own, CHANGE, ENDED)}, n, clients)
    elif question.kind == "count":
        yield Sum(line, "count", own, count, clients)
        yield Sum(line, "n", question.values, n, max(clients, rest))
    else:
        name, known = SHARES[question.what]
        ended = (*known, "missing")
        yield Sum(line, "count", {**own, name: (question.what,)}, count, clients)
        yield Sum(line, "n", {**own, name: known}, n, max(clients, rest))
        yield Sum(line, "n_eligible", {**own, name: ended}, eligible, max(clients, rest))
        yield Sum(line, "", {**own, name: [one for one in known if one != question.what]}, n - count, rest)
        yield Sum(line, "", {**own, name: ("missing",)}, eligible - n, eligible - n)


def _meet(own: Values, name: str, values: Collection[str]) -> list[str]:
    return [value for value in values if value in own.get(name, values)]


def told(others: Lines, hidden: Hidden, domains: Sequence[str]) -> Iterator[Sum]:
    """What the other tables print of the theme cases, and what they hide."""
    outcomes: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]], tuple[str, ...]]] = {
        "zrm-end-vs-start": (
            CHANGE,
            {one: (one,) for one in classes(CHANGE)} | {NOT_HIGHER: ("equal", "lower")},
            PAIRS,
        ),
        "zrm-end-vs-goal": (
            GOAL,
            {"lower": ("not_reached",), "missing": ("missing",), "not_due": ("not_due",)},
            SHARES["reached"][1],
        ),
        "zrm-goal-reached": (GOAL, {"reached": ("reached",)}, SHARES["reached"][1]),
    }
    for line in _lines(others, hidden, SHARE):
        if line.group == "theme" or line.group in domains:
            yield Sum(line, "count", {} if line.group == "theme" else {"domain": (line.group,)}, *_size(line))
    for line in (*_lines(others, hidden, AGE), *_lines(others, hidden, CHOICES)):
        yield Sum(line, "count", {"age" if line.table == AGE else "dimension": (line.group,)}, *_size(line))
    for line in _lines(others, hidden, GRID):
        dimension, _, domain = line.group.partition("/")
        if domain in domains:
            yield Sum(line, "count", {"dimension": (dimension,), "domain": (domain,)}, *_size(line))
    for table, (name, groups, known) in outcomes.items():
        for line in _lines(others, hidden, table):
            if line.group in groups:
                yield Sum(line, "count", {name: groups[line.group]}, *_size(line))
            if line.group in PAIRS and line.n is not None and line.n_eligible is not None:
                least = max(line.clients or 0, line.clients_rest or 0)
                yield Sum(line, "n", {name: known}, line.n, least)
                yield Sum(line, "n_eligible", {name: (*known, "missing")}, line.n_eligible, least)


def _lines(others: Lines, hidden: Hidden, table: str) -> Sequence[Line]:
    """The rows of a table that have a number, as they are printed."""
    lines = [line for line in others.get(table, ()) if line.count is not None]
    told, _ = merged(lines, hidden)
    return [*lines, *(line for line in told if line.group == NOT_HIGHER)]


def _size(line: Line) -> tuple[int, int]:
    return line.count or 0, line.clients or 0
