"""From when a registration holds every case, and trajectories by the days they were seen to last.

A registration that began late holds, of what began before it, only what lasted: every plain share and
mean of lengths is wrong there. What that forbids is decided here, for every table alike.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from impactlib.measures.cases import tally, trajectories
from impactlib.measures.rows import as_of
from impactlib.model import Registration
from impactlib.params import Spec

SEEN_IN_PART = "periode-loopt"
"""Caveat: the period went on after the day that the registration tells of."""

BEGUN_IN_PART = "begin-ontbreekt"
"""Caveat: nothing closed is on record of the first part of the period."""

BEGAN_LATE = "register-begon-later"
"""Caveat: the registration does not go back far enough to tell how long this takes."""

FOLLOWED_DAYS = 730
"""Trajectories that began in the two years up to the as-of date are followed for estimates."""

LATE = 30
"""Days before the registration was complete from which cases still count as recorded from their start."""

NOT_LATE = -1
"""Entry of a case that was on record from its first day: it could be seen closing on day 0."""

WINDOW = 3
REGULAR = 0.25
"""Closings are regular from the first month that, with the two after it, holds this part of the usual number."""


def recorded_since(registration: Registration, spec: Spec) -> dt.date | None:
    """The first day from which closings in the municipality are on record; None where none ever was.

    ``complete_since`` of registration.yaml where it is given. Else the first closing of the first
    month with a regular number of them: three months of at least a quarter of what is usual in
    three months, so that a stray old row decides nothing.
    """
    if registration.meta.complete_since is not None:
        return registration.meta.complete_since
    ended = trajectories(registration, spec)["end_date"].dropna()
    by_month = ended.groupby(ended.dt.strftime("%Y-%m-01")).agg(count="size", first="min")
    return regular_from(by_month.rename_axis("month").reset_index())


def recorded_until(registration: Registration, spec: Spec) -> int:
    """The last year that has something to tell: that of the export, or the one before where nothing has closed in it yet.

    Without any closing on record nothing can be said, and the year of the export stands.
    """
    last = registration.meta.extraction_date
    ended = trajectories(registration, spec)["end_date"].dropna()
    closed = set(ended[ended <= pd.Timestamp(last)].dt.year)
    return last.year - bool(closed and last.year not in closed)


def regular_from(months: pd.DataFrame) -> dt.date | None:
    """The first closing of the first regular month, from month (its first day), count (int) and first (date).

    Examples
    --------
    >>> days = [dt.date(2018, 6, 1), dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 3, 1)]
    >>> regular_from(pd.DataFrame({"month": days, "count": [1, 40, 45, 38], "first": days}))
    datetime.date(2020, 1, 1)
    """
    if months.empty:
        return None
    ordered = months.assign(at=pd.PeriodIndex(pd.to_datetime(months["month"]), freq="M")).sort_values("at")
    counts = ordered.set_index("at")["count"].astype(int)
    windows = pd.Series([int(counts.loc[at : at + WINDOW - 1].sum()) for at in counts.index], index=counts.index)
    regular = (windows >= REGULAR * windows.median()).to_numpy()
    first: dt.date = pd.Timestamp(ordered.loc[regular, "first"].iloc[0]).date()
    return first


def recorded(first: dt.date, since: dt.date | None) -> bool:
    """Whether what began on ``first`` or later is on record from its start."""
    return since is not None and first >= since - dt.timedelta(days=LATE)


def seen_in_part(registration: Registration, spec: Spec) -> tuple[str, ...]:
    """What must be said of a period of which the registration does not tell all."""
    seen, since = as_of(registration, spec), recorded_since(registration, spec)
    found = []
    if spec.period.first <= seen < spec.period.last:
        found.append(SEEN_IN_PART)
    if since is not None and not recorded(spec.period.first, since) and since <= spec.period.last:
        found.append(BEGUN_IN_PART)
    return tuple(found)


def followed(rows: pd.DataFrame, registration: Registration, spec: Spec) -> pd.DataFrame:
    """Trajectories that began in the 730 days up to the as-of date, by how long they were seen.

    Returns
    -------
    DataFrame
        days (int, until the end or the as-of date), closed (bool), entry (int: the last day of the
        trajectory on which nobody could have seen it close, -1 if there is none), started_ago (int:
        days before the as-of date), count, clients (int).
    """
    seen, since = as_of(registration, spec), recorded_since(registration, spec)
    first = seen - dt.timedelta(days=FOLLOWED_DAYS - 1)
    day = pd.Timestamp(seen)
    own = rows[rows["start_date"].between(pd.Timestamp(first), day)]
    ended = own["end_date"] <= day
    own = own.assign(
        days=(own["end_date"].where(ended, day) - own["start_date"]).dt.days,
        closed=ended,
        started_ago=(day - own["start_date"]).dt.days,
    )
    found = tally(own, "started_ago", "days", "closed").astype({"started_ago": "int64", "days": "int64"})
    back = FOLLOWED_DAYS if since is None else (seen - since).days + LATE
    early = found["started_ago"] > back
    return found.assign(entry=(found["started_ago"] - back + LATE - 1).where(early, NOT_LATE).clip(lower=NOT_LATE))
