"""The rules about names that decide where a row counts: municipality, organisation, theme and groups.

A row under another name is in no sheet, or in a group of its own, and nothing on a page shows it. The names are
asked once, each with its rows; there are few of them, however many rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

import duckdb

from impactlib.intake.cells import literal, quoted
from impactlib.intake.csvfile import ROW
from impactlib.intake.known import Names, nearest
from impactlib.intake.rules import OWN_THEMES, Level
from impactlib.model import TABLES, Finding

PLACE, WHO, THEME = "municipality", "organisation", "theme"

GROUPS: Mapping[str, Callable[[Names], tuple[str, ...]]] = {
    "area": lambda names: names.areas,
    "result_area": lambda names: names.result_areas,
    "topic": lambda names: names.topics,
    "outcome": lambda names: names.outcomes,
    "measure": lambda names: names.measures,
    "sex": lambda _: (),
    "referral": lambda _: (),
    "age_group": lambda _: (),
    "quantity": lambda _: (),
}
"""Columns whose values become groups of their own, with the names that params/ counts by."""

SHOWN = ("goals",)
"""Tables that are told of on a page whoever they are of; of others only the own rows count."""

_SLUG = re.compile(r"[a-z0-9-]+")
_ALIKE, _LETTERS = 0.85, 2
"""Above this likeness (difflib's ratio), and as long but for so many letters, a name is a slip of the pen."""


class Met(NamedTuple):
    """How often a name stands in a column, and in which rows first."""

    many: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Context:
    """What names are held against: the registration's own organisation and places, and what is known.

    ``others``: whether trajectories of other organisations are among its own.
    """

    organisation: str
    others: bool
    places: frozenset[str]
    names: Names


Seen = Mapping[str, Met]
"""The names in one column; an empty cell is the empty name."""


@dataclass(frozen=True)
class NameRule:
    """One way the names in a column can be wrong or odd.

    ``wrong`` gives those that are, of those that the column holds; ``known`` the names of which the nearest is a hint.
    """

    name: str
    table: str
    column: str
    level: Level
    wrong: Callable[[Seen, Context], Iterable[str]]
    known: Callable[[Names], tuple[str, ...]] = lambda _: ()


def naming_rules() -> Iterator[NameRule]:
    """Every rule about names."""
    for schema in TABLES.values():
        columns = {column.name: column for column in schema.columns}
        if PLACE in columns:
            yield from _place_rules(schema.name)
        if schema.within:
            yield NameRule("municipality-missing", schema.name, PLACE, "warning", _nowhere)
        if WHO in columns:
            yield from _who_rules(schema.name)
        elif schema.name == "contacts":
            yield NameRule(
                "organisation-unsaid", schema.name, PLACE, "warning", lambda seen, one: seen if one.others else ()
            )
        for name in (name for name in columns if name in GROUPS):
            yield from _group_rules(schema.name, name)
        if THEME in columns and schema.name not in OWN_THEMES:
            yield NameRule("theme-unknown", schema.name, THEME, "warning", _no_theme, lambda names: names.themes)


def naming_findings(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], organisation: str, names: Names
) -> Iterator[Finding]:
    """What the rules about names say of the typed tables on a connection."""
    for rule, wrong, seen in _broken(connection, tables, organisation, names):
        rows = sorted(row for name in wrong for row in seen[name].rows)[: Finding.FIRST]
        count, hint = sum(seen[name].many for name in wrong), nearest(wrong[0], rule.known(names))
        yield Finding(rule.table, rule.column, rule.name, rule.level, count, tuple(rows), hint)


def wrong_names(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], organisation: str, names: Names
) -> Iterator[str]:
    """SQL with the rows of each error about names: ``tab``, ``row``, ``col`` and ``rule``."""
    for rule, wrong, _ in _broken(connection, tables, organisation, names):
        if rule.level == "error":
            among = ", ".join(map(literal, wrong))
            told = f"'{rule.table}' AS tab, {ROW}, '{rule.column}' AS col, '{rule.name}' AS rule"
            yield f"SELECT {told} FROM {rule.table} WHERE {quoted(rule.column)} IN ({among})"  # noqa: S608 - quoted


