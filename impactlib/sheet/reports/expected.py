"""Expected and actual: what was agreed beside what came of it, and whether the sums agree."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.figures.bullet import Bullet, bullets
from impactlib.sheet.notes import notes_of
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.reports.context import ReportPage, ReportSheet
from impactlib.sheet.reports.parts import below, pivot, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

STATED = (("expected", "value"), ("actual", "value"), ("ratio", "value"))
AMOUNTS = ("amount", "cost", "activity", "hours", "fte")


def measures_of(sheet: ReportSheet, table: str = "targets") -> dict[str, list[str]]:
    """Result area to the beginnings of its groups, in the order of the source."""
    found: dict[str, list[str]] = {}
    for row in sheet.rows(table):
        area, measure, *_ = row.group.split("/")
        group = f"{area}/{measure}"
        if group not in found.setdefault(area, []):
            found[area].append(group)
    return found


def outcomes(page: ReportPage) -> list[Part]:
    """For each result area: what was expected and what came of it, every measure of the source."""
    areas = measures_of(page.sheet)
    if not areas:
        return [sentence(page, "no-targets")]
    return [_area(page, area, groups) for area, groups in areas.items()]


def _area(page: ReportPage, area: str, groups: Sequence[str]) -> Figure | Table:
    """Bars with what was expected, or a table alone where nothing can be compared."""
    sheet = page.sheet
    rows = [(_measure(sheet, group), group) for group in groups]
    data = pivot(page, "targets", "targets", rows, STATED)
    data = Table(f"targets-{area}", f"{data.caption}: {sheet.phrase(area)}", data.columns, data.rows)
    items = [
        Bullet(label, *(sheet.cell("targets", f"{group}/{one}", "value") for one in ("actual", "expected")))
        for label, group in rows
    ]
    known = [item for item in items if item.actual.shown and item.expected.shown]
    if not known:
        return data
    drawing = bullets(known, str(page.text("expected_of", verwacht="{}").unescape()))
    told = "; ".join(f"{one.label}: {one.actual.text}, {one.expected.text}" for one in known) + "."
    key = f"resultaat-{area.replace('_', '-')}"
    named = [f"{group}/{end}" for group in groups for end, _ in STATED]
    return page.figure(
        key,
        sheet.word(area),
        page.text("targets_sub" if len(known) == len(items) else "targets_sub_some"),
        [Panel(drawing.svg(key, sheet.word(area), told))],
        [data],
        of=["targets"],
        notes=notes_of(sheet, ["targets"], named),
    )


def _measure(sheet: ReportSheet, group: str) -> str:
    return sheet.word(group.split("/")[1])


def totals(page: ReportPage) -> list[Part]:
    """Totals that the document states, beside the sum of their parts."""
    sheet = page.sheet
    slugs = list(dict.fromkeys(row.group.partition("/")[0] for row in sheet.rows("target-totals")))
    if not slugs:
        return [sentence(page, "no-totals")]
    columns = [(name, "value") for name in ("stated", "parts", "difference")]
    if any(row.group.endswith("_wider") for row in sheet.rows("target-totals")):
        columns += [(name, "value") for name in ("parts_wider", "difference_wider")]
    told = [_told(page, slug) for slug in slugs]
    data = pivot(page, "target-totals", "target-totals", [(sheet.word(slug), slug) for slug in slugs], columns)
    return [Markup().join(told), data, below(page, "target-totals")]


def _told(page: ReportPage, slug: str) -> Markup:
    sheet = page.sheet
    said, parts, gap = (
        sheet.cell("target-totals", f"{slug}/{name}", "value") for name in ("stated", "parts", "difference")
    )
    key = "total-agrees" if gap.shown and not gap.value else "total-differs"
    return sentence(page, key, wat=sheet.word(slug), x=said, y=parts, z=gap)


def registered(page: ReportPage) -> list[Part]:
    """What the registration counts of the same result areas, beside the same expectations."""
    sheet = page.sheet
    parts: list[Part] = []
    for name in ("target-counts", "target-participants"):
        rows = sheet.rows(name)
        if not rows:
            parts.append(sentence(page, "no-targets-counted", wat=sheet.texts.plain(f"tables.{name}.title")))
            continue
        parts += [_counted(page, name, rows), below(page, name)]
    return parts


def _counted(page: ReportPage, name: str, rows: Sequence[Row]) -> Table:
    sheet, texts = page.sheet, page.sheet.texts
    body: list[tuple[Content, ...]] = []
    for row in rows:
        area, measure = row.group.split("/")[:2]
        expected = sheet.cell("targets", f"{row.group}/expected", "value")
        actual = sheet.cell(name, row.group, "count")
        if actual.shown and row.precision == "minimaal":
            actual = actual.with_text(texts.plain("page.reach.minimaal", low=actual.text))
        body.append((sheet.word(area), sheet.word(measure), expected, actual, sheet.cell(name, row.group, "value")))
    heads = [texts.plain(f"tables.{name}.{one}") for one in ("head", "measure", "expected", "count", "value")]
    return Table(name, texts.plain(f"tables.{name}.title", **sheet.names), tuple(heads), tuple(body))


def budget(page: ReportPage) -> list[Part]:
    """Every line of the year's budgets, with the sums checked."""
    sheet = page.sheet
    budgets = list(dict.fromkeys(row.group.partition("/")[0] for row in sheet.rows("budget")))
    if not budgets:
        return [sentence(page, "no-budget")]
    parts: list[Part] = []
    for name in budgets:
        parts += [*_sums(page, name), _lines(page, name)]
    return [*parts, below(page, "budget")]


