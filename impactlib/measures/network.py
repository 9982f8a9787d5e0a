"""The Doelen-Inspanningen-Netwerk: every goal, what is done for it, by whom, and what changed.

Source: Onderzoek Basisondersteuning Westerkwartier 2020, appendix Doelen-Inspanningen-Netwerk.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from impactlib.measures.descriptions import effort_of, goal_of, of_municipality
from impactlib.measures.estimate import frame, unknown_row
from impactlib.measures.rows import NOT_RECORDED, each, table, text
from impactlib.model import (
    DIMENSIONS,
    Background,
    Effort,
    Goal,
    Measure,
    Partner,
    Registration,
    Released,
    group_of,
    natural,
)
from impactlib.params import Spec

SOURCE = "doelen-inspanningen-netwerk"
GOAL_TYPES = ("leerdoel", "prestatiedoel", "preventiedoel")
STRICTER, OTHER, VAGUER = "vertaling-strenger", "vertaling-anders", "vertaling-zonder-getal"
AMBITION, STOPPED, NO_SHEET, OVERDUE = "ambitie", "gestopt", "geen-blad", "termijn-voorbij"
NEW, CHANGED, GONE = "nieuw", "gewijzigd", "vervallen"
NO_EARLIER = "geen-eerdere-uitgave"

_DIRECTIONS = (
    ("not_up", re.compile(r"\bniet (?:is )?gestegen\b|\bstijgt niet\b")),
    ("not_down", re.compile(r"\bniet (?:is )?gedaald\b|\bdaalt niet\b|\bniet mag dalen\b")),
    ("down", re.compile(r"\bdaalt\b|\bneemt af\b|\bgedaald\b|\bafgenomen\b")),
    ("up", re.compile(r"\bstijgt\b|\bneemt toe\b|\bgestegen\b|\btoegenomen\b|\bhoger dan\b")),
    ("same", re.compile(r"\bblijft (?:gelijk|behouden)\b")),
)
_FLAGS = {
    ("not_up", "down"): STRICTER,
    ("not_down", "up"): STRICTER,
    ("not_down", "down"): OTHER,
    ("not_up", "up"): OTHER,
    ("down", "up"): OTHER,
    ("up", "down"): OTHER,
}
"""What the commission asked and what the translation says, where they differ."""

_PERCENTAGE = re.compile(r"\d+ ?%")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def network(registration: Registration, spec: Spec) -> Background:
    """Every goal of the municipality, every effort and every partner, each in a fixed order."""
    goals = table(registration, "goals")
    here = each(goals.filter(goals.municipality == spec.params.municipality))
    found = [goal_of(row) for row in here]
    efforts, partners = (each(of_municipality(registration, name, spec)) for name in ("efforts", "partners"))
    return Background(
        goals=tuple(sorted(found, key=lambda goal: (_place(goal.dimension), natural(goal.goal_id)))),
        efforts=tuple(effort_of(row) for row in sorted(efforts, key=lambda row: (row.theme, row.text))),
        partners=tuple(
            Partner(name, kind) for name, kind in sorted({(row.name, text(row.kind) or "") for row in partners})
        ),
    )


def translation(goal: Goal) -> tuple[str, ...]:
    """Whether the translated goal asks more than the commission, something else, or leaves its number out.

    Read from the words for up and down in both sentences, and from what the registration says of
    their difference; a translation without a direction asks something else than a commission with
    one. Empty where neither differs or the commissioned sentence is not known.

    Examples
    --------
    >>> blank = dict.fromkeys(("theme", "dimension", "goal_type", "deadline", "baseline", "target", "unit", "source"))
    >>> translation(Goal("1", text="Het aantal daalt", commissioned_text="Het aantal is niet gestegen", **blank))
    ('vertaling-strenger',)
    """
    if not goal.commissioned_text:
        return ()
    asked, said = _direction(goal.commissioned_text), _direction(goal.text)
    flag = OTHER if asked and not said else _FLAGS.get((asked, said), "")
    number = _PERCENTAGE.search(goal.commissioned_text) and not _PERCENTAGE.search(goal.text)
    return tuple(filter(None, (flag, VAGUER if number or "getal" in goal.differs else "")))


def goals(din: Background, spec: Spec, answers: Mapping[str, str], read: dt.date) -> list[Measure]:
    """The goals one by one, their types by dimension, and which a sheet of that year answers.

    ``din-goals``: group the goal; name (the translated goal), nature (its type), dimensions, source;
    caveats where the translation is stricter or different or lost a number, and ``termijn-voorbij``
    where the deadline lies on or before the day the registration was read. ``din-types``: ``<dimension>/<type>``:
    count of n = all goals. ``din-answers``: group the goal; nature the status that a sheet's words
    give it; unknown with ``geen-blad`` where no sheet answers it.
    """
    rows = [_goal(goal, read) for goal in din.goals]
    counts = [
        _count(f"{dimension}/{kind}", [g for g in din.goals if (g.dimension, g.goal_type) == (dimension, kind)], din)
        for dimension, kind in product(DIMENSIONS, GOAL_TYPES)
    ]
    said = [
        {"group": goal.goal_id, "nature": answers[goal.goal_id], "method": "beschrijving"}
        if goal.goal_id in answers
        else unknown_row(goal.goal_id, caveats=(NO_SHEET,))
        for goal in din.goals
    ]
    return [_open("din-goals", rows, spec), _open("din-types", counts, spec), _open("din-answers", said, spec)]


def efforts(din: Background, spec: Spec) -> Measure:
    """The efforts (din-efforts): group ``<theme>/<number>``; name, nature (status), dimensions of its goals.

    Caveat ``ambitie`` on an effort without a goal, ``gestopt`` on one that stopped. The dimension of
    an ambition is that of goals with the same theme; empty where there is none.
    """
    rows, numbers = [], dict[str, int]()
    for effort in din.efforts:
        numbers[effort.theme] = numbers.get(effort.theme, 0) + 1
        row = {"group": group_of(effort.theme, numbers[effort.theme]), "name": effort.text, "nature": effort.status}
        caveats = (*([] if effort.goal_ids else [AMBITION]), *([STOPPED] if effort.status == STOPPED else []))
        rows.append(row | {"dimensions": _dimensions(effort, din), "caveats": caveats, "method": "beschrijving"})
    return _open("din-efforts", rows, spec)


def partners(registration: Registration, spec: Spec) -> Measure:
    """Partners by theme (din-partners): ``<theme>`` and ``<theme>/<kind>``: count of n = the theme's."""
    found = each(of_municipality(registration, "partners", spec))
    rows = []
    for theme in sorted({row.theme for row in found}):
        own = [text(row.kind) or NOT_RECORDED for row in found if row.theme == theme]
        rows.append(_part(group_of(theme), len(own), len(own)))
        rows += [_part(group_of(theme, kind), own.count(kind), len(own)) for kind in sorted(set(own))]
    return _open("din-partners", rows, spec)


