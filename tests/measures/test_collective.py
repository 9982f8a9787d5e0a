"""Activities: reach in its own unit, and indicators by respondent."""

from __future__ import annotations

import pytest

from impactlib.measures import collective
from tests.measures.made import registration, row, rows, spec

ANSWERS = "activity_id,respondent_id,date,erkend_voelen,activering\n"
REACH = "activity_id,year,quantity,low,high,precision,per,unique\n"
SPEC = spec()


def test_who_answered_twice_counts_with_the_last_answer(tmp_path):
    twice = ANSWERS + "A1,R1,2020-03-01,2,\nA1,R1,2020-09-01,5,4\nA2,R1,2020-04-01,1,3\nA1,R2,2020-03-01,3,\n"
    found = rows(collective.indicators(registration(tmp_path, impact_responses=twice), SPEC), "n", "value")
    assert found["erkend_voelen"] == (3, pytest.approx(3))
    assert found["activering"] == (2, pytest.approx(3.5))


def test_one_activity_gives_a_mean_without_an_interval(tmp_path):
    one = ANSWERS + "".join(f"A1,R{i},2020-03-01,{1 + i % 5},3\n" for i in range(12))
    found = row(collective.indicators(registration(tmp_path, impact_responses=one), SPEC), "erkend_voelen")
    assert (found["n"], found["low"], found["high"], found["method"]) == (12, None, None, "gemiddelde")
    assert "weinig-activiteiten" in found["caveats"]


@pytest.mark.parametrize(("activities", "few"), [(19, True), (20, False), (21, False)])
def test_few_activities_are_said_with_the_interval(tmp_path, activities, few):
    themes = "activity_id,theme,nature,ph_dimensions\n"
    names = "activity_id,name,organisation,municipality,kind,status,evidence\n"
    answers = ANSWERS
    for place in range(activities):
        themes += f"B{place},armoede,beide,meedoen\n"
        names += f"B{place},Activiteit {place},De Proef,westerkwartier,eigen_inzet,loopt,\n"
        answers += f"B{place},R1,2020-03-01,{1 + place % 5},\nB{place},R2,2020-03-01,{1 + place % 4},\n"
    read = registration(tmp_path, activities=names, activity_themes=themes, impact_responses=answers)
    found = row(collective.indicators(read, SPEC), "erkend_voelen")
    assert found["method"] == "cluster-t"
    assert ("weinig-activiteiten" in found["caveats"]) is few


@pytest.mark.parametrize(("activities", "told"), [(4, False), (5, True)])
def test_too_few_activities_have_no_interval(tmp_path, activities, told):
    answers = ANSWERS + "".join(
        f"B{a},R{r},2020-03-01,{3 + (a + r) % 2},\n" for a in range(activities) for r in range(a + 2)
    )
    themes = "activity_id,theme,nature,ph_dimensions\n" + "".join(f"B{a},armoede,,\n" for a in range(activities))
    names = "activity_id,name,organisation,municipality\n"
    names += "".join(f"B{a},Activiteit {a},De Proef,westerkwartier\n" for a in range(activities))
    read = registration(tmp_path, activities=names, activity_themes=themes, impact_responses=answers)
    found = row(collective.indicators(read, SPEC), "erkend_voelen")
    assert (found["method"], found["low"] is not None) == (("cluster-t", True) if told else ("gemiddelde", False))


def test_an_interval_that_would_leave_the_scale_is_not_given(tmp_path):
    """Five activities that disagree from 1 to 5: the margin would go below 1 and above 5."""
    answers = ANSWERS + "".join(f"B{a},R{r},2020-03-01,{1 + 4 * (a % 2)},\n" for a in range(5) for r in range(4))
    themes = "activity_id,theme,nature,ph_dimensions\n" + "".join(f"B{a},armoede,,\n" for a in range(5))
    names = "activity_id,name,organisation,municipality\n"
    names += "".join(f"B{a},Activiteit {a},De Proef,westerkwartier\n" for a in range(5))
    read = registration(tmp_path, activities=names, activity_themes=themes, impact_responses=answers)
    found = row(collective.indicators(read, SPEC), "erkend_voelen")
    assert (found["value"], found["low"], found["high"]) == (pytest.approx(2.6), None, None)


def test_what_another_organisation_did_is_not_counted_as_ours(tmp_path):
    names = (
        "activity_id,name,organisation,municipality\nA1,Eigen,De Proef,westerkwartier\nA2,Ander,Anders,westerkwartier\n"
    )
    read = registration(
        tmp_path, activities=names, impact_responses=ANSWERS + "A1,R1,2020-03-01,2,\nA2,R2,2020-03-01,4,\n"
    )
    assert list(rows(collective.activities(read, SPEC), "name")) == ["A1"]
    assert rows(collective.indicators(read, SPEC), "n", "value")["erkend_voelen"] == (1, 2.0)


def test_answers_outside_period_theme_or_municipality_do_not_count(tmp_path):
    text = ANSWERS + "A1,R1,2019-12-31,1,\nA1,R2,2021-01-01,1,\nA3,R3,2020-05-01,1,\nA1,R4,2020-12-31,5,\n"
    found = collective.indicators(registration(tmp_path, impact_responses=text), SPEC)
    assert rows(found, "n", "value")["erkend_voelen"] == (1, 5)


def test_a_reversed_indicator_is_turned_by_declaration(tmp_path, monkeypatch):
    read = registration(tmp_path, impact_responses=ANSWERS + "A1,R1,2020-03-01,2,2\nA2,R2,2020-03-01,1,1\n")
    asked = dict(SPEC.scales.questionnaires)
    asked["collectief-10"] = asked["collectief-10"].model_copy(update={"reversed": ("erkend_voelen",)})
    turned = SPEC.scales.model_copy(update={"questionnaires": asked})
    found = rows(collective.indicators(read, spec().__class__(**SPEC.__dict__ | {"scales": turned})), "value")
    assert (found["erkend_voelen"], found["activering"]) == ((4.5,), (1.5,))


def test_nothing_registered_is_unknown_not_zero(tmp_path):
    read = registration(tmp_path, impact_responses=None, activity_reach=None)
    assert set(collective.indicators(read, SPEC).rows["state"]) == {"unknown"}
    assert rows(collective.reach(read, SPEC), "reach_low", "state") == {
        "A1/bereik": (None, "unknown"),
        "A2/bereik": (None, "unknown"),
    }


def test_a_reach_without_a_number_is_unknown_whatever_its_precision(tmp_path):
    read = registration(tmp_path, activity_reach=REACH + "A1,2020,gezinnen,,,minimaal,jaar,nee\n")
    assert rows(collective.reach(read, SPEC), "state", "precision")["A1/gezinnen"] == ("unknown", "onbekend")


def test_at_least_so_many_has_no_upper_end(tmp_path):
    read = registration(tmp_path, activity_reach=REACH + "A1,2020,kinderen,80,,minimaal,jaar,onbekend\n")
    found = rows(collective.reach(read, SPEC), "reach_low", "reach_high", "precision")
    assert found["A1/kinderen"] == (80, None, "minimaal")


def test_reach_is_of_a_calendar_year_also_on_a_sheet_of_a_school_year(tmp_path):
    """Nobody wrote down the reach of September to August; a table that says so makes it up."""
    made = collective.reach(registration(tmp_path), spec(period="2019-09-01/2020-08-31"))
    assert str(made.period) == "2020-01-01/2020-12-31"
