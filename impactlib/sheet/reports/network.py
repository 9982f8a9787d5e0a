"""The Doelen-Inspanningen-Netwerk: goals as asked and as translated, efforts, partners, what changed."""

from __future__ import annotations

from collections.abc import Iterator

from impactlib.model import DIMENSIONS, Goal, Row
from impactlib.sheet.parts.situation import day
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

TYPES = ("leerdoel", "prestatiedoel", "preventiedoel")
STOPPED = "gestopt"


def grid(page: ReportPage, key: str, columns: tuple[str, ...], rows: list[tuple[Content, ...]], of: str = "") -> Table:
    """A table of descriptions; ``of`` ends its title."""
    texts = page.sheet.texts
    caption = texts.plain(f"tables.{key}.title", **page.sheet.names) + (f": {of}" if of else "")
    return Table(key, caption, tuple(texts.plain(f"tables.{key}.{one}") for one in columns), tuple(rows))


def warning(page: ReportPage, row: Row | None) -> str:
    """What a row's caveats say, in a word or two each."""
    page.notes.mark(*(row.caveats if row else ()))
    words = (page.sheet.texts.plain(f"page.caveat_words.{code}") for code in (row.caveats if row else ()))
    return ", ".join(words)


def goals(page: ReportPage) -> list[Part]:
    """By dimension: the goal as it was commissioned beside its translation, with a warning where they differ."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [sentence(page, "no-goals")]
    found: list[Part] = []
    for dimension in (*DIMENSIONS, None):
        own = [goal for goal in sheet.background.goals if goal.dimension == dimension]
        if own:
            rows = [_goal(page, goal) for goal in own]
            word = sheet.phrase(dimension) if dimension else str(page.text("unknown"))
            columns = ("head", "kind", "commissioned", "translated", "warning", "baseline", "deadline")
            found.append(grid(page, "din-goals", columns, rows, word))
    return [*found, below(page, "din-goals")]


def _goal(page: ReportPage, goal: Goal) -> tuple[Content, ...]:
    sheet, unknown = page.sheet, str(page.text("unknown"))
    return (
        goal.goal_id,
        sheet.word(goal.goal_type) if goal.goal_type else unknown,
        goal.commissioned_text or unknown,
        goal.text,
        warning(page, sheet.row("din-goals", goal.goal_id)),
        goal.baseline or str(page.text("no_baseline")),
        day(sheet, goal.deadline) or unknown,
    )


def types(page: ReportPage) -> list[Part]:
    """How many goals of each type there are in each dimension."""
    sheet = page.sheet
    if not sheet.background.goals:
        return []
    rows: list[tuple[Content, ...]] = [
        (sheet.word(dimension), *(sheet.cell("din-types", f"{dimension}/{kind}", "count") for kind in TYPES))
        for dimension in DIMENSIONS
    ]
    return [grid(page, "din-types", ("head", *TYPES), rows)]


def answers(page: ReportPage) -> list[Part]:
    """Which goals a sheet of this year answers, and which stay open."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    for goal in sheet.background.goals:
        row = sheet.row("din-answers", goal.goal_id)
        known = row.nature if row and row.state == "shown" else None
        key = f"page.statuses.{known}"
        said = sheet.texts.plain(key) if known and sheet.texts.has(key) else known or warning(page, row)
        rows.append((goal.goal_id, goal.text, said or str(page.text("unknown"))))
    if not rows:
        return [sentence(page, "no-goals")]
    return [grid(page, "din-answers", ("head", "goal", "status"), rows), below(page, "din-answers")]


def efforts(page: ReportPage) -> list[Part]:
    """What is done, by theme; a stopped effort with its reason, an ambition without a goal as such."""
    sheet = page.sheet
    if not sheet.rows("din-efforts"):
        return [sentence(page, "no-efforts")]
    rows = list(_efforts(page))
    return [grid(page, "din-efforts", ("head", "what", "goals", "status", "warning"), rows), below(page, "din-efforts")]


def _efforts(page: ReportPage) -> Iterator[tuple[Content, ...]]:
    sheet = page.sheet
    told = {effort.text: effort for effort in sheet.background.efforts}
    for row in sheet.rows("din-efforts"):
        effort = told.get(row.name or "")
        status = sheet.word(row.nature) if row.nature else str(page.text("unknown"))
        if row.nature == STOPPED:
            reason = effort.stopped_reason if effort and effort.stopped_reason else str(page.text("no_reason"))
            status = f"{status}: {reason}"
        codes = ", ".join(effort.goal_ids) if effort else ""
        yield sheet.word(row.group.split("/")[0]), row.name or "", codes or "–", status, warning(page, row)


def partners(page: ReportPage) -> list[Part]:
    """Partners by theme and kind."""
    sheet = page.sheet
    rows: list[tuple[Content, ...]] = []
    for row in sheet.rows("din-partners"):
        theme, _, kind = row.group.partition("/")
        rows.append(
            (
                sheet.word(theme),
                sheet.word(kind) if kind else str(page.text("total")),
                sheet.cell("din-partners", row.group, "count"),
            )
        )
    if not rows:
        return [sentence(page, "no-partners")]
    return [grid(page, "din-partners", ("head", "kind", "count"), rows)]


def changes(page: ReportPage) -> list[Part]:
    """What changed since the previous edition."""
    sheet = page.sheet
    held = sheet.rows("din-changes")
    if any(row.state == "unknown" for row in held):
        return [sentence(page, "no-earlier")]
    if not held:
        return [sentence(page, "no-changes")]
    rows: list[tuple[Content, ...]] = [
        (sheet.word(row.group.partition("/")[0]), row.name or "", sheet.phrase(row.nature or "")) for row in held
    ]
    return [grid(page, "din-changes", ("head", "what", "change"), rows)]


def short(page: ReportPage) -> list[Key]:
    """How many goals, and how many of them a sheet answers."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [(page.text("short.goals"), str(page.text("unknown")), sheet.say("no-goals"))]
    every = sheet.cell("din-types", f"{DIMENSIONS[0]}/{TYPES[0]}", "n")
    return [(page.text("short.goals"), every, sheet.say("short-goals", n=every))]


NETWORK = Report(
    "din",
    (
        Chapter("doelen", goals, ("din-goals",)),
        Chapter("soorten", types, ("din-types",)),
        Chapter("antwoorden", answers, ("din-answers",)),
        Chapter("inspanningen", efforts, ("din-efforts",)),
        Chapter("partners", partners, ("din-partners",)),
        Chapter("wijzigingen", changes, ("din-changes",)),
    ),
    short,
)
