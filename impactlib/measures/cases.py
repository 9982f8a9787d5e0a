"""Rows to counts for the reports about all the work: trajectories, questions and meetings in cells.

What is not registered, or lies after the as-of date, has no counts at all: unknown, never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from impactlib.measures.estimate import counted, total, unknown_row
from impactlib.measures.rows import NOT_RECORDED, age_class, as_of, fetched, table
from impactlib.model import CLIENTS, CLIENTS_REST, DOMAINS, Period, Registration
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir

NOT_REGISTERED = "niet-geregistreerd"
"""Caveat: the registration holds nothing of this kind about this municipality."""

NOT_YET = "nog-niet"
"""Caveat: it lies after the day the report looks from."""

NO_NUMBER = "zonder-clientnummer"
"""Caveat: some cases name no client, so that nobody knows how many clients there are."""

_FILLED = ("area", "topic", "result_area", "sex", "referral", "outcome", "executed_by")


def last_day(registration: Registration, spec: Spec) -> dt.date:
    """The last day of the period that could be seen."""
    return min(spec.period.last, as_of(registration, spec))


def why_unknown(registration: Registration, spec: Spec, name: str) -> str:
    """The caveat that says why a table tells nothing here; empty when it does tell something.

    ``niet-geregistreerd``: no row of the municipality, or none of the period, unless the registration
    holds rows of the same year both before and after it: only then is nothing a true zero.
    """
    rows = table(registration, name)
    if name in ("meetings", "impact_responses"):
        rows = rows.inner_join(table(registration, "activities").select("activity_id", "municipality"), "activity_id")
    here = rows.filter(rows.municipality == spec.params.municipality)
    begin, end = (here.start_date, here.end_date) if name == "trajectories" else (here.date, here.date)
    first, last = (ibis.literal(day) for day in (spec.period.first, spec.period.last))
    found = here.aggregate(
        every=here.count(),
        inside=((begin <= last) & (end.isnull() | (end >= first))).sum().fill_null(0),
        same_year=begin.year().between(spec.period.first.year, spec.period.last.year).sum().fill_null(0),
        before=(begin < first).sum().fill_null(0),
        after=(begin > last).sum().fill_null(0),
    )
    sizes = fetched(found).iloc[0]
    if not sizes["every"]:
        return NOT_REGISTERED
    if spec.period.first > as_of(registration, spec):
        return NOT_YET
    zero = sizes["same_year"] and sizes["before"] and sizes["after"]
    return "" if sizes["inside"] or zero else NOT_REGISTERED


class Unknown(dict[str, str]):
    """Table to ``why_unknown``, looked up when it is first asked for."""

    def __init__(self, registration: Registration, spec: Spec) -> None:
        super().__init__()
        self._of = (registration, spec)

    def __missing__(self, name: str) -> str:
        self[name] = why_unknown(*self._of, name)
        return self[name]


def trajectories(registration: Registration, spec: Spec) -> ir.Table:
    """Trajectories of every kind in the municipality as they stood on the as-of date.

    Columns: those of the table, with ``domain`` and ``dimension``; what was not recorded is
    ``not_recorded``, and ``end_date`` is null for what closed later.
    """
    rows = table(registration, "trajectories")
    seen = ibis.literal(as_of(registration, spec))
    here = rows.filter(rows.municipality == spec.params.municipality, rows.start_date <= seen)
    return here.select(
        "trajectory_id",
        "client_id",
        "kind",
        "start_date",
        "expected_contacts",
        "contacts",
        "questions",
        end_date=(here.end_date <= seen).ifelse(here.end_date, ibis.null("date")),
        domain=here.zrm_domain.fill_null(NOT_RECORDED),
        dimension=here.ph_dimension.fill_null(NOT_RECORDED),
        age_class=age_class(here.age, spec.scales.age_classes),
        **{name: here[name].fill_null(NOT_RECORDED) for name in _FILLED},
    )


def in_basis(cases: ir.Table, registration: Registration, spec: Spec) -> ir.Table:
    """The trajectories that belong to the period by the sheet's basis."""
    first, last = ibis.literal(spec.period.first), ibis.literal(last_day(registration, spec))
    if spec.params.basis == "gestart":
        return cases.filter(cases.start_date.between(first, last))
    if spec.params.basis == "afgesloten":
        return cases.filter(cases.end_date.between(first, last))
    return cases.filter(cases.start_date <= last, cases.end_date.isnull() | (cases.end_date >= first))


def in_period(rows: ir.Table, column: str, registration: Registration, spec: Spec) -> ir.Table:
    """The rows whose day lies in the part of the period that could be seen."""
    return rows.filter(
        rows[column].between(ibis.literal(spec.period.first), ibis.literal(last_day(registration, spec)))
    )


