"""A report is a list of chapters; all are made once, with one numbering of caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from impactlib.model import Released
from impactlib.sheet.book import page_head
from impactlib.sheet.notes import Notes
from impactlib.sheet.parts.closing import colophon
from impactlib.sheet.parts.closing import notes as caveats
from impactlib.sheet.parts.rest import rest_of
from impactlib.sheet.render import Block, Figure, sealed
from impactlib.sheet.reports.context import ReportPage, ReportSheet
from impactlib.sheet.reports.parts import top
from impactlib.sheet.reports.report import Chapter, Part, Report
from impactlib.sheet.tables import Table

_COLUMNS = 3
"""Columns of a table that fits beside another."""


@lru_cache(maxsize=2)
def book(sheet: ReportSheet, report: Report) -> Mapping[str, Block]:
    """Every block of the report by id, in the order of the page."""
    page = ReportPage(sheet, Notes(sheet), (*(chapter.key for chapter in report.chapters), *report.words))
    held = _held(sheet, report)
    keys = [chapter.key for chapter in report.chapters]
    made = {"top": top(page, report.short(page), keys)}
    for number, chapter in enumerate(report.chapters, start=1):
        made[chapter.key] = _chapter(page, chapter, number)
    made["notes"] = caveats(page)
    named = [name for one in held.values() for name in one]
    rest = tuple(table for name, table in sheet.released.items() if name not in named)
    blocks = {name: _block(sheet, name, html, held.get(name, {}).values()) for name, html in made.items()}
    lost = rest_of(sheet, made.values(), named)
    return {**blocks, "colophon": _block(sheet, "colophon", colophon(page, lost), rest)}


def _held(sheet: ReportSheet, report: Report) -> dict[str, dict[str, Released]]:
    """The released tables that each chapter shows, each table where it is named first."""
    found: dict[str, dict[str, Released]] = {}
    told: set[str] = set()
    for chapter in report.chapters:
        own = {
            name: table
            for name, table in sheet.released.items()
            if name not in told and any(fnmatchcase(name, pattern) for pattern in chapter.tables)
        }
        found[chapter.key] = own
        told |= set(own)
    return found


def _block(sheet: ReportSheet, name: str, html: Markup, tables: Iterable[Released]) -> Block:
    head = _page_head(sheet) if name == "top" else {}
    return sealed(Block(name, html, tuple(tables), sheet.head, head))


def _page_head(sheet: ReportSheet) -> dict[str, str]:
    head = page_head(sheet)
    states = head["title"].rpartition(" (")[2].partition(")")[0]
    texts, names = sheet.texts, sheet.names
    own = {
        "title": texts.plain("reports.page_title", stempel=states, **names),
        "description": texts.plain("reports.page_description", **names),
        "running": texts.plain("reports.page_running", **names),
    }
    key = f"reports.{sheet.family}.stamp"
    stamp = texts.plain(key) if sheet.provisional and texts.has(key) else ""
    if stamp:
        own |= {name: " · ".join(filter(None, (stamp, head[name]))) for name in ("strip", "stamp")}
    return {**head, **own}


def _chapter(page: ReportPage, chapter: Chapter, number: int) -> Markup:
    parts = [part for part in chapter.make(page) if part]
    words = page.words(chapter.key).prose
    sub = page.text(f"chapters.{chapter.key}.sub") if page.has(f"chapters.{chapter.key}.sub") else ""
    return page.rendered(
        "report-chapter.html.j2", key=chapter.key, number=number, sub=sub, parts=list(_grouped(parts)), words=words
    )


def _grouped(parts: Sequence[Part]) -> Iterator[tuple[str, object]]:
    """Parts by kind: figures that follow each other stand two in a row, as do small tables; text runs on."""
    for kind, found in groupby(parts, key=_kind):
        row = list(found)
        if kind == "text":
            yield kind, Markup().join(part for part in row if isinstance(part, Markup))
        elif kind == "figure" or (kind == "table" and not _small(row)):
            yield from ((kind, part) for part in row)
        else:
            yield ("grid" if kind == "grid" else "tables"), row


def _kind(part: Part) -> str:
    if isinstance(part, Figure):
        return "figure" if part.wide else "grid"
    return "table" if isinstance(part, Table) else "text"


def _small(tables: Sequence[Part]) -> bool:
    """Whether tables fit beside each other."""
    return len(tables) > 1 and all(isinstance(one, Table) and len(one.columns) <= _COLUMNS for one in tables)
