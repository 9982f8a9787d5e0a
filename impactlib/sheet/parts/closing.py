"""Caveats in full, once; and the colophon."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

import impactlib
from impactlib.sheet.parts.common import Page
from impactlib.sheet.parts.goals import day
from impactlib.sheet.style import house_style
from impactlib.sheet.tables import Table

CASES = "trajecten"
"""Unit of the tables that count trajectories: only these have a basis."""

REFERRALS = "referrals"
"""Begins the ids of tables that count referrals, which have no basis."""

PEOPLE = {CASES, "antwoorden", "mensen", "vragen", "punten", "deelnemers"}
"""Units of tables about people, in which a small number may be hidden."""


def notes(page: Page) -> Markup:
    """Every caveat that a mark on the page points to, in the order of their numbers."""
    return page.rendered("notes.html.j2", notes=page.notes.all, folded=page.notes.folded)


def colophon(page: Page, rest: Sequence[Table]) -> Markup:
    """Period, basis, privacy, sources, version, how to cite; and the tables of what no chapter shows."""
    lines = [(page.text(f"colophon.{key}"), said) for key, said in _said(page).items()]
    return page.rendered("colophon.html.j2", lines=lines, tables=rest)


def _said(page: Page) -> dict[str, Markup]:
    """What stands behind each word of the colophon."""
    sheet, params, policy = page.sheet, page.sheet.spec.params, page.sheet.spec.policy
    state = page.text(f"states.{sheet.state}")
    read = day(sheet, sheet.meta.extraction_date.isoformat())
    units = {table.unit for table in sheet.released.values() if table.rows and not table.id.startswith(REFERRALS)}
    basis = {"basis": page.text(f"colophon.basis_{params.basis}")} if CASES in units else {}
    privacy = page.text(f"colophon.privacy_{policy.name}", drempel=str(policy.threshold))
    return {
        "period": page.text("colophon.period_text"),
        **basis,
        **({"privacy": privacy} if units & PEOPLE or _masked(page) or policy.name == "intern" else {}),
        "sources": _sources(page),
        "data": page.text("colophon.data_text", systeem=sheet.meta.system, datum=read),
        "checked": page.text("colophon.checked_text"),
        "version": page.text("colophon.version_text", versie=impactlib.__version__, staat=state),
        "cite": page.text(
            "colophon.cite_text", uitgever=house_style().publisher_of(sheet.meta.organisation), staat=str(state).lower()
        ),
    }


def _masked(page: Page) -> bool:
    return any(row.state == "suppressed" for table in page.sheet.released.values() for row in table.rows)


def _sources(page: Page) -> Markup:
    texts = page.sheet.texts
    found: list[str] = []
    for table in page.sheet.released.values():
        rows = [row for row in table.rows if row.state != "unknown"]
        for source in [row.source for row in rows if row.source] or ([table.source] if rows else []):
            if source and texts.word(source) not in found:
                found.append(texts.word(source))
    return Markup("{}").format("; ".join(found))
