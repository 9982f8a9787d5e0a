"""Norms of the agreements before care: met, not met, too few to say, not measured, left open."""

from __future__ import annotations

from impactlib.model import Row
from impactlib.params.reports import ResultArea, voorveld
from impactlib.sheet.cells import Cell
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid, warning
from impactlib.sheet.reports.parts import bar_figure, below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content
from impactlib.sheet.tables import content as content_of

VERDICTS = ("norm-gehaald", "norm-niet-gehaald", "norm-te-weinig", "norm-niet-gemeten", "norm-onbekend")
RESIDENTS = "norms-residents"


def measured(page: ReportPage) -> list[Part]:
    """Each norm in every way it is read, with its verdict."""
    rows = [_norm(page, name, row) for name in ("norms", RESIDENTS) for row in page.sheet.rows(name)]
    if not rows:
        return [sentence(page, "no-norms")]
    columns = ("head", "reading", "count", "n", "result", "interval", "bounds", "verdict")
    return [grid(page, "norms", columns, rows), below(page, "norms", RESIDENTS)]


def _norm(page: ReportPage, name: str, row: Row) -> tuple[Content, ...]:
    sheet = page.sheet
    norm, _, reading = row.group.partition("/")
    result = "share" if row.value is None else "value"
    said = sheet.cell(name, row.group, result)
    if result == "value" and said.shown and row.unit == "maanden":
        said = said.with_text(f"{said.text} {sheet.phrase('maanden')}")
    return (
        sheet.word(norm),
        sheet.word(reading or "inwoners"),
        sheet.cell(name, row.group, "count"),
        sheet.cell(name, row.group, "n"),
        said,
        content_of(sheet, name, row, "interval"),
        content_of(sheet, name, row, "bounds"),
        warning(page, row),
    )


def thresholds(page: ReportPage) -> list[Part]:
    """The norms themselves; what the source leaves open is unknown."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    for area in voorveld().areas:
        for norm in (one for one in voorveld().norms if one.area == area.slug):
            cells = [_threshold(page, norm.slug, name) for name in ("limit", "talks", "share")]
            unit = sheet.phrase(norm.unit) if norm.unit != "aandeel" else ""
            rows.append((sheet.word(norm.slug), sheet.word(area.slug), cells[0], unit, *cells[1:]))
    columns = ("head", "area", "limit", "unit", "talks", "share")
    return [grid(page, "norm-thresholds", columns, rows), below(page, "norm-thresholds")]


def _threshold(page: ReportPage, norm: str, name: str) -> Content:
    sheet = page.sheet
    if sheet.row("norm-thresholds", f"{norm}/{name}") is None:
        return sheet.texts.plain("page.none")
    cell = sheet.cell("norm-thresholds", f"{norm}/{name}", "value")
    if name == "share" and cell.shown:
        return cell.with_text(sheet.texts.percent(float(cell.value or 0)))
    return cell


def results(page: ReportPage) -> list[Part]:
    """Every result of each result area, with how many figures tell of it."""
    return [*(_results(page, area) for area in voorveld().areas), below(page, "norm-results")]


def _results(page: ReportPage, area: ResultArea) -> Part:
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    for result in area.results:
        row = sheet.row("norm-results", f"{area.slug}/{result}")
        cell: Cell = sheet.cell("norm-results", f"{area.slug}/{result}", "count")
        rows.append((sheet.word(result), cell, warning(page, row)))
    return grid(page, "norm-results", ("head", "count", "verdict"), rows, sheet.phrase(area.slug))


def levels(page: ReportPage) -> list[Part]:
    """The level of each result area in the pyramid of care."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = [
        (sheet.word(row.group), *(sheet.cell("norm-levels", row.group, name) for name in ("reach_low", "reach_high")))
        for row in sheet.rows("norm-levels")
    ]
    return [grid(page, "norm-levels", ("head", "reach_low", "reach_high"), rows)]


def short(page: ReportPage) -> list[Key]:
    """The verdicts in words."""
    return [(page.text("short.norms"), "", page.sheet.say("short-norms"))]


VOORVELD = Report(
    "voorveld",
    (
        Chapter("normen", measured, ("norms", RESIDENTS)),
        Chapter("afgesproken", thresholds, ("norm-thresholds",)),
        Chapter("resultaten", results, ("norm-results", "targets")),
        Chapter("zorgniveaus", levels, ("norm-levels",)),
    ),
    short,
)


def practices(page: ReportPage) -> list[Part]:
    """Referrals by practice; small practices are not shown."""
    return [bar_figure(page, "referrals-practice"), below(page, "referrals-practice")]


def months(page: ReportPage) -> list[Part]:
    """Referrals by month; a month still to come is unknown."""
    return [bar_figure(page, "referrals-month", label=lambda row: _month(page, row))]


def _month(page: ReportPage, row: Row) -> str:
    names = page.sheet.texts.raw("reports.months")
    year, _, month = row.group.partition("-")
    return f"{names[int(month) - 1]} {year}" if month.isdigit() else page.sheet.word(row.group)


def referred(page: ReportPage) -> list[Key]:
    """How many residents, by how many practices."""
    sheet = page.sheet
    row = next((row for row in sheet.rows("referrals-practice") if row.n is not None), None)
    n = (
        sheet.cell("referrals-practice", row.group, "n")
        if row
        else Cell("", None, "unknown", str(page.text("unknown")))
    )
    many = sheet.cell("referrals-practices", "praktijken", "count")
    return [(page.text("short.referred"), n, sheet.say("short-referred", n=n, k=many))]


PRESCRIPTION = Report(
    "welzijn-op-recept",
    (
        Chapter("praktijken", practices, ("referrals-practice", "referrals-practices")),
        Chapter("maanden", months, ("referrals-month",)),
    ),
    referred,
)
