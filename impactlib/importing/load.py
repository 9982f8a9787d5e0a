"""The rows of a file in a table of texts, each with its number; rows that hold no case are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from impactlib.importing.header import Header, header_of
from impactlib.importing.rows import MOST_ROWS, Cells, Numbered, Opened
from impactlib.importing.source import Input, Only, Wanted
from impactlib.intake.cells import literal
from impactlib.intake.labels import labels
from impactlib.intake.naming import folded
from impactlib.model import TABLES, RegistrationError

FILE = 100_000_000
"""A row of the import is numbered by its file times this, plus its number in the file."""

FATES = "fates"
"""Table of what became of rows that are not imported: ``src``, ``status`` (rejected or aside), ``rule``, ``tab``, ``col``
and, of a score, its life domain as ``part``."""

_BATCH = 2_000
"""Rows that are turned into columns at once: few enough to stay near the processor."""

_BLANKS = " \t\n\f\r\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}"


@dataclass(frozen=True)
class Loaded:
    """A sheet that was read: its place in the source file, and the table that holds its rows.

    ``table`` has ``src`` (int64), ``ragged`` (text: the rule that the width of the row breaks) and a column ``c0``,
    ``c1`` ... of text for each column of the file, trimmed, empty is null. ``rows`` is how many rows say something.
    """

    place: str
    file: str
    sheet: str
    number: int
    header: Header
    table: str
    read: int
    told: dict[str, object]
    rows: int = 0

    def cell(self, name: str) -> str:
        """The column of the table that a column of the file became; RegistrationError where there is none."""
        return f"c{self.header.position(name, self.file)}"


def load(  # noqa: PLR0913, PLR0917 - a file, its place and its number
    con: duckdb.DuckDBPyConnection, opened: Opened, sheet: str, place: str, asked: Input, number: int
) -> Loaded:
    """Read a sheet of a file.

    Raises
    ------
    RegistrationError
        The file cannot be read as rows, or has no header with the columns that the source file names.
    """
    header = header_of(opened, sheet, columns_of(asked), asked.header)
    rows, table = _Rows(opened, sheet, header, number), f"raw_{number}"
    con.register("arriving", rows.reader())
    cells = ", ".join(f"nullif(c{at}, '') AS c{at}" for at in range(len(header.names)))
    con.execute(f"CREATE TABLE {table} AS SELECT src, ragged, {cells} FROM arriving")
    con.unregister("arriving")
    if rows.wrong:
        raise rows.wrong
    told = {**opened.told, "header": header.row}
    loaded = Loaded(place, opened.name, sheet, number, header, table, rows.count, told)
    _set_aside(con, loaded, asked)
    return replace(loaded, rows=_left(con, number))


def _left(con: duckdb.DuckDBPyConnection, number: int) -> int:
    """How many rows of a file hold something: of a case, or of one that came apart."""
    rejected = f"SELECT count(DISTINCT src) FROM {FATES} WHERE status = 'rejected' AND src // {FILE} = {number}"
    ((found,),) = con.execute(f"SELECT ({rejected}) + (SELECT count(*) FROM raw_{number})").fetchall()
    return int(found)


def forget_cells(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Keep the numbers of the rows of a sheet alone: once the tables are filled its cells only take room."""
    con.execute(f"CREATE OR REPLACE TABLE {loaded.table} AS SELECT src FROM {loaded.table}")


def columns_of(asked: Input) -> list[str]:
    """Every column of the file that an input names."""
    found = [skip.column for skip in asked.skip]
    for wanted in asked.tables.values():
        fills = [*wanted.columns.values(), *([wanted.moment] if wanted.moment else [])]
        found += [name for fill in fills for name in (fill.column, fill.birth_date)]
        found += [name for one in wanted.wide.values() for name in (one.start, one.goal, one.end)]
        found += [wanted.score, wanted.only.column if wanted.only else ""]
    return list(dict.fromkeys(name for name in found if name))


