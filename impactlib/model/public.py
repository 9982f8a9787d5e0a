"""Rows of the small public tables that ship in data/ beside the tables of a registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AMOUNTS = ("amount", "hours", "fte", "cost", "activity")
"""Columns of a budget: what is asked for, hours a week, full-time posts, costs, money for activities."""


@dataclass(frozen=True)
class BudgetLine:
    """A line of a budget, or a total that its document states.

    ``kind``: ``regel``; ``totaal`` of all lines; ``subtotaal`` of the posts in ``parts``; ``buiten``
    stands outside the total. A number that the document leaves empty is None: unknown, not 0.
    """

    budget: str
    year: int
    programme: str
    post: str
    kind: Literal["regel", "totaal", "subtotaal", "buiten"]
    parts: tuple[str, ...]
    amount: float | None
    hours: float | None
    fte: float | None
    cost: float | None
    activity: float | None
    source: str
