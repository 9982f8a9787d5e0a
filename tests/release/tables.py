"""Measures and systems small enough to reason about, for the tests of the door."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from impactlib.model import CLIENTS, CLIENTS_REST, ROW_COLUMNS, Measure, Period
from impactlib.params import policies
from impactlib.release.system import Builder, Quantity, System

YEAR = Period.of_year(2020)
STANDARD = policies()["standaard"]


def frame(rows):
    columns = [*ROW_COLUMNS, CLIENTS, CLIENTS_REST]
    records = [{"state": "shown", "caveats": (), **row} for row in rows]
    return pd.DataFrame([[row.get(name) for name in columns] for row in records], columns=columns, dtype=object)


def measure(table, rows, privacy="people"):
    return Measure(table, frame(rows), YEAR, "trajecten", "registratie", (), privacy)


def parts(table: str, counts: Mapping[str, int], clients: Mapping[str, int] | None = None) -> Measure:
    """Rows that are parts of one whole; as many clients as cases unless told."""
    clients = {**counts, **(clients or {})}
    n, everybody = sum(counts.values()), sum(clients.values())
    return measure(
        table,
        [
            {
                "group": group,
                "count": count,
                "n": n,
                "n_eligible": n,
                "share": count / n if n else None,
                CLIENTS: clients[group],
                CLIENTS_REST: everybody - clients[group],
            }
            for group, count in counts.items()
        ],
    )


def grid(counts: np.ndarray, hard: float = 50.0) -> System:
    """A two-way table with margins that are always printed, as a system; small is below 5."""
    rows, columns = counts.shape
    places = np.arange(counts.size).reshape(counts.shape)
    builder = Builder(counts.size)

    def add(key, cells, kind, cost):
        weights = np.zeros(counts.size)
        weights[cells] = 1
        value = int(counts.ravel()[cells].sum())
        small = kind == "row" and 0 < value < 5
        builder.add(Quantity(key, value, value, small, kind, cost, float(kind == "row" and value > 0)), weights)

    total = 2 * int(counts.sum()) + 1
    for row, column in itertools.product(range(rows), range(columns)):
        add(f"{row},{column}", [places[row, column]], "row", 1 + counts[row, column] / total)
    for row in range(rows):
        add(f"row {row}", list(places[row]), "known", hard)
    for column in range(columns):
        add(f"column {column}", list(places[:, column]), "known", hard)
    return builder.build()
