"""How long trajectories take when some still run: Kaplan and Meier's estimate, from counts of days."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from impactlib.measures.estimate import Interval, log_log

HALF = 0.5 + 1e-12


def closed_within(lengths: pd.DataFrame, days: int, level: float) -> tuple[float | None, Interval]:
    """Share closed within ``days``, as if every trajectory had been watched that long.

    Parameters
    ----------
    lengths : DataFrame
        days (int), closed (bool), count (int): trajectories by the days from their start to their
        end, or to the last day they were seen open.
    days : int
    level : float
        Of the interval (0.95).

    Returns
    -------
    float or None, tuple or None
        1 - S(days) and a log-log interval. None where nobody was watched so long and some were
        still open: the data do not tell. No interval where everybody or nobody closed.

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


def _curve(lengths: pd.DataFrame) -> SurvfuncRight | None:
    """The curve, from one value per trajectory; None where nobody closed."""
    rows = lengths.loc[lengths.index.repeat(lengths["count"])]
    if rows.empty or not rows["closed"].any():
        return None
    return SurvfuncRight(rows["days"].to_numpy(dtype=float), rows["closed"].to_numpy(dtype=float))


def _watched(lengths: pd.DataFrame) -> int:
    return int(lengths["days"].max()) if len(lengths) else 0


def _first(times: np.ndarray, stays: Iterable[float]) -> float | None:
    """The first time at which at most half still runs."""
    return next((float(time) for time, stay in zip(times, stays, strict=True) if stay <= HALF), None)


def _stay_interval(stay: float, error: float, level: float) -> tuple[float, float]:
    """Limits of a share that still runs; at 0 and 1 there is nothing to estimate with."""
    return log_log(stay, error, level) or (stay, stay)
