"""Start, goal and end on the Zelfredzaamheid-Matrix: what changed, what was reached, what is unknown.

Everything follows from the counts of (start, goal, end, due), as ``catalogue.zrm`` says of whom each
row is; nothing is imputed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from impactlib.catalogue.zrm import (
    AGAINST,
    GROWTH,
    HIGHEST,
    LEVEL_TABLE,
    LOWEST,
    REFERENCES,
    TRANSITIONS,
    Scores,
    Sums,
    rows_of,
)
from impactlib.measures.counts import CaseCounts
from impactlib.measures.estimate import (
    NOTHING_RECORDED,
    counted,
    frame,
    mean_interval,
    total,
    unknown_row,
    with_interval,
    within,
)
from impactlib.model import CLIENTS, CLIENTS_REST, DOMAINS, DOMAINS_2013, Measure
from impactlib.params import Norms, Spec

SOURCE = "registratie"
TWO_VERSIONS = "twee-versies"
"""Caveat: the pairs of this table come from two versions of the matrix, which are never pooled."""

NO_PAIRS = "geen-scores"
"""Caveat: nowhere are both scores known, so that this is known of nobody."""
_ORDER = {domain: place for place, domain in enumerate(dict.fromkeys((*DOMAINS, *DOMAINS_2013)))}
"""Domains in the order of the instrument."""


def two_versions(pairs: pd.DataFrame) -> bool:
    """Whether pairs come from the matrix of eleven and that of thirteen domains; they are never pooled."""
    return bool(pairs["version"].dropna().nunique() > 1)


def versions_of_pairs(counts: CaseCounts) -> str:
    """The version of the theme's pairs of start and end; both, joined, where there are two."""
    return "+".join(sorted(_pairs(_due(counts.scores), "start")["version"].dropna().unique()))


def score_tables(counts: CaseCounts, spec: Spec) -> list[Measure]:
    """The tables of counts of scores (``catalogue.zrm``), and the mean growth; transitions only of enough pairs.

    Parameters
    ----------
    counts : CaseCounts
        ``scores``: start, goal, end (Int64), due (bool), count, clients (int).
    """
    found = [score_table(table, counts, spec) for table in REFERENCES]
    return [*(table for table in found if table is not None), growth(counts, spec)]


def score_table(table: str, counts: CaseCounts, spec: Spec) -> Measure | None:
    """A table of counts of scores: each row a count of n, of n_eligible that could have been.

    Wilson interval, and bounds over all that could have been, where the row has them. Where the
    pairs come from two versions of the matrix their rows are unknown, and outcomes stand by version
    (``2013/higher``); where there are no pairs they are unknown too. None for transitions of fewer
    than ``norms.transitions_from`` pairs, or of two versions.
    """
    scores = counts.scores
    cases, pairs = scores_of(scores), _pairs(_due(scores), REFERENCES[table])
    why = TWO_VERSIONS if two_versions(pairs) else NO_PAIRS if pairs.empty else ""
    if table == TRANSITIONS and (total(pairs) < spec.norms.transitions_from or why):
        return None
    rows = [
        unknown_row(group, caveats=(why,)) if why and sums.of_pairs else _row(group, sums, scores, spec.norms)
        for group, sums in rows_of(table, cases).items()
    ]
    if table == LEVEL_TABLE:
        rows = [_level(row, scores) for row in rows]
    if why == TWO_VERSIONS and table in AGAINST:
        rows += _by_version(table, scores, spec.norms)
    found = _measure(table, rows, spec)
    return replace(found, caveats=(why,)) if why == TWO_VERSIONS else found


def scores_of(cells: pd.DataFrame) -> Scores:
    """Counted cells as scores, 0 for what is not known."""
    start, goal, end = (cells[name].fillna(0).to_numpy(dtype=np.int64) for name in ("start", "goal", "end"))
    return Scores(start, goal, end, cells["due"].to_numpy(dtype=bool))


