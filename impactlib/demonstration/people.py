"""Invented people for a municipality of which only totals were published: so many, of this kind, then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from impactlib.demonstration.cases import Case, days, number
from impactlib.demonstration.contacts import answers_of_one
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.quotas import NONE, Zone
from impactlib.model.workdays import after_working_days

AGES = {"0-17": (6, 17), "18-24": (18, 24), "25-44": (25, 44), "45-64": (45, 64), "65+": (65, 90)}
_SEXES = {"vrouw": 56, "man": 42, NONE: 2}
_REFERRALS = {"eigen_initiatief": 38, "gemeente": 20, "huisarts": 12, "school": 10, "familie_of_omgeving": 14, NONE: 6}
_OUTCOMES = {"afgerond": 68, "doorverwezen": 15, "voortijdig_gestopt": 11, "verhuisd": 3, NONE: 3}
_DIMENSIONS = {
    "dagelijks_functioneren": 30,
    "kwaliteit_van_leven": 18,
    "mentaal_welbevinden": 20,
    "meedoen": 16,
    "zingeving": 4,
    "lichaamsfuncties": 5,
    NONE: 7,
}


@dataclass(frozen=True)
class Where:
    """What all rows of one demonstration have in common."""

    organisation: str
    municipality: str
    extraction: dt.date
    areas: Mapping[str, float]

    @property
    def place(self) -> dict[str, str]:
        return {"organisation": self.organisation, "municipality": self.municipality}


@dataclass(frozen=True)
class Profile:
    """What trajectories of one result area are about: shares of domains, ages and topics."""

    domains: Mapping[str, float]
    ages: Mapping[str, float]
    topics: Mapping[str, float] = field(default_factory=lambda: {NONE: 1})
    volunteers: float = 0.0


@dataclass(frozen=True)
class Wanted:
    """So many trajectories of a kind and result area, in a zone."""

    kind: str
    result_area: str
    zone: Zone
    many: int
    topic: str = NONE
    referrals: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, float] = field(default_factory=lambda: _OUTCOMES)


def people(draw: Draw, where: Where, profiles: Mapping[str, Profile], wanted: Sequence[Wanted]) -> Iterator[Case]:
    """The trajectories that are wanted; topics, outcomes and referrals are dealt out exactly."""
    for each in wanted:
        profile = profiles[each.result_area]
        topics = [each.topic] * each.many if each.topic else draw.dealt(profile.topics, each.many)
        outcomes = draw.dealt(each.outcomes, each.many)
        referrals = draw.dealt(each.referrals or _REFERRALS, each.many)
        for topic, outcome, referral in zip(topics, outcomes, referrals, strict=True):
            yield _one(draw, where, profile, each, (topic, outcome, referral))


def _one(draw: Draw, where: Where, profile: Profile, wanted: Wanted, dealt: tuple[str, str, str]) -> Case:
    topic, outcome, referral = dealt
    start, last = days(draw, wanted.zone)
    end = last if last <= where.extraction else None
    scored = wanted.kind == "individueel_traject"
    age = draw.weighted(profile.ages)
    held = max(1, 2 + (last - start).days // 26 + draw.whole(-2, 3))
    by_volunteer = wanted.kind != "individueel_traject" or draw.chance(profile.volunteers)
    return Case(
        kind=wanted.kind,
        domain=draw.weighted(profile.domains) if scored else NONE,
        dimension=draw.weighted(_DIMENSIONS) if scored else NONE,
        start=start,
        end=end,
        age=draw.whole(*AGES[age]) if age else None,
        sex=draw.weighted(_SEXES),
        area=NONE if draw.chance(0.02) else draw.weighted(where.areas),
        topic=topic,
        result_area=wanted.result_area,
        expected=None if draw.chance(0.05) else draw.weighted({1: 12, 3: 28, 5: 30, 8: 20, 12: 10}),
        contacts=held if end and not draw.chance(0.03) else None,
        questions=None if draw.chance(0.04) else draw.weighted({1: 50, 2: 24, 3: 15, 4: 7, 5: 4}),
        executed_by="vrijwilliger" if by_volunteer else "professional",
        referral=referral,
        outcome=outcome if end else NONE,
    )


def contacts(
    draw: Draw,
    where: Where,
    years: Mapping[tuple[dt.date, dt.date], int],
    result_areas: Callable[[dt.date], Mapping[str, float]],
    profiles: Mapping[str, Profile],
) -> Iterator[dict[str, object]]:
    """Questions answered at once, so many in each period; a part of them asked during a group activity.

    ``result_areas`` gives the shares of the areas in a period that begins that day.
    """
    place = 0
    for (first, last), many in years.items():
        asked = draw.dealt(result_areas(first), many)
        dates = sorted(_working_day(draw, first, last) for _ in range(many))
        for day, area in zip(dates, asked, strict=True):
            place += 1
            yield {
                "contact_id": number("K", place),
                "date": day.isoformat(),
                "municipality": where.municipality,
                "area": draw.weighted(where.areas),
                "kind": "informatie_en_advies" if draw.chance(0.84) else "contact_in_collectief",
                "zrm_domain": draw.weighted(profiles[area].domains) if draw.chance(0.88) else NONE,
                "result_area": area,
            }


def _working_day(draw: Draw, first: dt.date, last: dt.date) -> dt.date:
    while True:
        day = first + dt.timedelta(days=draw.whole(0, (last - first).days))
        if day.weekday() < 5:
            return day


def signals(
    draw: Draw, where: Where, made: Sequence[Case], result_area: str, loose: Mapping[tuple[dt.date, dt.date], int]
) -> Iterator[dict[str, object]]:
    """Signals of payment arrears: one before each trajectory on debts, and others that led to none."""
    found: list[tuple[dt.date, dt.date | None, dt.date | None, str]] = []
    for place, case in enumerate(made, 1):
        if case.result_area == result_area:
            signal = case.start - dt.timedelta(days=draw.whole(6, 17))
            found.append((signal, _answered(draw, signal, case.start), case.start, number("T", place)))
    for (first, last), many in loose.items():
        for _ in range(many):
            signal = _working_day(draw, first, last)
            found.append((signal, _answered(draw, signal, where.extraction), None, NONE))
    for place, (signal, answered, picked_up, trajectory) in enumerate(sorted(found, key=lambda each: each[0]), 1):
        yield {
            "signal_id": number("S", place),
            "signal_date": signal.isoformat(),
            "first_contact_date": answered.isoformat() if answered else NONE,
            "picked_up_date": picked_up.isoformat() if picked_up else NONE,
            "trajectory_id": trajectory,
        }


def _answered(draw: Draw, signal: dt.date, latest: dt.date) -> dt.date | None:
    """The day of the first contact: mostly within five working days, sometimes later or not noted."""
    day = after_working_days(signal, draw.weighted({1: 22, 2: 26, 3: 20, 4: 13, 5: 8, 7: 5, 9: 3}))
    return None if draw.chance(0.06) or day > latest else day


def satisfaction(
    draw: Draw, where: Where, closed: Sequence[tuple[int, Case]], *, replies: float
) -> Iterator[dict[str, object]]:
    """Questionnaires sent on the day a trajectory closed; a part of them comes back within forty days."""
    for place, (trajectory, case) in enumerate(sorted(closed, key=lambda each: each[1].end or where.extraction), 1):
        closing = case.end or where.extraction
        answered = closing + dt.timedelta(days=draw.whole(0, 40))
        replied = draw.chance(replies) and answered <= where.extraction
        yield {
            "response_id": number("V", place),
            "trajectory_id": number("T", trajectory),
            **where.place,
            "questionnaire": "carrefour-2026",
            "sent_date": closing.isoformat(),
            "answered_date": answered.isoformat() if replied else NONE,
            **(answers_of_one(draw) if replied else {}),
        }
