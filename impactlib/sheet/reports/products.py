"""A product sheet: trajectories of one product by topic, people, weight, length, place; minima; groups."""

from __future__ import annotations

from impactlib.model import Row
from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.reports import effort
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.network import grid, warning
from impactlib.sheet.reports.parts import bar_figure, below, plain_table, sentence, whole
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Range

LASTS, MET, MISSED = "lasts", "norm-gehaald", "norm-niet-gehaald"


def topics(page: ReportPage) -> list[Part]:
    """By topic: those with trajectories as bars, all of the commission's topics in a table."""
    return [bar_figure(page, "product-topic")]


def people(page: ReportPage) -> list[Part]:
    """Ages and sex."""
    return [*effort.ages(page, "product-age"), bar_figure(page, "product-sex")]


def weight(page: ReportPage) -> list[Part]:
    """Talks estimated beforehand, and how many questions a trajectory has."""
    sheet = page.sheet

    def label(row: Row) -> str:
        key = f"reports.classes.{row.group}"
        return sheet.texts.plain(key) if sheet.texts.has(key) else sheet.word(row.group)

    return [bar_figure(page, name, label=label, ordered=True) for name in ("product-weight", "product-complexity")]


def duration(page: ReportPage) -> list[Part]:
    """Mean and median of closed trajectories, and beside it the estimate that counts open ones too."""
    page.notes.mark("alleen-afgesloten")
    data = plain_table(page, "product-duration", ("n", "value", "interval"))
    return [sentence(page, "duration-read", "alleen-afgesloten"), data, below(page, "product-duration")]


def domains(page: ReportPage) -> list[Part]:
    """The five domains with most trajectories, and mean growth on each that was scored."""
    growth = plain_table(page, "zrm-growth", ("n", "value", "interval"), key="zrm-growth-product")
    return [
        *effort.domains(page, "product-domain"),
        sentence(page, "domains-read"),
        sentence(page, "growth-read") if growth else sentence(page, "no-growth"),
        growth,
        below(page, "zrm-growth"),
    ]


def spread(page: ReportPage) -> list[Part]:
    """Over the areas of the municipality; where the area is not recorded stands as a row of its own."""
    return [bar_figure(page, "product-area", ranked=True)]


def minima(page: ReportPage) -> list[Part]:
    """What was agreed at least beside what was counted."""
    sheet = page.sheet
    held = sheet.rows("product-minima")
    if not held:
        return [sentence(page, "no-minima")]
    rows: list[tuple[Content, ...]] = [
        (
            sheet.word(row.group),
            _agreed(page, row.group),
            _minimum(page, row.group),
            warning(page, row),
        )
        for row in held
    ]
    columns = ("head", "agreed", "count", "verdict")
    return [grid(page, "product-minima", columns, rows), below(page, "product-minima")]


def _agreed(page: ReportPage, group: str) -> Cell:
    """The agreed number with what it counts."""
    sheet, row = page.sheet, page.sheet.row("product-agreed", group)
    cell = sheet.cell("product-agreed", group, "value")
    return cell.with_text(f"{cell.text} {sheet.phrase(row.unit)}") if cell.shown and row and row.unit else cell


def _minimum(page: ReportPage, group: str) -> Content:
    """What was counted; of how many closed, where the agreement is about how long help lasts."""
    sheet = page.sheet
    count, n = (sheet.cell("product-minima", group, column) for column in ("count", "n"))
    return Range(count, n, sheet.texts.plain("page.of_pages")) if group == LASTS and count.shown and n.shown else count


def group_work(page: ReportPage) -> list[Part]:
    """Collective effort of the product."""
    return [*effort.collective(page), *effort.ages_of_meetings(page)]


def short(page: ReportPage) -> list[Key]:
    """Trajectories and questions of the product, how long help lasts, and the agreed minima."""
    sheet = page.sheet
    cases, asked = whole(page, "product-topic"), whole(page, "questions")
    days, closed = (sheet.cell("product-duration", "closed_mean_days", column) for column in ("value", "n"))
    half = sheet.cell("product-duration", "estimated_median_days", "value")
    lines: list[Key] = [
        (page.text("short.cases"), cases, page.say("short-cases", "trajecten", n=cases)),
        (page.text("short.questions"), asked, effort.asked(page)),
        (page.text("short.days"), half, page.say("short-days", "alleen-afgesloten", h=half, x=days, n=closed)),
    ]
    agreed = sheet.rows("product-minima")
    if agreed:
        met = [row for row in agreed if MET in row.caveats]
        missed = [row for row in agreed if MISSED in row.caveats]
        rest = len(agreed) - len(met) - len(missed)
        k, m, r, n = (
            counted(sheet.texts, many, "product-minima") for many in (len(met), len(missed), rest, len(agreed))
        )
        said = sheet.say("short-minima", k=k, m=m, r=r if rest else None, n=n)
        lines.append((page.text("short.minima"), page.text("k_of_n", k=k, n=n), said))
    return lines


PRODUCT = Report(
    "productblad",
    (
        Chapter("onderwerpen", topics, ("product-topic",)),
        Chapter("mensen", people, ("product-age", "product-sex")),
        Chapter("zwaarte", weight, ("product-weight", "product-complexity")),
        Chapter("duur", duration, ("product-duration",)),
        Chapter("leefgebieden", domains, ("product-domain", "zrm-growth")),
        Chapter("spreiding", spread, ("product-area",)),
        Chapter("minima", minima, ("product-minima", "product-agreed")),
        Chapter("collectief", group_work, ("collective*",)),
        Chapter("vragen", effort.questions, ("questions*",)),
    ),
    short,
)
