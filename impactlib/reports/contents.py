"""Which tables each report holds: one call for its notebook and for whoever computes it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ibis

from impactlib.catalogue import PREVIOUS, family_of, number_of
from impactlib.intake.shipped import budget_lines, municipal_figures
from impactlib.measures import (
    baseline,
    budget,
    cases,
    collective,
    measure,
    network,
    norms,
    product,
    referrals,
    response,
    targets,
    volumes,
    zrm,
)
from impactlib.measures.caveats import attach
from impactlib.measures.counts import count_cases
from impactlib.measures.estimate import frame
from impactlib.measures.lengths import seen_in_part
from impactlib.model import Measure, ParameterError, Period, Registration, ReleasedSheet
from impactlib.params import FEITENBLAD, SheetParams, Spec, caveat_rules, spec_of
from impactlib.params.reports import answers_of, municipalities, products, target_rules, voorveld
from impactlib.reports.beside import beside
from impactlib.reports.used import used

QUARTERS = 4
Tables = Iterable[Measure]


def report_spec(values: Mapping[str, Any] | SheetParams) -> Spec:
    """Everything params/ says of a report; that of a quarter runs from the first day of the year.

    Raises
    ------
    ParameterError
        As ``spec_of``; ``quarter`` when there is no such quarter.

    Examples
    --------
    >>> spec = report_spec({"year": 2024, "municipality": "noordoostpolder", "report": "kwartaal-3"})
    >>> str(spec.period), str(spec.as_of)
    ('2024-01-01/2024-09-30', '2024-09-30')
    """
    spec = spec_of(values)
    if family_of(spec.params.report) != "kwartaal" or spec.params.period:
        return spec
    number = number_of(spec.params.report) or 0
    if not 1 <= number <= QUARTERS:
        raise ParameterError("quarter", number=number)
    period = Period(dt.date(spec.params.year, 1, 1), Period.of_quarter(spec.params.year, number).last)
    return replace(spec, period=period, as_of=spec.as_of if spec.params.as_of else period.last)


def measure_report(registration: Registration, spec: Spec, earlier: Sequence[ReleasedSheet] = ()) -> dict[str, Measure]:
    """Every table of a report, or of a fact sheet, with its caveats, by id (docs/reports.md).

    Behind them, for the release step alone, those of the other reports of its years (``beside``).
    """
    if spec.params.report == FEITENBLAD:
        return measure(registration, spec)
    rules = caveat_rules()
    made = _MADE[family_of(spec.params.report)](registration, spec, earlier)
    part = seen_in_part(registration, spec)
    marked = [replace(table, caveats=(*table.caveats, *part)) if _of_period(table) else table for table in made]
    return {table.id: attach(table, spec, rules) for table in marked} | beside(registration, spec)


def _of_period(table: Measure) -> bool:
    """Whether a table counts what the registration holds of the report's own period."""
    return table.source == "registratie" and table.privacy == "people" and not table.id.endswith(PREVIOUS)


