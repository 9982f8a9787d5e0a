"""Everything that is wrong or odd in a registration, collected: never one thing at a time."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import ibis

from impactlib.intake.cells import TYPED, is_as_written, quoted
from impactlib.intake.csvfile import ROW
from impactlib.intake.known import known_names, nearest
from impactlib.intake.meta import META
from impactlib.intake.naming import NameRule, naming_findings, naming_rules, wrong_names
from impactlib.intake.personal import personal_findings
from impactlib.intake.read import (
    FILLED,
    kept_columns,
    kept_name,
    of_organisation,
    read_registration,
    text_columns,
    text_name,
    typed_columns,
)
from impactlib.intake.relations import relation_rules
from impactlib.intake.rules import Rule, View, row_rules
from impactlib.intake.told import as_json, describe
from impactlib.intake.written import written_findings, wrong_words
from impactlib.model import TABLES, Finding, Registration
from impactlib.params import Scales, scales, theme_of, themes

__all__ = ["as_json", "check_folder", "check_registration", "describe", "every_rule", "exit_code"]

ALWAYS_NEEDED = ("trajectories", "zrm_scores")
"""Tables without which a sheet has no individual trajectories."""

NEEDED_BY = {
    "activities": ("activity_reach", "activity_themes", "meetings", "impact_responses"),
    "surveys": ("survey_answers",),
}
"""Tables that others refer to."""

_READ = (".csv", ".parquet")
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
_COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def check_registration(registration: Registration, scales: Scales, *, sound: bool = False) -> tuple[Finding, ...]:
    """Every finding of a registration, one for each table, column and rule, sorted by table, column and row.

    Parameters
    ----------
    registration : Registration
        As ``read_registration`` opened it.
    scales : Scales
        The questionnaires, their items and scales (``params/scales.yaml``).
    sound
        No row breaks a rule of level error, as ``wrong_cells`` said: those are not asked again.

    Returns
    -------
    tuple of Finding
        Errors and warnings; a finding names table, column and data row, never what stands there.
    """
    found = [*_structure(registration), *_cells(registration, scales, sound=sound)]
    return tuple(sorted(found, key=_order))


def check_folder(folder: Path, organisation: str = "") -> tuple[Finding, ...]:
    """Every finding of the registration in a folder, for an organisation in it (empty: its own).

    Raises
    ------
    RegistrationError
        The folder or a file in it cannot be read.
    ParameterError
        As ``of_organisation``.
    """
    return check_registration(of_organisation(read_registration(folder), organisation), scales())


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when there is nothing or only warnings, 1 when there is an error."""
    return int(any(finding.level == "error" for finding in findings))


def every_rule(scales: Scales) -> tuple[Rule | NameRule, ...]:
    """All rules that a registration is held against, but for those that hold for any cell."""
    return (*row_rules(), *naming_rules(), *relation_rules(scales))


def _order(finding: Finding) -> tuple[str, str, tuple[int, ...], str, str]:
    return finding.table, finding.column, finding.rows, finding.rule, finding.level


def _structure(registration: Registration) -> Iterator[Finding]:
    """Tables and columns that are missing or that we do not know."""
    for name in registration.unknown_files:
        yield _unknown_file(name)
    users = {name: any(user in registration.text for user in users) for name, users in NEEDED_BY.items()}
    needed = [*ALWAYS_NEEDED, *(name for name, used in users.items() if used)]
    for name in needed:
        if name not in registration.text:
            yield Finding(name, "", "table-missing", "warning")
    for name, table in registration.text.items():
        schema, columns = TABLES[name], [column for column in table.columns if column != ROW]
        for position, column in enumerate(columns, start=1):
            if column not in schema.names:
                shown, hint = _shown(column, position), _close(column, schema.names)
                yield Finding(name, shown, "column-unknown", "warning", hint=hint)
        for column in schema.columns:
            if column.required and column.name not in columns:
                yield Finding(name, column.name, "column-missing", "error")


