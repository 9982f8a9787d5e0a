"""Invented scores of the Zelfredzaamheid-Matrix: start, goal and end hang together, 5 is the ceiling.

Published is only that about a third of the pairs on lichamelijke gezondheid ended higher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from impactlib.demonstration.cases import Case, number
from impactlib.demonstration.draw import Draw
from impactlib.demonstration.quotas import BODY, NONE

Score = int | None
Scores = tuple[Score, Score, Score]

_STARTS = {1: 9, 2: 28, 3: 37, 4: 18, 5: 8}
_COURSES = {"higher": 40, "equal": 33, "lower": 8, "no_end": 11, "no_start": 3, "no_row": 5}
"""How closed trajectories went, or what is not known of them."""
_BODY_RESEARCH = {
    "higher/reached": 7,
    "higher/short": 3,
    "equal/kept": 10,
    "equal/short": 5,
    "lower/kept": 5,
    "no_end": 6,
    "no_row": 2,
}
"""The 38 on lichamelijke gezondheid that closed in the research year: 10 of 30 pairs higher. Behind
the stroke how the goal relates: reached by growing, to stay level, or one level too far."""
_RESEARCH_YEAR = (dt.date(2019, 9, 1), dt.date(2020, 8, 31))
_FURTHER = ("geestelijke_gezondheid", "sociaal_netwerk", "tijdsbesteding", "huisvesting", "huiselijke_relaties")


def scores(draw: Draw, made: list[Case]) -> Iterator[dict[str, object]]:
    """Rows of zrm_scores: the hoofddomein and, for many trajectories, further domains."""
    courses = _courses(draw, made)
    for place, case in enumerate(made, 1):
        if case.kind != "individueel_traject":
            continue
        course = courses.get(place, "open")
        main = _main(draw, course, case)
        if case.domain and course != "no_row":
            yield _line(place, case.domain, main)
        for domain in _others(draw, case, course):
            yield _line(place, domain, _further(draw, main, course))


def _courses(draw: Draw, made: list[Case]) -> dict[int, str]:
    """The course of every closed case; dealt out within domain and year, so that shares hold there."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, case in enumerate(made, 1):
        if case.kind == "individueel_traject" and case.end:
            groups.setdefault((case.domain, _when(case.domain, case.end)), []).append(place)
    found: dict[int, str] = {}
    for (_, when), places in groups.items():
        weights = _BODY_RESEARCH if when == "research" else _COURSES
        found.update(zip(places, draw.dealt(weights, len(places)), strict=True))
    return found


def _when(domain: str, end: dt.date) -> str:
    in_research = _RESEARCH_YEAR[0] <= end <= _RESEARCH_YEAR[1]
    return "research" if domain == BODY and in_research else str(end.year)


def _main(draw: Draw, course: str, case: Case) -> Scores:
    if course == "open":
        return _running(draw)
    if course == "no_start":
        return None, draw.weighted({3: 4, 4: 5, 5: 1}), draw.weighted({2: 2, 3: 4, 4: 4})
    way, _, aim = course.partition("/")
    start = _start(draw, way, 3 if aim == "short" else 5)
    if way in {"no_end", "no_row"}:
        return start, _goal(draw, start), None
    end = start + 1 if course == "higher/short" else _end(draw, way, start)
    goal = {"reached": end, "kept": start, "short": end + 1}.get(aim) or _aimed(draw, way, start, end)
    unsaid = case.domain != BODY and draw.chance(0.04)
    return start, None if unsaid else goal, end


def _running(draw: Draw) -> Scores:
    """An open trajectory: the start is nearly always there, the goal mostly, the end never."""
    start = None if draw.chance(0.06) else draw.weighted(_STARTS)
    if start is None or draw.chance(0.1):
        return start, None, None
    return start, _goal(draw, start), None


def _start(draw: Draw, way: str, highest: int) -> int:
    impossible = {"higher": 5, "lower": 1}.get(way)
    return draw.weighted({n: weight for n, weight in _STARTS.items() if n != impossible and n <= highest})


def _goal(draw: Draw, start: int) -> int:
    return min(5, start + draw.weighted({0: 32, 1: 52, 2: 16}))


def _end(draw: Draw, way: str, start: int) -> int:
    if way == "higher":
        return min(5, start + draw.weighted({1: 80, 2: 20}))
    return start - 1 if way == "lower" else start


def _aimed(draw: Draw, way: str, start: int, end: int) -> int:
    """The goal, given how it went: never below the start, often to stay level."""
    if way == "higher":
        return draw.weighted({end: 66, min(5, end + 1): 26, start: 8})
    return min(5, start + draw.weighted({0: 58, 1: 34, 2: 8}))


def _others(draw: Draw, case: Case, course: str) -> list[str]:
    many = 0 if course == "no_row" else draw.weighted({0: 40, 1: 30, 2: 20, 3: 10})
    pool = [domain for domain in _FURTHER if domain != case.domain]
    return sorted(draw.shuffled(pool)[:many])


def _further(draw: Draw, main: Scores, course: str) -> Scores:
    """A further domain starts near the hoofddomein and changes less."""
    start = min(5, max(2, (main[0] or 3) + draw.weighted({-1: 15, 0: 40, 1: 45})))
    goal = min(5, start + draw.weighted({0: 60, 1: 40}))
    way = course.partition("/")[0]
    if way not in {"higher", "equal", "lower"}:
        return start, goal, None
    steps: Mapping[int, float] = {1: 34, 0: 58, -1: 8} if way == "higher" else {1: 18, 0: 70, -1: 12}
    return start, goal, min(5, start + draw.weighted(steps))


def _line(place: int, domain: str, found: Scores) -> dict[str, object]:
    start, goal, end = (NONE if score is None else score for score in found)
    return {
        "trajectory_id": number("T", place),
        "version": "2017",
        "domain": domain,
        "start": start,
        "goal": goal,
        "end": end,
    }
