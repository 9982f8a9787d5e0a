"""Chapter 4: individual trajectories of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from impactlib.sheet.cells import Cell, made
from impactlib.sheet.context import Sheet, cased
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.figures.stacked import Part, narrow, wide
from impactlib.sheet.notes import unknown_ends
from impactlib.sheet.parts.appendix import appendix
from impactlib.sheet.parts.common import Page, described
from impactlib.sheet.parts.cooperation import mark_sentences, opinion_figure, response_figure, verdict
from impactlib.sheet.parts.delivered import delivered
from impactlib.sheet.parts.people import SHARE, ages, dimensions
from impactlib.sheet.parts.scores import due_of, pairs_of, score_figure
from impactlib.sheet.parts.top import unrecorded
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Content, Table, table_of

SURVEY = "klanttevredenheid"


def trajectories(page: Page) -> Markup:
    """Share, scores, ages, dimensions, opinions; a theme without a domain says so."""
    sheet = page.sheet
    scored = score_figure(page)
    people = [figure for figure in (ages(page), dimensions(page)) if figure]
    response = response_figure(page, SURVEY)
    return page.rendered(
        "trajectories.html.j2",
        basis=sheet.spec.params.basis,
        opening=_opening(page),
        share=_share(page),
        scores=scored,
        about=_about(page) if scored else [],
        people=people,
        response=response,
        opinions=[
            line for line in (verdict(page, SURVEY), *mark_sentences(page, "satisfaction"), _opinion(page)) if line
        ],
        satisfaction=opinion_figure(page, "satisfaction", SURVEY),
        delivered=delivered(page),
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
    return (
        Markup()
        if page.sheet.rows("satisfaction") and _any_shown(page.sheet, "satisfaction")
        else page.say("no-opinion")
    )


def _any_shown(sheet: Sheet, table: str) -> bool:
    return any(row.state == "shown" for row in sheet.rows(table))


def _share(page: Page) -> Figure | None:
    """Theme cases as a part of all cases."""
    sheet = page.sheet
    if sheet.row(SHARE, "theme") is None:
        return None
    cases, every, share = (sheet.cell(SHARE, "theme", column) for column in ("count", "n", "share"))
    blank = sheet.cell(SHARE, "not_recorded", "count")
    taken = [cases, blank] if blank.shown else [cases]
    other = made(sheet.texts, [every, *taken], "+" + "-" * len(taken))
    title = sheet.say("title-cases", a=cases, b=every)
    words = [str(page.text(key).unescape()) for key in ("aimed_at", "aimed_known")]
    words[1] = words[1] if blank.shown else str(page.text("aimed_elsewhere").unescape())
    parts = [
        Part(words[0], cases, "s1", float(cases.value or 0), share.text if share.shown else ""),
        Part(words[1], other, "oth", float(other.value or 0), ""),
    ]
    parts += (
        [Part(sheet.texts.word("not_recorded"), blank, "unk", float(blank.value or 0), "")]
        if blank.shown and blank.value
        else []
    )
    return page.figure(
        "deel",
        title,
        Markup(" ").join(one for one in (sheet.say("cases-share", p=share), unrecorded(page)) if one),
        [Panel(page.picture(_drawing(parts, str(title.striptags())), (part.cell for part in parts)))],
        [_share_table(sheet, other, every)],
        of=[SHARE],
        wide=True,
    )


def _drawing(parts: Sequence[Part], title: str) -> Markup:
    """Both drawings where every part has a length; else rows without one."""
    told = described((part.word, part.cell) for part in parts)
    if all(part.cell.shown for part in parts) and any(part.long for part in parts):
        return wide(parts).svg("deel-w", title, told, "w") + narrow(parts).svg("deel-n", title, told, "n")
    return bars([Bar(cased(part.word), part.cell, part.role) for part in parts]).svg("deel", title, told, "lone")


def _share_table(sheet: Sheet, other: Cell, every: Cell) -> Table:
    texts, rows = sheet.texts, sheet.rows(SHARE)
    blank = sheet.cell(SHARE, "not_recorded", "count")
    kept = [row for row in rows if row.group != "not_recorded"]
    kept = [row for row in kept if row.group != "theme"] if len(kept) == 2 else kept
    base = table_of(
        sheet,
        SHARE,
        ("count", "share"),
        rows=kept,
        label=lambda row: sheet.word("thema" if row.group == "theme" else row.group),
    )
    none = texts.plain("page.none")
    rest: list[tuple[Content, ...]] = [
        (texts.plain("page.other" if blank.shown else "page.other_or_unknown"), other, none)
    ]
    rest += [(texts.plain("page.not_recorded"), blank, sheet.cell(SHARE, "not_recorded", "share"))]
    return Table(base.key, base.caption, base.columns, (*base.rows, *rest, (texts.plain("page.total"), every, none)))


def _about(page: Page) -> list[Markup]:
    """What is known of the closed cases, what is not, and the worst and the best that can be."""
    sheet, table = page.sheet, "zrm-end-vs-start"
    higher, equal, lower = (sheet.cell(table, group, "count") for group in ("higher", "equal", "lower"))
    pairs, due = pairs_of(sheet, table), due_of(sheet, table)
    missing, _ = unknown_ends(sheet, table)
    least, most = sheet.cell(table, "higher", "least"), sheet.cell(table, "higher", "most")
    reached, of = (sheet.cell("zrm-goal-reached", "reached", column) for column in ("count", "n"))
    kept = sheet.cell("zrm-goal-reached", "maintenance_goal", "count")
    return [
        sheet.say("known", c=due, n=pairs, h=higher, g=equal, l=lower, m=missing),
        sheet.say("bounds", c=due, min=least, max=most),
        sheet.say("reached", d=reached, n2=of, e=kept),
    ]
