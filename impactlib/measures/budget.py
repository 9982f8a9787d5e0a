"""Budgets as a document states them, with their sums checked.

Sources: Subsidieaanvraag Carrefour 2026; Aanpak Hervorming Voorveld gemeente Noordoostpolder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impactlib.measures.estimate import frame, stated_row
from impactlib.model import Measure
from impactlib.model.public import AMOUNTS, BudgetLine
from impactlib.params import Spec

EUROS = ("amount", "cost", "activity")


def budget(lines: Sequence[BudgetLine], spec: Spec) -> Measure:
    """The lines of the year's budgets with their sums checked (budget).

    Groups ``<budget>/<post>/<column>``: value; columns amount, hours, fte, cost, activity; and
    ``/gap``: amount less cost and activity. For a stated total also ``<column>_parts`` and
    ``<column>_difference`` (stated less sum of its lines), and ``gaps``: the sum of the gaps of its
    lines. What the document leaves empty is unknown; a gap or sum takes it as not asked for.
    """
    own = [line for line in lines if line.year == spec.params.year]
    rows = [row for line in own for row in _line(line, _parts(line, own))]
    return Measure("budget", frame(rows), None, "euro", "begroting", (), "open")


def _parts(line: BudgetLine, lines: Sequence[BudgetLine]) -> list[BudgetLine]:
    inside = [one for one in lines if one.budget == line.budget and one.kind == "regel"]
    if line.kind == "totaal":
        return inside
    return [one for one in inside if one.post in line.parts] if line.kind == "subtotaal" else []


def _line(line: BudgetLine, parts: Sequence[BudgetLine]) -> list[dict[str, Any]]:
    group = f"{line.budget}/{line.post}"
    rows = []
    for column in AMOUNTS:
        unit = "euro" if column in EUROS else column
        said = getattr(line, column)
        rows.append(stated_row(f"{group}/{column}", said, unit, line.source))
        known = [value for part in parts if (value := getattr(part, column)) is not None]
        if known and said is not None:
            added = round(sum(known), 6)
            rows.append(stated_row(f"{group}/{column}_parts", added, unit, line.source))
            rows.append(stated_row(f"{group}/{column}_difference", round(said - added, 6), unit, line.source))
    rows.append(stated_row(f"{group}/gap", _gap(line), "euro", line.source))
    gaps = [gap for part in parts if (gap := _gap(part)) is not None]
    return rows + ([stated_row(f"{group}/gaps", sum(gaps), "euro", line.source)] if gaps else [])


def _gap(line: BudgetLine) -> float | None:
    """What of the amount neither costs nor activities take; None where no amount or no costs are stated."""
    if line.amount is None or line.cost is None:
        return None
    return line.amount - line.cost - (line.activity or 0)