def _expected(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    return [*_agreed(registration, spec), budget.budget(budget_lines(spec.params.municipality), spec)]


def _agreed(registration: Registration, spec: Spec) -> list[Measure]:
    rules, wanted = target_rules(), targets.targets_of(registration, spec)
    stated = targets.stated(wanted, spec)
    effort = targets.Effort(registration, spec)
    return [
        stated,
        compared(stated, spec),
        targets.totals(wanted, rules, spec),
        targets.counted_people(effort, wanted, rules, spec),
        targets.counted_participants(effort, wanted, spec),
    ]


def compared(stated: Measure, spec: Spec) -> Measure:
    """How many agreements have both numbers (targets-compared): ``both``, ``reached`` of them, ``not_both``."""
    ratios = [row for row in stated.rows.to_dict("records") if row["group"].endswith("/ratio")]
    known = [row["value"] for row in ratios if row["state"] == "shown"]
    counts = {"both": len(known), "reached": sum(value >= 100 for value in known), "not_both": len(ratios) - len(known)}
    rows = [{"group": group, "count": count, "method": "telling"} for group, count in counts.items()]
    return Measure("targets-compared", frame(rows), spec.period, "afspraken", "opgave", (), "open")


def _year(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    counts = volumes.Volumes(registration, spec)
    surveys = response.count_surveys(registration, spec)
    return [
        *volumes.questions(counts, spec),
        *volumes.trajectories("trajectories", counts, spec),
        *volumes.trajectories("lean", counts, spec),
        *volumes.trends(counts, spec),
        *volumes.collective(counts, spec),
        response.response(surveys, spec),
        response.satisfaction(response.CLIENT_SURVEY, surveys, spec),
        collective.indicators(_of_any_theme(registration), spec),
        *_agreed(registration, spec),
    ]


def _of_any_theme(registration: Registration) -> Registration:
    """The registration with every activity under the theme that has no name, that of a report."""
    activities = registration.typed.get("activities")
    if activities is None:
        return registration
    nothing = ibis.literal("")
    links = activities.select("activity_id").mutate(theme=nothing, nature=nothing, ph_dimensions=nothing)
    return replace(registration, typed={**registration.typed, "activity_themes": links})


def _quarter(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    then = volumes.year_before(spec)
    then = replace(then, as_of=then.period.last)
    now, before = (volumes.Volumes(registration, one) for one in (spec, then))
    return [
        *_cumulative(now, spec),
        *(replace(table, id=f"{table.id}{PREVIOUS}") for table in _cumulative(before, then)),
        *_agreed(registration, spec),
    ]


def _cumulative(counts: volumes.Volumes, spec: Spec) -> list[Measure]:
    asked = [table for table in volumes.questions(counts, spec) if table.id in ("questions", "questions-quarter")]
    met = [table for table in volumes.collective(counts, spec) if table.id in ("collective", "collective-quarter")]
    return [*asked, *volumes.trends(counts, spec), *met]


def _network(registration: Registration, spec: Spec, earlier: Sequence[ReleasedSheet]) -> Tables:
    din = network.network(registration, spec)
    answers = answers_of(spec.params.year, spec.params.municipality)
    told = network.goals(din, spec, answers, registration.meta.extraction_date)
    now = [*told, network.efforts(din, spec), network.partners(registration, spec)]
    before = [sheet for sheet in earlier if (sheet.report, sheet.municipality) == ("din", spec.params.municipality)]
    newest = max(before, key=lambda sheet: sheet.as_of, default=None)
    return [*now, network.changes(now, newest.tables if newest else (), spec)]


def _baseline(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    place = municipalities().get(spec.params.municipality)
    return [baseline.baseline(municipal_figures(), place, spec), baseline.facts(registration, spec)]


def _product(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    rules = products()
    own = rules.number(number_of(spec.params.report) or 0)
    narrowed = cases.only(registration, own.result_areas)
    counts = product.count_product(narrowed, spec, rules, own)
    effort = volumes.Volumes(narrowed, spec)
    return [
        *product.tables(counts, spec, rules),
        product.duration(counts, spec),
        growth(narrowed, spec),
        product.minima(counts, own, spec),
        product.agreed(own, spec),
        *volumes.questions(effort, spec),
        *volumes.collective(effort, spec),
    ]


def growth(registration: Registration, spec: Spec) -> Measure:
    """Mean growth on every scored domain of all cases with a main domain (zrm-growth)."""
    every = cases.of_every_domain(spec)
    return zrm.growth(count_cases(registration, every), every)


def _norms(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    rules = voorveld()
    wanted = targets.targets_of(registration, spec)
    stated = [target.measure for target in wanted if target.actual is not None]
    return [
        norms.norms(registration, spec, rules),
        norms.by_residents(registration, spec, rules),
        norms.thresholds(rules, spec),
        norms.levels(rules, spec),
        norms.results(rules, spec, stated),
        targets.stated(wanted, spec),
    ]


def _referrals(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    counts = referrals.count_referrals(registration, spec)
    return [
        referrals.by_practice(counts, spec),
        referrals.by_month(counts, spec),
        referrals.practices(counts, spec),
    ]


def _method(registration: Registration, spec: Spec, _earlier: Sequence[ReleasedSheet]) -> Tables:
    surveys = response.count_surveys(registration, spec)
    return [response.response(surveys, spec), response.satisfaction(response.NETWORK_SURVEY, surveys, spec)]


def _account(registration: Registration, spec: Spec, earlier: Sequence[ReleasedSheet]) -> Tables:
    return [*_method(registration, spec, earlier), *used(registration, spec, earlier)]


_MADE: Mapping[str, Callable[[Registration, Spec, Sequence[ReleasedSheet]], Tables]] = {
    "verwacht-werkelijk": _expected,
    "jaarrapportage": _year,
    "kwartaal": _quarter,
    "din": _network,
    "onderzoeksverantwoording": _account,
    "startfoto": _baseline,
    "productblad": _product,
    "voorveld": _norms,
    "welzijn-op-recept": _referrals,
    "werkwijze": _method,
}
