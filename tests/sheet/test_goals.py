"""A goal has one verdict, and it follows its term and the day on which the data were read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from impactlib.model import Goal
from impactlib.sheet.parts.goals import measured, verdict_of
from tests.sheet import fixture
from tests.sheet.test_chapters import chapter, text_of


def goal(kind="prestatiedoel", deadline="2022-01-01", baseline=None, unit=None):
    return Goal("K2b", "armoede", None, kind, "Minder armoede", None, deadline, baseline, None, unit, None)


def words(read, said, **parts):
    meta = replace(fixture.meta(), extraction_date=dt.date.fromisoformat(read))
    return verdict_of(fixture.sheet(meta=meta), goal(**parts), said).words


@pytest.mark.parametrize(
    ("read", "said", "parts", "expected"),
    [
        ("2021-12-31", "te-vroeg", {}, "nog geen cijfer, loopt tot 1 januari 2022"),
        ("2022-01-01", "te-vroeg", {}, "termijn voorbij (1 januari 2022), nog geen cijfer"),
        ("2022-01-15", "geen-nieuwe-meting", {}, "termijn voorbij (1 januari 2022), nog geen cijfer"),
        ("2022-01-15", "", {}, "termijn voorbij (1 januari 2022), nog geen cijfer"),
        ("2022-01-15", "beantwoord", {}, "termijn voorbij (1 januari 2022), nog geen cijfer"),
        ("2022-01-15", "daalt", {}, "daalt"),
        ("2022-01-15", "stijgt", {}, "stijgt"),
        ("2022-01-15", "te-vroeg", {"deadline": "volgende meting"}, "nog geen cijfer, termijn zonder datum"),
        ("2022-01-15", "te-vroeg", {"deadline": None}, "nog geen cijfer, termijn zonder datum"),
        ("2022-01-15", "deels", {"kind": "leerdoel"}, "deels beantwoord, termijn voorbij (1 januari 2022)"),
        ("2021-12-31", "deels", {"kind": "leerdoel"}, "deels beantwoord, loopt tot 1 januari 2022"),
        ("2022-01-15", "deels", {"kind": "leerdoel", "deadline": None}, "deels beantwoord"),
        ("2022-01-15", "beantwoord", {"kind": "leerdoel"}, "beantwoord"),
        ("2022-01-15", "daalt", {"kind": "leerdoel"}, "nog niet beantwoord, termijn voorbij (1 januari 2022)"),
    ],
)
def test_a_goal_past_its_term_is_overdue_on_the_day_the_data_were_read(read, said, parts, expected):
    assert words(read, said, **parts) == expected


def test_the_council_reads_the_same_verdict_at_the_goal_and_at_its_answer():
    verdict = "termijn voorbij (1 januari 2022), nog geen cijfer"
    for name in ("situation", "summary"):
        assert verdict in text_of(chapter(name))


@pytest.mark.parametrize(
    ("baseline", "unit", "expected"),
    [
        ("51,8", "%", "51,8%"),
        ("8-11", "%", "8-11%"),
        ("minstens 50", "% van een steekproef", "minstens 50% van een steekproef"),
        ("Leek 10,6; Marum 9,9", "% werkloze jongeren", "Leek 10,6%; Marum 9,9% (werkloze jongeren)"),
        ("1.200", "kinderen", "1.200 kinderen"),
        ("stand op 2019-01-01", "%", "stand op 1 januari 2019"),
        ("stand op 2019-01-01", None, "stand op 1 januari 2019"),
        (None, "%", ""),
    ],
)
def test_a_baseline_is_told_with_its_unit_and_its_dates_in_words(baseline, unit, expected):
    assert measured(fixture.sheet(), goal(unit=unit), baseline) == expected
