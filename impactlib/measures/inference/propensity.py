"""How far the people who answered resemble the people who were asked."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from impactlib.measures.inference.findings import results

COLUMNS = ("measure", "asked", "answered", "r_indicator", "unadjusted", "by_chance")
LEAST = 0.8
"""Where chance alone may bring the indicator below this, too few were asked to tell anything (this project's choice)."""


def representativeness(asked: pd.DataFrame) -> pd.DataFrame:
    """R-indicator: 1 minus twice the spread of the chances to answer; 1 is perfectly alike.

    Fitted chances differ by chance alone: with a few hundred asked, ``unadjusted`` stays near 0.9
    though every group answers equally often. ``r_indicator`` leaves out the part of the spread that
    is the variance of the fit about its mean, so that the spread is right on average; where that
    leaves less than nothing it is 1. ``by_chance`` is what 19 of 20 such surveys reach at least when
    every group answers equally often: only below it has anything been seen.

    Parameters
    ----------
    asked : DataFrame
        sex, age (str), asked, answered (int): measures.surveys.count_background. Rows with an
        unknown sex or age are left out.

    Returns
    -------
    DataFrame
        One row: asked, answered (int), r_indicator, unadjusted, by_chance (0-1). ``no-difference-possible``
        where everybody, nobody or one kind of people was asked; ``not-estimable`` where a group
        answered completely or not at all; ``too-few-asked`` where chance alone may bring it below 0.8.

    Source: Schouten, Cobben and Bethlehem (2009), with a logit; unadjusted compared with glm in R.
    After Shlomo, Skinner and Schouten (2012) for the bias, where everybody is asked; less the variance
    of the mean chance, which is no part of a spread about it.
    """
    sizes = {"measure": "r_indicator", "asked": int(asked["asked"].sum()), "answered": int(asked["answered"].sum())}
    return results([sizes | _indicator(asked[asked["asked"] > 0])], COLUMNS)


def _indicator(asked: pd.DataFrame) -> dict[str, Any]:
    n, k = asked["asked"].to_numpy(float), asked["answered"].to_numpy(float)
    if not n.sum() or k.sum() in (0, n.sum()) or len(asked) < 2:
        return {"state": "unknown", "findings": ("no-difference-possible",)}
    dummies = pd.get_dummies(asked[["sex", "age"]], drop_first=True, dtype=float)
    design = sm.add_constant(dummies).to_numpy(float)
    chances = _chances(design, n, k)
    if chances is None:
        return {"state": "unknown", "findings": ("not-estimable",)}
    mean = (n * chances).sum() / n.sum()
    by_chance = _by_chance(int(np.linalg.matrix_rank(design)) - 1, mean * (1 - mean) / n.sum())
    if by_chance < LEAST:
        return {"state": "unknown", "findings": ("too-few-asked",)}
    spread = float((n * (chances - mean) ** 2).sum() / (n.sum() - 1))
    left = max(spread - _variance(design, n, chances), 0.0)
    return {"r_indicator": 1 - 2 * left**0.5, "unadjusted": 1 - 2 * spread**0.5, "by_chance": by_chance}


def _by_chance(differences: int, variance: float) -> float:
    """What 95 of 100 indicators reach at least where nothing differs: the spread is then chi-squared."""
    beyond = float(stats.chi2.ppf(0.95, differences)) - differences
    return float(1 - 2 * (beyond * variance) ** 0.5)


def _variance(design: np.ndarray, n: np.ndarray, chances: np.ndarray) -> float:
    """Mean variance of a fitted chance about their mean: that much of their spread is of the fit."""
    weight = chances * (1 - chances)
    information = design.T @ (design * (n * weight)[:, None])
    of_each = np.einsum("ij,ij->i", design @ np.linalg.pinv(information), design)
    of_mean = float((n * weight).sum()) / float(n.sum()) ** 2
    return float((n * weight**2 * of_each).sum() / n.sum()) - of_mean


def _chances(design: np.ndarray, n: np.ndarray, k: np.ndarray) -> np.ndarray | None:
    """Fitted chance to answer per row; None where the fit runs off to 0 or 1."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        replied, weight = np.repeat([1.0, 0.0], len(n)), np.concatenate([k, n - k])
        both, some = np.vstack([design, design]), weight > 0
        try:
            model = sm.GLM(replied[some], both[some], family=sm.families.Binomial(), freq_weights=weight[some])
            chances = np.asarray(model.fit().predict(design), dtype=float)
        except (Warning, ValueError, np.linalg.LinAlgError):
            return None
    return chances if bool(((chances > 1e-6) & (chances < 1 - 1e-6)).all()) else None