def _posts(sheet: ReportSheet, name: str) -> list[str]:
    groups = (row.group.split("/") for row in sheet.rows("budget"))
    return list(dict.fromkeys(post for budget_, post, _ in groups if budget_ == name))


def _lines(page: ReportPage, name: str) -> Table:
    sheet = page.sheet
    rows = [(sheet.word(post), f"{name}/{post}") for post in _posts(sheet, name)]
    held = {
        row.group.rpartition("/")[2]
        for row in sheet.rows("budget")
        if row.group.startswith(f"{name}/") and row.state == "shown"
    }
    columns = [(column, "value") for column in (*AMOUNTS, "gap") if column in held]
    data = pivot(page, "budget", "budget", rows, columns or [("amount", "value")])
    return Table(name, f"{data.caption}: {sheet.phrase(name)}", data.columns, data.rows)


def _sums(page: ReportPage, name: str) -> list[Markup]:
    """Whether each stated total is the sum of its lines."""
    sheet, found = page.sheet, []
    for row in sheet.rows("budget"):
        budget_, post, column = row.group.split("/")
        if budget_ != name or not column.endswith("_parts"):
            continue
        bare = column.removesuffix("_parts")
        base = f"{name}/{post}/{bare}"
        said, parts, gap = (sheet.cell("budget", f"{base}{end}", "value") for end in ("", "_parts", "_difference"))
        key = "total-agrees" if gap.shown and not gap.value else "total-differs"
        head = sheet.texts.plain(f"tables.budget.{bare}").lower()
        of = f"{sheet.word(post)}, {head}"
        found.append(sentence(page, key, wat=of, x=said, y=parts, z=gap))
    gaps = sheet.cell("budget", f"{name}/totaal/gaps", "value")
    return [*found, sentence(page, "gaps", z=gaps)] if gaps.shown and gaps.value else found


def short(page: ReportPage) -> list[Key]:
    """How many agreements could be compared, and how many could not."""
    sheet = page.sheet
    both, reached, lacking = (
        sheet.cell("targets-compared", group, "count") for group in ("both", "reached", "not_both")
    )
    return [
        (page.text("short.compared"), both, sheet.say("compared", n=both, k=reached)),
        (page.text("short.unknown"), lacking, sheet.say("not-compared", n=lacking)),
    ]


EXPECTED = Report(
    "verwacht-werkelijk",
    (
        Chapter("uitkomsten", outcomes, ("targets", "targets-compared")),
        Chapter("totalen", totals, ("target-totals",)),
        Chapter("registratie", registered, ("target-counts", "target-participants")),
        Chapter("begroting", budget, ("budget",)),
    ),
    short,
)
