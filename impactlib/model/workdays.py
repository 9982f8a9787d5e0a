"""Working days in the Netherlands: Monday to Friday, without the days that the law leaves out.

Source: Algemene termijnenwet, article 3: New Year's Day, Good Friday, Easter Monday, King's Day,
5 May (every year), Ascension Day, Whit Monday and both days of Christmas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

import numpy as np
from dateutil.easter import easter

_DAY = dt.timedelta(days=1)
_SUNDAY = 6
_MARGIN_DAYS = 31
"""More than a month of holidays is never in a row: so many days past five a week are enough to look at."""


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


def working_days(first: dt.date, last: dt.date) -> int:
    """Working days after ``first`` up to and including ``last``; the day itself does not count.

    Examples
    --------
    >>> working_days(dt.date(2024, 12, 24), dt.date(2024, 12, 30))  # Tuesday; Friday and Monday count
    2
    """
    calendar = _calendar(first.year, last.year + 1)
    return max(0, int(np.busday_count(first + _DAY, last + _DAY, busdaycal=calendar)))


def after_working_days(first: dt.date, many: int) -> dt.date:
    """The day on which so many working days after ``first`` have passed.

    Examples
    --------
    >>> after_working_days(dt.date(2024, 12, 24), 2)
    datetime.date(2024, 12, 30)
    """
    if many <= 0:
        return first
    latest = first + dt.timedelta(days=2 * many + _MARGIN_DAYS)
    calendar = _calendar(first.year - 1, latest.year)
    return dt.date.fromisoformat(str(np.busday_offset(first, many, roll="backward", busdaycal=calendar)))


@cache
def _calendar(first: int, last: int) -> np.busdaycalendar:
    return np.busdaycalendar(holidays=sorted(_of_years(range(first, last + 1))))


def _of_years(years: Iterable[int]) -> set[dt.date]:
    return {day for year in years for day in holidays(year)}
