"""The names that a registration is held against: what params/ and the public tables know."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from impactlib.params import themes
from impactlib.params.places import place_names, slug_of
from impactlib.params.reports import municipalities, products, target_rules, voorveld

_ALIKE = 0.75
"""From this likeness (difflib's ratio) a known name is worth a hint."""


@dataclass(frozen=True)
class Names:
    """Known names by what they name; each is a slug.

    Attributes
    ----------
    municipalities : tuple of str
        Those of params/areas.yaml and of the tables of Statistics Netherlands that ship.
    areas, result_areas, topics, outcomes, measures : tuple of str
        Those that params/ counts by. A registration may hold others: they are counted as themselves.
    """

    themes: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    result_areas: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


def known_names() -> Names:
    """Every known name, from params/ and data/."""
    rules, asked = voorveld(), products()
    areas = {area for one in rules.areas for area in one.result_areas}
    return Names(
        themes=themes(),
        municipalities=_sorted([*municipalities(), *place_names()]),
        areas=_sorted(area for one in municipalities().values() for area in one.areas),
        result_areas=_sorted([*areas, *(area for one in asked.products for area in one.result_areas)]),
        topics=_sorted(asked.topics),
        outcomes=_sorted([*rules.solved, *rules.not_solved]),
        measures=_sorted([*target_rules().counts, *(told.stated for told in rules.told_by.values())]),
    )


def nearest(word: str, names: Iterable[str]) -> str:
    """The known name that looks most like a word; empty when none does.

    Examples
    --------
    >>> nearest("Westerkwartir", ["westerkwartier", "leek"]), nearest("x", ["leek"])
    ('westerkwartier', '')
    """
    close = difflib.get_close_matches(slug_of(word), list(names), n=1, cutoff=_ALIKE)
    return close[0] if close else ""


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
