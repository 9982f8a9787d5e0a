"""What a registration holds: its municipalities, and the years that a row of theirs touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ibis

from impactlib.model import TABLES, Registration

_SLUG = re.compile(r"[a-z0-9-]+")
_YEARS = range(1900, 2201)
_NOT_OF_THE_DATA = frozenset({"deadline"})
"""Dates of a promise, not of something that was done."""


def held(registration: Registration) -> dict[str, list[int]]:
    """Years by municipality of the registration's own organisation, both sorted; none where its rows have no date.

    A trajectory touches every year from its start to its end, an open one to the extraction. Rows that
    belong to an activity are of its municipality. A municipality that is no slug is left out: no sheet
    can ask for it.
    """
    found: dict[str, set[int]] = {}
    for place, first, last in (row for table in registration.typed for row in _spans(registration, table)):
        if _SLUG.fullmatch(place or ""):
            years = range(first, last + 1) if first is not None and last is not None else range(0)
            found.setdefault(place, set()).update(year for year in years if year in _YEARS)
    return {place: sorted(years) for place, years in sorted(found.items())}


def names(registration: Registration) -> dict[str, tuple[str, ...]]:
    """Goals and indicators of a registration, by the key of a theme that names them; absent with their table."""
    columns = {"goals": "goal_id", "context": "indicator"}
    return {
        table: tuple(
            sorted(registration.typed[table].select(column).distinct().to_pyarrow()[column].drop_null().to_pylist())
        )
        for table, column in columns.items()
        if table in registration.typed
    }


def _spans(registration: Registration, name: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Municipality, first and last year of every kind of row of a table."""
    rows, activities = _own(registration, name), registration.typed.get("activities")
    if "municipality" not in rows.columns:
        if "activity_id" not in rows.columns or activities is None:
            return
        rows = rows.join(activities.select("activity_id", "municipality"), "activity_id")
    for first, last in _columns(registration, name, rows):
        spans = rows.select(place=rows.municipality, first=first, last=last).distinct().to_pyarrow().to_pylist()
        yield from ((row["place"], row["first"], row["last"]) for row in spans)


def _own(registration: Registration, name: str) -> Any:
    """The rows of a table that are not another organisation's."""
    rows = registration.typed[name]
    if "organisation" not in rows.columns:
        return rows
    return rows.filter(rows.organisation.isnull() | (rows.organisation == registration.meta.organisation))


def _columns(registration: Registration, name: str, rows: Any) -> Iterator[tuple[Any, Any]]:
    """First and last year of a row, once for every column that has a year."""
    if name == "trajectories":
        extraction = ibis.literal(registration.meta.extraction_date)
        yield rows.start_date.year(), ibis.coalesce(rows.end_date, extraction).year()
        return
    dates = [one.name for one in TABLES[name].columns if one.kind == "date" and one.name not in _NOT_OF_THE_DATA]
    years = [rows[date].year() for date in dates] + ([rows["year"]] if "year" in rows.columns else [])
    for year in years or [ibis.null("int64")]:
        yield year, year
