"""Tables of the reports that come before one and count some of the same people.

The door releases them in this order: fact sheets, quarters, the annual report, product sheets in
the order of their numbers. So each report is decided as if those before it were published, whether
they are or not, and two reports never have to ask each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from impactlib.measures import cases, from_counts, product, targets, volumes
from impactlib.measures.counts import count_cases
from impactlib.model import Measure, Period, Registration
from impactlib.params import Spec, theme_of, themes
from impactlib.params.reports import products, target_rules
from impactlib.sheet.reports.context import family_of, number_of

CASELOAD = ("caseload-theme-share", "caseload-age", "ph-dimension", "dimension-domain")
QUESTIONS = ("questions", "questions-quarter")
QUARTERS = (1, 2, 3, 4)
Found = Iterator[tuple[str, Measure]]


def beside(registration: Registration, spec: Spec) -> dict[str, Measure]:
    """Tables of the reports before ``spec``'s, by ``<year>/<report>/<table>`` in their order.

    Nothing for a period of its own: then nothing shares its counts that is published.
    """
    family, number = family_of(spec.params.report), number_of(spec.params.report) or 0
    if spec.params.period or spec.params.as_of:
        return {}
    if family == "kwartaal":
        year_before = _of(spec, spec.params.year - 1)
        return dict([*_quarters(registration, year_before, number), *_quarters(registration, spec, number - 1)])
    if family in ("jaarrapportage", "verwacht-werkelijk"):
        return dict(_before_the_year(registration, spec))
    if family == "productblad":
        lower = (one.number for one in products().products if one.number < number)
        return dict([*_year(registration, spec), *_products(registration, spec, lower)])
    return {}


def _of(spec: Spec, year: int, last: dt.date | None = None) -> Spec:
    """The same of (the first quarters of) another year, seen on its last day."""
    whole = Period.of_year(year)
    period = Period(whole.first, last or whole.last)
    params = spec.params.model_copy(update={"year": year})
    return replace(spec, params=params, period=period, as_of=period.last)


def _before_the_year(registration: Registration, spec: Spec) -> Found:
    if spec.params.report == "jaarrapportage":
        for slug in themes():
            theme = theme_of(slug)
            if theme.domains:
                tables = from_counts(count_cases(registration, replace(spec, theme=theme)), replace(spec, theme=theme))
                yield from _named(spec, slug, (table for table in tables if table.id in CASELOAD))
    yield from _quarters(registration, spec, QUARTERS[-1])


def _quarters(registration: Registration, spec: Spec, last: int) -> Found:
    """What the cumulative reports up to a quarter count of the year."""
    for number in QUARTERS[:last]:
        quarter = _of(spec, spec.params.year, Period.of_quarter(spec.params.year, number).last)
        counts = volumes.count_volumes(registration, quarter)
        tables = [table for table in volumes.questions(counts, quarter) if table.id in QUESTIONS]
        tables += [*volumes.trends(counts, quarter), agreed(registration, quarter)]
        yield from _named(quarter, f"kwartaal-{number}", tables)


def agreed(registration: Registration, spec: Spec) -> Measure:
    """What the registration counts of the year's agreements."""
    wanted, effort = targets.targets_of(registration, spec), targets.count_effort(registration, spec)
    return targets.counted_people(effort, wanted, target_rules(), spec)


def _year(registration: Registration, spec: Spec) -> Found:
    counts = volumes.count_volumes(registration, spec)
    kinds = (volumes.trajectories(name, counts, spec) for name in volumes.KINDS)
    tables = [*volumes.questions(counts, spec), *volumes.trends(counts, spec), *(one for kind in kinds for one in kind)]
    yield from _named(spec, "jaarrapportage", [*tables, agreed(registration, spec)])


def _products(registration: Registration, spec: Spec, numbers: Iterable[int]) -> Found:
    rules = products()
    for number in numbers:
        own = rules.number(number)
        narrowed = cases.only(registration, own.result_areas)
        tables = product.tables(product.count_product(narrowed, spec, rules, own), spec, rules)
        tables += volumes.questions(volumes.count_volumes(narrowed, spec), spec)
        yield from _named(spec, f"productblad-{number}", tables)


def _named(spec: Spec, report: str, tables: Iterable[Measure]) -> Found:
    for table in tables:
        yield f"{spec.params.year}/{report}/{table.id}", table
