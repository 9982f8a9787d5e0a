"""Chapter 1: the goals that were given, and figures about all residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import Goal, Row
from impactlib.sheet.cells import is_percent
from impactlib.sheet.context import Sheet
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.notes import note_of
from impactlib.sheet.parts.common import Page, described, years_notes
from impactlib.sheet.parts.goals import day, measured, status_slug, verdict_of
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Table

MOST_PANELS = 4
COUNTRY = "nederland"


@dataclass(frozen=True)
class ContextPanel:
    """One indicator in one year: the own municipality first, the country last."""

    indicator: str
    title: str
    known: bool
    rows: tuple[Row, ...]

    @property
    def own(self) -> Row:
        return self.rows[0]

    @property
    def country(self) -> Row | None:
        return next((row for row in self.rows if row.area == COUNTRY), None)


def situation(page: Page) -> Markup:
    """Goals with their type and wording, and context figures beside the country's."""
    return page.rendered(
        "situation.html.j2",
        goals=[_goal(page, goal) for goal in page.sheet.background.goals],
        context=_figure(page),
        sentences=_sentences(page),
        words=page.words("situatie").prose,
    )


def context_panels(page: Page) -> list[ContextPanel]:
    """At most four indicators, each in the newest year that the municipality itself has."""
    sheet = page.sheet
    found = [_panel(sheet, indicator) for indicator in sheet.spec.theme.context]
    return [panel for panel in found if panel is not None][:MOST_PANELS]


def newest(sheet: Sheet, indicator: str) -> int | None:
    """The newest year of an indicator for the municipality itself."""
    own = [row.year for row in _of(sheet, indicator) if row.area == sheet.spec.params.municipality and row.year]
    return max(own, default=None)


def _of(sheet: Sheet, indicator: str) -> list[Row]:
    return [row for row in sheet.rows("context") if row.group.partition("@")[0] == indicator and row.value is not None]


def _panel(sheet: Sheet, indicator: str) -> ContextPanel | None:
    year = newest(sheet, indicator)
    if year is None:
        return None
    home = sheet.spec.params.municipality
    rows = [row for row in _of(sheet, indicator) if row.year == year]
    rows.sort(key=lambda row: (row.area != home, row.area == COUNTRY, row.area or ""))
    known = sheet.texts.has(f"page.indicators.{indicator}")
    return ContextPanel(indicator, sheet.word(indicator), known, tuple(rows))


def _goal(page: Page, goal: Goal) -> dict[str, object]:
    """The goal with what was commissioned, its terms, and how it stands."""
    sheet, texts = page.sheet, page.sheet.texts
    said = page.words(f"doel-{goal.goal_id.lower()}").plain.get("status", "")
    stands, term = verdict_of(sheet, goal, status_slug(said)).words, day(sheet, goal.deadline)
    facts = [
        texts.plain(f"page.goal_{name}", value=value)
        for name, value in (
            ("commissioned", goal.commissioned_text),
            ("baseline", measured(sheet, goal, goal.baseline)),
            ("target", measured(sheet, goal, goal.target)),
            ("deadline", "" if term in stands else term),
            ("stands", stands),
        )
        if value
    ]
    return {"text": goal.text, "type": sheet.word(goal.goal_type) if goal.goal_type else "", "facts": facts}


def _figure(page: Page) -> Figure | None:
    sheet, panels = page.sheet, context_panels(page)
    if not panels:
        return None
    percent = [panel for panel in panels if is_percent(panel.own)]
    most = max((row.value or 0 for panel in percent for row in panel.rows), default=0)
    scale = 10 if most <= 10 else 25 if most <= 25 else 50 if most <= 50 else 100
    drawn = [panel for panel in panels if len(panel.rows) > 1]
    extra = [
        note_of(sheet, "alle-inwoners"),
        *years_notes(sheet, [panel.own for panel in panels]),
        note_of(sheet, "samen"),
    ]
    return page.figure(
        "situatie",
        page.sheet.say("context-mixed" if drawn else "context-own"),
        page.text("context_scale", most=f"{scale}%") if len(drawn) > 1 and percent else "",
        [_drawn(page, panel, scale) for panel in panels],
        [_table(sheet, panels)],
        of=["context"],
        notes=extra,
    )


def _drawn(page: Page, panel: ContextPanel, scale: float) -> Panel:
    sheet = page.sheet
    own = sheet.cell("context", panel.own.group, "value")
    title = page.text("context_panel", wat=panel.title, x=own.text)
    of_all = sheet.texts.plain(f"page.indicators.{panel.indicator}.of") if panel.known else ""
    subtitle = page.text("context_of", van=of_all, bronjaar=str(panel.own.year)) if of_all else str(panel.own.year)
    if len(panel.rows) == 1:
        return Panel(title=panel.title, subtitle=subtitle, big=own.html)
    items = [
        Bar(
            _area(sheet, row),
            sheet.cell("context", row.group, "value"),
            "s1" if row is panel.own else "s0",
            row is panel.own,
        )
        for row in panel.rows
    ]
    key = f"situatie-{panel.indicator.replace('_', '-')}"
    drawing = bars(items, most=scale if is_percent(panel.own) else None)
    told = described([(item.label, item.cell) for item in items])
    return Panel(drawing.svg(key, str(title.unescape()), f"{panel.own.year}: {told}"), title, subtitle)


def _area(sheet: Sheet, row: Row) -> str:
    return sheet.names["gemeente"] if row.area == sheet.spec.params.municipality else sheet.word(row.area or "")


def _table(sheet: Sheet, panels: Sequence[ContextPanel]) -> Table:
    areas: list[str] = []
    for row in (row for panel in panels for row in panel.rows):
        if row.area and row.area not in areas:
            areas.append(row.area)
    areas.sort(key=lambda area: (area != sheet.spec.params.municipality, area == COUNTRY, area))
    texts = sheet.texts
    heads = [sheet.names["gemeente"] if area == sheet.spec.params.municipality else sheet.word(area) for area in areas]
    rows = []
    for panel in panels:
        by_area = {row.area: row for row in panel.rows}
        cells = [
            sheet.cell("context", by_area[area].group, "value") if area in by_area else texts.plain("page.none")
            for area in areas
        ]
        rows.append((panel.title, str(panel.own.year), *cells))
    columns = (texts.plain("tables.context.head"), texts.plain("tables.columns.year"), *heads)
    return Table("context", texts.plain("tables.context.title", **sheet.names), columns, tuple(rows))


def _sentences(page: Page) -> list[Markup]:
    """Each figure beside the country's; where no figure has one, that is said once."""
    panels = context_panels(page)
    if panels and all(panel.country is None for panel in panels):
        return [page.sheet.say("context-alone")]
    return [panel_sentence(page, panel) for panel in panels if panel.country is not None]


def panel_sentence(page: Page, panel: ContextPanel) -> Markup:
    """What the figure counts, of whom and in which year; with the country's where it is of the same year.

    A figure in the words of its source ("1 op de 20") stands behind its name: no sentence fits every wording.
    """
    sheet = page.sheet
    own = sheet.cell("context", panel.own.group, "value")
    country = sheet.cell("context", panel.country.group, "value") if panel.country else None
    fields = {"x": own, "y": country, "wat": panel.title, "bronjaar": str(panel.own.year)}
    if panel.own.name or not sheet.texts.has(f"page.indicators.{panel.indicator}.says"):
        return sheet.say("context", **fields)
    said = page.text(f"indicators.{panel.indicator}.says", **fields)
    beside = sheet.say("context-country", y=country)
    return said + Markup(" ") + beside if beside else said
