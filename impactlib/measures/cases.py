"""Rows to counts for the reports about all the work: trajectories, questions and meetings in cells.

What is not registered, or lies after the as-of date, has no counts at all: unknown, never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from impactlib.measures.estimate import counted, total, unknown_row
from impactlib.measures.rows import NOT_RECORDED, age_class, as_of, once
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

    Parameters
    ----------
    name : {"trajectories", "contacts", "meetings"}
    """
    rows = _ROWS[name](registration, spec)
    begin, end = (rows["start_date"], rows["end_date"]) if name == "trajectories" else (rows["date"], rows["date"])
    first, last = pd.Timestamp(spec.period.first), pd.Timestamp(spec.period.last)
    if rows.empty:
        return NOT_REGISTERED
    if spec.period.first > as_of(registration, spec):
        return NOT_YET
    inside = ((begin <= last) & (end.isna() | (end >= first))).any()
    same_year = begin.dt.year.between(first.year, last.year).any()
    zero = same_year and (begin < first).any() and (begin > last).any()
    return "" if inside or zero else NOT_REGISTERED


class Unknown(dict[str, str]):
    """Table to ``why_unknown``, looked up when it is first asked for."""

    def __init__(self, registration: Registration, spec: Spec) -> None:
        super().__init__()
        self._of = (registration, spec)

    def __missing__(self, name: str) -> str:
        self[name] = why_unknown(*self._of, name)
        return self[name]


def trajectories(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Trajectories of every kind in the municipality as they stood on the as-of date.

    Columns: those of the table that a count needs, with ``domain``, ``dimension`` and ``age_class``; what
    was not recorded is ``not_recorded``, and ``end_date`` is NaT for what closed later.
    """
    rows, seen = _trajectories(registration, spec), pd.Timestamp(as_of(registration, spec))
    rows = rows[rows["start_date"] <= seen]
    return rows.assign(end_date=rows["end_date"].where(rows["end_date"] <= seen))


def _trajectories(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Trajectories of the municipality, whenever they began, fetched once."""

    def query(rows: ir.Table) -> ir.Table:
        here = rows.filter(rows.municipality == spec.params.municipality)
        return here.select(
            *("trajectory_id", "client_id", "kind", "start_date", "end_date"),
            *("expected_contacts", "contacts", "questions"),
            domain=here.zrm_domain.fill_null(NOT_RECORDED),
            dimension=here.ph_dimension.fill_null(NOT_RECORDED),
            age_class=age_class(here.age, spec.scales.age_classes),
            **{name: here[name].fill_null(NOT_RECORDED) for name in _FILLED},
        )

    return once(registration, ("trajectories",), (spec.params.municipality, spec.scales.age_classes), query)


def _questions(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Questions to the municipality, of every day, fetched once."""

    def query(rows: ir.Table) -> ir.Table:
        here = rows.filter(rows.municipality == spec.params.municipality)
        filled = {name: here[name].fill_null(NOT_RECORDED) for name in ("area", "result_area")}
        return here.select("kind", "date", domain=here.zrm_domain.fill_null(NOT_RECORDED), **filled)

    return once(registration, ("contacts",), (spec.params.municipality,), query)


def _meetings(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Meetings of the municipality's activities, of every day, fetched once."""

    def query(meetings: ir.Table, activities: ir.Table) -> ir.Table:
        here = activities.filter(activities.municipality == spec.params.municipality)
        filled = {name: here[name].fill_null(NOT_RECORDED) for name in ("kind", "result_area")}
        rows = meetings.inner_join(here.select("activity_id", **filled), "activity_id")
        return rows.select(
            *("activity_id", "kind", "result_area", "date", "participants"),
            age_group=rows.age_group.fill_null(NOT_RECORDED),
        )

    return once(registration, ("meetings", "activities"), (spec.params.municipality,), query)


_ROWS = {"trajectories": _trajectories, "contacts": _questions, "meetings": _meetings}


def in_basis(cases: pd.DataFrame, registration: Registration, spec: Spec) -> pd.DataFrame:
    """The trajectories that belong to the period by the sheet's basis."""
    if spec.params.basis == "gestart":
        return in_period(cases, "start_date", registration, spec)
    if spec.params.basis == "afgesloten":
        return in_period(cases, "end_date", registration, spec)
    return under_way(cases, registration, spec)


def under_way(cases: pd.DataFrame, registration: Registration, spec: Spec) -> pd.DataFrame:
    """The trajectories that ran on any day of the part of the period that could be seen."""
    first, last = pd.Timestamp(spec.period.first), pd.Timestamp(last_day(registration, spec))
    return cases[(cases["start_date"] <= last) & (cases["end_date"].isna() | (cases["end_date"] >= first))]


def on_topic(topics: pd.Series, topic: str) -> pd.Series:
    """Whether each topic is the one asked for, or a part of it."""
    return (topics == topic) | topics.str.startswith(f"{topic}/")


def in_period(rows: pd.DataFrame, column: str, registration: Registration, spec: Spec) -> pd.DataFrame:
    """The rows whose day lies in the part of the period that could be seen."""
    first, last = pd.Timestamp(spec.period.first), pd.Timestamp(last_day(registration, spec))
    return rows[rows[column].between(first, last)]


def questions(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Questions for information and advice in the period, those asked in a group among them.

    Columns kind, date, domain, result_area, area.

    Source: Subsidieaanvraag Carrefour 2026, Registratie: a contact in a group counts as a question,
    not as a participant.
    """
    return in_period(_questions(registration, spec), "date", registration, spec)


def meetings(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Meetings in the period with the activity's kind and result area.

    Columns activity_id, kind, result_area, date, participants (Int64), age_group.
    """
    return in_period(_meetings(registration, spec), "date", registration, spec)


def quarter(days: pd.Series) -> pd.Series:
    """The quarter of each day as ``2024-3``."""
    found: pd.Series = days.dt.year.astype(str) + "-" + days.dt.quarter.astype(str)
    return found


def quarters_of(period: Period) -> tuple[str, ...]:
    """The quarters of a period as ``2024-3``."""
    return tuple(f"{year}-{number}" for year, number in period.quarters)


def lasted(rows: pd.DataFrame) -> pd.Series:
    """Days from start to end of each trajectory (Int64), missing where it has not ended."""
    return (rows["end_date"] - rows["start_date"]).dt.days.astype("Int64")


def tally(cases: pd.DataFrame, *by: str, within: Sequence[str] = ()) -> pd.DataFrame:
    """Trajectories by ``by``: count, and clients counted at the first of theirs in the set.

    ``within`` names columns whose values are sets of their own, so that their clients are whole.
    """
    rows = cases.sort_values(["start_date", "trajectory_id"])
    return _cells(rows.assign(clients=~rows.duplicated(["client_id", *within])), by)


def tally_questions(rows: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Questions by ``by``; a question holds no client's number, so each stands for one client."""
    return _cells(rows.assign(clients=1), by)


def _cells(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    found = rows.groupby(list(by), dropna=False, as_index=False).agg(
        count=("clients", "size"), clients=("clients", "sum")
    )
    return found.astype({"count": "int64", "clients": "int64"})


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
