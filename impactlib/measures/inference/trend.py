"""Years side by side, and the places where the line breaks: what is measured otherwise is not subtracted.

A function for researchers, not a table of the sheet: its cells recur from the sheets of other years,
each of which decided on its own what may leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from impactlib.measures import from_counts, response, zrm
from impactlib.measures.counts import count_cases
from impactlib.measures.inference.findings import results
from impactlib.model import Measure, Period, Registration
from impactlib.params import Spec

APART = ("within-365-days", "higher", "goal-reached")
"""Figures of which no case is in two years, so that years may be compared as two samples."""

FLOW = ("open_at_start", "started", "closed", "open_at_end", "unique_clients")


@dataclass(frozen=True)
class Point:
    """One figure of one year, with everything that must stay the same for it to be compared.

    ``same``: what was counted by name (basis, period, theme, zrm_version, questionnaire, reach);
    ``level``: of the interval of a difference.
    """

    figure: str
    year: int
    count: int | None
    n: int | None
    value: float | None
    same: Mapping[str, str]
    level: float = 0.95


def years_of(spec: Spec, years: Iterable[int]) -> tuple[Spec, ...]:
    """The same sheet in other years: period and as-of date are moved along."""
    return tuple(_moved(spec, year - spec.params.year) for year in sorted(set(years)))


def _moved(spec: Spec, by: int) -> Spec:
    params = spec.params.model_copy(update={"year": spec.params.year + by})
    period = Period(_later(spec.period.first, by), _later(spec.period.last, by))
    return replace(spec, params=params, period=period, as_of=_later(spec.as_of, by))


def _later(day: dt.date, years: int) -> dt.date:
    """The same day in another year; the last of February stays the last of February."""
    tomorrow = day + dt.timedelta(days=1)
    if (day.month, tomorrow.month) == (2, 3):
        return tomorrow.replace(year=tomorrow.year + years) - dt.timedelta(days=1)
    return day.replace(year=day.year + years)


def over_years(registration: Registration, specs: Sequence[Spec]) -> pd.DataFrame:
    """A small set of figures, year after year, with the difference where there may be one.

    Returns
    -------
    DataFrame
        figure (str: theme-share, higher, goal-reached, within-365-days, and an item of the client
        survey), year, count, n (int), value (share 0-1), difference (with the year before), low, high
        (its interval, Newcombe's, of figures that share no case between years; the others have none),
        findings: ``break-<what>`` for each definition that changed, which forbids a difference;
        ``only-qualitative`` for a survey that says nothing of others than those who answered. A year that
        the registration does not hold, or did not see, is unknown.

    Source: Newcombe (1998), method 10.
    """
    points = [point for spec in specs for point in _points(registration, spec)]
    surveys = {spec.params.year: _of_surveys(registration, spec) for spec in specs}
    items = dict.fromkeys(point.figure for found in surveys.values() for point in found)
    points += [point for found in surveys.values() for point in _filled(found, items)]
    figures = dict.fromkeys(point.figure for point in points)
    rows = [row for figure in figures for row in side_by_side([p for p in points if p.figure == figure])]
    return results(rows, ("figure", "year", "count", "n", "value", "difference", "low", "high"))


def _filled(found: Sequence[Point], items: Iterable[str]) -> list[Point]:
    """The items of one year, and as unknown those that only another year asked."""
    asked = {point.figure: point for point in found}
    return [
        asked.get(item) or replace(found[0], figure=item, count=None, n=None, value=None) for item in items if found
    ]


def side_by_side(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The points of one figure in the order of their years, each compared with the one before."""
    rows: list[dict[str, Any]] = []
    before: Point | None = None
    for point in sorted(points, key=lambda one: one.year):
        breaks = _breaks(before, point)
        row = {"figure": point.figure, "year": point.year, "count": point.count, "n": point.n, "value": point.value}
        row |= {"findings": breaks, "state": "unknown" if point.value is None else "shown"}
        if before is not None and not breaks and point.value is not None and before.value is not None:
            row |= _difference(before, point)
        rows.append(row)
        before = point
    return rows


def _difference(before: Point, point: Point) -> dict[str, float]:
    """The difference with the year before; with an interval where no case is in both."""
    found = {"difference": (point.value or 0.0) - (before.value or 0.0)}
    if point.figure not in APART or not before.n or not point.n:
        return found
    low, high = confint_proportions_2indep(
        point.count, point.n, before.count, before.n, compare="diff", method="newcomb", alpha=1 - point.level
    )
    return found | {"low": float(low), "high": float(high)}


def _breaks(before: Point | None, point: Point) -> tuple[str, ...]:
    if before is None:
        return ()
    names = dict.fromkeys((*before.same, *point.same))
    changed = [f"break-{name}" for name in names if before.same.get(name) != point.same.get(name)]
    if "+" in before.same.get("zrm_version", "") + point.same.get("zrm_version", ""):
        changed.append("break-zrm_version")
    if "alleen_kwalitatief" in (before.same.get("reach"), point.same.get("reach")):
        changed = [*(name for name in changed if name != "break-reach"), "only-qualitative"]
    return tuple(dict.fromkeys(changed))


def _points(registration: Registration, spec: Spec) -> list[Point]:
    if not spec.theme.domains:
        return []
    counts = count_cases(registration, spec)
    cases = {"basis": spec.params.basis, "period": _kind(spec.period), "theme": " ".join(sorted(spec.theme.domains))}
    scores = cases | {"zrm_version": zrm.versions_of_pairs(counts)}
    tables = {table.id: table for table in from_counts(counts, spec)}
    return [
        _point("theme-share", tables["caseload-theme-share"], "theme", spec, cases),
        _point("within-365-days", tables["caseload-duration"], "within_365_days", spec, {"theme": cases["theme"]}),
        _point("higher", tables["zrm-end-vs-start"], "higher", spec, scores),
        _point("goal-reached", tables["zrm-goal-reached"], "reached", spec, scores),
    ]


def _kind(period: Period) -> str:
    """Where in the year a period lies and how long it is; a leap day does not make another kind."""
    return f"{period.first:%m-%d}/{(period.last + dt.timedelta(days=1)):%m-%d}/{round(period.days / 30.4)}"


def _of_surveys(registration: Registration, spec: Spec) -> list[Point]:
    surveys = response.count_surveys(registration, spec)
    own = next((survey for survey in surveys if survey.name == response.CLIENT_SURVEY), None)
    if own is None:
        return []
    same = {"questionnaire": own.version, "reach": response.verdict(own, spec.norms)}
    table = response.satisfaction(own.name, surveys, spec)
    return [_point(item, table, item, spec, same) for item in response.closed_items(own)]


def _point(figure: str, table: Measure, group: str, spec: Spec, same: Mapping[str, str]) -> Point:
    row = table.rows[table.rows["group"] == group].iloc[0]
    return Point(figure, spec.params.year, row["count"], row["n"], row["share"], same, spec.norms.interval_level)


def flow_over_years(registration: Registration, specs: Sequence[Spec]) -> pd.DataFrame:
    """Open, started, closed, open, and distinct clients: a row per year.

    Returns
    -------
    DataFrame
        year, open_at_start, started, closed, open_at_end, unique_clients (int; None
        where some cases name no client, and in a year that the registration does not hold). Finding
        ``flow-does-not-join`` where a year does not begin with what the year before left open:
        the periods do not adjoin, or the registration was looked at too early.
    """
    rows: list[dict[str, Any]] = []
    for spec in sorted(specs, key=lambda one: one.params.year):
        flow = from_counts(count_cases(registration, spec), spec)[0].rows.set_index("group")["count"]
        row = {"year": spec.params.year, **{name: None if flow[name] is None else int(flow[name]) for name in FLOW}}
        known = bool(rows) and None not in (rows[-1]["open_at_end"], row["open_at_start"])
        joins = not known or rows[-1]["open_at_end"] == row["open_at_start"]
        rows.append(row | {"findings": () if joins else ("flow-does-not-join",)})
    return results(rows, ("year", *FLOW))
