"""The report of an import, in the console, as a page and as JSON: every row accounted for, no cell repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from impactlib.importing.outcome import NOWHERE, FileOutcome, Noted, Outcome, Person, Rejection, Unused
from impactlib.intake.told import describe
from impactlib.model import TABLES
from impactlib.text import Texts

TEMPLATES = Path(__file__).parent / "template"

Lines = tuple[str, list[str]]
"""A heading and the sentences under it."""


def as_lines(outcome: Outcome, texts: Texts) -> list[str]:
    """The report for the console."""
    found = [
        line
        for heading, lines in _parts(outcome, texts)
        if lines
        for line in ("", heading, *(f"  {one}" for one in lines))
    ]
    return [*found[1:], "", total(outcome, texts)]


def as_json(outcome: Outcome, texts: Texts) -> dict[str, Any]:
    """The report as plain values, with the sum of all rows."""
    counts = {"read": outcome.read, "imported": outcome.imported, "rejected": outcome.rejected, "aside": outcome.aside}
    found = {key: value for key, value in asdict(outcome).items() if key != "findings"}
    return {**counts, **found, "findings": [_finding(one, texts) for one in outcome.findings]}


def as_page(outcome: Outcome, texts: Texts) -> str:
    """The report as one HTML page without a network."""
    template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    said = {"title": texts.plain("import.title", source=outcome.source), "total": total(outcome, texts)}
    parts = list(_parts(outcome, texts))
    return template.get_template("report.html.j2").render(language=texts.language, parts=parts, **said) + "\n"


def total(outcome: Outcome, texts: Texts) -> str:
    """The sum of all rows: imported, rejected and set aside are together what was read."""
    counts = {name: texts.number(getattr(outcome, name)) for name in ("read", "imported", "rejected", "aside")}
    return texts.plain("import.total" if outcome.written else "import.total_nothing", **counts)


def _parts(outcome: Outcome, texts: Texts) -> Iterator[Lines]:
    say = texts.plain
    yield say("import.heads.files"), [line for one in outcome.files for line in _file(one, texts)]
    yield say("import.heads.rejected"), [_rejection(one, texts) for one in outcome.rejections]
    yield (
        say("import.heads.people"),
        [*_people(outcome, texts), *(say(f"import.dangers.{one}") for one in outcome.dangers)],
    )
    yield say("import.heads.read"), list(_read(outcome, texts))
    yield say("import.heads.unused"), [line for one in outcome.files if (line := _unused(one, texts))]
    yield say("import.heads.tables"), list(_tables(outcome, texts))
    yield (
        say("import.heads.findings"),
        [_finding(one, texts) for one in outcome.findings if one.finding.rule != "table-missing"],
    )


def _file(one: FileOutcome, texts: Texts) -> Iterator[str]:
    where = texts.plain("import.sheet", file=one.file, sheet=one.sheet) if one.sheet else one.file
    numbers = {name: texts.number(getattr(one, name)) for name in ("read", "imported", "rejected")}
    yield texts.plain(
        "import.file", where=where, place=one.place, aside=texts.number(sum(one.aside.values())), **numbers
    )
    told = [texts.plain(f"import.told.{key}", value=_sign(value, texts)) for key, value in one.told.items() if value]
    if told:
        yield "- " + texts.plain("import.how", told=", ".join(told))
    for rule, count in one.aside.items():
        yield "- " + texts.plain(f"import.aside.{rule}", count=texts.number(count))


def _sign(value: object, texts: Texts) -> str:
    return texts.plain("import.tab") if value == "\t" else str(value)


def _rejection(one: Rejection, texts: Texts) -> str:
    rows = ", ".join(map(str, one.rows)) + (" ..." if one.count > len(one.rows) else "")
    hers = texts.plain("import.hers", found=one.found) if one.found else ""
    where = ", ".join(part for part in (hers, one.table, one.column) if part)
    return texts.plain(
        "import.rejection",
        file=one.file,
        count=texts.number(one.count),
        rows=rows,
        where=where or "-",
        why=_why(one, texts),
    )


def _finding(one: Noted, texts: Texts) -> str:
    """What the checks say, with the rows as the files number them."""
    finding, rows = one.finding, dict[str, list[str]]()
    for file, row in one.places:
        rows.setdefault(file, []).append(str(row))
    said = describe(replace(finding, count=0, rows=()) if rows else finding, texts)
    more = " ..." if finding.count > len(one.places) else ""
    where = [
        texts.plain("import.in_file" if file else "import.in_registration", file=file, rows=", ".join(found) + more)
        for file, found in rows.items()
    ]
    return " ".join([said, *where])


def _why(one: Rejection, texts: Texts) -> str:
    """The reason in words: of the import itself, or of the checks."""
    if texts.has(f"import.reasons.{one.rule}"):
        return texts.plain(f"import.reasons.{one.rule}")
    allowed = next((column.allowed for column in TABLES[one.table].columns if column.name == one.column), ())
    fields = {"table": one.table, "column": one.column, "allowed": ", ".join(allowed), "hint": ""}
    return texts.plain(f"findings.rules.{one.rule}", **fields)


def _people(outcome: Outcome, texts: Texts) -> Iterator[str]:
    for one in outcome.people:
        yield _person(one, texts)
    for file in outcome.files:
        for column in file.unused:
            if column.person:
                yield texts.plain(
                    "import.people.unused",
                    file=file.file,
                    column=_column(column, texts),
                    kind=texts.plain(f"import.kinds.{column.person}"),
                )


def _person(one: Person, texts: Texts) -> str:
    key = "client" if one.kind == "client" else one.done
    kind = texts.plain(f"import.kinds.{one.kind}")
    return texts.plain(
        f"import.people.{key}", file=one.file, column=one.column, kind=kind, count=texts.number(one.cells)
    )


def _column(one: Unused, texts: Texts) -> str:
    return one.name or texts.plain("import.position", position=one.position)


def _read(outcome: Outcome, texts: Texts) -> Iterator[str]:
    if outcome.date_from != NOWHERE:
        yield texts.plain(f"import.day.{outcome.date_from}", day=outcome.extraction_date)
    for file, column, order, certain in outcome.dates:
        if order == "month-first" or not certain:
            yield texts.plain(
                "import.order" if certain else "import.order_assumed",
                file=file,
                column=column,
                order=texts.plain(f"import.orders.{order}"),
            )
    for file, column, cells in outcome.empties:
        yield texts.plain("import.empty", file=file, column=column, count=texts.number(cells))


def _unused(one: FileOutcome, texts: Texts) -> str:
    names = [_column(column, texts) for column in one.unused if not column.person]
    return texts.plain("import.unused", file=one.file, names=", ".join(names)) if names else ""


def _tables(outcome: Outcome, texts: Texts) -> Iterator[str]:
    for table, merged in outcome.merged.items():
        counts: Mapping[str, str] = {key: texts.number(value) for key, value in asdict(merged).items()}
        yield texts.plain("import.table", table=table, rows=texts.number(outcome.rows.get(table, 0)), **counts)
    if outcome.gone and outcome.written:
        yield texts.plain("import.gone", names=", ".join(outcome.gone))
    if outcome.conflicts:
        yield texts.plain("import.conflicts", count=texts.number(outcome.conflicts))
