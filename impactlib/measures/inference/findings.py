"""Rows that say what could not be estimated, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from impactlib.text import Texts


def results(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame: what does not apply is None, never NaN; ``state`` and ``findings`` come last."""
    names = [*columns, "state", "findings"]
    records = [{"state": "shown", "findings": (), **row} for row in rows]
    return pd.DataFrame([[record.get(name) for name in names] for record in records], columns=names, dtype=object)


def told(found: pd.DataFrame, texts: Texts) -> list[str]:
    """The findings of a frame as sentences, each with the row it is about (first column, and year).

    Examples
    --------
    >>> frame = results([{"domain": "financien", "findings": ("all-equal",)}], ["domain"])
    >>> told(frame, Texts.load("nl"))
    ['financiën: Alle verschillen zijn nul. Er valt niets te toetsen.']
    """
    return [
        f"{_name(row, texts)}: {texts.plain(f'verdieping.findings.{code}')}"
        for row in found.to_dict("records")
        for code in row["findings"]
    ]


def _name(row: Mapping[Hashable, Any], texts: Texts) -> str:
    first = texts.word(str(next(iter(row.values()))))
    return f"{first} ({row['year']})" if "year" in row and first != str(row["year"]) else first