class _Rows:
    """Rows of a file as Arrow batches, in the width of the header."""

    def __init__(self, opened: Opened, sheet: str, header: Header, number: int) -> None:
        self._rows = opened.rows(sheet)
        self._name, self._header, self._base = opened.name, header, number * FILE
        self._width = len(header.names)
        self._names = ["src", "ragged", *(f"c{at}" for at in range(self._width))]
        self.count, self.wrong = 0, None  # type: int, RegistrationError | None

    def reader(self) -> pa.RecordBatchReader:
        schema = pa.schema([("src", pa.int64()), *((name, pa.string()) for name in self._names[1:])])
        return pa.RecordBatchReader.from_batches(schema, self._batches(schema))

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """A mistake in the file is kept for after the reading: DuckDB would make an error of its own of it."""
        try:
            while batch := list(islice(self._rows, _BATCH)):
                last = batch[-1][0]
                self.count = last
                if last > MOST_ROWS:
                    self.wrong = RegistrationError("import-rows", file=self._name, most=MOST_ROWS)
                    return
                yield self._batch([one for one in batch if one[0] > self._header.row], schema)
        except RegistrationError as error:
            self.wrong = error

    def _batch(self, batch: Sequence[Numbered], schema: pa.Schema) -> pa.RecordBatch:
        width, cells = self._width, [cells for _, cells in batch]
        ragged = [""] * len(cells)
        for at, one in enumerate(cells):
            if len(one) != width:
                ragged[at] = _ragged(one, width)
                cells[at] = [*one[:width], *[""] * (width - len(one))]
        columns: list[Any] = [pa.array([self._base + number for number, _ in batch], pa.int64())]
        texts = [ragged, *(zip(*cells, strict=True) if cells else [()] * width)]
        columns += [pc.utf8_trim(pa.array(column, pa.string()), characters=_BLANKS) for column in texts]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def _ragged(cells: Cells, width: int) -> str:
    if len(cells) < width:
        return "cells-short" if cells else ""
    return "cells-long" if any(cell.strip() for cell in cells[width:]) else ""


def _set_aside(con: duckdb.DuckDBPyConnection, loaded: Loaded, asked: Input) -> None:
    """Rows of titles, names, nothing, totals and notes, and those that the source file skips."""
    header, base = loaded.header, loaded.number * FILE
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {FATES} (src BIGINT, status VARCHAR, rule VARCHAR, tab VARCHAR, col VARCHAR, part VARCHAR DEFAULT '')"
    )
    titles = f"SELECT {base} + range, 'aside', CASE WHEN range > {header.row - header.rows} THEN 'names' ELSE 'title' END, '', '' FROM range(1, {header.row + 1})"
    con.execute(f"INSERT INTO {FATES} (src, status, rule, tab, col) {titles}")
    every = [f"c{at}" for at in range(len(header.names))]
    first = f"coalesce({', '.join(every)})"
    again = " AND ".join(f"c{at} IS NOT DISTINCT FROM {literal(name)}" for at, name in enumerate(header.names) if name)
    filled = " + ".join(f"(c{at} IS NOT NULL)::INT" for at in range(len(header.names)))
    keys = _keys(loaded, asked)
    keyless = " AND ".join(f"({key} IS NULL OR {key} = {first})" for key in keys) or "true"
    no_key = " AND ".join(f"{key} IS NULL" for key in keys) or "false"
    rules = [
        ("blank", f"{first} IS NULL"),
        ("names", again or "false"),
        *(("skipped", _is_one(loaded, skip)) for skip in asked.skip),
        ("total", f"regexp_matches({first}, {_totals()}, 'i') AND {keyless}"),
        ("note", f"({filled}) = 1 AND {no_key}"),
    ]
    which = "CASE " + " ".join(f"WHEN {test} THEN '{rule}'" for rule, test in rules) + " END"
    con.execute(
        f"INSERT INTO {FATES} (src, status, rule, tab, col) SELECT src, 'aside', rule, '', '' FROM (SELECT src, {which} AS rule FROM {loaded.table}) WHERE rule IS NOT NULL"
    )
    con.execute(f"DELETE FROM {loaded.table} WHERE src IN (SELECT src FROM {FATES})")
    con.execute(
        f"INSERT INTO {FATES} (src, status, rule, tab, col) SELECT src, 'rejected', ragged, '', '' FROM {loaded.table} WHERE ragged != ''"
    )
    con.execute(f"DELETE FROM {loaded.table} WHERE ragged != ''")


def _keys(loaded: Loaded, asked: Input) -> list[str]:
    """The columns of the file without which a row names no case."""
    found = []
    for table, wanted in asked.tables.items():
        for name in TABLES[table].key or TABLES[table].names[:1]:
            if name in wanted.columns and wanted.columns[name].column and name.endswith("_id"):
                found.append(loaded.cell(wanted.columns[name].column))
    return list(dict.fromkeys(found))


def only(loaded: Loaded, wanted: Wanted) -> str:
    """SQL that says which rows of a file are of a table."""
    return _is_one(loaded, wanted.only) if wanted.only else "true"


def _is_one(loaded: Loaded, asked: Only) -> str:
    values = ", ".join(literal(folded(value)) for value in asked.values)
    plain = f"regexp_replace(lower(strip_accents({loaded.cell(asked.column)})), '[^a-z0-9+]', '', 'g')"
    return f"coalesce({plain} IN ({values}), false)"


def _totals() -> str:
    words = "|".join(re.escape(word) for word in labels().totals)
    return literal(rf"^({words})\b")
