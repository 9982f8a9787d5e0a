"""Which caveat belongs to which measure: rules of params/caveats.yaml, applied to rows and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from impactlib.model import Measure
from impactlib.params import CaveatRule, Spec

Row = Mapping[str, Any]

SAID = frozenset({"tegenstrijdig", "alleen-weet-niet"})
"""Caveats that say already why a row is unknown, though something was asked."""

_WHEN: Mapping[str, Callable[[Row, Spec], bool]] = {
    "always": lambda _row, _spec: True,
    "empty": lambda _row, _spec: False,
    "shown": lambda row, _spec: row["state"] == "shown",
    "positive": lambda row, _spec: bool(row["count"]),
    "small": lambda row, spec: row["n"] is not None and row["n"] < spec.norms.small_n,
    "unknown": lambda row, _spec: row["state"] == "unknown" and not SAID & set(row["caveats"]),
    "older": lambda row, spec: row["year"] is not None and row["year"] < spec.params.year,
    "not_generalisable": lambda row, _spec: bool({"alleen-kwalitatief", "indicatief"} & set(row["caveats"])),
    "not_unique": lambda row, _spec: row["state"] == "shown" and row["unique"] != "ja",
    "special_year": lambda _row, spec: spec.params.year in spec.theme.year_caveats,
}
"""What a rule may ask of a row; the keys are what params/caveats.yaml may name."""


def attach(measure: Measure, spec: Spec, rules: tuple[CaveatRule, ...]) -> Measure:
    """The measure with the caveats that the rules give it, in the order of the rules.

    A rule with ``rows`` marks the rows it names; one without marks the whole table, as soon as one
    row meets its condition (a table without rows: always).
    """
    own = [rule for rule in rules if any(fnmatchcase(measure.id, pattern) for pattern in rule.tables)]
    records: list[Any] = measure.rows.to_dict("records")
    for_table = tuple(rule.code for rule in own if not rule.rows and _any(rule, records, spec))
    marked = [_marked(record, own, spec) for record in records]
    rows = pd.DataFrame(marked, columns=measure.rows.columns, dtype=object)
    return replace(measure, rows=rows, caveats=(*measure.caveats, *for_table))


def _any(rule: CaveatRule, records: list[dict[str, Any]], spec: Spec) -> bool:
    if rule.when == "empty":
        return not records
    if rule.when in ("always", "special_year"):
        return _WHEN[rule.when]({}, spec)
    return any(_WHEN[rule.when](record, spec) for record in records)


def _marked(record: dict[str, Any], rules: list[CaveatRule], spec: Spec) -> dict[str, Any]:
    codes = [
        rule.code
        for rule in rules
        if any(fnmatchcase(str(record["group"]), pattern) for pattern in rule.rows) and _WHEN[rule.when](record, spec)
    ]
    return record | {"caveats": (*record["caveats"], *codes)}
