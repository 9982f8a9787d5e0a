"""A proposal as a source file: what she reads, corrects, and only then imports with.

Examples of values are given only of columns with a closed list: no person stands in those.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from impactlib.importing.fit import PLACES, Proposed, assumed, lacking
from impactlib.importing.groups import COUNTS, classifications_of, group_of, is_total
from impactlib.importing.look import Match, Seen, Sheet, birth_of
from impactlib.importing.scores import ZRM
from impactlib.importing.source import MOMENTS
from impactlib.intake.delivery import NOT_KNOWN, categories
from impactlib.intake.labels import values_of
from impactlib.intake.naming import folded
from impactlib.model import TABLES
from impactlib.params import scales
from impactlib.params.places import slug_of
from impactlib.text import Texts

_ALIKE = 80
_MOST_VALUES = 60


def source_file(
    found: Sequence[Proposed], name: str, organisation: str, municipality: str, texts: Texts
) -> Iterator[str]:
    say = texts.plain
    yield from (f"# {line}" for line in say("import.guess.head").split("\n"))
    yield f"system: {_quoted(name)}"
    yield (
        f"organisation: {_quoted(organisation)}"
        if organisation
        else f"# organisation: {say('import.guess.organisation')}"
    )
    yield f"municipality: {municipality}" if municipality else f"# municipality: {say('import.guess.municipality')}"
    yield "inputs:"
    given = {key for key, value in {"organisation": organisation, "municipality": municipality}.items() if value}
    places: dict[tuple[str, str], str] = {}
    for one in found:
        place = (one.sheet.file, one.sheet.name)
        if place not in places:
            places[place] = _place(one.sheet, set(places.values()))
            yield f"  {places[place]}:"
            yield f"    files: {_quoted(one.sheet.file)}"
            if one.sheet.name:
                yield f"    sheet: {_quoted(one.sheet.name)}"
            yield "    tables:"
        yield f"      {one.table}:"
        yield "        columns:"
        yield from _columns(one, given, texts)
        yield from _scores(one) if one.table == ZRM else ()


def _place(sheet: Sheet, taken: set[str]) -> str:
    base = slug_of(f"{Path(sheet.file).stem} {sheet.name}") or "input"
    return next(name for name in (base, *(f"{base}-{at}" for at in range(2, 99))) if name not in taken)


def _columns(one: Proposed, given: Collection[str], texts: Texts) -> Iterator[str]:
    birth, taken = birth_of(one.sheet), assumed(one)
    for name in TABLES[one.table].names:
        match = one.matched.get(name)
        if match:
            yield from _column(name, match, one, texts)
        elif name == "age" and birth:
            yield f"          age: {{birth_date: {_quoted(birth)}}}"
        elif name in taken:
            yield f"          {name}: {{value: {taken[name]}}}  # {texts.plain('import.guess.assumed')}"
        elif name in lacking(one, given) and name not in PLACES:
            allowed = ", ".join(TABLES[one.table].column(name).allowed)
            choose = texts.plain("import.guess.choose_from", allowed=allowed) if allowed else ""
            yield f"          # {name}: ?  {texts.plain('import.guess.fill_in')} {choose}".rstrip()


def _column(name: str, match: Match, one: Proposed, texts: Texts) -> Iterator[str]:
    sure = texts.plain("import.guess.sure", sure=match.sure)
    allowed = TABLES[one.table].column(name).allowed
    values = list(_values(match.seen, name, allowed, texts)) if allowed else []
    if one.table == COUNTS and name == "category":
        values = list(_groups(match.seen, texts))
    if not values:
        yield f"          {name}: {_quoted(match.seen.name)}  # {sure}"
        return
    yield f"          {name}:  # {sure}"
    yield f"            column: {_quoted(match.seen.name)}"
    told = any(not value.lstrip().startswith("#") for value in values)
    yield "            values:" if told else "            values: {}"
    yield from values


def _values(seen: Seen, name: str, allowed: Sequence[str], texts: Texts) -> Iterator[str]:
    """Values of a closed list that are not written as one of its slugs: the nearest, or the question which."""
    known = {word: slug for word, slug in values_of(name).items() if slug in allowed}
    for text in sorted(seen.filled)[:_MOST_VALUES]:
        bare = folded(text)
        if bare in known:
            if name == "kind":
                yield f"              {_quoted(text)}: {known[bare]}"
            continue
        near = process.extractOne(bare, known.keys(), scorer=fuzz.WRatio, score_cutoff=_ALIKE)
        if near:
            yield f"              {_quoted(text)}: {known[near[0]]}  # {texts.plain('import.guess.sure', sure=round(near[1]))}"
        else:
            yield f"              # {_quoted(text)}: ?  {texts.plain('import.guess.choose', allowed=', '.join(allowed))}"


def _scores(one: Proposed) -> Iterator[str]:
    if not one.sheet.scores:
        return
    if one.sheet.moment:
        yield f"        moment: {_quoted(one.sheet.moment)}"
    yield "        wide:"
    for domain, columns in one.sheet.scores.items():
        if one.sheet.moment:
            yield f"          {domain}: {_quoted(columns['start'])}"
        else:
            cells = ", ".join(f"{moment}: {_quoted(columns[moment])}" for moment in MOMENTS if moment in columns)
            yield f"          {domain}: {{{cells}}}"


def _groups(seen: Seen, texts: Texts) -> Iterator[str]:
    """Groups that are written in other words; "onbekend" is one of them, and else an empty cell to an import."""
    could_be = classifications_of(seen.texts)[0]
    for text in list(seen.texts)[:_MOST_VALUES]:
        group = group_of(text, could_be)
        if group and (group != text or group == NOT_KNOWN):
            yield f"              {_quoted(text)}: {group}"
        elif not group and not is_total(text):
            allowed = ", ".join(categories(scales().age_classes)[could_be])
            yield f"              # {_quoted(text)}: ?  {texts.plain('import.guess.choose', allowed=allowed)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
