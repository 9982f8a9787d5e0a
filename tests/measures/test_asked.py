"""Questions of one's own: counted by hand, equal to the tables that count the same, and refused in words."""

from __future__ import annotations

import pytest

from impactlib.catalogue import cases
from impactlib.measures import measure
from impactlib.measures.asked import ask
from impactlib.model import ParameterError
from impactlib.params import spec_of
from impactlib.text import Texts
from tests.measures.hand import CASES, write_hand
from tests.measures.made import PARAMS, registration, row, rows, spec

AREAS = {"C01": "leek", "C02": "leek", "C03": "leek", "C04": "marum", "C05": "leek", "C06": "leek"}
"""Where clients live: nobody else's area was written down. Five live in Leek, one in Marum."""


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    """The registration counted by hand, with areas and who does the work."""
    folder = tmp_path_factory.mktemp("asked")
    head, *lines = (write_hand(folder) / "trajectories.csv").read_text(encoding="utf-8").splitlines()
    made = [f"{head},area,sex,executed_by"]
    for line in lines:
        client = line.split(",")[1]
        made.append(f"{line},{AREAS.get(client, '')},,{'vrijwilliger' if client in AREAS else 'professional'}")
    return registration(folder, trajectories="\n".join(made) + "\n")


def asked(registered, question):
    return ask(registered, spec(), question)[question.id]


def test_who_lives_where_is_counted_and_a_rare_place_name_is_no_row(registered):
    """Leek: T01, T02, T03, T05, T06 and T11, of five clients. Marum, of one client (T04), is another place."""
    found = rows(asked(registered, cases.count(by="area")), "count", "n")
    assert found == {"leek": (6, 16), "other": (1, 16), "not_recorded": (9, 16)}


def test_who_ended_higher_is_counted_of_those_of_whom_it_is_known(registered):
    """Leek, closed in 2020 with both scores: T01 2-3, T02 3-3, T03 3-3, T05 4-5, T11 3-4; T06 has no end score."""
    table = asked(registered, cases.share("higher", by="area"))
    assert rows(table, "count", "n", "n_eligible")["leek"] == (3, 5, 6)


def test_days_are_counted_of_closed_cases_only(registered):
    """T04 took 150 days; it is the only case of its client, of whom no row is made."""
    table = asked(registered, cases.where(area="other").mean("days", by="worker"))
    assert rows(table, "n", "value")["vrijwilliger"] == (1, 150.0)
    assert rows(table, "n", "value")["professional"] == (0, None)


@pytest.mark.parametrize(
    ("by", "table"), [("age", "caseload-age"), ("dimension", "ph-dimension")], ids=["age", "dimension"]
)
def test_a_question_that_a_table_answers_already_gets_its_answer(registered, by, table):
    own, theirs = rows(asked(registered, cases.count(by=by)), "count"), measure(registered, spec())[table]
    assert own == rows(theirs, "count")


@pytest.mark.parametrize(
    ("what", "table", "group"),
    [
        ("higher", "zrm-end-vs-start", "higher"),
        ("lower", "zrm-end-vs-start", "lower"),
        ("reached", "zrm-goal-reached", "reached"),
    ],
    ids=["higher", "lower", "reached"],
)
def test_parts_of_a_share_add_up_to_the_share_of_all(registered, what, table, group):
    columns = ("count", "n", "n_eligible")
    parts = asked(registered, cases.share(what, by="area")).rows[list(columns)].sum()
    theirs = row(measure(registered, spec())[table], group)
    assert tuple(parts) == tuple(theirs[name] for name in columns)


def test_mean_days_are_those_of_the_sheet(registered):
    own = row(asked(registered, cases.mean("days")), "all")
    theirs = row(measure(registered, spec())["caseload-duration"], "closed_mean_days")
    assert (own["n"], own["value"]) == (theirs["n"], pytest.approx(theirs["value"]))


def test_cases_that_were_chosen_are_the_whole(registered):
    """Of the six cases in Leek two are of 24 years: T01 and T11, of one client."""
    found = row(asked(registered, cases.where(area="leek").count(by="age")), "18-24")
    assert (found["count"], found["n"], found["clients"]) == (2, 6, 1)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (lambda: cases.count(by="client_id"), "question-variable"),
        (lambda: cases.where(age="24").count(), "question-value"),
        (lambda: cases.share("better"), "question-what"),
        (lambda: cases.count(by=["area", "age", "worker"]), "question-fine"),
        (lambda: cases.where(change="higher").share("higher"), "question-fine"),
    ],
    ids=["by a person", "an age", "a verdict", "three things", "of itself"],
)
def test_what_cannot_be_asked_is_said_in_words(question, code):
    with pytest.raises(ParameterError) as error:
        question()
    assert error.value.code == code
    assert Texts.load("nl").error(error.value).endswith(".")


def test_nobody_is_chosen_by_a_value_that_would_be_no_row(registered):
    """Marum is where one person lives: asking for it alone is asking for her."""
    with pytest.raises(ParameterError) as error:
        asked(registered, cases.where(area="marum").share("higher"))
    assert "marum" not in Texts.load("nl").error(error.value)


def test_a_theme_without_a_life_domain_has_no_cases_to_ask_of(registered):
    with pytest.raises(ParameterError, match="question-theme"):
        ask(registered, spec_of(PARAMS | {"theme": "laaggeletterdheid"}), cases.count())


def test_the_hand_counted_cases_are_those_that_the_answers_name():
    assert CASES.count(" C01 ") == 2
