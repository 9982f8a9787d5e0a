"""The fold-out appendix of chapter 4: flow, duration, levels, growth, and years side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.cells import Cell
from impactlib.sheet.context import Sheet
from impactlib.sheet.figures.dumbbell import Pair, dumbbell
from impactlib.sheet.figures.heat import heat
from impactlib.sheet.figures.points import Point, axis_of, points
from impactlib.sheet.figures.trend import Year, trend
from impactlib.sheet.parts.common import Page, described
from impactlib.sheet.parts.people import domain_table
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Content, Table, table_of

LEVELS = (1, 2, 3, 4, 5)


def appendix(page: Page) -> Markup:
    """Figures and tables for who wants more; empty where there is nothing."""
    if not page.sheet.spec.theme.domains:
        return Markup()
    with page.notes.folding():
        return _appendix(page)


def _appendix(page: Page) -> Markup:
    figures = [figure for figure in (_levels(page), _growth(page), _transitions(page), _trend(page)) if figure]
    levels = ("terug-naar-het-midden", *(("onderdrukt",) if _masked(page.sheet) else ()))
    found = ((_flow(page), ()), (_start_level(page), levels), (domain_table(page), ()))
    tables = [(data, page.notes.read_with(codes)) for data, codes in found if data]
    sentences = [sentence for sentence in _sentences(page) if sentence]
    if not figures and not tables and not sentences:
        return Markup()
    return page.rendered("appendix.html.j2", sentences=sentences, figures=figures, tables=tables)


def _sentences(page: Page) -> list[Markup]:
    sheet, table, found = page.sheet, "caseload-duration", []
    if sheet.table(table) is not None:
        closed, cohort, share = (sheet.cell(table, "within_365_days", column) for column in ("count", "n", "share"))
        days, n = (sheet.cell(table, "closed_mean_days", column) for column in ("value", "n"))
        median = sheet.cell(table, "closed_median_days", "value")
        row = sheet.row(table, "within_365_days")
        if row is None or row.n != 0:
            found.append(page.say("within-a-year", *(row.caveats if row else ()), k=closed, n=cohort, p=share))
        found.append(sheet.say("duration", d=days, m=median, n=n) + page.notes.mark("alleen-afgesloten"))
    if sheet.table("zrm-ceiling") is not None:
        top = [sheet.cell("zrm-ceiling", "could_not_rise", column) for column in ("count", "n")]
        found.append(sheet.say("ceiling", k=top[0], n=top[1]) if top[0].value else Markup())
    return found


def _flow(page: Page) -> Table | None:
    return table_of(page.sheet, "caseload-flow", ("count",)) if page.sheet.rows("caseload-flow") else None


def _shown(sheet: Sheet, table: str) -> list[Row]:
    return [row for row in sheet.rows(table) if row.state != "unknown"]


def _levels(page: Page) -> Figure | None:
    """Of the same trajectories: how many at each level at the start, and at the end."""
    sheet, table = page.sheet, "zrm-levels"
    rows = [row for row in _shown(sheet, table) if row.group.startswith("pairs-")]
    if not any(row.count for row in rows):
        return None
    items = [
        Pair(
            _level(sheet, level),
            *(sheet.cell(table, f"pairs-{moment}-{level}", "count") for moment in ("start", "end")),
        )
        for level in LEVELS
    ]
    heads = (str(page.text("moments.first")), str(page.text("moments.last")))
    title = sheet.say("title-levels")
    told = "; ".join(f"{item.label}: {heads[0]} {item.first.text}, {heads[1]} {item.last.text}" for item in items) + "."
    drawing = dumbbell(items, heads, max(row.count or 0 for row in rows))
    columns = (sheet.texts.plain("tables.zrm-levels.head"), *heads)
    data = Table(
        table, sheet.texts.plain("tables.zrm-levels.title"), columns, tuple((i.label, i.first, i.last) for i in items)
    )
    panel = Panel(drawing.svg("niveaus", str(title), told))
    return page.figure("niveaus", title, page.text("levels_sub"), [panel], [data], of=[table], level=4)


def _level(sheet: Sheet, level: int) -> str:
    meaning = sheet.spec.scales.zrm_levels.get(level, "")
    return str(sheet.texts.plain("page.level", score=level, betekenis=meaning))


def _growth(page: Page) -> Figure | None:
    """Mean growth on each domain that was scored, with its interval."""
    sheet, table = page.sheet, "zrm-growth"
    rows = [row for row in _shown(sheet, table) if row.value is not None]
    if not rows:
        return None
    data = table_of(sheet, table, ("n", "value", "interval"), rows=rows)
    items = [_point(sheet, row) for row in rows]
    if len(items) == 1:
        big = Panel(title=items[0].label, big=items[0].cell.html)
        return page.figure(
            "groei", sheet.say("title-growth"), page.text("growth_sub_one"), [big], [data], of=[table], level=4
        )
    steps = [step / 2 for step in range(-8, 9)]
    axis = axis_of(items, [(step, sheet.texts.number(step, 1 if step % 1 else 0)) for step in steps])
    title = sheet.say("title-growth")
    told = described([(item.label, item.cell) for item in items])
    panel = Panel(points(items, axis).svg("groei", str(title), told))
    return page.figure("groei", title, page.text("growth_sub"), [panel], [data], of=[table], level=4)


def _point(sheet: Sheet, row: Row) -> Point:
    value, low, high = (sheet.cell("zrm-growth", row.group, name) for name in ("value", "low", "high"))
    return Point(sheet.word(row.group), value, low, high)


def _transitions(page: Page) -> Figure | None:
    """How many went from each level to each; only where the table was released."""
    sheet, table = page.sheet, "zrm-transitions"
    rows = _shown(sheet, table)
    if not rows:
        return None
    cells = {_ends(row.group): sheet.cell(table, row.group, "count") for row in rows}
    title = sheet.say("title-transitions")
    drawing = heat(cells, LEVELS, str(page.text("transitions_rows")), str(page.text("transitions_columns")))
    told = described([(f"{first}-{last}", cell) for (first, last), cell in cells.items()])
    heads = (sheet.texts.plain("tables.zrm-transitions.head"), *(str(level) for level in LEVELS))
    body: tuple[tuple[Content, ...], ...] = tuple(
        (_level(sheet, first), *(_at(sheet, cells, first, last) for last in LEVELS)) for first in LEVELS
    )
    data = Table(table, sheet.texts.plain("tables.zrm-transitions.title"), heads, body)
    panel = Panel(drawing.svg("overgangen", str(title), told))
    return page.figure("overgangen", title, page.text("transitions_sub"), [panel], [data], of=[table], level=4)


def _ends(group: str) -> tuple[int, int]:
    first, _, last = group.partition("-")
    return int(first), int(last)


def _at(sheet: Sheet, cells: dict[tuple[int, int], Cell], first: int, last: int) -> Cell:
    return cells.get((first, last)) or sheet.cell("zrm-transitions", f"{first}-{last}", "count")


def _start_level(page: Page) -> Table | None:
    """Of those who started at each level, how many ended higher; regression to the mean is seen here."""
    sheet, table = page.sheet, "zrm-start-level"
    rows = _shown(sheet, table)
    if not rows:
        return None
    made = table_of(
        sheet, table, ("count", "n", "share"), rows=rows, label=lambda row: _level(sheet, int(row.group[-1]))
    )
    hidden = sheet.texts.plain("page.suppressed")
    body = [
        tuple(one.with_text(hidden) if isinstance(one, Cell) and not one.shown else one for one in content)
        if row.state == "shown" and row.n is None
        else content
        for row, content in zip(rows, made.rows, strict=True)
    ]
    return replace(made, rows=tuple(body))


def _masked(sheet: Sheet) -> bool:
    """Whether the door hid how many started at a level, beside a count that it shows."""
    return any(row.state == "suppressed" or row.n is None for row in _shown(sheet, "zrm-start-level"))


def _trend(page: Page) -> Figure | None:
    """Years side by side, one picture a measure; group ``measure@year``, a break is a caveat of its year."""
    sheet, table = page.sheet, "trend"
    rows = sorted((row for row in sheet.rows(table) if row.year), key=lambda row: (_measure(row), row.year or 0))
    if not rows:
        return None
    panels = [_years(page, measure, list(found)) for measure, found in groupby(rows, key=_measure)]
    columns = [name for name in ("count", "n", "share", "value") if _holds(rows, name)]
    data = table_of(sheet, table, ("year", *columns), rows=rows, label=lambda row: sheet.word(_measure(row)))
    return page.figure("trend", sheet.say("title-trend"), "", panels, [data], of=[table], level=4)


def _measure(row: Row) -> str:
    return row.group.partition("@")[0]


def _holds(rows: Sequence[Row], column: str) -> bool:
    return any(getattr(row, column) is not None for row in rows)


def _years(page: Page, measure: str, rows: Sequence[Row]) -> Panel:
    """One measure: its share where it has one, else its value, else its count."""
    sheet = page.sheet
    column = next((name for name in ("share", "value") if _holds(rows, name)), "count")
    years = [Year(row.year or 0, sheet.cell("trend", row.group, column), "breuk" in row.caveats) for row in rows]
    most = max((float(year.cell.value or 0) for year in years if year.cell.shown), default=1)
    told = described((str(year.year), year.cell) for year in years)
    word = sheet.word(measure)
    drawing = trend(years, most, str(page.text("break"))).svg(f"trend-{measure.replace('_', '-')}", word, told)
    return Panel(page.picture(drawing, (year.cell for year in years)), word)
