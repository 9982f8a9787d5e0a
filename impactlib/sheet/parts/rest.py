"""What no chapter shows: every number of the JSON stands on the page, or a reader cannot compare the two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from markupsafe import Markup

from impactlib.catalogue import PREVIOUS
from impactlib.model import Released, Row, parts_of
from impactlib.sheet.context import Sheet, cased
from impactlib.sheet.tables import Table, table_of

_NUMBERS = ("count", "n", "n_eligible", "share", "value", "low", "high", "bounds", "reach_low", "reach_high")
_COLUMNS = ("count", "n", "share", "value", "interval", "bounds", "reach_low", "reach_high")
_ROW = re.compile(r'data-(?:cell|absent)="([^"]*)/[^"/]*"')
_QUARTER = re.compile(r"(\d{4})-([1-4])")


def rest_of(sheet: Sheet, made: Iterable[Markup], held: Iterable[str]) -> list[Table]:
    """Tables of the rows that stand nowhere on the page, for its colophon.

    Parameters
    ----------
    sheet : Sheet
    made : iterable of Markup
        The chapters.
    held : iterable of str
        Released tables that a chapter shows; any other is given whole.
    """
    there = {str(Markup(ref).unescape()) for html in made for ref in _ROW.findall(html)}  # noqa: S704 - of the page
    shown = set(held)
    rows = {
        table.id: tuple(row for row in table.rows if table.id not in shown or _lacks(table, row, there))
        for table in sheet.released.values()
    }
    tables = {name: _table(sheet, name, found) for name, found in rows.items() if found or name not in shown}
    return [_other_rows(sheet, table) if name in shown else table for name, table in tables.items()]


def _other_rows(sheet: Sheet, table: Table) -> Table:
    """The rest of a table that a chapter shows, under a name of its own: a page has no two tables of one name."""
    return replace(table, caption=sheet.texts.plain("page.other_rows", titel=table.caption))


def _lacks(table: Released, row: Row, there: set[str]) -> bool:
    held = row.state == "shown" and any(getattr(row, name) is not None for name in _NUMBERS)
    return held and f"{table.id}/{row.group}" not in there


def whole_table(sheet: Sheet, name: str) -> Table:
    """Every row of a released table, in the columns in which they hold anything."""
    return _table(sheet, name, sheet.rows(name))


def _table(sheet: Sheet, name: str, rows: tuple[Row, ...]) -> Table:
    """Only the columns in which the rows hold anything."""
    fields: Mapping[str, str] = {"interval": "low"}
    columns = [
        column for column in _COLUMNS if any(getattr(row, fields.get(column, column)) is not None for row in rows)
    ] or ["count"]
    texts, base = sheet.texts, name.removesuffix(PREVIOUS)
    key = base if texts.has(f"tables.{base}") else "other"
    made = table_of(sheet, name, columns, key=key, rows=rows, label=lambda row: _label(sheet, key, row))
    return made if name == base else replace(made, caption=texts.plain("page.year_before", title=made.caption))


def _label(sheet: Sheet, key: str, row: Row) -> str:
    """The parts of a group in words: those of the table's own heads, or the usual ones."""
    parts = [_part(sheet, key, one) for part in parts_of(row.group) for one in part.split("@")]
    return cased(", ".join(parts))


def _part(sheet: Sheet, key: str, part: str) -> str:
    quarter = _QUARTER.fullmatch(part)
    if quarter:
        return sheet.texts.plain("reports.quarter", jaar=quarter[1], nummer=quarter[2])
    head = f"tables.{key}.{part}"
    if not sheet.texts.has(head):
        return sheet.phrase(part)
    said = sheet.texts.plain(head)
    return said[:1].lower() + said[1:]
