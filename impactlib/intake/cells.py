"""How one cell is read: the SQL that turns a file's column into text, and text into its kind."""

from __future__ import annotations

from collections.abc import Mapping

from impactlib.model import Column, Kind

TYPES: Mapping[Kind, str] = {
    "text": "string",
    "slug": "string",
    "slugs": "string",
    "date": "date",
    "whole": "int64",
    "number": "float64",
    "score": "int64",
    "answer": "float64",
}
"""Type of a column in the typed form, by kind."""

_NUMBER = (r"[+-]?\d{1,15}(\.\d+)?([eE][+-]?\d{1,2})?", "CAST({cell} AS DOUBLE)")
_READ: Mapping[Kind, tuple[str, str]] = {
    "whole": (r"\d{1,15}(\.0+)?", "CAST(split_part({cell}, '.', 1) AS BIGINT)"),
    "score": (r"[1-5](\.0+)?", "CAST(left({cell}, 1) AS BIGINT)"),
    "number": _NUMBER,
    "answer": _NUMBER,
    "date": (r"\d{4}-\d{2}-\d{2}", "TRY_CAST({cell} AS DATE)"),
}
"""By kind: how a cell must be written, and the SQL that then reads it."""

_SQL_TYPES = {"string": "VARCHAR", "date": "DATE", "int64": "BIGINT", "float64": "DOUBLE"}
_BLANKS = "' \t\r\n\N{NO-BREAK SPACE}'"
_FLOATING = ("FLOAT", "DOUBLE", "DECIMAL")


def quoted(name: str) -> str:
    """A column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def as_text(name: str, sql_type: str) -> str:
    """SQL that reads a column as text: trimmed, empty is null.

    Parquet columns that were written by pandas hold 34.0 where 34 was meant and a time of
    midnight behind a date; both are read as what was meant.
    """
    cell = quoted(name)
    text = f"CAST({cell} AS VARCHAR)"
    if sql_type.startswith(_FLOATING):
        whole = f"CAST(CAST({cell} AS BIGINT) AS VARCHAR)"
        text = f"CASE WHEN isnan({cell}::DOUBLE) THEN NULL WHEN {cell} = trunc({cell}) AND abs({cell}) < 1e15 THEN {whole} ELSE {text} END"
    elif sql_type.startswith("TIMESTAMP") and "TIME ZONE" not in sql_type:
        text = (
            f"CASE WHEN {cell} = date_trunc('day', {cell}) THEN CAST(CAST({cell} AS DATE) AS VARCHAR) ELSE {text} END"
        )
    return f"nullif(trim({text}, {_BLANKS}), '')"


def as_typed(column: Column, present: bool) -> str:
    """SQL that reads a column of text as its kind; what cannot be read, or is not allowed, is null."""
    if not present:
        return f"CAST(NULL AS {_SQL_TYPES[TYPES[column.kind]]})"
    cell = quoted(column.name)
    if column.kind in _READ:
        pattern, value = _READ[column.kind]
        return f"CASE WHEN regexp_full_match({cell}, '{pattern}') THEN {value.format(cell=cell)} END"
    if not column.allowed:
        return cell
    allowed = ", ".join(f"'{slug}'" for slug in column.allowed)
    if column.kind == "slug":
        return f"CASE WHEN {cell} IN ({allowed}) THEN {cell} END"
    parts = f"list_transform(string_split({cell}, ';'), lambda part: trim(part))"
    return f"nullif(array_to_string(list_filter({parts}, lambda part: part IN ({allowed})), ';'), '')"
