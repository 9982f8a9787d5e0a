"""Scores at start, goal and end: what must hold for any counts, known or not."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from impactlib.catalogue.zrm import REFERENCES as TABLES
from impactlib.measures import zrm
from tests.measures.made import CALM, case_counts, row, rows, spec

LEVEL = st.one_of(st.none(), st.integers(1, 5))


@st.composite
def score_rows(draw):
    due = draw(st.booleans())
    end = draw(LEVEL) if due else None
    return (draw(LEVEL), draw(LEVEL), end, due, draw(st.integers(1, 6)))


SCORES = st.lists(score_rows(), max_size=12)
SPEC = spec()
REFERENCES = ("start", "goal")


def every_table(scores):
    counts = case_counts(scores=scores)
    return [zrm.score_table(name, counts, SPEC) for name in TABLES if name != "zrm-transitions"]


@CALM
@given(SCORES)
def test_parts_add_up_to_their_whole(scores):
    cases = sum(row[-1] for row in scores)
    due = sum(row[-1] for row in scores if row[3])
    for name in REFERENCES:
        found = rows(
            zrm.score_table(f"zrm-end-vs-{name}", case_counts(scores=scores), SPEC), "count", "n", "n_eligible"
        )
        pairs, eligible = found["higher"][1] or 0, found["higher"][2]
        assert sum(found[group][0] or 0 for group in ("higher", "equal", "lower")) == pairs
        assert found["unknown"][0] == found["not_due"][0] + found["missing"][0]
        assert pairs + found["missing"][0] == due == (eligible if pairs else due)
        assert due + found["not_due"][0] == cases == found["unknown"][1]


@CALM
@given(SCORES)
def test_levels_add_up_to_the_cases_and_the_pairs(scores):
    found = rows(zrm.score_table("zrm-levels", case_counts(scores=scores), SPEC), "count", "n")
    for moment in REFERENCES:
        own = [pair for group, pair in found.items() if group.startswith(f"{moment}-") and pair[0] is not None]
        assert {n for _, n in own} == {sum(count for count, _ in own)}
    starts, ends = ([found[f"pairs-{moment}-{level}"] for level in range(1, 6)] for moment in ("start", "end"))
    assert sum(count or 0 for count, _ in starts) == sum(count or 0 for count, _ in ends) == (starts[0][1] or 0)


@CALM
@given(SCORES, st.randoms(use_true_random=False))
def test_whatever_the_unknown_scores_were_the_share_lies_between_the_bounds(scores, random):
    due = [row for row in scores if row[3] for _ in range(row[-1])]
    if not due:
        return
    full = [tuple(random.randint(1, 5) if level is None else level for level in row[:3]) for row in due]
    counts = case_counts(scores=scores)
    for place, name in enumerate(REFERENCES):
        found = rows(zrm.score_table(f"zrm-end-vs-{name}", counts, SPEC), "bounds")
        change = [end[2] - end[place] for end in full]
        truth = {"higher": np.mean([c > 0 for c in change]), "equal": np.mean([c == 0 for c in change])}
        truth["lower"] = np.mean([c < 0 for c in change])
        for group, share in truth.items():
            low, high = found[group][0] or (0, 1)
            assert low - 1e-12 <= share <= high + 1e-12
    low, high = row(zrm.score_table("zrm-goal-reached", counts, SPEC), "reached")["bounds"] or (0, 1)
    assert low - 1e-12 <= np.mean([end >= goal for _, goal, end in full]) <= high + 1e-12


@CALM
@given(SCORES)
def test_the_bounds_are_no_wider_than_they_must_be(scores):
    """Each bound is reached by some way to fill in what is unknown."""
    due = [row for row in scores if row[3]]
    if not due:
        return
    n = sum(row[-1] for row in due)
    levels = range(1, 6)
    for name, place in zip(REFERENCES, (0, 1), strict=True):
        found = rows(zrm.score_table(f"zrm-end-vs-{name}", case_counts(scores=scores), SPEC), "bounds")
        for group, test in {
            "higher": lambda s, e: e > s,
            "equal": lambda s, e: e == s,
            "lower": lambda s, e: e < s,
        }.items():
            least = most = 0
            for case in due:
                first = levels if case[place] is None else [case[place]]
                last = levels if case[2] is None else [case[2]]
                outcomes = [test(s, e) for s in first for e in last]
                least += all(outcomes) * case[-1]
                most += any(outcomes) * case[-1]
            assert found[group][0] in (None, pytest.approx((least / n, most / n)))
    goals = [(case[1], case[2], case[-1]) for case in due]
    outcomes = [
        ([e >= g for g in ([goal] if goal else levels) for e in ([end] if end else levels)], k)
        for goal, end, k in goals
    ]
    least, most = (sum(test(found) * k for found, k in outcomes) for test in (all, any))
    found = row(zrm.score_table("zrm-goal-reached", case_counts(scores=scores), SPEC), "reached")["bounds"]
    assert found in (None, pytest.approx((least / n, most / n)))


@CALM
@given(SCORES, st.randoms(use_true_random=False))
def test_order_and_splitting_of_rows_do_not_matter(scores, random):
    split = [(*row[:-1], 1) for row in scores for _ in range(row[-1])]
    random.shuffle(split)
    for one, other in zip(every_table(scores), every_table(split), strict=True):
        pd.testing.assert_frame_equal(one.rows, other.rows)


@CALM
@given(SCORES)
def test_no_number_is_nan_and_intervals_hold_their_share(scores):
    for table in every_table(scores):
        for found in table.rows.to_dict("records"):
            numbers = [found[name] for name in ("count", "n", "n_eligible", "share", "low", "high")]
            assert not [number for number in numbers if number is not None and math.isnan(number)]
            assert (found["share"] is None) == (not found["n"])
            if found["low"] is not None:
                assert 0 <= found["low"] <= found["share"] + 1e-12
                assert found["share"] - 1e-12 <= found["high"] <= 1


def test_where_nothing_was_scored_nobody_is_said_to_have_risen():
    """No "0 of 0": what is over pairs is unknown, what is over all cases is counted."""
    for table in every_table([(None, None, None, True, 3), (2, None, None, False, 1)]):
        for found in table.rows.to_dict("records"):
            over_pairs = found["group"] in PAIRS or found["group"].startswith("pairs-")
            assert not over_pairs or (found["state"], found["count"], found["n"]) == ("unknown", None, None)
            assert found["n"] != 0


PAIRS = ("higher", "equal", "lower", "reached", "growth_goal", "maintenance_goal", "could_not_rise", "could_not_fall")


def test_a_moment_nobody_filled_in_has_no_levels():
    found = rows(
        zrm.score_table("zrm-levels", case_counts(scores=[(2, None, 3, True, 4)]), SPEC), "count", "state", "caveats"
    )
    assert found["goal-3"] == (None, "unknown", ("niets-ingevuld",))
    assert found["goal-unknown"][:2] == (4, "shown")
    assert found["start-2"][:2] == (4, "shown")


def test_no_cases_have_no_share():
    for table in every_table([]):
        assert table.rows[["share", "low", "high", "bounds"]].isna().all(axis=None)


def test_from_five_nobody_rises_and_from_one_nobody_falls():
    scores = [(5, 5, None, True, 3), (1, 1, None, True, 2), (3, 3, 4, True, 5)]
    found = rows(zrm.score_table("zrm-end-vs-start", case_counts(scores=scores), SPEC), "bounds")
    assert found["higher"][0] == (0.5, 0.7)
    assert found["lower"][0] == (0.0, 0.3)
    assert found["equal"][0] == (0.0, 0.5)


def test_a_known_end_of_one_is_no_rise_though_the_start_is_unknown():
    scores = [(None, None, 1, True, 1), (None, None, 5, True, 1), (3, 3, 3, True, 2)]
    found = rows(zrm.score_table("zrm-end-vs-start", case_counts(scores=scores), SPEC), "bounds")
    assert found["higher"][0] == (0.0, 0.25)
    assert found["lower"][0] == (0.0, 0.25)


def test_a_goal_below_the_start_counts_only_as_reached():
    found = rows(
        zrm.score_table("zrm-goal-reached", case_counts(scores=[(4, 3, 3, True, 2)]), SPEC), "count", "n", "n_eligible"
    )
    assert found == {"reached": (2, 2, 2), "growth_goal": (0, 0, 0), "maintenance_goal": (0, 0, 0)}


def test_an_unknown_start_counts_only_as_reached():
    found = rows(zrm.score_table("zrm-goal-reached", case_counts(scores=[(None, 3, 4, True, 2)]), SPEC), "count", "n")
    assert found == {"reached": (2, 2), "growth_goal": (0, 0), "maintenance_goal": (0, 0)}


def test_a_goal_of_one_is_reached_for_certain():
    scores = [(1, 1, None, True, 1), (2, 3, None, True, 1), (2, None, 5, True, 1), (2, 3, 3, True, 1)]
    assert row(zrm.score_table("zrm-goal-reached", case_counts(scores=scores), SPEC), "reached")["bounds"] == (
        0.75,
        1.0,
    )


def test_start_level_says_what_was_possible_from_there():
    scores = [(2, 3, 4, True, 3), (2, 3, 2, True, 1), (2, 3, None, True, 4), (5, 5, 5, True, 2), (5, 5, None, True, 2)]
    found = rows(
        zrm.score_table("zrm-start-level", case_counts(scores=scores), SPEC),
        "count",
        "n",
        "n_eligible",
        "bounds",
        "method",
    )
    assert found["start-2"] == (3, 4, 8, (3 / 8, 7 / 8), "wilson")
    assert found["start-5"] == (0, 2, 4, None, "telling")


@pytest.mark.parametrize(("pairs", "shown"), [(199, False), (200, True), (201, True)])
def test_transitions_only_from_enough_pairs(pairs, shown):
    found = zrm.score_table(
        "zrm-transitions", case_counts(scores=[(2, 3, 3, True, pairs), (2, 3, None, True, 9)]), SPEC
    )
    assert (found is not None) is shown
    if found is not None:
        assert row(found, "2-3")["count"] == found.rows["count"].sum() == pairs
        assert len(found.rows) == 25


@CALM
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=8))
def test_growth_is_the_mean_and_t_interval_of_the_pairs_themselves(pairs):
    found = row(zrm.growth(case_counts(growth=[("financien", s, e, True, k) for s, e, k in pairs]), SPEC), "financien")
    change = np.repeat([e - s for s, e, _ in pairs], [k for *_, k in pairs])
    assert found["value"] == pytest.approx(change.mean())
    assert found["count"] == found["n"] == len(change)
    if len(change) == 1 or np.ptp(change) == 0:
        assert (found["low"], found["high"], found["method"]) == (None, None, "gemiddelde")
    else:
        low, high = stats.t.interval(0.95, len(change) - 1, change.mean(), stats.sem(change))
        fits = low >= -4 and high <= 4
        assert (found["low"], found["high"]) == (pytest.approx((low, high), abs=1e-9) if fits else (None, None))
        assert found["method"] == ("t" if fits else "gemiddelde")


def test_an_interval_of_growth_never_leaves_the_scale():
    """Two pairs, one down and one up: the t interval would go from -16.6 to 21.6 on a scale of -4 to 4."""
    found = row(
        zrm.growth(case_counts(growth=[("financien", 2, 3, True, 1), ("financien", 1, 5, True, 1)]), SPEC), "financien"
    )
    assert (found["value"], found["low"], found["high"], found["method"]) == (2.5, None, None, "gemiddelde")


def test_growth_comes_in_an_order_that_no_number_of_pairs_decides():
    pairs = [("justitie", 2, 3, True, 4), ("sociaal_netwerk", 2, 3, True, 4), ("financien", 2, 3, True, 4)]
    pairs += [("huisvesting", 2, 3, True, 5), ("basale_adl", None, None, True, 3)]
    found = zrm.growth(case_counts(growth=pairs), SPEC)
    assert list(found.rows["group"]) == ["financien", "huisvesting", "basale_adl", "sociaal_netwerk", "justitie"]
    assert row(found, "basale_adl")["state"] == "unknown"


def test_growth_of_cases_that_still_run_is_unknown_not_zero():
    found = row(zrm.growth(case_counts(growth=[("financien", 2, None, False, 5)]), SPEC), "financien")
    assert (found["n"], found["n_eligible"], found["value"], found["state"]) == (0, 0, None, "unknown")
