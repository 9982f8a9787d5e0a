"""Who the trajectories of the theme are for: ages, chosen dimensions, main domains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Row, natural
from impactlib.sheet.cells import made
from impactlib.sheet.context import Sheet
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import Page, described, hidden_together
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Table, table_of

SHARE = "caseload-theme-share"
DOMAINS = "dimension-domain"
YOUNG = 25
_CLASS = re.compile(r"(\d+)(?:-(\d+)|\+)")
_LAST = ("not_recorded", "unknown")


@dataclass(frozen=True)
class _Counted:
    """A table of counts as it will stand: its rows in order, each with its words."""

    key: str
    table: str
    rows: Sequence[Row]
    words: Mapping[str, str]


def age_label(sheet: Sheet, group: str) -> str:
    """``18-24`` as "18 tot 25"; the first class as "Jonger dan", the last as "en ouder"."""
    match = _CLASS.fullmatch(group)
    if not match:
        return sheet.texts.plain("page.age_unknown")
    low, high = int(match.group(1)), match.group(2)
    if high is None:
        return sheet.texts.plain("page.age_from", low=low)
    key = "page.age_under" if low == 0 else "page.age_between"
    return sheet.texts.plain(key, low=low, high=int(high) + 1)


def ages(page: Page) -> Figure | None:
    """Theme cases by age at the start; an unknown age is a class of its own where it occurs."""
    sheet, table = page.sheet, "caseload-age"
    rows = [row for row in sheet.rows(table) if row.group != "unknown" or row.count != 0]
    if not rows:
        return None
    young = [sheet.cell(table, row.group, "count") for row in rows if _is_young(row.group)]
    title = page.sheet.say(
        "title-ages", k=made(sheet.texts, young, "+" * len(young)), a=sheet.cell(SHARE, "theme", "count")
    )
    words = {row.group: age_label(sheet, row.group) for row in rows}
    return _figure(page, _Counted("leeftijd", table, rows, words), title, page.text("ages_sub"))


def _is_young(group: str) -> bool:
    match = _CLASS.fullmatch(group)
    return bool(match and match.group(2) and int(match.group(2)) < YOUNG)


def dimensions(page: Page) -> Figure | None:
    """Theme cases by the dimension that the resident chose; choices, no scores."""
    sheet, table = page.sheet, "ph-dimension"
    words = {row.group: _word(sheet, row.group) for row in sheet.rows(table)}
    rows = by_size(sheet.rows(table), words)
    if not rows:
        return None
    first = next((row for row in rows if row.state == "shown" and row.count and row.group not in _LAST), None)
    chosen = sheet.cell(table, first.group, "count") if first else None
    dimension = sheet.texts.word(first.group) if first else None
    missing = sheet.cell(table, "not_recorded", "count")
    title = sheet.say("title-dimensions", k=chosen, dimensie=dimension, m=missing)
    unknown = sheet.cell("zrm-end-vs-start", "unknown", "count")
    alike = missing.shown and unknown.shown and bool(missing.value) and missing.value == unknown.value
    said = page.text("dimensions_sub") + (Markup(" ") + page.say("same-number", m=missing) if alike else "")
    return _figure(page, _Counted("dimensie", table, rows, words), title, said)


def by_size(rows: Sequence[Row], words: Mapping[str, str]) -> list[Row]:
    """By size; then zero, then hidden (by name, 2 before 10), last what was not recorded."""

    def place(row: Row) -> tuple[int, int, tuple[str, int, str]]:
        rank = 3 if row.group in _LAST else 2 if row.state != "shown" else 1 if not row.count else 0
        return rank, -(row.count or 0), natural(words[row.group])

    return sorted(rows, key=place)


def _word(sheet: Sheet, group: str) -> str:
    return sheet.texts.plain("page.not_recorded") if group == "not_recorded" else sheet.word(group)


def _figure(page: Page, counted: _Counted, title: Markup, subtitle: Markup) -> Figure:
    """A figure of one table as bars, with what the hidden rows add up to."""
    sheet, table, rows = page.sheet, counted.table, counted.rows
    items = [
        Bar(counted.words[row.group], sheet.cell(table, row.group, "count"), "unk" if row.group in _LAST else "s1")
        for row in rows
    ]
    drawing = bars(items, together=hidden_together(sheet, table, rows))
    told = described((item.label, item.cell) for item in items)
    return page.figure(
        counted.key,
        title,
        subtitle,
        [Panel(page.picture(drawing.svg(counted.key, str(title.striptags()), told), (item.cell for item in items)))],
        [_table(sheet, counted)],
        of=[table],
        notes=notes_of(sheet, [table], [row.group for row in rows]),
    )


def _table(sheet: Sheet, counted: _Counted) -> Table:
    """The same numbers as a table, with the total where it may be shown."""
    label = counted.words
    data = table_of(sheet, counted.table, ("count", "share"), rows=counted.rows, label=lambda row: label[row.group])
    cases = sheet.cell(SHARE, "theme", "count")
    total = ((sheet.texts.plain("page.total"), cases, sheet.texts.plain("page.none")),) if cases.shown else ()
    return Table(counted.key, data.caption, data.columns, (*data.rows, *total))


def domain_table(page: Page) -> Table | None:
    """Main domains within each of the theme's dimensions, all themes together: as far as they are shown."""
    sheet = page.sheet
    wanted = sheet.spec.theme.top_dimensions
    rows = [row for dimension in wanted for row in _largest(sheet, dimension)]
    if not rows:
        return None
    return table_of(sheet, DOMAINS, ("count", "n"), rows=rows, label=lambda row: _pair(sheet, row))


def _largest(sheet: Sheet, dimension: str) -> list[Row]:
    rows = [row for row in sheet.rows(DOMAINS) if row.group.partition("/")[0] == dimension]
    words = {row.group: _word(sheet, row.group.partition("/")[2]) for row in rows}
    return [row for row in by_size(rows, words) if row.state == "suppressed" or row.count][:5]


def _pair(sheet: Sheet, row: Row) -> str:
    dimension, _, domain = row.group.partition("/")
    return f"{sheet.word(dimension)}: {_word(sheet, domain).lower()}"
