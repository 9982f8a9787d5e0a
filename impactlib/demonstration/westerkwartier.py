"""Westerkwartier in 2020 and 2021: invented people around the figures of the report of 2020."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from impactlib.demonstration.cases import cases, trajectories
from impactlib.demonstration.collective import impact_responses, meetings, reach_2021
from impactlib.demonstration.contacts import contacts, satisfaction_2021, signals
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.people import Where
from impactlib.demonstration.quotas import EXTRACTION
from impactlib.demonstration.scores import scores
from impactlib.params.files import carried

SEED = 2020
WHERE = Where("Sociaal Werk De Schans", "westerkwartier", EXTRACTION, {})

Line = Mapping[str, object]


def tables() -> dict[str, Iterable[Line]]:
    """The invented rows by table; each table has its own stream, so that one can change alone."""
    made = cases(Draw(SEED))
    answers = list(satisfaction_2021(Draw(SEED + 2), made, WHERE.place))
    return {
        "trajectories": trajectories(made, WHERE.place),
        "zrm_scores": scores(Draw(SEED + 1), made),
        "satisfaction_responses": answers,
        "surveys": [_survey_2021(answers)],
        "contacts": contacts(Draw(SEED + 3), WHERE.municipality),
        "signals": signals(Draw(SEED + 4), made),
        "meetings": meetings(Draw(SEED + 5)),
        "activity_reach": reach_2021(Draw(SEED + 6), _published("activity_reach")),
        "impact_responses": impact_responses(Draw(SEED + 7)),
    }


def _published(table: str) -> list[dict[str, str]]:
    with (carried("data") / WHERE.municipality / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _survey_2021(answers: list[dict[str, object]]) -> Line:
    """The survey of 2021 as a bureau would deliver it; it agrees with the answers by person."""
    return {
        **WHERE.place,
        "survey": "klanttevredenheid",
        "questionnaire": answers[0]["questionnaire"],
        "year": 2021,
        "invited": len(answers),
        "answered": sum(1 for answer in answers if answer["answered_date"]),
    }
