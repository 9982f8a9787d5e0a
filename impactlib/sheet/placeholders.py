"""What a placeholder in the researcher's words stands for: a released cell, a name, or a count of descriptions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from markupsafe import Markup, escape

from impactlib.model import DIMENSIONS, DOMAINS
from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.context import Sheet

COLUMNS = ("count", "n", "n_eligible", "share", "value", "low", "high", "year", "reach_low", "reach_high")
DESCRIBED = ("partners", "projects", "activities", "goals")


def filled(sheet: Sheet, key: str) -> Markup | None:
    """What stands in the place of ``{key}``; None where nothing does.

    Parameters
    ----------
    sheet : Sheet
    key : str
        ``table/group/column``, ``aantal/partners`` (projects, activities, goals), or a name such as ``jaar``.
    """
    if key in sheet.names:
        return escape(sheet.names[key])
    cell = _cell(sheet, key)
    return None if cell is None else cell.html


def names(sheet: Sheet) -> list[str]:
    """Every placeholder that stands for something on this sheet."""
    cells = [
        f"{table}/{row.group}/{column}" for table in sheet.released for row in sheet.rows(table) for column in COLUMNS
    ]
    return [*sheet.names, *(f"aantal/{one}" for one in DESCRIBED), *cells]


def _cell(sheet: Sheet, key: str) -> Cell | None:
    table, _, rest = key.partition("/")
    group, _, column = rest.rpartition("/")
    if table == "aantal" and rest in DESCRIBED:
        return counted(sheet.texts, len(getattr(sheet.background, rest)), rest)
    if column not in COLUMNS:
        return None
    if sheet.row(table, group) is not None:
        return sheet.cell(table, group, column)
    if sheet.texts.has(f"tables.{table}.title") and not sheet.rows(table):
        return Cell("", None, "unknown", sheet.texts.plain("page.unknown"))
    return _merged(sheet, table, group)


def _merged(sheet: Sheet, table: str, group: str) -> Cell | None:
    """A row that exists in the definition of its table, but was merged into another before release."""
    groups: Mapping[str, Collection[str]] = {
        "zrm-end-vs-start": ("higher", "equal", "lower", "not_higher"),
        "zrm-end-vs-goal": ("higher", "equal", "lower", "not_higher"),
        "ph-dimension": (*DIMENSIONS, "not_recorded"),
        "dimension-domain": [f"{dimension}/{domain}" for dimension in DIMENSIONS for domain in DOMAINS],
        "caseload-age": (*sheet.spec.scales.age_classes, "unknown"),
    }
    if sheet.table(table) is None or group not in groups.get(table, ()):
        return None
    return Cell("", None, "suppressed", sheet.texts.plain("page.suppressed"))
