"""Chapter 4: individual trajectories of the theme."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.cells import Cell, made
from impactlib.sheet.parts.appendix import appendix
from impactlib.sheet.parts.common import Page, described, hidden_together
from impactlib.sheet.parts.cooperation import opinion_figure, response_figure, verdict
from impactlib.sheet.parts.scores import due_of, pairs_of, score_figure
from impactlib.sheet.context import Sheet
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.figures.stacked import Part, narrow, wide
from impactlib.sheet.notes import notes_of, unknown_ends
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Table, table_of

SURVEY = "klanttevredenheid"
SHARE = "caseload-theme-share"
_CLASS = re.compile(r"(\d+)(?:-(\d+)|\+)")


def trajectories(page: Page) -> Markup:
    """Share, scores, ages, dimensions, opinions; a theme without a domain says so."""
    sheet = page.sheet
    scored = score_figure(page)
    people = [figure for figure in (_ages(page), _dimensions(page)) if figure]
    response = response_figure(page, SURVEY)
    return page.rendered(
        "trajectories.html.j2",
        basis=sheet.spec.params.basis,
        opening=_opening(page),
        share=_share(page),
        scores=scored,
        about=_about(page) if scored else [],
        people=people,
        top=_top_domains(page),
        response=response,
        opinions=[line for line in (verdict(page, SURVEY), _opinion(page)) if line],
        satisfaction=opinion_figure(page, "satisfaction", SURVEY),
        words=page.words("trajecten").prose,
        appendix=appendix(page),
    )


def _opening(page: Page) -> list[Markup]:
    sheet = page.sheet
    if not sheet.spec.theme.domains:
        return [page.say("no-domain")]
    if sheet.table(SHARE) is None:
        return [page.say("no-cases")]
    cell = sheet.cell(SHARE, "theme", "count")
    return [page.say("no-theme-cases")] if cell.shown and cell.value == 0 else []


def _opinion(page: Page) -> Markup:
    return Markup() if page.sheet.rows("satisfaction") and _any_shown(page.sheet, "satisfaction") else page.say("no-opinion")


def _any_shown(sheet: Sheet, table: str) -> bool:
    return any(row.state == "shown" for row in sheet.rows(table))


def _share(page: Page) -> Figure | None:
    """Theme cases as a part of all cases."""
    sheet = page.sheet
    if sheet.row(SHARE, "theme") is None:
        return None
    cases, every, share = (sheet.cell(SHARE, "theme", column) for column in ("count", "n", "share"))
    other = made(sheet.texts, [every, cases], "+-")
    title = sheet.say("title-cases", a=cases, b=every)
    parts = [
        Part(str(page.text("aimed_at").unescape()), cases, "s1", float(cases.value or 0), share.text if share.shown else ""),
        Part(str(page.text("aimed_elsewhere").unescape()), other, "oth", float(other.value or 0), ""),
    ]
    told = described(sheet, [(part.word, part.cell) for part in parts])
    plain = str(title.striptags())
    drawing = wide(parts).svg("deel-w", plain, told, "w") + narrow(parts).svg("deel-n", plain, told, "n")
    return page.figure(
        "deel",
        title,
        sheet.say("cases-share", p=share),
        [Panel(drawing)] if cases.shown and other.shown and every.value else [],
        [_share_table(sheet, other, every)],
        of=[SHARE],
        wide=True,
    )


def _share_table(sheet: Sheet, other: Cell, every: Cell) -> Table:
    texts, rows = sheet.texts, sheet.rows(SHARE)
    kept = [row for row in rows if row.group != "theme"] if len(rows) == 2 else rows
    base = table_of(sheet, SHARE, ("count", "share"), rows=kept, label=lambda row: sheet.word("thema" if row.group == "theme" else row.group))
    none = texts.plain("page.none")
    rest = ((texts.plain("page.other_or_unknown"), other, none), (texts.plain("page.total"), every, none))
    return Table(base.key, base.caption, base.columns, (*base.rows, *rest))


def _about(page: Page) -> list[Markup]:
    """What is known of the closed cases, what is not, and the worst and the best that can be."""
    sheet, table = page.sheet, "zrm-end-vs-start"
    higher, equal, lower = (sheet.cell(table, group, "count") for group in ("higher", "equal", "lower"))
    pairs, due = pairs_of(sheet, table), due_of(sheet, table)
    missing, _ = unknown_ends(sheet, table)
    least, most = sheet.cell(table, "higher", "bounds", 0), sheet.cell(table, "higher", "bounds", 1)
    reached, of = (sheet.cell("zrm-goal-reached", "reached", column) for column in ("count", "n"))
    kept = sheet.cell("zrm-goal-reached", "maintenance_goal", "count")
    return [
        sheet.say("known", c=due, n=pairs, h=higher, g=equal, l=lower, m=missing),
        sheet.say("bounds", c=due, min=least, max=most),
        sheet.say("reached", d=reached, n2=of, e=kept),
    ]


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


def _ages(page: Page) -> Figure | None:
    sheet, table = page.sheet, "caseload-age"
    rows = [row for row in sheet.rows(table) if row.group != "unknown" or row.count != 0]
    if not rows:
        return None
    young = [sheet.cell(table, row.group, "count") for row in rows if _under(row.group, 25)]
    total = made(sheet.texts, young, "+" * len(young)) if young else Cell("", None, "unknown", "")
    cases = sheet.cell(SHARE, "theme", "count")
    title = sheet.say("title-ages", k=total, a=cases)
    items = [_bar(sheet, table, row, age_label(sheet, row.group)) for row in rows]
    data = table_of(sheet, table, ("count", "share"), rows=rows, label=lambda row: age_label(sheet, row.group))
    return _bar_figure(page, "leeftijd", title, page.text("ages_sub"), table, rows, items, data)


def _under(group: str, age: int) -> bool:
    match = _CLASS.fullmatch(group)
    return bool(match and match.group(2) and int(match.group(2)) < age)


def _bar(sheet: Sheet, table: str, row: Row, label: str) -> Bar:
    role = "unk" if row.group in ("unknown", "not_recorded") else "s1"
    return Bar(label, sheet.cell(table, row.group, "count"), role)


def by_size(rows: Sequence[Row], word: dict[str, str]) -> list[Row]:
    """By size; then zero, then hidden (in alphabetical order), last what was not recorded."""

    def place(row: Row) -> tuple[int, int, str]:
        last = row.group in ("not_recorded", "unknown")
        rank = 3 if last else 2 if row.state != "shown" else 1 if not row.count else 0
        return rank, -(row.count or 0), word[row.group]

    return sorted(rows, key=place)


def _dimensions(page: Page) -> Figure | None:
    sheet, table = page.sheet, "ph-dimension"
    words = {row.group: _dimension(sheet, row.group) for row in sheet.rows(table)}
    rows = by_size(sheet.rows(table), words)
    if not rows:
        return None
    first = next((row for row in rows if row.state == "shown" and row.count and row.group != "not_recorded"), None)
    chosen = sheet.cell(table, first.group, "count") if first else None
    missing = sheet.cell(table, "not_recorded", "count")
    title = sheet.say("title-dimensions", k=chosen, dimensie=sheet.texts.word(first.group) if first else None, m=missing)
    items = [_bar(sheet, table, row, words[row.group]) for row in rows]
    data = table_of(sheet, table, ("count", "share"), rows=rows, label=lambda row: words[row.group])
    return _bar_figure(page, "dimensie", title, page.text("dimensions_sub"), table, rows, items, data)


def _dimension(sheet: Sheet, group: str) -> str:
    return sheet.texts.plain("page.not_recorded") if group == "not_recorded" else sheet.word(group)


def _bar_figure(
    page: Page, key: str, title: Markup, subtitle: Markup, table: str, rows: Sequence[Row], items: Sequence[Bar], data: Table
) -> Figure:
    """A figure of one table as bars, with what the hidden rows add up to."""
    sheet = page.sheet
    together = hidden_together(sheet, table, rows)
    drawing = bars(items, together=together)
    told = described(sheet, [(item.label, item.cell) for item in items])
    cases = sheet.cell(SHARE, "theme", "count")
    total = (sheet.texts.plain("page.total"), cases, *([sheet.texts.plain("page.none")] * (len(data.columns) - 2)))
    full = Table(key, data.caption, data.columns, (*data.rows, total)) if cases.shown else data
    panel = Panel(drawing.svg(key, str(title.striptags()), told))
    return page.figure(key, title, subtitle, [panel], [full], of=[table], notes=notes_of(sheet, [table], [row.group for row in rows]))


def _top_domains(page: Page) -> Figure | None:
    """The five largest main domains within each of the theme's dimensions, all themes together."""
    sheet, table = page.sheet, "dimension-domain"
    found = {dimension: _top_rows(sheet, dimension) for dimension in sheet.spec.theme.top_dimensions}
    found = {dimension: rows for dimension, rows in found.items() if rows}
    if not found:
        return None
    most = max((row.count or 0 for rows in found.values() for row in rows), default=1)
    shown = [row for rows in found.values() for row in rows]
    own = [rows[0].group.partition("/")[2] in sheet.spec.theme.domains for rows in found.values()]
    key = "title-top-own" if all(own) and len(own) > 1 else "title-top"
    return page.figure(
        "top5",
        sheet.say(key, n=str(len(found))),
        page.text("top_sub"),
        [_top_panel(page, dimension, rows, most) for dimension, rows in found.items()],
        [table_of(sheet, table, ("count", "share"), rows=shown, label=lambda row: _pair(sheet, row))],
        of=[table],
        notes=notes_of(sheet, [table], [row.group for row in shown]),
    )


