"""The norms of the commission against what the registration shows, and what it cannot tell.

Source: Aanpak Hervorming Voorveld gemeente Noordoostpolder, appendix. A verdict is a caveat of its
row: ``norm-gehaald``, ``norm-niet-gehaald``, ``norm-te-weinig`` (the interval or the unknown ones
allow both), ``norm-niet-gemeten``, ``norm-onbekend`` (the source leaves the norm open).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from impactlib.measures.estimate import Interval, frame, share_interval, unknown_row
from impactlib.measures.readings import Reading, readings
from impactlib.measures.rows import each, table
from impactlib.model import CLIENTS, CLIENTS_REST, Measure, Registration
from impactlib.params import Spec
from impactlib.params.reports import Norm, Voorveld

SOURCE = "registratie"
MET, NOT_MET, TOO_FEW = "norm-gehaald", "norm-niet-gehaald", "norm-te-weinig"
NOT_MEASURED, OPEN = "norm-niet-gemeten", "norm-onbekend"
EVERY = 1.0
BY_RESIDENTS = "residents"


def norms(registration: Registration, spec: Spec, rules: Voorveld) -> Measure:
    """Every norm that a registration can tell of, one row per reading (norms).

    Group ``<norm>/<reading>``; count (kept within it) of n (known) of n_eligible; share with a
    Wilson interval; bounds over the unknown ones; or value with an interval where the norm is about
    a mean (``gemiddelde``, maanden) or an estimate (``schatting``, procent). The verdict is the
    last caveat. Norms that no registration tells of have one row, unknown.
    """
    rows = [
        row
        for norm in rules.norms
        if norm.how != BY_RESIDENTS
        for row in _rows(norm, readings(norm, registration, spec, rules), spec)
    ]
    return Measure("norms", frame(rows), spec.period, "trajecten", SOURCE, (), "people")


def by_residents(registration: Registration, spec: Spec, rules: Voorveld) -> Measure:
    """Norms about what residents say themselves, never filled in from the ZRM (norms-residents).

    Group: the norm; count (favourable) of n (answered it) of n_eligible (invited), from the
    surveys delivered for that municipality and year; bounds over everyone invited.
    """
    rows = [_said(norm, registration, spec) for norm in rules.norms if norm.how == BY_RESIDENTS]
    return Measure("norms-residents", frame(rows), spec.period, "antwoorden", "vragenlijsten", (), "opinion")


def thresholds(rules: Voorveld, spec: Spec) -> Measure:
    """The norms themselves (norm-thresholds): ``<norm>/limit``, ``/talks`` and ``/share``, value in unit.

    What the source leaves open is unknown.
    """
    rows = []
    for norm in rules.norms:
        numbers: dict[str, tuple[float | None, str]] = {"share": (norm.share, "aandeel")}
        if norm.unit != "aandeel":
            numbers["limit"] = (norm.limit, norm.unit)
        if norm.talks is not None:
            numbers["talks"] = (norm.talks, "gesprekken")
        for name, (value, unit) in numbers.items():
            row: dict[str, Any] = {"group": f"{norm.slug}/{name}", "unit": unit, "source": norm.source}
            known = {"value": value, "method": "norm"}
            rows.append(row | known if value is not None else unknown_row(**row, caveats=(OPEN,)))
    return Measure("norm-thresholds", frame(rows), spec.period, "eigen", "opdracht", (), "open")


def levels(rules: Voorveld, spec: Spec) -> Measure:
    """Levels of the care pyramid by result area (norm-levels): reach_low and reach_high of 1-5."""
    rows = [
        {"group": area.slug, "reach_low": min(area.levels), "reach_high": max(area.levels), "unit": "zorgniveau"}
        | {"precision": "tussen", "method": "opgave"}
        for area in rules.areas
    ]
    return Measure("norm-levels", frame(rows), spec.period, "zorgniveau", "opdracht", (), "open")


def results(rules: Voorveld, spec: Spec, stated: Sequence[str] = ()) -> Measure:
    """The results of each result area, and how many figures say something of them (norm-results).

    Group ``<result area>/<result>``; count: norms with a measure, and measures that a document
    stated that year (``stated``: their names). None is unknown: nothing measures that result.
    """
    rows = []
    for area in rules.areas:
        for result in area.results:
            told = [norm for norm in rules.norms if norm.result == result and norm.how != "none"]
            extra = result in rules.told_by and rules.told_by[result].stated in stated
            count, group = len(told) + extra, f"{area.slug}/{result}"
            known = {"group": group, "count": count, "unit": "cijfers", "method": "telling"}
            rows.append(known if count else unknown_row(group, unit="cijfers", caveats=(NOT_MEASURED,)))
    return Measure("norm-results", frame(rows), spec.period, "cijfers", "opdracht", (), "open")


def verdict(reading: Reading, norm: Norm, spec: Spec) -> str:
    """Whether a norm was met, as far as the figures can tell.

    A norm that each one must keep is broken by a single known one, and met only when all are known.
    A share is compared by its interval and by what the unknown ones leave possible, a mean by the
    interval of the mean.
    """
    if norm.how == "mean_months":
        return _of_mean(reading, norm.limit)
    if norm.share is None:
        return OPEN
    if norm.share == EVERY:
        return _of_each(reading)
    interval = _interval(reading, spec)
    if interval is None:
        return TOO_FEW
    least = norm.share * (100 if reading.unit == "procent" else 1)
    low, high = _bounds(reading) if reading.value is None else interval
    met, not_met = min(low, interval[0]) >= least, max(high, interval[1]) < least
    return MET if met else NOT_MET if not_met else TOO_FEW


def _bounds(reading: Reading) -> tuple[float, float]:
    """The share at least and at most, whatever the unknown ones turn out to be."""
    count = reading.count or 0
    return count / reading.eligible, (count + reading.eligible - reading.n) / reading.eligible


def _interval(reading: Reading, spec: Spec) -> Interval:
    if reading.value is not None:
        return reading.interval
    return share_interval(reading.count or 0, reading.n, spec.norms)


def _of_mean(reading: Reading, limit: float | None) -> str:
    if limit is None:
        return OPEN
    if reading.interval is None:
        return TOO_FEW
    low, high = reading.interval
    return MET if high <= limit else NOT_MET if low > limit else TOO_FEW


def _of_each(reading: Reading) -> str:
    if reading.count is not None and reading.count < reading.n:
        return NOT_MET
    return MET if reading.n == reading.eligible else TOO_FEW


def _rows(norm: Norm, readings: Sequence[Reading], spec: Spec) -> list[dict[str, Any]]:
    if not readings:
        return [unknown_row(f"{norm.slug}/meting", unit=norm.unit, caveats=(NOT_MEASURED,))]
    return [_row(norm, reading, spec) for reading in readings]


def _row(norm: Norm, reading: Reading, spec: Spec) -> dict[str, Any]:
    group, sizes = f"{norm.slug}/{reading.name}", {"n": reading.n, "n_eligible": reading.eligible}
    clients = {CLIENTS: reading.clients, CLIENTS_REST: reading.rest}
    if not reading.n:
        return unknown_row(group, unit=reading.unit, caveats=(NOT_MEASURED,), **sizes, **clients)
    said = {"unit": reading.unit, "caveats": (verdict(reading, norm, spec),)}
    low, high = _interval(reading, spec) or (None, None)
    if reading.value is not None:
        method = "kaplan-meier" if reading.unit == "procent" else "t"
        return {"group": group, "value": reading.value, "low": low, "high": high, "method": method} | (
            sizes | clients | said
        )
    count = reading.count or 0
    shares = {"count": count, "share": count / reading.n, "low": low, "high": high, "bounds": _bounds(reading)}
    return {"group": group, "method": spec.norms.interval, **shares} | sizes | clients | said


def _said(norm: Norm, registration: Registration, spec: Spec) -> dict[str, Any]:
    answers, surveys = table(registration, "survey_answers"), table(registration, "surveys")
    here = [answers.municipality == spec.params.municipality, answers.year == spec.params.year]
    given = each(answers.filter(*here, answers.item == norm.item))
    counts = {str(row.answer): int(row.count) for row in given}
    asked = {str(row.survey) for row in given}
    invited = [
        int(row.invited)
        for row in each(surveys)
        if row.survey in asked
        and (row.municipality, row.year) == (spec.params.municipality, spec.params.year)
        and not pd.isna(row.invited)
    ]
    yes, n = counts.get("ja", 0), counts.get("ja", 0) + counts.get("nee", 0)
    if not n:
        return unknown_row(norm.slug, caveats=(NOT_MEASURED,))
    reading = Reading("inwoners", yes, n, max(sum(invited), n))
    said = {
        "share": yes / n,
        "bounds": _bounds(reading),
        "method": "telling",
        "caveats": (verdict(reading, norm, spec),),
    }
    return {"group": norm.slug, "count": yes, "n": n, "n_eligible": reading.eligible, **said}
