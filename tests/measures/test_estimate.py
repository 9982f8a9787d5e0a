"""Intervals and bounds at the edges, where libraries warn or give NaN."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.measures.estimate import (
    cluster_interval,
    counted,
    finite_interval,
    frame,
    mean_interval,
    response_bounds,
    share_interval,
    unknown_row,
    with_interval,
)
from impactlib.params import norms
from tests.measures.made import CALM

NORMS = norms()
EXACT = NORMS.model_copy(update={"interval": "exact"})


@CALM
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([NORMS, EXACT]))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(count_n, chosen):
    count, n = count_n
    low, high = share_interval(count, n, chosen)
    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
    assert (low == 0) == (count == 0), "none is 0, not a rest of the arithmetic"
    assert (high == 1) == (count == n)


def test_no_interval_of_nobody():
    assert share_interval(0, 0, NORMS) is None
    assert finite_interval(0, 0, 10, NORMS) is None
    assert with_interval(counted("x", 0, 0, 0, (0, 0)), NORMS)["low"] is None


def test_the_method_is_named_in_the_row():
    row = counted("x", 3, 10, 12, (3, 9))
    assert row["method"] == "telling"
    assert [with_interval(row, chosen)["method"] for chosen in (NORMS, EXACT)] == ["wilson", "exact"]
    assert with_interval(counted("x", 0, 0, 0, (0, 0)), NORMS)["method"] is None


def test_exact_is_wider_than_wilson():
    assert share_interval(3, 10, EXACT)[1] > share_interval(3, 10, NORMS)[1]


@CALM
@given(st.integers(1, 60), st.data())
def test_asking_everyone_leaves_no_doubt_and_a_larger_population_more(n, data):
    count = data.draw(st.integers(0, n))
    assert finite_interval(count, n, n, NORMS) == (count / n, count / n)
    narrow, wide = (finite_interval(count, n, n + more, NORMS) for more in (1, 1000))
    assert wide[0] - 1e-12 <= narrow[0]
    assert narrow[1] <= wide[1] + 1e-12


@CALM
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_bounds_hold_whatever_the_silent_would_have_said(count, other, silent):
    n, invited = count + other, count + other + silent
    found = response_bounds(count, n, invited)
    if not invited:
        assert found is None
    else:
        assert found == pytest.approx((count / invited, (count + silent) / invited))


def test_more_answers_than_people_give_no_bounds():
    assert response_bounds(3, 11, 10) is None


def test_a_mean_of_one_or_of_equals_has_no_interval():
    assert mean_interval(0, 0, 0, 0.95) == (None, None)
    assert mean_interval(1, 3, 9, 0.95) == (3, None)
    assert mean_interval(4, 12, 36, 0.95) == (3, None)


def test_clusters_that_do_not_differ_or_stand_alone_have_no_interval():
    assert cluster_interval(np.array([0.0]), np.array([0.0]), 0.95) == (None, None)
    assert cluster_interval(np.array([5.0]), np.array([20.0]), 0.95) == (4.0, None)
    assert cluster_interval(np.array([5.0, 2.0]), np.array([20.0, 8.0]), 0.95) == (4.0, None)
    assert cluster_interval(np.array([5.0, 0.0]), np.array([20.0, 0.0]), 0.95) == (4.0, None)


def test_rows_without_a_number_have_none_and_never_nan():
    made = frame([unknown_row("x"), counted("y", 1, 2, 2, (1, 2))])
    cells = made.to_numpy().ravel()
    assert not [cell for cell in cells if isinstance(cell, float) and math.isnan(cell)]
    assert made.loc[0, ["count", "n", "share"]].tolist() == [None, None, None]
    assert made.loc[0, "state"] == "unknown"
    assert made.loc[1, ["clients", "clients_rest"]].tolist() == [1, 1]