def _unknown_file(name: str) -> Finding:
    path = Path(name)
    kind = path.suffix.lower()
    rule = "file-sheet" if kind in _SHEETS else "file-unknown" if kind in _READ else "file-other"
    close = META if kind in (".yml", ".yaml") else _close(path.stem, TABLES)
    return Finding(name, "", rule, "warning", hint=close)


def _close(word: str, names: Iterable[str]) -> str:
    found = difflib.get_close_matches(word.lower(), list(names), n=1, cutoff=0.6)
    return found[0] if found else ""


def _shown(column: str, position: int) -> str:
    """A column's name, or its position when the name does not look like one: it may be a cell."""
    return column if _COLUMN_NAME.fullmatch(column) else f"#{position}"


@dataclass(frozen=True)
class _Shape:
    """What decides the questions to a registration, apart from its cells."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    extraction_date: dt.date
    scales: str
    domains: tuple[tuple[str, tuple[str, ...]], ...]


class _Question(NamedTuple):
    """The rules for one table, the names for their hints, and the SQL that asks them all at once."""

    rules: tuple[Rule, ...]
    known: tuple[tuple[str, ...], ...]
    sql: str
    flagged: str


def _cells(registration: Registration, scales: Scales, *, sound: bool) -> Iterator[Finding]:
    if not registration.text:
        return
    connection, shape = _opened(registration, scales)
    columns = dict(shape.columns)
    if not sound:
        yield from written_findings(connection, columns)
    yield from personal_findings(connection, columns, registration.meta.organisation)
    yield from naming_findings(connection, list(columns), registration.meta.organisation, known_names())
    for name in columns:
        yield from _asked(connection, name, _question(name, shape, sound=sound))


def wrong_cells(registration: Registration, scales: Scales, *, fewer: bool = False) -> Iterator[str]:
    """SQL, for the connection of a registration, with every row that breaks a rule of level error.

    Each select has ``tab``, ``row``, ``col`` (the column that the rule is told of) and ``rule``; one row may stand there
    several times. ``check_registration`` tells of the same rows, of each rule the first.

    Parameters
    ----------
    fewer
        Rows of which all errors were taken out, and with them rows of other tables: only names and what refers to another
        table are asked again, for of fewer rows a rule about one table has no more to say.
    """
    if not registration.text:
        return
    connection, shape = _opened(registration, scales)
    columns = dict(shape.columns)
    if not fewer:
        yield from wrong_words(connection, columns)
    yield from wrong_names(connection, list(columns), registration.meta.organisation, known_names())
    for name in columns:
        question = _question(name, shape)
        asked = [(f"rule_{at}", rule) for at, rule in enumerate(question.rules) if rule.level == "error"]
        errors = [(flag, rule) for flag, rule in asked if rule.others or not fewer]
        told = ", ".join(
            f"CASE WHEN {flag} THEN {{'col': '{rule.column}', 'rule': '{rule.name}'}} END" for flag, rule in errors
        )
        if errors:
            any_of = " OR ".join(flag for flag, _ in errors)
            found = f"SELECT {ROW}, unnest([{told}]) AS told FROM ({question.flagged}) WHERE {any_of}"  # noqa: S608 - our own
            yield f"SELECT '{name}' AS tab, {ROW}, told.col, told.rule FROM ({found}) WHERE told IS NOT NULL"  # noqa: S608 - our own


def _opened(registration: Registration, scales: Scales) -> tuple[duckdb.DuckDBPyConnection, _Shape]:
    """The connection of a registration that has tables, and what decides the questions to it."""
    columns = tuple((name, tuple(table.columns)) for name, table in registration.text.items())
    connection = ibis.get_backend(next(iter(registration.text.values()))).con
    asked = themes() if "delivered_counts" in registration.text else ()
    domains = tuple((slug, theme_of(slug).domains) for slug in asked)
    return connection, _Shape(columns, registration.meta.extraction_date, scales.model_dump_json(), domains)


def _asked(connection: duckdb.DuckDBPyConnection, table: str, question: _Question) -> Iterator[Finding]:
    """Ask one table its question: one row comes back, whatever the number of rows that are wrong."""
    (filled, blanks, first_blanks, *found), *_ = connection.execute(question.sql).fetchall()
    if not filled:
        yield Finding(table, "", "table-empty", "warning")
    if blanks:
        yield Finding(table, "", "rows-empty", "warning", blanks, tuple(first_blanks))
    pairs = zip(found[::2], found[1::2], strict=True)
    for rule, known, (count, first) in zip(question.rules, question.known, pairs, strict=True):
        if count and rule.once:
            yield Finding(table, rule.column, rule.name, rule.level)
        elif count:
            hint = _meant(connection, rule, first[0], known)
            yield Finding(table, rule.column, rule.name, rule.level, count, tuple(first), hint)


def _meant(connection: duckdb.DuckDBPyConnection, rule: Rule, row: int, known: tuple[str, ...]) -> str:
    """The known name that looks most like what stands in a row; what stands there is not said."""
    if not known:
        return ""
    sql = f"SELECT {quoted(rule.column)} FROM {text_name(rule.table)} WHERE {ROW} = {int(row)}"  # noqa: S608 - our own
    ((written,),) = connection.execute(sql).fetchall()
    return nearest(written, known) if written else ""


@lru_cache(maxsize=256)
def _question(name: str, shape: _Shape, *, sound: bool = False) -> _Question:
    """What to ask of one table: how many rows there are, how many are blank, and which break each rule that any may break.

    Making the SQL costs more than asking it, and depends on the shape only: kept for the next
    registration of the same shape.
    """
    scales = Scales.model_validate_json(shape.scales)
    view = _view(name, shape, scales)
    present = dict(shape.columns)
    rules = tuple(
        rule
        for rule in (*row_rules(), *relation_rules(scales))
        if rule.table == name
        and not (sound and rule.level == "error")
        and set(rule.uses) <= set(present[name])
        and set(rule.others) <= set(present)
    )
    flags = {f"rule_{index}": rule.wrong(view).fill_null(False) for index, rule in enumerate(rules)}
    flagged = ibis.to_sql(view.table.select(ROW, **flags), dialect="duckdb")
    sql = _counted(flagged, list(flags), kept_name(name))
    known = tuple(rule.known(view) if rule.known else () for rule in rules)
    return _Question(rules, known, sql, flagged)


def _counted(flagged: str, flags: Sequence[str], kept: str) -> str:
    """SQL for one row: rows with cells, blank rows and the first of them, and for each flag the same.

    The flags are worked out once, apart: DuckDB would do so for each use of them.
    """
    first = f"min({ROW}, {Finding.FIRST})"
    counts = [f"count(*) FILTER ({flag}), {first} FILTER ({flag})" for flag in flags]
    asked = ", ".join([f"count({ROW})", "any_value(blanks)", "any_value(first_blanks)", *counts])
    blanks = f"SELECT count(*) AS blanks, {first} AS first_blanks FROM {kept} WHERE NOT {FILLED}"  # noqa: S608 - our own
    return f"WITH flagged AS MATERIALIZED ({flagged}) SELECT {asked} FROM ({blanks}) LEFT JOIN flagged ON true"  # noqa: S608 - our own


def _view(name: str, shape: _Shape, scales: Scales) -> View:
    """The tables by name, not bound to a registration: text beside typed, and all typed ones."""
    typed = {other: ibis.table(typed_columns(other), name=other) for other, _ in shape.columns}
    present = dict(shape.columns)[name]
    text = ibis.table(text_columns(present), name=text_name(name))
    kept = ibis.table(kept_columns(name, present), name=kept_name(name))
    same = [one.name for one in TABLES[name].columns if one.name in present and is_as_written(one)]
    table = kept.filter(kept[FILLED]).mutate(**{column + TYPED: kept[column] for column in same})
    return View(table, text, typed, shape.extraction_date, scales, dict(shape.domains))
