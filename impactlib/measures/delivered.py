"""Counts that somebody else delivered, with what follows from them: shares, intervals, mean levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from impactlib.intake.delivered import NOT_KNOWN, also_counted, categories
from impactlib.measures.estimate import counted, frame, mean_interval, unknown_row, with_interval, within
from impactlib.measures.rows import each, fetched, table
from impactlib.model import CLIENTS, CLIENTS_REST, DELIVERED_SCORES, Delivery, Measure, Period, Registration, group_of
from impactlib.params import Norms, Spec

DELIVERED = "delivered-counts"
MEAN = "gemiddeld"
_LOWEST, _HIGHEST = 1, 5

Counts = dict[str, int]
Whole = tuple[Delivery, Counts]


def delivered(registration: Registration, spec: Spec) -> Measure | None:
    """What was delivered of the sheet's municipality, year and theme (delivered-counts); None where nothing was.

    Rows ``<classification>/<domain>/<category>``: ``count`` of ``n``, the sum of the table it came in, with an interval;
    of scores also ``<classification>/<domain>/gemiddeld``, the mean of the known ones. None too where the same people may
    be among the trajectories (``also_counted``): laid beside each other the two would tell of who is in one only. So is
    a sheet of another period than the year, and a table that is not whole is left out.
    """
    rows = [row for delivery, counts in _wholes(registration, spec) for row in _rows(delivery, counts, spec.norms)]
    if not rows:
        return None
    return Measure(DELIVERED, frame(rows), Period.of_year(spec.params.year), "eigen", "aangeleverd", (), "people")


def deliveries(registration: Registration, spec: Spec) -> tuple[Delivery, ...]:
    """Who delivered each table that the sheet shows, and what they count in it."""
    return tuple(delivery for delivery, _ in _wholes(registration, spec))


def _wholes(registration: Registration, spec: Spec) -> Iterator[Whole]:
    """The delivered tables, each with its counts by category, in the order of what they count by."""
    held, classes = _held(registration, spec), categories(spec.scales.age_classes)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in sorted(held, key=lambda row: (list(classes).index(row.classification), row.domain)):
        found.setdefault((row.classification, row.domain), []).append(row)
    for (classification, domain), rows in found.items():
        counts: Counts = {row.category: int(row.count) for row in rows}
        if len(rows) == len(counts) and set(counts) == set(classes[classification]):
            delivery = Delivery(classification, domain, rows[0].deliverer, rows[0].definition)
            yield delivery, {category: counts[category] for category in classes[classification]}


def _held(registration: Registration, spec: Spec) -> Sequence[Any]:
    """The rows that the sheet may show."""
    params = spec.params
    if "delivered_counts" not in registration.typed or spec.period != Period.of_year(params.year):
        return ()
    rows = table(registration, "delivered_counts")
    rows = rows.filter(rows.municipality == params.municipality, rows.year == params.year, rows.theme == params.theme)
    cases = registration.typed.get("trajectories")
    if cases is not None:
        twice = also_counted(rows, cases, {params.theme: spec.theme.domains})
        if not fetched(twice.select("row").limit(1)).empty:
            return ()
    named = rows.filter(rows.classification.notnull(), rows.domain.notnull(), rows["count"].notnull())
    return each(named)


def _rows(delivery: Delivery, counts: Counts, norms: Norms) -> Iterator[dict[str, Any]]:
    n, place = sum(counts.values()), (delivery.classification, delivery.domain)
    nothing = 0 < n == counts[NOT_KNOWN]
    for category, count in counts.items():
        group = group_of(*place, category)
        if nothing and category != NOT_KNOWN:
            yield unknown_row(group, source=delivery.deliverer)
        else:
            yield with_interval(counted(group, count, n, n, (count, n)), norms) | {"source": delivery.deliverer}
    if delivery.classification in DELIVERED_SCORES and n > counts[NOT_KNOWN]:
        yield _mean(delivery, counts, norms)


def _mean(delivery: Delivery, counts: Counts, norms: Norms) -> dict[str, Any]:
    """The mean level of those whose score is known, with a t interval where it stays on the scale."""
    levels = {int(level): count for level, count in counts.items() if level != NOT_KNOWN}
    n = sum(levels.values())
    summed, squares = (sum(level**power * count for level, count in levels.items()) for power in (1, 2))
    value, interval = mean_interval(n, summed, squares, norms.interval_level)
    low, high = within(interval, _LOWEST, _HIGHEST) or (None, None)
    return {
        "group": group_of(delivery.classification, delivery.domain, MEAN),
        "value": value,
        "low": low,
        "high": high,
        "n": n,
        "n_eligible": sum(counts.values()),
        "unit": "punten",
        "method": "t",
        "source": delivery.deliverer,
        CLIENTS: n,
        CLIENTS_REST: 0,
    }
