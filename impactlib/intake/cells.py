"""How one cell is read: the SQL that turns a file's column into text, and text into its kind.

``read_<kind>`` is the one definition of what a cell says. The reader makes the typed tables with it, and a
rule that must read a text asks the same macro: what passes the checks is what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

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

TYPED = "__typed"
"""Suffix of a column's typed form beside its text."""

YES, NO = "ja", "nee"
"""Answers that are words; typed they are 1 and 0."""

_THOUSANDS = r"[+-]?[1-9]\d{0,2}(\.\d{3})+"
_NUMBER = r"[+-]?(\d{1,15}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?"
_WRITTEN: Mapping[Kind, tuple[str, str]] = {
    "whole": (r"\d{1,15}(\.0*)?", "TRY_CAST(split_part(cell, '.', 1) AS BIGINT)"),
    "score": (r"[1-5](\.0*)?", "TRY_CAST(split_part(cell, '.', 1) AS BIGINT)"),
    "number": (_NUMBER, "TRY_CAST(cell AS DOUBLE)"),
    "date": (r"(19|20|21)\d{2}-\d{2}-\d{2}", "TRY_CAST(cell AS DATE)"),
}
"""By kind: how a cell must be written, and the SQL that then reads it."""

_SQL_TYPES = {"string": "VARCHAR", "date": "DATE", "int64": "BIGINT", "float64": "DOUBLE"}
_BLANKS = "' \t\r\n\N{NO-BREAK SPACE}'"
_FLOATING = ("FLOAT", "DOUBLE", "DECIMAL")


_SHEET_ERRORS = (
    *("N/A", "VALUE!", "REF!", "DIV/0!", "NAME\\?", "NUM!", "NULL!", "SPILL!", "CALC!"),
    *("N/B", "WAARDE!", "VERW!", "DEEL/0!", "NAAM\\?", "GETAL!", "LEEG!", "OVERLOOP!", "BEREKENEN!"),
)
"""What a spreadsheet writes, in English and in Dutch, where a formula has no value."""

INVISIBLE = (
    r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}\x{FFFD}"
)
"""Control characters, blanks without width, marks that turn the direction, and letters that were lost: a range of RE2."""

_TESTS = {
    "is_thousand": f"regexp_full_match(cell, '{_THOUSANDS}')",
    "is_sheet_error": f"regexp_full_match(upper(cell), '#({'|'.join(_SHEET_ERRORS)})|ERR:[0-9]{{3}}')",
    "is_told": "is_thousand(cell) OR is_sheet_error(cell)",
    "is_invisible": f"regexp_matches(cell, '[{INVISIBLE}]')",
    "may_be_odd": f"regexp_matches(cell, '[#:{INVISIBLE}]')",
    "is_rounded": r"regexp_full_match(cell, '\d+([.,]\d+)?[eE]\+\d+|\d{16,}[.,]0+')",
    "is_decimal": r"regexp_full_match(cell, '\d{1,15}[.,]0+')",
}
"""What is odd about how a cell is written, whatever column it stands in."""


def _macros() -> str:
    tests = {name: f"({test})" for name, test in _TESTS.items()}
    read = {
        f"read_{kind}": f"CASE WHEN regexp_full_match(cell, '{pattern}') AND NOT is_thousand(cell) THEN {value} END"
        for kind, (pattern, value) in _WRITTEN.items()
    }
    answer = {"read_answer": f"CASE cell WHEN '{YES}' THEN 1 WHEN '{NO}' THEN 0 ELSE read_number(cell) END"}
    return "; ".join(f"CREATE MACRO {name}(cell) AS {body}" for name, body in {**tests, **read, **answer}.items())


MACROS = _macros()
"""SQL that a connection runs once, before it reads."""


def _asked(name: str, kind: type) -> Callable[[ir.StringValue], Any]:
    """A macro by its name, for expressions."""

    def one(cell: str) -> Any: ...

    one.__name__, one.__annotations__ = name, {"cell": str, "return": kind}
    asked: Callable[[ir.StringValue], Any] = ibis.udf.scalar.builtin(one)
    return asked


read_number, read_answer = _asked("read_number", float), _asked("read_answer", float)
"""A text as a number or an answer, null where it is none."""

is_thousand, is_sheet_error, is_told = (_asked(f"is_{name}", bool) for name in ("thousand", "sheet_error", "told"))
"""2.000 is two thousand or two; what a spreadsheet writes where a formula has no value; either of them."""

is_rounded, is_decimal = _asked("is_rounded", bool), _asked("is_decimal", bool)
"""An id that a spreadsheet made a number of: it lost digits, or got decimals."""


def quoted(name: str) -> str:
    """A column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: Iterable[str]) -> str:
    """Columns' names as SQL, one after the other."""
    return ", ".join(map(quoted, names))


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def as_text(name: str, sql_type: str) -> str:
    """SQL that reads a column as text: trimmed, empty is null.

    Parquet columns that were written by pandas hold 34.0 where 34 was meant and a time of
    midnight behind a date; both are read as what was meant. A number with three decimals gets a
    fourth: in a column of numbers it is no thousand. A list is a text with ``;``.
    """
    cell = quoted(name)
    text = f"CAST({cell} AS VARCHAR)"
    if sql_type.startswith(_FLOATING):
        whole = f"CAST(TRY_CAST({cell} AS BIGINT) AS VARCHAR)"
        longer = f"{text} || CASE WHEN regexp_full_match({text}, '{_THOUSANDS}') THEN '0' ELSE '' END"
        text = f"CASE WHEN isnan({cell}::DOUBLE) THEN NULL WHEN {cell} = trunc({cell}) AND abs({cell}) < 1e15 THEN {whole} ELSE {longer} END"
    elif sql_type.startswith("TIMESTAMP") and "TIME ZONE" not in sql_type:
        text = (
            f"CASE WHEN {cell} = date_trunc('day', {cell}) THEN CAST(CAST({cell} AS DATE) AS VARCHAR) ELSE {text} END"
        )
    elif sql_type.endswith("[]"):
        text = f"array_to_string({cell}, ';')"
    return f"nullif(trim({text}, {_BLANKS}), '')"


def nothing_of(column: Column) -> str:
    """SQL of a cell of a column that a table does not have."""
    return f"CAST(NULL AS {_SQL_TYPES[TYPES[column.kind]]})"


def is_as_written(column: Column) -> bool:
    """Whether a column means whatever its text says: then it has no other form."""
    return TYPES[column.kind] == "string" and not column.allowed


def as_typed(column: Column) -> str:
    """SQL that reads a column of text as its kind; what cannot be read, or is not allowed, is null."""
    cell = quoted(column.name)
    if TYPES[column.kind] != "string":
        return f"CAST(read_{column.kind}({cell}) AS {_SQL_TYPES[TYPES[column.kind]]})"
    if not column.allowed:
        return cell
    allowed = ", ".join(f"'{slug}'" for slug in column.allowed)
    if column.kind == "slug":
        return f"CASE WHEN {cell} IN ({allowed}) THEN {cell} END"
    parts = f"list_transform(string_split({cell}, ';'), lambda part: trim(part))"
    return f"nullif(array_to_string(list_filter({parts}, lambda part: part IN ({allowed})), ';'), '')"