def questions(registration: Registration, spec: Spec) -> ir.Table:
    """Questions for information and advice in the period, those asked in a group among them.

    Source: Subsidieaanvraag Carrefour 2026, Registratie: a contact in a group counts as a question,
    not as a participant.
    """
    rows = table(registration, "contacts")
    here = in_period(rows.filter(rows.municipality == spec.params.municipality), "date", registration, spec)
    filled = {name: here[name].fill_null(NOT_RECORDED) for name in ("area", "result_area")}
    return here.select("kind", "date", domain=here.zrm_domain.fill_null(NOT_RECORDED), **filled)


def meetings(registration: Registration, spec: Spec) -> ir.Table:
    """Meetings in the period with the activity's kind and result area."""
    activities = table(registration, "activities")
    here = activities.filter(activities.municipality == spec.params.municipality)
    of = here.select(
        "activity_id",
        kind=here.kind.fill_null(NOT_RECORDED),
        result_area=here.result_area.fill_null(NOT_RECORDED),
    )
    rows = in_period(table(registration, "meetings"), "date", registration, spec).inner_join(of, "activity_id")
    return rows.select(
        "activity_id", "kind", "result_area", "date", "participants", age_group=rows.age_group.fill_null(NOT_RECORDED)
    )


def quarter(day: ir.DateValue) -> ir.StringValue:
    """The quarter of a day as ``2024-3``."""
    return day.year().cast("string") + "-" + day.quarter().cast("string")


def quarters_of(period: Period) -> tuple[str, ...]:
    """The quarters of a period as ``2024-3``."""
    return tuple(f"{year}-{number}" for year, number in period.quarters)


def tally(cases: ir.Table, *by: str, within: Sequence[str] = ()) -> pd.DataFrame:
    """Trajectories by ``by``: count, and clients counted at the first of theirs in the set.

    ``within`` names columns whose values are sets of their own, so that their clients are whole.
    """
    window = ibis.window(group_by=["client_id", *within], order_by=["start_date", "trajectory_id"])
    rows = cases.mutate(first_of_client=(ibis.row_number().over(window) == 0).cast("int64"))
    return _cells(rows.group_by(*by).agg(count=rows.count(), clients=rows.first_of_client.sum()), by)


def tally_questions(rows: ir.Table, *by: str) -> pd.DataFrame:
    """Questions by ``by``; a question holds no client's number, so each stands for one client."""
    return _cells(rows.group_by(*by).agg(count=rows.count(), clients=rows.count()), by)


def _cells(expression: ir.Table, by: Sequence[str]) -> pd.DataFrame:
    found = fetched(expression)
    return found.astype({"count": "int64", "clients": "int64"}).sort_values(list(by), ignore_index=True)


def parts(cells: pd.DataFrame, column: str, groups: Sequence[str], *, unknown: str = "") -> list[dict[str, Any]]:
    """Rows that together are one whole: a row per group, then one per value that is in no list.

    The order says nothing of the counts: it stays when some of them are hidden.
    ``unknown`` is the caveat that says why there are no counts; every row is then unknown, and
    where no row is known beforehand there is one, ``not_recorded``, that says so.
    """
    if unknown:
        return [unknown_row(group, caveats=(unknown,)) for group in groups or (NOT_RECORDED,)]
    n, of_clients = total(cells), total(cells, "clients")
    sums = cells.groupby(column)[["count", "clients"]].sum()
    extra = sorted(set(sums.index) - set(groups), key=lambda group: (group == NOT_RECORDED, group))
    found = sums.reindex([*groups, *extra], fill_value=0)
    return [counted(str(group), row["count"], n, n, (row["clients"], of_clients)) for group, row in found.iterrows()]


def single(group: str, count: int, clients: int, **fields: object) -> dict[str, Any]:
    """A row that is no part of a whole: its n is its own count."""
    sizes = {"count": int(count), "n": int(count), CLIENTS: int(clients), CLIENTS_REST: 0}
    return {"group": group, **sizes, "method": "telling", **fields}


def only(registration: Registration, result_areas: Sequence[str]) -> Registration:
    """The registration as far as it is about these result areas; other tables stay whole."""
    narrowed = {
        name: rows.filter(rows.result_area.isin(list(result_areas)))
        for name, rows in registration.typed.items()
        if name in ("trajectories", "contacts", "activities")
    }
    return replace(registration, typed={**registration.typed, **narrowed})


def of_every_domain(spec: Spec) -> Spec:
    """The spec with every case that has a main domain as a case of its theme."""
    return replace(spec, theme=spec.theme.model_copy(update={"domains": DOMAINS}))
