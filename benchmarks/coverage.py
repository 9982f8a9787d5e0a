"""How often the intervals hold the truth: shares exactly, cluster means by simulation.

``python -m benchmarks.coverage`` prints the tables of docs/methods.md; ``benchmarks/methods.py``
writes them there.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from impactlib.measures.estimate import cluster_interval, mean_interval, share_interval
from impactlib.params import norms

SIZES = (10, 30, 100, 300)
SHARES = np.linspace(0.05, 0.95, 181)
CLUSTERS = (5, 15, 40)
REPEATS = 4000
SEED = 20201231
CUTS = np.array([-1.6, -0.9, -0.1, 0.8])
"""Where an underlying opinion becomes an answer of 1 to 5."""

ICC = 0.15


def of_shares(method: str, n: int) -> np.ndarray:
    """Chance that the interval of a share of n holds it, at each true share; no simulation needed."""
    chosen = norms().model_copy(update={"interval": method})
    limits = np.array([share_interval(k, n, chosen) for k in range(n + 1)])
    chances = stats.binom.pmf(np.arange(n + 1)[:, None], n, SHARES)
    holds = (limits[:, [0]] <= SHARES) & (limits[:, [1]] >= SHARES)
    return (chances * holds).sum(axis=0)


def of_clusters(clusters: int, repeats: int = REPEATS, *, skewed: bool = False) -> tuple[float, float]:
    """How often the cluster-robust interval holds the mean answer, and how often the plain t interval.

    Activities of 4 to 40 respondents, or of sizes as skewed as those of real groups; opinions within
    an activity correlate 0.15; answers 1 to 5.
    """
    draw = np.random.default_rng([SEED, clusters])
    edges = np.concatenate([[0], stats.norm.cdf(CUTS), [1]])
    truth = float((np.diff(edges) * np.arange(1, 6)).sum())
    held = np.zeros((repeats, 2), dtype=bool)
    for place in range(repeats):
        sizes = draw.integers(4, 41, clusters) if not skewed else _skewed(draw, clusters)
        activity = np.repeat(np.arange(clusters), sizes)
        opinion = draw.normal(0, ICC**0.5, clusters)[activity] + draw.normal(0, (1 - ICC) ** 0.5, len(activity))
        answers = 1 + np.searchsorted(CUTS, opinion)
        sums = np.bincount(activity, answers, clusters)
        robust = cluster_interval(sizes.astype(float), sums, 0.95)[1]
        plain = mean_interval(len(answers), float(answers.sum()), float((answers**2).sum()), 0.95)[1]
        held[place] = [low <= truth <= high for low, high in (robust, plain)]
    return float(held[:, 0].mean()), float(held[:, 1].mean())


def _skewed(draw: np.random.Generator, clusters: int) -> np.ndarray:
    return np.maximum(np.rint(draw.lognormal(np.log(12) - 0.5, 1, clusters)), 1).astype(int)


def shares_table() -> str:
    lines = ["| n | Wilson, mean | Wilson, least | exact, mean | exact, least |", "|---|---|---|---|---|"]
    for n in SIZES:
        wilson, exact = of_shares("wilson", n), of_shares("exact", n)
        figures = (wilson.mean(), wilson.min(), exact.mean(), exact.min())
        lines.append(f"| {n} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    return "\n".join(lines)


def clusters_table() -> str:
    heads = "cluster-robust t | the same, skewed sizes | t as if independent"
    lines = [f"| activities | {heads} |", "|---|---|---|---|"]
    for clusters in CLUSTERS:
        robust, plain = of_clusters(clusters)
        lines.append(f"| {clusters} | {robust:.3f} | {of_clusters(clusters, skewed=True)[0]:.3f} | {plain:.3f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(shares_table(), clusters_table(), sep="\n\n")
