"""Parquet, JSON lines, SPSS and Stata files, and databases: each as rows of texts."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from impactlib.importing.rows import MOST_COLUMNS, Numbered, Table, Told
from impactlib.importing.workbook import as_text
from impactlib.model import RegistrationError

_BATCH = 10_000
PASSWORD = "IMPACT_DB_PASSWORD"  # noqa: S105 - the name of a variable
"""Variable of the environment that holds the password of a database."""

SECONDS = "IMPACT_DB_SECONDS"
"""Variable of the environment: how long a query may run."""

_WAIT, _CONNECT = 300, 10


class Parquet:
    """A Parquet file; a list is a text with ``;``."""

    sheets = ("",)

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy
        from pyarrow import ArrowException  # noqa: PLC0415

        self.name = path.name
        self.told: Told = {}
        try:
            self._file = pq.ParquetFile(path)
        except (ArrowException, OSError):
            raise RegistrationError("import-parquet", file=path.name) from None

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - has one
        yield 1, self._file.schema_arrow.names
        number = 1
        try:
            for batch in self._file.iter_batches(_BATCH):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield number, [_said(cell) for cell in cells]
        except (OSError, ValueError, ArithmeticError):
            raise RegistrationError("import-parquet", file=self.name) from None


def json_lines(path: Path) -> Table:
    """A file with one JSON object on every line.

    Raises
    ------
    RegistrationError
        ``import-json`` names the line that is none.
    """
    header: dict[str, int] = {}
    body: list[list[str]] = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    found: dict[str, object] = dict(json.loads(line).items())
                    for name in found:
                        header.setdefault(name, len(header))
                    if len(header) > MOST_COLUMNS:
                        raise RegistrationError("import-wide", file=path.name, line=number, most=MOST_COLUMNS)
                    cells = dict.fromkeys(header, "") | {name: _said(cell) for name, cell in found.items()}
                    body.append(list(cells.values()))
                else:
                    body.append([])
    except (ValueError, AttributeError, RecursionError):
        raise RegistrationError("import-json", file=path.name, line=len(body) + 1) from None
    width = len(header)
    return Table(path.name, list(header), [[*row, *[""] * (width - len(row))] for row in body])


def statistics(path: Path) -> Table:
    """An SPSS or Stata file: a value that has a label is read as its label.

    Raises
    ------
    RegistrationError
        ``import-extra`` without the library for it, ``import-statistics`` where the file cannot be read.
    """
    try:
        import pyreadstat  # noqa: PLC0415 - an extra
    except ImportError:
        raise RegistrationError("import-extra", file=path.name, extra="stat") from None
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        frame, _ = read(str(path), apply_value_formats=True, formats_as_category=False)
    except Exception:  # noqa: BLE001 - whatever the C library says
        raise RegistrationError("import-statistics", file=path.name) from None
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return Table(path.name, list(frame.columns), [[_said(cell) for cell in row] for row in rows])


class Database:
    """The rows of a query on a database; the password comes from the environment and is never repeated.

    Raises
    ------
    RegistrationError
        ``import-extra``, ``import-url``, ``import-url-password``, or ``import-database`` without a word of the server's own.
    """

    sheets = ("",)

    def __init__(self, url: str, query: str) -> None:
        self._query = query
        self.told: Told = {}
        self._engine = _engine(url)
        self.name = str(self._engine.url.database or self._engine.dialect.name)

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - has one
        import sqlalchemy  # noqa: PLC0415 - an extra

        if not self._query:
            raise RegistrationError("import-query", file=self.name)
        query = self._query if " " in self._query.strip() else f'SELECT * FROM "{self._query.strip()}"'
        try:
            with self._engine.connect() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.execute(
                        sqlalchemy.text(
                            f"SET statement_timeout = {_seconds() * 1000}; SET default_transaction_read_only = on"
                        )
                    )
                found = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(
                    sqlalchemy.text(query)
                )
                yield 1, [str(name) for name in found.keys()]  # noqa: SIM118 - a result, no mapping
                for number, row in enumerate(found, 2):
                    yield number, [_said(cell) for cell in row]
        except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
            raise RegistrationError(_database_code(error), file=self.name) from None


def is_url(named: str) -> bool:
    """Whether a name is the address of a database rather than a file."""
    return bool(re.match(r"[a-z][a-z0-9+]*://", named))


def _engine(url: str) -> Any:
    try:
        import sqlalchemy  # noqa: PLC0415 - an extra
    except ImportError:
        raise RegistrationError("import-extra", file="SQL", extra="sql") from None
    try:
        address = sqlalchemy.make_url(url)
        if address.password:
            raise RegistrationError("import-url-password", variable=PASSWORD)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if PASSWORD in os.environ and address.get_backend_name() != "sqlite":
            address = address.set(password=os.environ[PASSWORD])
        wait = {"connect_timeout": _CONNECT} if address.get_backend_name() == "postgresql" else {}
        return sqlalchemy.create_engine(address, connect_args=wait, hide_parameters=True)
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, ValueError):
        raise RegistrationError("import-url") from None


def _database_code(error: Exception) -> str:
    """What went wrong, by the server's own code: its sentence may hold the password or a row."""
    state = str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
    said = str(getattr(error, "orig", error)).lower()
    if state.startswith("28") or "password" in said or "authentication" in said:
        return "import-database-login"
    if state == "57014":
        return "import-database-slow"
    if state.startswith("42") or "no such" in said:
        return "import-database-query"
    return "import-database"


def _seconds() -> int:
    asked = os.environ.get(SECONDS, "")
    return int(asked) if re.fullmatch(r"[1-9]\d{0,5}", asked) else _WAIT


def _said(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, Sequence) and not isinstance(cell, str | bytes):
        return ";".join(map(_said, cell))
    return as_text(cell)
