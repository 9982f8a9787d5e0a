"""How long trajectories take when some still run, or were not on record from their start.

Kaplan and Meier's estimate from counts of days, with delayed entry.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from impactlib.measures.estimate import Interval, log_log
from impactlib.measures.lengths import NOT_LATE

HALF = 0.5 + 1e-12
ENOUGH = 10
"""Trajectories under watch from which an estimate with late entries may begin (this project's choice)."""


def first_day(lengths: pd.DataFrame) -> int | None:
    """The first day on which enough trajectories are under watch; None where there never are.

    0 where all were on record from their start. Else what closed before that day is left out and
    the estimate is of those that lasted so long: S(t) / S(day). With one under watch, one early
    closing would make the whole curve 0.

    Source: Klein and Moeschberger (2003), section 4.6.
    """
    late = _late(lengths)
    if late is None:
        return 0
    days, entry, count = (lengths[name].to_numpy(int) for name in ("days", "entry", "count"))
    for day in sorted(set(days[lengths["closed"].to_numpy(bool)])):
        if count[(entry < day) & (days >= day)].sum() >= ENOUGH:
            return int(day) if _missed(lengths, int(day)) else 0
    return None


def _missed(lengths: pd.DataFrame, day: int) -> bool:
    """Whether a closing before that day is left out, or one could have been that nobody saw."""
    days, entry, count = (lengths[name].to_numpy(int) for name in ("days", "entry", "count"))
    from_start = count[entry == NOT_LATE].sum()
    early = lengths["closed"].to_numpy(bool) & (days < day)
    return bool(early.any() or from_start < ENOUGH)


def closed_within(lengths: pd.DataFrame, days: int, level: float) -> tuple[float | None, Interval]:
    """Share closed within ``days``, as if every trajectory had been watched that long.

    Parameters
    ----------
    lengths : DataFrame
        days (int), closed (bool), count (int): trajectories by the days from their start to their
        end, or to the last day they were seen open; and entry (int, optional): the last day on
        which nobody could have seen them close, -1 for none.
    days : int
    level : float
        Of the interval (0.95).

    Returns
    -------
    float or None, tuple or None
        1 - S(days) and a log-log interval, from ``first_day`` on. None where nobody was watched so
        long and some were still open, or never enough were under watch: the data do not tell. No
        interval where everybody or nobody closed.

    Source: Kaplan and Meier (1958); Greenwood's variance; Kalbfleisch and Prentice (2002), section 1.4,
    for the log-log interval. Compared with R's survival::survfit(conf.type = "log-log").

    Examples
    --------
    >>> seen = pd.DataFrame({"days": [10, 20, 30], "closed": [True, False, True], "count": [1, 1, 2]})
    >>> closed_within(seen, 10, 0.95)[0]
    0.25
    """
    curve = _curve(lengths)
    if curve is None:
        return None, None
    past = curve.surv_times <= days
    if not past.any():
        return (None, None) if _watched(lengths) < days else (0.0, None)
    stay, error = float(curve.surv_prob[past][-1]), float(curve.surv_prob_se[past][-1])
    if _watched(lengths) < days and stay > 0:
        return None, None
    limits = log_log(stay, error, level)
    return 1 - stay, None if limits is None else (1 - limits[1], 1 - limits[0])


def percent_closed_within(lengths: pd.DataFrame, days: int, level: float) -> tuple[float | None, Interval]:
    """``closed_within`` in percent."""
    share, interval = closed_within(lengths, days, level)
    percent = None if interval is None else (100 * interval[0], 100 * interval[1])
    return None if share is None else 100 * share, percent


def median_days(lengths: pd.DataFrame, level: float) -> tuple[float | None, Interval]:
    """Days within which half have closed, with an interval where both ends were seen.

    None where fewer than half were seen to close. Source: Brookmeyer and Crowley (1982), log-log.
    """
    curve = _curve(lengths)
    if curve is None:
        return None, None
    stays = zip(map(float, curve.surv_prob), map(float, curve.surv_prob_se), strict=True)
    ends = [_stay_interval(stay, error, level) for stay, error in stays]
    median, low, high = (
        _first(curve.surv_times, values)
        for values in (curve.surv_prob, [end[0] for end in ends], [end[1] for end in ends])
    )
    return median, None if median is None or low is None or high is None else (low, high)


def survival_at(lengths: pd.DataFrame, at: int, level: float) -> tuple[float, Interval]:
    """Share that still runs after ``at`` days with the log-log interval, from day 0 whoever is under watch.

    Examples
    --------
    >>> cases = pd.DataFrame({"days": [1, 2, 3, 4], "closed": [True, False, True, False], "count": 1})
    >>> share, interval = survival_at(cases, 3, 0.95)
    >>> round(share, 4), [round(limit, 4) for limit in interval]
    (0.375, [0.011, 0.808])
    """
    curve = _fitted(lengths)
    passed = curve.surv_times <= at
    if not passed.any():
        return 1.0, None
    stay, error = float(curve.surv_prob[passed][-1]), float(curve.surv_prob_se[passed][-1])
    return stay, log_log(stay, error, level)


def _curve(lengths: pd.DataFrame) -> SurvfuncRight | None:
    """The curve from ``first_day`` on; None where nobody closed or there never were enough."""
    day = first_day(lengths)
    if day is None:
        return None
    kept = lengths[lengths["days"] >= day] if day else lengths
    if day:
        kept = kept.assign(entry=kept["entry"].clip(lower=day - 1))
    return _fitted(kept) if kept["closed"].any() else None


def _fitted(lengths: pd.DataFrame) -> SurvfuncRight:
    """The curve, from one value per trajectory."""
    rows = lengths.loc[lengths.index.repeat(lengths["count"])]
    return SurvfuncRight(rows["days"].to_numpy(int), rows["closed"].to_numpy(int), entry=_late(rows))


def _late(lengths: pd.DataFrame) -> np.ndarray | None:
    if "entry" not in lengths or not bool((lengths["entry"] > NOT_LATE).any()):
        return None
    found: np.ndarray = lengths["entry"].to_numpy(int)
    return found


def _watched(lengths: pd.DataFrame) -> int:
    return int(lengths["days"].max()) if len(lengths) else 0


def _first(times: np.ndarray, stays: Iterable[float]) -> float | None:
    """The first time at which at most half still runs."""
    return next((float(time) for time, stay in zip(times, stays, strict=True) if stay <= HALF), None)


def _stay_interval(stay: float, error: float, level: float) -> tuple[float, float]:
    """Limits of a share that still runs; at 0 and 1 there is nothing to estimate with."""
    return log_log(stay, error, level) or (stay, stay)
