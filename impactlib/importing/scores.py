"""Scores of the Zelfredzaamheid-Matrix, however an export lays them out: wide, a row per moment, or a row per score."""

from __future__ import annotations

import duckdb

from impactlib.importing.convert import How
from impactlib.importing.fill import Filler, file_of, given
from impactlib.importing.load import FATES, Loaded, only
from impactlib.importing.merge import PASSED
from impactlib.importing.source import MOMENTS, Filled, Input, Wanted
from impactlib.intake.cells import literal, quoted
from impactlib.intake.labels import empty_words, moments
from impactlib.intake.naming import folded
from impactlib.model import TABLES, Column

ZRM = "zrm_scores"
LONG = "long_scores"
"""Table of scores that stand in rows by moment: ``src``, trajectory_id, version, domain, moment and score."""

SETTLED = "settled_scores"
"""The same without rejected rows and without those that a later file stands in for."""

A_MOMENT = f"({', '.join(map(literal, MOMENTS))})"
"""SQL of all moments."""

UNKNOWN_MOMENT, TWICE = "moment-unknown", "score-twice"
_SCORE = Column("start", "score")
_MOMENT = Column("moment", "slug", allowed=MOMENTS)
_BASE = ("trajectory_id", "version")


def fill_scores(filler: Filler, loaded: Loaded, asked: Input, wanted: Wanted, into: str) -> list[str]:
    """Add the scores of a sheet; gives the columns that were filled."""
    if wanted.moment:
        _by_moment(filler, loaded, asked, wanted)
    elif wanted.wide:
        _wide(filler, loaded, asked, wanted, into)
    else:
        return filler.fill(loaded, asked, ZRM, wanted, into)
    return list(TABLES[ZRM].names)


def _wide(filler: Filler, loaded: Loaded, asked: Input, wanted: Wanted, into: str) -> None:
    """A column for each domain and moment: a domain without any score of a row has no row."""
    base, joins = _base(filler, loaded, asked, wanted)
    filler.con.execute(
        f"CREATE OR REPLACE TEMP TABLE base AS SELECT r.src, {base} FROM {loaded.table} r {joins} WHERE {only(loaded, wanted)}"
    )
    for domain, columns in wanted.wide.items():
        cells, more = [], []
        for moment in MOMENTS:
            name = getattr(columns, moment)
            cell, join = _score(filler, loaded, name) if name else ("NULL", [])
            cells.append(f"{cell} AS {quoted(moment)}")
            more += join
        found = f"SELECT r.src, base.trajectory_id, base.version, {given(domain)} AS domain, {', '.join(cells)} FROM {loaded.table} r JOIN base USING (src) {' '.join(more)}"
        filler.con.execute(
            f'INSERT INTO {into} BY NAME SELECT * FROM ({found}) WHERE coalesce("start", goal, "end") IS NOT NULL'
        )


def _by_moment(filler: Filler, loaded: Loaded, asked: Input, wanted: Wanted) -> None:
    """A row for each moment, with a column for each domain or with one domain."""
    moment, join = _moment(filler, loaded, wanted)
    where = only(loaded, wanted)
    base, joins = _base(filler, loaded, asked, wanted)
    filler.con.execute(
        f"CREATE OR REPLACE TEMP TABLE base AS SELECT r.src, {base}, {moment} AS moment FROM {loaded.table} r {joins} {' '.join(join)} WHERE {where}"
    )
    unknown = f"moment IS NULL OR moment NOT IN {A_MOMENT}"
    filler.con.execute(
        f"INSERT INTO {FATES} (src, status, rule, tab, col) SELECT src, 'rejected', '{UNKNOWN_MOMENT}', '{ZRM}', '' FROM base WHERE {unknown}"
    )
    filler.con.execute(
        f"CREATE TABLE IF NOT EXISTS {LONG} (src BIGINT, trajectory_id VARCHAR, version VARCHAR, domain VARCHAR, moment VARCHAR, score VARCHAR)"
    )
    for domain, more, name in _parts(filler, loaded, asked, wanted):
        score, own = _score(filler, loaded, name)
        found = (
            f"SELECT r.src, base.trajectory_id, base.version, {domain} AS domain, base.moment, {score} AS score"
            f" FROM {loaded.table} r JOIN base USING (src) {' '.join(own)} {more}"
        )
        filler.con.execute(f"INSERT INTO {LONG} SELECT * FROM ({found}) WHERE score IS NOT NULL AND NOT ({unknown})")


