"""Welzijn op Recept: how many residents a practice referred, and when.

Source: Subsidieaanvraag Carrefour 2026, appendix Welzijn op Recept.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.cases import NOT_YET, parts
from impactlib.measures.estimate import frame, unknown_row
from impactlib.measures.rows import NOT_RECORDED, as_of
from impactlib.model import Measure, Registration
from impactlib.params import Spec

TOPIC = "welzijn_op_recept"
SOURCE = "registratie"


@dataclass(frozen=True)
class Referrals:
    """Trajectories on prescription that started in the period.

    ``practices``: practice (str), count, clients (int). ``months``: month as ``2025-03``, count,
    clients. ``every``: the months of the period; ``future``: those that begin after the as-of date.
    """

    practices: pd.DataFrame
    months: pd.DataFrame
    every: tuple[str, ...]
    future: tuple[str, ...]
    unknown: str


def count_referrals(registration: Registration, spec: Spec) -> Referrals:
    """Reduce the referrals of a period to counts by practice and by month."""
    known = cases.trajectories(registration, spec)
    of_topic = known[cases.on_topic(known["topic"], TOPIC)]
    started = cases.in_period(of_topic, "start_date", registration, spec)
    every = tuple(str(month) for month in pd.period_range(spec.period.first, spec.period.last, freq="M"))
    seen = as_of(registration, spec)
    return Referrals(
        practices=cases.tally(started.assign(practice=started["referral"]), "practice"),
        months=cases.tally(started.assign(month=started["start_date"].dt.strftime("%Y-%m")), "month"),
        every=every,
        future=tuple(month for month in every if month > seen.strftime("%Y-%m")),
        unknown=cases.why_unknown(registration, spec, "trajectories"),
    )


def by_practice(counts: Referrals, spec: Spec) -> Measure:
    """Referrals by practice (referrals-practice): count of n = all referrals; share.

    One row of 0 where nobody was referred. Parts of one whole: a practice of which a few clients came is hidden with enough of the others.
    """
    rows = parts(counts.practices, "practice", (), unknown=counts.unknown)
    return _measure("referrals-practice", rows or parts(counts.practices, "practice", (NOT_RECORDED,)), spec)


def by_month(counts: Referrals, spec: Spec) -> Measure:
    """Referrals by month of the start (referrals-month): count of n = all referrals; share.

    A month that begins after the as-of date is unknown. Practice and month are never crossed:
    nearly every cell would be a few people.
    """
    rows = parts(counts.months, "month", counts.every, unknown=counts.unknown)
    late = [unknown_row(row["group"], caveats=(NOT_YET,)) if row["group"] in counts.future else row for row in rows]
    return _measure("referrals-month", late, spec)


def practices(counts: Referrals, spec: Spec) -> Measure:
    """How many practices referred anybody (referrals-practices): ``praktijken``; about no person."""
    named = counts.practices[counts.practices["practice"] != NOT_RECORDED]
    row = {"group": "praktijken", "count": len(named), "unit": "praktijken", "method": "telling"}
    rows = [unknown_row("praktijken", caveats=(counts.unknown,)) if counts.unknown else row]
    return Measure("referrals-practices", frame(rows), spec.period, "praktijken", SOURCE, (), "open")


def _measure(table: str, rows: list[dict[str, object]], spec: Spec) -> Measure:
    return Measure(table, frame(rows), spec.period, "trajecten", SOURCE, (), "people")
