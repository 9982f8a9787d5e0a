"""How many, of whom, for how long: counts without intervals."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.measures import caseload
from tests.measures.hand import LATE
from tests.measures.made import CALM, case_counts, registration, row, rows, spec

SPEC = spec()


@CALM
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 5)), max_size=12, unique_by=lambda pair: pair[0]))
def test_mean_and_median_of_counts_are_those_of_the_cases(closed):
    days = [length for length, count in closed for _ in range(count)]
    found = rows(caseload.duration(case_counts(closed=closed), SPEC), "n", "value", "state")
    if not days:
        assert found["closed_mean_days"] == found["closed_median_days"] == (0, None, "unknown")
    else:
        assert found["closed_mean_days"] == (len(days), pytest.approx(statistics.mean(days)), "shown")
        assert found["closed_median_days"] == (len(days), statistics.median(days), "shown")


def test_nobody_was_watched_for_a_year_is_no_share():
    found = row(caseload.duration(case_counts(), SPEC), "within_365_days")
    assert (found["count"], found["n"], found["share"]) == (0, 0, None)


def test_a_year_is_365_days_to_the_day(tmp_path):
    header = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age\n"
    case = "{0},{0},De Proef,westerkwartier,individueel_traject,financien,{1},{2},40\n"
    cases = [
        ("first-of-cohort", "2019-01-02", "2020-01-02"),
        ("a-day-too-long", "2019-01-02", "2020-01-03"),
        ("before-cohort", "2019-01-01", "2019-01-02"),
        ("last-of-cohort", "2020-01-01", "2020-12-31"),
        ("after-cohort", "2020-01-02", "2020-01-03"),
    ]
    read = registration(tmp_path, trajectories=header + "".join(case.format(*one) for one in cases))
    found = row(caseload.duration(_counts(read), SPEC), "within_365_days")
    assert (found["count"], found["n"]) == (2, 3)
    late = registration(tmp_path, meta=LATE, trajectories=header + "".join(case.format(*one) for one in cases[2:]))
    found = row(caseload.duration(_counts(late), SPEC), "within_365_days")
    assert (found["count"], found["n"]) == (1, 1), "the first closing is days after the cohort began: it is all there"
    late = registration(tmp_path, meta=LATE, trajectories=header + case.format("open", "2019-02-01", "2020-06-01"))
    found = row(caseload.duration(_counts(late), SPEC), "within_365_days")
    assert (found["count"], found["state"], found["caveats"]) == (None, "unknown", ("register-begon-later",))


def _counts(read):
    from impactlib.measures.counts import count_cases

    return count_cases(read, SPEC)


def test_the_rest_behind_a_cell_is_never_negative():
    cases = [("financien", "meedoen", "18-24", True, 3), ("huisvesting", "meedoen", "65+", False, 2)]
    for table in (caseload.theme_share, caseload.ages, caseload.dimensions, caseload.dimension_domain):
        made = table(case_counts(cases=cases), SPEC)
        assert (made.rows["clients_rest"] >= 0).all()
        assert ((made.rows["n"] - made.rows["count"]) >= made.rows["clients_rest"]).all()


def test_dimension_by_domain_holds_every_combination_so_that_the_whole_can_be_judged():
    made = caseload.dimension_domain(case_counts(cases=[("dagbesteding", "meedoen", "65+", False, 2)]), SPEC)
    found = rows(made, "count", "n", "share")
    assert found["meedoen/dagbesteding"] == (2, 2, 1.0)
    assert found["meedoen/financien"] == (0, 2, 0.0)
    assert found["zingeving/financien"] == (0, 0, None)
    assert len(found) == 7 * 15


def test_age_classes_and_dimensions_without_cases_are_zero_not_absent():
    made = case_counts(cases=[("financien", "meedoen", "18-24", True, 4), ("financien", "meedoen", "unknown", True, 2)])
    assert rows(caseload.ages(made, SPEC), "count", "bounds")["0-17"] == (0, (0, 2 / 6))
    assert rows(caseload.ages(made, SPEC), "count", "bounds")["unknown"] == (2, None)
    assert rows(caseload.dimensions(made, SPEC), "count", "bounds")["meedoen"] == (6, (1, 1))


def test_what_was_recorded_for_nobody_is_unknown_not_zero():
    """Of eight cases without an age nobody can say that none was young."""
    made = case_counts(cases=[("financien", "not_recorded", "unknown", True, 8)])
    assert rows(caseload.ages(made, SPEC), "count", "state", "caveats")["0-17"] == (
        None,
        "unknown",
        ("niets-ingevuld",),
    )
    assert rows(caseload.ages(made, SPEC), "count", "n")["unknown"] == (8, 8)
    assert rows(caseload.dimensions(made, SPEC), "count", "state")["meedoen"] == (None, "unknown")


def test_a_case_without_a_main_domain_may_be_of_the_theme():
    """4 of 12 are, 8 may be: from 33 to 100 %, and never "ander"."""
    cases = [("financien", "meedoen", "18-24", True, 4), ("not_recorded", "meedoen", "65+", False, 8)]
    found = rows(caseload.theme_share(case_counts(cases=cases), SPEC), "count", "n", "bounds")
    assert found["theme"] == (4, 12, (pytest.approx(4 / 12), 1.0))
    assert found["not_recorded"] == (8, 12, None)


def test_without_client_numbers_nobody_knows_how_many_clients_there_were(tmp_path):
    header = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age\n"
    case = "{0},{1},De Proef,westerkwartier,individueel_traject,financien,2020-02-01,,40\n"
    for clients, known in ((("", ""), False), (("C1", ""), False), (("C1", "C1"), True)):
        text = header + "".join(case.format(place, client) for place, client in enumerate(clients))
        found = row(caseload.flow(_counts(registration(tmp_path, trajectories=text)), SPEC), "unique_clients")
        assert (found["count"], found["state"]) == ((1, "shown") if known else (None, "unknown"))


def test_cases_of_another_organisation_are_not_what_this_one_did(tmp_path):
    header = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age\n"
    case = "{0},{0},{1},westerkwartier,individueel_traject,financien,2020-02-01,,40\n"
    text = header + case.format("T1", "De Proef") + case.format("T2", "Anders")
    found = rows(caseload.flow(_counts(registration(tmp_path, trajectories=text)), SPEC), "count")
    assert (found["started"], found["unique_clients"]) == ((1,), (1,))