def _broken(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], organisation: str, names: Names
) -> Iterator[tuple[NameRule, list[str], Seen]]:
    """Every rule that is broken, with the names that break it in the order of their rows."""
    seen = _seen(connection, tables)
    places = frozenset(name for (_, column), found in seen.items() if column == PLACE for name in found if name)
    whose = set(seen.get(("trajectories", WHO), ()))
    others = organisation in whose and any(folded(name) != folded(organisation) for name in whose - {""})
    context = Context(organisation, others, places, names)
    for rule in naming_rules():
        found = seen.get((rule.table, rule.column), {})
        wrong = sorted(rule.wrong(found, context), key=lambda name: found[name].rows)
        if wrong:
            yield rule, wrong, found


def _seen(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> dict[tuple[str, str], Seen]:
    wanted = {(rule.table, rule.column): None for rule in naming_rules() if rule.table in tables}
    asked = [
        f"SELECT '{table}', '{column}', coalesce({quoted(column)}, ''), count(*), min({ROW}, {Finding.FIRST}) "  # noqa: S608 - our own names
        f"FROM {table} GROUP BY 3"
        for table, column in wanted
    ]
    found: dict[tuple[str, str], dict[str, Met]] = {key: {} for key in wanted}
    for table, column, name, count, rows in connection.execute(" UNION ALL ".join(asked)).fetchall() if asked else ():
        found[table, column][name] = Met(count, tuple(rows))
    return dict(found)


def _place_rules(table: str) -> Iterator[NameRule]:
    def rule(code: str, level: Level, wrong: Callable[[str, Context], bool]) -> NameRule:
        def among(seen: Seen, context: Context) -> list[str]:
            return [name for name in seen if name and wrong(name, context)]

        return NameRule(code, table, PLACE, level, among, lambda names: names.municipalities)

    yield rule("municipality-notation", "error", lambda name, _: not _SLUG.fullmatch(name))
    yield rule("municipality-variant", "error", _is_variant)
    yield rule("municipality-unknown", "warning", _is_unknown)


def _is_variant(name: str, context: Context) -> bool:
    """Whether a name that we do not know stands elsewhere in the registration with other hyphens."""
    others = {folded(other) for other in context.places if other != name}
    return _is_new(name, context) and folded(name) in others


def _is_unknown(name: str, context: Context) -> bool:
    return _is_new(name, context) and not _is_variant(name, context)


def _is_new(name: str, context: Context) -> bool:
    return bool(_SLUG.fullmatch(name)) and name not in context.names.municipalities


def _nowhere(seen: Seen, context: Context) -> list[str]:
    """Rows that name no municipality, in a registration that holds several."""
    return [""] if "" in seen and len({folded(place) for place in context.places}) > 1 else []


def _who_rules(table: str) -> Iterator[NameRule]:
    def others(seen: Seen, context: Context, *, alike: bool) -> list[str]:
        own = context.organisation
        return [name for name in seen if name not in ("", own) and (folded(name) == folded(own)) == alike]

    def nobody(seen: Seen, context: Context) -> list[str]:
        return [] if context.organisation in seen else [name for name in seen if name]

    if table == "trajectories":
        yield NameRule("organisation-none", table, WHO, "error", nobody)
    yield NameRule("organisation-notation", table, WHO, "error", lambda seen, one: others(seen, one, alike=True))
    code = "organisation-shown" if table in SHOWN else "organisation-other"
    yield NameRule(code, table, WHO, "warning", lambda seen, one: others(seen, one, alike=False))


def _group_rules(table: str, column: str) -> Iterator[NameRule]:
    known = GROUPS[column]

    def variants(seen: Seen, _: Context) -> list[str]:
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in seen:
            spellings[folded(name)].append(name)
        return [name for fold, names in spellings.items() if fold and len(names) > 1 for name in names]

    def near(seen: Seen, context: Context) -> list[str]:
        names = known(context.names)
        return [name for name in seen if name and name not in names and any(_slip(name, one) for one in names)]

    yield NameRule("name-variant", table, column, "warning", variants)
    yield NameRule("name-near", table, column, "warning", near, known)


def _slip(name: str, known: str) -> bool:
    """Whether a name is a known one but for a slip of the pen."""
    one, other = folded(name), folded(known)
    as_long = abs(len(one) - len(other)) <= _LETTERS
    return one == other or (as_long and SequenceMatcher(None, one, other).ratio() > _ALIKE)


def _no_theme(seen: Seen, context: Context) -> list[str]:
    return [name for name in seen if name and name not in context.names.themes]


def folded(name: str) -> str:
    """A name without what people write in several ways: capitals, accents, blanks, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9+]", "", plain)
