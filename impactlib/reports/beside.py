"""Tables of the other reports of a year, that count some of the same people.

All reports about the work of a year are decided together (``release.year``), after its fact sheets:
each as if all of them were published, whether they are or not. So no report asks another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from impactlib.catalogue import family_of, report_of
from impactlib.measures import cases, from_counts, product, targets, volumes
from impactlib.measures.counts import count_cases
from impactlib.measures.estimate import frame
from impactlib.measures.rows import remembered
from impactlib.model import INDIVIDUAL, DisclosureError, Measure, Period, Registration, group_of
from impactlib.params import Spec, theme_of, themes
from impactlib.params.reports import products, target_rules
from impactlib.release.places import WORK

CASELOAD = ("caseload-flow", "caseload-theme-share", "caseload-age", "ph-dimension", "dimension-domain")
QUESTIONS = ("questions", "questions-quarter")
QUARTERS = (1, 2, 3, 4)
CELL = ("kind", "result_area", "moment")
Found = Iterator[tuple[str, Measure]]


def beside(registration: Registration, spec: Spec) -> dict[str, Measure]:
    """Tables of the reports that are decided with ``spec``'s, by ``<year>/<report>/<table>``.

    Nothing for a period of its own: then nothing shares its counts that is published.

    Raises
    ------
    DisclosureError
        ``report-undeclared``: the catalogue does not say what is decided with the report.
    """
    family = family_of(spec.params.report)
    report = report_of(family)
    if report is None:
        raise DisclosureError("report-undeclared", report=spec.params.report)
    if spec.params.period or spec.params.as_of or not report.with_year:
        return {}
    years = (spec.params.year - 1, spec.params.year) if family == "kwartaal" else (spec.params.year,)
    return {key: table for year in years for key, table in _kept(registration, _of(spec, year)).items()}


def _kept(registration: Registration, spec: Spec) -> dict[str, Measure]:
    """Those of one year, counted once for all its reports."""
    params = spec.params
    of = (params.year, params.municipality, params.basis, str(spec.scales))

    def make() -> dict[str, Measure]:
        return dict(_year(registration, spec))

    return remembered(registration, tuple(registration.typed), of, make)


def _of(spec: Spec, year: int, last: dt.date | None = None) -> Spec:
    """The same of (the first quarters of) another year, seen on its last day."""
    whole = Period.of_year(year)
    period = Period(whole.first, last or whole.last)
    params = spec.params.model_copy(update={"year": year})
    return replace(spec, params=params, period=period, as_of=period.last)


def _year(registration: Registration, spec: Spec) -> Found:
    """Fact sheets, product sheets, quarters and the whole year, and what nobody prints of them."""
    yield from _themes(registration, spec)
    yield from _work(registration, spec)
    yield from _classes(registration, spec)
    yield from _products(registration, spec)
    yield from _quarters(registration, spec)
    yield from _annual(registration, spec)


def _themes(registration: Registration, spec: Spec) -> Found:
    """What fact sheets with a life domain say of all trajectories and of ages."""
    for slug in [slug for slug in themes() if theme_of(slug).domains]:
        of_theme = replace(spec, theme=theme_of(slug))
        tables = from_counts(count_cases(registration, of_theme), of_theme, scores=False)
        yield from _named(spec, slug, (table for table in tables if table.id in CASELOAD))


def _work(registration: Registration, spec: Spec) -> Found:
    """What nobody prints: by kind, result area and quarters of the start; by quarter, with the clients of a report."""
    cells = _work_cells(registration, spec)
    sums = [cells]
    for moments in ("12", "123", "1234", "01234"):
        until = cells[cells["moment"].isin(tuple(moments))].assign(moment=moments)
        sums.append(until.groupby(list(CELL), as_index=False)[["count", "clients"]].sum())
    rows = [
        cases.single(group_of(*(row[name] for name in CELL)), row["count"], row["clients"])
        for row in pd.concat(sums, ignore_index=True).to_dict("records")
    ]
    rows += [
        cases.single(f"{row['event']}/{row['kind']}/{row['moment']}", row["count"], row["clients"])
        for row in _events(registration, spec).to_dict("records")
    ]
    yield from _named(spec, "werk", [_secret(rows, spec)])


def _events(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Trajectories by kind and by the quarter in which they began or ended."""
    known, found = cases.trajectories(registration, spec), []
    for event, column in (("started", "start_date"), ("closed", "end_date")):
        rows = cases.in_period(known, column, registration, spec)
        rows = rows.assign(moment=rows[column].dt.quarter.astype(str))
        found.append(cases.tally(rows, "kind", "moment", within=("kind",)).assign(event=event))
    return pd.concat(found, ignore_index=True)


