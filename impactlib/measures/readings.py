"""The row engine of the norms: how many trajectories or signals kept within a norm, read in each way.

Source: Aanpak Hervorming Voorveld gemeente Noordoostpolder, appendix.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.estimate import Interval, mean_interval
from impactlib.measures.lengths import followed, recorded, recorded_since
from impactlib.measures.rows import as_of, fetched, table
from impactlib.measures.survival import first_day, percent_closed_within
from impactlib.model import Registration
from impactlib.model.workdays import after_working_days, working_days
from impactlib.params import Spec
from impactlib.params.reports import HowMeasured, Norm, Voorveld

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONTH = 365.25 / 12
NO_PLACE = "signalen-zonder-gemeente"
"""Caveat: signals that led to no trajectory may be of another municipality, and are left out."""

_DAYS_OF = {"first_contact": "first_contact_date", "picked_up": "picked_up_date"}


@dataclass(frozen=True)
class Reading:
    """One way to read a norm: ``count`` of ``n`` known, of ``eligible``, kept within it.

    ``value`` with ``interval`` in its place where the norm is about a mean or an estimate.
    ``clients`` and ``rest``: distinct clients behind ``count`` (or ``n``) and behind the others.
    ``late``: the registration does not go back far enough to tell.
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
    caveats: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Asked:
    """What a norm is asked of: the trajectories of its result areas.

    ``closed``: of them those closed in the period; ``followed``: those begun in the last two years, by
    how long they were seen; ``since``: the first day from which closings are on record.
    """

    norm: Norm
    rules: Voorveld
    rows: pd.DataFrame
    closed: pd.DataFrame
    followed: pd.DataFrame
    since: dt.date | None
    first: dt.date
    last: dt.date
    seen: dt.date
    level: float

    @property
    def limit(self) -> int:
        return int(self.norm.limit or 0)

    @property
    def young(self) -> bool:
        """Whether what closed in the period can't have lasted as long as the norms of its work allow.

        The registration then holds mostly short trajectories: a mean or a share of them says too much.
        """
        own = set(self.norm.result_areas)
        days = {"dagen": 1.0, "maanden": MONTH}
        alike = [one for one in self.rules.norms if own & set(one.result_areas) and one.unit in days]
        longest = max(((one.limit or 0) * days[one.unit] for one in alike), default=0)
        return not recorded(self.first - dt.timedelta(days=round(longest)), self.since)


def readings(norm: Norm, registration: Registration, spec: Spec, rules: Voorveld) -> list[Reading]:
    """The ways in which the registration tells of a norm; none where it does not."""
    if norm.how in _DAYS_OF:
        return _of_signals(norm, registration, spec)
    if norm.how not in _HOW or cases.why_unknown(registration, spec, "trajectories"):
        return []
    known = cases.trajectories(registration, spec)
    rows = known[known["result_area"].isin(norm.result_areas)]
    asked = Asked(
        norm=norm,
        rules=rules,
        rows=rows,
        closed=cases.in_period(rows, "end_date", registration, spec),
        followed=followed(rows, registration, spec),
        since=recorded_since(registration, spec),
        first=spec.period.first,
        last=cases.last_day(registration, spec),
        seen=as_of(registration, spec),
        level=spec.norms.interval_level,
    )
    found = _HOW[norm.how](asked)
    return found if any(reading.eligible for reading in found) else []


