"""Years side by side: a line that breaks where the measuring changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from impactlib.measures.inference import flow_over_years, over_years, years_of
from impactlib.measures.inference.trend import Point, side_by_side
from impactlib.model import Period
from tests.measures.hand import hand
from tests.measures.made import registration, spec

SPEC = spec(year=2021)
SAME = {"basis": "gestart", "period": "p", "theme": "financien", "zrm_version": "2017", "questionnaire": "q"}


def by_figure(found):
    return {(row["figure"], row["year"]): row for row in found.to_dict("records")}


def test_years_move_the_period_along_and_keep_its_kind():
    leap = spec(period="2019-09-01/2020-02-29", as_of="2020-02-29")
    moved = years_of(leap, [2021, 2019, 2020, 2020])
    assert [str(one.period) for one in moved] == [
        "2018-09-01/2019-02-28",
        "2019-09-01/2020-02-29",
        "2020-09-01/2021-02-28",
    ]
    assert [one.params.year for one in moved] == [2019, 2020, 2021]
    assert str(moved[0].as_of) == "2019-02-28"


def test_the_same_measure_in_two_years_may_be_subtracted(tmp_path):
    found = by_figure(over_years(hand(tmp_path), years_of(SPEC, [2019, 2020])))
    first, second = found[("theme-share", 2019)], found[("theme-share", 2020)]
    assert (second["count"], second["n"]) == (16, 19)
    assert second["difference"] == pytest.approx(16 / 19 - first["value"])
    assert first["difference"] is None
    assert second["findings"] == ()


def test_another_basis_or_kind_of_period_forbids_a_difference(tmp_path):
    read = hand(tmp_path)
    one, other = years_of(SPEC, [2019, 2020])
    basis = replace(other, params=other.params.model_copy(update={"basis": "gestart"}))
    found = by_figure(over_years(read, [one, basis]))[("theme-share", 2020)]
    assert (found["difference"], found["findings"]) == (None, ("break-basis",))
    quarter = replace(other, period=Period.parse("2020-01-01/2020-03-31"))
    found = by_figure(over_years(read, [one, quarter]))[("higher", 2020)]
    assert (found["difference"], found["findings"]) == (None, ("break-period",))
    shifted = replace(other, period=Period.parse("2019-09-01/2020-08-31"))
    assert by_figure(over_years(read, [one, shifted]))[("theme-share", 2020)]["findings"] == ("break-period",)


def test_another_theme_definition_forbids_a_difference(tmp_path):
    one, other = years_of(SPEC, [2019, 2020])
    wider = replace(other, theme=other.theme.model_copy(update={"domains": ("financien", "huisvesting")}))
    found = by_figure(over_years(hand(tmp_path), [one, wider]))
    assert {found[(name, 2020)]["findings"] for name in ("theme-share", "higher", "within-365-days")} == {
        ("break-theme",)
    }


CASES = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age\n"
CASE = "T{0},C{0},De Proef,westerkwartier,individueel_traject,financien,{1}-02-01,{1}-05-01,40\n"
SCORES = "trajectory_id,version,domain,start,goal,end\n"


def test_another_version_of_the_matrix_breaks_the_line_of_the_scores_only(tmp_path):
    cases = CASES + "".join(CASE.format(i, 2019 + i % 2) for i in range(8))
    scores = SCORES + "".join(f"T{i},{2017 if i % 2 else 2013},financien,2,3,{2 + i % 3}\n" for i in range(8))
    read = registration(tmp_path, trajectories=cases, zrm_scores=scores)
    found = by_figure(over_years(read, years_of(SPEC, [2019, 2020])))
    assert found[("higher", 2020)]["findings"] == ("break-zrm_version",)
    assert found[("higher", 2020)]["difference"] is None
    assert found[("theme-share", 2020)]["findings"] == ()
    both = spec(year=2020, period="2019-01-01/2020-12-31")
    pooled = by_figure(over_years(read, [both]))[("higher", 2020)]
    assert (pooled["value"], pooled["state"]) == (None, "unknown")


def test_a_year_with_two_versions_breaks_the_line_on_both_sides():
    mixed = Point("higher", 2020, None, None, None, SAME | {"zrm_version": "mixed"})
    good = Point("higher", 2019, 3, 10, 0.3, SAME)
    rows = side_by_side([replace(good, year=2021), mixed, good])
    assert [row["year"] for row in rows] == [2019, 2020, 2021]
    assert rows[1]["findings"] == rows[2]["findings"] == ("break-zrm_version",)


@pytest.mark.parametrize("name", SAME)
def test_each_definition_breaks_the_line_on_its_own(name):
    points = [Point("f", 2019, 1, 2, 0.5, SAME), Point("f", 2020, 2, 2, 1.0, SAME | {name: "anders"})]
    assert side_by_side(points)[1]["findings"] == (f"break-{name}",)
    assert "difference" not in side_by_side(points)[1]
    alike = side_by_side([points[0], replace(points[1], same=SAME)])[1]
    assert alike["difference"] == 0.5


def test_answers_that_hold_only_for_who_gave_them_are_not_subtracted():
    reach = {"questionnaire": "q", "reach": "alleen_kwalitatief"}
    points = [Point("q1", year, 8, 10, 0.8, reach) for year in (2019, 2020)]
    row = side_by_side(points)[1]
    assert row["findings"] == ("only-qualitative",)
    assert "difference" not in row


def test_an_unknown_year_is_no_zero():
    points = [Point("f", 2019, None, None, None, SAME), Point("f", 2020, 2, 2, 1.0, SAME)]
    rows = side_by_side(points)
    assert rows[0]["state"] == "unknown"
    assert "difference" not in rows[1]


def test_a_difference_has_the_interval_of_newcombe_and_none_where_cases_are_in_both_years():
    """Newcombe (1998), table II, method 10: 56 of 70 less 48 of 80 is 0.20, from 0.0524 to 0.3339."""
    pair = [("higher", 2019, 48, 80), ("higher", 2020, 56, 70)]
    row = side_by_side([Point(*one, one[2] / one[3], SAME) for one in pair])[1]
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    shared = side_by_side([Point("theme-share", *one[1:], one[2] / one[3], SAME) for one in pair])[1]
    assert "low" not in shared


@pytest.mark.parametrize("year", [2016, 2030])
def test_a_year_that_the_registration_does_not_hold_is_unknown_and_not_what_was_open_when_it_was_read(tmp_path, year):
    read, specs = hand(tmp_path), years_of(SPEC, [year])
    shares = over_years(read, specs)
    assert by_figure(shares)[("theme-share", year)]["count"] is None
    assert flow_over_years(read, specs).iloc[0][["started", "open_at_end"]].tolist() == [None, None]


SURVEYS = "organisation,municipality,survey,questionnaire,year,invited,answered\n"
SURVEY = "De Proef,westerkwartier,klanttevredenheid,{1},{0},100,{2}\n"
GIVEN = "organisation,municipality,survey,year,item,answer,count\n"
ANSWER = "De Proef,westerkwartier,klanttevredenheid,{0},{1},{2},{3}\n"


def test_another_questionnaire_breaks_the_line_of_its_items(tmp_path):
    held = SURVEYS + SURVEY.format(2019, "de-schans-2020", 60) + SURVEY.format(2020, "carrefour-2026", 60)
    given = GIVEN + ANSWER.format(2019, "omgang", 5, 60) + ANSWER.format(2020, "q1", 5, 60)
    read = registration(tmp_path, surveys=held, survey_answers=given)
    found = by_figure(over_years(read, years_of(SPEC, [2019, 2020])))
    assert found[("q1", 2020)]["findings"] == ("break-questionnaire",)
    assert found[("omgang", 2020)]["state"] == "unknown"


def test_the_same_questionnaire_with_the_same_reach_may_be_subtracted(tmp_path):
    held = SURVEYS + SURVEY.format(2019, "de-schans-2020", 60) + SURVEY.format(2020, "de-schans-2020", 55)
    given = GIVEN + ANSWER.format(2019, "omgang", 5, 60) + ANSWER.format(2020, "omgang", 2, 55)
    read = registration(tmp_path, surveys=held, survey_answers=given)
    assert by_figure(over_years(read, years_of(SPEC, [2019, 2020])))[("omgang", 2020)]["difference"] == -1


def test_each_year_begins_with_what_the_year_before_left_open(tmp_path):
    found = flow_over_years(hand(tmp_path), years_of(SPEC, [2020, 2021])).to_dict("records")
    assert found[0]["open_at_end"] == found[1]["open_at_start"] == 3
    assert [row["findings"] for row in found] == [(), ()]
    for row in found:
        assert row["open_at_start"] + row["started"] - row["closed"] == row["open_at_end"]


def test_a_flow_that_does_not_join_is_found(tmp_path):
    one, other = years_of(SPEC, [2020, 2021])
    gap = replace(other, period=Period.parse("2021-01-15/2021-12-31"))
    assert flow_over_years(hand(tmp_path), [one, gap]).iloc[1]["findings"] == ("flow-does-not-join",)
