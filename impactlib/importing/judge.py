"""The rows that the checks of a registration call an error are not imported: each with its reason, and nothing else with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
from ibis.backends.duckdb import Backend

from impactlib.importing.load import FATES
from impactlib.importing.merge import PASSED, TWINS, Merged, counted, merge, prepare
from impactlib.importing.scores import A_MOMENT, SETTLED, ZRM, settle, stands_by_moment
from impactlib.intake.cells import listed, quoted
from impactlib.intake.check import wrong_cells
from impactlib.intake.read import keep, kept_name, text_name
from impactlib.model import TABLES, Registration, RegistrationMeta
from impactlib.params import Scales

REJECTED_ROWS = f"SELECT src FROM {FATES} WHERE status = 'rejected'"
"""SQL of the rows of files that are rejected."""


@dataclass(frozen=True)
class Judged:
    """The registration without an error of the import, and what came together in its tables."""

    registration: Registration
    merged: Mapping[str, Merged]


def judge(backend: Backend, meta: RegistrationMeta, columns: Mapping[str, Sequence[str]], scales: Scales) -> Judged:
    """Put the tables together and take out what is wrong, until nothing is.

    A row of a file is rejected as a whole: a case that is half there would be counted as something that it is not. What
    refers to a rejected row goes with it.

    Parameters
    ----------
    columns
        Tables, and the columns of each that the import or the registration that was there fills. The rows stand in
        ``new_<table>``, with ``src`` (0 for what was there).
    """
    con = backend.con
    while True:
        judged = _together(backend, meta, columns)
        gone = found = _reject(con, judged.registration, scales)
        while found and not _freed(con):
            judged = _taken_out(con, judged)
            found = _reject(con, judged.registration, scales, fewer=True)
        if not found:
            return _numbered(con, judged) if gone else judged


def _together(backend: Backend, meta: RegistrationMeta, columns: Mapping[str, Sequence[str]]) -> Judged:
    """The registration of all rows that are not rejected."""
    con = backend.con
    prepare(con)
    merged, text, typed = {}, {}, {}
    for table, names in columns.items():
        text[table], typed[table] = keep(backend, table, names, merge(con, table, names, _every(con, table, names)))
        merged[table] = counted(con, table, text_name(table))
    return Judged(Registration(meta, text, typed), merged)


def _freed(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a rejected row stood in for one that is not rejected: then all must come together again."""
    behind = f"SELECT src, winner FROM {PASSED} UNION ALL SELECT src, winner FROM {TWINS}"
    freed = f"SELECT 1 FROM ({behind}) WHERE winner IN ({REJECTED_ROWS}) AND src NOT IN ({REJECTED_ROWS}) LIMIT 1"
    return stands_by_moment(con) or bool(con.execute(freed).fetchall())


def _taken_out(con: duckdb.DuckDBPyConnection, judged: Judged) -> Judged:
    """The same without the rejected rows, for which no other row stands ready; the numbers of the rest have gaps."""
    for table in judged.merged:
        con.execute(f"DELETE FROM {kept_name(table)} WHERE src IN ({REJECTED_ROWS})")
    for passed in (PASSED, TWINS):
        con.execute(f"DELETE FROM {passed} WHERE src IN ({REJECTED_ROWS})")
    return replace(judged, merged={table: counted(con, table, text_name(table)) for table in judged.merged})


def _numbered(con: duckdb.DuckDBPyConnection, judged: Judged) -> Judged:
    """The same, its rows numbered from 1 without gaps, as they will be written."""
    for table in judged.merged:
        kept = kept_name(table)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE numbers AS SELECT row, row_number() OVER (ORDER BY row) AS new FROM {kept}"
        )
        con.execute(f"UPDATE {kept} SET row = new FROM numbers WHERE {kept}.row = numbers.row AND {kept}.row != new")
    return judged


def _every(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> str:
    """The rows of a table that are not rejected; scores that stood by moment are put beside each other."""
    names = listed(columns)
    every = f"SELECT src, {names} FROM new_{table} ANTI JOIN ({REJECTED_ROWS}) USING (src)"
    if table == ZRM and stands_by_moment(con):
        every += f" UNION ALL SELECT src, {names} FROM ({settle(con, REJECTED_ROWS)})"
    con.execute(f"CREATE OR REPLACE TEMP VIEW every_row AS {every}")
    return "every_row"


def _reject(con: duckdb.DuckDBPyConnection, registration: Registration, scales: Scales, *, fewer: bool = False) -> bool:
    """Note every row of a file that stands behind an error, with those that repeat it; whether there was one.

    ``fewer``: the rows are some of those that were judged before.
    """
    before = _rejected(con)
    for select in wrong_cells(registration, scales, fewer=fewer):
        table = select.split("'", 2)[1]
        long = table == ZRM and stands_by_moment(con)
        part = f"CASE WHEN w.col IN {A_MOMENT} THEN coalesce(t.domain, '') ELSE '' END" if table == ZRM else "''"
        insert = f"INSERT INTO {FATES} SELECT DISTINCT"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE wrong AS SELECT t.src, w.rule, w.tab, w.col, w.row, {part} AS part FROM ({select}) w JOIN {text_name(table)} t USING (row)"
        )
        con.execute(
            f"{insert} t.src, 'rejected', rule, tab, col, part FROM wrong t WHERE t.src > 0 AND ({_plain(long)})"
        )
        con.execute(
            f"{insert} o.src, 'rejected', t.rule, t.tab, t.col, t.part FROM wrong t JOIN {TWINS} o ON o.winner = t.src AND o.tab = t.tab"
        )
        if long:
            key = ("trajectory_id", "version", "domain")
            same = " AND ".join(f"l.{name} IS NOT DISTINCT FROM t.{name}" for name in key)
            blame = f"w.col NOT IN {A_MOMENT} OR w.col = l.moment"
            con.execute(
                f"{insert} l.src, 'rejected', w.rule, w.tab, w.col, w.part FROM wrong w JOIN {text_name(table)} t USING (row) JOIN {SETTLED} l ON {same} WHERE l.src > 0 AND ({blame})"
            )
    return _rejected(con) > before


def _plain(long: bool) -> str:
    """Rows whose error is their own: of scores by moment, each moment has its row."""
    return f"NOT EXISTS (FROM {SETTLED} l WHERE l.src = t.src)" if long else "true"


def _rejected(con: duckdb.DuckDBPyConnection) -> int:
    ((count,),) = con.execute(f"SELECT count(DISTINCT src) FROM {FATES} WHERE status = 'rejected'").fetchall()
    return int(count)


def schema_of(table: str) -> str:
    """SQL of the columns of a table of new rows."""
    return "src BIGINT, " + ", ".join(f"{quoted(name)} VARCHAR" for name in TABLES[table].names)
