"""A registration folder becomes tables in memory: as text, for the checks, and typed, for the counts."""

from __future__ import annotations

import csv
import datetime as dt
import glob
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import ibis
import ibis.expr.operations as ops
import yaml
from ibis.backends.duckdb import Backend

from impactlib.intake.cells import TYPES, as_text, as_typed, quoted
from impactlib.model import TABLES, Finding, Registration, RegistrationError, RegistrationMeta, TableSchema

META = "registration.yaml"
ROW = "row"
"""Column that both forms of a table carry: the number of the data row in its file, from 1."""

MOST_COLUMNS = 500
_SUFFIXES = (".csv", ".parquet")
_META_KEYS = {"organisation": str, "extraction_date": dt.date, "system": str, "synthetic": bool}
_META_OPTIONAL = {"complete_since": dt.date}


class _Source(NamedTuple):
    """One table's file: its columns with their SQL types, and the SQL that scans it."""

    columns: dict[str, str]
    scan: str


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


def _opened(folder: Path) -> tuple[RegistrationMeta, dict[str, Path], Backend]:
    if not folder.is_dir():
        raise RegistrationError("registration-folder", folder=folder.name)
    meta, files = _meta(folder / META), _table_files(folder)
    connection = ibis.duckdb.connect(threads=1)
    connection.raw_sql("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    connection.raw_sql("SET enable_progress_bar = false")  # it would write into the cell that asks
    return meta, files, connection


def _table_files(folder: Path) -> dict[str, Path]:
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
    paths = (path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    return tuple(sorted(path.name for path in paths if path.stem not in TABLES or path.suffix not in _SUFFIXES))


def _load(connection: Backend, schema: TableSchema, path: Path) -> tuple[ibis.Table, ibis.Table]:
    source = _source(connection, path)
    text, name = _select_text(source, source.columns), text_name(schema.name)
    typed = _select_typed(schema, source, name)
    _run(connection, path, f"CREATE TABLE {name} AS {text}; CREATE TABLE {schema.name} AS {typed}")
    return (
        _table(connection, name, text_columns(source.columns)),
        _table(connection, schema.name, typed_columns(schema.name)),
    )


def _load_typed(connection: Backend, schema: TableSchema, path: Path) -> ibis.Table:
    source = _source(connection, path)
    text = _select_text(source, [name for name in source.columns if name in schema.names])
    _run(connection, path, f"CREATE TABLE {schema.name} AS {_select_typed(schema, source, f'({text})')}")
    return _table(connection, schema.name, typed_columns(schema.name))


def _source(connection: Backend, path: Path) -> _Source:
    return _csv(path) if path.suffix == ".csv" else _parquet(connection, path)


def _select_text(source: _Source, names: Iterable[str]) -> str:
    texts = [f"{as_text(name, source.columns[name])} AS {quoted(name)}" for name in names]
    return f"SELECT {', '.join([f'row_number() OVER () AS {ROW}', *texts])} FROM {source.scan}"  # noqa: S608 - names are quoted


def _select_typed(schema: TableSchema, source: _Source, text: str) -> str:
    typed = [f"{as_typed(column, column.name in source.columns)} AS {quoted(column.name)}" for column in schema.columns]
    return f"SELECT {', '.join([ROW, *typed])} FROM {text}"  # noqa: S608 - names are quoted


def text_name(table: str) -> str:
    """Name in DuckDB of a table as text; the typed one has the table's own name."""
    return f"{table}_text"


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
    header, delimiter = _header(path)
    names = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in header)
    options = f"""auto_detect = false, header = true, delim = {_literal(delimiter)}, quote = '"', escape = '"',
        strict_mode = true, null_padding = false, hive_partitioning = false, columns = {{{names}}}"""
    return _Source(dict.fromkeys(header, "VARCHAR"), f"read_csv({_literal(glob.escape(str(path)))}, {options})")


def _header(path: Path) -> tuple[list[str], str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            delimiter = max(",;\t", key=first.count)
            file.seek(0)
            header = next(csv.reader(file, delimiter=delimiter, strict=True), [])
    except UnicodeDecodeError:
        raise RegistrationError("registration-encoding", file=path.name) from None
    except (OSError, csv.Error):
        raise RegistrationError("registration-unreadable", file=path.name, line=1) from None
    _check_header(path, header)
    return header, delimiter


def _check_header(path: Path, header: list[str]) -> None:
    folded = [name.casefold() for name in header]
    if not any(folded):
        raise RegistrationError("registration-header", file=path.name)
    if len(header) > MOST_COLUMNS:
        raise RegistrationError("registration-columns", file=path.name, count=len(header), most=MOST_COLUMNS)
    if len(set(folded)) < len(folded) or ROW in folded or "" in folded:
        raise RegistrationError("registration-column-names", file=path.name)
    if not set(header) & set(TABLES[path.stem].names):  # without a header, the first row would be taken for one
        raise RegistrationError("registration-header", file=path.name)


def _parquet(connection: Backend, path: Path) -> _Source:
    scan = f"read_parquet({_literal(glob.escape(str(path)))}, hive_partitioning = false, binary_as_string = true)"
    found = _run(connection, path, f"DESCRIBE SELECT * FROM {scan}")  # noqa: S608 - our own SQL
    columns = {str(name): str(kind) for name, kind, *_ in found}
    _check_header(path, list(columns))
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


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _meta(path: Path) -> RegistrationMeta:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RegistrationError("registration-meta-missing", file=path.name) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise RegistrationError("registration-meta-broken", file=path.name) from None
    if not isinstance(found, dict):
        raise RegistrationError("registration-meta-broken", file=path.name)
    for key, kind in _META_KEYS.items():
        if type(found.get(key)) is not kind:
            raise RegistrationError("registration-meta-key", file=path.name, key=key)
    for key, kind in _META_OPTIONAL.items():
        if key in found and type(found[key]) is not kind:
            raise RegistrationError("registration-meta-key", file=path.name, key=key)
    allowed = [*_META_KEYS, *_META_OPTIONAL]
    unknown = sorted(str(key) for key in found if key not in allowed)
    if unknown:
        raise RegistrationError("registration-meta-unknown", file=path.name, key=unknown[0], allowed=", ".join(allowed))
    return RegistrationMeta(**found)
