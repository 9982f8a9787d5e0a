"""Every report that may be published: whose counts it must agree with."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """A report by its family (``kwartaal`` for ``kwartaal-1`` to ``kwartaal-4``).

    Attributes
    ----------
    family : str
    with_year : bool
        Whether it counts some of the same people as other reports of its year, and is decided with them.
    """

    family: str
    with_year: bool = False


REPORTS = (
    Report("feitenblad"),
    Report("productblad", with_year=True),
    Report("kwartaal", with_year=True),
    Report("jaarrapportage", with_year=True),
    Report("verwacht-werkelijk", with_year=True),
    Report("voorveld"),
    Report("welzijn-op-recept"),
    Report("din"),
    Report("onderzoeksverantwoording"),
    Report("werkwijze"),
    Report("startfoto"),
)
"""All of them; what a report that is not declared would give away, nobody knows: it is refused."""

_NUMBERED = re.compile(r"(.+?)-(\d+)")


def family_of(report: str) -> str:
    """The report's name without its number.

    Examples
    --------
    >>> family_of("productblad-2"), family_of("din")
    ('productblad', 'din')
    """
    found = _NUMBERED.fullmatch(report)
    return found[1] if found else report


def number_of(report: str) -> int | None:
    """The number in a report's name.

    Examples
    --------
    >>> number_of("kwartaal-3"), number_of("din")
    (3, None)
    """
    found = _NUMBERED.fullmatch(report)
    return int(found[2]) if found else None
