"""Caveats in full, once; and the colophon."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

import impactlib
from impactlib.model import Released
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.situation import day
from impactlib.sheet.style import house_style
from impactlib.sheet.tables import table_of

_COLUMNS = ("count", "n", "share", "value", "interval", "bounds")


def notes(page: Page) -> Markup:
    """Every caveat that a mark on the page points to, in the order of their numbers."""
    return page.rendered("notes.html.j2", notes=page.notes.all, folded=page.notes.folded)


def colophon(page: Page, rest: Sequence[Released]) -> Markup:
    """Period, basis, privacy, sources, version, how to cite; and the tables no chapter shows."""
    sheet, style = page.sheet, house_style()
    lines = [
        (page.text("colophon.period"), page.text("colophon.period_text")),
        (page.text("colophon.basis"), page.text(f"colophon.basis_{sheet.spec.params.basis}")),
        (
            page.text("colophon.privacy"),
            page.text(f"colophon.privacy_{sheet.spec.policy.name}", drempel=str(sheet.spec.policy.threshold)),
        ),
        (page.text("colophon.sources"), _sources(page)),
        (
            page.text("colophon.data"),
            page.text(
                "colophon.data_text",
                systeem=sheet.meta.system,
                datum=day(sheet, sheet.meta.extraction_date.isoformat()),
            ),
        ),
        (
            page.text("colophon.warnings"),
            page.say("warnings", w=str(sheet.warnings)) if sheet.warnings else page.text("colophon.no_warnings"),
        ),
        (
            page.text("colophon.version"),
            page.text("colophon.version_text", versie=impactlib.__version__, staat=page.text(f"states.{sheet.state}")),
        ),
        (
            page.text("colophon.cite"),
            page.text(
                "colophon.cite_text", uitgever=style.publisher, staat=str(page.text(f"states.{sheet.state}")).lower()
            ),
        ),
    ]
    tables = [
        table_of(sheet, table.id, _columns(table), key=table.id if sheet.texts.has(f"tables.{table.id}") else "other")
        for table in rest
    ]
    return page.rendered("colophon.html.j2", lines=lines, tables=tables)


def _columns(table: Released) -> list[str]:
    """Only the columns in which the table holds anything."""
    fields = {"interval": "low"}
    return [
        name for name in _COLUMNS if any(getattr(row, fields.get(name, name)) is not None for row in table.rows)
    ] or ["count"]


def _sources(page: Page) -> Markup:
    texts = page.sheet.texts
    found: list[str] = []
    for table in page.sheet.released.values():
        for source in [*(row.source for row in table.rows if row.source), table.source]:
            if source and texts.word(source) not in found and table.rows:
                found.append(texts.word(source))
    return Markup("{}").format("; ".join(found))
