"""The rules for one row: each written once, as a predicate over its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from impactlib.intake import cells
from impactlib.intake.cells import TYPED
from impactlib.intake.csvfile import ROW
from impactlib.model import DOMAINS, DOMAINS_2013, INDIVIDUAL, TABLES, Column, TableSchema
from impactlib.params import Scales

Level = Literal["error", "warning"]
MAY_BE_EMPTY = frozenset({"end_date", "start", "goal", "end", "answered_date"})
"""Columns that must be there but whose cells may be empty: not yet, or unknown."""

OWN_THEMES = ("goals", "efforts")
"""Tables that name themes in the network's own words; params/themes says which goals a sheet takes."""

OLDEST = 120
ON_THE_PAGE = frozenset({"name", "text", "theme", "questionnaire", "deliverer", "definition"})
"""Columns without which a row has no words, no place or no scale on a page."""

NO_DOMAIN = "main-domain-none"
"""No individual trajectory says what it was mainly about, so that no sheet of a theme can tell of any."""

LONG_AGO = dt.date(1990, 1, 1)
AHEAD = 10
"""Years after the export that a figure or a target may still be about."""

_MOST_TWICE = 20
"""One in so many rows without a key may be the same as another by chance."""

VERSION_DOMAINS: Mapping[str, tuple[str, ...]] = {"2013": DOMAINS_2013, "2017": DOMAINS}


@dataclass(frozen=True)
class View:
    """What a rule may look at: its own table, text beside typed, and the other typed tables.

    Attributes
    ----------
    table : ibis table
        ``row``, the file's columns as text, and the canonical columns of it as ``<name>__typed``.
    written : ibis table
        ``row`` and the file's columns as text alone: what a rule about many rows at once looks at. Windows over all columns
        would carry every one of them.
    typed : mapping of str to ibis table
        All tables of the registration, in their own types.
    domains : mapping of str to tuple of str
        Main life domains of every theme.
    """

    table: ir.Table
    written: ir.Table
    typed: Mapping[str, ir.Table]
    extraction_date: dt.date
    scales: Scales
    domains: Mapping[str, tuple[str, ...]]

    def has(self, column: str) -> bool:
        return column in self.table.columns

    def text(self, column: str) -> ir.StringColumn:
        return self.table[column]

    def value(self, column: str) -> ir.Column:
        return self.table[column + TYPED]

    def among(self, rows: ir.Table) -> ir.BooleanColumn:
        """Whether the row is one of ``rows``: how a rule over several tables points at its own."""
        return self.table[ROW].isin(rows[ROW])


Predicate = Callable[[View], ir.BooleanColumn]


@dataclass(frozen=True)
class Rule:
    """One way a row can be wrong or odd.

    Attributes
    ----------
    uses : tuple of str
        Columns that the file must have for the rule to be asked.
    others : tuple of str
        Other tables that must be there for it.
    once : bool
        Said once for the table, without row numbers.
    known : callable, optional
        The names of which the nearest is a hint.
    """

    name: str
    table: str
    column: str
    level: Level
    wrong: Predicate
    uses: tuple[str, ...]
    others: tuple[str, ...] = ()
    once: bool = False
    known: Callable[[View], tuple[str, ...]] | None = None


def row_rules() -> Iterator[Rule]:
    """Every rule that looks at one table only."""
    for schema in TABLES.values():
        yield from _key_rules(schema)
        for column in schema.columns:
            yield from _cell_rules(schema, column)
        if not schema.key:
            yield Rule("row-duplicate", schema.name, "", "warning", _twice(schema), ())
    yield from _order_rules()
    yield from _zrm_rules()
    yield from _reach_rules()
    yield Rule(NO_DOMAIN, "trajectories", "zrm_domain", "warning", _no_domain, ("kind",), once=True)
    age = "age"
    yield Rule("age-high", "trajectories", age, "error", lambda view: view.value(age) > OLDEST, (age,))
    yield Rule("answered-over-invited", "surveys", "answered", "error", _over_invited, ("invited", "answered"))


def _key_rules(schema: TableSchema) -> Iterator[Rule]:
    def repeated(view: View) -> ir.BooleanColumn:
        place = [name for name in schema.within if view.has(name)]
        rows = _several(view.written.drop_null(list(schema.key)), schema.key)
        again = ibis.row_number().over(ibis.window(group_by=[*schema.key, *place], order_by=ROW))
        rows = rows.select(ROW, again=again)
        return view.among(rows.filter(rows.again > 0))

    if schema.key and schema.name != "zrm_scores":
        yield Rule("key-duplicate", schema.name, "+".join(schema.key), "error", repeated, schema.key)


