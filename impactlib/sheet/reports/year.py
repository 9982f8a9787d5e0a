"""The annual report: what was done, the eight groups of indicators, and room for stories."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.sheet.cells import Cell
from impactlib.sheet.notes import note_of
from impactlib.sheet.parts.collective import _indicators as indicators
from impactlib.sheet.parts.cooperation import opinion_figure, response_figure, verdict
from impactlib.sheet.reports import effort, expected
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import bar_figure, below, sentence, whole
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table
from impactlib.sheet.words import CONSENT

SURVEY = "klanttevredenheid"
STORY = "verhaal"
STARTED = "trajectories-started"
PUBLISHED = (
    ("totaal/informatie_en_advies", "vragen"),
    ("totaal/individuele_trajecten", "trajecten"),
    ("totaal/bijeenkomsten", "eigen_inzet/bijeenkomsten"),
    ("totaal/deelnemers_eigen_inzet", "eigen_inzet/deelnemers"),
    ("totaal/initiatieven_zelforganisatie", "hulp_bij_zelforganisatie/trajecten"),
    ("totaal/deelnemers_zelforganisatie", "hulp_bij_zelforganisatie/deelnemers"),
)
"""A total that a document states, and what the registration counts of it."""

_EFFORT = {"informatie_en_advies", "eigen_inzet/deelnemers", *(f"{stated}/actual" for stated, _ in PUBLISHED)}


def own_words(page: ReportPage, key: str) -> list[Part]:
    """A chapter that holds only the researcher's words says so where there are none."""
    return [] if page.words(key).prose else [sentence(page, "no-words")]


def totals(page: ReportPage) -> list[Part]:
    """What was done in all, as counted and as the organisation stated it."""
    sheet, texts = page.sheet, page.sheet.texts
    rows: list[tuple[Content, ...]] = [
        (sheet.word(stated.split("/")[1]), _counted(page, found), sheet.cell("targets", f"{stated}/actual", "value"))
        for stated, found in PUBLISHED
    ]
    heads = tuple(texts.plain(f"tables.effort.{key}") for key in ("head", "count", "stated"))
    return [
        sentence(page, "effort-read"),
        Table("effort", texts.plain("tables.effort.title", **sheet.names), heads, tuple(rows)),
        below(page, "questions", "collective", "targets", groups=_EFFORT),
    ]


def _counted(page: ReportPage, found: str) -> Content:
    if found == "vragen":
        return whole(page, "questions")
    if found == "trajecten":
        return whole(page, "trajectories-result-area")
    return effort.participants(page.sheet, "collective", found)


def areas(page: ReportPage) -> list[Part]:
    """What was done in each result area, beside what was expected."""
    return [
        bar_figure(page, "trajectories-result-area", ranked=True),
        bar_figure(page, "lean-result-area", ranked=True),
        *expected.registered(page),
        *expected.totals(page),
    ]


def places(page: ReportPage) -> list[Part]:
    """Trajectories by area of the municipality."""
    return [bar_figure(page, "trajectories-area"), bar_figure(page, "lean-area")]


def satisfaction(page: ReportPage) -> list[Part]:
    """The five scored questions and the mark, and how far the answers reach."""
    if not any(row.group == SURVEY for row in page.sheet.rows("response")):
        return [sentence(page, "nothing", wat=page.sheet.texts.plain("tables.satisfaction.title"))]
    figures = [response_figure(page, SURVEY), opinion_figure(page, "satisfaction", SURVEY)]
    said = verdict(page, SURVEY)
    mark = _mark(page)
    return [
        *(figure for figure in figures if figure),
        Markup("<p>{}</p>").format(said) if said else Markup(),
        sentence(page, "mark", x=mark[0], n=mark[1]) if mark else Markup(),
    ]


def _mark(page: ReportPage) -> tuple[Cell, Cell] | None:
    """The mean mark out of ten, and of how many."""
    sheet = page.sheet
    row = next((row for row in sheet.rows("satisfaction") if row.value is not None), None)
    return (sheet.cell("satisfaction", row.group, "value"), sheet.cell("satisfaction", row.group, "n")) if row else None


def group_work(page: ReportPage) -> list[Part]:
    """Collective effort, by kind, by age group."""
    return [*effort.collective(page), *effort.ages_of_meetings(page)]


def impact(page: ReportPage) -> list[Part]:
    """The average of the ten indicators, with n and margin."""
    figure = indicators(page)
    return [figure] if figure else [sentence(page, "no-indicators")]


def stories(page: ReportPage) -> list[Part]:
    """Stories from practice: only with consent and a fictitious name, and never as evidence."""
    told: list[Part] = []
    for key in sorted(name for name in page.own if name.startswith(STORY)):
        section = page.words(key)
        if section.prose:
            real = section.plain["toestemming"] == CONSENT[0]
            mark = page.notes.mark(note_of(page.sheet, "verhaal")) if real else Markup()
            by = page.text("story_by" if real else "story_invented")
            told.append(
                Markup('<blockquote class="quote">{}<footer>{}{}</footer></blockquote>').format(section.prose, by, mark)
            )
    return told or [sentence(page, "no-story")]


def short(page: ReportPage) -> list[Key]:
    """Questions, trajectories, participants in all, and the mark."""
    sheet = page.sheet
    asked, cases = whole(page, "questions"), whole(page, "trajectories-result-area")
    met, meetings = (
        sheet.cell("collective", f"eigen_inzet/{name}", "count") for name in ("deelnemers", "bijeenkomsten")
    )
    lines: list[Key] = [
        (page.text("short.questions"), asked, effort.asked(page)),
        (page.text("short.cases"), cases, page.say("short-cases", "trajecten", n=cases, k=whole(page, STARTED))),
        (page.text("short.participants"), met, page.say("short-participants", "niet-uniek", n=met, k=meetings)),
    ]
    lines += expected.in_short(page)
    mark = _mark(page)
    if mark:
        answered = sheet.cell("response", SURVEY, "n")
        said = sheet.say("short-mark", x=mark[0], n=mark[1], k=answered)
        lines.append((page.text("short.mark"), mark[0], said))
    return lines


YEAR = Report(
    "jaarrapportage",
    (
        Chapter("voorwoord", lambda page: own_words(page, "voorwoord")),
        Chapter("organisatie", lambda page: own_words(page, "organisatie")),
        Chapter("totale-inzet", totals, ("targets", "targets-compared")),
        Chapter(
            "resultaatgebieden",
            areas,
            ("trajectories-result-area", "lean-result-area", "target-*"),
        ),
        Chapter("vragen", effort.questions, ("questions*",)),
        Chapter("leefgebieden", effort.domains, ("trajectories-domain",)),
        Chapter("verloop", effort.trends, ("*-started", "*-closed")),
        Chapter("leeftijd", lambda page: effort.ages(page, "trajectories-age", "lean-age"), ("*s-age", "lean-age")),
        Chapter("gebieden", places, ("trajectories-area", "lean-area")),
        Chapter("tevredenheid", satisfaction, ("response", "satisfaction")),
        Chapter("collectief", group_work, ("collective", "collective-age", "collective-quarter")),
        Chapter("impact", impact, ("collective-indicators",)),
        Chapter("verhalen", stories),
        Chapter("nawoord", lambda page: own_words(page, "nawoord")),
    ),
    short,
    (f"{STORY}*",),
)
