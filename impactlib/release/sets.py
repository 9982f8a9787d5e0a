"""What the reports about all the work count, as sets: who is counted, and in which class of what.

A report counts by one thing at a time (a *facet*): by age, by area, by result area. Two counts of
one facet may hold the same people: a quarter and its year, a product and all products, a sum of
questions and trajectories and the questions alone. As sets that is plain, and what follows from
what needs no list. Facets share totals: whatever people are counted by, they are as many (``links``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from impactlib.model import Period
from impactlib.params import theme_of, themes
from impactlib.params.reports import Norm, Product, products, target_rules, voorveld

BEFORE = "-before"
"""Ends the id of a table about the same days of the year before."""

WORK = "work-cells"
"""Table that nobody prints: trajectories by kind (and questions), result area and the quarters in
which they began (``<kind>/<result area>/<quarters>``: ``0`` before the year, ``123`` in the first
three); by quarter in which they began or ended (``started/<kind>/<quarter>``, ``closed/...``); by
product (``<thing>/<kind>/<number>/<class>``); and outside the life domains of all themes
(``<thing>/<kind>//<class>``)."""

EVENTS = {"started": "result_area", "closed": "closed"}

ALL = "totaal"
TRAJECTORY, LEAN, DISPUTE, QUESTION = "T", "L", "B", "Q"
COMPONENTS = {
    "individueel_traject": TRAJECTORY,
    "leun_en_steun": LEAN,
    "buurtbemiddeling": DISPUTE,
    "vragen": QUESTION,
}
ONE_THING = ("age", "area", "domain", "sex", "weight", "complexity")
QUARTERS = (1, 2, 3, 4)
OPEN = "open"
"""The moment of closing of what is still open when the year ends."""

KIND = {"trajectories": TRAJECTORY, "lean": LEAN}
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


Places = tuple[Set, Set | None]


def places(table: str, group: str, about: About) -> Places | None:
    """The set that a row counts, and the set of its n; None for a table that stands on its own."""
    if table.endswith(BEFORE):
        table, about = table.removesuffix(BEFORE), about.before()
    found = _TABLES.get(table)
    return found(table, group, about) if found else None


def _cases(kind: str, about: About) -> Base:
    return _of_basis(kind, about.basis)


def _of_basis(kind: str, basis: str) -> Base:
    """Trajectories that belong to the year: begun before it or in one of its quarters, or closed in it."""
    if basis == "afgesloten":
        return frozenset({f"{kind} closed"})
    return _begun(kind, QUARTERS if basis == "gestart" else (0, *QUARTERS))


def _begun(kind: str, quarters: Iterable[int | str]) -> Base:
    return frozenset(f"{kind}{quarter}" for quarter in quarters)


def _result_area(table: str, group: str, about: About) -> Places:
    facet, name = f"{about.year} result_area", table.partition("-")[0]
    if name == "questions":
        base = _begun(QUESTION, about.quarters)
        return Set(facet, base, frozenset({group})), Set(facet, base, about.areas)
    base = _cases(KIND[name], about)
    return Set(facet, base, frozenset({group})), Set(facet, base)


def _quarter(table: str, group: str, about: About) -> Places:
    name, _, event = table.partition("-")
    kind, number = KIND.get(name, QUESTION), int(group.rpartition("-")[2])
    facet = f"{about.year} {EVENTS.get(event, 'result_area')}"
    return Set(facet, _begun(kind, [number]), about.areas), Set(facet, _begun(kind, about.quarters), about.areas)


def _flow(_table: str, group: str, about: About) -> Places | None:
    """What a fact sheet of the whole year says of all trajectories: how many came, stayed and left."""
    found: Mapping[str, tuple[str, Sequence[int | str]]] = {
        "open_at_start": ("result_area", (0,)),
        "started": ("result_area", QUARTERS),
        "closed": ("closed", QUARTERS),
        "open_at_end": ("closed", (OPEN,)),
    }
    if group not in found or about.period != Period.of_year(about.year):
        return None
    facet, moments = found[group]
    return Set(f"{about.year} {facet}", _begun(TRAJECTORY, moments)), None


def _share(_table: str, group: str, about: About) -> Places | None:
    """What a fact sheet says of its life domains: trajectories in them, and all of them."""
    if about.period != Period.of_year(about.year) or about.report not in themes():
        return None
    facet, base = f"{about.year} domain", _of(TRAJECTORY, None)
    domains = theme_of(about.report).domains if group == "theme" else (group,)
    return Set(facet, base, frozenset(domains)), Set(facet, base)


def _work(_table: str, group: str, about: About) -> Places:
    thing, kind, *rest = group.split("/")
    if thing in EVENTS:
        return Set(f"{about.year} {EVENTS[thing]}", _begun(COMPONENTS[kind], map(int, rest[0]))), None
    if not rest[1:]:
        base = _begun(COMPONENTS[thing], map(int, rest[0]))
        return Set(f"{about.year} result_area", base, frozenset({kind})), None
    number, name = rest
    numbers, domains = ([int(number)], (*_theme_domains(), "")) if number else (_numbers(None), ("",))
    base = frozenset(f"{COMPONENTS[kind]}:{one}:{domain}" for one in numbers for domain in domains)
    return Set(f"{about.year} {thing}", base, frozenset({name})), None


def _agreed(_table: str, group: str, about: About) -> Places:
    area, _, measure = group.partition("/")
    counts = target_rules().counts
    kinds = [COMPONENTS[counts[name]] for name in measure.split(";")]
    base = frozenset[str]().union(*(_begun(kind, about.quarters) for kind in kinds))
    return Set(f"{about.year} result_area", base, None if area == ALL else frozenset({area})), None


def _asked(table: str, group: str, about: About) -> Places:
    """Questions by kind, life domain or area: of all the work, or of one product."""
    base = frozenset(f"{quarter}:{number}" for quarter in about.quarters for number in _numbers(about.product))
    facet = f"{about.year} {table}"
    return Set(facet, base, frozenset({group})), Set(facet, base)


def _of_kind(table: str, group: str, about: About) -> Places | None:
    """Trajectories by age, area or life domain: of a kind, of a product, of a theme."""
    name, _, what = table.partition("-")
    if (name == "caseload" and about.report not in themes()) or (name == "product" and not about.product):
        return None
    if name == "caseload":
        domains = theme_of(about.report).domains
        base = frozenset(f"T:{number}:{domain}" for number in _numbers(None) for domain in domains)
    elif about.product:
        lean = frozenset[str]() if what == "domain" else _of(LEAN, about.product)
        base = _of(TRAJECTORY, about.product) | lean
    else:
        base = _of(KIND[name], None)
    facet = f"{about.year} {what}"
    return Set(facet, base, frozenset({group})), Set(facet, base)


def of_products() -> frozenset[Base]:
    """All trajectories of a product, product by product."""
    return frozenset(_of(TRAJECTORY, one) | _of(LEAN, one) for one in products().products)


def _of(kind: str, product: Product | None) -> Base:
    domains = (*_theme_domains(), "") if kind == TRAJECTORY else ("",)
    return frozenset(f"{kind}:{number}:{domain}" for number in _numbers(product) for domain in domains)


def _numbers(product: Product | None) -> tuple[int, ...]:
    """Numbers of a product, or of all of them and 0 for what is in none."""
    return (product.number,) if product else (0, *(one.number for one in products().products))


@cache
def _theme_domains() -> tuple[str, ...]:
    return tuple(sorted({domain for slug in themes() for domain in theme_of(slug).domains}))


def _topic(table: str, group: str, about: About) -> Places | None:
    """Topics and the parts of them that have a minimum; closed trajectories, long ones among them."""
    product, facet = about.product, f"{about.year} {about.report} topic"
    closed = frozenset({"long", "short"})
    if table == "product-duration":
        return (Set(facet, closed), None) if group.startswith("closed") else None
    if product is None:
        return None
    if table == "product-topic":
        parts = {one.topic for one in product.minima if one.topic.partition("/")[0] == group}
        return Set(facet, frozenset({"way"}), frozenset({group, *parts})), Set(facet, frozenset({"way"}))
    if group == "lasts" and product.lasts:
        topic = frozenset({product.lasts.topic})
        return Set(facet, frozenset({"long"}), topic), Set(facet, closed, topic)
    wanted = next((one for one in product.minima if one.slug == group and one.counts == "trajecten"), None)
    if wanted is None:
        return None
    own = {wanted.topic} | {one.topic for one in product.minima if one.topic.startswith(f"{wanted.topic}/")}
    return Set(facet, frozenset({"way"}), frozenset(own)), None


def links(year: int, basis: str) -> Iterator[tuple[Set, Set]]:
    """Sets of two facets of a year that hold the same people, whatever they are counted by."""
    areas = {one.number: frozenset(one.result_areas) for one in products().products}
    hub = f"{year} result_area"
    for kind, thing in itertools.product((TRAJECTORY, LEAN), ONE_THING):
        cases = _of_basis(kind, basis)
        yield Set(f"{year} {thing}", _of(kind, None)), Set(hub, cases)
        for one in products().products:
            yield Set(f"{year} {thing}", _of(kind, one)), Set(hub, cases, areas[one.number])
    for thing, quarter in itertools.product(("questions", "questions-domain", "questions-area"), QUARTERS):
        asked = _begun(QUESTION, [quarter])
        yield Set(f"{year} {thing}", frozenset(f"{quarter}:{number}" for number in _numbers(None))), Set(hub, asked)
        for number, own in areas.items():
            yield Set(f"{year} {thing}", frozenset({f"{quarter}:{number}"})), Set(hub, asked, own)
    yield Set(f"{year} closed", _begun(TRAJECTORY, (*QUARTERS, OPEN))), Set(hub, _begun(TRAJECTORY, (0, *QUARTERS)))


def _norm(_table: str, group: str, about: About) -> Places | None:
    """Those whom a norm could be asked of: closed in the year, by whom, or open for too long."""
    slug, _, reading = group.partition("/")
    norm = next((one for one in voorveld().norms if one.slug == slug), None)
    base = _bases(norm).get(reading) if norm else None
    if norm is None or base is None:
        return None
    return Set(f"{about.year} norms", base, frozenset(norm.result_areas)), None


def _bases(norm: Norm) -> Mapping[str, Base]:
    every = frozenset(f"closed {who} {kind}" for who in ("professional", "vrijwilliger", "") for kind in ("B", ""))
    who = {"short_volunteer": "vrijwilliger", "short_professional": "professional"}.get(norm.how)
    closed = every if who is None else frozenset(one for one in every if one.split(" ")[1] == who)
    if norm.how == "solved":
        closed = frozenset(one for one in every if one.endswith("B"))
    return {"afgesloten": closed, "gemiddelde": every, "afgesloten_of_te_lang": every | {"too long"}}


_TABLES: Mapping[str, Callable[[str, str, About], Places | None]] = {
    **dict.fromkeys(("trajectories-result-area", "lean-result-area", "questions-result-area"), _result_area),
    **dict.fromkeys(("trajectories-started", "lean-started", "questions-quarter"), _quarter),
    **dict.fromkeys(("trajectories-closed", "lean-closed"), _quarter),
    "target-counts": _agreed,
    WORK: _work,
    "caseload-flow": _flow,
    "caseload-theme-share": _share,
    **dict.fromkeys(("questions", "questions-domain", "questions-area"), _asked),
    **dict.fromkeys(("trajectories-age", "trajectories-area", "trajectories-domain"), _of_kind),
    **dict.fromkeys(("lean-age", "lean-area", "caseload-age"), _of_kind),
    **dict.fromkeys((f"product-{thing}" for thing in ONE_THING), _of_kind),
    **dict.fromkeys(("product-topic", "product-minima", "product-duration"), _topic),
    "norms": _norm,
}
