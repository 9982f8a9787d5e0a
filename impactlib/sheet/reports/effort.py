"""How much was done: the parts that the annual, the quarterly and the product report share."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.parts.people import age_label
from impactlib.sheet.reports.context import ReportPage, ReportSheet
from impactlib.sheet.reports.parts import UNRECORDED, bar_figure, below, sentence, whole
from impactlib.sheet.reports.report import Part
from impactlib.sheet.tables import Content, Table

KINDS = ("eigen_inzet", "hulp_bij_zelforganisatie")
NUMBERS = ("trajecten", "bijeenkomsten", "deelnemers", "zonder_aantal")
TRENDS = ("trajectories-started", "trajectories-closed", "lean-started", "lean-closed")
TOP = 5


def quarter_label(sheet: ReportSheet, row: Row) -> str:
    """``2024-3`` as a reader says it."""
    year, _, quarter = row.group.partition("-")
    return sheet.texts.plain("reports.quarter", nummer=quarter, jaar=year)


def largest(rows: Sequence[Row], many: int = TOP) -> list[Row]:
    """The largest of the rows that are shown; what was not recorded is no domain."""
    known = [row for row in rows if row.state == "shown" and row.count and row.group not in UNRECORDED]
    return sorted(known, key=lambda row: -(row.count or 0))[:many]


def questions(page: ReportPage) -> list[Part]:
    """Questions for information and advice, contacts in a group among them."""
    sheet = page.sheet
    of_one = len(sheet.rows("questions-result-area")) == 1  # a product's own area: the whole again
    return [
        bar_figure(page, "questions"),
        bar_figure(page, "questions-quarter", label=lambda row: quarter_label(sheet, row), ordered=True),
        bar_figure(page, "questions-domain", ranked=True),
        Markup() if of_one else bar_figure(page, "questions-result-area", ranked=True),
        bar_figure(page, "questions-area"),
    ]


def asked(page: ReportPage) -> Markup:
    """How many questions, and how many contacts in a group among them."""
    sheet = page.sheet
    alone, grouped = (
        sheet.cell("questions", kind, "count") for kind in ("informatie_en_advies", "contact_in_collectief")
    )
    return sheet.say("short-questions", n=whole(page, "questions"), a=alone, b=grouped)


def domains(page: ReportPage, name: str = "trajectories-domain") -> list[Part]:
    """The five domains with most trajectories as bars, all of them in the table below."""
    return [bar_figure(page, name, title="title-top-domains", drawn=largest(page.sheet.rows(name)), ranked=True)]


def ages(page: ReportPage, *names: str) -> list[Part]:
    """Ages at the start."""
    sheet = page.sheet
    return [bar_figure(page, name, label=lambda row: age_label(sheet, row.group), ordered=True) for name in names]


def ages_of_meetings(page: ReportPage) -> list[Part]:
    """Participants by the age group of the meeting they came to."""
    found = ages(page, "collective-age")
    return [*found, sentence(page, "ages-of-meetings")] if page.sheet.rows("collective-age") else found


def trends(page: ReportPage) -> list[Part]:
    """Started and closed by quarter, on one scale; a quarter still to come is unknown."""
    sheet = page.sheet
    most = max((row.count or 0 for name in TRENDS for row in sheet.rows(name)), default=0) or None
    return [
        bar_figure(page, name, label=lambda row: quarter_label(sheet, row), ordered=True, most=most) for name in TRENDS
    ]


def collective(page: ReportPage, *before: str) -> list[Part]:
    """Own and self-organised effort: trajectories, meetings, participants who may count twice.

    ``before`` ends the id of the table about the same days of the year before.
    """
    if not page.sheet.rows("collective"):
        return [sentence(page, "nothing", wat=page.sheet.texts.plain("tables.collective.title"))]
    return [_effort(page, ("", *before)), below(page, "collective")]


def _effort(page: ReportPage, suffixes: Sequence[str]) -> Table:
    """A row per number, a column per kind and year."""
    sheet, texts = page.sheet, page.sheet.texts
    columns = [(kind, suffix) for kind in KINDS for suffix in suffixes]
    body: list[tuple[Content, ...]] = [
        (
            _named(sheet, name),
            *(participants(sheet, f"collective{suffix}", f"{kind}/{name}") for kind, suffix in columns),
        )
        for name in NUMBERS
    ]
    year = sheet.spec.params.year
    ends = {suffix: f" {year - bool(suffix)}" if len(suffixes) > 1 else "" for suffix in suffixes}
    heads = [f"{sheet.word(kind)}{ends[suffix]}" for kind, suffix in columns]
    return Table(
        "collective",
        texts.plain("tables.collective.title", **sheet.names),
        (texts.plain("tables.collective.head"), *heads),
        tuple(body),
    )


def _named(sheet: ReportSheet, name: str) -> str:
    own = f"tables.collective.{name}"
    return sheet.texts.plain(own) if sheet.texts.has(own) else sheet.word(name)


def participants(sheet: ReportSheet, table: str, group: str) -> Content:
    """A number of participants, with "minimaal" where some were not counted."""
    row, cell = sheet.row(table, group), sheet.cell(table, group, "count")
    if row is not None and cell.shown and row.precision == "minimaal":
        return cell.with_text(sheet.texts.plain("page.at_least", low=cell.text))
    return cell