def _top_rows(sheet: Sheet, dimension: str) -> list[Row]:
    rows = [row for row in sheet.rows("dimension-domain") if row.group.partition("/")[0] == dimension]
    words = {row.group: _domain(sheet, row.group.partition("/")[2]) for row in rows}
    kept = [row for row in by_size(rows, words) if row.state == "shown" and row.count]
    return kept[:5]


def _domain(sheet: Sheet, domain: str) -> str:
    return sheet.texts.plain("page.not_recorded") if domain == "not_recorded" else sheet.word(domain)


def _pair(sheet: Sheet, row: Row) -> str:
    dimension, _, domain = row.group.partition("/")
    return f"{sheet.word(dimension)}: {_domain(sheet, domain).lower()}"


def _top_panel(page: Page, dimension: str, rows: Sequence[Row], most: float) -> Panel:
    sheet = page.sheet
    items = []
    for row in rows:
        domain = row.group.partition("/")[2]
        own = domain in sheet.spec.theme.domains
        items.append(Bar(_domain(sheet, domain), sheet.cell("dimension-domain", row.group, "count"), "s1" if own else "s0", own))
    word = sheet.word(dimension)
    told = described(sheet, [(item.label, item.cell) for item in items])
    return Panel(bars(items, most=most).svg(f"top5-{dimension.replace('_', '-')}", word, told), word)


