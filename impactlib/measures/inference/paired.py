"""Change between start and end of the same cases, on a scale whose steps need not be equal.

Exact tests on counts: with differences of -4 to 4 nearly everything is tied, and the usual
approximations and tables are wrong then.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

from impactlib.measures.counts import CaseCounts
from impactlib.measures.estimate import mean_interval, total
from impactlib.measures.inference.findings import results
from impactlib.model import DOMAINS, DOMAINS_2013
from impactlib.params import Spec

Zeros = Literal["wilcox", "pratt"]
Differences = Mapping[int, int]
"""How many cases have each difference of end minus start."""

COLUMNS = (
    "domain",
    "n",
    "higher",
    "equal",
    "lower",
    "sign_p",
    "signed_rank_p",
    "signed_rank_pratt_p",
    "holm_p",
    "superiority",
    "low",
    "high",
    "hodges_lehmann",
)


def changes(counts: CaseCounts, spec: Spec) -> pd.DataFrame:
    """Start against end by domain: tests, Holm over the domains, and effect sizes.

    Parameters
    ----------
    counts : CaseCounts
        ``growth``: domain, version, start, end (Int64), count.

    Returns
    -------
    DataFrame
        domain (str), n, higher, equal, lower (int, pairs), sign_p (exact sign test), signed_rank_p
        (exact, zeros dropped), signed_rank_pratt_p (exact, zeros ranked and then dropped), holm_p
        (sign_p over the domains), superiority (0-1) with low and high, hodges_lehmann (points).
        No test for one pair or without any change.
    """
    parts = _by_domain(counts)
    rows = [_change(domain, differences, spec.norms.interval_level) for domain, differences in parts.items()]
    tested = [row for row in rows if row["sign_p"] is not None]
    for row, p in zip(tested, holm([row["sign_p"] for row in tested]), strict=True):
        row["holm_p"] = p
    return results(rows, COLUMNS)


def _by_domain(counts: CaseCounts) -> dict[str, dict[int, int]]:
    pairs = counts.growth[counts.growth["start"].notna() & counts.growth["end"].notna()]
    if pairs["version"].nunique() > 1:
        return {}
    pairs = pairs.assign(change=pairs["end"] - pairs["start"])
    return {
        domain: {int(str(change)): total(part) for change, part in own.groupby("change")}
        for domain in dict.fromkeys((*DOMAINS, *DOMAINS_2013))
        if len(own := pairs[pairs["domain"] == domain])
    }


def _change(domain: str, differences: Differences, level: float) -> dict[str, Any]:
    higher = sum(k for d, k in differences.items() if d > 0)
    lower = sum(k for d, k in differences.items() if d < 0)
    n = sum(differences.values())
    sizes = {"domain": domain, "n": n, "higher": higher, "equal": n - higher - lower, "lower": lower}
    findings = ("one-pair",) if n == 1 else ("all-equal",) if higher + lower == 0 else ()
    estimate, interval = superiority(differences, level)
    low, high = interval or (None, None)
    return sizes | {
        "sign_p": None if findings else sign_test(higher, lower),
        "signed_rank_p": None if findings else signed_rank(differences, "wilcox"),
        "signed_rank_pratt_p": None if findings else signed_rank(differences, "pratt"),
        "superiority": estimate,
        "low": low,
        "high": high,
        "hodges_lehmann": hodges_lehmann(differences),
        "findings": findings,
        "state": "unknown" if findings else "shown",
    }


def sign_test(higher: int, lower: int) -> float:
    """Exact two-sided sign test; pairs without a change say nothing about direction and are left out.

    Source: Arbuthnott (1710); compared with R's binom.test.

    Examples
    --------
    >>> round(sign_test(8, 1), 7)
    0.0390625
    """
    return float(stats.binomtest(higher, higher + lower, 0.5).pvalue)


def signed_rank(differences: Differences, zeros: Zeros) -> float:
    """Exact two-sided signed-rank test, given the ties; ranks of tied sizes are averaged.

    Parameters
    ----------
    differences : mapping of int to int
    zeros : {"wilcox", "pratt"}
        ``wilcox``: zeros are dropped before ranking (Wilcoxon 1945). ``pratt``: zeros are ranked
        with the others and then dropped (Pratt 1959).

    Source: the shift algorithm of Streitberg and Roehmel (1986) over doubled ranks; compared with
    R's exactRankTests::wilcox.exact and coin::wilcoxsign_test.
    """
    ranks = _double_ranks(differences, zeros)
    ways = np.ones(1)
    for size, rank in ranks.items():
        for _ in range(differences.get(size, 0) + differences.get(-size, 0)):
            taken = np.zeros(len(ways) + rank)
            taken[: len(ways)] += ways
            taken[rank:] += ways
            ways = taken / 2
    observed = sum(rank * differences.get(size, 0) for size, rank in ranks.items())
    tail = min(ways[: observed + 1].sum(), ways[observed:].sum())
    return min(1.0, 2 * float(tail))


def _double_ranks(differences: Differences, zeros: Zeros) -> dict[int, int]:
    """Twice the mean rank of each size of difference: a whole number, ties or not."""
    below = differences.get(0, 0) if zeros == "pratt" else 0
    ranks = {}
    for size in sorted({abs(d) for d in differences} - {0}):
        here = differences.get(size, 0) + differences.get(-size, 0)
        ranks[size] = 2 * below + here + 1
        below += here
    return ranks


def holm(p_values: list[float]) -> list[float]:
    """P values adjusted for how many were looked at (Holm 1979)."""
    if len(p_values) < 2:
        return p_values
    return [float(p) for p in pingouin.multicomp(p_values, method="holm")[1]]


def superiority(differences: Differences, level: float) -> tuple[float | None, tuple[float, float] | None]:
    """Probability that a case ends higher than it started, half for a tie.

    Paired: P(end > start) + P(end = start) / 2 over the same cases, with a t interval on the
    log-odds, so that it stays between 0 and 1. None where all cases went the same way.
    Source: Grissom and Kim (2012); the same in R by hand.
    """
    n = sum(differences.values())
    scores = {d: (d > 0) + (d == 0) / 2 for d in differences}
    summed = sum(scores[d] * k for d, k in differences.items())
    squares = sum(scores[d] ** 2 * k for d, k in differences.items())
    estimate, interval = mean_interval(n, summed, squares, level)
    if estimate is None or interval is None:
        return estimate, None
    half = (interval[1] - estimate) / (estimate * (1 - estimate))
    odds = math.log(estimate / (1 - estimate))
    return estimate, (1 / (1 + math.exp(half - odds)), 1 / (1 + math.exp(-half - odds)))


def hodges_lehmann(differences: Differences) -> float | None:
    """The median of all means of two differences, each case with itself included (zeros too)."""
    if not differences:
        return None
    walsh: dict[float, int] = {}
    for d, k in differences.items():
        for e, m in differences.items():
            pairs = k * (k + 1) // 2 if d == e else k * m if d < e else 0
            walsh[(d + e) / 2] = walsh.get((d + e) / 2, 0) + pairs
    values = sorted(walsh)
    passed = np.cumsum([walsh[value] for value in values])
    places = ((int(passed[-1]) - 1) // 2, int(passed[-1]) // 2)
    return math.fsum(values[int(np.searchsorted(passed, place, side="right"))] for place in places) / 2
