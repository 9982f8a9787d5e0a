"""Which cases a row of a score table counts, told case by case.

A case has a start, a goal (1-5, or 0 when unknown) and an end (1-5, 0 when it is missing, None
when it is not due yet). Each test below repeats the definition of docs/tables.md in words of its
own; nothing is taken from the room that made the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Case(NamedTuple):
    """A kind of case; ``row`` is whether it has any score registered."""

    start: int
    goal: int
    end: int | None
    row: bool = True


Test = Callable[[Case], bool]


class Cells(NamedTuple):
    """Tests for the count, n and n_eligible of a row, and for what bounds leave open."""

    count: Test
    n: Test
    eligible: Test
    certain: Test
    impossible: Test


def kinds() -> Iterator[Case]:
    """Every kind of case that there can be."""
    for start in range(6):
        for goal in range(6):
            for end in (None, 0, 1, 2, 3, 4, 5):
                yield Case(start, goal, end)
    yield Case(0, 0, 0, row=False)


def every(_: Case) -> bool:
    return True


def never(_: Case) -> bool:
    return False


def due(case: Case) -> bool:
    return case.end is not None


def cells(table: str, group: str, domain: str | None) -> Cells | None:
    """What a row counts; None when the row is about something else."""
    name, _, level = group.rpartition("-")
    if table in ("zrm-end-vs-start", "zrm-end-vs-goal"):
        return _against(group, "start" if table.endswith("start") else "goal")
    if table == "zrm-goal-reached":
        return _goal(group)
    if table == "zrm-levels" and name in ("start", "goal"):
        wanted = 0 if level == "unknown" else int(level)
        return _share(lambda case: getattr(case, name) == wanted, every, every)
    if table == "zrm-levels" and name in ("pairs-start", "pairs-end"):
        moment = name.removeprefix("pairs-")
        return _share(lambda case: _pair(case) and getattr(case, moment) == int(level), _pair, due)
    return _detail(table, group, domain)


def _detail(table: str, group: str, domain: str | None) -> Cells | None:
    name, _, level = group.rpartition("-")
    if table == "zrm-start-level" and name == "start":
        here = int(level)
        return _share(
            lambda case: _pair(case) and case.start == here and (case.end or 0) > here,
            lambda case: _pair(case) and case.start == here,
            lambda case: due(case) and case.start == here,
        )
    if table == "zrm-ceiling":
        edge = {"could_not_rise": 5, "could_not_fall": 1}.get(group)
        return None if edge is None else _share(lambda case: _pair(case) and case.start == edge, _pair, due)
    if table == "zrm-transitions" and name.isdigit():
        begin, finish = int(name), int(level)
        return _share(lambda case: case.start == begin and case.end == finish, _pair, due)
    if table == "zrm-growth" and group == domain:
        return _share(_pair, _pair, lambda case: due(case) and case.row)
    return None


def _share(count: Test, n: Test, eligible: Test) -> Cells:
    return Cells(count, n, eligible, never, never)


def _pair(case: Case) -> bool:
    return bool(case.start and case.end)


def _against(group: str, moment: str) -> Cells | None:
    def pair(case: Case) -> bool:
        return bool(getattr(case, moment) and case.end)

    def missing(case: Case) -> bool:
        return due(case) and not pair(case)

    unknown = {"unknown": lambda case: not pair(case), "not_due": lambda case: not due(case), "missing": missing}
    if group in unknown:
        return _share(unknown[group], every, every)
    compare: dict[str, Callable[[int], bool]] = {
        "higher": lambda step: step > 0,
        "equal": lambda step: step == 0,
        "lower": lambda step: step < 0,
        "not_higher": lambda step: step <= 0,
    }
    if group not in compare:
        return None
    edges = {"higher": (5, 1), "lower": (1, 5)}
    from_here, to_here = edges.get(group, (-1, -1))
    return Cells(
        lambda case: pair(case) and compare[group]((case.end or 0) - getattr(case, moment)),
        pair,
        due,
        never,
        lambda case: missing(case) and (getattr(case, moment) == from_here or case.end == to_here),
    )


def _goal(group: str) -> Cells | None:
    kind: dict[str, Test] = {
        "reached": every,
        "growth_goal": lambda case: bool(case.start and case.goal > case.start),
        "maintenance_goal": lambda case: bool(case.start and case.goal == case.start),
    }
    if group not in kind:
        return None
    of_kind = kind[group]

    def pair(case: Case) -> bool:
        return bool(of_kind(case) and case.goal and case.end)

    return Cells(
        lambda case: pair(case) and (case.end or 0) >= case.goal,
        pair,
        lambda case: due(case) and of_kind(case),
        lambda case: due(case) and of_kind(case) and not pair(case) and (case.goal == 1 or case.end == 5),
        never,
    )
