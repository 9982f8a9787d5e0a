"""The row engine of the norms: how many trajectories or signals kept within a norm, read in each way.

Source: Aanpak Hervorming Voorveld gemeente Noordoostpolder, appendix.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from impactlib.measures import cases
from impactlib.measures.estimate import Interval, mean_interval
from impactlib.measures.rows import as_of, fetched, table
from impactlib.measures.survival import percent_closed_within
from impactlib.model import Registration
from impactlib.model.workdays import after_working_days, working_days
from impactlib.params import Spec
from impactlib.params.reports import HowMeasured, Norm, Voorveld

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONTH = 365.25 / 12
FOLLOWED_DAYS = 730
"""Trajectories started in the two years up to the as-of date are followed for the censored estimate."""

_DAYS_OF = {"first_contact": "first_contact_date", "picked_up": "picked_up_date"}


@dataclass(frozen=True)
class Reading:
    """One way to read a norm: ``count`` of ``n`` known, of ``eligible``, kept within it.

    ``value`` with ``interval`` in its place where the norm is about a mean or an estimate.
    ``clients`` and ``rest``: distinct clients behind ``count`` (or ``n``) and behind the others.
    """

    name: str
    count: int | None = None
    n: int = 0
    eligible: int = 0
    clients: int = 0
    rest: int = 0
    value: float | None = None
    interval: Interval = None
    unit: str = "aandeel"


@dataclass(frozen=True)
class Asked:
    """What a norm is asked of: the trajectories of its result areas.

    ``closed``: of them those closed in the period; ``watched``: those of which a closing would have
    been on record from the start.
    """

    norm: Norm
    rules: Voorveld
    rows: ir.Table
    closed: ir.Table
    watched: ir.Table
    first: dt.date
    last: dt.date
    seen: dt.date
    level: float

    @property
    def limit(self) -> int:
        return int(self.norm.limit or 0)


def readings(norm: Norm, registration: Registration, spec: Spec, rules: Voorveld) -> list[Reading]:
    """The ways in which the registration tells of a norm; none where it does not."""
    if norm.how in _DAYS_OF:
        return _of_signals(norm, registration, spec)
    if norm.how not in _HOW or cases.why_unknown(registration, spec, "trajectories"):
        return []
    known = cases.trajectories(registration, spec)
    rows = known.filter(known.result_area.isin(list(norm.result_areas)))
    asked = Asked(
        norm=norm,
        rules=rules,
        rows=rows,
        closed=cases.in_period(rows, "end_date", registration, spec),
        watched=cases.fully_recorded(rows, known),
        first=spec.period.first,
        last=cases.last_day(registration, spec),
        seen=as_of(registration, spec),
        level=spec.norms.interval_level,
    )
    found = _HOW[norm.how](asked)
    return found if any(reading.eligible for reading in found) else []


def _within_year(asked: Asked) -> list[Reading]:
    """Of those closed in the period; of a cohort watched for a whole year; and estimated over all."""
    closed, rows = asked.closed, asked.watched
    last = asked.seen - dt.timedelta(days=asked.limit)
    first = last - dt.timedelta(days=asked.limit - 1)
    started = rows.filter(rows.start_date.between(ibis.literal(first), ibis.literal(last)))
    return [
        _kept("afgesloten", closed, _days(closed) <= asked.limit),
        _kept("gestart", started, (_days(started) <= asked.limit).fill_null(False)),
        _estimated(asked),
    ]


def _estimated(asked: Asked) -> Reading:
    first = ibis.literal(asked.seen - dt.timedelta(days=FOLLOWED_DAYS - 1))
    followed = asked.watched.filter(asked.watched.start_date >= first)
    ended = followed.end_date.notnull()
    days = ended.ifelse(followed.end_date, ibis.literal(asked.seen)).delta(followed.start_date, unit="day")
    cells = cases.tally(followed.mutate(days=days, closed=ended), "days", "closed")
    value, interval = percent_closed_within(cells, asked.limit, asked.level)
    n, clients = (0 if value is None else int(cells[name].sum()) for name in ("count", "clients"))
    return Reading("schatting", n=n, eligible=n, clients=clients, value=value, interval=interval, unit="procent")


def _solved(asked: Asked) -> list[Reading]:
    """Of the disputes closed in the period those that were solved; another outcome is not known."""
    closed = asked.closed.filter(asked.closed.kind == "buurtbemiddeling")
    solved, not_solved = (closed.outcome.isin(list(names)) for names in (asked.rules.solved, asked.rules.not_solved))
    return [_kept("afgesloten", closed, ibis.cases((solved, True), (not_solved, False)))]


def _mean_months(asked: Asked) -> list[Reading]:
    """The mean length of those closed in the period; whoever still gets help is not in it."""
    cells = cases.tally(asked.closed.mutate(days=_days(asked.closed)), "days")
    months, count = cells["days"].astype(float) / MONTH, cells["count"]
    n, sums, squares = int(count.sum()), float((months * count).sum()), float((months**2 * count).sum())
    value, interval = mean_interval(n, sums, squares, asked.level)
    clients = int(cells["clients"].sum())
    return [Reading("gemiddelde", n=n, eligible=n, clients=clients, value=value, interval=interval, unit="maanden")]


def _longest(asked: Asked) -> list[Reading]:
    """Those closed in the period, and those that were open beyond the limit on the last day seen."""
    rows, last = asked.rows, ibis.literal(asked.last)
    closed = rows.end_date.between(ibis.literal(asked.first), last).fill_null(False)
    too_long = (rows.end_date.isnull() | (rows.end_date > last)) & (_limit_day(rows, asked) < last)
    found = rows.filter(closed | too_long)
    return [_kept("afgesloten_of_te_lang", found, (found.end_date <= _limit_day(found, asked)).fill_null(False))]


def _short(asked: Asked) -> list[Reading]:
    """By a professional a few talks or some months, either will do; by a volunteer so many months."""
    who = "vrijwilliger" if asked.norm.how == "short_volunteer" else "professional"
    closed = asked.closed.filter(asked.closed.executed_by == who)
    soon = closed.end_date <= _limit_day(closed, asked)
    if asked.norm.talks is None:
        return [_kept("afgesloten", closed, soon)]
    return [_kept("afgesloten", closed, ibis.cases((soon, True), else_=closed.contacts <= asked.norm.talks))]


def _few_talks(asked: Asked) -> list[Reading]:
    return [_kept("afgesloten", asked.closed, asked.closed.contacts <= asked.limit)]


_HOW: Mapping[HowMeasured, Callable[[Asked], list[Reading]]] = {
    "within_year": _within_year,
    "solved": _solved,
    "mean_months": _mean_months,
    "longest_months": _longest,
    "short_professional": _short,
    "short_volunteer": _short,
    "few_talks": _few_talks,
}


def _kept(name: str, rows: ir.Table, within: ir.Value) -> Reading:
    """A reading from rows, where ``within`` is null for the ones that are not known."""
    cells = cases.tally(rows.mutate(within=within), "within")
    known, kept = cells[cells["within"].notna()], cells[cells["within"].fillna(value=False).astype(bool)]
    return Reading(
        name,
        count=int(kept["count"].sum()),
        n=int(known["count"].sum()),
        eligible=int(cells["count"].sum()),
        clients=int(kept["clients"].sum()),
        rest=int(known["clients"].sum() - kept["clients"].sum()),
    )


def _days(rows: ir.Table) -> ir.IntegerValue:
    return rows.end_date.delta(rows.start_date, unit="day")


def _limit_day(rows: ir.Table, asked: Asked) -> ir.DateValue:
    """The last day within so many calendar months of the start."""
    return (rows.start_date + ibis.interval(months=asked.limit)).cast("date")


def _of_signals(norm: Norm, registration: Registration, spec: Spec) -> list[Reading]:
    """Signals of which the term ended in the period: kept, too late, or without a day on record.

    Working days by the law on terms. A signal holds no client's number: each stands for one.
    """
    if "signals" not in registration.typed:
        return []
    seen, limit = as_of(registration, spec), int(norm.limit or 0)
    rows = fetched(_signals(registration, spec).select("signal_date", day=_DAYS_OF[norm.how]))
    ends = [after_working_days(day, limit) for day in rows["signal_date"]]
    due = rows[[spec.period.first <= end <= min(spec.period.last, seen) for end in ends]]
    days = [
        working_days(signal, day)
        for signal, day in zip(due["signal_date"], due["day"], strict=True)
        if not pd.isna(day) and day <= seen
    ]
    kept = sum(day <= limit for day in days)
    found = Reading("signalen", kept, len(days), len(due), clients=kept, rest=len(days) - kept)
    return [found] if len(due) else []


def _signals(registration: Registration, spec: Spec) -> ir.Table:
    """Signals that led to no trajectory, or to one in this municipality."""
    rows, trajectories = table(registration, "signals"), table(registration, "trajectories")
    elsewhere = trajectories.filter(trajectories.municipality != spec.params.municipality)
    return rows.filter(rows.signal_date.notnull()).anti_join(elsewhere, "trajectory_id")
