"""Exports that overlap are put together by id: the last file counts, and what differs is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from impactlib.importing.fill import file_of
from impactlib.intake.cells import listed, quoted
from impactlib.model import TABLES, TableSchema

GROUPS: Mapping[str, tuple[str, ...]] = {"meetings": ("activity_id", "date"), "efforts": ("theme", "text")}
"""Tables without a key: rows that say the same things come from one place, and the last file brings all of them."""

PASSED = "passed"
"""Table of rows that a later file stands in for: ``src``, ``tab``, ``how`` (same or replaced), ``winner``, ``col``."""

TWINS = "twins"
"""Table of rows that repeat a row of their own file word for word: ``src``, ``tab``, ``winner``. They are in the registration, once."""


@dataclass(frozen=True)
class Merged:
    """Rows of a table by what the registration that was there already makes of them."""

    new: int = 0
    same: int = 0
    changed: int = 0
    kept: int = 0


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Forget what was merged before."""
    con.execute(f"CREATE OR REPLACE TABLE {PASSED} (src BIGINT, tab VARCHAR, how VARCHAR, winner BIGINT, col VARCHAR)")
    con.execute(f"CREATE OR REPLACE TABLE {TWINS} (src BIGINT, tab VARCHAR, winner BIGINT)")


def merge(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], every: str) -> str:
    """SQL of the rows of a table that count, of all there are; ``src`` 0 is the registration that was there.

    Parameters
    ----------
    every
        Table with ``src`` and the columns.

    Returns
    -------
    str
        Gives ``row`` (from 1), ``src`` and the columns.
    """
    schema, names = TABLES[table], listed(columns)
    keys = _key(schema, columns)
    key, whole = listed(keys), f"hash({names})"
    same_key = _same("e", "several", schema, keys)
    con.execute(f"CREATE OR REPLACE TEMP TABLE several AS SELECT {key} FROM {every} GROUP BY ALL HAVING count(*) > 1")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS SELECT e.*, {file_of()} AS file, {whole} AS whole,"
        f" max({file_of()}) OVER one_key AS top FROM {every} e SEMI JOIN several ON {same_key}"
        f" WINDOW one_key AS (PARTITION BY {key})"
    )
    partition = f"{key}, whole" if schema.key else "src"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE winners AS SELECT *, row_number() OVER one AS turn, first(src) OVER one AS first"
        f" FROM ranked WHERE file = top WINDOW one AS (PARTITION BY {partition} ORDER BY src)"
    )
    order = f"{key}, src" if schema.key else names
    con.execute(f"INSERT INTO {TWINS} SELECT src, '{table}', first FROM winners WHERE turn > 1")
    _pass(con, table, columns, _same("l", "w", schema, keys))
    return (
        f"SELECT row_number() OVER (ORDER BY {order}) AS row, src, {names} FROM ("
        f"SELECT src, {names} FROM {every} e ANTI JOIN several ON {same_key}"
        f" UNION ALL SELECT src, {names} FROM winners WHERE turn = 1)"
    )


def counted(con: duckdb.DuckDBPyConnection, table: str, into: str) -> Merged:
    """The rows of a table that came together, by what the registration that was there makes of them."""
    counts = f"SELECT count(*) FILTER (src > 0), count(*) FILTER (src = 0) FROM {into}"
    ((fresh, kept),) = con.execute(counts).fetchall()
    met = f"SELECT count(*) FILTER (how = 'same'), count(*) FILTER (how = 'replaced') FROM {PASSED} WHERE src = 0 AND tab = '{table}'"
    ((same, changed),) = con.execute(met).fetchall()
    return Merged(max(0, fresh - same - changed), same, changed, kept)


def _pass(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], same: str) -> None:
    """Note the rows that a later file stands in for, and in which columns it differs."""
    differs = ", ".join(
        f"CASE WHEN l.{quoted(name)} IS DISTINCT FROM w.{quoted(name)} THEN '{name}' END" for name in columns
    )
    con.execute(
        f"INSERT INTO {PASSED} SELECT src, '{table}', CASE WHEN col = '' THEN 'same' ELSE 'replaced' END, winner, col FROM ("
        f"SELECT l.src, l.rowid, min_by(w.src, len(concat_ws(';', {differs}))) AS winner,"
        f" arg_min(concat_ws(';', {differs}), len(concat_ws(';', {differs}))) AS col"
        f" FROM ranked l JOIN winners w ON {same} WHERE l.file < l.top GROUP BY ALL)"
    )


def _same(one: str, other: str, schema: TableSchema, keys: Sequence[str]) -> str:
    """SQL that says whether two rows have one key; an optional part of it may be unknown in both."""
    equal = {True: "IS NOT DISTINCT FROM", False: "="}
    return " AND ".join(f"{one}.{quoted(name)} {equal[name in schema.within]} {other}.{quoted(name)}" for name in keys)


def _key(schema: TableSchema, columns: Sequence[str]) -> list[str]:
    return [name for name in (*(schema.key or GROUPS[schema.name]), *schema.within) if name in columns]
