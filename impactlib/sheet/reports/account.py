"""Accounting of method: what the year's sheets used, how it was researched, and what it cannot say."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.model import Row
from impactlib.params import theme_of
from impactlib.sheet.parts.cooperation import opinion_figure, response_figure, verdict
from impactlib.sheet.parts.summary import PARTS
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.reports.year import own_words
from impactlib.sheet.tables import Content, Range, Table

SURVEYS = ("klanttevredenheid", "netwerktevredenheid")
NETWORK = "netwerktevredenheid"


def question(page: ReportPage) -> list[Part]:
    """The question of the research, in the researcher's words."""
    return own_words(page, "vraag")


def components(page: ReportPage) -> list[Part]:
    """Impact in four parts, and what each rests on."""
    said = (
        Markup("<li><strong>{}</strong>: {}</li>").format(page.text(f"impact.{part}"), page.text(f"rests_on.{part}"))
        for part in PARTS
    )
    return [Markup("<p>{}</p><ul>{}</ul>").format(page.text("impact_intro"), Markup().join(said))]


def activities(page: ReportPage) -> list[Part]:
    """What the researcher did, in her own words."""
    return own_words(page, "onderzoek")


def sources(page: ReportPage) -> list[Part]:
    """Trajectories, surveys and tables that the sheets of this year show, each with its n."""
    sheet = page.sheet
    themes = list(dict.fromkeys(row.group.partition("/")[0] for row in sheet.rows("used-cases")))
    if not themes:
        return [sentence(page, "no-sheets")]
    cases: list[tuple[Content, ...]] = [
        (_theme(page, theme), *(sheet.cell("used-cases", f"{theme}/{name}", "count") for name in ("cases", "pairs")))
        for theme in themes
    ]
    without = [_theme(page, theme) for theme in themes if not theme_of(theme).domains]
    return [
        grid(page, "used-cases", ("head", "cases", "pairs"), cases),
        sentence(page, "without-domain", wat=", ".join(without)) if without else Markup(),
        *surveys(page),
        page.figure(
            "tabellen",
            page.text("used_folded"),
            page.text("used_sub"),
            [],
            [_used(page, themes)],
            of=["used-tables"],
            notes=[],
            wide=True,
        ),
    ]


def _used(page: ReportPage, themes: list[str]) -> Table:
    """Each table by sheet: how many of its rows are shown."""
    sheet, texts = page.sheet, page.sheet.texts
    rows = {row.group: row for row in sheet.rows("used-tables")}
    names = dict.fromkeys(group.partition("/")[2] for group in rows)
    body: list[tuple[Content, ...]] = []
    for name in names:
        found = {theme: rows.get(f"{theme}/{name}") for theme in themes}
        first = next(row for row in found.values() if row)
        key = f"tables.{name}-product.title" if texts.has(f"tables.{name}-product.title") else f"tables.{name}.title"
        title = texts.plain(key, **sheet.names) if texts.has(key) else first.name or name
        body.append((title, *(_shown(page, row) for row in found.values()), sheet.word(first.source or "unknown")))
    heads = (texts.plain("tables.used-tables.head"), *(_theme(page, theme) for theme in themes))
    title = texts.plain("tables.used-tables.title")
    return Table("used-tables", title, (*heads, texts.plain("tables.used-tables.source")), tuple(body))


def _shown(page: ReportPage, row: Row | None) -> Content:
    if row is None:
        return page.sheet.texts.plain("page.none")
    shown, every = (page.sheet.cell("used-tables", row.group, column) for column in ("count", "n"))
    return Range(shown, every, page.sheet.texts.plain("page.of_pages"))


def _theme(page: ReportPage, theme: str) -> str:
    return page.sheet.word(theme)


def surveys(page: ReportPage) -> list[Part]:
    """Response of each survey, and how far its answers reach."""
    found: list[Part] = []
    for survey in SURVEYS:
        if page.sheet.row("response", survey) is None:
            found.append(sentence(page, "nothing", wat=page.sheet.word(survey)))
            continue
        figure, said = response_figure(page, survey), verdict(page, survey)
        found += [part for part in (figure, Markup("<p>{}</p>").format(said) if said else Markup()) if part]
    return found


def guide(page: ReportPage) -> list[Part]:
    """How to read the sheets: what may be compared, and what not."""
    texts = page.sheet.texts
    lists = [
        Markup('<div><h4>{}</h4><ul class="{}">{}</ul></div>').format(
            page.text(f"compare_{key}"),
            mark,
            Markup().join(Markup("<li>{}</li>").format(line) for line in texts.raw("page.compare")[key]),
        )
        for key, mark in (("yes", "ja"), ("no", "nee"))
    ]
    head = Markup('<h3>{}</h3><div class="cmp">{}</div>').format(page.text("compare_head"), Markup().join(lists))
    return [Markup("<p>{}</p>").format(page.text("score_text")), head]


def limits(page: ReportPage) -> list[Part]:
    """Every caveat that a table of this year's sheets carries, in full below."""
    if not page.sheet.rows("used-tables"):
        return [sentence(page, "no-sheets")]
    return [sentence(page, "limits"), below(page, "used-tables", "response", "network-satisfaction")]


def opinions(page: ReportPage) -> list[Part]:
    """What partners say of the way of working."""
    figure = opinion_figure(page, "network-satisfaction", NETWORK)
    return [figure] if figure else [sentence(page, "nothing", wat=page.sheet.word(NETWORK))]


def short(page: ReportPage, *surveys: str) -> list[Key]:
    """Response of each survey that was held, or of those that are named."""
    sheet = page.sheet
    found: list[Key] = []
    for survey in (row.group for row in sheet.rows("response") if not surveys or row.group in surveys):
        count, n = (sheet.cell("response", survey, column) for column in ("count", "n"))
        label = page.text(f"short.{survey}") if page.has(f"short.{survey}") else sheet.word(survey)
        found.append((label, count, sheet.say("short-response", k=count, n=n)))
    return found


ACCOUNT = Report(
    "onderzoeksverantwoording",
    (
        Chapter("vraag", question),
        Chapter("vier-delen", components),
        Chapter("onderzoek", activities),
        Chapter("bronnen", sources, ("used-*", "response")),
        Chapter("mening", opinions, ("network-satisfaction",)),
        Chapter("leeswijzer", guide),
        Chapter("beperkingen", limits),
    ),
    short,
)

METHOD = Report(
    "werkwijze",
    (
        Chapter("werkwijze", lambda page: own_words(page, "werkwijze")),
        Chapter("mening", opinions, ("network-satisfaction", "response")),
    ),
    lambda page: short(page, NETWORK),
)