def _several(rows: ir.Table, key: Sequence[str]) -> ir.Table:
    """The rows whose key stands in another row too: few, and only they need to be put in order."""
    counted = rows.group_by(list(key)).agg(many=rows.count())
    return rows.semi_join(counted.filter(counted.many > 1), list(key))


def _cell_rules(schema: TableSchema, column: Column) -> Iterator[Rule]:
    name = column.name

    def rule(code: str, wrong: Predicate, level: Level = "error") -> Rule:
        return Rule(code, schema.name, name, level, wrong, (name,))

    if name in schema.key:
        yield rule("key-empty", lambda view: view.text(name).isnull())
    elif column.required and name not in MAY_BE_EMPTY:
        level: Level = "warning" if column.kind == "text" and name not in ON_THE_PAGE else "error"
        yield rule("cell-empty", lambda view: view.text(name).isnull(), level)
    yield from _written_rules(schema, column)
    if name == "year":
        yield rule("year-odd", lambda view: _odd_year(view, name), "warning")
    if column.kind == "whole":
        yield rule("negative", lambda view: _negative(view, name))
        yield rule("not-whole", lambda view: _unread(view, name) & ~_negative(view, name))
    elif code := _unread_rule(column):
        yield rule(code, lambda view: _unread(view, name))
    if column.kind == "slugs":
        code = "dimension-unknown" if column.name.endswith("dimensions") else "value-unknown"
        yield rule(code, lambda view: _lost_parts(view, name))
    if column.kind == "date":
        yield rule("date-in-future", lambda view: view.value(name) > view.extraction_date, "warning")
        yield rule("date-long-ago", lambda view: view.value(name) < LONG_AGO, "warning")


def _written_rules(schema: TableSchema, column: Column) -> Iterator[Rule]:
    """What a spreadsheet made of a number."""

    def rule(code: str, wrong: Predicate, level: Level = "error") -> Rule:
        return Rule(code, schema.name, name, level, wrong, (name,))

    name = column.name
    if column.kind in ("whole", "number", "score", "answer"):
        yield rule("thousand-dot", lambda view: _not_read(view, name, cells.is_thousand(view.text(name))))
    if name.endswith("_id"):
        yield rule("id-rounded", lambda view: cells.is_rounded(view.text(name)))
        yield rule("id-decimal", lambda view: cells.is_decimal(view.text(name)), "warning")


def _unread_rule(column: Column) -> str | None:
    """The rule that a cell breaks which is filled but cannot be read as its kind."""
    by_kind = {"date": "date-notation", "number": "not-a-number", "score": "score-range"}
    by_name = {"zrm_domain": "domain-unknown", "domain": "domain-unknown", "kind": "kind-unknown"}
    by_name |= {"ph_dimension": "dimension-unknown", "dimension": "dimension-unknown"}
    if column.kind == "slug" and column.allowed:
        return by_name.get(column.name, "value-unknown")
    return by_kind.get(column.kind)


def _not_read(view: View, name: str, wrong: ir.BooleanColumn) -> ir.BooleanColumn:
    """Whether something is wrong with a cell that was not read as its kind; the others, nearly all, are not looked into."""
    return ibis.ifelse(view.value(name).isnull(), wrong, False)


def _unread(view: View, name: str) -> ir.BooleanColumn:
    """Filled, not read as its kind, and not for a reason that has a rule of its own."""
    told = cells.is_told if view.value(name).type().is_numeric() else cells.is_sheet_error
    return _not_read(view, name, view.text(name).notnull() & ~told(view.text(name)))


def _negative(view: View, name: str) -> ir.BooleanColumn:
    return _not_read(view, name, (cells.read_number(view.text(name)) < 0).fill_null(False))


def _odd_year(view: View, name: str) -> ir.BooleanColumn:
    return ~view.value(name).between(LONG_AGO.year, view.extraction_date.year + AHEAD)


