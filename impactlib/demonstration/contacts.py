"""Invented short contacts, signals of debts, and what clients of 2021 answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from impactlib.demonstration.cases import AREAS, Case, closed, number
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.quotas import EXTRACTION, IN_2020, NONE

_FIRST, _LAST = dt.date(2019, 9, 2), dt.date(2021, 12, 31)
_ITEMS = {"q1": 4.1, "q2": 4.3, "q3": 4.2, "q4": 3.8}


def contacts(draw: Draw, municipality: str) -> Iterator[dict[str, object]]:
    """Questions answered at once, and conversations within a collective activity."""
    domains = {domain: sum(cells.values()) for domain, cells in IN_2020.items()}
    place, day = 0, _FIRST
    while day <= _LAST:
        for _ in range(draw.whole(1, 5) if day.weekday() < 5 else 0):
            place += 1
            advice = draw.chance(0.72)
            yield {
                "contact_id": number("K", place),
                "date": day.isoformat(),
                "municipality": municipality,
                "area": draw.weighted(AREAS),
                "kind": "informatie_en_advies" if advice else "contact_in_collectief",
                "zrm_domain": draw.weighted(domains) if draw.chance(0.85) else NONE,
                "result_area": "maatschappelijk_werk" if advice else "buurtwerk",
            }
        day += dt.timedelta(days=1)


def signals(draw: Draw, made: Sequence[Case]) -> Iterator[dict[str, object]]:
    """Signals of payment arrears in 2020 and 2021; some become a trajectory on debts."""
    found: list[tuple[dt.date, dt.date | None, dt.date | None, str]] = []
    for place, case in enumerate(made, 1):
        if case.topic == "schulden" and dt.date(2020, 2, 1) <= case.start <= _LAST and draw.chance(0.3):
            signal = case.start - dt.timedelta(days=draw.whole(4, 24))
            first = signal + dt.timedelta(days=draw.whole(1, (case.start - signal).days))
            found.append((signal, first, case.start, number("T", place)))
    for _ in range(220):
        signal = dt.date(2020, 1, 2) + dt.timedelta(days=draw.whole(0, 710))
        first = signal + dt.timedelta(days=draw.whole(1, 20))
        found.append((signal, None if draw.chance(0.3) or first > EXTRACTION else first, None, NONE))
    for place, (signal, answered, picked_up, trajectory) in enumerate(sorted(found, key=lambda each: each[0]), 1):
        yield {
            "signal_id": number("S", place),
            "signal_date": signal.isoformat(),
            "first_contact_date": answered.isoformat() if answered else NONE,
            "picked_up_date": picked_up.isoformat() if picked_up else NONE,
            "trajectory_id": trajectory,
        }


def satisfaction_2021(draw: Draw, made: Sequence[Case], place_of: dict[str, str]) -> Iterator[dict[str, object]]:
    """Questionnaires sent on the day a trajectory of 2021 closed; just over half come back."""
    sent = [each for each in closed(made, dt.date(2021, 1, 1), _LAST) if draw.chance(0.82)]
    for place, (trajectory, case) in enumerate(sorted(sent, key=lambda each: each[1].end or _LAST), 1):
        closing = case.end or _LAST
        answered = closing + dt.timedelta(days=draw.whole(0, 40))
        replied = draw.chance(0.6) and answered <= EXTRACTION
        yield {
            "response_id": number("V", place),
            "trajectory_id": number("T", trajectory),
            **place_of,
            "questionnaire": "carrefour-2026",
            "sent_date": closing.isoformat(),
            "answered_date": answered.isoformat() if replied else NONE,
            **(answers_of_one(draw) if replied else {}),
        }


def answers_of_one(draw: Draw) -> dict[str, object]:
    """Answers of one person; the mark out of ten follows them. The open questions stay empty."""
    mood = 0.9 * draw.around()
    answers: dict[str, object] = {
        item: NONE if draw.chance(0.05) else min(5, max(1, int(mean + mood + 0.8 * draw.around() + 0.5)))
        for item, mean in _ITEMS.items()
    }
    return {
        **answers,
        "q5": NONE if draw.chance(0.06) else min(10, max(1, int(7.7 + 1.6 * mood + draw.around() + 0.5))),
    }
