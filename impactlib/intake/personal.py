"""Personal data where none may be: by the rule by which an import leaves them out, asked of a registration that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from impactlib.intake import persons
from impactlib.intake.cells import literal, quoted
from impactlib.intake.csvfile import ROW
from impactlib.intake.read import text_name
from impactlib.model import TABLES, Finding

RULE = "personal-data"
_MOST = 20_000
"""Different texts of a column that are looked at; a table of fewer rows is read as it is, which costs least."""


def personal_findings(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[str]], organisation: str
) -> Iterator[Finding]:
    """Where the tables as text seem to hold somebody, one finding for each column.

    Parameters
    ----------
    tables
        Tables and their columns, those that a registration does not have among them.
    organisation
        The own organisation: its name may look like somebody's.
    """
    for table, columns in tables.items():
        texts, places = _texts(connection, table, columns), [name for name in columns if name != ROW]
        for column, cells in texts.items():
            if cells and (found := _found(table, column, cells, organisation)):
                count, rows = _rows(connection, table, column, found)
                yield Finding(table, _shown(table, column, places.index(column) + 1), RULE, "warning", count, rows)


def _texts(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> dict[str, list[str]]:
    """The different texts of each column that may hold somebody; of ids only those that look odd."""
    asked: dict[str, str] = {}
    for column in columns:
        if column != ROW and (column not in TABLES[table].names or TABLES[table].column(column).kind == "text"):
            cell = quoted(column)
            odd = f"CASE WHEN regexp_matches({cell}, {literal(persons.ODD_ID)}) THEN {cell} END"
            asked[column] = odd if _is_id(table, column) else cell
    if not asked:
        return {}
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {text_name(table)}").fetchall()  # noqa: S608 - our own names
    wanted = (
        asked.values() if rows < _MOST else (f"list_slice(list(DISTINCT {one}), 1, {_MOST})" for one in asked.values())
    )
    found = connection.execute(f"SELECT {', '.join(wanted)} FROM {text_name(table)}").fetchall()  # noqa: S608 - quoted
    columns_of = zip(*found, strict=True) if rows < _MOST else found[0]
    return {column: sorted(set(cells) - {None}) for column, cells in zip(asked, columns_of, strict=False)}


def _found(table: str, column: str, cells: Sequence[str], organisation: str) -> list[str]:
    """The texts of a column that hold somebody; of a column that is named after a person's data all of them."""
    if column not in TABLES[table].names and persons.kind_of_column(column):
        return list(cells)
    if _is_id(table, column):
        if not persons.kind_of_ids(cells):
            return []
        return [cell for cell in cells if persons.kind_of_ids([cell])] or list(cells)
    known = persons.known_of(column, organisation)
    find = persons.finder(cells, of_people=table in persons.PEOPLE)
    return [cell for cell in cells if not known(cell) and find(cell)]


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, found: Sequence[str]
) -> tuple[int, tuple[int, ...]]:
    among = f"{quoted(column)} IN (SELECT unnest($1::VARCHAR[]))"
    asked = f"SELECT count(*), min({ROW}, {Finding.FIRST}) FROM {text_name(table)} WHERE {among}"  # noqa: S608 - our own names
    ((count, rows),) = connection.execute(asked, [list(found)]).fetchall()
    return count, tuple(rows)


def _is_id(table: str, column: str) -> bool:
    return column in TABLES[table].names and column.endswith("_id")


def _shown(table: str, column: str, position: int) -> str:
    """A column by its name where that is ours, else by its place: a name that is not ours may be a cell."""
    return column if column in TABLES[table].names or persons.kind_of_column(column) else f"#{position}"
