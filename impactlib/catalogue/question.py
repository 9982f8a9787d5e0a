"""A question of one's own, declared: of which theme cases, by what, counted how.

A question is its own name: the id of its table says all that was asked, so that whoever reads the
table (the release step, whoever computes it again, the attacker) needs no list beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, unquote

from impactlib.catalogue.tables import Table
from impactlib.model import DIMENSIONS, DOMAINS, ParameterError, group_of, parts_of
from impactlib.params import hint, scales

Kind = Literal["count", "share", "mean"]

MARK = "vraag"
"""Begins the id of every question of one's own."""

ALL = "all"
"""The only row of a question that is not by anything."""

OTHER, NOT_RECORDED, UNKNOWN = "other", "not_recorded", "unknown"

CHANGE, GOAL = "change", "goal"
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    CHANGE: ("higher", "equal", "lower", "missing", "not_due"),
    GOAL: ("reached", "not_reached", "missing", "not_due"),
}
"""What came of a case: of its own main domain, end against start and end against goal."""

OPEN = ("area", "sex")
"""Variables of which the registration itself says which values there are: free text, so rare values are one row."""

VARIABLES = (*OPEN, "age", "dimension", "domain", "worker", CHANGE, GOAL)
"""By what may be counted, and what may be chosen."""

SHARES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "higher": (CHANGE, ("higher", "equal", "lower")),
    "lower": (CHANGE, ("higher", "equal", "lower")),
    "reached": (GOAL, ("reached", "not_reached")),
}
"""What a share may be of: the variable that holds it, and the cases of which it is known."""

DAYS = "days"
MOST = 2
"""So many things may be counted by at once: finer tables are of one or two people."""

