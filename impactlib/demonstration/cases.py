"""Invented trajectories that fill the quotas: dates, people without a name, and the course of the help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from impactlib.demonstration.draw import Draw
from impactlib.demonstration.quotas import EXTRACTION, FAR, FIRST_START, NONE, Slot, Zone, slots

DAYS_LONG = (
    (0.0, 7.0),
    (0.1, 30.0),
    (0.3, 70.0),
    (0.5, 120.0),
    (0.7, 200.0),
    (0.85, 320.0),
    (0.95, 480.0),
    (1.0, 700.0),
)
"""How long a trajectory takes: half of them up to 120 days, about one in ten over a year."""

AREAS = {"leek": 32, "zuidhorn": 30, "grootegast": 20, "marum": 18}
_SEXES = {"vrouw": 57, "man": 42, NONE: 1}
_AGE_RANGES = {"0-17": (4, 17), "18-24": (18, 24), "25-44": (25, 44), "45-64": (45, 64), "65+": (65, 88)}
_REFERRALS = {
    "eigen_initiatief": 34,
    "gemeente": 19,
    "huisarts": 15,
    "familie_of_omgeving": 10,
    "school": 8,
    "woningcorporatie": 6,
    "andere_zorgverlener": 5,
    NONE: 3,
}
_OUTCOMES = {"afgerond": 66, "doorverwezen": 16, "voortijdig_gestopt": 12, "verhuisd": 3, NONE: 3}
_TOPICS: Mapping[str, Mapping[str, float]] = {
    "financien": {"schulden": 45, "inkomen_en_toeslagen": 35, "budgetbegeleiding": 20},
    "huiselijke_relaties": {"relatie_en_scheiding": 55, "opvoeding": 45},
    "geestelijke_gezondheid": {"somberheid_en_angst": 60, "rouw_en_verlies": 40},
    "lichamelijke_gezondheid": {"leefstijl": 55, "chronische_ziekte": 45},
    "huisvesting": {"wonen": 100},
}
_OTHER_TOPIC = {"dagelijks_leven": 50, "contacten": 35, "mantelzorg": 15}
_AREAS_OF_RESULT = {"0-17": "jeugd_en_gezin"}


@dataclass(frozen=True)
class Case:
    """One trajectory, before it has a number."""

    kind: str
    domain: str
    dimension: str
    start: dt.date
    end: dt.date | None
    age: int | None
    sex: str
    area: str
    topic: str
    result_area: str
    expected: int | None
    contacts: int | None
    questions: int | None
    executed_by: str
    referral: str
    outcome: str
    client: int = 0


def cases(draw: Draw) -> list[Case]:
    """All trajectories in the order of their start, each with a client number."""
    made = [_individual(draw, slot) for slot in slots(draw)]
    made += [_light(draw, "leun_en_steun") for _ in range(170)]
    made += [_light(draw, "buurtbemiddeling") for _ in range(70)]
    return returning(draw, sorted(draw.shuffled(made), key=lambda case: case.start))


def days(draw: Draw, zone: Zone) -> tuple[dt.date, dt.date]:
    """A start and an end on working days that lie where the zone wants them."""
    while True:
        start = zone.starts[0] + dt.timedelta(days=draw.whole(0, (zone.starts[1] - zone.starts[0]).days))
        end = start + dt.timedelta(days=int(draw.along(DAYS_LONG)))
        if zone.ends[0] <= end <= zone.ends[1] and start.weekday() < 5 and end.weekday() < 5:
            return start, end


def _individual(draw: Draw, slot: Slot) -> Case:
    start, last = days(draw, slot.zone)
    end = last if last <= EXTRACTION else None
    age = draw.whole(*_AGE_RANGES[slot.ages]) if slot.ages else None
    length = (last - start).days
    held = max(1, 2 + length // 24 + draw.whole(-2, 3))
    return Case(
        kind="individueel_traject",
        domain=slot.domain,
        dimension=slot.dimension,
        start=start,
        end=end,
        age=age,
        sex=draw.weighted(_SEXES),
        area=draw.weighted(AREAS),
        topic=draw.weighted(_TOPICS.get(slot.domain, _OTHER_TOPIC)),
        result_area=_AREAS_OF_RESULT.get(slot.ages, "maatschappelijk_werk"),
        expected=None if draw.chance(0.06) else draw.weighted({1: 8, 3: 24, 5: 34, 8: 22, 12: 12}),
        contacts=held if end and not draw.chance(0.03) else None,
        questions=None if draw.chance(0.04) else draw.weighted({1: 52, 2: 24, 3: 14, 4: 7, 5: 3}),
        executed_by="vrijwilliger" if draw.chance(0.07) else "professional",
        referral=draw.weighted(_REFERRALS),
        outcome=draw.weighted(_OUTCOMES) if end else NONE,
    )


def _light(draw: Draw, kind: str) -> Case:
    """A trajectory without scores: support by a volunteer, or mediation between neighbours."""
    start, last = days(draw, Zone((FIRST_START, dt.date(2021, 12, 31)), (FIRST_START, FAR)))
    end = last if last <= EXTRACTION else None
    neighbours = kind == "buurtbemiddeling"
    return Case(
        kind=kind,
        domain=NONE,
        dimension=NONE,
        start=start,
        end=end,
        age=None if neighbours else draw.whole(24, 91),
        sex=NONE if neighbours else draw.weighted(_SEXES),
        area=draw.weighted(AREAS),
        topic="overlast" if neighbours else draw.weighted(_OTHER_TOPIC),
        result_area="buurtbemiddeling" if neighbours else "vrijwillige_inzet",
        expected=None,
        contacts=max(1, (last - start).days // 20) if end else None,
        questions=1,
        executed_by="vrijwilliger",
        referral=draw.weighted(_REFERRALS),
        outcome=draw.weighted(_OUTCOMES) if end else NONE,
    )


def returning(draw: Draw, made: list[Case]) -> list[Case]:
    """Some clients come back after their help ended; numbers are given out in order of arrival.

    A client comes back with another dimension than before, so that a small group counted by
    domain and dimension is as many clients as trajectories.
    """
    numbered: list[Case] = []
    gone: list[Case] = []
    clients = 0
    for case in made:
        before = next((old for old in gone if _same_person(old, case)), None) if draw.chance(0.16) else None
        if before:
            gone.remove(before)
            numbered.append(replace(case, client=before.client, sex=before.sex, area=before.area))
        else:
            clients += 1
            numbered.append(replace(case, client=clients))
        gone.append(numbered[-1])
    return numbered


def _same_person(old: Case, new: Case) -> bool:
    """Whether ``new`` can be the next trajectory of the client of ``old``, a year and a half on at most."""
    if old.end is None or old.age is None or new.age is None or old.kind != new.kind:
        return False
    apart = (new.start - old.start).days
    return (
        14 <= (new.start - old.end).days <= 540
        and new.age - old.age in {apart // 366, apart // 366 + (1 if apart % 366 else 0)}
        and old.domain != "lichamelijke_gezondheid"
        and old.dimension != new.dimension
    )


def trajectories(made: Iterable[Case], place_of: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """The cases as rows of the table trajectories."""
    for place, case in enumerate(made, 1):
        yield {
            "trajectory_id": number("T", place),
            "client_id": number("C", case.client),
            **place_of,
            "area": case.area,
            "kind": case.kind,
            "topic": case.topic,
            "result_area": case.result_area,
            "zrm_domain": case.domain,
            "ph_dimension": case.dimension,
            "start_date": case.start.isoformat(),
            "end_date": case.end.isoformat() if case.end else NONE,
            "age": case.age,
            "sex": case.sex,
            "expected_contacts": case.expected,
            "contacts": case.contacts,
            "questions": case.questions,
            "executed_by": case.executed_by,
            "referral": case.referral,
            "outcome": case.outcome,
        }


def number(prefix: str, place: int) -> str:
    """An id that says nothing: a letter and six digits."""
    return f"{prefix}-{place:06d}"


def closed(made: Iterable[Case], first: dt.date, last: dt.date) -> list[tuple[int, Case]]:
    """Individual trajectories that ended from ``first`` up to ``last``, with their numbers."""
    return [
        (place, case)
        for place, case in enumerate(made, 1)
        if case.kind == "individueel_traject" and case.end and first <= case.end <= last
    ]
