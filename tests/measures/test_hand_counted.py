"""Every figure of a small registration, as it was counted on paper (tests/measures/hand.py)."""

from __future__ import annotations

import pytest

from impactlib.measures import background, measure
from impactlib.params import spec_of
from tests.measures.hand import hand

PARAMS = {"year": 2020, "municipality": "westerkwartier", "theme": "armoede"}


@pytest.fixture(scope="module")
def registration(tmp_path_factory):
    return hand(tmp_path_factory.mktemp("hand"))


@pytest.fixture(scope="module")
def tables(registration):
    return measure(registration, spec_of(PARAMS))


def rows(table, *columns):
    return {row["group"]: tuple(row[name] for name in columns) for row in table.rows.to_dict("records")}


def test_theme_share_is_main_domain_over_all_cases(tables):
    found = rows(tables["caseload-theme-share"], "count", "n", "share", "bounds")
    assert found["financien"] == found["theme"] == (16, 19, 16 / 19, (16 / 19, 17 / 19))
    assert found["not_recorded"] == (1, 19, 1 / 19, None)


def test_flow_adds_up_and_clients_who_return_count_once(tables):
    assert {group: count for group, (count,) in rows(tables["caseload-flow"], "count").items()} == {
        "open_at_start": 6,
        "started": 13,
        "closed": 16,
        "open_at_end": 3,
        "unique_clients": 18,
    }


def test_ages_are_classes_at_the_start_with_unknown_apart(tables):
    assert rows(tables["caseload-age"], "count", "n") == {
        "0-17": (1, 16),
        "18-24": (3, 16),
        "25-44": (6, 16),
        "45-64": (4, 16),
        "65+": (1, 16),
        "unknown": (1, 16),
    }


def test_a_client_who_returns_stands_once_behind_a_cell(tables):
    young = tables["caseload-age"].rows.set_index("group").loc["18-24"]
    assert (young["count"], young["clients"], young["clients_rest"]) == (3, 2, 13)


def test_dimensions_keep_not_recorded_as_a_row_of_its_own_r07_r08(tables):
    found = rows(tables["ph-dimension"], "count", "n")
    assert found == {
        "lichaamsfuncties": (0, 16),
        "mentaal_welbevinden": (1, 16),
        "zingeving": (0, 16),
        "kwaliteit_van_leven": (3, 16),
        "meedoen": (0, 16),
        "dagelijks_functioneren": (5, 16),
        "not_recorded": (7, 16),
    }
    assert tables["ph-dimension"].rows["value"].isna().all()


def test_dimension_by_domain_counts_all_cases_of_that_dimension(tables):
    found = rows(tables["dimension-domain"], "count", "n")
    assert found["dagelijks_functioneren/financien"] == (5, 6)
    assert found["dagelijks_functioneren/huisvesting"] == (1, 6)
    assert found["lichaamsfuncties/lichamelijke_gezondheid"] == (1, 1)
    assert found["not_recorded/not_recorded"] == (1, 8)


def test_end_against_start_shows_unknown_and_never_guesses_r03_r05(tables):
    found = rows(tables["zrm-end-vs-start"], "count", "n", "n_eligible", "bounds")
    assert found == {
        "higher": (4, 9, 14, (4 / 14, 8 / 14)),
        "equal": (4, 9, 14, (4 / 14, 9 / 14)),
        "lower": (1, 9, 14, (1 / 14, 5 / 14)),
        "unknown": (7, 16, 16, None),
        "not_due": (2, 16, 16, None),
        "missing": (5, 16, 16, None),
    }


def test_end_against_goal(tables):
    found = rows(tables["zrm-end-vs-goal"], "count", "n", "n_eligible", "bounds")
    assert found["higher"] == (3, 10, 14, (3 / 14, 6 / 14))
    assert found["equal"] == (4, 10, 14, (4 / 14, 8 / 14))
    assert found["lower"] == (3, 10, 14, (3 / 14, 7 / 14))
    assert [found[group][0] for group in ("unknown", "not_due", "missing")] == [6, 2, 4]


def test_staying_level_reaches_a_goal_to_stay_level_r04(tables):
    assert rows(tables["zrm-goal-reached"], "count", "n", "n_eligible", "bounds") == {
        "reached": (7, 10, 14, (7 / 14, 11 / 14)),
        "growth_goal": (3, 6, 8, (3 / 8, 5 / 8)),
        "maintenance_goal": (2, 2, 3, (2 / 3, 1.0)),
    }


def test_levels_of_all_cases_and_of_pairs(tables):
    found = {group: (count, n) for group, (count, n) in rows(tables["zrm-levels"], "count", "n").items()}
    assert [found[f"start-{level}"][0] for level in (1, 2, 3, 4, 5, "unknown")] == [2, 4, 5, 2, 1, 2]
    assert [found[f"goal-{level}"][0] for level in (1, 2, 3, 4, 5, "unknown")] == [0, 2, 7, 4, 2, 1]
    assert [found[f"pairs-start-{level}"] for level in (1, 2, 3, 4, 5)] == [(0, 9), (3, 9), (4, 9), (2, 9), (0, 9)]
    assert [found[f"pairs-end-{level}"][0] for level in (1, 2, 3, 4, 5)] == [1, 1, 3, 3, 1]


def test_growth_is_the_mean_of_pairs_in_a_fixed_order_r16(tables):
    found = tables["zrm-growth"].rows.to_dict("records")
    assert [row["group"] for row in found] == ["financien", "sociaal_netwerk"]
    assert (found[0]["count"], found[0]["n"], found[0]["n_eligible"]) == (9, 9, 13)
    assert found[0]["value"] == pytest.approx(1 / 3)
    assert (found[0]["low"], found[0]["high"]) == pytest.approx((1 / 3 - 0.5435304, 1 / 3 + 0.5435304), abs=1e-6)
    assert (found[1]["value"], found[1]["low"], found[1]["high"]) == (2.0, None, None)


