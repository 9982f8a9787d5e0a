"""Our figures beside those of R (the .R and .csv files in this folder), measure by measure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from impactlib.measures.estimate import cluster_interval, finite_interval, mean_interval, share_interval
from impactlib.measures.inference import agreement, changes, reliability, representativeness
from impactlib.measures.inference.paired import holm
from impactlib.measures.survival import survival_at
from impactlib.params import norms, spec_of

HERE = Path(__file__).parent
WITHIN = 1e-6


@dataclass(frozen=True)
class Pair:
    """One figure: what it is, ours, and R's."""

    measure: str
    case: str
    ours: float
    theirs: float

    @property
    def equal(self) -> bool:
        return math.isclose(self.ours, self.theirs, rel_tol=WITHIN, abs_tol=WITHIN**2)


def oracle(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / f"{name}.csv", comment="#")


def versions(name: str) -> str:
    """R and the packages that made the file, from its first line."""
    first = (HERE / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ").partition(";")[0]


def given(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / "input" / f"{name}.csv", comment="#")


def shares() -> Iterator[Pair]:
    found = norms()
    names = {"wilson": "Wilson", "exact": "Clopper-Pearson", "wilson-finite": "Wilson, finite population"}
    for row in oracle("shares").itertuples(index=False):
        interval = {
            "wilson": partial(share_interval, row.count, row.n, found),
            "exact": partial(share_interval, row.count, row.n, found.model_copy(update={"interval": "exact"})),
            "wilson-finite": partial(finite_interval, row.count, row.n, row.population, found),
        }[row.method]()
        for end, ours in zip(("low", "high"), interval, strict=True):
            yield Pair(names[row.method], f"{row.count} of {row.n} {end}", ours, getattr(row, end))


def differences(name: str) -> dict[int, int]:
    paired = given("paired")
    return paired.loc[paired["set"] == name, "difference"].value_counts().to_dict()


def means() -> Iterator[Pair]:
    for row in oracle("means").itertuples(index=False):
        value, (low, high) = _mean(row.set, row.method)
        label = "t interval of a mean" if row.method == "t" else "cluster-robust mean"
        for name, ours in (("value", value), ("low", low), ("high", high)):
            yield Pair(label, f"{row.set} {name}", ours, getattr(row, name))


def _mean(name: str, method: str):
    if method == "t":
        d = differences(name)
        n, summed, squares = (sum(k * x**power for x, k in d.items()) for power in (0, 1, 2))
        return mean_interval(n, summed, squares, 0.95)
    sums = given("answers").groupby("activity")[name].agg(["count", "sum"])
    return cluster_interval(sums["count"].to_numpy(float), sums["sum"].to_numpy(float), 0.95)


def growth(name: str) -> pd.DataFrame:
    """Counts of start and end with the differences of one set, on the domain of finances."""
    rows = [(3 - d // 2 if d >= 0 else 3 - d, d, k) for d, k in differences(name).items()]
    frame = pd.DataFrame([(s, s + d, k) for s, d, k in rows], columns=["start", "end", "count"])
    return frame.astype("Int64").assign(domain="financien", version="2017", due=True)


def paired() -> Iterator[Pair]:
    spec = spec_of({"year": 2020, "municipality": "m", "theme": "armoede"})
    names = {
        "sign_p": "sign test",
        "signed_rank_p": "signed-rank, zeros dropped",
        "signed_rank_pratt_p": "signed-rank, zeros ranked (Pratt)",
        "superiority": "probability of superiority, paired",
        "low": "probability of superiority, paired",
        "high": "probability of superiority, paired",
        "hodges_lehmann": "Hodges-Lehmann",
    }
    table = oracle("paired")
    for row in table.itertuples(index=False):
        counts = type("Counts", (), {"growth": growth(row.set)})()
        ours = changes(counts, spec).iloc[0]
        for column in ("n", "higher", "equal", "lower"):
            yield Pair("pairs by direction", f"{row.set} {column}", ours[column], getattr(row, column))
        for column, label in names.items():
            yield Pair(label, f"{row.set} {column}", ours[column], getattr(row, column))
    for name, ours, theirs in zip(table["set"], holm(list(table["sign_p"])), table["holm_p"], strict=True):
        yield Pair("Holm", name, ours, theirs)


def reliable() -> Iterator[Pair]:
    answers, table = given("answers"), oracle("reliability").set_index(["measure", "set"])
    alpha = reliability(answers[["i1", "i2", "i3", "i4"]]).iloc[0]
    for ours, theirs in (("n", "n"), ("alpha", "value"), ("low", "low"), ("high", "high")):
        yield Pair("Cronbach's alpha", ours, alpha[ours], table.loc[("alpha", "all"), theirs])
    long = answers.melt("activity", var_name="item", value_name="answer").dropna()
    balanced = given("balanced_answers").assign(item="balanced")
    both = pd.concat([long, balanced]).rename(columns={"activity": "activity_id"})
    found = agreement(both.groupby(["item", "activity_id", "answer"]).size().rename("n").reset_index())
    for row in found.itertuples(index=False):
        yield Pair("ICC(1) by activity", row.item, row.icc, table.loc[("icc", row.item), "value"])


def survival() -> Iterator[Pair]:
    cases = given("lengths").astype({"closed": bool}).assign(count=1)
    for row in oracle("survival").itertuples(index=False):
        value, (low, high) = survival_at(cases[cases["set"] == row.set], row.at, 0.95)
        label = "Kaplan-Meier, log-log" + (", late entry" if row.set == "late" else "")
        for name, ours in (("value", value), ("low", low), ("high", high)):
            yield Pair(label, f"day {row.at} {name}", ours, getattr(row, name))


def propensity() -> Iterator[Pair]:
    row = oracle("propensity").iloc[0]
    yield Pair("R-indicator", "all", representativeness(given("background")).iloc[0]["unadjusted"], row["value"])


SETS = {
    "shares": shares,
    "means": means,
    "paired": paired,
    "reliability": reliable,
    "survival": survival,
    "propensity": propensity,
}
"""By the name of the R script: what compares with it."""


def table() -> str:
    """The comparison as a Markdown table; only what is the same on every machine."""
    lines = ["| measure | compared with | figures | agree to 1e-6 |", "|---|---|---|---|"]
    for name, compare in SETS.items():
        pairs = list(compare())
        for measure in dict.fromkeys(pair.measure for pair in pairs):
            own = [pair for pair in pairs if pair.measure == measure]
            agree = "yes" if all(pair.equal for pair in own) else "NO"
            lines.append(f"| {measure} | {versions(name)} ({name}.R) | {len(own)} | {agree} |")
    return "\n".join(lines)
