"""Counts that others delivered: said to be so, with who made them and what they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from impactlib.model import DELIVERED_SCORES, Delivery, Row, parts_of
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import Page, described, hidden_together
from impactlib.sheet.parts.people import age_label
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import table_of

TABLE = "delivered-counts"
_MEAN, _UNKNOWN = "gemiddeld", "onbekend"


def delivered(page: Page) -> list[Figure]:
    """A figure for each table that was delivered; none where nothing was."""
    if not page.sheet.rows(TABLE):
        return []
    return [_figure(page, one) for one in page.sheet.background.delivered]


def _figure(page: Page, delivery: Delivery) -> Figure:
    sheet = page.sheet
    whole = (delivery.classification, delivery.domain)
    rows = [row for row in sheet.rows(TABLE) if parts_of(row.group)[:-1] == whole]
    counts = [row for row in rows if parts_of(row.group)[-1] != _MEAN]
    key = "-".join(("aangeleverd", *whole)).replace("_", "-")
    title = page.text(f"delivered_by.{delivery.classification}", domein=sheet.phrase(delivery.domain))
    items = [
        Bar(_label(page, row), sheet.cell(TABLE, row.group, "count"), "unk" if _is_unknown(row) else "s1")
        for row in counts
    ]
    drawing = bars(items, together=hidden_together(sheet, TABLE, counts))
    told = described((item.label, item.cell) for item in items)
    data = table_of(sheet, TABLE, _columns(rows), rows=rows, label=lambda row: _label(page, row))
    groups = [row.group for row in rows]
    return page.figure(
        key,
        title,
        page.text("delivered_sub", wie=delivery.deliverer, wat=delivery.definition.rstrip(".")),
        [Panel(page.picture(drawing.svg(key, str(title.striptags()), told), (item.cell for item in items)))],
        [replace(data, key=key, caption=f"{data.caption}: {title.striptags()}")],
        of=[TABLE],
        groups=groups,
        notes=notes_of(sheet, [TABLE], groups),
    )


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The mean has a column of its own, where there is one."""
    mean = any(parts_of(row.group)[-1] == _MEAN for row in rows)
    return ("count", "n", "share", "interval", *(("value",) if mean else ()))


def _is_unknown(row: Row) -> bool:
    return parts_of(row.group)[-1] == _UNKNOWN


def _label(page: Page, row: Row) -> str:
    classification, _, category = parts_of(row.group)
    if category == _MEAN:
        return str(page.text("delivered_mean"))
    if classification in DELIVERED_SCORES and not _is_unknown(row):
        return str(page.text("delivered_level", niveau=category))
    by_age = classification == "leeftijd" and not _is_unknown(row)
    return age_label(page.sheet, category) if by_age else page.sheet.word(category)
