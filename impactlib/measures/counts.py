"""The row engine: any number of rows to the few counts that every statistic depends on.

Everything above this module works on small frames. A client is counted at the first of their
cases in a set, so ``clients`` adds up over cells and never exceeds the distinct clients there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from impactlib.measures.cases import why_unknown
from impactlib.measures.lengths import recorded, recorded_since
from impactlib.measures.rows import NOT_RECORDED, age_class, as_of, fetched, remembered, table
from impactlib.model import INDIVIDUAL, Period, Registration
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAYS_IN_YEAR = 365


@dataclass(frozen=True)
class CaseCounts:
    """What the trajectories of one sheet come down to.

    Attributes
    ----------
    flow : DataFrame
        group (str), count (int), clients (int): open at the start, started, closed, open at the end,
        and the cases of the basis (of which the clients are the unique ones); unnamed (int): those
        of them without a client number.
    cases : DataFrame
        domain, dimension, age_class (str), theme (bool), count, clients, theme_clients (int).
    scores : DataFrame
        version (str), start, goal, end (Int64, missing is unknown), due (bool), count, clients (int):
        theme cases by the scores on their own main domain. Only a case that is due has an end.
    growth : DataFrame
        domain, version (str), start, end (Int64), due (bool), count, clients: every scored domain.
    closed_days : DataFrame
        days (Int64), count, clients: theme cases closed in the period, ordered by days.
    cohort : DataFrame
        within (bool), count, clients: theme cases of which a full year was observed.
    cohort_recorded : bool
        Whether the registration holds all cases of the cohort, not only those that lasted.
    unknown : str
        The caveat that says why there are no counts; empty when there are.
    """

    flow: pd.DataFrame
    cases: pd.DataFrame
    scores: pd.DataFrame
    growth: pd.DataFrame
    closed_days: pd.DataFrame
    cohort: pd.DataFrame
    cohort_recorded: bool = True
    unknown: str = ""


def count_cases(registration: Registration, spec: Spec) -> CaseCounts:
    """Reduce the trajectories and scores of a registration to the counts of one sheet; asked again, the same."""
    tables = ("trajectories", "zrm_scores")
    about = (spec.params.municipality, spec.period, as_of(registration, spec), spec.params.basis)
    classes = (spec.theme.domains, spec.scales.age_classes)
    return remembered(registration, tables, (*about, *classes), lambda: _count(registration, spec))


def _count(registration: Registration, spec: Spec) -> CaseCounts:
    seen = as_of(registration, spec)
    last = min(spec.period.last, seen)
    known = _known_cases(registration, spec, seen)
    scores = table(registration, "zrm_scores").select("trajectory_id", "version", "domain", "start", "goal", "end")
    within = _firsts(known.filter(_in_basis(known, spec, last)))
    cells = _cells(within, scores, spec)
    lengths = _lengths(known.filter(known.theme), spec, seen)
    of_theme = cells[cells["theme"]].drop(columns="clients").rename(columns={"theme_clients": "clients"})
    cohort = lengths[lengths["cohort"]].assign(within=lambda rows: (rows["days"] <= DAYS_IN_YEAR).fillna(value=False))
    return CaseCounts(
        flow=_flow(known, spec, last),
        cases=_summed(cells, "domain", "dimension", "age_class", "theme"),
        scores=_summed(of_theme, "version", "start", "goal", "end", "due"),
        growth=_every_domain(within, scores),
        closed_days=_summed(lengths[lengths["closed"]].rename(columns={"closed_clients": "clients"}), "days"),
        cohort=_summed(cohort.rename(columns={"cohort_clients": "clients"}), "within"),
        cohort_recorded=recorded(_cohort(seen).first, recorded_since(registration, spec)),
        unknown=why_unknown(registration, spec, "trajectories"),
    )


def _known_cases(registration: Registration, spec: Spec, seen: dt.date) -> ir.Table:
    """Cases as they stood on the as-of date: one that closed later is open."""
    rows = table(registration, "trajectories")
    rows = rows.filter(
        rows.kind == INDIVIDUAL,
        rows.municipality == spec.params.municipality,
        rows.start_date <= ibis.literal(seen),
    )
    return rows.select(
        "trajectory_id",
        "client_id",
        "start_date",
        end_date=(rows.end_date <= ibis.literal(seen)).ifelse(rows.end_date, ibis.null("date")),
        domain=rows.zrm_domain.fill_null(NOT_RECORDED),
        dimension=rows.ph_dimension.fill_null(NOT_RECORDED),
        age_class=age_class(rows.age, spec.scales.age_classes),
        theme=rows.zrm_domain.isin(list(spec.theme.domains)).fill_null(False)
        if spec.theme.domains
        else ibis.literal(False),
    )


def _in_basis(cases: ir.Table, spec: Spec, last: dt.date) -> ir.BooleanValue:
    first = ibis.literal(spec.period.first)
    if spec.params.basis == "gestart":
        return cases.start_date.between(first, ibis.literal(last))
    if spec.params.basis == "afgesloten":
        return cases.end_date.between(first, ibis.literal(last)).fill_null(False)
    return (cases.start_date <= ibis.literal(last)) & (cases.end_date.isnull() | (cases.end_date >= first))


def _is_first(*by: str) -> ir.BooleanValue:
    window = ibis.window(group_by=list(by), order_by=["start_date", "trajectory_id"])
    return ibis.row_number().over(window) == 0


def _firsts(cases: ir.Table) -> ir.Table:
    """Mark each client's first case, of all and of the theme, and whether an end score is due."""
    return cases.mutate(
        first_of_all=_is_first("client_id").cast("int64"),
        first_of_theme=(_is_first("client_id", "theme") & cases.theme).cast("int64"),
        due=cases.end_date.notnull(),
    )


