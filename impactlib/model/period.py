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
    def of_quarter(cls, year: int, quarter: int) -> Period:
        """Quarter 1 to 4 of a year.

        Examples
        --------
        >>> str(Period.of_quarter(2024, 3))
        '2024-07-01/2024-09-30'
        """
        after = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
        return cls(dt.date(year, quarter * 3 - 2, 1), after - dt.timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``YYYY-MM-DD/YYYY-MM-DD``; raises ValueError on anything else."""
        first, slash, last = text.partition("/")
        if not slash:
            raise ValueError(f"{text!r} is not first/last")
        return cls(dt.date.fromisoformat(first), dt.date.fromisoformat(last))

    def year_before(self) -> Period:
        """The same days of the year before; 29 February becomes 28 February.

        Examples
        --------
        >>> str(Period.parse("2024-01-01/2024-02-29").year_before())
        '2023-01-01/2023-02-28'
        """
        return Period(_year_before(self.first), _year_before(self.last))

    @property
    def quarters(self) -> tuple[tuple[int, int], ...]:
        """Year and quarter of every quarter that has a day in the period.

        Examples
        --------
        >>> Period.parse("2023-11-01/2024-04-01").quarters
        ((2023, 4), (2024, 1), (2024, 2))
        """
        first = self.first.year * 4 + (self.first.month - 1) // 3
        last = self.last.year * 4 + (self.last.month - 1) // 3
        return tuple((place // 4, place % 4 + 1) for place in range(first, last + 1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def _year_before(day: dt.date) -> dt.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)
