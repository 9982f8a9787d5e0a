"""How far a survey reaches: the rule at its norms, and the words that name the numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from impactlib.catalogue import explain_row
from impactlib.demonstration import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures.response import (
    Survey,
    closed_items,
    count_surveys,
    explain,
    favourable,
    reason_text,
    response,
    satisfaction,
    verdict,
)
from impactlib.model import Row
from impactlib.params import norms, scales
from impactlib.text import Texts
from tests.measures.made import row, rows, spec

NORMS = norms()
SPEC = spec()
SCHANS = scales().questionnaires["de-schans-2020"]
TEXTS = Texts.load("nl")


def survey(invited, answered, yes=None, n=None, **other):
    n = answered if n is None else n
    answers = {"5": n if yes is None else yes, "2": 0 if yes is None else n - yes}
    items = dict.fromkeys(SCHANS.items, answers)
    return Survey("klanttevredenheid", SCHANS, invited, answered, items, **other)


def rules(found):
    return [reason.rule for reason in explain(found, NORMS).reasons]


@pytest.mark.parametrize(
    ("invited", "answered", "expected"),
    [
        (58, 29, "alleen_kwalitatief"),
        (60, 30, "indicatief"),
        (62, 31, "indicatief"),
        (100, 49, "alleen_kwalitatief"),
        (100, 50, "indicatief"),
        (100, 51, "indicatief"),
        (None, 40, "alleen_kwalitatief"),
        (40, None, "alleen_kwalitatief"),
        (0, 0, "alleen_kwalitatief"),
        (40, 41, "alleen_kwalitatief"),
    ],
)
def test_too_few_answers_or_too_low_a_response_is_only_qualitative(invited, answered, expected):
    assert verdict(Survey("s", SCHANS, invited, answered), NORMS) == expected


def test_generalising_asks_for_all_three():
    good = survey(1000, 700, yes=690, background=0.05)
    assert verdict(good, NORMS) == "generaliseerbaar"
    assert rules(replace(good, answered=699)) == ["not_high"]
    assert rules(survey(50, 40, yes=20, background=0.05)) == ["wide"]
    assert rules(replace(good, background=None)) == ["background_unknown"]
    assert rules(replace(good, background=0.1)) == ["generalisable"]
    assert rules(replace(good, background=0.11)) == ["unlike"]
    assert rules(replace(good, items={"omgang": {"5": 700}})) == ["no_answers"]
    assert {verdict(one, NORMS) for one in (replace(good, background=None), survey(50, 40, yes=20))} == {"indicatief"}


def test_both_surveys_of_2020_are_only_qualitative_by_their_low_response(tmp_path):
    read = read_registration(write_demo(tmp_path / "demo"))
    found = {one.name: one for one in count_surveys(read, SPEC)}
    assert [(one.answered, one.invited) for one in found.values()] == [(67, 324), (100, 394)]
    for one in found.values():
        assert explain(one, NORMS).code == "alleen_kwalitatief"
        assert rules(one) == ["low_response"]
    (reason,) = explain(found["klanttevredenheid"], NORMS).reasons
    assert reason_text(reason, TEXTS).startswith(
        "67 van de 324 mensen deden mee (21%). Dat is minder dan de 50% die wij aanhouden."
    )


def test_every_rule_has_a_sentence_that_uses_only_its_own_numbers():
    cases = [
        survey(None, 3),
        survey(40, 29),
        survey(100, 49),
        survey(100, 20),
        survey(100, 60, yes=30, background=0.2),
        survey(1000, 700, yes=690, background=0.05),
        replace(survey(100, 90), items={}),
    ]
    said = {reason.rule: reason_text(reason, TEXTS) for one in cases for reason in explain(one, NORMS).reasons}
    said["indicative"] = reason_text(
        explain_row(Row(group="s", count=60, n=100, caveats=("indicatief",)), NORMS), TEXTS
    )
    assert set(said) == set(TEXTS.raw("methods.verdict"))
    assert "20,0 procentpunt" in said["unlike"]
    assert "{" not in "".join(said.values())


def test_a_released_row_explains_itself_with_its_own_numbers_only():
    shown = {"group": "klanttevredenheid", "count": 67, "n": 324, "caveats": ("alleen-kwalitatief",)}
    assert explain_row(Row(**shown), NORMS).rule == "low_response"
    assert explain_row(Row(**shown | {"count": 20, "n": 324}), NORMS).rule == "few_and_low"
    assert explain_row(Row(**shown | {"count": 20, "n": 30}), NORMS).rule == "few"
    assert explain_row(Row(group="s", count=90, n=100, caveats=("generaliseerbaar",)), NORMS).rule == "generalisable"
    assert explain_row(Row(group="s", state="suppressed"), NORMS) is None


def test_dont_know_is_no_answer_and_no_unfavourable_one():
    found = Survey("s", SCHANS, 20, 10, {"omgang": {"4": 3, "5": 2, "1": 1, "weet_niet": 3, "": 1}})
    assert favourable(found, "omgang") == (5, 6)
    assert favourable(found, "bereikbaarheid") == (0, 0)


def test_an_interval_only_where_the_answers_generalise():
    wide, good = survey(100, 60, yes=40, background=0), survey(1000, 700, yes=690, background=0.05)
    found = {name: satisfaction("klanttevredenheid", (one,), SPEC) for name, one in (("wide", wide), ("good", good))}
    assert row(found["wide"], "omgang")["low"] is None
    assert row(found["wide"], "omgang")["bounds"] == (0.4, 0.8)
    shown = row(found["good"], "omgang")
    assert shown["method"] == "wilson-eindig"
    assert 0.97 < shown["low"] < 690 / 700 < shown["high"] < 1


def test_more_answers_than_people_asked_is_unknown_and_says_so():
    broken = survey(40, 41)
    assert rows(response((broken,), SPEC), "count", "share", "state")["klanttevredenheid"] == (None, None, "unknown")
    assert "tegenstrijdig" in row(response((broken,), SPEC), "klanttevredenheid")["caveats"]
    found = row(satisfaction("klanttevredenheid", (broken,), SPEC), "omgang")
    assert (found["count"], found["n"], found["state"]) == (None, None, "unknown")
    assert "tegenstrijdig" in found["caveats"]


def test_more_answers_to_an_item_than_answered_is_unknown():
    found = row(satisfaction("klanttevredenheid", (survey(100, 60, n=61),), SPEC), "omgang")
    assert (found["state"], found["caveats"]) == ("unknown", ("tegenstrijdig",))


def test_a_mark_has_a_mean_and_open_questions_are_never_counted_r24():
    asked = scales().questionnaires["carrefour-2026"]
    marks = {"q5": {"8": 2, "5": 1, "weet_niet": 4}, "q6": {"4": 7}, "q1": {"4": 7}}
    found = satisfaction("klanttevredenheid", (Survey("klanttevredenheid", asked, 20, 7, marks),), SPEC)
    assert list(found.rows["group"]) == ["q1", "q2", "q3", "q4", "q5"]
    assert rows(found, "n", "value", "count", "share", "unit")["q5"] == (3, 7.0, None, None, "cijfer")
    assert "q5" not in closed_items(Survey("s", asked, 1, 1))


def test_nobody_asked_or_nobody_answered_is_unknown():
    for one in (survey(None, None, n=0), survey(0, 0)):
        assert row(response((one,), SPEC), "klanttevredenheid")["state"] == "unknown"
        assert row(satisfaction("klanttevredenheid", (one,), SPEC), "omgang")["state"] == "unknown"
    silent = survey(10, 0)
    assert rows(response((silent,), SPEC), "count", "n", "share")["klanttevredenheid"] == (0, 10, 0.0)
    assert row(satisfaction("klanttevredenheid", (silent,), SPEC), "omgang")["state"] == "unknown"
