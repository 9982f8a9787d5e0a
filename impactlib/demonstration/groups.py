"""Invented collective activities whose meetings and participants add up to a total that was published."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from impactlib.demonstration.draw import Draw, apportion
from impactlib.demonstration.people import Where
from impactlib.demonstration.quotas import NONE

_LETTERS = {"eigen_inzet": "A", "hulp_bij_zelforganisatie": "Z"}
_AGE_GROUPS = {"0-17": 28, "18-24": 8, "25-44": 16, "45-64": 18, "65+": 20, NONE: 10}


@dataclass(frozen=True)
class Group:
    """One activity: its id, what it falls under, and how often and how largely it meets beside others."""

    activity_id: str
    name: str
    kind: str
    result_area: str
    weight: float
    size: float
    age_group: str


@dataclass(frozen=True)
class Year:
    """What the meetings of one kind add up to from ``first`` to ``last``.

    ``activities``: how many of them meet; None is all. ``unknown``: meetings of which nobody
    counted the participants, on top of the others.
    """

    first: dt.date
    last: dt.date
    meetings: int
    participants: int
    activities: int | None = None
    unknown: int = 0


def groups(
    draw: Draw,
    kind: str,
    names: Mapping[str, tuple[str, ...]],
    *,
    initiatives: int = 0,
    visits: Mapping[str, float] | None = None,
) -> list[Group]:
    """Named activities by result area, and numbered initiatives of residents.

    ``visits``: how many participants a result area draws beside the others; equal where it is left out.
    """
    made = [(area, name) for area, titles in names.items() for name in titles]
    areas = list(names)
    made += [(areas[place % len(areas)], f"Initiatief {place + 1} (verzonnen)") for place in range(initiatives)]
    busy = {area: math.sqrt((visits or {}).get(area, 1) / max(len(titles), 1)) for area, titles in names.items()}
    return [
        Group(
            activity_id=f"{_LETTERS[kind]}{place:03d}",
            name=name,
            kind=kind,
            result_area=area,
            weight=busy[area] * (1 + 2 * draw.whole(0, 4)),
            size=busy[area] * (4 + draw.whole(0, 30)),
            age_group=draw.weighted(_AGE_GROUPS),
        )
        for place, (area, name) in enumerate(made, 1)
    ]


def activities(draw: Draw, where: Where, made: Sequence[Group]) -> Iterator[dict[str, object]]:
    """Rows of the table activities."""
    for group in made:
        yield {
            "activity_id": group.activity_id,
            "name": group.name,
            **where.place,
            "area": draw.weighted(where.areas),
            "kind": group.kind,
            "result_area": group.result_area,
            "description": NONE,
            "status": "loopt",
            "evidence": "onbekend",
        }


def meetings(draw: Draw, made: Sequence[Group], years: Sequence[Year]) -> Iterator[dict[str, object]]:
    """Meetings that add up to exactly what each year asks for."""
    for year in years:
        of_year = draw.shuffled(made)[: year.activities]
        often = dict.fromkeys(of_year, 1)
        extra = year.meetings - len(of_year)
        for group, more in apportion({group: group.weight for group in of_year}, extra).items():
            often[group] += more
        held = [group for group in of_year for _ in range(often[group])]
        sizes = [group.size * (1 + 0.5 * draw.around()) for group in held]
        people = apportion(dict(enumerate(sizes)), year.participants - len(held))
        found = [(_day(draw, year), group, str(people[place] + 1)) for place, group in enumerate(held)]
        found += [(_day(draw, year), draw.one(of_year), NONE) for _ in range(year.unknown)]
        for day, group, participants in sorted(found, key=lambda each: (each[0], each[1].activity_id)):
            yield {
                "activity_id": group.activity_id,
                "date": day.isoformat(),
                "participants": participants,
                "age_group": group.age_group,
            }


def _day(draw: Draw, year: Year) -> dt.date:
    return year.first + dt.timedelta(days=draw.whole(0, (year.last - year.first).days))
