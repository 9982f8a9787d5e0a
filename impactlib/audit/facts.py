"""Everything that is known, as sums over unknown whole numbers between two limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Term = Mapping[int, float]
"""Number of an unknown to how often it counts."""


@dataclass(frozen=True)
class Limit:
    """``low <= sum of term <= high``.

    ``old``: only an earlier publication says so. ``guess``: a hidden row is taken to be about
    somebody, though its table shows no zero.
    """

    term: tuple[tuple[int, float], ...]
    low: float
    high: float
    old: bool = False
    guess: bool = False


@dataclass(frozen=True)
class Hidden:
    """A cell that is hidden: its sum, and the least that hiding it still tells.

    ``listed``: a row says that it is hidden; otherwise it is printed nowhere, and only matters
    when it comes out as a small number.
    """

    file: str
    cell: str
    term: tuple[tuple[int, float], ...]
    floor: int
    listed: bool = True


@dataclass
class Facts:
    """Unknowns by name, limits and hidden cells, gathered from sheet after sheet."""

    names: dict[Hashable, int] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    exact: dict[tuple[tuple[int, float], ...], float] = field(default_factory=dict)
    unlisted: set[tuple[tuple[int, float], ...]] = field(default_factory=set)
    blank: dict[tuple[tuple[int, float], ...], dt.date] = field(default_factory=dict)

    def unknown(self, name: Hashable) -> int:
        """The unknown of that name; a new one for a new name."""
        return self.names.setdefault(name, len(self.names))

    def total(self, names: Iterable[Hashable]) -> dict[int, float]:
        return {self.unknown(name): 1.0 for name in names}

    def between(self, term: Term, low: float, high: float, *, old: bool = False, guess: bool = False) -> None:
        """Note a limit. What an earlier publication says of a number that has changed since is dropped."""
        frozen = freeze(term)
        if low == high:
            if old and self.exact.get(frozen, low) != low:
                return
            if self.exact.get(frozen) == low:
                return
            self.exact.setdefault(frozen, low)
        self.limits.append(Limit(frozen, low, high, old, guess))

    def same(self, one: Term, other: Term) -> None:
        """Two sums that are equal by definition; said only where the numbers do not say so already."""
        known = self.exact.get(freeze(one)), self.exact.get(freeze(other))
        if None not in known and known[0] == known[1]:
            return
        self.between(minus(one, other), 0, 0)

    def blanked(self, term: Term, last: dt.date) -> None:
        """Note a cell of a table that was hidden whole, zeros too: of which days, at the earliest."""
        frozen = freeze(term)
        self.blank[frozen] = min(last, self.blank.get(frozen, last))

    def least(self, term: Term, last: dt.date) -> int:
        """What a hidden cell is at least: what was hidden as a zero before stays hidden."""
        return 0 if self.blank.get(freeze(term), dt.date.max) <= last else 1

    def hide(self, file: str, cell: str, term: Term, floor: int, *, listed: bool = True) -> None:
        frozen = freeze(term)
        if listed or frozen not in self.unlisted:
            self.hidden.append(Hidden(file, cell, frozen, floor, listed))
        if not listed:
            self.unlisted.add(frozen)


def freeze(term: Term) -> tuple[tuple[int, float], ...]:
    return tuple(sorted((place, weight) for place, weight in term.items() if weight))


def plus(*terms: Term) -> dict[int, float]:
    """The sum of sums."""
    found: dict[int, float] = {}
    for term in terms:
        for place, weight in term.items():
            found[place] = found.get(place, 0) + weight
    return found


def minus(one: Term, other: Term) -> dict[int, float]:
    return plus(one, {place: -weight for place, weight in other.items()})
