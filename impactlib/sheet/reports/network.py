"""The Doelen-Inspanningen-Netwerk: goals as asked and as translated, efforts, partners, what changed."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from impactlib.model import DIMENSIONS, Goal, Row
from impactlib.sheet.cells import counted
from impactlib.sheet.parts.goals import day, measured, verdict_of
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import below, content_at, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

TYPES = ("leerdoel", "prestatiedoel", "preventiedoel")
STOPPED = "gestopt"
DIFFER = ("vertaling-strenger", "vertaling-anders")


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
            word = sheet.word(dimension) if dimension else str(page.text("unknown"))
            said = Markup().join(_goal(page, goal) for goal in own)
            found.append(Markup('<h3>{}</h3><ul class="goals coded">{}</ul>').format(word, said))
    columns = ("head", "kind", "commissioned", "translated", "warning", "baseline", "deadline")
    rows: list[tuple[Content, ...]] = [tuple(_facts(page, goal).values()) for goal in sheet.background.goals]
    table = grid(page, "din-goals", columns, rows)
    return [*found, page.figure("doelen", page.text("goals_folded"), "", [], [table], of=["din-goals"], wide=True)]


def _facts(page: ReportPage, goal: Goal) -> dict[str, str]:
    sheet, unknown = page.sheet, str(page.text("unknown"))
    return {
        "code": goal.goal_id,
        "kind": sheet.word(goal.goal_type) if goal.goal_type else unknown,
        "commissioned": goal.commissioned_text or unknown,
        "translated": goal.text,
        "warning": warning(page, sheet.row("din-goals", goal.goal_id)),
        "baseline": _baseline(page, goal),
        "deadline": day(sheet, goal.deadline) or unknown,
    }


def _baseline(page: ReportPage, goal: Goal) -> str:
    """The baseline with its dates in words and, after a number, its unit."""
    if not goal.baseline:
        return str(page.text("no_baseline"))
    return measured(page.sheet, goal, goal.baseline)


def _goal(page: ReportPage, goal: Goal) -> Markup:
    """A goal in the list: asked, translated, what to mind, from where and by when."""
    facts = _facts(page, goal)
    row = page.sheet.row("din-goals", goal.goal_id)
    mind = Markup()
    if facts["warning"]:
        mind = Markup("<p><b>{}: {}</b>{}</p>").format(
            page.sheet.texts.plain("tables.din-goals.warning"),
            facts["warning"],
            page.notes.mark(*row.caveats if row else ()),
        )
    return Markup(
        '<li><span class="gn">{code}</span><div class="gb"><dl class="wat"><div><dt>{asked}</dt><dd>{commissioned}</dd></div>'
        '<div><dt>{became}</dt><dd>{translated}</dd></div></dl>{mind}<p class="small">{line}</p></div>'
        '<span class="badge">{kind}</span></li>'
    ).format(
        **{**facts, "mind": mind},
        asked=page.sheet.texts.plain("tables.din-goals.commissioned"),
        became=page.sheet.texts.plain("tables.din-goals.translated"),
        line=page.text("goal_line", nulmeting=facts["baseline"], termijn=facts["deadline"]),
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
    return [grid(page, "din-types", ("head", *TYPES), rows), below(page, "din-types")]


def answers(page: ReportPage) -> list[Part]:
    """Which goals a sheet of this year answers, and which stay open."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [sentence(page, "no-goals")]
    told = {goal.goal_id: _answer(page, goal) for goal in sheet.background.goals}
    rows: list[tuple[Content, ...]] = [
        (goal.goal_id, goal.text, told[goal.goal_id]) for goal in sheet.background.goals if told[goal.goal_id]
    ]
    open_ = ", ".join(code for code, said in told.items() if not said)
    return [
        grid(page, "din-answers", ("head", "goal", "status"), rows) if rows else Markup(),
        sentence(page, "goals-open", *(["geen-blad"] if open_ else []), codes=open_) if open_ else Markup(),
        below(page, "din-answers"),
    ]


def _answer(page: ReportPage, goal: Goal) -> str:
    """The verdict of a sheet on the goal, the same as stands there; empty where none answers it."""
    row = page.sheet.row("din-answers", goal.goal_id)
    known = row.nature if row and row.state == "shown" else None
    return verdict_of(page.sheet, goal, known).words if known else ""


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
    """Partners by kind and theme; a stroke where a theme names none of a kind."""
    sheet = page.sheet
    groups = [row.group.partition("/") for row in sheet.rows("din-partners")]
    if not groups:
        return [sentence(page, "no-partners")]
    themes = list(dict.fromkeys(theme for theme, _, _ in groups))
    kinds = sorted({kind for _, _, kind in groups if kind})
    rows: list[tuple[Content, ...]] = [
        (
            sheet.word(kind) if kind else str(page.text("total")),
            *(content_at(page, "din-partners", f"{theme}/{kind}" if kind else theme, "count") for theme in themes),
        )
        for kind in (*kinds, "")
    ]
    texts = sheet.texts
    heads = (texts.plain("tables.din-partners.head"), *(sheet.word(theme) for theme in themes))
    table = Table("din-partners", texts.plain("tables.din-partners.title"), heads, tuple(rows))
    return [sentence(page, "partners-read"), table, below(page, "din-partners")]


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
    """How many goals, how many of them were translated otherwise, and how many a sheet answers."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [(page.text("short.goals"), str(page.text("unknown")), sheet.say("no-goals"))]
    every = sheet.cell("din-types", f"{DIMENSIONS[0]}/{TYPES[0]}", "n")
    differ = [row.group for row in sheet.rows("din-goals") if set(row.caveats) & set(DIFFER)]
    answered = [goal.goal_id for goal in sheet.background.goals if _answer(page, goal)]
    return [
        (page.text("short.goals"), every, sheet.say("short-goals", n=every)),
        (
            page.text("short.differ"),
            counted(sheet.texts, len(differ), "din-goals"),
            page.say("short-differ", *DIFFER, codes=", ".join(differ)) if differ else sheet.say("short-same"),
        ),
        (
            page.text("short.answered"),
            counted(sheet.texts, len(answered), "din-answers"),
            sheet.say("short-answered", codes=", ".join(answered)) if answered else sheet.say("short-open"),
        ),
    ]


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
