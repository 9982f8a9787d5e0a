"""A registration folder becomes tables in memory: as text, for the checks, and typed, for the counts."""

from __future__ import annotations

import glob
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import ibis
import ibis.expr.operations as ops
from ibis.backends.duckdb import Backend

from impactlib.intake.cells import (
    MACROS,
    TYPED,
    TYPES,
    as_text,
    as_typed,
    is_as_written,
    listed,
    literal,
    nothing_of,
    quoted,
)
from impactlib.intake.csvfile import ROW, Lines, check_header, header_of, is_regular
from impactlib.intake.meta import META, read_meta
from impactlib.model import (
    TABLES,
    Finding,
    ParameterError,
    Registration,
    RegistrationError,
    RegistrationMeta,
    TableSchema,
)

_SUFFIXES = (".csv", ".parquet")
FILLED = f"filled{TYPED}"
"""Column that says whether a row has a filled cell; a file has no column of that name."""

_LINES = "lines_of_a_file"
"""Name in DuckDB of the rows of a file that is not regular."""


class _Source(NamedTuple):
    """One table's file: its columns with their SQL types, the SQL that scans it, and the lines it scans, if any."""

    columns: dict[str, str]
    scan: str
    lines: Lines | None = None


def read_registration(folder: Path) -> Registration:
    """Open a registration folder; nothing is counted or checked yet.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``registration.yaml`` and, for each table that is known, ``<table>.csv`` or
        ``<table>.parquet``. A table without a file is absent from the result.

    Returns
    -------
    Registration
        ``text`` and ``typed``: ibis tables on one DuckDB in memory, each with ``row`` (int64).
        ``text``: the file's columns as text, trimmed, empty is null. ``typed``: the canonical
        columns; text, slug and slugs as text, date as date, whole and score as int64, number
        and answer as float64; what cannot be read or is not allowed is null.

    Raises
    ------
    RegistrationError
        The folder, its registration.yaml or one of its files cannot be read; names the file,
        never what stands in it.
    """
    folder = Path(folder)
    meta, files, connection = _opened(folder)
    pairs = {name: _load(connection, TABLES[name], path) for name, path in files.items()}
    return Registration(
        meta,
        text={name: text for name, (text, _) in pairs.items()},
        typed={name: typed for name, (_, typed) in pairs.items()},
        unknown_files=_unknown_files(folder),
    )


def read_checked(folder: Path, findings: tuple[Finding, ...]) -> Registration:
    """Open a registration whose findings are known: without its tables as text, which only checks need.

    Raises
    ------
    RegistrationError
        As ``read_registration``.
    """
    meta, files, connection = _opened(folder)
    typed = {name: _load_typed(connection, TABLES[name], path) for name, path in files.items()}
    return Registration(meta, {}, typed, _unknown_files(folder), findings)


def of_organisation(registration: Registration, name: str) -> Registration:
    """The registration with another organisation of it as its own; what the checks said of it is to be asked again.

    Raises
    ------
    ParameterError
        ``organisation-not-held``: no row names it.
    """
    if name in ("", registration.meta.organisation):
        return registration
    tables = [table for table in registration.typed.values() if "organisation" in table.columns]
    if not any(table.filter(table.organisation == name).limit(1).count().to_pyarrow().as_py() for table in tables):
        raise ParameterError("organisation-not-held", organisation=name)
    return replace(registration, meta=replace(registration.meta, organisation=name), findings=None, fetched={})


def _opened(folder: Path) -> tuple[RegistrationMeta, dict[str, Path], Backend]:
    if folder.is_file():
        raise RegistrationError("registration-is-file", file=folder.name)
    if not folder.is_dir():
        raise RegistrationError("registration-folder", folder=folder.name)
    return read_meta(folder), table_files(folder), connected()


