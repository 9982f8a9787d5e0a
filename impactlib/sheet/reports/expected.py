"""Expected and actual: what was agreed beside what came of it, and whether the sums agree."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from impactlib.model import Row, group_of, parts_of
from impactlib.params.reports import target_rules
from impactlib.sheet.cells import Cell, counted, made
from impactlib.sheet.figures.bullet import Bullet, bullets
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.reports.context import ReportPage, ReportSheet
from impactlib.sheet.reports.parts import below, pivot, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

STATED = (("expected", "value"), ("actual", "value"), ("ratio", "value"))
AMOUNTS = ("amount", "cost", "activity", "hours", "fte")
NOT_YET = "nog-niet"
COUNTED = ("target-counts", "target-participants")
WHOLE, LOWEST = 100, 3


def agreements_of(sheet: ReportSheet) -> dict[str, list[str]]:
    """Result area to its agreements (``<result area>/<measure>``), in the order of the source."""
    found: dict[str, list[str]] = {}
    for row in sheet.rows("targets"):
        area, measure, _ = parts_of(row.group)
        group = group_of(area, measure)
        if group not in found.setdefault(area, []):
            found[area].append(group)
    return found


def outcomes(page: ReportPage) -> list[Part]:
    """What was expected beside what came of it; then what was stated with only one of the two."""
    sheet, areas = page.sheet, agreements_of(page.sheet)
    if not areas:
        return [sentence(page, "no-targets")]
    both = {area: [one for one in groups if stated(sheet, one, "ratio").shown] for area, groups in areas.items()}
    alone = [one for area, groups in areas.items() for one in groups if one not in both[area]]
    return [
        *(_area(page, area, groups) for area, groups in both.items() if groups),
        *_only(page, "actual", [one for one in alone if stated(sheet, one, "actual").shown]),
        *_only(page, "expected", [one for one in alone if not stated(sheet, one, "actual").shown]),
    ]


def stated(sheet: ReportSheet, group: str, end: str = "expected") -> Cell:
    """What a document states of an agreement."""
    return sheet.cell("targets", f"{group}/{end}", "value")


def _area(page: ReportPage, area: str, groups: Sequence[str]) -> Figure:
    """Bars for what came of it, with a mark at what was expected."""
    sheet = page.sheet
    rows = [(sheet.word(parts_of(group)[1]), group) for group in groups]
    data = pivot(page, "targets", "targets", rows, STATED)
    data = Table(f"targets-{area}", f"{data.caption}: {sheet.phrase(area)}", data.columns, data.rows)
    items = [Bullet(label, *(stated(sheet, group, one) for one in ("actual", "expected"))) for label, group in rows]
    drawing = bullets(items, str(page.text("expected_of", verwacht="{}").unescape()))
    told = "; ".join(f"{one.label}: {one.actual.text}, {one.expected.text}" for one in items) + "."
    key = f"resultaat-{area.replace('_', '-')}"
    return page.figure(
        key,
        sheet.word(area),
        page.text("targets_sub"),
        [Panel(drawing.svg(key, sheet.word(area), told))],
        [data],
        of=["targets"],
        groups={f"{group}/{end}" for group in groups for end, _ in STATED},
    )


def _only(page: ReportPage, end: str, groups: Sequence[str]) -> list[Part]:
    """Agreements of which a document states one of the two numbers."""
    if not groups:
        return []
    sheet, key = page.sheet, f"targets-{end}"
    rows: list[tuple[Content, ...]] = [(named(sheet, group), stated(sheet, group, end)) for group in groups]
    heads = tuple(sheet.texts.plain(f"tables.{key}.{one}") for one in ("head", "value"))
    told = {f"{group}/{one}" for group in groups for one, _ in STATED}
    table = Table(key, sheet.texts.plain(f"tables.{key}.title", **sheet.names), heads, tuple(rows))
    return [sentence(page, f"only-{end}"), table, below(page, "targets", groups=told)]


def named(sheet: ReportSheet, group: str) -> str:
    """An agreement in words: its result area and what is counted there."""
    area, measure = parts_of(group)[:2]
    return f"{sheet.word(area)}: {sheet.phrase(measure)}"


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
    cells = [
        sheet.cell("target-totals", f"{slug}/{name}", "value")
        for name in ("stated", "parts", "difference", "parts_wider", "difference_wider")
    ]
    gap, wider = cells[2], cells[3:]
    key = "total-agrees" if gap.shown and not gap.value else "total-differs"
    said = sentence(page, key, wat=sheet.word(slug), x=cells[0], y=cells[1], z=gap) + _same_as(page, slug, gap)
    return said + (sentence(page, "total-wider", y=wider[0], z=wider[1]) if wider[0].shown else Markup())


def _same_as(page: ReportPage, slug: str, gap: Cell) -> Markup:
    """The one part of a total that is as large as the total's difference with its parts, where there is one."""
    totals = [one for one in target_rules().totals if one.slug == slug]
    parts = [(name, group_of(one.result_area, name), one.column) for one in totals for name in one.parts]
    same = [name for name, group, end in parts if gap.value and stated(page.sheet, group, end).value == gap.value]
    return sentence(page, "total-part", deel=page.sheet.phrase(same[0])) if len(same) == 1 else Markup()


def registered(page: ReportPage) -> list[Part]:
    """What the registration counts of the same result areas, beside the same expectations."""
    anything = any(row.state != "unknown" for name in COUNTED for row in page.sheet.rows(name))
    read = sentence(page, "counted-read") if anything else Markup()
    return [read, *(part for name in COUNTED for part in _registered(page, name))]


