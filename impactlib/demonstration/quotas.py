"""How many cases of which kind: the published figures, and what was invented around them.

Source: Onderzoek Basisondersteuning Westerkwartier 2020, Sociaal Planbureau Groningen.
docs/demonstration.md says of each figure whether it was published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from impactlib.demonstration.draw import Draw, apportion, spread

FIRST_START = dt.date(2018, 1, 1)
EXTRACTION = dt.date(2022, 1, 15)
FAR = dt.date(2024, 12, 31)
NONE = ""

_ORDER = (
    "dagelijks_functioneren",
    "kwaliteit_van_leven",
    "mentaal_welbevinden",
    "meedoen",
    "zingeving",
    "lichaamsfuncties",
    NONE,
)


def _row(*counts: int) -> dict[str, int]:
    return dict(zip(_ORDER, counts, strict=True))


IN_2020: Mapping[str, Mapping[str, int]] = {
    "financien": _row(73, 45, 22, 10, 3, 0, 120),
    "huiselijke_relaties": _row(30, 33, 15, 5, 0, 0, 22),
    "geestelijke_gezondheid": _row(30, 8, 32, 5, 5, 0, 20),
    "huisvesting": _row(20, 6, 3, 3, 0, 0, 23),
    "tijdsbesteding": _row(8, 5, 2, 6, 1, 0, 8),
    "sociaal_netwerk": _row(6, 4, 3, 7, 1, 0, 7),
    "maatschappelijke_participatie": _row(5, 2, 1, 6, 1, 0, 5),
    "werk_en_opleiding": _row(5, 2, 1, 3, 0, 0, 7),
    "instrumentele_adl": _row(4, 1, 0, 0, 0, 2, 3),
    "middelengebruik": _row(2, 1, 1, 0, 0, 0, 4),
    "basale_adl": _row(1, 0, 0, 0, 0, 2, 2),
    "justitie": _row(1, 0, 0, 0, 0, 0, 2),
    NONE: _row(0, 0, 0, 0, 0, 0, 7),
}
"""Cases in calendar 2020 by hoofddomein and dimension, without lichamelijke gezondheid (662)."""

BODY = "lichamelijke_gezondheid"


@dataclass(frozen=True)
class Zone:
    """When a case may start and end, first and last day of each; this decides its periods."""

    starts: tuple[dt.date, dt.date]
    ends: tuple[dt.date, dt.date]


_SEPTEMBER_2019, _JANUARY_2020 = dt.date(2019, 9, 1), dt.date(2020, 1, 1)
_SEPTEMBER_2020, _JANUARY_2021 = dt.date(2020, 9, 1), dt.date(2021, 1, 1)
_DAY = dt.timedelta(days=1)

EARLIER = Zone((FIRST_START, _SEPTEMBER_2019), (FIRST_START, _SEPTEMBER_2019 - _DAY))
"""Closed before September 2019: only in the cohorts of the durations."""
ONLY_RESEARCH_YEAR = Zone((FIRST_START, _JANUARY_2020), (_SEPTEMBER_2019, _JANUARY_2020 - _DAY))
"""In September 2019 - August 2020, not in calendar 2020."""
BOTH_CLOSED = Zone((FIRST_START, _SEPTEMBER_2020 - _DAY), (_JANUARY_2020, _SEPTEMBER_2020 - _DAY))
BOTH_OPEN = Zone((FIRST_START, _SEPTEMBER_2020 - _DAY), (_SEPTEMBER_2020, FAR))
BOTH = Zone((FIRST_START, _SEPTEMBER_2020 - _DAY), (_JANUARY_2020, FAR))
"""In both; closed or still open at the end of August 2020."""
ONLY_CALENDAR_YEAR = Zone((_SEPTEMBER_2020, _JANUARY_2021 - _DAY), (_SEPTEMBER_2020, FAR))
"""In calendar 2020, not in September 2019 - August 2020."""
NEXT_YEAR = Zone((_JANUARY_2021, dt.date(2021, 12, 31)), (_JANUARY_2021, FAR))

BODY_CASES: tuple[tuple[Zone, Mapping[str, int]], ...] = (
    (BOTH_CLOSED, _row(5, 0, 0, 2, 1, 3, 14)),
    (BOTH_OPEN, _row(4, 0, 0, 2, 1, 2, 10)),
    (ONLY_RESEARCH_YEAR, _row(3, 0, 0, 1, 0, 1, 8)),
    (ONLY_CALENDAR_YEAR, _row(3, 0, 0, 1, 0, 2, 6)),
)
"""Lichamelijke gezondheid: the first three make the 57 of the research year, and without the
third, with the fourth, they make the 56 of calendar 2020 (12 with dagelijks functioneren)."""

_NOT_CALENDAR, _NOT_RESEARCH = 141, 148
_EARLIER_CASES, _NEXT_CASES = 640, 545

_AGES = {"0-17": 11, "18-24": 13, "25-44": 37, "45-64": 27, "65+": 11, NONE: 1}
_AGES_MONEY_2020 = {"18-24": 27, "25-44": 112, "45-64": 96, "65+": 32, NONE: 6}
_AGES_MONEY = {"18-24": 10, "25-44": 41, "45-64": 35, "65+": 12, NONE: 2}
_AGES_BODY_RESEARCH = {"0-17": 13, "18-24": 9, "25-44": 12, "45-64": 12, "65+": 11}
_AGES_BODY = {"0-17": 20, "18-24": 14, "25-44": 22, "45-64": 22, "65+": 20}


@dataclass(frozen=True)
class Slot:
    """One case to be made: when it may run, what it is about, and how old the client is."""

    zone: Zone
    domain: str
    dimension: str
    ages: str


def slots(draw: Draw) -> list[Slot]:
    """All cases of kind individueel_traject that the demonstration needs."""
    return [*_calendar_2020(draw), *_body(draw), *_around(draw)]


def _calendar_2020(draw: Draw) -> Iterator[Slot]:
    late = apportion({domain: sum(cells.values()) for domain, cells in IN_2020.items()}, _NOT_RESEARCH)
    for domain, cells in IN_2020.items():
        dimensions = draw.shuffled(spread(cells))
        ages = draw.dealt(_AGES_MONEY_2020 if domain == "financien" else _AGES, len(dimensions))
        for place, (dimension, age) in enumerate(zip(dimensions, ages, strict=True)):
            yield Slot(ONLY_CALENDAR_YEAR if place < late[domain] else BOTH, domain, dimension, age)


def _body(draw: Draw) -> Iterator[Slot]:
    ages = draw.dealt(_AGES_BODY_RESEARCH, sum(_AGES_BODY_RESEARCH.values()))
    for zone, cells in BODY_CASES:
        dimensions = draw.shuffled(spread(cells))
        if zone is ONLY_CALENDAR_YEAR:
            ages = draw.dealt(_AGES_BODY, len(dimensions))
        for dimension in dimensions:
            yield Slot(zone, BODY, dimension, ages.pop())


def _around(draw: Draw) -> Iterator[Slot]:
    """Cases outside calendar 2020: the same mix; later years leave the dimension empty less often."""
    cells: dict[tuple[str, str], float] = {
        (domain, dimension): count for domain, row in IN_2020.items() for dimension, count in row.items()
    }
    body: dict[tuple[str, str], float] = {(BODY, key): float(n) for key, n in _row(12, 0, 0, 5, 2, 7, 30).items()}
    fuller = {cell: count * (0.5 if cell[1] == NONE else 1.0) for cell, count in {**cells, **body}.items()}
    for zone, weights, total in (
        (ONLY_RESEARCH_YEAR, cells, _NOT_CALENDAR),
        (EARLIER, {**cells, **body}, _EARLIER_CASES),
        (NEXT_YEAR, fuller, _NEXT_CASES),
    ):
        for domain, dimension in draw.dealt(weights, total):
            ages = {"financien": _AGES_MONEY, BODY: _AGES_BODY}.get(domain, _AGES)
            yield Slot(zone, domain, dimension, draw.weighted(ages))
