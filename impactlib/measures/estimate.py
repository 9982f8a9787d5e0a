"""What measures share: rows, shares, intervals and bounds. Works on counts, never on persons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from impactlib.measures.rows import text
from impactlib.model import CLIENTS, CLIENTS_REST, ROW_COLUMNS
from impactlib.params import Norms

Interval = tuple[float, float] | None

TWO = 2

NOTHING_RECORDED = "niets-ingevuld"
"""Caveat: this was filled in for nobody."""

_METHODS = {"wilson": "wilson", "exact": "beta"}


def frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a measure's frame: every column of the schema, None where it does not apply."""
    columns = [*ROW_COLUMNS, CLIENTS, CLIENTS_REST]
    records = [{"state": "shown", "caveats": (), **row} for row in rows]
    return pd.DataFrame([[record.get(name) for name in columns] for record in records], columns=columns, dtype=object)


def total(part: pd.DataFrame, column: str = "count") -> int:
    """The sum of a column of counts, 0 for no rows."""
    return int(part[column].sum())


def unknown_row(group: str, **fields: object) -> dict[str, Any]:
    """A row of something that was not registered or not measured: no number, not even 0."""
    return {"group": group, "state": "unknown", **fields}


def stated_row(
    group: str, value: float | None, unit: str, source: str | None = None, caveats: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A row with what a document states; unknown where it states nothing."""
    if value is None:
        return unknown_row(group, unit=unit, source=source, caveats=caveats)
    return {"group": group, "value": value, "unit": unit, "source": source, "method": "opgave"}


def public_figure(row: Any) -> dict[str, object]:
    """The row of a public figure as its source has it; unknown where there is none."""
    group = f"{row.indicator}@{row.area}@{row.year}"
    place = {"area": row.area, "year": int(row.year), "unit": text(row.unit), "source": text(row.source)}
    if pd.isna(row.value):
        return unknown_row(group, **place)
    return {"group": group, "value": float(row.value), "name": text(row.as_stated), "method": "overgenomen", **place}


def counted(group: str, count: int, n: int, n_eligible: int, clients: tuple[int, int]) -> dict[str, Any]:
    """A share of a registration: a plain count, so no interval.

    ``clients`` are the distinct clients behind ``count`` and behind ``n``.
    """
    of_count, of_n = clients
    return {
        "group": group,
        "count": int(count),
        "n": int(n),
        "n_eligible": int(n_eligible),
        "share": count / n if n else None,
        "method": "telling",
        CLIENTS: int(of_count),
        CLIENTS_REST: int(of_n) - int(of_count),
    }


def of_recorded(rows: list[dict[str, Any]], blank: str) -> list[dict[str, Any]]:
    """Rows of one whole, of which ``blank`` counts what was not recorded: with bounds, or unknown.

    Bounds take each that was not recorded as in none of the row, and as in it. Where nothing was
    recorded the other rows are unknown: 0 of them would be a claim.
    """
    left_out = next(row for row in rows if row["group"] == blank)
    missing, n = left_out["count"], left_out["n"]
    if missing and missing == n:
        return [row if row is left_out else unknown_row(row["group"], caveats=(NOTHING_RECORDED,)) for row in rows]
    return [
        row if row is left_out or not n else row | {"bounds": (row["count"] / n, (row["count"] + missing) / n)}
        for row in rows
    ]


def with_interval(row: dict[str, Any], norms: Norms, bounds: Interval = None) -> dict[str, Any]:
    """The row with a binomial interval on its share, and worst-case bounds where given."""
    low_high = share_interval(row["count"], row["n"], norms) if row["n"] else None
    low, high = low_high or (None, None)
    return row | {"low": low, "high": high, "bounds": bounds, "method": norms.interval if low_high else None}


def share_interval(count: float, n: float, norms: Norms) -> Interval:
    """Binomial interval of ``count / n``; None when n is 0.

    Wilson (1927) by default, or Clopper and Pearson (1934) for ``interval: exact``.

    Examples
    --------
    >>> from impactlib.params import norms
    >>> [round(limit, 4) for limit in share_interval(81, 263, norms())]
    [0.2553, 0.3662]
    """
    if n <= 0:
        return None
    low, high = proportion_confint(count, n, alpha=1 - norms.interval_level, method=_METHODS[norms.interval])
    return float(low) if count > 0 else 0.0, float(high) if count < n else 1.0


def finite_interval(count: int, n: int, population: int, norms: Norms) -> Interval:
    """Wilson interval with the finite-population correction n(N-1)/(N-n) on the sample size.

    None where nobody answered; the share itself twice where everybody did.
    Source: Cochran (1977), section 2.6, applied to the effective sample size.
    """
    if n <= 0:
        return None
    share = count / n
    if n >= population:
        return share, share
    effective = n * (population - 1) / (population - n)
    return share_interval(share * effective, effective, norms)


def response_bounds(count: int, n: int, invited: int) -> Interval:
    """Share of all invited that is favourable at least and at most, whoever did not answer."""
    if not invited or n > invited:
        return None
    return count / invited, (count + invited - n) / invited


def mean_interval(n: int, summed: float, squares: float, level: float) -> tuple[float | None, Interval]:
    """Mean and t interval from n, sum and sum of squares; None for n = 0, no interval for n = 1.

    An interval is also withheld when every value is equal: no spread was seen, so none can be
    estimated. Source: Student (1908).
    """
    if n == 0:
        return None, None
    mean = summed / n
    spread = squares - summed * mean
    if n == 1 or spread <= 1e-12 * max(squares, 1):
        return mean, None
    half = float(stats.t.ppf((1 + level) / 2, n - 1)) * math.sqrt(spread / (n - 1) / n)
    return mean, (mean - half, mean + half)


def within(interval: Interval, lowest: float, highest: float) -> Interval:
    """The interval, or none where it leaves the scale: then the method does not fit, and cutting it off hides that."""
    return interval if interval is not None and lowest <= interval[0] and interval[1] <= highest else None


def cluster_interval(n: np.ndarray, sums: np.ndarray, level: float) -> tuple[float | None, Interval]:
    """Mean over respondents with a cluster-robust t interval (CR2), from n and sum per cluster.

    For an intercept both have a closed form. With w_g = n_g / N the variance is
    sum((sum_g - n_g mean)^2 / (1 - w_g)) / N^2, and Satterthwaite's degrees of freedom are
    1 / (sum(w_g^2) + sum over g != h of w_g^2 w_h^2 / ((1 - w_g)(1 - w_h))). Clusters of equal size
    give the usual sandwich with G - 1 degrees of freedom. No interval with one cluster, or when the
    clusters do not differ.

    Source: Bell and McCaffrey (2002); Pustejovsky and Tipton (2018), with independence as working model.
    """
    size = n.sum()
    if size == 0:
        return None, None
    mean = float(sums.sum() / size)
    taken = n > 0
    part, spread = n[taken] / size, (sums[taken] - n[taken] * mean) ** 2
    if len(part) < TWO or float(spread.sum()) <= 1e-12:
        return mean, None
    error = math.sqrt(float((spread / (1 - part)).sum())) / float(size)
    each = part**2 / (1 - part)
    free = 1 / float((part**2).sum() + each.sum() ** 2 - (each**2).sum())
    half = float(stats.t.ppf((1 + level) / 2, free)) * error
    return mean, (mean - half, mean + half)


def log_log(stay: float, error: float, level: float) -> Interval:
    """Limits of a share that still runs, on the log-log scale; none at 0 and 1, where it does not exist.

    Source: Kalbfleisch and Prentice (2002), section 1.4; compared with R's survival::survfit(conf.type = "log-log").

    Examples
    --------
    >>> [round(limit, 4) for limit in log_log(0.375, 0.2864, 0.95)]
    [0.011, 0.808]
    """
    if not 0 < stay < 1 or not error > 0:
        return None
    half = float(stats.norm.ppf((1 + level) / 2)) * error / (stay * math.log(stay))
    low, high = sorted(stay ** math.exp(sign * half) for sign in (-1, 1))
    return low, high
