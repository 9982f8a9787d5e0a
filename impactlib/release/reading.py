"""Rows of a measure as plain values, checked before anything is decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from impactlib.model import CLIENTS, CLIENTS_REST, ROW_COLUMNS, DisclosureError, Measure

WITHOUT_MARGIN = ("caseload-flow",)
"""Tables of counts that are no part of a whole: they have no n."""

SUM_SLACK = 1e-9


@dataclass(frozen=True)
class Line:
    """One row of a measure: what would be printed, and how many clients are known to be behind it."""

    table: str
    group: str
    values: Mapping[str, Any]
    clients: int | None
    clients_rest: int | None

    @property
    def count(self) -> int | None:
        found: int | None = self.values["count"]
        return found

    @property
    def n(self) -> int | None:
        found: int | None = self.values["n"]
        return found

    @property
    def n_eligible(self) -> int | None:
        found: int | None = self.values["n_eligible"]
        return found


@lru_cache(maxsize=4096)
def lines_of(measure: Measure) -> tuple[Line, ...]:
    """The rows of a measure as plain values; DisclosureError where they cannot be true.

    Raises
    ------
    DisclosureError
        ``release-columns``, ``release-twice``, ``release-contradiction``, ``release-margin`` or
        ``release-clients``: the table and the group, never a count.
    """
    absent = [name for name in (*ROW_COLUMNS, CLIENTS, CLIENTS_REST) if name not in measure.rows.columns]
    if absent:
        raise DisclosureError("release-columns", table=measure.id, columns=", ".join(absent))
    lines = tuple(_line(measure.id, record) for record in measure.rows.to_dict("records"))
    groups = [line.group for line in lines]
    for group in groups:
        if groups.count(group) > 1:
            raise DisclosureError("release-twice", table=measure.id, group=group)
    for line in lines:
        _consistent(line)
        if measure.privacy == "people":
            _complete(line)
    return lines


def _line(table: str, record: Mapping[Any, Any]) -> Line:
    values = {name: _plain(record[name]) for name in ROW_COLUMNS}
    for name in ("count", "n", "n_eligible", "year", "reach_low", "reach_high"):
        values[name] = None if values[name] is None else int(values[name])
    for name in ("share", "value", "low", "high"):
        values[name] = None if values[name] is None else float(values[name])
    values["caveats"] = tuple(values["caveats"] or ())
    values["state"] = values["state"] or "shown"
    clients, rest = _plain(record[CLIENTS]), _plain(record[CLIENTS_REST])
    return Line(
        table,
        str(values["group"]),
        values,
        None if clients is None else int(clients),
        None if rest is None else int(rest),
    )


def _plain(value: Any) -> Any:
    """None for everything that means missing; sequences as tuples."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return None if value is None or pd.isna(value) else value


def _consistent(line: Line) -> None:
    sizes = [size for size in (line.count, line.n, line.n_eligible) if size is not None]
    wrong = any(size < 0 for size in sizes) or sizes != sorted(sizes)
    share = line.values["share"]
    if share is not None and line.count is not None and line.n:
        wrong = wrong or abs(share - line.count / line.n) > SUM_SLACK
    bounds = line.values["bounds"]
    if bounds is not None:
        wrong = wrong or not -SUM_SLACK <= bounds[0] <= bounds[1] <= 1 + SUM_SLACK
    if wrong:
        raise DisclosureError("release-contradiction", table=line.table, group=line.group)


def _complete(line: Line) -> None:
    if line.count is not None and line.n is None and line.table not in WITHOUT_MARGIN:
        raise DisclosureError("release-margin", table=line.table, group=line.group)
    counted = line.count or (line.n if line.count is None else 0)
    rest = (line.n or 0) - (line.count or 0) if line.count is not None else 0
    if (counted and line.clients is None) or (rest > 0 and line.clients_rest is None):
        raise DisclosureError("release-clients", table=line.table, group=line.group)
