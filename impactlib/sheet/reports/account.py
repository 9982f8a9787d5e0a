"""Accounting of method: what the year's sheets used, how it was researched, and what it cannot say."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.params import theme_of
from impactlib.params.sheets import sheets_of
from impactlib.sheet.context import joined
from impactlib.sheet.parts.cooperation import opinion_figure, response_figure, verdict
from impactlib.sheet.parts.summary import PARTS
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.reports.year import own_words
from impactlib.sheet.tables import Content

SURVEYS = ("klanttevredenheid", "netwerktevredenheid")
NETWORK = "netwerktevredenheid"
LIMITS = "reports.onderzoeksverantwoording.limits_of_all"


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
    """Trajectories behind the sheets of this year, each with its n and its days; then the surveys."""
    sheet = page.sheet
    themes = list(dict.fromkeys(row.group.partition("/")[0] for row in sheet.rows("used-cases")))
    if not themes:
        return [sentence(page, "no-sheets")]
    cases: list[tuple[Content, ...]] = [
        (
            sheet.word(theme),
            joined(sheet.texts, [sheet.texts.word(name) for name in theme_of(theme).domains])
            or sheet.texts.plain("page.none"),
            *(sheet.cell("used-cases", f"{theme}/{name}", "count") for name in ("cases", "pairs")),
        )
        for theme in themes
    ]
    without = [sheet.word(theme) for theme in themes if not theme_of(theme).domains]
    return [
        grid(page, "used-cases", ("head", "domain", "cases", "pairs"), cases),
        sentence(page, "without-domain", wat=", ".join(without)) if without else Markup(),
        *_other_days(page),
        *surveys(page),
    ]


def _other_days(page: ReportPage) -> list[Part]:
    """Which sheet of this year is about other days than the year."""
    sheet = page.sheet
    return [
        sentence(page, "other-period", wat=sheet.word(one.params.theme), dagen=sheet.texts.period(one.period))
        for one in sheets_of(sheet.spec)
        if one.period != sheet.spec.period
    ]


def surveys(page: ReportPage) -> list[Part]:
    """Response of each survey, and how far its answers reach."""
    found: list[Part] = []
    for survey in SURVEYS:
        if page.sheet.row("response", survey) is None:
            found.append(sentence(page, "no-survey", wat=page.text(f"asked.{survey}")))
            continue
        figure, said = response_figure(page, survey), verdict(page, survey)
        found += [part for part in (figure, Markup("<p>{}</p>").format(said) if said else Markup()) if part]
    return found


def guide(page: ReportPage) -> list[Part]:
    """How to read the sheets: what may be compared, and what not."""
    texts = page.sheet.texts
    said = (("yes", "ja", texts.raw("page.compare.yes").values()), ("no", "nee", texts.raw("page.compare.no")))
    lists = [
        Markup('<div><h4>{}</h4><ul class="{}">{}</ul></div>').format(
            page.text(f"compare_{key}"), mark, Markup().join(Markup("<li>{}</li>").format(line) for line in found)
        )
        for key, mark, found in said
    ]
    head = Markup('<h3>{}</h3><div class="cmp">{}</div>').format(page.text("compare_head"), Markup().join(lists))
    return [Markup("<p>{}</p>").format(page.text("score_text")), head]


def limits(page: ReportPage) -> list[Part]:
    """What the year's sheets cannot say, in sentences."""
    if not page.sheet.rows("used-cases"):
        return [sentence(page, "no-sheets")]
    said = Markup().join(Markup("<li>{}</li>").format(line) for line in page.sheet.texts.raw(LIMITS))
    held = [name for name in ("used-cases", "response", "network-satisfaction") if page.sheet.rows(name)]
    return [Markup("<ul>{}</ul>").format(said), below(page, *held)]


def opinions(page: ReportPage) -> list[Part]:
    """What partners say of the way of working."""
    figure, said = opinion_figure(page, "network-satisfaction", NETWORK), verdict(page, NETWORK)
    if figure is None:
        return [sentence(page, "no-survey", wat=page.text(f"asked.{NETWORK}"))]
    return [Markup("<p>{}</p>").format(said) if said else Markup(), figure]


def short(page: ReportPage, *surveys: str) -> list[Key]:
    """Response of each survey that was held, or of those that are named."""
    sheet = page.sheet
    found: list[Key] = []
    for survey in (row.group for row in sheet.rows("response") if not surveys or row.group in surveys):
        count, n = (sheet.cell("response", survey, column) for column in ("count", "n"))
        label = page.text(f"short.{survey}") if page.has(f"short.{survey}") else sheet.word(survey)
        known = count.shown and n.shown
        big = page.text("k_of_n", k=count, n=n) if known else count
        found.append((label, big, sheet.say("short-response", k=count, n=n)))
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
