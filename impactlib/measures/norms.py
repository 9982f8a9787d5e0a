"""The norms of the commission against what the registration shows, and what it cannot tell.

Source: Aanpak Hervorming Voorveld gemeente Noordoostpolder, appendix. A verdict is a caveat of its
row: ``norm-gehaald``, ``norm-niet-gehaald``, ``norm-te-weinig`` (the unknown ones allow both),
``norm-richtlijn`` (counted, not judged), ``norm-onbekend`` (the source names no number),
``norm-niet-gemeten``, ``norm-elders`` (another publishes it), ``register-begon-later``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impactlib.measures.estimate import Interval, frame, share_interval, unknown_row
from impactlib.measures.lengths import BEGAN_LATE
from impactlib.measures.readings import Reading, readings
from impactlib.measures.rows import each, table, whole
from impactlib.measures.surveys import CONTRADICTORY, of_sheet
from impactlib.model import CLIENTS, CLIENTS_REST, Measure, Registration
from impactlib.params import Spec
from impactlib.params.reports import Norm, Voorveld

SOURCE = "registratie"
MET, NOT_MET, TOO_FEW = "norm-gehaald", "norm-niet-gehaald", "norm-te-weinig"
NOT_MEASURED, OPEN, GUIDELINE, ELSEWHERE = "norm-niet-gemeten", "norm-onbekend", "norm-richtlijn", "norm-elders"
BESIDE = ("gestart", "schatting")
"""Readings that stand beside the one that decides: of every norm about length that is what closed in the period."""

BY_RESIDENTS = "residents"


def norms(registration: Registration, spec: Spec, rules: Voorveld) -> Measure:
    """Every norm that a registration can tell of, one row per reading (norms).

    Group ``<norm>/<reading>``; count (kept within it) of n (known) of n_eligible; share; bounds over
    the unknown ones; a Wilson interval where the norm names a share; or value with an interval where
    it is about a mean (``gemiddelde``, maanden) or an estimate (``schatting``, procent). The verdict
    is the first caveat of the reading that decides; ``gestart`` and ``schatting`` stand beside it. A
    reading of lengths that the registration is too young for is unknown, and so are norms that no
    registration tells of.
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
    surveys delivered for that municipality and year; bounds over everyone invited. Nobody wrote
    down how many were invited: n_eligible and bounds are None. More answers than that: unknown.
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
    stated that year (``stated``: their names). 0 where there is none: that is known.
    """
    rows = []
    for area in rules.areas:
        for result in area.results:
            told = [norm for norm in rules.norms if norm.result == result and norm.how != "none"]
            extra = result in rules.told_by and rules.told_by[result].stated in stated
            count, group = len(told) + extra, f"{area.slug}/{result}"
            caveats = () if count else (NOT_MEASURED,)
            rows.append({"group": group, "count": count, "unit": "cijfers", "method": "telling", "caveats": caveats})
    return Measure("norm-results", frame(rows), spec.period, "cijfers", "opdracht", (), "open")


def verdict(reading: Reading, norm: Norm) -> str:
    """Whether a norm was met by what was counted.

    A share is compared by what was counted, and by what the unknown ones leave possible: only they
    leave doubt. A mean is compared as it is. Chance plays no part: whether a year is met is no
    question of how the next one will be.
    """
    if norm.kind == "richtlijn":
        return GUIDELINE
    if reading.value is not None:
        return OPEN if norm.limit is None else MET if reading.value <= norm.limit else NOT_MET
    if norm.share is None:
        return OPEN
    low, high = _bounds(reading) or (0.0, 1.0)
    return MET if low >= norm.share else NOT_MET if high < norm.share else TOO_FEW


def _bounds(reading: Reading) -> Interval:
    """The share at least and at most, whatever the unknown ones turn out to be; None where nobody knows of how many."""
    if not reading.eligible:
        return None
    count = reading.count or 0
    return count / reading.eligible, (count + reading.eligible - reading.n) / reading.eligible


def _interval(reading: Reading, norm: Norm, spec: Spec) -> Interval:
    """How far chance reaches: of an estimate and a mean, and of a share that a norm names."""
    if reading.value is not None:
        return reading.interval
    return None if norm.share is None else share_interval(reading.count or 0, reading.n, spec.norms)


def _rows(norm: Norm, readings: Sequence[Reading], spec: Spec) -> list[dict[str, Any]]:
    if not readings:
        why = ELSEWHERE if norm.elsewhere else NOT_MEASURED
        return [unknown_row(f"{norm.slug}/meting", unit=norm.unit, caveats=(why,))]
    return [_row(norm, reading, spec) for reading in readings]


def _row(norm: Norm, reading: Reading, spec: Spec) -> dict[str, Any]:
    group = f"{norm.slug}/{reading.name}"
    if reading.late:
        return unknown_row(group, unit=reading.unit, caveats=(BEGAN_LATE,))
    if not reading.n:
        return unknown_row(group, unit=reading.unit, caveats=(NOT_MEASURED, *reading.caveats))
    said = () if reading.name in BESIDE else (verdict(reading, norm),)
    sizes = {"n": reading.n, "n_eligible": reading.eligible, CLIENTS: reading.clients, CLIENTS_REST: reading.rest}
    interval = _interval(reading, norm, spec)
    low, high = interval or (None, None)
    row = {
        "group": group,
        "low": low,
        "high": high,
        "unit": reading.unit,
        **sizes,
        "caveats": (*said, *reading.caveats),
    }
    if reading.value is not None:
        return row | {"value": reading.value, "method": "kaplan-meier" if reading.unit == "procent" else "t"}
    count = reading.count or 0
    method = spec.norms.interval if interval else "telling"
    return row | {"count": count, "share": count / reading.n, "bounds": _bounds(reading), "method": method}


def _said(norm: Norm, registration: Registration, spec: Spec) -> dict[str, Any]:
    answers, surveys = (
        of_sheet(table(registration, name), registration, spec) for name in ("survey_answers", "surveys")
    )
    given = each(answers.filter(answers.item == norm.item))
    counts = {str(row.answer): int(row.count) for row in given}
    asked = {str(row.survey) for row in given}
    invited = [whole(row.invited) for row in each(surveys) if row.survey in asked]
    yes, n = counts.get("ja", 0), counts.get("ja", 0) + counts.get("nee", 0)
    if not n:
        return unknown_row(norm.slug, caveats=(NOT_MEASURED,))
    known = [number for number in invited if number is not None]
    eligible = sum(known) if known and len(known) == len(invited) else None
    if eligible is not None and n > eligible:
        return unknown_row(norm.slug, caveats=(CONTRADICTORY,))
    reading = Reading("inwoners", yes, n, eligible or 0)
    row = {"group": norm.slug, "count": yes, "n": n, "n_eligible": eligible, "share": yes / n}
    return row | {"bounds": _bounds(reading), "method": "telling", "caveats": (verdict(reading, norm),)}
