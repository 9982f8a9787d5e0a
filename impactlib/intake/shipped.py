"""Small public tables: budgets of a workspace in data/, and figures about every municipality that ship."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import pandas as pd

from impactlib.model import RegistrationError
from impactlib.model.public import AMOUNTS, BudgetLine
from impactlib.params import home
from impactlib.params.places import CBS


def budget_lines(municipality: str) -> tuple[BudgetLine, ...]:
    """The budgets of a municipality (``data/<municipality>/budget.csv``); none where it has none.

    Raises
    ------
    RegistrationError
        ``shipped-broken``: the file, the line and the column that cannot be read.

    Examples
    --------
    >>> len(budget_lines("noordoostpolder")) > 17, budget_lines("nergens")
    (True, ())
    """
    path = home() / "data" / municipality / "budget.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row, number, path.name) for number, row in enumerate(csv.DictReader(file), 1))


def _line(row: Mapping[str, str], number: int, file: str) -> BudgetLine:
    kinds: dict[str, Any] = {kind: kind for kind in ("regel", "totaal", "subtotaal", "buiten")}
    kind = kinds.get(row.get("kind", ""))
    if kind is None:
        raise RegistrationError("shipped-broken", file=file, line=number, column="kind")
    amounts = {column: _number(row, column, number, file) for column in AMOUNTS}
    year = _number(row, "year", number, file)
    return BudgetLine(
        budget=row["budget"],
        year=int(year or 0),
        programme=row["programme"],
        post=row["post"],
        kind=kind,
        parts=tuple(part for part in row["parts"].split(";") if part),
        source=row["source"],
        **amounts,
    )


def _number(row: Mapping[str, str], column: str, number: int, file: str) -> float | None:
    """A number, None where the cell is empty: unknown, never 0."""
    written = (row.get(column) or "").strip()
    try:
        return float(written) if written else None
    except ValueError:
        raise RegistrationError("shipped-broken", file=file, line=number, column=column) from None


def municipal_figures() -> dict[int, pd.DataFrame]:
    """Figures of Statistics Netherlands about every municipality, a frame per year, by code.

    Columns: code, name, province (str), inwoners (residents), and what that year's file holds
    besides (data/README.md). Source: CBS, CC BY 4.0.
    """
    paths = sorted(CBS.glob("gemeenten-*.csv"))
    return {int(path.stem.rpartition("-")[2]): pd.read_csv(path, dtype={"code": str}) for path in paths}
