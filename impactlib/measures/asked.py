"""Questions of one's own about the theme cases of a sheet, counted as they were declared (``catalogue.question``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from impactlib.catalogue.question import (
    CHANGE,
    GOAL,
    NOT_RECORDED,
    OPEN,
    OTHER,
    OUTCOMES,
    SHARES,
    Question,
    classes,
)
from impactlib.measures.cases import in_basis, trajectories, why_unknown
from impactlib.measures.caveats import attach
from impactlib.measures.estimate import counted, frame, mean_interval, unknown_row, with_interval
from impactlib.measures.rows import once
from impactlib.model import CLIENTS, CLIENTS_REST, INDIVIDUAL, Measure, ParameterError, Registration
from impactlib.params import Spec, caveat_rules

if TYPE_CHECKING:
    import ibis.expr.types as ir

TWO_VERSIONS = "twee-versies"
SOURCE = "registratie"
_NAMES = {"age_class": "age", "executed_by": "worker"}


def ask(registration: Registration, spec: Spec, *questions: Question) -> dict[str, Measure]:
    """The table of each question by its id, not yet allowed to leave.

    Parameters
    ----------
    registration : Registration
    spec : Spec
        Of a sheet whose theme has a life domain.
    *questions : Question

    Returns
    -------
    dict of str to Measure
        ``count``: count of n, all that were chosen. ``share``: count of n, those of which it is known, of
        n_eligible, those that are closed; with a Wilson interval. ``mean``: value (days) of n closed cases, with
        a t interval. A row for each value that the registration has, zeros too; a value of free text that fewer
        clients have than the policy's threshold is in the row ``other``.

    Raises
    ------
    ParameterError
        ``question-theme``: the theme has no life domain, so no cases are its own. ``question-unlisted``: cases
        were chosen by a value that no row would have.
    """
    if questions and not spec.theme.domains:
        raise ParameterError("question-theme", theme=spec.params.theme or spec.params.report)
    unknown = why_unknown(registration, spec, "trajectories")
    rows, listed = _cases(registration, spec), _listed(registration, spec)
    rules = caveat_rules()
    found = {}
    for question in questions:
        for name, values in question.where:
            if not set(values) <= set(listed[name]):
                raise ParameterError("question-unlisted", name=name)
        found[question.id] = attach(_measure(question, rows, listed, spec, unknown), spec, rules)
    return found


def _listed(registration: Registration, spec: Spec) -> Mapping[str, tuple[str, ...]]:
    """The values of each variable: those of free text that enough clients of the period have, whatever their theme."""
    every = in_basis(trajectories(registration, spec), registration, spec)
    found = {"age": classes("age"), "dimension": classes("dimension"), "worker": classes("worker")}
    found |= {"domain": tuple(spec.theme.domains), **OUTCOMES}
    for name in OPEN:
        clients = every[every[name] != NOT_RECORDED].groupby(name)["client_id"].nunique()
        enough = sorted(str(value) for value, size in clients.items() if size >= spec.policy.threshold)
        found[name] = (*enough, OTHER, NOT_RECORDED)
    return found


def _cases(registration: Registration, spec: Spec) -> pd.DataFrame:
    """The theme cases: client_id, a column for each variable, version (of known pairs), days (of closed ones)."""

    def query(scores: ir.Table) -> ir.Table:
        own = scores.filter(scores.domain.isin(list(spec.theme.domains)))
        return own.select("trajectory_id", "version", "domain", "start", "goal", "end")

    rows = in_basis(trajectories(registration, spec), registration, spec)
    rows = rows[(rows["kind"] == INDIVIDUAL) & rows["domain"].isin(list(spec.theme.domains))]
    scores = once(registration, ("zrm_scores",), (spec.theme.domains,), query)
    rows = rows.merge(scores, on=["trajectory_id", "domain"], how="left").rename(columns=_NAMES)
    due = rows["end_date"].notna()
    pairs = due & rows["start"].notna() & rows["end"].notna()
    change = (rows["end"] - rows["start"]).fillna(0).astype(int).clip(-1, 1)
    known_goal = due & rows["goal"].notna() & rows["end"].notna()
    reached = (rows["end"] >= rows["goal"]).fillna(value=False).astype(bool)
    return rows.assign(
        **{
            CHANGE: _outcome(due, pairs, change.map({1: "higher", 0: "equal", -1: "lower"})),
            GOAL: _outcome(due, known_goal, reached.map({True: "reached", False: "not_reached"})),
            "days": (rows["end_date"] - rows["start_date"]).dt.days,
        }
    )


def _outcome(due: pd.Series, known: pd.Series, outcome: pd.Series) -> pd.Series:
    return outcome.where(known, "missing").where(due, "not_due")


def _measure(
    question: Question, rows: pd.DataFrame, listed: Mapping[str, tuple[str, ...]], spec: Spec, unknown: str
) -> Measure:
    for name in OPEN:
        rows = rows.assign(**{name: rows[name].where(rows[name].isin(listed[name]), OTHER)})
    chosen = rows[_mask(rows, question.values)]
    versions = chosen.loc[chosen[CHANGE].isin(SHARES["higher"][1]), "version"].dropna().nunique()
    unknown = unknown or (TWO_VERSIONS if question.kind == "share" and versions > 1 else "")
    groups = list(question.groups(listed))
    made = [
        unknown_row(group, caveats=(unknown,)) if unknown else _row(question, group, rows, chosen, spec)
        for group in groups
    ]
    table = question.table
    return Measure(table.id, frame(made), spec.period, table.unit, SOURCE, (), "people")


def _mask(rows: pd.DataFrame, values: Mapping[str, frozenset[str]]) -> pd.Series:
    found = pd.Series(data=True, index=rows.index)
    for name, wanted in values.items():
        found &= rows[name].isin(wanted)
    return found


def _row(question: Question, group: str, rows: pd.DataFrame, chosen: pd.DataFrame, spec: Spec) -> dict[str, Any]:
    own = rows[_mask(rows, question.values_of(group))]
    if question.kind == "count":
        rest = chosen.drop(index=own.index)
        return counted(group, len(own), len(chosen), len(chosen), _sizes(own, rest))
    due = own[own[CHANGE] != "not_due"]
    if question.kind == "mean":
        return _mean(group, due, spec)
    name, known = SHARES[question.what]
    pairs = own[own[name].isin(known)]
    yes = pairs[pairs[name] == question.what]
    row = counted(group, len(yes), len(pairs), len(due), _sizes(yes, pairs.drop(index=yes.index)))
    return with_interval(row, spec.norms)


def _sizes(part: pd.DataFrame, rest: pd.DataFrame) -> tuple[int, int]:
    """Distinct clients of a part, and those with the clients of what it leaves out: as ``counted`` takes them."""
    clients = part["client_id"].nunique()
    return clients, clients + rest["client_id"].nunique()


def _mean(group: str, due: pd.DataFrame, spec: Spec) -> dict[str, Any]:
    days = due["days"].astype(float)
    mean, interval = mean_interval(len(days), days.sum(), (days**2).sum(), spec.norms.interval_level)
    low, high = interval or (None, None)
    sizes = {"n": len(days), CLIENTS: due["client_id"].nunique(), CLIENTS_REST: 0}
    return {"group": group, "value": mean, "low": low, "high": high, "method": "t", **sizes}
