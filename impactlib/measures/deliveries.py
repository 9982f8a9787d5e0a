"""Counts that somebody else delivered, as far as a sheet may show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from impactlib.intake.delivery import also_counted, categories
from impactlib.measures.rows import each, fetched, table
from impactlib.model import Delivery, Period, Registration
from impactlib.params import Spec


def deliveries(registration: Registration, spec: Spec) -> tuple[Delivery, ...]:
    """Who delivered each table that the sheet shows, and what they count in it."""
    return tuple(delivery for delivery, _ in wholes(registration, spec))


def wholes(registration: Registration, spec: Spec) -> Iterator[tuple[Delivery, Mapping[str, int]]]:
    """The delivered tables of the sheet's municipality, year and theme, each with its counts by category, in a fixed order.

    None where the same people may be among the trajectories (``also_counted``): laid beside each other the two would tell
    of who is in one only. None for a sheet of another period than the year either, and a table that is not whole is left
    out.
    """
    held, classes = _held(registration, spec), categories(spec.scales.age_classes)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in sorted(held, key=lambda row: (list(classes).index(row.classification), row.domain)):
        found.setdefault((row.classification, row.domain), []).append(row)
    for (classification, domain), rows in found.items():
        counts = {row.category: int(row.count) for row in rows}
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
    return each(rows.filter(rows.classification.notnull(), rows.domain.notnull(), rows["count"].notnull()))
