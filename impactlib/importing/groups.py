"""What a table of counts that others made looks like: its groups, and what they are groups of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from impactlib.importing.convert import score_of
from impactlib.intake.delivery import NOT_KNOWN
from impactlib.intake.labels import empty_words, labels, values_of
from impactlib.intake.naming import folded
from impactlib.model import DELIVERED_SCORES, DIMENSIONS
from impactlib.model.registration import EVERYBODY
from impactlib.params import scales

COUNTS = "delivered_counts"

AGES, CHOICES = "leeftijd", "dimensie"

_MOST = 0.7
"""From this part of its texts a column is one of groups."""

_FEWEST = 3
_YOUNGER, _OLDER, _UNTIL = (
    re.compile(r"jonger|onder|<|t/m|tot"),
    re.compile(r"ouder|boven|>|\+"),
    re.compile(r"tot(?! en met)"),
)


def group_of(text: str, classification: str) -> str:
    """The group of a classification that a text names; empty where it names none.

    Examples
    --------
    >>> group_of("18 tot 25 jaar", "leeftijd"), group_of("jonger dan 18", "leeftijd"), group_of("65 en ouder", "leeftijd")
    ('18-24', '0-17', '65+')
    >>> group_of("3 - beperkt zelfredzaam", "niveau_start"), group_of("Onbekend", "dimensie"), group_of("9", "niveau_eind")
    ('3', 'onbekend', '')
    """
    return NOT_KNOWN if folded(text) in empty_words() else _READERS[classification](text)


def classifications_of(texts: Iterable[str]) -> tuple[str, ...]:
    """What texts could be the groups of: most of them are one, and there are a few."""
    held = [text for text in texts if not is_total(text)]
    return tuple(
        name
        for name in _READERS
        if len({found for text in held if (found := group_of(text, name)) not in ("", NOT_KNOWN)}) >= _FEWEST
        and sum(bool(group_of(text, name)) for text in held) >= _MOST * len(held)
    )


def whole_of(classifications: Collection[str]) -> Mapping[str, str]:
    """What the groups say of their table: of ages and dimensions all, of scores not at which moment nor of which domain."""
    if len(classifications) != 1 or not {AGES, CHOICES}.issuperset(classifications):
        return {}
    return {"classification": next(iter(classifications)), "domain": EVERYBODY}


def is_total(text: str) -> bool:
    """Whether a text says that its row adds up the others."""
    return any(folded(text).startswith(folded(word)) for word in labels().totals)


def _age(text: str) -> str:
    """By the first and the last age of a class; "tot 25" ends at 24."""
    classes = scales().age_classes
    ages, low = [int(found) for found in re.findall(r"\d+", text)], text.casefold()
    if text in classes:
        return text
    if len(ages) == 2:
        first, last = ages[0], ages[1] - bool(_UNTIL.search(low))
    elif len(ages) == 1 and _OLDER.search(low):
        return next((one for one in classes if one == f"{ages[0]}+"), "")
    elif len(ages) == 1 and _YOUNGER.search(low):
        first, last = 0, ages[0] - ("t/m" not in low)
    else:
        return ""
    return next((one for one in classes if one == f"{first}-{last}"), "")


def _dimension(text: str) -> str:
    found = values_of("dimension").get(folded(text), "")
    return found if found in DIMENSIONS else ""


def _level(text: str) -> str:
    found = score_of(re.sub(r"(?i)^(score|niveau)\s*", "", text.strip()))
    return found if found in tuple("12345") else ""


_READERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(DELIVERED_SCORES, _level),
    CHOICES: _dimension,
    AGES: _age,
}
