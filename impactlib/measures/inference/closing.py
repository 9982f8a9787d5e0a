"""The share of theme cases closed within a year, three ways: behind notebooks/verdieping.ipynb."""

from __future__ import annotations

from typing import Any

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.inference.findings import results
from impactlib.measures.lengths import LATE, followed, recorded_since
from impactlib.measures.rows import as_of
from impactlib.measures.survival import closed_within, first_day
from impactlib.model import INDIVIDUAL, Registration
from impactlib.params import Spec

DAYS_IN_YEAR = 365


def closing(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Share of theme cases closed within a year: fully observed, and by Kaplan and Meier.

    Returns
    -------
    DataFrame
        ``fully_observed``: cases that started in the 365 days that end 365 days before the as-of
        date; a plain share, without an interval; unknown where the registration holds only those of
        them that lasted. ``kaplan_meier``: all that started in the 730 days before it; those that
        still run count for as long as they were seen, and those that began before the registration
        did from then on; log-log interval. ``closed_only``: what leaves out those that still run, to
        show how far off it is. Columns: measure, n, closed (within a year), share, low, high, from_day
        (the estimate is of cases that lasted so long; 0: of all). Findings ``left-truncation`` where
        the registration begins too late for these cases, ``late-start`` where too few were under
        watch in the first days.
    """
    known = cases.trajectories(registration, spec)
    own = known[(known["kind"] == INDIVIDUAL) & known["domain"].isin(spec.theme.domains)]
    lengths = followed(own, registration, spec)
    since, seen = recorded_since(registration, spec), as_of(registration, spec)
    back = 2 * DAYS_IN_YEAR if since is None else (seen - since).days + LATE
    late = ("left-truncation",) if bool((lengths["started_ago"] > back).any()) else ()
    rows = [
        _plain("fully_observed", lengths[lengths["started_ago"] >= DAYS_IN_YEAR], late, told=not late),
        _kaplan_meier(lengths, spec.norms.interval_level, late),
        _plain("closed_only", lengths[lengths["closed"]], late),
    ]
    return results(rows, ("measure", "n", "closed", "share", "low", "high", "from_day"))


def _plain(name: str, lengths: pd.DataFrame, findings: tuple[str, ...], *, told: bool = True) -> dict[str, Any]:
    n, within = int(lengths["count"].sum()), _within(lengths)
    if not n:
        return {"measure": name, "n": 0, "state": "unknown", "findings": (*findings, "no-cases")}
    share = {"share": within / n} if told else {"state": "unknown"}
    return {"measure": name, "n": n, "closed": within, "findings": findings, **share}


def _kaplan_meier(lengths: pd.DataFrame, level: float, findings: tuple[str, ...]) -> dict[str, Any]:
    n = int(lengths["count"].sum())
    row = {"measure": "kaplan_meier", "n": n, "closed": _within(lengths), "findings": findings}
    if not n:
        return row | {"state": "unknown", "findings": (*findings, "no-cases")}
    day = first_day(lengths)
    late = (*findings, "late-start") if day is None or day > 0 else findings
    share, interval = closed_within(lengths, DAYS_IN_YEAR, level)
    if share is None:
        return row | {"state": "unknown", "findings": late if day is None else (*late, "watched-too-short")}
    low, high = interval or (None, None)
    return row | {"share": share, "low": low, "high": high, "from_day": day, "findings": late}


def _within(lengths: pd.DataFrame) -> int:
    return int(lengths.loc[lengths["closed"] & (lengths["days"] <= DAYS_IN_YEAR), "count"].sum())