def test_start_level_and_ceiling_show_who_could_not_rise(tables):
    assert rows(tables["zrm-start-level"], "count", "n")["start-2"] == (1, 3)
    assert rows(tables["zrm-ceiling"], "count", "n") == {"could_not_rise": (0, 9), "could_not_fall": (0, 9)}


def test_duration_is_of_closed_cases_and_the_cohort_is_fully_observed_r13(tables):
    found = rows(tables["caseload-duration"], "count", "n", "value")
    assert found["within_365_days"] == (4, 5, None)
    assert found["closed_mean_days"] == (None, 14, pytest.approx(196.5))
    assert found["closed_median_days"] == (None, 14, 183)


def test_a_case_closed_after_the_as_of_date_is_open(registration):
    later = measure(registration, spec_of(PARAMS | {"as_of": "2021-02-01"}))
    found = rows(later["zrm-end-vs-start"], "count", "n", "n_eligible")
    assert found["higher"] == (5, 10, 15)
    assert found["not_due"] == (1, 16, 16)


@pytest.mark.parametrize(("basis", "cases"), [("in_behandeling", 16), ("gestart", 11), ("afgesloten", 14)])
def test_the_basis_decides_which_cases_belong_to_a_period(registration, basis, cases):
    found = measure(registration, spec_of(PARAMS | {"basis": basis}))
    assert rows(found["caseload-theme-share"], "count")["theme"] == (cases,)


def test_periods_are_inclusive_and_never_mixed_r09(registration):
    one_day = measure(registration, spec_of(PARAMS | {"period": "2020-01-01/2020-01-01"}))
    assert rows(one_day["caseload-theme-share"], "count")["theme"] == (5,)
    assert str(one_day["caseload-theme-share"].period) == "2020-01-01/2020-01-01"


def test_trajectories_are_counted_not_residents_r06(tables):
    assert tables["caseload-theme-share"].unit == "trajecten"
    assert "trajecten" in tables["caseload-theme-share"].caveats


def test_scores_of_leun_en_steun_never_count_r02(registration):
    everything = measure(registration, spec_of(PARAMS | {"period": "2020-02-01/2020-03-31"}))
    assert rows(everything["caseload-flow"], "count")["started"] == (5,)


def test_response_is_always_k_of_n_with_its_verdict_r19(tables):
    found = rows(tables["response"], "count", "n", "share", "caveats")
    assert found["klanttevredenheid"] == (32, 40, 0.8, ("indicatief", "kleine-respons"))
    assert found["netwerktevredenheid"] == (5, 20, 0.25, ("alleen-kwalitatief", "kleine-respons"))


def test_favourable_answers_leave_out_dont_know_and_bound_the_silent_r24(tables):
    found = rows(tables["satisfaction"], "count", "n", "n_eligible", "bounds", "state")
    assert found["omgang"] == (24, 30, 40, (24 / 40, 34 / 40), "shown")
    assert found["bereikbaarheid"] == (None, None, 40, None, "unknown")


def test_the_nature_of_an_activity_belongs_to_its_theme_r18(registration, tables):
    assert rows(tables["collective-activities"], "name", "nature", "dimensions", "evidence") == {
        "A1": ("Koken", "curatief", ("meedoen", "zingeving"), "onderbouwd"),
        "A2": ("Spreekuur", "beide", ("meedoen",), "onbekend"),
    }
    healthy = measure(registration, spec_of(PARAMS | {"theme": "gezonde-leefstijl"}))
    assert rows(healthy["collective-activities"], "nature") == {"A1": ("preventief",)}


def test_reach_keeps_its_unit_and_unknown_is_not_zero_r18(tables):
    found = rows(tables["collective-reach"], "unit", "reach_low", "reach_high", "state")
    assert found == {
        "A1/gezinnen": ("gezinnen", 1500, 1500, "shown"),
        "A1/volgers": ("volgers", 446, 446, "shown"),
        "A2/deelnemers": ("deelnemers", None, None, "unknown"),
    }
    assert tables["collective-reach"].rows["count"].isna().all()


def test_indicators_are_means_over_respondents_clustered_by_activity(tables):
    found = rows(tables["collective-indicators"], "n", "value", "low", "state")
    assert found["erkend_voelen"][:2] == (5, pytest.approx(17 / 5))
    assert found["activering"][:2] == (4, pytest.approx(15 / 4))
    assert found["inbedding"] == (None, None, None, "unknown")


def test_context_figures_carry_source_and_year_and_stop_at_the_sheets_year_r20(tables):
    assert rows(tables["context"], "value", "year", "source", "state") == {
        "laag_inkomen_huishoudens@nederland@2019": (None, 2019, "CBS", "unknown"),
        "laag_inkomen_huishoudens@westerkwartier@2019": (5.3, 2019, "CBS", "shown"),
    }


def test_every_score_table_says_it_proves_nothing_r21(tables):
    scored = [table for name, table in tables.items() if name.startswith("zrm-")]
    assert scored
    assert all("geen-bewijs" in table.caveats for table in scored)


def test_a_theme_without_domain_has_no_case_tables_rather_than_zeros(registration):
    found = measure(registration, spec_of(PARAMS | {"theme": "laaggeletterdheid"}))
    assert not [name for name in found if name.startswith(("zrm-", "caseload-theme", "ph-"))]


def test_what_was_not_registered_has_no_background(registration):
    assert background(registration, spec_of(PARAMS)).goals == ()
