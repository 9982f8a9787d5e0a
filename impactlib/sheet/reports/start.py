"""The startfoto: where an area stands, from public figures, beside its province and the country."""

from __future__ import annotations

from collections.abc import Sequence

from impactlib.model import Row
from impactlib.sheet.cells import is_percent
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.parts.common import described
from impactlib.sheet.parts.situation import COUNTRY
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

WHOLE = 100
"""Every percentage is drawn on the whole, so that two pictures can be laid beside each other."""


def public(page: ReportPage) -> list[Part]:
    """Every year of the public figures: percentages as bars, all of them in a table."""
    sheet = page.sheet
    years = sorted({row.year for row in sheet.rows("baseline") if row.year})
    if not years:
        return [sentence(page, "no-figures")]
    return [part for year in reversed(years) for part in _year(page, year)]


def _year(page: ReportPage, year: int) -> list[Part]:
    sheet = page.sheet
    rows = [row for row in sheet.rows("baseline") if row.year == year]
    shares = [name for name in dict.fromkeys(row.group.split("@")[0] for row in rows) if _known_share(rows, name)]
    figures = [_figure(page, [row for row in rows if row.group.startswith(f"{name}@")], year) for name in shares]
    rest = [row for row in rows if row.group.split("@")[0] not in shares]
    if not rest:
        return list(figures)
    return [*figures, _table(page, rest, year), below(page, "baseline", groups={row.group for row in rest})]


def _known_share(rows: Sequence[Row], name: str) -> bool:
    own = [row for row in rows if row.group.startswith(f"{name}@")]
    return is_percent(own[0]) and any(row.value is not None for row in own)


def _area(page: ReportPage, area: str) -> str:
    sheet = page.sheet
    return sheet.names["gemeente"] if area == sheet.spec.params.municipality else sheet.word(area)


def _figure(page: ReportPage, rows: Sequence[Row], year: int) -> Figure:
    sheet = page.sheet
    home, name = sheet.spec.params.municipality, rows[0].group.split("@")[0]
    items = [
        Bar(
            _area(page, row.area or ""),
            sheet.cell("baseline", row.group, "value"),
            "s1" if row.area == home else "s0",
            row.area == home,
        )
        for row in rows
    ]
    key, title = f"{name.replace('_', '-')}-{year}", f"{sheet.word(name)}, {year}"
    drawing = bars(items, most=WHOLE, track=True).svg(
        f"beeld-{key}", title, described([(item.label, item.cell) for item in items])
    )
    body = tuple((item.label, item.cell) for item in items)
    heads = (sheet.texts.plain("tables.context-all.area"), sheet.texts.plain("tables.context-all.value"))
    data = Table(key, title, heads, body)
    return page.figure(key, title, "", [Panel(drawing)], [data], of=["baseline"], groups={row.group for row in rows})


def _with_unit(word: str, unit: str) -> str:
    """The unit behind the word, where the word or the number does not say it."""
    said = unit in ("", "%") or unit == word.lower() or " per " in unit
    return word if said else f"{word} ({unit.replace('km2', 'km²')})"


def _table(page: ReportPage, rows: Sequence[Row], year: int) -> Table:
    sheet, texts = page.sheet, page.sheet.texts
    areas = list(dict.fromkeys(row.area or "" for row in rows))
    names = list(dict.fromkeys(row.group.split("@")[0] for row in rows))
    body: tuple[tuple[Content, ...], ...] = tuple(
        (
            _with_unit(sheet.word(name), next(row.unit or "" for row in rows if row.group.startswith(f"{name}@"))),
            *(sheet.cell("baseline", f"{name}@{area}@{year}", "value") for area in areas),
        )
        for name in names
    )
    heads = (texts.plain("tables.baseline.head"), *(_area(page, area) for area in areas))
    return Table(f"baseline-{year}", f"{texts.plain('tables.baseline.title')} {year}", heads, body)


def local(page: ReportPage) -> list[Part]:
    """Every other context figure that is known of the area, each with its year and source."""
    sheet = page.sheet
    kept = [row for row in sheet.rows("context-all") if sheet.row("baseline", row.group) is None]  # the rest is above
    rows: list[tuple[Content, ...]] = [
        (
            sheet.word(row.group.split("@")[0]),
            _area(page, row.area or ""),
            str(row.year or page.text("unknown")),
            sheet.cell("context-all", row.group, "value"),
            "" if is_percent(row) else row.unit or "",
            row.source or str(page.text("unknown")),
        )
        for row in kept
    ]
    if not rows:
        return [sentence(page, "no-context")]
    columns = ("head", "area", "year", "value", "unit", "source")
    return [grid(page, "context-all", columns, rows), below(page, "context-all", groups={row.group for row in kept})]


def short(page: ReportPage) -> list[Key]:
    """Residents, in the newest year that is known."""
    sheet = page.sheet
    home = sheet.spec.params.municipality
    found = [r for r in sheet.rows("baseline") if r.group.startswith(f"inwoners@{home}@") and r.value is not None]
    if not found:
        return [(page.text("short.residents"), str(page.text("unknown")), sheet.say("no-figures"))]
    newest = max(found, key=lambda row: row.year or 0)
    cell = sheet.cell("baseline", newest.group, "value")
    older, country = (
        sheet.cell("baseline", f"inwoners_65_plus@{area}@{newest.year}", "value") for area in (home, COUNTRY)
    )
    said = page.say("short-residents", *newest.caveats, n=cell, p=older, k=country, bronjaar=str(newest.year))
    return [(page.text("short.residents"), cell, said)]


START = Report(
    "startfoto",
    (Chapter("cijfers", public, ("baseline",)), Chapter("context", local, ("context-all",))),
    short,
)
