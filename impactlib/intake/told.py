"""Findings in words (where, how many rows, what to do; never what stands in a cell), and how complete it all is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from impactlib.intake.profile import Field, Profile
from impactlib.model import TABLES, Finding
from impactlib.text import Texts


def describe(finding: Finding, texts: Texts) -> str:
    """The sentence for a finding: where, what, and what to do."""
    schema = TABLES.get(finding.table)
    allowed = next((one.allowed for one in schema.columns if one.name == finding.column), ()) if schema else ()
    hint = f" {texts.plain('findings.hint', name=finding.hint)}" if finding.hint else ""
    what = texts.plain(
        f"findings.rules.{finding.rule}",
        table=finding.table,
        column=finding.column,
        allowed=", ".join(allowed),
        hint=hint,
    )
    return f"{_where(finding, texts)}: {what}"


def as_json(finding: Finding, texts: Texts) -> dict[str, Any]:
    """A finding as ``impact check --json`` prints it."""
    where = {"registration": finding.folder} if finding.folder else {}
    return {
        **where,
        "table": finding.table,
        "column": finding.column,
        "rule": finding.rule,
        "level": finding.level,
        "count": finding.count,
        "rows": list(finding.rows),
        "message": describe(finding, texts),
    }


def _where(finding: Finding, texts: Texts) -> str:
    place = "column" if finding.column else "table"
    table = f"{finding.folder}/{finding.table}" if finding.folder else finding.table
    where = texts.plain(f"findings.where.{place}", table=table, column=finding.column)
    if not finding.count:
        return where
    first = [str(row) for row in finding.rows]
    if finding.count > len(first):
        count = texts.number(finding.count)
        return texts.plain("findings.where.some", where=where, count=count, rows=", ".join(first))
    if len(first) == 1:
        return texts.plain("findings.where.row", where=where, row=first[0])
    return texts.plain("findings.where.rows", where=where, rows=", ".join(first[:-1]), last=first[-1])


@dataclass(frozen=True)
class Section:
    """A part of what the steward reads: a title, a sentence, and rows of words under heads."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(profile: Profile, texts: Texts) -> tuple[Section, ...]:
    """What a profile says, by column, month, sheet and team; a part of which nothing is said is left out."""
    rows = {
        "fields": _fields(profile.fields, texts),
        "months": _months(profile, texts),
        "scored": _scored(profile, texts),
        "teams": _teams(profile, texts),
    }
    return tuple(_section(name, found, texts) for name, each in rows.items() if (found := tuple(each)))


def section_lines(section: Section) -> Iterator[str]:
    """A section for a console."""
    yield section.title
    yield section.note
    for name, *cells in section.rows:
        said = (f"{head} {cell}" for head, cell in zip(section.heads[1:], cells, strict=True) if cell)
        yield f"  {name}: {'; '.join(said)}"


def _section(name: str, rows: tuple[tuple[str, ...], ...], texts: Texts) -> Section:
    heads = tuple(texts.raw(f"profile.{name}.heads"))
    return Section(texts.plain(f"profile.{name}.title"), texts.plain(f"profile.{name}.note"), heads, rows)


def _fields(fields: Iterable[Field], texts: Texts) -> Iterator[tuple[str, ...]]:
    """A row for each table; of its columns those that are not filled everywhere."""
    tables: dict[str, list[Field]] = {}
    for field in fields:
        tables.setdefault(field.table, []).append(field)
    for table, own in tables.items():
        partly = [f"{one.column} {_part(one.filled or 0, one.rows, texts)}" for one in own if one.rows and _partly(one)]
        empty = [one.column for one in own if one.filled == 0]
        absent = [one.column for one in own if one.filled is None]
        yield table, texts.number(own[0].rows), ", ".join(partly), ", ".join(empty), ", ".join(absent)


def _partly(field: Field) -> bool:
    return field.filled is not None and 0 < field.filled < field.rows


def _part(count: int, n: int, texts: Texts) -> str:
    """A percentage that is 0 or 100 only where nothing, or everything, is there."""
    share = count / n
    near = min(max(share, 0.01), 0.99) if 0 < count < n else share
    return texts.percent(near)


def _months(profile: Profile, texts: Texts) -> Iterator[tuple[str, ...]]:
    for one in profile.months:
        place = f" ({texts.place(one.municipality)})" if one.municipality else ""
        span = f"{min(one.counts)} – {max(one.counts)}"
        yield f"{one.table}.{one.column}{place}", span, ", ".join(one.without), ", ".join(one.low)


def _scored(profile: Profile, texts: Texts) -> Iterator[tuple[str, ...]]:
    for one in profile.scored:
        pairs, goals = (
            texts.plain("profile.part", count=texts.number(count), share=_part(count, one.closed, texts))
            if one.closed
            else texts.number(count)
            for count in (one.pairs, one.with_goal)
        )
        name = f"{one.year} {texts.place(one.municipality)}, {texts.word(one.theme)}"
        yield name, texts.number(one.cases), texts.number(one.closed), pairs, goals


def _teams(profile: Profile, texts: Texts) -> Iterator[tuple[str, ...]]:
    for one in profile.teams:
        here = _part(one.pairs, one.closed, texts)
        yield one.team, texts.number(one.closed), here, _part(one.pairs_elsewhere, one.closed_elsewhere, texts)