def _registered(page: ReportPage, name: str) -> list[Part]:
    sheet, rows = page.sheet, page.sheet.rows(name)
    what = sheet.texts.plain(f"tables.{name}.title", **sheet.names)
    if not rows:
        return [sentence(page, "no-targets-counted", wat=what)]
    if all(NOT_YET in row.caveats for row in rows):
        return [sentence(page, "not-yet-counted", NOT_YET, wat=what)]
    agreed = [row for row in rows if stated(sheet, row.group).shown]
    return [part for some, end in ((agreed, ""), ([row for row in rows if row not in agreed], "-alone"))
            for part in _counted(page, name, some, end)]  # fmt: skip


def _counted(page: ReportPage, name: str, rows: Sequence[Row], end: str) -> list[Part]:
    """Counted beside expected; or, with ``-alone``, what was counted without an expectation."""
    if not rows:
        return []
    sheet, texts = page.sheet, page.sheet.texts
    body: list[tuple[Content, ...]] = []
    for row in rows:
        actual = sheet.cell(name, row.group, "count")
        if actual.shown and row.precision == "minimaal":
            actual = actual.with_text(texts.plain("page.at_least", low=actual.text))
        label = sheet.word(parts_of(row.group)[0]) if name == "target-participants" else named(sheet, row.group)
        beside = (stated(sheet, row.group), sheet.cell(name, row.group, "value"))
        body.append((label, actual) if end else (label, beside[0], actual, beside[1]))
    columns = ("head", "count") if end else ("head", "expected", "count", "value")
    heads = tuple(texts.plain(f"tables.{name}.{one}") for one in columns)
    title = texts.plain(f"tables.{name}.title{end}", **sheet.names)
    groups = {row.group for row in rows} | {f"{row.group}/expected" for row in rows}
    foot = below(page, *([name] if end else [name, "targets"]), groups=groups)
    return [Table(f"{name}{end}", title, heads, tuple(body)), foot]


def kept_up(sheet: ReportSheet, least: float = 100) -> tuple[list[str], list[str]]:
    """Agreements of which at least so much (percent) of what was expected was counted, and all with both numbers."""
    cells = {
        f"{name}/{row.group}": sheet.cell(name, row.group, "value") for name in COUNTED for row in sheet.rows(name)
    }
    known = {key: float(cell.value or 0) for key, cell in cells.items() if cell.shown}
    return [key for key, value in known.items() if value >= least], list(known)


def in_short(page: ReportPage) -> list[Key]:
    """Of how many agreements as much was counted as was expected, where anything was counted."""
    sheet = page.sheet
    kept, every = (counted(sheet.texts, len(found), COUNTED[0]) for found in kept_up(sheet))
    if not every.value:
        return []
    invented = any(
        "verzonnen" in (row.source or "") for row in sheet.rows("targets") if row.group.endswith("/expected")
    )
    said = sheet.say("short-expected-invented" if invented else "short-expected", k=kept, n=every)
    return [(page.text("short.expected"), page.text("k_of_n", k=kept, n=every), said)]


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
    return Table(name, sheet.word(name), data.columns, data.rows)


def _sums(page: ReportPage, name: str) -> list[Part]:
    """Whether each stated total is the sum of its lines."""
    sheet = page.sheet
    found: list[Part] = []
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
    if not gaps.shown or not gaps.value:
        return found
    loose = [
        sheet.cell("budget", f"{name}/{post}/activity", "value")
        for post in _posts(sheet, name)
        if not sheet.cell("budget", f"{name}/{post}/amount", "value").shown
    ]
    added = made(sheet.texts, loose, "+" * len(loose))
    same = added if added.shown and added.value == gaps.value else None
    return [*found, sentence(page, "gaps", z=gaps, a=same)]


def short(page: ReportPage) -> list[Key]:
    """How many agreements can be compared; before there is anything to compare, what was agreed."""
    sheet = page.sheet
    both, reached, lacking = (
        sheet.cell("targets-compared", group, "count") for group in ("both", "reached", "not_both")
    )
    lines: list[Key] = []
    if both.shown and not both.value:
        slugs = dict.fromkeys(row.group.partition("/")[0] for row in sheet.rows("target-totals"))
        for slug in slugs:
            total = sheet.cell("target-totals", f"{slug}/stated", "value")
            gap, parts = (sheet.cell("target-totals", f"{slug}/{one}", "value") for one in ("difference", "parts"))
            apart = parts if gap.shown and gap.value else None
            said = sheet.say("short-total", n=total, wat=sheet.phrase(slug), y=apart)
            lines.append((sheet.word(slug), total, said))
        return lines + in_short(page)
    lines.append((page.text("short.compared"), both, sheet.say("compared", n=both, k=reached)))
    lines += _lowest(page)
    if sheet.rows("targets"):
        lines.append((page.text("short.unknown"), lacking, sheet.say("not-compared", n=lacking)))
    return lines


def _lowest(page: ReportPage) -> list[Key]:
    """The agreements that fell shortest of what was expected."""
    sheet = page.sheet
    every = [one for groups in agreements_of(sheet).values() for one in groups]
    short_of = [
        one for one in every if stated(sheet, one, "ratio").shown and (stated(sheet, one, "ratio").value or 0) < WHOLE
    ]
    if not short_of:
        return []
    lowest = sorted(short_of, key=lambda one: stated(sheet, one, "ratio").value or 0)[:LOWEST]
    told = [
        page.text("k_of_expected", wat=named(sheet, one), k=stated(sheet, one, "actual"), n=stated(sheet, one))
        for one in lowest
    ]
    return [(page.text("short.lowest"), stated(sheet, lowest[0], "ratio"), Markup("; ").join(told) + ".")]


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
