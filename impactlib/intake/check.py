"""Everything that is wrong or odd in a registration, collected: never one thing at a time."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis

from impactlib.intake.read import ROW, read_registration, text_columns, text_name, typed_columns
from impactlib.intake.relations import relation_rules
from impactlib.intake.rules import TYPED, Rule, View, row_rules
from impactlib.model import TABLES, Finding, Registration
from impactlib.params import Scales, scales, themes
from impactlib.text import Texts

ALWAYS_NEEDED = ("trajectories", "zrm_scores")
"""Tables without which a sheet has no individual trajectories."""

NEEDED_BY = {
    "activities": ("activity_reach", "activity_themes", "meetings", "impact_responses"),
    "surveys": ("survey_answers",),
}
"""Tables that others refer to."""

_COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def check_registration(registration: Registration, scales: Scales) -> tuple[Finding, ...]:
    """Every finding of a registration, sorted by table, column, row and rule.

    Parameters
    ----------
    registration : Registration
        As ``read_registration`` opened it.
    scales : Scales
        The questionnaires, their items and scales (``params/scales.yaml``).

    Returns
    -------
    tuple of Finding
        Errors and warnings; a finding names table, column and data row, never what stands there.
    """
    found = [*_structure(registration), *_cells(registration, scales)]
    return tuple(sorted(found, key=_order))


def check_folder(folder: Path) -> tuple[Finding, ...]:
    """Every finding of the registration in a folder; RegistrationError where it cannot be read."""
    return check_registration(read_registration(folder), scales())


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when there is nothing or only warnings, 1 when there is an error."""
    return int(any(finding.level == "error" for finding in findings))


def describe(finding: Finding, texts: Texts) -> str:
    """The sentence for a finding: where, what, and what to do."""
    schema = TABLES.get(finding.table)
    columns = {column.name: column for column in schema.columns} if schema else {}
    allowed = columns[finding.column].allowed if finding.column in columns else ()
    names = list(columns) if schema else list(TABLES)
    what = texts.plain(
        f"findings.rules.{finding.rule}",
        table=finding.table,
        column=finding.column,
        allowed=", ".join(allowed),
        hint=_hint(finding.column if schema else finding.table.rpartition(".")[0], names, texts),
    )
    return f"{_where(finding, texts)}: {what}"


def as_json(finding: Finding, texts: Texts) -> dict[str, str | int | None]:
    """A finding as ``impact check --json`` prints it."""
    return {
        "table": finding.table,
        "column": finding.column,
        "row": finding.row,
        "rule": finding.rule,
        "level": finding.level,
        "message": describe(finding, texts),
    }


def _where(finding: Finding, texts: Texts) -> str:
    place = "table" if not finding.column else "column" if finding.row is None else "row"
    return texts.plain(f"findings.where.{place}", table=finding.table, column=finding.column, row=finding.row)


def _hint(word: str, names: list[str], texts: Texts) -> str:
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return texts.plain("findings.hint", name=close[0]) if close else ""


def _order(finding: Finding) -> tuple[str, str, int, str, str]:
    return finding.table, finding.column, finding.row or 0, finding.rule, finding.level


def _structure(registration: Registration) -> Iterator[Finding]:
    """Tables and columns that are missing or that we do not know."""
    for name in registration.unknown_files:
        yield Finding(name, "", None, "file-unknown", "warning")
    users = {name: any(user in registration.text for user in users) for name, users in NEEDED_BY.items()}
    needed = [*ALWAYS_NEEDED, *(name for name, used in users.items() if used)]
    for name in needed:
        if name not in registration.text:
            yield Finding(name, "", None, "table-missing", "warning")
    for name, table in registration.text.items():
        schema, columns = TABLES[name], [column for column in table.columns if column != ROW]
        for position, column in enumerate(columns, start=1):
            if column not in schema.names:
                yield Finding(name, _shown(column, position), None, "column-unknown", "warning")
        for column in schema.columns:
            if column.required and column.name not in columns:
                yield Finding(name, column.name, None, "column-missing", "error")


def _shown(column: str, position: int) -> str:
    """A column's name, or its position when the name does not look like one: it may be a cell."""
    return column if _COLUMN_NAME.fullmatch(column) else f"#{position}"


@dataclass(frozen=True)
class _Shape:
    """What decides the questions to a registration, apart from its cells."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    organisation: str
    extraction_date: dt.date
    scales: str
    themes: tuple[str, ...]


def _cells(registration: Registration, scales: Scales) -> Iterator[Finding]:
    columns = tuple((name, tuple(table.columns)) for name, table in registration.text.items())
    shape = _Shape(
        columns,
        registration.meta.organisation,
        registration.meta.extraction_date,
        scales.model_dump_json(),
        themes(),
    )
    for name, table in registration.text.items():
        rules, sql = _question(name, shape)
        rows = ibis.get_backend(table).con.execute(sql).fetchall()
        yield from _broken(name, rules, rows)


@lru_cache(maxsize=256)
def _question(name: str, shape: _Shape) -> tuple[tuple[Rule, ...], str]:
    """The rules for one table and the SQL that asks them all at once.

    Making the SQL costs more than asking it, and depends on the shape only: kept for the next
    registration of the same shape. The first row is asked too, to see whether there is one.
    """
    scales = Scales.model_validate_json(shape.scales)
    view = _view(name, shape, scales)
    present = dict(shape.columns)
    rules = tuple(
        rule
        for rule in (*row_rules(), *relation_rules(scales))
        if rule.table == name and set(rule.uses) <= set(present[name]) and set(rule.others) <= set(present)
    )
    flags = {f"rule_{index}": rule.wrong(view).fill_null(False) for index, rule in enumerate(rules)}
    flagged = view.table.select(ROW, **flags)
    asked = flagged.filter(ibis.or_(flagged[ROW] == 1, *(flagged[flag] for flag in flags)))
    return rules, str(ibis.to_sql(asked, dialect="duckdb"))


def _view(name: str, shape: _Shape, scales: Scales) -> View:
    """The tables by name, not bound to a registration: text beside typed, and all typed ones."""
    typed = {other: ibis.table(typed_columns(other), name=other) for other, _ in shape.columns}
    text = ibis.table(text_columns(dict(shape.columns)[name]), name=text_name(name))
    beside = typed[name].select(**{column + TYPED: typed[name][column] for column in typed[name].columns})
    table = text.join(beside, text[ROW] == beside[ROW + TYPED])
    return View(table, typed, shape.organisation, shape.extraction_date, scales, shape.themes)


def _broken(table: str, rules: Sequence[Rule], rows: list[tuple[Any, ...]]) -> Iterator[Finding]:
    if not rows:
        yield Finding(table, "", None, "table-empty", "warning")
    for index, rule in enumerate(rules, start=1):
        broken = [row[0] for row in rows if row[index]]
        for number in [None] if rule.once and broken else broken:
            yield Finding(table, rule.column, number, rule.name, rule.level)