def _twice(schema: TableSchema) -> Predicate:
    """A row that is wholly the same as an earlier one, where there are more of those than chance makes."""

    def again(view: View) -> ir.BooleanColumn:
        columns = [name for name in schema.names if view.has(name)]
        return ibis.row_number().over(ibis.window(group_by=columns, order_by=ROW)) > 0

    def wrong(view: View) -> ir.BooleanColumn:
        rows = view.table.select(again=again(view).cast("int64"))
        many = rows.agg(many=rows.again.sum() * _MOST_TWICE > rows.count()).as_scalar()
        return again(view) & many

    return wrong


def _lost_parts(view: View, name: str) -> ir.BooleanColumn:
    written = view.text(name).replace(" ", "").strip()
    return view.text(name).notnull() & (ibis.coalesce(view.value(name), "") != written)


def _over_invited(view: View) -> ir.BooleanColumn:
    return view.value("answered") > view.value("invited")


def _no_domain(view: View) -> ir.BooleanColumn:
    individual = view.value("kind") == INDIVIDUAL
    if not view.has("zrm_domain"):
        return individual
    own = view.table.filter(individual)
    return individual & (own.agg(known=own["zrm_domain"].count()).as_scalar() == 0)


def _order_rules() -> Iterator[Rule]:
    def rule(code: str, table: str, first: str, last: str) -> Rule:
        return Rule(code, table, last, "error", lambda view: view.value(last) < view.value(first), (first, last))

    yield rule("end-before-start", "trajectories", "start_date", "end_date")
    yield rule("date-order", "satisfaction_responses", "sent_date", "answered_date")
    yield rule("date-order", "signals", "signal_date", "first_contact_date")
    yield rule("date-order", "signals", "signal_date", "picked_up_date")
    yield rule("reach-order", "activity_reach", "low", "high")


def _zrm_rules() -> Iterator[Rule]:
    def rule(code: str, column: str, level: Level, wrong: Predicate, *uses: str) -> Rule:
        return Rule(code, "zrm_scores", column, level, wrong, uses)

    key = TABLES["zrm_scores"].key
    yield rule("key-duplicate", "+".join(key), "error", lambda view: _again(view, same_version=True), *key, "version")
    yield rule("zrm-two-versions", "version", "error", lambda view: _again(view, same_version=False), *key, "version")
    yield rule("domain-version", "domain", "error", _other_version, "domain", "version")
    yield Rule("zrm-mixed-versions", "zrm_scores", "version", "warning", _mixed, ("version",), once=True)
    yield rule(
        "goal-below-start", "goal", "warning", lambda view: view.value("goal") < view.value("start"), "goal", "start"
    )


def _again(view: View, *, same_version: bool) -> ir.BooleanColumn:
    """A later score of one trajectory and domain, in the version of the first one or another."""
    key = list(TABLES["zrm_scores"].key)
    rows = _several(view.written.drop_null(key), key)
    window, version = ibis.window(group_by=key, order_by=ROW), rows.version.fill_null("")
    rows = rows.select(ROW, again=ibis.row_number().over(window), same=version == version.first().over(window))
    return view.among(rows.filter(rows.again > 0, rows.same if same_version else ~rows.same))


def _other_version(view: View) -> ir.BooleanColumn:
    outside = (
        (view.value("version") == version) & view.value("domain").notin(domains)
        for version, domains in VERSION_DOMAINS.items()
    )
    return ibis.or_(*outside)


def _mixed(view: View) -> ir.BooleanColumn:
    return (view.value("version") == "2013") & ibis.literal("2017").isin(view.typed["zrm_scores"].version)


def _reach_rules() -> Iterator[Rule]:
    def rule(code: str, precision: tuple[str, ...], wrong: Predicate) -> Rule:
        def predicate(view: View) -> ir.BooleanColumn:
            return view.value("precision").isin(precision) & wrong(view)

        return Rule(code, "activity_reach", "precision", "error", predicate, ("precision", "low", "high"))

    def empty(view: View, name: str) -> ir.BooleanColumn:
        return view.text(name).isnull()

    yield rule(
        "reach-exact", ("exact",), lambda v: empty(v, "low") | empty(v, "high") | (v.value("low") != v.value("high"))
    )
    yield rule("reach-between", ("tussen",), lambda v: empty(v, "low") | empty(v, "high"))
    yield rule("reach-about", ("minimaal", "ongeveer", "gemiddeld", "tot_nu_toe"), lambda v: empty(v, "low"))
    yield rule("reach-unknown", ("onbekend",), lambda v: ~empty(v, "low") | ~empty(v, "high"))
