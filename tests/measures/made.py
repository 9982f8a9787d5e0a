"""Counts and small registrations made to order; every test says only what it is about."""

from __future__ import annotations

import os

import pandas as pd
from hypothesis import settings

from impactlib.intake.read import read_registration
from impactlib.measures.counts import CaseCounts
from impactlib.params import spec_of
from tests.measures.hand import write_hand

PARAMS = {"year": 2020, "municipality": "westerkwartier", "theme": "armoede"}
CALM = settings(deadline=None, derandomize=True, max_examples=int(os.environ.get("MEASURE_EXAMPLES", "60")))
"""Property tests draw the same examples everywhere, and are not timed."""

SCORES = ["version", "start", "goal", "end", "due", "count"]
GROWTH = ["domain", "version", "start", "end", "due", "count"]


def spec(**values):
    return spec_of(PARAMS | values)


def case_counts(*, scores=(), growth=(), cases=(), closed=(), cohort=(), flow=()):
    """CaseCounts of the rows given; as many clients as cases.

    scores: (start, goal, end, due, count); growth: (domain, start, end, due, count); cases:
    (domain, dimension, age_class, theme, count); closed: (days, count); cohort: (within, count).
    """
    return CaseCounts(
        flow=_frame(flow, ["group", "count"]).assign(unnamed=0),
        cases=_frame(cases, ["domain", "dimension", "age_class", "theme", "count"]).assign(
            theme_clients=lambda rows: rows["count"] * rows["theme"]
        ),
        scores=_frame([("2017", *row) for row in scores], SCORES),
        growth=_frame([(row[0], "2017", *row[1:]) for row in growth], GROWTH),
        closed_days=_frame(sorted(closed), ["days", "count"]),
        cohort=_frame(cohort, ["within", "count"]),
    )


def _frame(rows, columns):
    frame = pd.DataFrame(list(rows), columns=columns)
    kinds = {name: "Int64" for name in ("start", "goal", "end", "days") if name in columns}
    kinds |= {name: "bool" for name in ("due", "theme", "within") if name in columns}
    frame = frame.astype(kinds | {"count": "int64"})
    return frame.assign(clients=frame["count"])


def registration(folder, **tables):
    """The hand-counted registration with these tables (CSV text) in the place of its own."""
    write_hand(folder)
    for name, text in tables.items():
        path = folder / ("registration.yaml" if name == "meta" else f"{name}.csv")
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    return read_registration(folder)


def rows(measure, *columns):
    """By group: the columns asked for."""
    return {row["group"]: tuple(row[name] for name in columns) for row in measure.rows.to_dict("records")}


def row(measure, group):
    return next(row for row in measure.rows.to_dict("records") if row["group"] == group)