def _work_cells(registration: Registration, spec: Spec) -> pd.DataFrame:
    """By kind, result area and quarter of the start; 0 for what was under way when the year began."""
    known = cases.trajectories(registration, spec)
    rows = cases.under_way(known, registration, spec)
    begun_before = rows["start_date"] < pd.Timestamp(spec.period.first)
    moment = rows["start_date"].dt.quarter.astype(str).mask(begun_before, "0")
    asked = cases.questions(registration, spec)
    quarters = asked.assign(kind=targets.QUESTIONS, moment=asked["date"].dt.quarter.astype(str))
    begun = cases.tally(rows.assign(moment=moment), *CELL, within=CELL)
    return pd.concat([begun, cases.tally_questions(quarters, *CELL)], ignore_index=True)


def _classes(registration: Registration, spec: Spec) -> Found:
    """What nobody prints: by age, area and life domain in each product, and by age outside every theme."""
    known = volumes.Volumes(registration, spec).cases
    numbers = {area: own.number for own in products().products for area in own.result_areas}
    known = known[known["kind"].isin(tuple(volumes.KINDS.values()))]
    known = known.assign(product=known["result_area"].map(numbers).fillna(0).astype(int).astype(str))
    domains = {domain for slug in themes() for domain in theme_of(slug).domains}
    of_theme = known["domain"].isin(tuple(domains)) | (known["kind"] != INDIVIDUAL)
    sets = [("age", "age_class", known[~of_theme].assign(product=""))]
    if (known["product"] != "0").any():
        sets += [("age", "age_class", known), ("area", "area", known), ("domain", "domain", known)]
    rows = [
        cases.single(group_of(thing, row["kind"], row["product"], row[column]), row["count"], row["clients"])
        for thing, column, cells in sets
        for row in cells.groupby(["kind", "product", column], as_index=False)[["count", "clients"]]
        .sum()
        .to_dict("records")
    ]
    yield from _named(spec, "klassen", [_secret(rows, spec)])


def _secret(rows: list[dict[str, Any]], spec: Spec) -> Measure:
    return Measure(WORK, frame(rows), spec.period, "trajecten", "registratie", (), "people")


def _quarters(registration: Registration, spec: Spec) -> Found:
    """What the cumulative reports of the quarters count of the year."""
    for number in QUARTERS:
        quarter = _of(spec, spec.params.year, Period.of_quarter(spec.params.year, number).last)
        counts = volumes.Volumes(registration, quarter)
        tables = [table for table in volumes.questions(counts, quarter) if table.id in QUESTIONS]
        tables += [*volumes.trends(counts, quarter), agreed(registration, quarter)]
        yield from _named(quarter, f"kwartaal-{number}", tables)


def _annual(registration: Registration, spec: Spec) -> Found:
    counts = volumes.Volumes(registration, spec)
    tables = [*volumes.questions(counts, spec), *volumes.trends(counts, spec), agreed(registration, spec)]
    tables += [table for name in volumes.KINDS for table in volumes.trajectories(name, counts, spec)]
    yield from _named(spec, "jaarrapportage", tables)


def agreed(registration: Registration, spec: Spec) -> Measure:
    """What the registration counts of the year's agreements."""
    wanted, effort = targets.targets_of(registration, spec), targets.Effort(registration, spec)
    return targets.counted_people(effort, wanted, target_rules(), spec)


def _products(registration: Registration, spec: Spec) -> Found:
    rules, done = products(), _result_areas(registration, spec)
    for own in rules.products:
        if done.isdisjoint(own.result_areas):
            continue
        narrowed = cases.only(registration, own.result_areas)
        counts = product.count_product(narrowed, spec, rules, own)
        tables = [*product.tables(counts, spec, rules), product.minima(counts, own, spec)]
        tables += [product.duration(counts, spec), *volumes.questions(volumes.Volumes(narrowed, spec), spec)]
        yield from _named(spec, f"productblad-{own.number}", tables)


def _result_areas(registration: Registration, spec: Spec) -> frozenset[str]:
    """The result areas in which the municipality has anything on record."""
    rows = (cases.trajectories(registration, spec), cases.questions(registration, spec))
    return frozenset(name for one in rows for name in one["result_area"])


def _named(spec: Spec, report: str, tables: Iterable[Measure]) -> Found:
    for table in tables:
        yield f"{spec.params.year}/{report}/{table.id}", table