def _cells(within: ir.Table, scores: ir.Table, spec: Spec) -> pd.DataFrame:
    """Cases by who they are about and the scores on their own main domain, in one pass."""
    own = scores.filter(scores.domain.isin(list(spec.theme.domains) or [NOT_RECORDED])).rename(of="trajectory_id")
    joined = within.left_join(own, [within.trajectory_id == own.of, within.domain == own.domain])
    by = ("domain", "dimension", "age_class", "theme", "version", "start", "goal", "end", "due")
    rows = joined.mutate(end=_if_due(joined))
    sums = {"count": rows.count(), "clients": rows.first_of_all.sum(), "theme_clients": rows.first_of_theme.sum()}
    return _frame(rows.group_by(*by).agg(**sums), *by)


def _if_due(cases: ir.Table) -> ir.Value:
    """An end score on an open case is not one yet."""
    return cases.due.ifelse(cases.end, ibis.null("int64"))


def _every_domain(within: ir.Table, scores: ir.Table) -> pd.DataFrame:
    """Theme cases by the scores on every domain that was scored."""
    due = within.filter(within.theme).select("trajectory_id", "due", "first_of_theme")
    joined = due.inner_join(scores, "trajectory_id")
    by = ("domain", "version", "start", "end", "due")
    rows = joined.mutate(end=_if_due(joined))
    return _frame(rows.group_by(*by).agg(count=rows.count(), clients=rows.first_of_theme.sum()), *by)


def _flow(cases: ir.Table, spec: Spec, last: dt.date) -> pd.DataFrame:
    first, final = ibis.literal(spec.period.first), ibis.literal(last)
    groups = {
        "open_at_start": (cases.start_date < first) & (cases.end_date.isnull() | (cases.end_date >= first)),
        "started": cases.start_date.between(first, final),
        "closed": cases.end_date.between(first, final).fill_null(False),
        "open_at_end": (cases.start_date <= final) & (cases.end_date.isnull() | (cases.end_date > final)),
        "unique_clients": _in_basis(cases, spec, last),
    }
    flagged = cases.select("client_id", **groups)
    counts = {f"{name}_count": flagged[name].sum() for name in groups}
    clients = {f"{name}_clients": flagged.client_id.nunique(where=flagged[name]) for name in groups}
    unnamed = {f"{name}_unnamed": (flagged[name] & flagged.client_id.isnull()).sum() for name in groups}
    found = fetched(flagged.aggregate(**counts, **clients, **unnamed)).fillna(0).iloc[0]
    sums = ("count", "clients", "unnamed")
    return pd.DataFrame(
        [(name, *(int(found[f"{name}_{one}"]) for one in sums)) for name in groups], columns=["group", *sums]
    )


def _cohort(seen: dt.date) -> Period:
    """The days on which a case began that was watched for a full year and no longer than two."""
    last = seen - dt.timedelta(days=DAYS_IN_YEAR)
    return Period(last - dt.timedelta(days=DAYS_IN_YEAR - 1), last)


def _lengths(cases: ir.Table, spec: Spec, seen: dt.date) -> pd.DataFrame:
    """Cases by length, of those closed in the period and of the cohort watched for a full year.

    The cohort started in the 365 days that end 365 days before the as-of date: no censoring.
    """
    watched = _cohort(seen)
    ended = cases.end_date.between(ibis.literal(spec.period.first), ibis.literal(min(spec.period.last, seen)))
    rows = cases.mutate(
        days=cases.end_date.delta(cases.start_date, unit="day"),
        closed=ended.fill_null(False),
        cohort=cases.start_date.between(ibis.literal(watched.first), ibis.literal(watched.last)),
    ).filter(ibis._.closed | ibis._.cohort)
    rows = rows.mutate(
        closed_first=(_is_first("client_id", "closed") & rows.closed).cast("int64"),
        cohort_first=(_is_first("client_id", "cohort") & rows.cohort).cast("int64"),
    )
    by = ("days", "closed", "cohort")
    sums = rows.group_by(*by).agg(
        count=rows.count(), closed_clients=rows.closed_first.sum(), cohort_clients=rows.cohort_first.sum()
    )
    return _frame(sums, *by)


def _frame(expression: ir.Table, *keys: str) -> pd.DataFrame:
    """Run the expression; what may be unknown is nullable, rows come in the order of their keys."""
    found = fetched(expression)
    sums = {name: "int64" for name in found if name not in keys}
    return found.astype(sums).sort_values(list(keys), ignore_index=True)


def _summed(cells: pd.DataFrame, *by: str) -> pd.DataFrame:
    """The cells added up to coarser ones; unknown is a value like any other."""
    sums = [name for name in ("count", "clients", "theme_clients") if name in cells]
    return cells.groupby(list(by), dropna=False, as_index=False)[sums].sum()