def _within_year(asked: Asked) -> list[Reading]:
    """Of those closed in the period; of a cohort watched for a whole year; and estimated over all."""
    closed, rows = asked.closed, asked.rows
    last = asked.seen - dt.timedelta(days=asked.limit)
    first = last - dt.timedelta(days=asked.limit - 1)
    started = rows[rows["start_date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    return [
        _kept("afgesloten", closed, cases.lasted(closed) <= asked.limit, late=asked.young),
        _kept("gestart", started, _in_time(started, asked), late=not recorded(first, asked.since)),
        _estimated(asked),
    ]


def _estimated(asked: Asked) -> Reading:
    cells, late = asked.followed, first_day(asked.followed) != 0
    value, interval = percent_closed_within(cells, asked.limit, asked.level)
    n, clients = (0 if value is None else int(cells[name].sum()) for name in ("count", "clients"))
    return Reading(
        "schatting", n=n, eligible=n, clients=clients, value=value, interval=interval, unit="procent", late=late
    )


def _in_time(rows: pd.DataFrame, asked: Asked) -> pd.Series:
    return (cases.lasted(rows) <= asked.limit).fillna(value=False)


def _solved(asked: Asked) -> list[Reading]:
    """Of the disputes closed in the period those that were solved; another outcome is not known."""
    closed = asked.closed[asked.closed["kind"] == "buurtbemiddeling"]
    solved, not_solved = (closed["outcome"].isin(names) for names in (asked.rules.solved, asked.rules.not_solved))
    return [_kept("afgesloten", closed, solved.astype("boolean").where(solved | not_solved))]


def _mean_months(asked: Asked) -> list[Reading]:
    """The mean length of those closed in the period."""
    cells = cases.tally(asked.closed.assign(days=cases.lasted(asked.closed)), "days")
    months, count = cells["days"].astype(float) / MONTH, cells["count"]
    n, sums, squares = int(count.sum()), float((months * count).sum()), float((months**2 * count).sum())
    value, interval = mean_interval(n, sums, squares, asked.level)
    found = Reading("gemiddelde", n=n, eligible=n, clients=int(cells["clients"].sum()), unit="maanden")
    return [replace(found, value=value, interval=interval, late=asked.young)]


def _longest(asked: Asked) -> list[Reading]:
    """Those closed in the period, and those that were open beyond the limit on the last day seen."""
    rows, end, last = asked.rows, asked.rows["end_date"], pd.Timestamp(asked.last)
    closed = end.between(pd.Timestamp(asked.first), last)
    too_long = (end.isna() | (end > last)) & (_limit_day(rows, asked) < last)
    found = rows[closed | too_long]
    kept = found["end_date"] <= _limit_day(found, asked)
    return [_kept("afgesloten_of_te_lang", found, kept, late=asked.young)]


def _short(asked: Asked) -> list[Reading]:
    """By a professional a few talks or some months, either will do; by a volunteer so many months."""
    who = "vrijwilliger" if asked.norm.how == "short_volunteer" else "professional"
    closed = asked.closed[asked.closed["executed_by"] == who]
    soon = closed["end_date"] <= _limit_day(closed, asked)
    if asked.norm.talks is None:
        return [_kept("afgesloten", closed, soon, late=asked.young)]
    either = (closed["contacts"] <= asked.norm.talks).mask(soon, other=True)
    return [_kept("afgesloten", closed, either, late=asked.young)]


def _few_talks(asked: Asked) -> list[Reading]:
    return [_kept("afgesloten", asked.closed, asked.closed["contacts"] <= asked.limit, late=asked.young)]


_HOW: Mapping[HowMeasured, Callable[[Asked], list[Reading]]] = {
    "within_year": _within_year,
    "solved": _solved,
    "mean_months": _mean_months,
    "longest_months": _longest,
    "short_professional": _short,
    "short_volunteer": _short,
    "few_talks": _few_talks,
}


def _kept(name: str, rows: pd.DataFrame, within: pd.Series, *, late: bool = False) -> Reading:
    """A reading from rows, where ``within`` is missing for the ones that are not known."""
    cells = cases.tally(rows.assign(within=within), "within")
    known, kept = cells[cells["within"].notna()], cells[cells["within"].fillna(value=False).astype(bool)]
    return Reading(
        name,
        count=int(kept["count"].sum()),
        n=int(known["count"].sum()),
        eligible=int(cells["count"].sum()),
        clients=int(kept["clients"].sum()),
        rest=int(known["clients"].sum() - kept["clients"].sum()),
        late=late,
    )


def _limit_day(rows: pd.DataFrame, asked: Asked) -> pd.Series:
    """The last day within so many calendar months of the start."""
    return rows["start_date"] + pd.DateOffset(months=asked.limit)


def _of_signals(norm: Norm, registration: Registration, spec: Spec) -> list[Reading]:
    """Signals of which the term ended in the period: kept, too late, or without a day on record.

    A signal without a day of picking up was not picked up in its term: that had passed when the
    registration was looked at. Whether anybody called without a day of that on record is unknown.
    Working days by the law on terms. A signal holds no client's number: each stands for one.
    """
    if "signals" not in registration.typed:
        return []
    seen, limit = as_of(registration, spec), int(norm.limit or 0)
    signals, left_out = _signals(registration, spec)
    rows = fetched(signals.select("signal_date", day=_DAYS_OF[norm.how]))
    ends = [after_working_days(day, limit) for day in rows["signal_date"]]
    due = rows[[spec.period.first <= end <= min(spec.period.last, seen) for end in ends]]
    days = [
        working_days(signal, day)
        for signal, day in zip(due["signal_date"], due["day"], strict=True)
        if not pd.isna(day) and day <= seen
    ]
    kept = sum(day <= limit for day in days)
    known = len(due) if norm.how == "picked_up" and bool(rows["day"].notna().any()) else len(days)
    caveats = (NO_PLACE,) if left_out else ()
    found = Reading("signalen", kept, known, len(due), clients=kept, rest=known - kept, caveats=caveats)
    return [found] if len(due) or left_out else []


def _signals(registration: Registration, spec: Spec) -> tuple[ir.Table, int]:
    """Signals of this municipality, and how many could be of any.

    A signal names no municipality. One that led to a trajectory is of that trajectory's; one that led
    to none is only known to be of this one where the registration holds no other.
    """
    rows, trajectories = table(registration, "signals"), table(registration, "trajectories")
    dated = rows.filter(rows.signal_date.notnull())
    here = trajectories.filter(trajectories.municipality == spec.params.municipality)
    led, unled = dated.semi_join(here, "trajectory_id"), dated.filter(dated.trajectory_id.isnull())
    if int(trajectories.municipality.nunique().to_pyarrow().as_py()) <= 1:
        return led.union(unled), 0
    return led, int(unled.count().to_pyarrow().as_py())
