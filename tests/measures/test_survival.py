"""How long it takes when some still run; expected values from R (tests/oracles/closing.R)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactlib.measures.survival import closed_within, median_days, percent_closed_within

LEUKEMIA = (
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
AML = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
ALL_CLOSED = ([5, 8, 12, 20, 20, 33, 41, 56, 70, 91, 95], [1] * 11)


def lengths(days, closed, count=1):
    return pd.DataFrame({"days": days, "closed": [bool(one) for one in closed], "count": count})


@pytest.mark.parametrize(
    ("found", "day", "within", "low", "high"),
    [
        (LEUKEMIA, 10, 0.247058823529, 0.110638164831, 0.496800489200),
        (LEUKEMIA, 22, 0.462184873950, 0.253209282365, 0.732221063233),
        (LEUKEMIA, 30, 0.551820728291, 0.319857371505, 0.811947994041),
        (AML, 9, 0.0909090909091, 0.0133261773322, 0.491919794230),
        (AML, 48, 0.815909090909, 0.474985157273, 0.988261519877),
        (ALL_CLOSED, 41, 0.636363636364, 0.373169691259, 0.888186831200),
    ],
)
def test_share_closed_by_a_day_equals_r(found, day, within, low, high):
    value, interval = closed_within(lengths(*found), day, 0.95)
    assert (value, *interval) == pytest.approx((within, low, high), abs=1e-10)
    percent, ends = percent_closed_within(lengths(*found), day, 0.95)
    assert (percent, *ends) == pytest.approx((100 * within, 100 * low, 100 * high), abs=1e-8)


@pytest.mark.parametrize(
    ("found", "median", "ends"), [(LEUKEMIA, 23, None), (AML, 31, None), (ALL_CLOSED, 33, (8, 70))]
)
def test_the_median_equals_r_and_has_no_interval_without_an_upper_end(found, median, ends):
    assert median_days(lengths(*found), 0.95) == (median, ends)


def test_leaving_out_those_that_still_run_would_say_too_much():
    naive = sum(day <= 22 and one for day, one in zip(*LEUKEMIA, strict=True)) / sum(LEUKEMIA[1])
    assert naive > closed_within(lengths(*LEUKEMIA), 22, 0.95)[0]


def test_what_nobody_was_watched_for_is_unknown():
    assert closed_within(lengths([10, 40], [1, 0]), 365, 0.95) == (None, None)
    assert closed_within(lengths([10, 400], [0, 0]), 365, 0.95) == (None, None)
    assert median_days(lengths([10, 40, 50], [1, 0, 0]), 0.95) == (None, None)


def test_nobody_and_everybody():
    empty = lengths([], [])
    assert closed_within(empty, 365, 0.95) == (None, None)
    assert median_days(empty, 0.95) == (None, None)
    assert closed_within(lengths([400, 500], [1, 1]), 365, 0.95) == (0.0, None)
    assert closed_within(lengths([4, 5], [1, 1]), 365, 0.95) == (1.0, None)


CASES = st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=30)


@settings(deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_neither_order_nor_adding_up_changes_anything(cases, random):
    shuffled = cases[:]
    random.shuffle(shuffled)
    plain, mixed = (lengths(*zip(*rows, strict=True)) for rows in (cases, shuffled))
    summed = plain.groupby(["days", "closed"], as_index=False)["count"].sum()
    for other in (mixed, summed):
        assert closed_within(plain, 365, 0.95) == closed_within(other, 365, 0.95)
        assert median_days(plain, 0.95) == median_days(other, 0.95)


@settings(deadline=None)
@given(CASES)
def test_more_days_never_mean_fewer_closed(cases):
    shares = [closed_within(lengths(*zip(*cases, strict=True)), day, 0.95)[0] for day in (50, 150, 365)]
    known = [share for share in shares if share is not None]
    assert known == sorted(known)
    assert all(0 <= share <= 1 for share in known)
