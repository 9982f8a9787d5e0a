"""A database: the rows of a query, as texts. It is read and never written, and its password is never repeated."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from impactlib.importing.other import said
from impactlib.importing.rows import Numbered, Told
from impactlib.model import RegistrationError

PASSWORD = "IMPACT_DB_PASSWORD"  # noqa: S105 - the name of a variable
"""Variable of the environment that holds the password of a database."""

SECONDS = "IMPACT_DB_SECONDS"
"""Variable of the environment: how long a query may run."""

_BATCH = 10_000
_WAIT, _CONNECT = 300, 10
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_READS = re.compile(r"(select|with|values|table)\b", re.IGNORECASE)
_NAME = re.compile(r"[\w$]+(\.[\w$]+){0,2}")
_LITE = ("no such table", "no such column", "syntax error", "incomplete input")


class Database:
    """The rows of a query on a database.

    The query is asked once, though the header is looked for first: whoever goes on past the first batch takes the answer
    along, and another reader asks anew.

    Raises
    ------
    RegistrationError
        ``import-extra``, ``import-url``, ``import-url-password``, ``import-query``, ``import-database-write``,
        ``import-missing`` (a file of SQLite), or one of ``import-database`` without a word of the server's own.
    """

    sheets = ("",)

    def __init__(self, url: str, query: str) -> None:
        self.told: Told = {}
        self._engine = _engine(url)
        self.name = Path(str(self._engine.url.database or self._engine.dialect.name)).name
        self._query = _statement(query, self.name)
        self._begun: tuple[list[Numbered], Iterator[Numbered]] | None = None

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - has one
        if self._begun is None:
            answer = self._answer()
            self._begun = list(islice(answer, _BATCH)), answer
        top, rest = self._begun
        yield from top
        self._begun = None
        yield from rest

    def _answer(self) -> Iterator[Numbered]:
        import sqlalchemy  # noqa: PLC0415 - an extra

        waited, most = 0.0, _seconds()
        try:
            with self._engine.connect() as connection:
                _read_only(connection, most)
                started, numbers = time.monotonic(), count(2)
                plainly = connection.execution_options(stream_results=True, max_row_buffer=_BATCH, no_parameters=True)
                found = plainly.exec_driver_sql(self._query)
                yield 1, list(map(str, found.keys()))
                while batch := found.fetchmany(_BATCH):
                    waited += time.monotonic() - started
                    if waited > most:
                        raise RegistrationError("import-database-slow", file=self.name)
                    for row in batch:
                        yield next(numbers), [said(cell) for cell in row]
                    started = time.monotonic()
        except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
            raise RegistrationError(_code(error), file=self.name) from None


def is_url(named: str) -> bool:
    """Whether a name is the address of a database rather than a file."""
    return bool(re.match(r"[a-z][a-z0-9+]*://", named))


def _statement(query: str, name: str) -> str:
    """The query of a source file: a table by its name, or one statement that reads."""
    bare = _COMMENT.sub(" ", query).strip().rstrip(";").strip()
    if not bare:
        raise RegistrationError("import-query", file=name)
    if _NAME.fullmatch(bare):
        return "SELECT * FROM " + ".".join(f'"{part}"' for part in bare.split("."))
    if not _READS.match(bare.lstrip("( ")):
        raise RegistrationError("import-database-write", file=name)
    return query.strip().rstrip(";")


def _read_only(connection: Any, seconds: int) -> None:
    """What the server itself holds to, whatever the query says."""
    raw, kind = connection.connection.driver_connection, connection.engine.dialect.name
    if kind == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {seconds * 1000}")
    elif kind == "sqlite":
        until = time.monotonic() + seconds
        connection.exec_driver_sql("PRAGMA query_only = ON")
        raw.set_progress_handler(lambda: time.monotonic() > until, 10_000)


def _engine(url: str) -> Any:
    try:
        import sqlalchemy  # noqa: PLC0415 - an extra
    except ImportError:
        raise RegistrationError("import-extra", file="SQL", extra="sql") from None
    try:
        address = sqlalchemy.make_url(url)
        if address.password or "password" in address.query:
            raise RegistrationError("import-url-password", variable=PASSWORD)
        kind = address.get_backend_name()
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if kind == "sqlite" and not Path(str(address.database)).is_file():
            raise RegistrationError("import-missing", file=Path(str(address.database)).name)
        if PASSWORD in os.environ and kind != "sqlite":
            address = address.set(password=os.environ[PASSWORD])
        wait = {"connect_timeout": _CONNECT} if kind == "postgresql" else {}
        return sqlalchemy.create_engine(
            address, connect_args=wait, hide_parameters=True, poolclass=sqlalchemy.pool.NullPool
        )
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, ValueError):
        raise RegistrationError("import-url") from None


def _code(error: Exception) -> str:
    """What went wrong, by the server's own code: its sentence may hold the password or a row."""
    orig = getattr(error, "orig", None)
    state, words = str(getattr(orig, "sqlstate", None) or ""), str(orig or error).lower()
    by_state = {"57014": "slow", "25006": "write", "42501": "rights"}
    if state in by_state:
        return f"import-database-{by_state[state]}"
    if state.startswith("28") or (not state and re.search("password|wachtwoord|authenti|pg_hba", words)):
        return "import-database-login"
    if type(orig).__module__ == "sqlite3":
        lite = {"interrupted": "slow", "readonly": "write"} | dict.fromkeys(_LITE, "query")
        return next((f"import-database-{code}" for sign, code in lite.items() if sign in words), "import-database")
    return "import-database-query" if state.startswith(("42", "22", "0A")) else "import-database"


def _seconds() -> int:
    asked = os.environ.get(SECONDS, "")
    return int(asked) if re.fullmatch(r"[1-9]\d{0,5}", asked) else _WAIT
