"""Terms in working days: wrong holidays would call a timely contact late, or the reverse."""

import datetime as dt

import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from impactlib.model.workdays import after_working_days, holidays, kings_day, working_days

day = dt.date

# From R: timeDate::Easter(c(1961, 2000, 2008, 2011, 2016, 2019:2026, 2038)), timeDate 4022.108 on R 4.2.2.
EASTER = {
    1961: day(1961, 4, 2),
    2000: day(2000, 4, 23),
    2008: day(2008, 3, 23),
    2011: day(2011, 4, 24),
    2016: day(2016, 3, 27),
    2019: day(2019, 4, 21),
    2020: day(2020, 4, 12),
    2021: day(2021, 4, 4),
    2022: day(2022, 4, 17),
    2023: day(2023, 4, 9),
    2024: day(2024, 3, 31),
    2025: day(2025, 4, 20),
    2026: day(2026, 4, 5),
    2038: day(2038, 4, 25),
}


@pytest.mark.parametrize(("year", "sunday"), EASTER.items())
def test_easter_falls_where_the_almanac_has_it(year, sunday):
    assert easter(year) == sunday


@pytest.mark.parametrize(
    ("year", "when"),
    [
        (2006, day(2006, 4, 29)),  # 30 April was a Sunday
        (2013, day(2013, 4, 30)),  # the last Queen's Day
        (2014, day(2014, 4, 26)),  # 27 April was a Sunday
        (2022, day(2022, 4, 27)),
        (2024, day(2024, 4, 27)),
        (2025, day(2025, 4, 26)),
    ],
)
def test_kings_day_moves_away_from_a_sunday(year, when):
    assert kings_day(year) == when


def test_the_days_of_2024_that_the_law_leaves_out():
    assert sorted(holidays(2024)) == [
        day(2024, 1, 1),
        day(2024, 3, 29),
        day(2024, 4, 1),
        day(2024, 4, 27),
        day(2024, 5, 5),
        day(2024, 5, 9),
        day(2024, 5, 20),
        day(2024, 12, 25),
        day(2024, 12, 26),
    ]


def test_the_day_of_the_signal_does_not_count():
    assert working_days(day(2024, 6, 3), day(2024, 6, 3)) == 0
    assert working_days(day(2024, 6, 3), day(2024, 6, 10)) == 5


def test_a_week_with_easter_has_three_working_days_r17():
    # Thursday 28 March 2024: Good Friday, the weekend and Easter Monday do not count.
    assert working_days(day(2024, 3, 28), day(2024, 4, 4)) == 3
    assert after_working_days(day(2024, 3, 28), 5) == day(2024, 4, 8)


def test_liberation_day_counts_as_a_holiday_every_year():
    assert working_days(day(2023, 5, 3), day(2023, 5, 5)) == 1


DAYS = st.dates(day(1950, 1, 1), day(2090, 1, 1))


@settings(deadline=None)
@given(DAYS, st.integers(0, 60))
def test_counting_back_gives_the_number_that_was_added(first, many):
    assert working_days(first, after_working_days(first, many)) == many


@settings(deadline=None)
@given(DAYS, st.integers(0, 400))
def test_never_more_than_five_a_week(first, days):
    assert 0 <= working_days(first, first + dt.timedelta(days=days)) <= -(-days // 7) * 5