_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    "count": ("count", "n", "n_eligible", "share"),
    "share": ("count", "n", "n_eligible", "share", "low", "high"),
    "mean": ("n", "value", "low", "high"),
}
_UNITS: Mapping[Kind, str] = {"count": "trajecten", "share": "trajecten", "mean": "dagen"}

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Question:
    """What is asked of the theme cases of a sheet.

    Attributes
    ----------
    kind : {"count", "share", "mean"}
    what : str
        Of a share one of ``SHARES``, of a mean ``days``; of a count nothing.
    by : tuple of str
        At most two of ``VARIABLES``: a row for each value, or for each pair of values.
    where : tuple of (str, tuple of str)
        Only cases with one of these values.

    Raises
    ------
    ParameterError
        ``question-variable``, ``question-value``, ``question-what`` or ``question-fine``: what may be asked instead.

    Examples
    --------
    >>> asked = cases.where(age=["0-17", "18-24"]).share("higher", by="area")
    >>> asked.id
    'vraag:share:higher:by=area:age=0-17+18-24'
    >>> question_of(asked.id) == asked
    True
    """

    kind: Kind
    what: str = ""
    by: tuple[str, ...] = ()
    where: Chosen = ()

    def __post_init__(self) -> None:
        for name in (*self.by, *(name for name, _ in self.where)):
            _known(name, VARIABLES, "question-variable")
        for name, values in self.where:
            for value in values if name not in OPEN else ():
                _known(value, classes(name), "question-value", variable=name)
        allowed = {"share": tuple(SHARES), "mean": (DAYS,), "count": ("",)}[self.kind]
        _known(self.what, allowed, "question-what")
        names = [name for name, _ in self.where]
        own = SHARES[self.what][0] if self.kind == "share" else ""
        twice = len(set(self.by)) < len(self.by) or len(set(names)) < len(names) or own in {*self.by, *names}
        if len(self.by) > MOST or twice or any(not values for _, values in self.where):
            raise ParameterError("question-fine", most=MOST)

    @property
    def id(self) -> str:
        """The id of its table."""
        chosen = (f"{name}={'+'.join(quote(value, safe='') for value in values)}" for name, values in self.where)
        by = (f"by={'+'.join(self.by)}",) if self.by else ()
        return ":".join((MARK, self.kind, self.what or "-", *by, *chosen))

    @property
    def table(self) -> Table:
        """Its table, as the release step knows it."""
        return Table(self.id, "people", _UNITS[self.kind], "registratie", _COLUMNS[self.kind], ("asked",))

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that it is about."""
        own = {SHARES[self.what][0]} if self.kind == "share" else {CHANGE} if self.kind == "mean" else set()
        return frozenset({*self.by, *(name for name, _ in self.where), *own})

    @property
    def values(self) -> dict[str, frozenset[str]]:
        """The values that were chosen of each variable."""
        return {name: frozenset(values) for name, values in self.where}

    def values_of(self, group: str) -> dict[str, frozenset[str]]:
        """Of which cases a row is, before it is asked what came of them."""
        own = dict(zip(self.by, parts_of(group), strict=True)) if self.by else {}
        found = self.values
        for name, value in own.items():
            found[name] = found.get(name, frozenset({value})) & {value}
        return found

    def groups(self, listed: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """The rows, in order, where ``listed`` names the values of each variable."""
        if not self.by:
            yield ALL
        chosen = dict(self.where)
        every = [[value for value in listed[name] if value in chosen.get(name, (value,))] for name in self.by]
        yield from (group_of(*values) for values in itertools.product(*every) if values)


@dataclass(frozen=True)
class Cases:
    """The theme cases of a sheet, or those that were chosen of them: what a question begins with.

    Examples
    --------
    >>> cases.count(by=["area", "sex"]).by
    ('area', 'sex')
    >>> cases.where(sex="vrouw").mean("days", by="worker").kind
    'mean'
    """

    chosen: Chosen = ()

    def where(self, **values: str | Iterable[str]) -> Cases:
        """Only cases with these values: ``where(sex="vrouw", age=["0-17", "18-24"])``."""
        more = tuple((name, _listed(value)) for name, value in values.items())
        return replace(self, chosen=tuple(sorted((*self.chosen, *more))))

    def count(self, by: str | Iterable[str] = ()) -> Question:
        """How many, and which part of all that were chosen."""
        return Question("count", by=_listed(by), where=self.chosen)

    def share(self, what: str, by: str | Iterable[str] = ()) -> Question:
        """Which part ended ``higher`` or ``lower`` than it started, or ``reached`` its goal, of those of which it is known."""
        return Question("share", what, _listed(by), self.chosen)

    def mean(self, what: str = DAYS, by: str | Iterable[str] = ()) -> Question:
        """How many days closed cases took on average."""
        return Question("mean", what, _listed(by), self.chosen)


cases = Cases()
"""All theme cases of a sheet."""


def classes(name: str) -> tuple[str, ...]:
    """The values that a variable can have, where those are the same in every registration; its rows in their order."""
    known: Mapping[str, tuple[str, ...]] = {
        "age": (*scales().age_classes, UNKNOWN),
        "dimension": (*DIMENSIONS, NOT_RECORDED),
        "domain": DOMAINS,
        "worker": ("professional", "vrijwilliger", NOT_RECORDED),
        **OUTCOMES,
    }
    return known[name]


def question_of(table: str) -> Question | None:
    """The question whose table has that id; None where it is no question, or one that cannot be asked.

    Examples
    --------
    >>> question_of("zrm-growth") is None, question_of("vraag:share:richer") is None
    (True, True)
    """
    mark, *rest = table.split(":")
    if mark != MARK or len(rest) < 2:
        return None
    kind, what, *parts = rest
    named = [part.partition("=") for part in parts]
    by = next((tuple(values.split("+")) for name, _, values in named if name == "by"), ())
    chosen = ((name, tuple(map(unquote, values.split("+")))) for name, _, values in named if name != "by")
    try:
        found = Question(kind, what.replace("-", ""), by, tuple(chosen))  # type: ignore[arg-type] # looked at below
    except (ParameterError, KeyError):
        return None
    return found if found.id == table else None


def _listed(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _known(name: str, allowed: Iterable[str], code: str, **fields: object) -> None:
    allowed = tuple(allowed)
    if name not in allowed:
        raise ParameterError(code, name=name, hint=hint(name, allowed), allowed=", ".join(allowed), **fields)
