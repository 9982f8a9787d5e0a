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
    after : tuple of str
        Families of the reports that count some of the same people and are decided before it: what
        they publish is known when this one is released. Its own family: those with a lower number.
    """

    family: str
    after: tuple[str, ...] = ()


REPORTS = (
    Report("feitenblad"),
    Report("productblad", after=("feitenblad", "productblad")),
    Report("kwartaal", after=("feitenblad", "productblad", "kwartaal")),
    Report("jaarrapportage", after=("feitenblad", "productblad", "kwartaal")),
    Report("verwacht-werkelijk", after=("feitenblad", "productblad", "kwartaal")),
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
