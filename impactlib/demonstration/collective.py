"""Invented rows about collective activities: meetings, reach in 2021, and answers on ten indicators.

Published is only the reach of 2020, which stands in data/. In 2020 the indicators were not measured.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from impactlib.demonstration.draw import Draw
from impactlib.demonstration.quotas import NONE
from impactlib.model import INDICATORS

_EVERY: Mapping[str, tuple[int, int, str]] = {
    "A01": (28, 9, "25-64"),
    "A03": (14, 8, NONE),
    "A04": (14, 11, "45+"),
    "A08": (28, 9, "65+"),
    "A09": (7, 180, "55+"),
    "A10": (7, 40, "0-17"),
    "A16": (84, 31, "0-17"),
    "A18": (56, 14, "25+"),
}
"""Activities that meet: every how many days, about how many take part, and who."""

_LOCKDOWNS = (
    (dt.date(2020, 3, 16), dt.date(2020, 6, 14)),
    (dt.date(2020, 12, 15), dt.date(2021, 3, 31)),
)

_MEANS = dict(zip(INDICATORS, (3.9, 4.2, 3.6, 3.4, 3.6, 3.3, 3.5, 3.8, 3.3, 3.1), strict=True))
_RESPONDENTS = {
    "A01": 14,
    "A02": 22,
    "A03": 31,
    "A04": 12,
    "A05": 3,
    "A08": 9,
    "A09": 46,
    "A11": 38,
    "A13": 6,
    "A16": 17,
    "A18": 13,
    "A20": 4,
    "A22": 24,
}
_NOT_HELD_IN_2021 = "A17"


def meetings(draw: Draw) -> Iterator[dict[str, object]]:
    """Meetings of 2020 and 2021, with participants who may come more than once."""
    for activity, (step, size, group) in _EVERY.items():
        day = dt.date(2020, 1, 6) + dt.timedelta(days=draw.whole(0, 4))
        while day.year < 2022:
            if not any(first <= day <= last for first, last in _LOCKDOWNS):
                people = max(2, size + int(size * 0.4 * draw.around()))
                yield {"activity_id": activity, "date": day.isoformat(), "participants": people, "age_group": group}
            day += dt.timedelta(days=step)


def reach_2021(draw: Draw, published: Iterable[Mapping[str, str]]) -> Iterator[dict[str, object]]:
    """The reach of 2020, changed a little; what was unknown stays unknown."""
    for row in published:
        if row["activity_id"] != _NOT_HELD_IN_2021:
            factor = 1.05 + 0.2 * draw.around()
            changed = {end: round(int(row[end]) * factor) if row[end] else NONE for end in ("low", "high")}
            yield {**row, "year": 2021, **changed}


def impact_responses(
    draw: Draw, respondents: Mapping[str, int] = _RESPONDENTS, first: dt.date = dt.date(2021, 4, 6)
) -> Iterator[dict[str, object]]:
    """Answers (1-5) in 2021; people at one activity resemble each other, and skip an item at times."""
    place = 0
    for activity, many in respondents.items():
        of_activity = 0.5 * draw.around()
        day = first + dt.timedelta(days=draw.whole(0, 220))
        for _ in range(many):
            place += 1
            level = of_activity + 0.9 * draw.around()
            answers = {item: _answer(draw, mean + level) for item, mean in _MEANS.items()}
            yield {
                "activity_id": activity,
                "respondent_id": f"R-{place:06d}",
                "date": (day + dt.timedelta(days=draw.whole(0, 6))).isoformat(),
                **answers,
            }


def _answer(draw: Draw, level: float) -> object:
    if draw.chance(0.07):
        return NONE
    return min(5, max(1, int(level + 1.1 * draw.around() + 0.5)))