def _row(group: str, sums: Sums, cells: pd.DataFrame, norms: Norms) -> dict[str, Any]:
    every, clients = (cells[name].to_numpy(dtype=np.int64) for name in ("count", "clients"))
    count, n, eligible = (int(every[mask].sum()) for mask in (sums.count, sums.n, sums.n_eligible))
    row = counted(group, count, n, eligible, (int(clients[sums.count].sum()), int(clients[sums.n].sum())))
    if sums.certain is None or sums.excluded is None:
        return row
    most = count + eligible - n - int(every[sums.excluded].sum())
    bounds = ((count + int(every[sums.certain].sum())) / eligible, most / eligible) if eligible else None
    return with_interval(row, norms, bounds)


def _level(row: dict[str, Any], scores: pd.DataFrame) -> dict[str, Any]:
    """Unknown where the score of that moment was filled in for nobody, or in two versions of the matrix."""
    moment, _, level = row["group"].partition("-")
    if moment == "pairs" or level == "unknown" or scores.empty:
        return row
    known = scores[scores[moment].notna()]
    why = TWO_VERSIONS if two_versions(known) else NOTHING_RECORDED if known.empty else ""
    return unknown_row(row["group"], caveats=(why,)) if why else row


def _by_version(table: str, scores: pd.DataFrame, norms: Norms) -> list[dict[str, Any]]:
    """The outcomes of each version apart, ``<version>/<outcome>``: count of the n pairs of that version.

    Of how many it would be if nothing were missing nobody knows: a missing score has no version.
    """
    rows = []
    pairs = _pairs(_due(scores), REFERENCES[table])
    for version in sorted(pairs["version"].dropna().unique()):
        own = pairs[pairs["version"] == version]
        for name, sums in rows_of(table, scores_of(own)).items():
            if sums.estimated:
                row = _row(f"{version}/{name}", sums, own, norms)
                rows.append(row | {"n_eligible": None, "bounds": None})
    return rows


def growth(counts: CaseCounts, spec: Spec) -> Measure:
    """Mean of end minus start on every scored domain, in the order of the instrument.

    By how many pairs they have would tell of a hidden domain that it has fewer than the one before it.

    Columns: count = n (pairs on the domain), n_eligible (due cases scored on it), value (points),
    low, high (t interval). Steps on an ordinal scale are averaged as if equal: read it as a
    direction. No interval for one pair or without spread.
    """
    found = counts.growth
    parts = {name: found[found["domain"] == name] for name in found["domain"].dropna().unique()}
    rows = [_growth(str(name), part, spec.norms) for name, part in parts.items()]
    rows.sort(key=lambda row: (_ORDER.get(row["group"], len(_ORDER)), row["group"]))
    return _measure(GROWTH, rows, spec, unit="punten")


def _growth(domain: str, part: pd.DataFrame, norms: Norms) -> dict[str, Any]:
    due, pairs = _due(part), _pairs(part, "start")
    sizes = {"n": total(pairs), "n_eligible": total(due), CLIENTS: total(pairs, "clients"), CLIENTS_REST: 0}
    if pairs.empty:
        return unknown_row(domain, unit="punten", **sizes)
    if two_versions(pairs):
        return unknown_row(domain, unit="punten", caveats=(TWO_VERSIONS,))
    change = (pairs["end"] - pairs["start"]).astype("int64")
    summed, squares = int((change * pairs["count"]).sum()), int((change**2 * pairs["count"]).sum())
    value, interval = mean_interval(total(pairs), summed, squares, norms.interval_level)
    low, high = within(interval, LOWEST - HIGHEST, HIGHEST - LOWEST) or (None, None)
    return {"group": domain, "count": total(pairs), "value": value, "low": low, "high": high} | {
        "unit": "punten",
        "method": "gemiddelde" if low is None else "t",
        **sizes,
    }


def _due(scores: pd.DataFrame) -> pd.DataFrame:
    return scores[scores["due"]]


def _pairs(scores: pd.DataFrame, reference: str) -> pd.DataFrame:
    return scores[scores[reference].notna() & scores["end"].notna()]


def _measure(table: str, rows: list[dict[str, Any]], spec: Spec, unit: str = "trajecten") -> Measure:
    return Measure(table, frame(rows), spec.period, unit, SOURCE, (), "people")
