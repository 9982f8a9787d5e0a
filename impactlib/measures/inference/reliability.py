"""How far items of a questionnaire hang together, and answers within one activity resemble each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from impactlib.measures.inference.findings import results


def reliability(answers: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Cronbach's alpha over respondents who answered every item (listwise).

    Parameters
    ----------
    answers : DataFrame
        A column per item (float, points); other columns are left out by the caller. One row per
        respondent; missing answers are NaN.

    Returns
    -------
    DataFrame
        One row: questionnaire, items, n (complete answers), n_eligible (all), alpha, low, high
        (Feldt's interval), with findings: ``constant-item`` (left out), ``runs-other-way`` (an item
        falls where the others rise: declare it as reversed), ``too-few-complete``.

    Source: Cronbach (1951), Feldt, Woodruff and Salih (1987); compared with psych::alpha in R.
    """
    complete = answers.dropna()
    varied = [name for name in complete if complete[name].nunique() > 1]
    findings = ("constant-item",) if complete.shape[0] > 1 and len(varied) < answers.shape[1] else ()
    row: dict[str, Any] = {"items": len(varied), "n": len(complete), "n_eligible": len(answers)}
    if len(complete) < 3 or len(varied) < 2:
        row |= {"state": "unknown", "findings": (*findings, "too-few-complete")}
    else:
        alpha = float(pingouin.cronbach_alpha(complete[varied], nan_policy="listwise")[0])
        low, high = _feldt(alpha, len(complete), len(varied), level)
        row |= {"alpha": alpha, "low": low, "high": high}
        row["findings"] = (*findings, *(("runs-other-way",) if _backwards(complete[varied]) else ()))
    return results(
        [{"questionnaire": "alpha", **row}], ("questionnaire", "items", "n", "n_eligible", "alpha", "low", "high")
    )


def _feldt(alpha: float, n: int, items: int, level: float) -> tuple[float, float]:
    """The interval of alpha; pingouin has it too, but rounded to three decimals."""
    free = (n - 1, (n - 1) * (items - 1))
    low, high = (1 - (1 - alpha) * float(stats.f.ppf(tail, *free)) for tail in ((1 + level) / 2, (1 - level) / 2))
    return low, high


def _backwards(items: pd.DataFrame) -> bool:
    """Whether an item falls as the sum of the others rises."""
    whole = items.sum(axis=1)
    return any(_covariance(items[name], whole - items[name]) < 0 for name in items)


def _covariance(one: pd.Series, other: pd.Series) -> float:
    return float(((one - one.mean()) * (other - other.mean())).sum())


def agreement(counts: pd.DataFrame) -> pd.DataFrame:
    """ICC(1) of each item by activity: how much answers within one activity resemble each other.

    Parameters
    ----------
    counts : DataFrame
        item, activity_id (str), answer (float), n (int): measures.collective.count_answers.

    Returns
    -------
    DataFrame
        item, activities, n (int), icc (can be below 0), design_effect (how many times wider the
        variance of a mean over answers is than that of as many independent ones: 1 + (m - 1) icc, m
        the size of the activity of an average answer, sum(n^2) / sum(n); at least 1).

    Source: one-way random effects, Shrout and Fleiss (1979), with the mean size n0 for unequal
    groups (Donner and Koval 1980); compared with psych::ICC and aov in R. Kish (1965), section 8.2,
    for the design effect.
    """
    return results(
        [_agreement(str(item), part) for item, part in counts.groupby("item")],
        ("item", "activities", "n", "icc", "design_effect"),
    )


def _agreement(item: str, part: pd.DataFrame) -> dict[str, Any]:
    groups = [
        np.repeat(own["answer"].to_numpy(float), own["n"].to_numpy(int)) for _, own in part.groupby("activity_id")
    ]
    sizes = np.array([len(group) for group in groups])
    row: dict[str, Any] = {"item": item, "activities": len(groups), "n": int(sizes.sum())}
    if len(groups) < 2:
        return row | {"state": "unknown", "findings": ("one-activity",)}
    if sizes.max() < 2:
        return row | {"state": "unknown", "findings": ("one-answer-each",)}
    if len(np.unique(np.concatenate(groups))) == 1:
        return row | {"state": "unknown", "findings": ("all-the-same",)}
    of_an_answer = float((sizes**2).sum() / sizes.sum())
    n0 = (float(sizes.sum()) - of_an_answer) / (len(sizes) - 1)
    icc = 1.0 if all(np.ptp(group) == 0 for group in groups) else _icc(groups, n0)
    return row | {"icc": icc, "design_effect": max(1.0, 1 + (of_an_answer - 1) * icc)}


def _icc(groups: list[np.ndarray], n0: float) -> float:
    f = float(anova_oneway(groups, use_var="equal").statistic)
    return (f - 1) / (f + n0 - 1)