def connected() -> Backend:
    """A DuckDB in memory that has the macros of a cell."""
    connection = ibis.duckdb.connect(threads=1)
    connection.raw_sql("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    _without_bar(connection)
    connection.raw_sql(MACROS)
    return connection


def _without_bar(connection: Backend) -> None:
    """No progress bar: it would write into the cell that asks. In a notebook without ipywidgets there is none to switch off."""
    with suppress(duckdb.InvalidInputException):
        connection.raw_sql("SET enable_progress_bar = false")


def table_files(folder: Path) -> dict[str, Path]:
    """The file of each table that has one, in the order of the tables."""
    files = {}
    for name in TABLES:
        found = [path for path in (folder / f"{name}{suffix}" for suffix in _SUFFIXES) if path.is_file()]
        if len(found) > 1:
            raise RegistrationError("registration-two-forms", file=found[0].name, other=found[1].name)
        if found:
            files[name] = found[0]
    return files


def _unknown_files(folder: Path) -> tuple[str, ...]:
    """Every file that is not read; a name that begins with a dot or ~ is some program's own."""
    names = (path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~")))
    return tuple(sorted(name for name in names if name != META and not _is_table(Path(name))))


def _is_table(path: Path) -> bool:
    return path.stem in TABLES and path.suffix in _SUFFIXES


def _load(connection: Backend, schema: TableSchema, path: Path) -> tuple[ibis.Table, ibis.Table]:
    source = _source(connection, path)
    _create(connection, path, source, _kept(schema, source.columns, _select_text(source, source.columns)))
    return _views(connection, schema, source.columns)


def _load_typed(connection: Backend, schema: TableSchema, path: Path) -> ibis.Table:
    source = _source(connection, path)
    text = _select_text(source, known_columns(schema, source.columns))
    cells = {column.name: as_typed(column) for column in schema.columns}
    typed = _select_typed(schema, source.columns, cells, f"({text}) WHERE {_filled(schema, source.columns)}")
    _create(connection, path, source, f"CREATE TABLE {schema.name} AS {typed}")
    return _table(connection, schema.name, typed_columns(schema.name))


def load_text(connection: Backend, name: str, path: Path) -> list[str]:
    """The file of a table as a table of texts of that name, with ``row``; gives its canonical columns.

    Raises
    ------
    RegistrationError
        The file cannot be read.
    """
    source = _source(connection, path)
    present = known_columns(TABLES[path.stem], source.columns)
    _create(connection, path, source, f"CREATE TABLE {name} AS {_select_text(source, present)}")
    return present


def keep(connection: Backend, name: str, columns: Sequence[str], text: str) -> tuple[ibis.Table, ibis.Table]:
    """A table as text and typed, of a query that gives ``row``, those columns and perhaps others that say whence it is."""
    connection.raw_sql(_kept(TABLES[name], columns, text))
    return _views(connection, TABLES[name], columns)


def _source(connection: Backend, path: Path) -> _Source:
    return _csv(path) if path.suffix == ".csv" else _parquet(connection, path)


def _create(connection: Backend, path: Path, source: _Source, sql: str) -> None:
    if source.lines:
        connection.con.register(_LINES, source.lines.reader())
    _run(connection, path, sql)
    if source.lines:
        connection.con.unregister(_LINES)
        if source.lines.wrong:
            raise RegistrationError(source.lines.wrong, file=path.name, line=source.lines.line)


def _select_text(source: _Source, names: Iterable[str]) -> str:
    texts = [f"{as_text(name, source.columns[name])} AS {quoted(name)}" for name in names]
    return f"SELECT {', '.join([f'row_number() OVER () AS {ROW}', *texts])} FROM {source.scan}"  # noqa: S608 - names are quoted


def _kept(schema: TableSchema, present: Collection[str], text: str) -> str:
    """SQL that keeps each cell beside what it means, and shows the one and the other as a table: no join is needed."""
    kept = kept_name(schema.name)
    apart = [column for column in schema.columns if column.name in present and not is_as_written(column)]
    forms = {column.name + TYPED: as_typed(column) for column in apart} | {FILLED: _filled(schema, present)}
    more = ", ".join(f"{form} AS {quoted(name)}" for name, form in forms.items())
    cells = {column.name: quoted(column.name + TYPED if column in apart else column.name) for column in schema.columns}
    views = {
        text_name(schema.name): f"SELECT * EXCLUDE ({listed(forms)}) FROM {kept}",  # noqa: S608 - names are quoted
        schema.name: _select_typed(schema, present, cells, f"{kept} WHERE {FILLED}"),
    }
    made = "; ".join(f"CREATE OR REPLACE VIEW {name} AS {select}" for name, select in views.items())
    return f"CREATE OR REPLACE TABLE {kept} AS SELECT *, {more} FROM ({text}); {made}"  # noqa: S608 - names are quoted


def _views(connection: Backend, schema: TableSchema, present: Iterable[str]) -> tuple[ibis.Table, ibis.Table]:
    text, name = text_name(schema.name), schema.name
    return _table(connection, text, text_columns(present)), _table(connection, name, typed_columns(name))


def _select_typed(schema: TableSchema, present: Collection[str], cells: Mapping[str, str], rows: str) -> str:
    """The typed form of the rows that hold something: a blank row is no row."""
    typed = [
        f"{cells[column.name] if column.name in present else nothing_of(column)} AS {quoted(column.name)}"
        for column in schema.columns
    ]
    return f"SELECT {', '.join([ROW, *typed])} FROM {rows}"  # noqa: S608 - names are quoted


def _filled(schema: TableSchema, present: Collection[str]) -> str:
    """SQL that says whether a row, as text, has a filled cell in a column that we know."""
    return f"coalesce({listed(known_columns(schema, present))}) IS NOT NULL"


def known_columns(schema: TableSchema, present: Collection[str]) -> list[str]:
    """The columns of a file that its table has."""
    return [name for name in schema.names if name in present]


def text_name(table: str) -> str:
    """Name in DuckDB of a table as text; the typed one has the table's own name."""
    return f"{table}_text"


def kept_name(table: str) -> str:
    """Name in DuckDB of the table with each cell as text and, under its name with ``TYPED``, what it means."""
    return f"{table}_kept"


def kept_columns(table: str, names: Iterable[str]) -> dict[str, str]:
    """Columns and types of the table with both forms; a column that means its text has one."""
    apart = [one for one in TABLES[table].columns if one.name in names and not is_as_written(one)]
    forms = {column.name + TYPED: TYPES[column.kind] for column in apart}
    return text_columns(names) | forms | {FILLED: "boolean"}


def text_columns(names: Iterable[str]) -> dict[str, str]:
    """Columns and types of a table as text."""
    return {ROW: "int64"} | {name: "string" for name in names if name != ROW}


def typed_columns(table: str) -> dict[str, str]:
    """Columns and types of a table in its own types."""
    return {ROW: "int64", **{column.name: TYPES[column.kind] for column in TABLES[table].columns}}


def _table(connection: Backend, name: str, columns: dict[str, str]) -> ibis.Table:
    """An ibis table whose columns we know already: asking DuckDB costs more than making it."""
    namespace = ops.Namespace(catalog="memory", database="main")
    return ops.DatabaseTable(name, schema=ibis.schema(columns), source=connection, namespace=namespace).to_expr()


def _csv(path: Path) -> _Source:
    header, delimiter = header_of(path)
    types = dict.fromkeys(header, "VARCHAR")
    if not is_regular(path):
        return _Source(types, _LINES, Lines(path, header, delimiter))
    names = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    options = f"""auto_detect = false, header = true, delim = {literal(delimiter)}, quote = '"', escape = '"',
        strict_mode = true, null_padding = false, hive_partitioning = false, columns = {{{names}}}"""
    return _Source(types, f"read_csv({literal(glob.escape(str(path)))}, {options})")


def _parquet(connection: Backend, path: Path) -> _Source:
    scan = f"read_parquet({literal(glob.escape(str(path)))}, hive_partitioning = false, binary_as_string = true)"
    found = _run(connection, path, f"DESCRIBE SELECT * FROM {scan}")  # noqa: S608 - our own SQL
    columns = {str(name): str(kind) for name, kind, *_ in found}
    check_header(path, list(columns))
    return _Source(columns, scan)


def _run(connection: Backend, path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Run SQL on a file; DuckDB's own message quotes the file's content, so it is not passed on."""
    try:
        return list(connection.con.execute(sql).fetchall())
    except (duckdb.Error, UnicodeDecodeError) as error:
        message = str(error)
    if "unicode" in message.lower() or "utf-8" in message.lower():
        raise RegistrationError("registration-encoding", file=path.name)
    if path.suffix == ".parquet":
        raise RegistrationError("registration-parquet", file=path.name)
    line = re.search(r"Line: (\d+)", message)
    raise RegistrationError("registration-unreadable", file=path.name, line=line[1] if line else "?")
