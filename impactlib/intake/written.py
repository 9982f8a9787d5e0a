"""What is odd about how a cell is written, whatever column it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from impactlib.intake.cells import TYPED, is_as_written, quoted
from impactlib.intake.csvfile import ROW
from impactlib.intake.read import kept_name, known_columns, text_name
from impactlib.model import TABLES, Column, Finding

RULES = {"sheet-error": "is_sheet_error", "invisible": "is_invisible"}
"""Rule to the macro that says so."""


def written_findings(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """What is written oddly in the tables as text; ``tables`` has their columns.

    Seldom is anything: each table is asked once whether it may be, and only then each column.
    """
    asked = [f"SELECT '{table}' WHERE EXISTS ({_perhaps(table, columns)})" for table, columns in tables.items()]
    for (table,) in connection.execute(" UNION ALL ".join(asked)).fetchall() if asked else ():
        yield from _of_table(connection, table, known_columns(TABLES[table], tables[table]))


def _perhaps(table: str, columns: Sequence[str]) -> str:
    known = (TABLES[table].column(name) for name in known_columns(TABLES[table], columns))
    cells = ", ".join(map(_doubtful, known))
    return f"SELECT 1 FROM {kept_name(table)} WHERE may_be_odd(concat_ws(' ', {cells}))"  # noqa: S608 - our own names


def _doubtful(column: Column) -> str:
    """SQL of a cell, where it was not read as its kind: what was read is written as it should be."""
    cell = quoted(column.name)
    if is_as_written(column) or column.kind == "slugs":
        return cell
    return f"CASE WHEN {quoted(column.name + TYPED)} IS NULL THEN {cell} END"


def _of_table(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> Iterator[Finding]:
    places = [(column, rule) for column in columns for rule in RULES]
    tests = [f"{RULES[rule]}({quoted(column)})" for column, rule in places]
    counts = ", ".join(f"count(*) FILTER ({test}), min({ROW}, {Finding.FIRST}) FILTER ({test})" for test in tests)
    (found,) = connection.execute(f"SELECT {counts} FROM {text_name(table)}").fetchall()  # noqa: S608 - our own names
    for (column, rule), count, rows in zip(places, found[::2], found[1::2], strict=True):
        if count:
            yield Finding(table, column, rule, "error", count, tuple(rows))


def wrong_words(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """SQL with the rows of each such cell: ``tab``, ``row``, ``col`` and ``rule``."""
    for finding in written_findings(connection, tables):
        told = f"'{finding.table}' AS tab, {ROW}, '{finding.column}' AS col, '{finding.rule}' AS rule"
        wrong = f"{RULES[finding.rule]}({quoted(finding.column)})"
        yield f"SELECT {told} FROM {text_name(finding.table)} WHERE {wrong}"  # noqa: S608 - our own names
