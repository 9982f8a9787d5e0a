"""The fold-out appendix of chapter 4: flow, duration, and growth by domain."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.sheet.parts.common import Page
from impactlib.sheet.tables import Table, table_of


def appendix(page: Page) -> Markup:
    """Figures and tables for who wants more; empty where there is nothing."""
    tables = [data for data in (_flow(page), _growth(page)) if data]
    sentences = _sentences(page)
    if not tables and not sentences:
        return Markup()
    return page.rendered("appendix.html.j2", sentences=sentences, figures=[], tables=tables)


def _sentences(page: Page) -> list[Markup]:
    sheet, table = page.sheet, "caseload-duration"
    if sheet.table(table) is None:
        return []
    closed, cohort, share = (sheet.cell(table, "within_365_days", column) for column in ("count", "n", "share"))
    days = sheet.cell(table, "closed_mean_days", "value")
    median, n = sheet.cell(table, "closed_median_days", "value"), sheet.cell(table, "closed_mean_days", "n")
    return [
        sheet.say("within-a-year", k=closed, n=cohort, p=share),
        sheet.say("duration", d=days, m=median, n=n) + page.notes.mark("alleen-afgesloten"),
    ]


def _flow(page: Page) -> Table | None:
    return table_of(page.sheet, "caseload-flow", ("count",)) if page.sheet.rows("caseload-flow") else None


def _growth(page: Page) -> Table | None:
    rows = [row for row in page.sheet.rows("zrm-growth") if row.state == "shown"]
    return table_of(page.sheet, "zrm-growth", ("n", "value", "interval"), rows=rows) if rows else None
