"""Who was asked and who answered, as counts."""

from __future__ import annotations

import pytest

from impactlib.measures import response
from impactlib.measures.surveys import comparison, count_background, count_surveys, largest_difference, turned
from impactlib.model import RegistrationError
from impactlib.params import Questionnaire, scales
from tests.measures.made import registration, spec

SURVEYS = "organisation,municipality,survey,questionnaire,year,invited,answered\n"
PEOPLE = (
    "response_id,trajectory_id,organisation,municipality,questionnaire,sent_date,answered_date,q1,q2,q3,q4,q5,q6,q7\n"
)
CASES = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age,sex\n"
CASE = "{0},{0},De Proef,westerkwartier,individueel_traject,financien,2020-01-01,2020-02-01,{1},{2}\n"


def person(name, sent="2020-03-01", answered="2020-03-05", answers="4,5,3,2,8,,", **other):
    place = f"{other.get('organisation', 'De Proef')},{other.get('municipality', 'westerkwartier')}"
    questionnaire = other.get("questionnaire", "carrefour-2026")
    return f"{name},{other.get('case', '')},{place},{questionnaire},{sent},{answered},{answers}\n"


def only(read, **values):
    (found,) = count_surveys(read, spec(**values))
    return found


def test_the_sent_date_decides_and_answers_count_until_sixty_days_after_the_period(tmp_path):
    people = [
        person("day-60", sent="2020-12-31", answered="2021-03-01"),
        person("day-61", sent="2020-12-31", answered="2021-03-02"),
        person("never", answered=""),
        person("sent-later", sent="2021-01-01", answered="2021-01-02"),
        person("sent-before", sent="2019-12-31", answered="2020-01-02"),
        person("other-place", municipality="oldambt"),
        person("other-organisation", organisation="Een ander"),
    ]
    found = only(registration(tmp_path, satisfaction_responses=PEOPLE + "".join(people), surveys=None))
    assert (found.invited, found.answered) == (3, 1)
    assert found.items["q1"] == {"4": 1}


def test_answers_by_person_outrank_what_was_delivered(tmp_path):
    read = registration(tmp_path, satisfaction_responses=PEOPLE + person("a"))
    found = {survey.name: survey for survey in count_surveys(read, spec())}
    assert (found["klanttevredenheid"].invited, found["netwerktevredenheid"].invited) == (1, 20)


def test_column_q1_is_the_first_item_whatever_its_name(tmp_path):
    text = PEOPLE + person("a", questionnaire="de-schans-2020", answers="5,4,2,,,,")
    assert only(registration(tmp_path, satisfaction_responses=text, surveys=None)).items == {
        "bereikbaarheid": {"5": 1},
        "omgang": {"4": 1},
        "deskundigheid": {"2": 1},
    }


def test_of_two_questionnaires_the_most_used_is_shown_and_it_is_said(tmp_path):
    text = PEOPLE + person("a") + person("b") + person("c", questionnaire="de-schans-2020", answers="5,4,2,,,,")
    found = only(registration(tmp_path, satisfaction_responses=text, surveys=None))
    assert (found.version, found.invited, found.caveats) == ("carrefour-2026", 2, ("twee-vragenlijsten",))


def test_an_unknown_questionnaire_is_named_with_what_is_allowed(tmp_path):
    read = registration(tmp_path, surveys=SURVEYS + "De Proef,westerkwartier,klanttevredenheid,eigen,2020,10,5\n")
    with pytest.raises(RegistrationError) as error:
        count_surveys(read, spec())
    assert error.value.fields["questionnaire"] == "eigen"
    assert "de-schans-2020" in error.value.fields["allowed"]


def test_a_reversed_item_is_turned_and_a_mark_cannot_be():
    settings = {"title": "t", "source": "s", "items": {"eenzaam": "scale", "alleen": "yes_no", "cijfer": "mark"}}
    found = Questionnaire(**settings, reversed=("eenzaam", "alleen"))
    assert [turned(answer, "eenzaam", found) for answer in (1, "2", 5.0, "weet_niet")] == ["5", "4", "1", "weet_niet"]
    assert [turned(answer, "alleen", found) for answer in ("ja", "nee")] == ["nee", "ja"]
    assert turned("8", "cijfer", found) == "8"
    with pytest.raises(ValueError, match="no item on a scale"):
        Questionnaire(**settings, reversed=("cijfer",))


def test_respondents_are_compared_on_what_is_known_of_them(tmp_path):
    cases = CASES + "".join(CASE.format(*one) for one in [("T1", 20, "man"), ("T2", 30, "vrouw"), ("T3", "", "vrouw")])
    people = [person(f"R{i}", case=f"T{i}", answered="" if i == 1 else "2020-03-05") for i in (1, 2, 3)]
    read = registration(tmp_path, trajectories=cases, satisfaction_responses=PEOPLE + "".join([*people, person("R4")]))
    found = comparison(read, spec()).set_index(["characteristic", "group"])
    assert found.loc[("sex", "man"), ["asked", "answered"]].tolist() == [1, 0]
    assert found.loc[("sex", "vrouw"), "difference"] == pytest.approx(1 - 2 / 3)
    assert found.loc[("age", "18-24"), ["asked", "answered"]].tolist() == [1, 0]
    assert found.loc["age"]["asked"].sum() == 2
    assert found.loc["age"]["share_asked"].sum() == pytest.approx(1)
    asked = count_background(read, spec())
    assert asked[["asked", "answered"]].sum().tolist() == [2, 1]


def test_too_little_known_background_is_no_comparison(tmp_path):
    cases = CASES + CASE.format("T1", 20, "man")
    read = registration(tmp_path, trajectories=cases, satisfaction_responses=PEOPLE + person("R1", case="T1"))
    compared = comparison(read, spec())
    assert largest_difference(compared, at_least=1) == 0
    assert largest_difference(compared, at_least=2) is None
    assert next(s for s in count_surveys(read, spec()) if s.name == "klanttevredenheid").background is None


def test_every_questionnaire_that_ships_can_be_read():
    assert {"carrefour-2026", "de-schans-2020", "netwerk-2020", "collectief-10"} <= set(scales().questionnaires)


def test_what_a_bureau_delivered_is_of_a_calendar_year_and_answers_by_person_of_the_period(tmp_path):
    school = spec(period="2019-09-01/2020-08-31")
    delivered = SURVEYS + "De Proef,westerkwartier,klanttevredenheid,de-schans-2020,2020,40,25\n"
    for folder, by_person, said in (
        ("a", {}, "2020-01-01/2020-12-31"),
        ("b", {"satisfaction_responses": PEOPLE + person("a")}, "2019-09-01/2020-08-31"),
    ):
        read = registration(tmp_path / folder, surveys=delivered, **by_person)
        found = response.response(count_surveys(read, school), school)
        assert str(found.period) == said
