"""Welzijn op Recept: residents whom practices referred."""

from __future__ import annotations

from impactlib.model import Row
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import bar_figure, whole
from impactlib.sheet.reports.report import Chapter, Key, Part, Report


def referrals(page: ReportPage) -> list[Part]:
    """By practice, small ones not shown; and by month, those still to come unknown."""
    return [
        bar_figure(page, "referrals-practice", ordered=True, ranked=True),
        bar_figure(page, "referrals-month", label=lambda row: _month(page, row), ordered=True),
    ]


def _month(page: ReportPage, row: Row) -> str:
    names = page.sheet.texts.raw("reports.months")
    year, _, month = row.group.partition("-")
    return f"{names[int(month) - 1]} {year}" if month.isdigit() else page.sheet.word(row.group)


def referred(page: ReportPage) -> list[Key]:
    """How many residents, by how many practices."""
    sheet = page.sheet
    n = whole(page, "referrals-month")
    many = sheet.cell("referrals-practices", "praktijken", "count")
    return [(page.text("short.referred"), n, sheet.say("short-referred", n=n, k=many))]


PRESCRIPTION = Report(
    "welzijn-op-recept",
    (Chapter("verwijzingen", referrals, ("referrals-*",)),),
    referred,
)
