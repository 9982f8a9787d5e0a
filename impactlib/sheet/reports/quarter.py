"""The quarterly report: the agenda of a conversation, so far this year beside last year."""

from __future__ import annotations

from markupsafe import Markup

from impactlib.catalogue import PREVIOUS
from impactlib.sheet.cells import counted
from impactlib.sheet.reports import effort, expected
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import below, sentence, whole
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.reports.year import own_words
from impactlib.sheet.tables import Content, Table

COUNTED = ("questions", *effort.TRENDS)
QUARTERS = 4


def so_far(page: ReportPage) -> list[Part]:
    """Counts up to the end of the quarter, beside the same days of last year."""
    sheet, texts = page.sheet, page.sheet.texts
    rows: list[tuple[Content, ...]] = [
        (texts.plain(f"tables.{name}.title", **sheet.names), whole(page, name), whole(page, f"{name}{PREVIOUS}"))
        for name in COUNTED
    ]
    heads = tuple(texts.plain(f"tables.so-far.{key}", **sheet.names) for key in ("head", "now", "before"))
    return [
        Table("so-far", texts.plain("tables.so-far.title", **sheet.names), heads, tuple(rows)),
        below(page, *COUNTED),
        *effort.collective(page, PREVIOUS),
    ]


def by_quarter(page: ReportPage) -> list[Part]:
    """Quarter by quarter, beside the same quarters of last year."""
    return [*(_beside(page, name) for name in ("questions-quarter", *effort.TRENDS)), below(page, "questions-quarter")]


def _beside(page: ReportPage, name: str) -> Part:
    sheet, texts = page.sheet, page.sheet.texts
    now, before = sheet.rows(name), sheet.rows(f"{name}{PREVIOUS}")
    title = texts.plain(f"tables.{name}.title", **sheet.names)
    if not now and not before:
        return sentence(page, "nothing", wat=title)
    quarters = sorted({row.group.partition("-")[2] for row in (*now, *before)})
    year = sheet.spec.params.year
    body: tuple[tuple[Content, ...], ...] = tuple(
        (
            texts.plain("reports.quarter_alone", nummer=quarter),
            sheet.cell(name, f"{year}-{quarter}", "count"),
            sheet.cell(f"{name}{PREVIOUS}", f"{year - 1}-{quarter}", "count"),
        )
        for quarter in quarters
    )
    return Table(name, title, (texts.plain("reports.quarter_head"), str(year), str(year - 1)), body)


def against(page: ReportPage) -> list[Part]:
    """What was counted so far, beside what was expected of the whole year."""
    return [sentence(page, "whole-year", *_early(page)), *expected.registered(page)]


def _early(page: ReportPage) -> list[str]:
    """The caveat of numbers that were read before the year was over."""
    return ["voorlopig"] if page.sheet.provisional else []


def signals(page: ReportPage) -> list[Part]:
    """Agreements of which less was counted than the part of the year that is over, and what stands out."""
    sheet, over = page.sheet, f"{page.sheet.texts.number(_over(page))}%"
    kept, every = expected.kept_up(sheet, _over(page))
    low = [Markup("<li>{}</li>").format(_behind(page, key)) for key in every if key not in kept]
    if not low:
        return [sentence(page, "nothing-behind", deel=over), sentence(page, "pro-rata", deel=over)]
    listed = Markup("<p>{}</p><ul>{}</ul>").format(sheet.say("behind", deel=over), Markup().join(low))
    return [listed, sentence(page, "pro-rata", deel=over)]


def _over(page: ReportPage) -> float:
    """The part of the year that is over, in percent: the quarters count alike."""
    return 100 * (page.sheet.number or 0) / QUARTERS


def _behind(page: ReportPage, key: str) -> Markup:
    sheet = page.sheet
    name, _, group = key.partition("/")
    done, part = (sheet.cell(name, group, column) for column in ("count", "value"))
    return sheet.say("behind-one", wat=expected.named(sheet, group), k=done, n=expected.stated(sheet, group), p=part)


def agreements(page: ReportPage) -> list[Part]:
    """What was agreed last quarter and what became of it; the researcher's words alone."""
    return own_words(page, "afspraken")


def talk(page: ReportPage) -> list[Part]:
    """What to talk about."""
    return own_words(page, "gesprek")


def short(page: ReportPage) -> list[Key]:
    """Questions and trajectories so far, beside last year."""
    found: list[Key] = []
    for key, name in (("questions", "questions"), ("cases", "trajectories-started")):
        now, then = whole(page, name), whole(page, f"{name}{PREVIOUS}")
        found.append((page.text(f"short.{key}"), now, page.say(f"short-{key}", *_early(page), n=now, k=then)))
    kept, every = expected.kept_up(page.sheet, _over(page))
    if every:
        behind, of = (counted(page.sheet.texts, many, "target-counts") for many in (len(every) - len(kept), len(every)))
        part = f"{page.sheet.texts.number(_over(page))}%"
        said = page.sheet.say("short-behind", k=behind, n=of, deel=part)
        found.append((page.text("short.behind"), behind, said))
    return found


QUARTER = Report(
    "kwartaal",
    (
        Chapter("stand", so_far, ("questions", "questions-before", "collective", "collective-before")),
        Chapter("verwachting", against, ("target*",)),
        Chapter("signalen", signals),
        Chapter("afspraken", agreements),
        Chapter("per-kwartaal", by_quarter, ("*-quarter*", "*-started*", "*-closed*")),
        Chapter("gesprek", talk),
    ),
    short,
)
