"""A period: first and last day, both inclusive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Period:
    """First and last day of what is reported, both inclusive.

    Examples
    --------
    >>> Period.parse("2019-09-01/2020-08-31").days
    366
    >>> str(Period.of_year(2020))
    '2020-01-01/2020-12-31'
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first}/{self.last}: the last day comes before the first")

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``YYYY-MM-DD/YYYY-MM-DD``; raises ValueError on anything else."""
        first, slash, last = text.partition("/")
        if not slash:
            raise ValueError(f"{text!r} is not first/last")
        return cls(dt.date.fromisoformat(first), dt.date.fromisoformat(last))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"
