"""Rows that say what could not be estimated, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from impactlib.text import Texts

SMALL_P = 0.001


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


def shown(found: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The frame as it reads: numbers in the notation of the language, nothing where there is none.

    A p value is never printed as 0; ``findings`` are left to ``told``.

    Examples
    --------
    >>> frame = results([{"domain": "financien", "n": 1200, "sign_p": 3e-9}], ["domain", "n", "sign_p", "low"])
    >>> shown(frame, Texts.load("nl")).iloc[0].to_list()
    ['financien', '1.200', '< 0,001', '']
    """
    kept = [name for name in found if name not in ("state", "findings")]
    cells = [[_cell(str(name), row[name], texts) for name in kept] for row in found.to_dict("records")]
    return pd.DataFrame(cells, columns=kept)


def _cell(name: str, value: Any, texts: Texts) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if name.endswith("_p") and value < SMALL_P:
        return f"< {texts.number(SMALL_P, 3)}"
    if isinstance(value, float):
        return texts.number(value, 3)
    return str(value) if name == "year" else texts.number(int(value))
