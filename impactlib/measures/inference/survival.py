"""How long cases last, with those that still run taken along."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from impactlib.measures.estimate import log_log
from impactlib.measures.inference.findings import results
from impactlib.measures.rows import as_of, fetched, table
from impactlib.model import INDIVIDUAL, Registration
from impactlib.params import Spec

DAYS_IN_YEAR = 365
NOT_LATE = -1
"""Entry of a case that was on record from its first day: it could be seen closing on day 0."""

LATE = 30
"""Cases that began so many days before the first closing on record were seen because they lasted."""


def closing(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Share of theme cases closed within a year: fully observed, and by Kaplan and Meier.

    Returns
    -------
    DataFrame
        ``fully_observed``: cases that started in the 365 days that end 365 days before the as-of
        date; a plain share, without an interval. ``kaplan_meier``: all that started in the 730 days
        before it; those that still run count for as long as they were seen, and those that began
        before the registration did from then on; log-log interval.
        ``closed_only``: what leaves out those that still run, to show how far off it is.
        Columns: measure, n, closed (within a year), share, low, high. Finding ``left-truncation``
        where the registration begins too late: cases that had ended before are not in it, which
        makes plain shares too low.
    """
    lengths = count_lengths(registration, spec)
    late = ("left-truncation",) if bool((lengths["entry"] > LATE).any()) else ()
    observed = lengths[lengths["started_ago"] >= DAYS_IN_YEAR]
    rows = [
        _plain("fully_observed", observed, late),
        _kaplan_meier(lengths, spec.norms.interval_level, late),
        _plain("closed_only", lengths[lengths["closed"]], late),
    ]
    return results(rows, ("measure", "n", "closed", "share", "low", "high"))


def count_lengths(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Theme cases of the last 730 days as counts.

    Returns
    -------
    DataFrame
        days (int, seen until closing or the as-of date), closed (bool), entry (int, last day of the
        case before the first closing of any case on record, -1 if there is none: until then nobody
        could be seen closing), started_ago (int, days before the as-of date), count (int).
    """
    seen = as_of(registration, spec)
    rows = table(registration, "trajectories")
    cases = rows.filter(
        rows.kind == INDIVIDUAL,
        rows.municipality == spec.params.municipality,
        rows.start_date <= ibis.literal(seen),
    )
    first_closing = fetched(cases.aggregate(first=cases.end_date.min()))["first"].iloc[0]
    own = cases.filter(
        cases.zrm_domain.isin(list(spec.theme.domains) or [""]),
        cases.start_date > ibis.literal(seen - dt.timedelta(days=2 * DAYS_IN_YEAR)),
    )
    closed = (own.end_date <= ibis.literal(seen)).fill_null(False)
    until = closed.ifelse(own.end_date, ibis.literal(seen))
    by = own.select(
        days=until.delta(own.start_date, unit="day"),
        closed=closed,
        started_ago=ibis.literal(seen).delta(own.start_date, unit="day"),
    )
    found = fetched(by.group_by("days", "closed", "started_ago").agg(count=by.count()))
    found = found.astype({"days": "int64", "started_ago": "int64", "count": "int64"})
    back = 2 * DAYS_IN_YEAR if pd.isna(first_closing) else (seen - first_closing).days
    entry = (found["started_ago"] - back - 1).clip(lower=NOT_LATE)
    return found.assign(entry=entry).sort_values(["started_ago", "days", "closed"], ignore_index=True)


def _plain(name: str, lengths: pd.DataFrame, findings: tuple[str, ...]) -> dict[str, Any]:
    n = int(lengths["count"].sum())
    within = int(lengths.loc[lengths["closed"] & (lengths["days"] <= DAYS_IN_YEAR), "count"].sum())
    if not n:
        return {"measure": name, "n": 0, "state": "unknown", "findings": (*findings, "no-cases")}
    return {"measure": name, "n": n, "closed": within, "share": within / n, "findings": findings}


def _kaplan_meier(lengths: pd.DataFrame, level: float, findings: tuple[str, ...]) -> dict[str, Any]:
    n = int(lengths["count"].sum())
    within = int(lengths.loc[lengths["closed"] & (lengths["days"] <= DAYS_IN_YEAR), "count"].sum())
    row = {"measure": "kaplan_meier", "n": n, "closed": within, "findings": findings}
    if not n:
        return row | {"state": "unknown", "findings": (*findings, "no-cases")}
    if not bool((lengths["days"] >= DAYS_IN_YEAR).any()) and not bool(lengths["closed"].all()):
        return row | {"state": "unknown", "findings": (*findings, "watched-too-short")}
    staying, interval = survival_at(lengths.loc[lengths.index.repeat(lengths["count"])], DAYS_IN_YEAR, level)
    low, high = interval or (None, None)
    share = {"share": 1 - staying, "low": None if high is None else 1 - high, "high": None if low is None else 1 - low}
    return row | share


def survival_at(cases: pd.DataFrame, at: int, level: float) -> tuple[float, tuple[float, float] | None]:
    """Share that still runs after ``at`` days, with the log-log interval (Kaplan and Meier 1958).

    Parameters
    ----------
    cases : DataFrame
        A row per case: days, entry (int), closed (bool).

    Returns
    -------
    tuple
        No interval where nobody or everybody closed by then: the log-log of 0 and 1 does not exist.

    Source: Kalbfleisch and Prentice (2002), section 1.4; compared with survival::survfit in R.

    Examples
    --------
    >>> cases = pd.DataFrame({"days": [1, 2, 3, 4], "closed": [True, False, True, False], "entry": -1})
    >>> share, interval = survival_at(cases, 3, 0.95)
    >>> round(share, 4), [round(limit, 4) for limit in interval]
    (0.375, [0.011, 0.808])
    """
    late = cases["entry"].to_numpy(int) if bool((cases["entry"] > NOT_LATE).any()) else None
    fitted = SurvfuncRight(cases["days"].to_numpy(int), cases["closed"].to_numpy(int), entry=late)
    passed = fitted.surv_times <= at
    if not passed.any():
        return 1.0, None
    staying, error = float(fitted.surv_prob[passed][-1]), float(fitted.surv_prob_se[passed][-1])
    return staying, log_log(staying, error, level)