def changes(now: Sequence[Measure], earlier: Iterable[Released], spec: Spec) -> Measure:
    """What changed since an earlier edition (din-changes): ``doel/<goal>`` and ``inspanning/<text>``.

    nature ``nieuw``, ``gewijzigd``, ``vervallen`` or, for an effort, ``gestopt``; name the text as it
    is now, or as it was. Without an earlier edition one unknown row. Source of the rhythm: twice a
    year, stopped efforts with their reason.
    """
    before = {released.id: released for released in earlier}
    if not {"din-goals", "din-efforts"} <= set(before):
        return _open("din-changes", [unknown_row("uitgave", caveats=(NO_EARLIER,))], spec)
    tables = {measure.id: measure.rows.to_dict("records") for measure in now}
    old = {row.group: (row.name or "", row.nature or "") for row in before["din-goals"].rows}
    new = {row["group"]: (row["name"], row["nature"] or "") for row in tables["din-goals"]}
    rows = _compared("doel", old, new)
    old = {row.name or "": (row.name or "", row.nature or "") for row in before["din-efforts"].rows}
    new = {row["name"]: (row["name"], row["nature"] or "") for row in tables["din-efforts"]}
    return _open("din-changes", [*rows, *_compared("inspanning", old, new)], spec)


def _compared(
    kind: str, old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    rows = []
    for key in sorted({*old, *new}):
        if old.get(key) == new.get(key):
            continue
        name, state = new.get(key) or old[key]
        nature = NEW if key not in old else GONE if key not in new else CHANGED
        if nature == CHANGED and state == STOPPED:
            nature = STOPPED
        rows.append({"group": f"{kind}/{key}", "name": name, "nature": nature, "method": "beschrijving"})
    return rows


def _goal(goal: Goal, read: dt.date) -> dict[str, Any]:
    late = (OVERDUE,) if _ISO.fullmatch(goal.deadline or "") and str(goal.deadline) <= read.isoformat() else ()
    return {
        "group": goal.goal_id,
        "name": goal.text,
        "nature": goal.goal_type,
        "dimensions": (goal.dimension,) if goal.dimension else (),
        "unit": goal.unit,
        "source": goal.source,
        "caveats": (*translation(goal), *late),
        "method": "beschrijving",
    }


def _direction(sentence: str) -> str:
    return next((name for name, pattern in _DIRECTIONS if pattern.search(sentence)), "")


def _count(group: str, found: Sequence[Goal], din: Background) -> dict[str, Any]:
    return _part(group, len(found), len(din.goals))


def _part(group: str, count: int, n: int) -> dict[str, Any]:
    return {"group": group, "count": count, "n": n, "share": count / n if n else None, "method": "telling"}


def _dimensions(effort: Effort, din: Background) -> tuple[str, ...]:
    own = {goal.dimension for goal in din.goals if goal.goal_id in effort.goal_ids}
    same = {goal.dimension for goal in din.goals if goal.theme == effort.theme}
    return tuple(dimension for dimension in DIMENSIONS if dimension in (own or same))


def _place(dimension: str | None) -> int:
    return DIMENSIONS.index(dimension) if dimension in DIMENSIONS else len(DIMENSIONS)


def _open(name: str, rows: Sequence[dict[str, Any]], spec: Spec) -> Measure:
    return Measure(name, frame(rows), spec.period, "doelen", SOURCE, (), "open")
