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

from impactlib.measures.rows import NOT_RECORDED, age_class, as_of, table
from impactlib.model import Registration
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
        group (str), count (int), clients (int): open at the start, started, closed, open at the end.
    cases : DataFrame
        domain, dimension, age_class (str), theme (bool), count, clients, theme_clients (int).
    scores : DataFrame
        version (str), start, goal, end (Int64, missing is unknown), due (bool), count, clients (int):
        theme cases by the scores on their own main domain.
    growth : DataFrame
        domain, version (str), start, end (Int64), due (bool), count, clients: every scored domain.
    closed_days : DataFrame
        days (int), count, clients: theme cases closed in the period.
    cohort : DataFrame
        within (bool), count, clients: theme cases of which a full year was observed.
    """

    flow: pd.DataFrame
    cases: pd.DataFrame
    scores: pd.DataFrame
    growth: pd.DataFrame
    closed_days: pd.DataFrame
    cohort: pd.DataFrame


def count_cases(registration: Registration, spec: Spec) -> CaseCounts:
    """Reduce the trajectories and scores of a registration to the counts of one sheet."""
    seen = as_of(registration, spec)
    last = min(spec.period.last, seen)
    known = _known_cases(registration, spec, seen)
    within = _in_basis(known, spec, last)
    within = within.mutate(first_of_all=_is_first(["client_id"]), first_of_theme=_is_first(["client_id", "theme"]))
    own, every = _scored(registration, within.filter(within.theme))
    closed = known.filter(known.theme, known.end_date.between(spec.period.first, last))
    return CaseCounts(
        flow=_flow(known, spec, last),
        cases=_frame(
            within.group_by("domain", "dimension", "age_class", "theme").agg(
                count=within.count(),
                clients=within.first_of_all.cast("int64").sum(),
                theme_clients=(within.first_of_theme & within.theme).cast("int64").sum(),
            )
        ),
        scores=_frame(_grouped(own, "version", "start", "goal", "end", "due")),
        growth=_frame(_grouped(every, "domain", "version", "start", "end", "due")),
        closed_days=_frame(_grouped(_firsts(closed.mutate(days=_days(closed))), "days")),
        cohort=_cohort(known, seen),
    )


def _known_cases(registration: Registration, spec: Spec, seen: dt.date) -> ir.Table:
    """Cases as they stood on the as-of date: one that closed later is open."""
    rows = table(registration, "trajectories")
    rows = rows.filter(
        rows.kind == "individueel_traject",
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


def _in_basis(cases: ir.Table, spec: Spec, last: dt.date) -> ir.Table:
    first = ibis.literal(spec.period.first)
    if spec.params.basis == "gestart":
        return cases.filter(cases.start_date.between(first, ibis.literal(last)))
    if spec.params.basis == "afgesloten":
        return cases.filter(cases.end_date.between(first, ibis.literal(last)))
    return cases.filter(cases.start_date <= ibis.literal(last), cases.end_date.isnull() | (cases.end_date >= first))


def _is_first(by: list[str]) -> ir.BooleanValue:
    window = ibis.window(group_by=by, order_by=["start_date", "trajectory_id"])
    return ibis.row_number().over(window) == 0


def _firsts(cases: ir.Table) -> ir.Table:
    return cases.mutate(first_of_theme=_is_first(["client_id"]))


def _grouped(cases: ir.Table, *by: str) -> ir.Table:
    return cases.group_by(*by).agg(count=cases.count(), clients=cases.first_of_theme.cast("int64").sum())


def _scored(registration: Registration, cases: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Theme cases with the scores on their main domain, and with those on every scored domain."""
    scores = table(registration, "zrm_scores").select("trajectory_id", "version", "domain", "start", "goal", "end")
    due = cases.mutate(due=cases.end_date.notnull()).select(
        "trajectory_id", "due", "first_of_theme", main_domain="domain"
    )
    own = due.left_join(scores, [due.trajectory_id == scores.trajectory_id, due.main_domain == scores.domain])
    every = due.inner_join(scores, due.trajectory_id == scores.trajectory_id)
    return tuple(joined.mutate(end=joined.due.ifelse(joined.end, ibis.null("int64"))) for joined in (own, every))  # type: ignore[return-value] # an end score on an open case is not one yet


def _flow(cases: ir.Table, spec: Spec, last: dt.date) -> pd.DataFrame:
    first, final = ibis.literal(spec.period.first), ibis.literal(last)
    open_at_start = (cases.start_date < first) & (cases.end_date.isnull() | (cases.end_date >= first))
    open_at_end = (cases.start_date <= final) & (cases.end_date.isnull() | (cases.end_date > final))
    groups = {
        "open_at_start": open_at_start,
        "started": cases.start_date.between(first, final),
        "closed": cases.end_date.between(first, final),
        "open_at_end": open_at_end,
        "unique_clients": cases.trajectory_id.isin(_in_basis(cases, spec, last).trajectory_id),
    }
    counts = {f"{name}_count": test.fill_null(False).cast("int64").sum() for name, test in groups.items()}
    clients = {f"{name}_clients": cases.client_id.nunique(where=test) for name, test in groups.items()}
    found = cases.aggregate(**counts, **clients).to_pandas().fillna(0).iloc[0]
    return pd.DataFrame(
        [(name, int(found[f"{name}_count"]), int(found[f"{name}_clients"])) for name in groups],
        columns=["group", "count", "clients"],
    )


def _cohort(cases: ir.Table, seen: dt.date) -> pd.DataFrame:
    """Cases started in the 365 days that end 365 days before the as-of date: no censoring."""
    final = seen - dt.timedelta(days=DAYS_IN_YEAR)
    first = final - dt.timedelta(days=DAYS_IN_YEAR - 1)
    started = cases.filter(cases.theme, cases.start_date.between(ibis.literal(first), ibis.literal(final)))
    within = (_days(started) <= DAYS_IN_YEAR).fill_null(False)
    return _frame(_grouped(_firsts(started.mutate(within=within)), "within"))


def _days(cases: ir.Table) -> ir.IntegerValue:
    return cases.end_date.delta(cases.start_date, unit="day")


def _frame(expression: ir.Table) -> pd.DataFrame:
    keys = [name for name in expression.columns if name not in ("count", "clients", "theme_clients")]
    frame = expression.order_by(keys).to_pandas()
    scores = {name: "Int64" for name in ("start", "goal", "end") if name in frame}
    return frame.astype(scores | {name: "int64" for name in frame if name not in keys})
