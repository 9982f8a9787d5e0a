"""Start, goal and end on the Zelfredzaamheid-Matrix: what changed, what was reached, what is unknown.

Everything follows from the counts of (start, goal, end, due); nothing is imputed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

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
LOWEST, HIGHEST = 1, 5
LEVELS = range(LOWEST, HIGHEST + 1)
_ORDER = {domain: place for place, domain in enumerate(dict.fromkeys((*DOMAINS, *DOMAINS_2013)))}
"""Domains in the order of the instrument."""


def two_versions(pairs: pd.DataFrame) -> bool:
    """Whether pairs come from the matrix of eleven and that of thirteen domains; they are never pooled."""
    return bool(pairs["version"].dropna().nunique() > 1)


def versions_of_pairs(counts: CaseCounts) -> str:
    """The version of the theme's pairs of start and end; both, joined, where there are two."""
    return "+".join(sorted(_pairs(_due(counts.scores), "start")["version"].dropna().unique()))


def end_against(reference: str, counts: CaseCounts, spec: Spec) -> Measure:
    """End score against start or goal: higher, equal, lower, and what is unknown.

    Parameters
    ----------
    reference : {"start", "goal"}
    counts : CaseCounts
        ``scores``: start, goal, end (Int64), due (bool), count, clients (int).

    Returns
    -------
    Measure
        zrm-end-vs-start or zrm-end-vs-goal. ``higher equal lower``: count of n pairs, of
        n_eligible due; Wilson interval; bounds over all due. ``unknown`` = ``not_due`` +
        ``missing``: count of all theme cases. Where the pairs come from two versions of the matrix
        the first three are unknown, and stand by version (``2013/higher``).

    Source: Onderzoek Basisondersteuning Westerkwartier 2020 (four categories, unknown shown).
    """
    scores = counts.scores
    due, pairs = _due(scores), _pairs(scores, reference)
    missing = due.drop(pairs.index)
    change = pairs["end"] - pairs[reference]
    parts = {"higher": pairs[change > 0], "equal": pairs[change == 0], "lower": pairs[change < 0]}
    rows = [
        with_interval(
            _share(name, part, pairs, total(due)),
            spec.norms,
            _bounds(total(part), total(_possible(missing, reference, name)), total(due)),
        )
        for name, part in parts.items()
    ]
    not_due = scores[~scores["due"]]
    unknown = {"unknown": pd.concat([not_due, missing]), "not_due": not_due, "missing": missing}
    rest = [_share(name, part, scores, total(scores)) for name, part in unknown.items()]
    rest += _by_version(pairs, parts, spec.norms) if two_versions(pairs) else []
    return _of_pairs(f"zrm-end-vs-{reference}", pairs, rows, spec, rest)


def _by_version(pairs: pd.DataFrame, parts: Mapping[str, pd.DataFrame], norms: Norms) -> list[dict[str, Any]]:
    """The outcomes of each version apart, ``<version>/<outcome>``: count of the n pairs of that version.

    Of how many it would be if nothing were missing nobody knows: a missing score has no version.
    """
    rows = []
    for version in sorted(pairs["version"].dropna().unique()):
        own = pairs[pairs["version"] == version]
        for name, part in parts.items():
            row = _share(f"{version}/{name}", part[part["version"] == version], own, total(own))
            rows.append(with_interval(row, norms) | {"n_eligible": None})
    return rows


def _possible(missing: pd.DataFrame, reference: str, outcome: str) -> pd.DataFrame:
    """Missing pairs whose known score does not rule the outcome out.

    From 5 nobody can rise and from 1 nobody can fall; an end of 1 is no rise and one of 5 no fall.
    """
    impossible = {
        "higher": (missing[reference] == HIGHEST) | (missing["end"] == LOWEST),
        "lower": (missing[reference] == LOWEST) | (missing["end"] == HIGHEST),
    }
    excluded = impossible.get(outcome)
    return missing if excluded is None else missing[~excluded.fillna(value=False).astype(bool)]


def goal_reached(counts: CaseCounts, spec: Spec) -> Measure:
    """Cases whose end score is at least the goal; apart for goals to grow and to stay level.

    ``reached``: pairs of goal and end. ``growth_goal`` (goal above start) and
    ``maintenance_goal`` (goal equal to start): the pairs of that kind, n_eligible the due cases of
    that kind; a goal below the start or an unknown start counts in ``reached`` only. Bounds take
    each unknown as not reached, and as reached; a goal of 1 or an end of 5 is reached for certain.

    Source: Onderzoek Basisondersteuning Westerkwartier 2020 (a goal may be to stay level);
    end >= goal is derived from it.
    """
    due = _due(counts.scores)
    kinds = {
        "reached": pd.Series(data=True, index=due.index),
        "growth_goal": _true(due["goal"] > due["start"]),
        "maintenance_goal": _true(due["goal"] == due["start"]),
    }
    rows = [_reached(name, due[kind], spec.norms) for name, kind in kinds.items()]
    return _of_pairs("zrm-goal-reached", _pairs(due, "goal"), rows, spec)


def _reached(name: str, due: pd.DataFrame, norms: Norms) -> dict[str, Any]:
    pairs = _pairs(due, "goal")
    missing = due.drop(pairs.index)
    part = pairs[pairs["end"] >= pairs["goal"]]
    certain = total(missing[_true(missing["goal"] == LOWEST) | _true(missing["end"] == HIGHEST)])
    bounds = _bounds(total(part) + certain, total(missing) - certain, total(due))
    return with_interval(_share(name, part, pairs, total(due)), norms, bounds)


