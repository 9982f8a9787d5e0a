"""How much was done: the parts that the annual, the quarterly and the product report share."""

from __future__ import annotations

from collections.abc import Sequence

from impactlib.model import Row
from impactlib.sheet.parts.people import age_label
from impactlib.sheet.reports.context import ReportPage, ReportSheet
from impactlib.sheet.reports.parts import bar_figure, below, sentence
from impactlib.sheet.reports.report import Part
from impactlib.sheet.tables import Content, Table

KINDS = ("eigen_inzet", "hulp_bij_zelforganisatie")
NUMBERS = ("trajecten", "bijeenkomsten", "deelnemers", "zonder_aantal")
TOP = 5


def quarter_label(sheet: ReportSheet, row: Row) -> str:
    """``2024-3`` as a reader says it."""
    year, _, quarter = row.group.partition("-")
    return sheet.texts.plain("reports.quarter", nummer=quarter, jaar=year)


def largest(rows: Sequence[Row], many: int = TOP) -> list[Row]:
    """The largest of the rows that are shown; what was not recorded is no domain."""
    known = [row for row in rows if row.state == "shown" and row.group not in ("not_recorded", "unknown")]
    return sorted(known, key=lambda row: -(row.count or 0))[:many]


def questions(page: ReportPage) -> list[Part]:
    """Questions for information and advice, contacts in a group among them."""
    sheet = page.sheet
    return [
        bar_figure(page, "questions"),
        bar_figure(page, "questions-quarter", label=lambda row: quarter_label(sheet, row)),
        bar_figure(page, "questions-domain"),
        bar_figure(page, "questions-result-area"),
        bar_figure(page, "questions-area"),
    ]


def domains(page: ReportPage, name: str = "trajectories-domain") -> list[Part]:
    """The five domains with most trajectories as bars, all of them in the table below."""
    return [bar_figure(page, name, title="title-top-domains", drawn=largest(page.sheet.rows(name)))]


def ages(page: ReportPage, *names: str) -> list[Part]:
    """Ages at the start."""
    sheet = page.sheet
    return [bar_figure(page, name, label=lambda row: age_label(sheet, row.group)) for name in names]


def trends(page: ReportPage) -> list[Part]:
    """Started and closed by quarter; a quarter still to come is unknown."""
    sheet = page.sheet
    names = ("trajectories-started", "trajectories-closed", "lean-started", "lean-closed")
    return [bar_figure(page, name, label=lambda row: quarter_label(sheet, row)) for name in names]


def collective(page: ReportPage, *suffixes: str) -> list[Part]:
    """Own and self-organised effort: trajectories, meetings, participants who may count twice."""
    if not page.sheet.rows("collective"):
        return [sentence(page, "nothing", wat=page.sheet.texts.plain("tables.collective.title"))]
    page.notes.mark("niet-uniek")
    return [_effort(page, suffixes or ("",)), below(page, "collective")]


def _effort(page: ReportPage, suffixes: Sequence[str]) -> Table:
    sheet, texts = page.sheet, page.sheet.texts
    body: list[tuple[Content, ...]] = [
        (
            f"{sheet.word(kind)}: {sheet.phrase(name)}",
            *(participants(sheet, f"collective{suffix}", f"{kind}/{name}") for suffix in suffixes),
        )
        for kind in KINDS
        for name in NUMBERS
    ]
    heads = [texts.plain(f"tables.collective.count{suffix}", **sheet.names) for suffix in suffixes]
    return Table(
        "collective",
        texts.plain("tables.collective.title", **sheet.names),
        (texts.plain("tables.collective.head"), *heads),
        tuple(body),
    )


def participants(sheet: ReportSheet, table: str, group: str) -> Content:
    """A number of participants, with "minimaal" where some were not counted."""
    row, cell = sheet.row(table, group), sheet.cell(table, group, "count")
    if row is not None and cell.shown and row.precision == "minimaal":
        return cell.with_text(sheet.texts.plain("page.reach.minimaal", low=cell.text))
    return cell
