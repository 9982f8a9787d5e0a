"""A measure: a small frame of rows with how many clients stand behind each count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from impactlib.model.period import Period
from impactlib.model.released import PrivacyClass, Row

if TYPE_CHECKING:
    import pandas as pd

ROW_COLUMNS = tuple(Row.model_fields)
"""Columns of a measure that can be published, in their order."""

CLIENTS = "clients"
"""Distinct clients known to stand behind ``count``; never published."""

CLIENTS_REST = "clients_rest"
"""Distinct clients known to stand behind ``n - count``; never published."""


@dataclass(frozen=True, eq=False)
class Measure:
    """Counts with their denominators and doubt, not yet allowed to leave.

    Attributes
    ----------
    id : str
        Table id of docs/tables.md.
    rows : pandas.DataFrame
        The columns of ``ROW_COLUMNS`` (unrounded; missing is None) plus ``clients`` and
        ``clients_rest`` (Int64): distinct clients behind ``count`` and behind ``n - count``.
        Where the two cannot be told apart exactly they are lower limits, so that a cell is
        hidden too early rather than too late.
    period : Period or None
        Days covered; None for tables that are not about a period.
    unit : str
        Slug of what is counted or measured (``trajecten``, ``inwoners``, ``punten`` ...).
    source : str
        Slug of the source (``registratie``, ``klanttevredenheid`` ...).
    caveats : tuple of str
        Codes that hold for the whole table.
    privacy : {"people", "opinion", "open"}
        ``people``: counts of clients, protected. ``opinion``: answers to an anonymous survey.
        ``open``: nothing about a person (activities, context figures).
    """

    id: str
    rows: pd.DataFrame
    period: Period | None
    unit: str
    source: str
    caveats: tuple[str, ...]
    privacy: PrivacyClass
