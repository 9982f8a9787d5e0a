"""What there is to count and to publish, each table and report declared once.

A table or report that is not declared here does not leave: the release step refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from impactlib.catalogue.question import Question, cases, question_of
from impactlib.catalogue.reach import Reason, explain_row, reason_of, too_few
from impactlib.catalogue.reports import REPORTS, Report, family_of, number_of
from impactlib.catalogue.tables import PREVIOUS, TABLES, Table

__all__ = [
    "PREVIOUS",
    "REPORTS",
    "TABLES",
    "Question",
    "Reason",
    "Report",
    "Table",
    "cases",
    "declared",
    "explain_row",
    "family_of",
    "number_of",
    "question_of",
    "reason_of",
    "report_of",
    "tables",
    "too_few",
]


def declared(table: str) -> Table | None:
    """The table with that id, or the same of the year before (``<id>-before``); None when nobody declared it.

    A question of one's own declares itself (``impactlib.catalogue.question``).

    Examples
    --------
    >>> declared("questions-before").privacy
    'people'
    >>> declared("trajectories-sex") is None
    True
    """
    asked = question_of(table)
    if asked is not None:
        return asked.table
    own = _tables().get(table)
    if own is None and table.endswith(PREVIOUS):
        own = _tables().get(table.removesuffix(PREVIOUS))
        return own if own is not None and own.compared else None
    return own


def report_of(family: str) -> Report | None:
    """The report of that family (``kwartaal`` for ``kwartaal-3``); None when nobody declared it."""
    return next((report for report in REPORTS if report.family == family), None)


def tables(**wanted: str) -> Iterator[Table]:
    """The tables of which each named attribute is, or holds, what is wanted.

    Examples
    --------
    >>> [table.id for table in tables(rows="independent")]
    ['product-minima', 'norms']
    """
    for table in TABLES:
        have = {name: getattr(table, name) for name in wanted}
        if all(wanted[name] in (own if isinstance(own, tuple) else (own,)) for name, own in have.items()):
            yield table


@cache
def _tables() -> dict[str, Table]:
    return {table.id: table for table in TABLES}
