"""The reports beside the fact sheet: each a list of chapters, made with the parts of the sheet.

``show(chapter(sheet, "uitkomsten"))`` puts one on the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from impactlib.model import ParameterError
from impactlib.sheet.render import Block
from impactlib.sheet.reports.account import ACCOUNT, METHOD
from impactlib.sheet.reports.book import book
from impactlib.sheet.reports.context import ReportSheet
from impactlib.sheet.reports.expected import EXPECTED
from impactlib.sheet.reports.network import NETWORK
from impactlib.sheet.reports.norms import VOORVELD
from impactlib.sheet.reports.prescription import PRESCRIPTION
from impactlib.sheet.reports.products import PRODUCT
from impactlib.sheet.reports.quarter import QUARTER
from impactlib.sheet.reports.report import Report
from impactlib.sheet.reports.start import START
from impactlib.sheet.reports.year import YEAR

__all__ = ["REPORTS", "ReportSheet", "chapter"]

REPORTS: Mapping[str, Report] = {
    report.family: report
    for report in (EXPECTED, YEAR, QUARTER, NETWORK, ACCOUNT, METHOD, START, PRODUCT, VOORVELD, PRESCRIPTION)
}


def chapter(sheet: ReportSheet, key: str) -> Block:
    """One block of the report: ``top``, a chapter by its key, ``notes`` or ``colophon``.

    Raises
    ------
    ParameterError
        ``chapter-unknown``: the report has no such chapter; names those it has.
    """
    blocks = book(sheet, REPORTS[sheet.family])
    if key not in blocks:
        raise ParameterError("chapter-unknown", report=sheet.family, key=key, allowed=", ".join(blocks))
    return blocks[key]
