"""How far the people who answered resemble the people who were asked."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from impactlib.measures.inference.findings import results

COLUMNS = ("measure", "asked", "answered", "r_indicator", "unadjusted")


def representativeness(asked: pd.DataFrame) -> pd.DataFrame:
    """R-indicator: 1 minus twice the spread of the chances to answer; 1 is perfectly alike.

    Fitted chances differ by chance alone: with a few hundred asked, ``unadjusted`` stays near 0.9
    though every group answers equally often. ``r_indicator`` leaves out the part of the spread that
    is the variance of the fit.

    Parameters
    ----------
    asked : DataFrame
        sex, age (str), asked, answered (int): measures.surveys.count_background. Rows with an
        unknown sex or age are left out.

    Returns
    -------
    DataFrame
        One row: asked, answered (int), r_indicator, unadjusted (0-1). ``no-difference-possible`` where
        everybody, nobody or one kind of people was asked; ``not-estimable`` where a group
        answered completely or not at all.

    Source: Schouten, Cobben and Bethlehem (2009), with a logit; unadjusted compared with glm in R.
    Shlomo, Skinner and Schouten (2012) for the bias, where everybody is asked.
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
    spread = float((n * (chances - mean) ** 2).sum() / (n.sum() - 1))
    left = max(spread - _variance(design, n, chances), 0.0)
    return {"r_indicator": 1 - 2 * left**0.5, "unadjusted": 1 - 2 * spread**0.5}


def _variance(design: np.ndarray, n: np.ndarray, chances: np.ndarray) -> float:
    """Mean variance of a fitted chance: that much of their spread is of the fit."""
    weight = chances * (1 - chances)
    information = design.T @ (design * (n * weight)[:, None])
    of_each = np.einsum("ij,ij->i", design @ np.linalg.pinv(information), design)
    return float((n * weight**2 * of_each).sum() / n.sum())


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
