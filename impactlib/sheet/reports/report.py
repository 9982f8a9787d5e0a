"""What a report is: its chapters in order, each a function from page to parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from impactlib.sheet.render import Figure
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.tables import Table

Part = Figure | Table | Markup
Key = tuple[Markup | str, object, Markup | str]
"""A line of the box at the top: what it is about, the figure, the sentence."""


@dataclass(frozen=True)
class Chapter:
    """A part of a report: its key in params/text, what makes it, and the released tables it shows."""

    key: str
    make: Callable[[ReportPage], Sequence[Part]]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report by name: its chapters in order, and the lines of the box at the top.

    ``words``: sections of the researcher's words beside one for each chapter; ``*`` stands for anything.
    """

    family: str
    chapters: tuple[Chapter, ...]
    short: Callable[[ReportPage], Sequence[Key]] = lambda _page: ()
    words: tuple[str, ...] = ()
