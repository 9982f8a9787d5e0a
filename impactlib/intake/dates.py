"""Dates as people and spreadsheets write them, read as ISO; a date that may be two days is asked about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

Order = Literal["day-first", "month-first"]

_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ABBREVIATED = {"mrt": 3, "mar": 3, "may": 5, "oct": 10}
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_PARTS = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_WORDS = re.compile(r"(?:[a-z]{2,9},? )?(\d{1,2})[- ]([a-z]{3,9})\.?[- ](\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH, _FIRST, _LAST = dt.date(1899, 12, 30), 20_000, 80_000
"""The day from which Excel counts, and the numbers that are days of 1954 to 2119."""

_BORN = 10_000
"""The number from which a day can be one of birth: of 1927."""

_TURN = 50
"""A year of two digits from here on is of the century before; nobody is born after this year."""


def day_of(cell: str, order: Order = "day-first", *, births: bool = False) -> str | None:
    """A date as ISO; None where it is none. Of a date of birth a year of two digits is one that has been.

    Examples
    --------
    >>> day_of("31-12-2020"), day_of("2020-12-31 00:00:00"), day_of("3 maart 2021"), day_of("43831"), day_of("30-02-2021")
    ('2020-12-31', '2020-12-31', '2021-03-03', '2020-01-01', None)
    >>> day_of("1-4-38"), day_of("1-4-38", births=True), day_of("14000", births=True)
    ('2038-04-01', '1938-04-01', '1938-04-30')
    """
    turn = dt.datetime.now(dt.UTC).year % 100 + 1 if births else _TURN
    if found := _ISO.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _PARTS.fullmatch(cell):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if order == "day-first" else (second, first)
        return _day(year + (0 if len(found[3]) == 4 else 2000 if year < turn else 1900), month, day)
    if found := _WORDS.fullmatch(cell):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if (found := _SERIAL.fullmatch(cell)) and (_BORN if births else _FIRST) <= int(found[1]) <= _LAST:
        return (_EPOCH + dt.timedelta(int(found[1]))).isoformat()
    return None


def order_of(cells: Iterable[str]) -> tuple[Order | None, bool]:
    """In which order the days and months of a column stand, and whether a date in it says so, or none has to.

    None where some can only be day and month, and others only month and day.
    """
    day, month, either = False, False, False
    for cell in cells:
        if found := _PARTS.fullmatch(cell):
            either |= found[1] != found[2]
            day |= 12 < int(found[1]) <= 31 and int(found[2]) <= 12
            month |= 12 < int(found[2]) <= 31 and int(found[1]) <= 12
    if day and month:
        return None, True
    return ("month-first" if month else "day-first"), day or month or not either


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(word: str) -> int:
    short = word.lower()[:3]
    return _ABBREVIATED.get(short) or (_MONTHS.index(short) + 1 if short in _MONTHS else 0)
