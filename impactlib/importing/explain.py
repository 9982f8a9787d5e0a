"""A proposal in words: what each canonical column means, which of hers could be it, and which stay unused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from impactlib.importing.fit import Proposed, assumed, lacking
from impactlib.importing.look import Sheet, birth_of
from impactlib.importing.scores import ZRM
from impactlib.importing.source import MOMENTS
from impactlib.intake.labels import labels
from impactlib.model import TABLES, Column
from impactlib.text import Texts


def explained(found: Sequence[Proposed], given: Collection[str], texts: Texts) -> Iterator[str]:
    """Lines for each sheet and its tables; ``given`` are columns that are one for all rows."""
    for sheet, tables in _by_sheet(found):
        for one in tables:
            yield from _explained(one, given, texts)
        yield from _unused(sheet, tables, texts)


def _explained(one: Proposed, given: Collection[str], texts: Texts) -> Iterator[str]:
    """Which column each canonical column comes from, and what it means; ``given`` are one for all rows."""
    say = texts.plain
    where = say("import.sheet", file=one.sheet.file, sheet=one.sheet.name) if one.sheet.name else one.sheet.file
    yield say("import.guess.table", where=where, table=one.table, row=one.sheet.header.row)
    for column in TABLES[one.table].columns:
        if one.table == ZRM and one.sheet.scores and column.name in ("domain", *MOMENTS):
            continue
        if told := _told(one, column, given, texts):
            key = f"import.columns.{column.name}"
            yield f"  {told} {say(key) if texts.has(key) else ''}".rstrip()
    if one.table == ZRM and one.sheet.scores:
        yield "  " + say("import.guess.scores", count=len(one.sheet.scores))


def _by_sheet(found: Sequence[Proposed]) -> list[tuple[Sheet, list[Proposed]]]:
    return [(tables[0].sheet, tables) for _, own in groupby(found, lambda one: id(one.sheet)) if (tables := list(own))]


def _told(one: Proposed, column: Column, given: Collection[str], texts: Texts) -> str:
    """Where a canonical column comes from; nothing of one that few have."""
    name, birth, taken = column.name, birth_of(one.sheet), assumed(one)
    if match := one.matched.get(name):
        return texts.plain("import.guess.from", column=name, found=match.seen.name, sure=match.sure)
    if name == "age" and birth:
        return texts.plain("import.guess.birth", column=name, found=birth)
    if name in given:
        return texts.plain("import.guess.given", column=name)
    if name in taken:
        return texts.plain("import.guess.taken", column=name, value=taken[name])
    if name in lacking(one, given):
        return texts.plain("import.guess.not_found", column=name)
    return texts.plain("import.guess.optional", column=name) if name in labels().columns.get(one.table, {}) else ""


def _unused(sheet: Sheet, proposed: Iterable[Proposed], texts: Texts) -> Iterator[str]:
    """The columns of a sheet that none of its tables takes."""
    used = {match.seen.name for one in proposed for match in one.matched.values()}
    used |= {name for columns in sheet.scores.values() for name in columns.values()} | {sheet.moment, birth_of(sheet)}
    left = [seen for seen in sheet.columns if seen.name not in used]
    named = [texts.plain("import.guess.person", name=seen.name) if seen.kind else seen.name for seen in left]
    if named:
        yield texts.plain("import.guess.unused", names=", ".join(named))
