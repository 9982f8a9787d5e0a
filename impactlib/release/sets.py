"""What the reports about all the work count, as sets: who is counted, and in which class of what.

A report counts by one thing at a time (a *facet*): by age, by area, by result area. Two counts of
one facet may hold the same people: a quarter and its year, a product and all products, a sum of
questions and trajectories and the questions alone. As sets that is plain, and what follows from
what needs no list. Facets share totals: whatever people are counted by, they are as many (``links``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from impactlib.model import Period
from impactlib.params import theme_of, themes
from impactlib.params.reports import Product, products

TRAJECTORY, LEAN, DISPUTE, QUESTION = "T", "L", "B", "Q"
ONE_THING = ("age", "area", "domain", "sex", "weight", "complexity")
QUARTERS = (1, 2, 3, 4)
OPEN = "open"
"""The moment of closing of what is still open when the year ends."""

Base = frozenset[str]


@dataclass(frozen=True)
class Set:
    """Who are counted (``base``: names of groups of people) in which classes of the facet; None: in any."""

    facet: str
    base: Base
    groups: frozenset[str] | None = None


@dataclass(frozen=True)
class About:
    """What a report speaks of: ``report`` (or theme) by name, the days, and which cases belong to them."""

    report: str
    period: Period
    basis: str = "in_behandeling"

    @property
    def year(self) -> int:
        return self.period.last.year

    @property
    def quarters(self) -> tuple[int, ...]:
        return tuple(quarter for year, quarter in self.period.quarters if year == self.year)

    @property
    def product(self) -> Product | None:
        """The product that the report is narrowed to; None for a number that no product has now."""
        name, _, number = self.report.rpartition("-")
        return next((one for one in products().products if (name, number) == ("productblad", str(one.number))), None)

    @property
    def narrowed(self) -> str:
        """A report on a part of the work has tables that only its like can be compared with."""
        return self.report if self.report.startswith("productblad") else ""

    @property
    def areas(self) -> frozenset[str] | None:
        return frozenset(self.product.result_areas) if self.product else None

    def before(self) -> About:
        return replace(self, period=self.period.year_before())


def of_basis(kind: str, basis: str) -> Base:
    """Trajectories that belong to the year: begun before it or in one of its quarters, or closed in it."""
    if basis == "afgesloten":
        return frozenset({f"{kind} closed"})
    return begun(kind, QUARTERS if basis == "gestart" else (0, *QUARTERS))


def begun(kind: str, quarters: Iterable[int | str]) -> Base:
    """What began in the quarters; 0 for before the year."""
    return frozenset(f"{kind}{quarter}" for quarter in quarters)


def of_product(product: Product) -> Base:
    """All trajectories of a product."""
    return of_kind(TRAJECTORY, product) | of_kind(LEAN, product)


def of_kind(kind: str, product: Product | None) -> Base:
    """Trajectories of a kind in a product, or in all, by the life domains that themes have."""
    domains = (*theme_domains(), "") if kind == TRAJECTORY else ("",)
    return frozenset(f"{kind}:{number}:{domain}" for number in numbers(product) for domain in domains)


def numbers(product: Product | None) -> tuple[int, ...]:
    """Numbers of a product, or of all of them and 0 for what is in none."""
    return (product.number,) if product else (0, *(one.number for one in products().products))


@cache
def theme_domains() -> tuple[str, ...]:
    """Life domains that some theme is about."""
    return tuple(sorted({domain for slug in themes() for domain in theme_of(slug).domains}))


def links(year: int, basis: str) -> Iterator[tuple[Set, Set]]:
    """Sets of two facets of a year that hold the same people, whatever they are counted by."""
    areas = {one.number: frozenset(one.result_areas) for one in products().products}
    hub = f"{year} result_area"
    for kind, thing in itertools.product((TRAJECTORY, LEAN), ONE_THING):
        cases = of_basis(kind, basis)
        yield Set(f"{year} {thing}", of_kind(kind, None)), Set(hub, cases)
        for one in products().products:
            yield Set(f"{year} {thing}", of_kind(kind, one)), Set(hub, cases, areas[one.number])
    for thing, quarter in itertools.product(("questions", "questions-domain", "questions-area"), QUARTERS):
        asked = begun(QUESTION, [quarter])
        yield Set(f"{year} {thing}", frozenset(f"{quarter}:{number}" for number in numbers(None))), Set(hub, asked)
        for number, own in areas.items():
            yield Set(f"{year} {thing}", frozenset({f"{quarter}:{number}"})), Set(hub, asked, own)
    both = of_basis(TRAJECTORY, basis) | of_basis(LEAN, basis)
    for one in products().products:
        yield Set(f"{year} productblad-{one.number} topic", frozenset({"way"})), Set(hub, both, areas[one.number])
        for thing in ONE_THING:
            yield Set(f"{year} {thing}", of_product(one)), Set(hub, both, areas[one.number])
    yield Set(f"{year} closed", begun(TRAJECTORY, (*QUARTERS, OPEN))), Set(hub, begun(TRAJECTORY, (0, *QUARTERS)))
