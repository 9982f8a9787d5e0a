"""The rules for one row: each written once, as a predicate over its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from impactlib.intake.read import ROW
from impactlib.model import DOMAINS, DOMAINS_2013, TABLES, Column, TableSchema
from impactlib.params import Scales

Level = Literal["error", "warning"]
TYPED = "__typed"
"""Suffix of a column's typed form beside its text."""

MAY_BE_EMPTY = frozenset({"end_date", "start", "goal", "end", "answered_date"})
"""Columns that must be there but whose cells may be empty: not yet, or unknown."""

OWN_THEMES = ("goals", "efforts")
"""Tables that name themes in the network's own words; params/themes says which goals a sheet takes."""

OLDEST = 120
VERSION_DOMAINS: Mapping[str, tuple[str, ...]] = {"2013": DOMAINS_2013, "2017": DOMAINS}


@dataclass(frozen=True)
class View:
    """What a rule may look at: its own table, text beside typed, and the other typed tables.

    Attributes
    ----------
    table : ibis table
        ``row``, the file's columns as text, and the canonical columns of it as ``<name>__typed``.
    typed : mapping of str to ibis table
        All tables of the registration, in their own types.
    """

    table: ir.Table
    typed: Mapping[str, ir.Table]
    organisation: str
    extraction_date: dt.date
    scales: Scales
    themes: tuple[str, ...]

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
    """

    name: str
    table: str
    column: str
    level: Level
    wrong: Predicate
    uses: tuple[str, ...]
    others: tuple[str, ...] = ()
    once: bool = False


def row_rules() -> Iterator[Rule]:
    """Every rule that looks at one table only."""
    for schema in TABLES.values():
        yield from _key_rules(schema)
        for column in schema.columns:
            yield from _cell_rules(schema, column)
    yield from (_other_organisation(table) for table in ("surveys", "survey_answers", "satisfaction_responses"))
    yield from _order_rules()
    yield from _zrm_rules()
    yield from _reach_rules()
    age = "age"
    yield Rule("age-high", "trajectories", age, "error", lambda view: view.value(age) > OLDEST, (age,))
    yield Rule("answered-over-invited", "surveys", "answered", "error", _over_invited, ("invited", "answered"))


def _key_rules(schema: TableSchema) -> Iterator[Rule]:
    def repeated(view: View) -> ir.BooleanColumn:
        place = [name for name in schema.within if name in view.table.columns]
        window = ibis.window(group_by=[*schema.key, *place], order_by=ROW)
        complete = ibis.and_(*(view.text(name).notnull() for name in schema.key))
        return complete & (ibis.row_number().over(window) > 0)

    if schema.key and schema.name != "zrm_scores":
        yield Rule("key-duplicate", schema.name, "+".join(schema.key), "error", repeated, schema.key)


def _cell_rules(schema: TableSchema, column: Column) -> Iterator[Rule]:
    name = column.name

    def rule(code: str, wrong: Predicate, level: Level = "error") -> Rule:
        return Rule(code, schema.name, name, level, wrong, (name,))

    if name in schema.key:
        yield rule("key-empty", lambda view: view.text(name).isnull())
    elif column.required and name not in MAY_BE_EMPTY:
        level: Level = "warning" if column.kind == "text" else "error"
        yield rule("cell-empty", lambda view: view.text(name).isnull(), level)
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
    if name == "theme" and schema.name not in OWN_THEMES:
        yield rule("theme-unknown", lambda view: view.text(name).notin(view.themes), "warning")


def _unread_rule(column: Column) -> str | None:
    """The rule that a cell breaks which is filled but cannot be read as its kind."""
    by_kind = {"date": "date-notation", "number": "not-a-number", "score": "score-range"}
    by_name = {"zrm_domain": "domain-unknown", "domain": "domain-unknown", "kind": "kind-unknown"}
    by_name |= {"ph_dimension": "dimension-unknown", "dimension": "dimension-unknown"}
    if column.kind == "slug" and column.allowed:
        return by_name.get(column.name, "value-unknown")
    return by_kind.get(column.kind)


def _unread(view: View, name: str) -> ir.BooleanColumn:
    return view.text(name).notnull() & view.value(name).isnull()


def _negative(view: View, name: str) -> ir.BooleanColumn:
    return view.text(name).startswith("-") & (view.text(name).try_cast("float64") < 0)


def _lost_parts(view: View, name: str) -> ir.BooleanColumn:
    written = view.text(name).replace(" ", "").strip()
    return view.text(name).notnull() & (ibis.coalesce(view.value(name), "") != written)


def _other_organisation(table: str) -> Rule:
    def wrong(view: View) -> ir.BooleanColumn:
        return view.text("organisation") != view.organisation

    return Rule("organisation-other", table, "organisation", "warning", wrong, ("organisation",), once=True)


def _over_invited(view: View) -> ir.BooleanColumn:
    return view.value("answered") > view.value("invited")


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
    key = TABLES["zrm_scores"].key
    window = ibis.window(group_by=list(key), order_by=ROW)
    version = view.text("version").fill_null("")
    same = version == version.first().over(window)
    complete = ibis.and_(*(view.text(name).notnull() for name in key))
    return complete & (ibis.row_number().over(window) > 0) & (same if same_version else ~same)


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
