"""Questions of one's own leave by the same door: together, against the sheet's other tables, and attacked with them."""

from __future__ import annotations

import random

import pytest

from impactlib.audit import audit
from impactlib.catalogue import cases
from impactlib.measures import measure
from impactlib.measures.asked import ask
from impactlib.model import DisclosureError
from impactlib.release import asked as step
from impactlib.release import release_sheet
from tests.audit.runs import sheet as on_file
from tests.audit.runs import write
from tests.measures.made import registration, spec

QUESTIONS = (
    cases.share("higher", by="area"),
    cases.share("reached", by="sex"),
    cases.count(by=["area", "sex"]),
    cases.mean("days", by="worker"),
    cases.where(age=["18-24"]).count(by="worker"),
)
DOMAINS = ("financien", "huisvesting", "justitie")
HEAD = (
    "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,ph_dimension,start_date,end_date,age,area,sex,"
    "executed_by"
)


def village(folder, seed, size=90):
    """A small place, drawn at random: what it asks about is uneven, and scores are missing."""
    draw = random.Random(seed)
    lines, scores = [HEAD], ["trajectory_id,version,domain,start,goal,end"]
    for number in range(size):
        domain = draw.choices(DOMAINS, (6, 2, 1))[0]
        ended = f"2020-{draw.randint(6, 12):02}-10" if draw.random() < 0.8 else ""
        row = [f"T{number}", f"C{draw.randint(0, size)}", "De Proef", "westerkwartier", "individueel_traject", domain]
        row += [draw.choice(["meedoen", "zingeving", ""]), f"2020-0{draw.randint(1, 5)}-01", ended]
        row += [draw.choice(["19", "30", "50", ""]), draw.choices(["leek", "marum", "noord", ""], (9, 4, 2, 1))[0]]
        row += [draw.choice(["vrouw", "vrouw", "man", ""]), draw.choice(["professional", "vrijwilliger"])]
        lines.append(",".join(row))
        ends = str(draw.randint(1, 5)) if ended and draw.random() < 0.9 else ""
        scores.append(f"T{number},2017,{domain},{draw.randint(1, 4)},{draw.randint(2, 5)},{ends}")
    return registration(folder, trajectories="\n".join(lines) + "\n", zrm_scores="\n".join(scores) + "\n")


def released(here, questions, earlier=()):
    return release_sheet({**measure(here, spec()), **ask(here, spec(), *questions)}, spec(), earlier)


def findings(folder, tables):
    return audit(write(folder, on_file(tables, municipality="westerkwartier")))


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), 1, size=400)


@pytest.fixture(scope="module")
def made(here):
    return released(here, QUESTIONS)


def test_what_the_sheet_itself_tells_does_not_depend_on_what_else_is_asked(here, made):
    without = release_sheet(measure(here, spec()), spec())
    assert {name: made[name] for name in without} == without


def test_a_question_is_released_with_its_title_and_what_it_cannot_say(made):
    table = made[QUESTIONS[0].id]
    assert table.title == "Trajecten die hoger eindigden dan ze begonnen, naar gebied"
    assert {"geen-bewijs", "andere-oorzaken"} <= set(table.caveats)
    assert any(row.state == "shown" and row.share is not None for row in table.rows)


@pytest.mark.parametrize("seed", range(2))
def test_no_person_of_a_village_is_found_by_whoever_adds_up_all_answers(tmp_path, seed):
    """The attacker reads what was asked from the published tables alone."""
    tables = released(village(tmp_path / "registration", seed), QUESTIONS)
    assert findings(tmp_path / "run", tables) == ()


def test_small_answers_alone_are_not_enough_and_the_attacker_says_so(tmp_path, here, monkeypatch):
    """Hiding only what is small: what is hidden follows from the rest, and must be found."""
    small = lambda asked, _others, _hidden, policy, _facts: {  # noqa: E731
        (table, line.group): frozenset({"count"})
        for table, lines in asked.items()
        for line in lines
        if 0 < (line.clients or 0) < policy.threshold or 0 < (line.clients_rest or 0) < policy.threshold
    }
    monkeypatch.setattr(step, "hide", small)
    found = findings(tmp_path, released(here, [cases.count(by="area"), cases.count(by=["area", "sex"])]))
    assert {"too-narrow"} <= {one.rule for one in found}


def test_a_mean_is_not_told_beside_a_mean_that_is_not(tmp_path):
    """The sheet tells the mean of all closed cases: with that of all groups but one, that of the one follows."""
    asked = cases.mean("days", by=["area", "worker"])
    made = released(village(tmp_path, 5, size=150), [asked])[asked.id]
    assert any(row.state == "suppressed" or 0 < row.n < spec().policy.means_from for row in made.rows)
    assert all(row.value is None for row in made.rows)


def test_answers_of_a_theme_of_a_few_people_are_hidden_with_it(tmp_path):
    tables = released(village(tmp_path, 3, size=5), QUESTIONS)
    assert all(row.state == "suppressed" for question in QUESTIONS for row in tables[question.id].rows)


def test_a_question_without_the_sheet_that_it_belongs_to_is_refused(here):
    with pytest.raises(DisclosureError, match="question-table"):
        release_sheet(ask(here, spec(), QUESTIONS[0]), spec())


def test_a_table_that_only_calls_itself_a_question_does_not_leave(here):
    own = ask(here, spec(), QUESTIONS[0])[QUESTIONS[0].id]
    for name in ("vraag:share:richer:by=area", "vraag:count:-:by=client_id", "vraag:count"):
        odd = type(own)(name, own.rows, own.period, own.unit, own.source, (), "people")
        with pytest.raises(DisclosureError, match="release-undeclared"):
            release_sheet({**measure(here, spec()), name: odd}, spec())


def test_what_was_asked_in_an_earlier_publication_is_asked_again_or_nothing_leaves(here, made):
    before = on_file(made, municipality="westerkwartier")
    again = released(here, QUESTIONS, [before])
    assert {name: again[name] for name in made} == made
    with pytest.raises(DisclosureError, match="question-earlier"):
        released(here, QUESTIONS[:2], [before])


def test_questions_that_divide_people_too_finely_together_are_refused(here):
    pairs = (["area", "sex"], ["sex", "age"], ["age", "dimension"], ["dimension", "worker"])
    with pytest.raises(DisclosureError, match="question-many"):
        released(here, [*(cases.count(by=pair) for pair in pairs), cases.share("higher", by=["worker", "area"])])
