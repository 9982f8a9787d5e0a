"""Questions of a researcher's own, as the attacker reads them: the id of a table says what was asked.

Every question about area, sex or worker that shares one of those with another speaks of the same
kinds of cases; what it shares with the sheet's other tables are sums that those print or hide.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from impactlib.audit.facts import Facts, Term
from impactlib.model import Released, Row, parts_of

BEGINS = "vraag:"
ELSE = "any other"
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "change": ("higher", "equal", "lower", "missing", "not_due"),
    "goal": ("reached", "not_reached", "missing", "not_due"),
}
OF_SHARE: Mapping[str, tuple[str, int]] = {"higher": ("change", 3), "lower": ("change", 3), "reached": ("goal", 2)}
"""Variable of a share, and how many of its outcomes are known scores."""

UNPRINTED = frozenset({"area", "sex", "worker"})
"""By which no other table of a fact sheet counts."""

Wanted = dict[str, frozenset[str]]
Terms = tuple[Term, Term | None, Term | None]


@dataclass(frozen=True)
class Asked:
    """What the id of a table says: a count, share or mean, by what, of which cases."""

    kind: str
    what: str
    by: tuple[str, ...]
    where: Wanted

    @property
    def names(self) -> frozenset[str]:
        own = {OF_SHARE[self.what][0]} if self.kind == "share" else {"change"} if self.kind == "mean" else set()
        return frozenset({*self.by, *self.where, *own})

    def of(self, group: str) -> Wanted:
        """The cases of a row."""
        own = dict(zip(self.by, parts_of(group), strict=False))
        return {**self.where, **{name: self.where.get(name, frozenset({own[name]})) & {own[name]} for name in own}}


def read(table: str) -> Asked:
    """The question behind an id."""
    _, kind, what, *parts = table.split(":")
    named = {part.partition("=")[0]: part.partition("=")[2].split("+") for part in parts}
    by = tuple(named.pop("by", ()))
    return Asked(kind, what, by, {name: frozenset(map(unquote, values)) for name, values in named.items()})


class Kinds:
    """The kinds of cases that the questions of one sheet tell apart, an unknown each.

    Parameters
    ----------
    facts : Facts
    place : tuple
        What the cases of this sheet are named after.
    tables : sequence of Released
    """

    def __init__(self, facts: Facts, place: tuple[object, ...], tables: Sequence[Released]) -> None:
        self._facts, self._place = facts, place
        self._tables = [table for table in tables if table.id.startswith(BEGINS)]
        self._asked = {table.id: read(table.id) for table in self._tables}
        self._groups = list(_joined([asked.names for asked in self._asked.values()]))
        self._values = {name: self._values_of(name) for names in self._groups for name in names}

    def terms(self, table: str, row: Row) -> Terms:
        """The sums that a row prints as count, n and n_eligible; of a mean its n stands for the count."""
        asked = self._asked[table]
        own = asked.of(row.group)
        if asked.kind == "count":
            whole = self._sum(asked, asked.where)
            return self._sum(asked, own), whole, whole
        if asked.kind == "mean":
            closed = self._sum(asked, _met(own, "change", OUTCOMES["change"][:-1]))
            return closed, closed, None
        name, known = OF_SHARE[asked.what]
        outcomes = OUTCOMES[name]
        return (
            self._sum(asked, _met(own, name, (asked.what,))),
            self._sum(asked, _met(own, name, outcomes[:known])),
            self._sum(asked, _met(own, name, outcomes[:-1])),
        )

    def tie(self, other: Callable[[str, str], Term | None], whole: Term) -> None:
        """Say which sums the other tables have too, by variable and value; ``whole`` are all cases of the theme."""
        for names in self._groups:
            self._facts.same(self._of(names, {}), whole)
            for name in sorted(names - UNPRINTED):
                for value in self._values[name]:
                    told = other(name, value)
                    if told:
                        self._facts.same(self._of(names, {name: frozenset({value})}), told)

    def _sum(self, asked: Asked, wanted: Wanted) -> Term:
        return self._of(next(names for names in self._groups if asked.names <= names), wanted)

    def _of(self, names: frozenset[str], wanted: Wanted) -> Term:
        order = sorted(names)
        values = [[one for one in self._values[name] if one in wanted.get(name, (one,))] for name in order]
        return self._facts.total((*self._place, *zip(order, kind, strict=True)) for kind in itertools.product(*values))

    def _values_of(self, name: str) -> list[str]:
        if name in OUTCOMES:
            return list(OUTCOMES[name])
        found: dict[str, None] = {}
        for table in self._tables:
            asked = self._asked[table.id]
            found |= dict.fromkeys(sorted(asked.where.get(name, ())))
            for row in table.rows if name in asked.by else ():
                found |= dict.fromkeys(sorted(asked.of(row.group)[name]))
        return [*found, ELSE]


def _met(own: Wanted, name: str, values: Sequence[str]) -> Wanted:
    return {**own, name: own.get(name, frozenset(values)) & frozenset(values)}


def _joined(sets: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """The sets, those that share a variable that no other table counts by taken together."""
    left = list(dict.fromkeys(sets))
    while left:
        first, *left = left
        while met := [one for one in left if one & first & UNPRINTED or one <= first]:
            first = first.union(*met)
            left = [one for one in left if one not in met]
        yield first