def _parts(filler: Filler, loaded: Loaded, asked: Input, wanted: Wanted) -> list[tuple[str, str, str]]:
    """SQL of a domain and its joins, and the column with the scores of it."""
    if wanted.wide:
        return [(given(domain), "", columns.start) for domain, columns in wanted.wide.items()]
    domain, more = filler.selected(loaded, asked, ZRM, wanted, [TABLES[ZRM].column("domain")])
    return [(domain.rsplit(" AS ", 1)[0], more, wanted.score)]


def settle(con: duckdb.DuckDBPyConnection, rejected: str) -> str:
    """SQL of the scores that stood by moment, those of one trajectory and domain beside each other.

    Of two scores of one moment the later file counts, and that is noted; two that differ in one file are both rejected.

    Parameters
    ----------
    rejected
        SQL of the rows that are rejected already.
    """
    cell = "trajectory_id, version, domain, moment"
    con.execute(
        f"CREATE OR REPLACE TABLE {SETTLED} AS SELECT *, {file_of()} AS file, max({file_of()}) OVER one AS top,"
        f" count(DISTINCT score) OVER (PARTITION BY {cell}, {file_of()}) AS scores"
        f" FROM {LONG} ANTI JOIN ({rejected}) USING (src) WINDOW one AS (PARTITION BY {cell})"
    )
    con.execute(
        f"INSERT INTO {FATES} SELECT DISTINCT src, 'rejected', '{TWICE}', '{ZRM}', moment, domain FROM {SETTLED} WHERE scores > 1 AND src > 0"
    )
    con.execute(f"DELETE FROM {SETTLED} WHERE src IN ({rejected})")
    same = " AND ".join(f"l.{name} IS NOT DISTINCT FROM w.{name}" for name in cell.split(", "))
    how = "CASE WHEN min(w.score) = l.score THEN 'same' ELSE 'replaced' END"
    con.execute(
        f"INSERT INTO {PASSED} SELECT l.src, '{ZRM}', {how}, min(w.src), CASE WHEN min(w.score) = l.score THEN '' ELSE l.moment END"
        f" FROM {SETTLED} l JOIN {SETTLED} w ON {same} AND w.file = w.top WHERE l.file < l.top GROUP BY l.src, l.moment, l.score"
    )
    con.execute(f"DELETE FROM {SETTLED} WHERE file < top")
    cells = ", ".join(f"max(score) FILTER (moment = '{moment}') AS {quoted(moment)}" for moment in MOMENTS)
    return f"SELECT max(src) AS src, trajectory_id, version, domain, {cells} FROM {SETTLED} GROUP BY trajectory_id, version, domain"


def stands_by_moment(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a sheet of this import had a row for each moment."""
    return bool(con.execute(f"SELECT 1 FROM duckdb_tables() WHERE table_name = '{LONG}'").fetchall())


def keep_by_moment(con: duckdb.DuckDBPyConnection) -> None:
    """Let the scores that were there before stand by moment too: an export of end scores does not empty the others."""
    for moment in MOMENTS:
        cell = quoted(moment)
        con.execute(
            f"INSERT INTO {LONG} SELECT 0, trajectory_id, version, domain, '{moment}', {cell} FROM new_{ZRM} WHERE src = 0 AND {cell} IS NOT NULL"
        )
    con.execute(f'DELETE FROM new_{ZRM} WHERE src = 0 AND coalesce("start", goal, "end") IS NOT NULL')


def _base(filler: Filler, loaded: Loaded, asked: Input, wanted: Wanted) -> tuple[str, str]:
    return filler.selected(loaded, asked, ZRM, wanted, [TABLES[ZRM].column(name) for name in _BASE])


def _score(filler: Filler, loaded: Loaded, name: str) -> tuple[str, list[str]]:
    return filler.mapped(loaded, name, How(_SCORE, Filled(column=name)))


def _moment(filler: Filler, loaded: Loaded, wanted: Wanted) -> tuple[str, list[str]]:
    fill = wanted.moment or Filled(value="start")
    if fill.value:
        return given(moments().get(folded(fill.value), fill.value)), []
    told = {word: moment for word, moment in moments().items() if word not in empty_words()} | dict(fill.values)
    return filler.mapped(loaded, fill.column, How(_MOMENT, Filled(column=fill.column, values=told)))
