"""Chapter 5: collective activities, each with its reach in its own unit."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from impactlib.model import DIMENSION_UNKNOWN, DIMENSIONS, Row, parts_of
from impactlib.sheet.cells import Cell
from impactlib.sheet.context import Sheet, cased
from impactlib.sheet.figures.points import Axis, Point, points
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import Page, described, sources
from impactlib.sheet.parts.top import natures
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import table_of
from impactlib.sheet.words import CONSENT

"""Answers behind ``toestemming:`` with which a story is shown: a real one, and one that is made up."""

FEW = "weinig-activiteiten"
"""Caveat of a mean over so few activities that its interval is known to be too narrow."""

ACTIVITIES, REACH, INDICATORS = "collective-activities", "collective-reach", "collective-indicators"


@dataclass(frozen=True)
class ReachLine:
    """A reach: the figure as it was given, and of what."""

    big: Markup
    unit: str


@dataclass(frozen=True)
class Card:
    name: str
    aim: str
    reach: list[ReachLine]
    facts: list[tuple[Markup, str, str]]


def collective(page: Page) -> Markup:
    """Cards, the matrix of dimensions, and the ten indicators where they were measured."""
    sheet = page.sheet
    rows = sheet.rows(ACTIVITIES)
    return page.rendered(
        "collective.html.j2",
        opening=_opening(page),
        cards=[_card(page, row) for row in rows],
        story=story(page) if rows else None,
        matrix=_matrix(page) if rows else None,
        indicators=_indicators(page),
        words=page.words("collectief").prose,
    )


def _opening(page: Page) -> list[Markup]:
    sheet = page.sheet
    rows = sheet.rows(ACTIVITIES)
    if not rows:
        return [page.say("no-activities")]
    special = ["bijzonder-jaar"] if sheet.spec.params.year in sheet.spec.theme.year_caveats else []
    unknown = ["bereik-onbekend"] if any(row.state != "shown" for row in sheet.rows(REACH)) else []
    first = natures(page) + Markup(" ") + page.say("reach-own", "niet-optellen", "niet-uniek", *unknown, *special)
    measured = any(row.state != "unknown" for row in sheet.rows(INDICATORS))
    return [first] if measured else [first + Markup(" ") + page.say("indicators-not-measured")]


def _card(page: Page, row: Row) -> Card:
    sheet, texts = page.sheet, page.sheet.texts
    about = {activity.activity_id: activity for activity in sheet.background.activities}.get(row.group)
    lines = [reach_line(page, reach) for reach in sheet.rows(REACH) if _belongs(reach, row)]
    return Card(
        name=row.name or texts.word(row.group),
        aim=(about.aim if about else None) or texts.plain("page.no_aim"),
        reach=lines or [ReachLine(page.text("reach_unknown"), "")],
        facts=[
            (page.text("nature"), _known(page, "natures", row.nature), ""),
            (page.text("dimensions"), _dimensions(page, row), "dimrow"),
            (page.text("evidence"), _known(page, "evidence_words", row.evidence), ""),
        ],
    )


def _dimensions(page: Page, row: Row) -> str:
    """The dimensions that are known, and that there may be more where not all of them are."""
    known = [page.sheet.texts.word(name) for name in row.dimensions or () if name != DIMENSION_UNKNOWN]
    if len(known) == len(row.dimensions or ()):
        return cased("; ".join(known)) or str(page.text("unknown"))
    return cased("; ".join([*known, str(page.text("others_unknown" if known else "unknown"))]))


def _known(page: Page, kind: str, slug: str | None) -> str:
    """The word for a slug of a fixed list; anything else is unknown."""
    key = f"page.{kind}.{slug}"
    return page.sheet.texts.plain(key if slug and page.sheet.texts.has(key) else f"page.{kind}.onbekend")


def _belongs(reach: Row, row: Row) -> bool:
    return parts_of(reach.group)[0] == row.group


def reach_line(page: Page, row: Row) -> ReachLine:
    """``minimaal 80`` ``kinderen per jaar``; unknown is unknown, not nothing."""
    sheet, texts = page.sheet, page.sheet.texts
    low, high = sheet.cell(REACH, row.group, "reach_low"), sheet.cell(REACH, row.group, "reach_high")
    if not (low.shown or high.shown):
        return ReachLine(page.text("reach_unknown"), "")
    known = row.precision and texts.has(f"page.reach.{row.precision}")
    key = row.precision if row.precision and known else "exact"
    if key == "tussen" and not (low.shown and high.shown):
        key = "minimaal"
    first = low if low.shown else high
    big = page.text(f"reach.{key}", low=first, high=high)
    unique = "unique_" if row.unique == "ja" else ""
    per = row.per if row.per in ("jaar", "week") else "totaal"
    return ReachLine(big, texts.plain(f"page.reach_per.{unique}{per}", unit=texts.word(row.unit or "")))


@dataclass(frozen=True)
class Story:
    text: Markup
    name: Markup
    mark: Markup


def story(page: Page) -> Story | None:
    """An illustration: of a real person only with consent and under another name; an invented one says so."""
    section = page.words("verhaal")
    if not section.prose:
        return None
    real = section.plain["toestemming"] == CONSENT[0]
    return Story(
        section.prose,
        page.text("story_by" if real else "story_invented"),
        page.notes.mark("verhaal") if real else Markup(),
    )


@dataclass(frozen=True)
class Dot:
    word: str
    own: bool


@dataclass(frozen=True)
class DotRow:
    name: str
    cells: list[bool | None]


@dataclass(frozen=True)
class Matrix:
    title: Markup
    columns: list[Dot]
    rows: list[DotRow]
    source: Markup
    notes: Markup


def _matrix(page: Page) -> Matrix:
    sheet = page.sheet
    order = sorted(DIMENSIONS, key=sheet.texts.word)
    rows = sheet.rows(ACTIVITIES)
    own = sheet.spec.theme.dimension
    number = sum(own in (row.dimensions or ()) for row in rows)
    key = "matrix-all" if number == len(rows) else "matrix-some" if number else "matrix-none"
    dimension = sheet.texts.word(own)
    return Matrix(
        title=sheet.say(key, k=_count(sheet, number, own), n=_count(sheet, len(rows), ""), dimensie=dimension),
        columns=[Dot(_head(sheet, name), name == own) for name in order],
        rows=[DotRow(row.name or row.group, [_fits(row, name) for name in order]) for row in rows],
        source=sources(sheet, [ACTIVITIES]),
        notes=page.notes.read_with(notes_of(sheet, [], extra=["gespreksinstrument"])),
    )


def _fits(row: Row, dimension: str) -> bool | None:
    """Whether the activity goes with the dimension; None where not all of its dimensions are known."""
    found = row.dimensions or (DIMENSION_UNKNOWN,)
    return True if dimension in found else None if DIMENSION_UNKNOWN in found else False


def _count(sheet: Sheet, number: int, group: str) -> Cell:
    return Cell("", number, "shown", sheet.texts.number(number), "count", f"{ACTIVITIES}/{group}".rstrip("/"))


def _head(sheet: Sheet, dimension: str) -> str:
    """The word at the head of a narrow column, with a soft hyphen where it is long."""
    key = f"page.dimension_heads.{dimension}"
    return sheet.texts.plain(key) if sheet.texts.has(key) else sheet.word(dimension)


def _indicators(page: Page) -> Figure | None:
    """Mean of each indicator, the highest first, each with how many answered it."""
    sheet = page.sheet
    rows = [row for row in sheet.rows(INDICATORS) if row.state != "unknown"]
    if not rows:
        return None
    rows.sort(key=lambda row: (row.value is None, -(row.value or 0), sheet.texts.word(row.group)))
    items = [_point(page, row) for row in rows]
    scale = sheet.spec.scales.questionnaires["collectief-10"]
    steps = range(int(scale.lowest), int(scale.highest) + 1)
    marks = tuple((float(step), sheet.texts.number(step)) for step in steps)
    title = sheet.say("title-indicators")
    drawing = points(items, Axis(scale.lowest, scale.highest, marks, scale.lowest))
    told = described([(item.label, item.cell) for item in items])
    doubt = any(item.low.shown for item in items)
    sub = page.text("indicators_sub", laag=marks[0][1], hoog=marks[-1][1])
    return page.figure(
        "indicatoren",
        title,
        sub + Markup(" ") + page.text("indicators_margin") if doubt else sub,
        [Panel(drawing.svg("indicatoren", str(title.striptags()), told))],
        [table_of(sheet, INDICATORS, ("n", "value", *(("interval",) if doubt else ())), rows=rows)],
        of=[INDICATORS],
    )


def _point(page: Page, row: Row) -> Point:
    """A mean with its interval; without one where the interval is known to be too narrow."""
    sheet = page.sheet
    value, low, high, n = (sheet.cell(INDICATORS, row.group, name) for name in ("value", "low", "high", "n"))
    if FEW in row.caveats:
        low = high = Cell("", None, "unknown", "")
    under = str(page.text("answers_of", n=n.text)) if n.shown else ""
    return Point(sheet.word(row.group), value, low, high, under)
