"""Working days in the Netherlands: Monday to Friday, without the days that the law leaves out.

Source: Algemene termijnenwet, article 3: New Year's Day, Good Friday, Easter Monday, King's Day,
5 May (every year), Ascension Day, Whit Monday and both days of Christmas.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

_DAY = dt.timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm of Nature (1876), as Meeus (1991), Astronomical Algorithms, chapter 8.

    Examples
    --------
    >>> easter(2024), easter(2025)
    (datetime.date(2024, 3, 31), datetime.date(2025, 4, 20))
    """
    golden = year % 19
    century, place = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    week = (32 + 2 * rest + 2 * (place // 4) - moon - place % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


def kings_day(year: int) -> dt.date:
    """King's Day (27 April), and Queen's Day (30 April) up to 2013; on a Sunday it moves to the day before.

    Examples
    --------
    >>> kings_day(2024), kings_day(2025)
    (datetime.date(2024, 4, 27), datetime.date(2025, 4, 26))
    """
    day = dt.date(year, 4, 27 if year >= 2014 else 30)
    return day - _DAY if day.weekday() == _SUNDAY else day


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """The days of a year that are no working days, whatever day of the week they fall on."""
    sunday = easter(year)
    moving = {sunday + days * _DAY for days in (-2, 1, 39, 50)}
    fixed = {dt.date(year, 1, 1), dt.date(year, 5, 5), dt.date(year, 12, 25), dt.date(year, 12, 26)}
    return frozenset(fixed | moving | {kings_day(year)})


def is_working_day(day: dt.date) -> bool:
    """Whether people work on that day, by the law on terms."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def working_days(first: dt.date, last: dt.date) -> int:
    """Working days after ``first`` up to and including ``last``; the day itself does not count.

    Examples
    --------
    >>> working_days(dt.date(2024, 12, 24), dt.date(2024, 12, 30))  # Tuesday; Friday and Monday count
    2
    """
    return sum(is_working_day(first + place * _DAY) for place in range(1, (last - first).days + 1))


def after_working_days(first: dt.date, many: int) -> dt.date:
    """The day on which so many working days after ``first`` have passed.

    Examples
    --------
    >>> after_working_days(dt.date(2024, 12, 24), 2)
    datetime.date(2024, 12, 30)
    """
    day, left = first, many
    while left > 0:
        day += _DAY
        left -= is_working_day(day)
    return day