def levels(counts: CaseCounts, spec: Spec) -> Measure:
    """How many cases stand at each level: at the start, as goal, and for pairs at start and end.

    Rows ``start-1..5 start-unknown goal-1..5 goal-unknown`` over all theme cases, and
    ``pairs-start-1..5 pairs-end-1..5`` over the pairs, so that the two can be compared.
    """
    scores = counts.scores
    due, pairs = _due(scores), _pairs(scores, "start")
    every = [row for moment in ("start", "goal") for row in _every_level(moment, scores)]
    rows = [
        _share(f"pairs-{moment}-{level}", pairs[pairs[moment] == level], pairs, total(due))
        for moment in ("start", "end")
        for level in LEVELS
    ]
    return _of_pairs("zrm-levels", pairs, rows, spec, every, first=True)


def _every_level(moment: str, scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Theme cases by their score at that moment; unknown where nobody's was filled in, or in two versions."""
    parts = {f"{moment}-{level}": scores[_true(scores[moment] == level)] for level in LEVELS}
    blank = scores[scores[moment].isna()]
    rows = [_share(name, part, scores, total(scores)) for name, part in parts.items()]
    if two_versions(scores[scores[moment].notna()]):
        rows = [unknown_row(name, caveats=(TWO_VERSIONS,)) for name in parts]
    elif len(scores) and len(blank) == len(scores):
        rows = [unknown_row(name, caveats=(NOTHING_RECORDED,)) for name in parts]
    return [*rows, _share(f"{moment}-unknown", blank, scores, total(scores))]


def start_level(counts: CaseCounts, spec: Spec) -> Measure:
    """Of the pairs that started at each level, how many ended higher (zrm-start-level).

    Who starts at 1 cannot fall and who starts at 5 cannot rise: part of any rise is regression to
    the mean, and this table lets a reader see it. Bounds over the due cases that started there;
    neither bounds nor interval at 5, where nothing is left open.
    """
    due, pairs = _due(counts.scores), _pairs(counts.scores, "start")
    rows = []
    for level in LEVELS:
        at = pairs[pairs["start"] == level]
        eligible = total(due[_true(due["start"] == level)])
        row = _share(f"start-{level}", at[at["end"] > level], at, eligible)
        bounds = _bounds(row["count"], eligible - row["n"], eligible)
        rows.append(row if level == HIGHEST else with_interval(row, spec.norms, bounds))
    return _of_pairs("zrm-start-level", pairs, rows, spec)


def ceiling(counts: CaseCounts, spec: Spec) -> Measure:
    """How many pairs could not rise because they started at 5, or fall from 1 (zrm-ceiling)."""
    due, pairs = _due(counts.scores), _pairs(counts.scores, "start")
    edges = {"could_not_rise": HIGHEST, "could_not_fall": LOWEST}
    rows = [_share(name, pairs[pairs["start"] == level], pairs, total(due)) for name, level in edges.items()]
    return _of_pairs("zrm-ceiling", pairs, rows, spec)


def transitions(counts: CaseCounts, spec: Spec) -> Measure | None:
    """Pairs by start and end level, ``s-e``; only from ``norms.transitions_from`` pairs."""
    due, pairs = _due(counts.scores), _pairs(counts.scores, "start")
    if total(pairs) < spec.norms.transitions_from or two_versions(pairs):
        return None
    rows = [
        _share(f"{s}-{e}", pairs[(pairs["start"] == s) & (pairs["end"] == e)], pairs, total(due))
        for s in LEVELS
        for e in LEVELS
    ]
    return _measure("zrm-transitions", rows, spec)


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
    return _measure("zrm-growth", rows, spec, unit="punten")


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


def _of_pairs(  # noqa: PLR0913 - a table, and the rows of it that are about no pairs
    table: str,
    pairs: pd.DataFrame,
    rows: list[dict[str, Any]],
    spec: Spec,
    rest: Sequence[dict[str, Any]] = (),
    *,
    first: bool = False,
) -> Measure:
    """The table, with its rows about pairs unknown where there are none, or of two versions."""
    why = TWO_VERSIONS if two_versions(pairs) else NO_PAIRS if pairs.empty else ""
    told = [unknown_row(row["group"], caveats=(why,)) for row in rows] if why else rows
    found = _measure(table, [*rest, *told] if first else [*told, *rest], spec)
    return replace(found, caveats=(why,)) if why == TWO_VERSIONS else found


def _due(scores: pd.DataFrame) -> pd.DataFrame:
    return scores[scores["due"]]


def _pairs(scores: pd.DataFrame, reference: str) -> pd.DataFrame:
    return scores[scores[reference].notna() & scores["end"].notna()]


def _true(test: pd.Series) -> pd.Series:
    return test.fillna(value=False).astype(bool)


def _share(group: str, part: pd.DataFrame, whole: pd.DataFrame, n_eligible: int) -> dict[str, Any]:
    return counted(group, total(part), total(whole), n_eligible, (total(part, "clients"), total(whole, "clients")))


def _bounds(count: int, possible: int, due: int) -> tuple[float, float] | None:
    return (count / due, (count + possible) / due) if due else None


def _measure(table: str, rows: list[dict[str, Any]], spec: Spec, unit: str = "trajecten") -> Measure:
    return Measure(table, frame(rows), spec.period, unit, SOURCE, (), "people")
