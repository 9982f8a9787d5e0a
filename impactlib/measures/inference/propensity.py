"""How far the people who answered resemble the people who were asked."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from impactlib.measures.inference.findings import results

COLUMNS = ("measure", "asked", "answered", "r_indicator")


def representativeness(asked: pd.DataFrame) -> pd.DataFrame:
    """R-indicator: 1 minus twice the spread of the fitted chances to answer; 1 is perfectly alike.

    Parameters
    ----------
    asked : DataFrame
        sex, age (str), asked, answered (int): measures.surveys.count_background. Rows with an
        unknown sex or age are left out.

    Returns
    -------
    DataFrame
        One row: asked, answered (int), r_indicator (0-1). ``no-difference-possible`` where
        everybody, nobody or one kind of people was asked; ``not-estimable`` where a group
        answered completely or not at all.

    Source: Schouten, Cobben and Bethlehem (2009), with a logit; compared with glm in R.
    """
    sizes = {"measure": "r_indicator", "asked": int(asked["asked"].sum()), "answered": int(asked["answered"].sum())}
    return results([sizes | _indicator(asked[asked["asked"] > 0])], COLUMNS)


def _indicator(asked: pd.DataFrame) -> dict[str, Any]:
    n, k = asked["asked"].to_numpy(float), asked["answered"].to_numpy(float)
    if not n.sum() or k.sum() in (0, n.sum()) or len(asked) < 2:
        return {"state": "unknown", "findings": ("no-difference-possible",)}
    dummies = pd.get_dummies(asked[["sex", "age"]], drop_first=True, dtype=float)
    chances = _chances(sm.add_constant(dummies).to_numpy(), n, k)
    if chances is None:
        return {"state": "unknown", "findings": ("not-estimable",)}
    mean = (n * chances).sum() / n.sum()
    spread = np.sqrt((n * (chances - mean) ** 2).sum() / (n.sum() - 1))
    return {"r_indicator": float(1 - 2 * spread)}


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
