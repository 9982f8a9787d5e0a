"""A proposal for a source file: which column is what, how sure that is, and what stays over. It never imports.

Examples of values are given only of columns with a closed list: no person stands in those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from impactlib.importing.database import is_url
from impactlib.importing.files import opened
from impactlib.importing.look import Match, Seen, Sheet, birth_of, look, matches
from impactlib.importing.scores import ZRM
from impactlib.importing.source import MOMENTS, source_path
from impactlib.intake.labels import labels, values_of
from impactlib.intake.naming import folded
from impactlib.model import DOMAINS, DOMAINS_2013, TABLES, ParameterError, RegistrationError
from impactlib.params.files import shown
from impactlib.params.places import slug_of
from impactlib.text import Texts

TRAJECTORIES = "trajectories"
ASSUMED = {"trajectories": ("kind", "individueel_traject"), "contacts": ("kind", "informatie_en_advies")}
"""What a table needs and an export may not say: assumed, and said to be so."""

_ALIKE = 80
_MOST_VALUES = 60
_PLACES = ("organisation", "municipality")


@dataclass(frozen=True)
class Proposed:
    """A table that a sheet could fill."""

    sheet: Sheet
    table: str
    matched: dict[str, Match]


def propose(
    files: Sequence[str], name: str, organisation: str, municipality: str, texts: Texts
) -> tuple[int, object, list[str]]:
    """Write a proposal for a source file and explain it.

    Raises
    ------
    ParameterError
        ``import-guess-exists``: the file is there; ``import-guess-nothing``: no sheet looks like a table.
    RegistrationError
        A file cannot be read.
    """
    if any(map(is_url, files)):
        raise ParameterError("import-guess-sql")
    path = source_path(name)
    if path.exists():
        raise ParameterError("import-guess-exists", file=shown(path))
    found = [one for file in files for one in _of_file(file)]
    if not found:
        raise ParameterError("import-guess-nothing", file=Path(files[0]).name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "\n".join(_source(found, name, organisation, municipality, texts)) + "\n", encoding="utf-8", newline="\n"
    )
    tree = [
        {
            "file": one.sheet.file,
            "sheet": one.sheet.name,
            "table": one.table,
            "columns": {key: {"column": match.seen.name, "sure": match.sure} for key, match in one.matched.items()},
        }
        for one in found
    ]
    lines = [line for one in found for line in _explained(one, municipality, texts)]
    return 0, tree, [*lines, "", texts.plain("import.guess.written", file=shown(path), source=name)]


def _of_file(file: str) -> Iterator[Proposed]:
    book = opened(file)
    for name in book.sheets:
        try:
            sheet = look(book, name)
        except RegistrationError:
            if len(book.sheets) == 1:
                raise
            continue
        yield from _tables(sheet)


def _tables(sheet: Sheet) -> Iterator[Proposed]:
    """The table that a sheet fits best, and its scores beside it."""
    sizes = {table: matches(sheet, table) for table in labels().columns}
    fitting = {table: found for table, found in sizes.items() if table != ZRM and _fits(table, found)}
    best = max(fitting, key=lambda table: sum(match.sure for match in fitting[table].values()), default="")
    scores = sizes[ZRM]
    has_scores = sheet.scores or {"domain", "start"} <= set(scores)
    if best and not (has_scores and not _fits(TRAJECTORIES, sizes[TRAJECTORIES])):
        yield Proposed(sheet, best, fitting[best])
    if has_scores and "trajectory_id" in scores:
        yield Proposed(sheet, ZRM, scores)


def _fits(table: str, found: dict[str, Match]) -> bool:
    """Whether the columns without which a table is none were found."""
    assumed = ASSUMED.get(table, ("", ""))[0]
    needed = {one.name for one in TABLES[table].columns if one.required} - {
        *_PLACES,
        assumed,
        "client_id",
        "end_date",
        "answered_date",
    }
    return needed <= set(found)


def _source(found: Sequence[Proposed], name: str, organisation: str, municipality: str, texts: Texts) -> Iterator[str]:
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
    places: dict[tuple[str, str], str] = {}
    for one in found:
        place = (one.sheet.file, one.sheet.name)
        if place not in places:
            places[place] = _place(one.sheet, set(places.values()))
            yield f"  {places[place]}:"
            yield f"    files: {_quoted(re.sub(r'[0-9]+', '*', one.sheet.file))}"
            if one.sheet.name:
                yield f"    sheet: {_quoted(one.sheet.name)}"
            yield "    tables:"
        yield f"      {one.table}:"
        yield "        columns:"
        yield from _columns(one, texts)
        yield from _scores(one) if one.table == ZRM else ()


def _place(sheet: Sheet, taken: set[str]) -> str:
    base = slug_of(f"{Path(sheet.file).stem} {sheet.name}") or "input"
    return next(name for name in (base, *(f"{base}-{at}" for at in range(2, 99))) if name not in taken)


def _columns(one: Proposed, texts: Texts) -> Iterator[str]:
    birth, column = birth_of(one.sheet), ASSUMED.get(one.table, ("", ""))
    for name in TABLES[one.table].names:
        match = one.matched.get(name)
        if match:
            yield from _column(name, match, one.table, texts)
        elif name == "age" and birth:
            yield f"          age: {{birth_date: {_quoted(birth)}}}"
        elif name == column[0]:
            yield f"          {name}: {{value: {column[1]}}}  # {texts.plain('import.guess.assumed')}"
        elif name == "version":
            yield f"          version: {{value: {_version(one)}}}  # {texts.plain('import.guess.assumed')}"


def _column(name: str, match: Match, table: str, texts: Texts) -> Iterator[str]:
    sure = texts.plain("import.guess.sure", sure=match.sure)
    allowed = TABLES[table].column(name).allowed
    values = list(_values(match.seen, name, allowed, texts)) if allowed else []
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


def _version(one: Proposed) -> str:
    domains = set(one.sheet.scores)
    if "domain" in one.matched:
        domains = {values_of("domain").get(folded(text), "") for text in one.matched["domain"].seen.texts}
    return (
        "2013"
        if domains & (set(DOMAINS_2013) - set(DOMAINS)) and not domains & (set(DOMAINS) - set(DOMAINS_2013))
        else "2017"
    )


def _explained(one: Proposed, municipality: str, texts: Texts) -> Iterator[str]:
    """Which column each canonical column comes from, what it means, and which columns stay unused."""
    say, used = texts.plain, {match.seen.name for match in one.matched.values()}
    where = say("import.sheet", file=one.sheet.file, sheet=one.sheet.name) if one.sheet.name else one.sheet.file
    yield say("import.guess.table", where=where, table=one.table, row=one.sheet.header.row)
    for column in TABLES[one.table].columns:
        key = f"import.columns.{column.name}"
        means = say(key) if texts.has(key) else ""
        match = one.matched.get(column.name)
        if match:
            yield "  " + say(
                "import.guess.from", column=column.name, means=means, found=match.seen.name, sure=match.sure
            )
        elif column.name == "municipality" and municipality:
            yield "  " + say("import.guess.given", column=column.name, means=means)
        elif one.table == ZRM and one.sheet.scores and column.name in ("domain", *MOMENTS):
            continue
        elif column.required or column.name in labels().columns.get(one.table, {}):
            yield "  " + say(
                "import.guess.not_found" if column.required else "import.guess.optional",
                column=column.name,
                means=means,
            )
    if one.table == ZRM and one.sheet.scores:
        yield "  " + say("import.guess.scores", count=len(one.sheet.scores))
    scored = {name for columns in one.sheet.scores.values() for name in columns.values()} | {
        one.sheet.moment,
        birth_of(one.sheet),
    }
    left = [seen for seen in one.sheet.columns if seen.name not in used | scored]
    named = [say("import.guess.person", name=seen.name) if seen.kind else seen.name for seen in left]
    if named:
        yield "  " + say("import.guess.unused", names=", ".join(named))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
