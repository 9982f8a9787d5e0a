"""The rows that the checks of a registration call an error are not imported: each with its reason, and nothing else with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from ibis.backends.duckdb import Backend

from impactlib.importing.load import FATES
from impactlib.importing.merge import Merged, merge, prepare
from impactlib.importing.scores import A_MOMENT, SETTLED, ZRM, settle, stands_by_moment
from impactlib.intake.cells import listed, quoted
from impactlib.intake.check import wrong_cells
from impactlib.intake.read import text_name, typed_pair
from impactlib.model import TABLES, Registration, RegistrationMeta
from impactlib.params import Scales


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
        prepare(con)
        merged, registration = {}, Registration(meta, {}, {})
        text, typed = {}, {}
        for table, names in columns.items():
            merged[table] = merge(con, table, names, _every(con, table, names), text_name(table))
            text[table], typed[table] = typed_pair(backend, table, names)
        registration = Registration(meta, text, typed)
        if not _reject(con, registration, scales):
            return Judged(registration, merged)


def _every(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> str:
    """The rows of a table that are not rejected; scores that stood by moment are put beside each other."""
    names = listed(columns)
    rejected = f"SELECT src FROM {FATES} WHERE status = 'rejected'"
    every = f"SELECT src, {names} FROM new_{table} ANTI JOIN ({rejected}) USING (src)"
    if table == ZRM and stands_by_moment(con):
        every += f" UNION ALL SELECT src, {names} FROM ({settle(con, rejected)})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE every_row AS {every}")
    return "every_row"


def _reject(con: duckdb.DuckDBPyConnection, registration: Registration, scales: Scales) -> bool:
    """Note every row of a file that stands behind an error; whether there was one."""
    before = _rejected(con)
    for select in wrong_cells(registration, scales):
        table = select.split("'", 2)[1]
        long = table == ZRM and stands_by_moment(con)
        insert = f"INSERT INTO {FATES} SELECT DISTINCT"
        con.execute(
            f"{insert} t.src, 'rejected', w.rule, w.tab, w.col FROM ({select}) w JOIN {text_name(table)} t USING (row) WHERE t.src > 0 AND ({_plain(long)})"
        )
        if long:
            key = ("trajectory_id", "version", "domain")
            same = " AND ".join(f"l.{name} IS NOT DISTINCT FROM t.{name}" for name in key)
            blame = f"w.col NOT IN {A_MOMENT} OR w.col = l.moment"
            con.execute(
                f"{insert} l.src, 'rejected', w.rule, w.tab, w.col FROM ({select}) w JOIN {text_name(table)} t USING (row) JOIN {SETTLED} l ON {same} WHERE l.src > 0 AND ({blame})"
            )
    return _rejected(con) > before


def _plain(long: bool) -> str:
    """Rows whose error is their own: of scores by moment, each moment has its row."""
    return f"NOT EXISTS (FROM {SETTLED} l WHERE l.src = t.src)" if long else "true"


def _rejected(con: duckdb.DuckDBPyConnection) -> int:
    found = con.execute(f"SELECT count(DISTINCT src) FROM {FATES} WHERE status = 'rejected'").fetchone()
    return int(found[0])


def schema_of(table: str) -> str:
    """SQL of the columns of a table of new rows."""
    return "src BIGINT, " + ", ".join(f"{quoted(name)} VARCHAR" for name in TABLES[table].names)
