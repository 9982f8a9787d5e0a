"""Which tables a sheet could fill, and what no column of it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from impactlib.importing.groups import COUNTS, classifications_of, whole_of
from impactlib.importing.look import Match, Sheet, matches
from impactlib.importing.scores import ZRM
from impactlib.importing.source import MOMENTS
from impactlib.intake.labels import labels, values_of
from impactlib.intake.naming import folded
from impactlib.model import DOMAINS, DOMAINS_2013, TABLES
from impactlib.params import workspace

TRAJECTORIES = "trajectories"
ASSUMED = {"trajectories": ("kind", "individueel_traject"), "contacts": ("kind", "informatie_en_advies")}
"""What a table needs and an export may not say: assumed, and said to be so."""

PLACES = ("organisation", "municipality")
"""Columns that a source file may give once for all its rows."""


@dataclass(frozen=True)
class Proposed:
    """A table that a sheet could fill."""

    sheet: Sheet
    table: str
    matched: dict[str, Match]


def tables_of(sheet: Sheet) -> Iterator[Proposed]:
    """The table that a sheet fits best, and its scores beside it."""
    sizes = {table: matches(sheet, table) for table in labels().columns}
    if "trajectory_id" not in sizes[ZRM] and _counts(sizes[COUNTS]):
        yield Proposed(sheet, COUNTS, sizes[COUNTS])
        return
    fitting = {table: found for table, found in sizes.items() if table not in (ZRM, COUNTS) and _fits(table, found)}
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
        *PLACES,
        assumed,
        "client_id",
        "end_date",
        "answered_date",
    }
    return needed <= set(found)


def _counts(found: Mapping[str, Match]) -> bool:
    """Whether a sheet has groups and how many are in each."""
    return {"category", "count"} <= set(found) and bool(classifications_of(found["category"].seen.texts))


def side_by_side(sheet: Sheet) -> bool:
    """Whether the groups of a table of counts stand beside each other, each in a column."""
    return bool(classifications_of(one.name for one in sheet.columns[1:]))


def assumed(one: Proposed) -> dict[str, str]:
    """What no column of the sheet says and a table needs: one value for all rows, and said to be so."""
    found = dict([ASSUMED[one.table]]) if one.table in ASSUMED else {}
    found |= {"version": _version(one)} if one.table == ZRM else {}
    found |= _of_counts(one.matched["category"]) if one.table == COUNTS else {}
    return {name: value for name, value in found.items() if name not in one.matched}


def lacking(one: Proposed, given: Collection[str]) -> list[str]:
    """Columns that a table needs and that nothing fills: not a column, nor one value for all rows (``given``)."""
    scored = ("domain", *MOMENTS) if one.table == ZRM and one.sheet.scores else ()
    filled = {*one.matched, *assumed(one), *given, *scored}
    return [column.name for column in TABLES[one.table].columns if column.required and column.name not in filled]


def _version(one: Proposed) -> str:
    domains = set(one.sheet.scores)
    if "domain" in one.matched:
        domains = {values_of("domain").get(folded(text), "") for text in one.matched["domain"].seen.texts}
    return (
        "2013"
        if domains & (set(DOMAINS_2013) - set(DOMAINS)) and not domains & (set(DOMAINS) - set(DOMAINS_2013))
        else "2017"
    )


def _of_counts(groups: Match) -> dict[str, str]:
    """What the groups of delivered counts say of them, and the theme where the workspace has one."""
    here = workspace()
    themes = here.themes if here else ()
    only = {"theme": themes[0]} if len(themes) == 1 else {}
    return {**whole_of(classifications_of(groups.seen.texts)), **only}
