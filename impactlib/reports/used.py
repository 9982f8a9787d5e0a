"""What the fact sheets of a year used: counted from what was released of them, so that it cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from impactlib.measures import measure
from impactlib.measures.estimate import frame, unknown_row
from impactlib.model import Measure, Registration, Released, ReleasedSheet, Row
from impactlib.params import Spec
from impactlib.params.sheets import sheets_of
from impactlib.release import release_sheet


def used(registration: Registration, spec: Spec, earlier: Sequence[ReleasedSheet] = ()) -> list[Measure]:
    """How many trajectories each fact sheet rests on.

    ``used-cases``: ``<theme>/cases`` and ``<theme>/pairs``: count of n as the sheet shows them;
    unknown where the theme has no life domain or the sheet hides it. Everything was released
    before: nothing here says more than the sheets do.
    """
    released = {one.params.theme: release_sheet(measure(registration, one), one, earlier) for one in sheets_of(spec)}
    cases = [row for theme, tables in released.items() for row in _cases(theme, tables)]
    return [Measure("used-cases", frame(cases), spec.period, "trajecten", "feitenbladen", (), "open")]


def _cases(theme: str, tables: dict[str, Released]) -> Iterator[dict[str, Any]]:
    share, pairs = tables.get("caseload-theme-share"), tables.get("zrm-end-vs-start")
    whole = share.row("theme") if share else None
    first = next((row for row in pairs.rows if row.state == "shown" and row.n is not None), None) if pairs else None
    yield _number(f"{theme}/cases", whole, "count")
    yield _number(f"{theme}/pairs", first, "n")


def _number(group: str, row: Row | None, column: str) -> dict[str, Any]:
    value = getattr(row, column) if row else None
    if value is None:
        return unknown_row(group, unit="trajecten")
    return {"group": group, "count": value, "unit": "trajecten", "method": "telling"}
