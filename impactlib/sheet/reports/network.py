"""The Doelen-Inspanningen-Netwerk: goals as asked and as translated, efforts, partners, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from impactlib.model import DIMENSIONS, Goal, Row, group_of, parts_of
from impactlib.params import theme_of, themes
from impactlib.sheet.cells import Cell, counted
from impactlib.sheet.parts.goals import day, measured, verdict_of
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.parts import below, sentence
from impactlib.sheet.reports.report import Chapter, Key, Part, Report
from impactlib.sheet.tables import Content, Table

TYPES = ("leerdoel", "prestatiedoel", "preventiedoel")
STOPPED = "gestopt"
STRICTER, OTHER, VAGUER = "vertaling-strenger", "vertaling-anders", "vertaling-zonder-getal"
OVERDUE, UNREADABLE = "termijn-voorbij", "onleesbaar"
COLUMNS = ("head", "kind", "commissioned", "translated", "differs", "warning", "baseline", "target", "deadline")


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
    rows: list[tuple[Content, ...]] = [tuple(_facts(page, goal).values()) for goal in sheet.background.goals]
    table = grid(page, "din-goals", COLUMNS, rows)
    return [*found, page.figure("doelen", page.text("goals_folded"), "", [], [table], of=["din-goals"], wide=True)]


def _facts(page: ReportPage, goal: Goal) -> dict[str, str]:
    sheet, unknown = page.sheet, str(page.text("unknown"))
    row = sheet.row("din-goals", goal.goal_id)
    late = row is not None and OVERDUE in row.caveats
    due = day(sheet, goal.deadline) or str(page.text("no_deadline"))
    return {
        "code": goal.goal_id,
        "kind": sheet.word(goal.goal_type) if goal.goal_type else unknown,
        "commissioned": goal.commissioned_text or str(page.text("no_commission")),
        "translated": goal.text,
        "differs": ", ".join(sheet.texts.word(code) for code in goal.differs),
        "warning": warning(page, row),
        "baseline": measured(sheet, goal, goal.baseline) or str(page.text("no_baseline")),
        "target": measured(sheet, goal, goal.target) or str(page.text("no_target")),
        "deadline": str(page.text("overdue", termijn=due)) if late else due,
    }


def _goal(page: ReportPage, goal: Goal) -> Markup:
    """A goal in the list: asked, translated, what to mind, from where and by when."""
    facts = _facts(page, goal)
    row = page.sheet.row("din-goals", goal.goal_id)
    head = page.sheet.texts.plain
    mind = Markup()
    if facts["differs"]:
        mind += Markup("<p>{}: {}.</p>").format(head("tables.din-goals.differs"), facts["differs"])
    if facts["warning"]:
        marks = page.notes.mark(*row.caveats if row else ())
        mind += Markup("<p><b>{}: {}</b>{}</p>").format(head("tables.din-goals.warning"), facts["warning"], marks)
    return Markup(
        '<li><span class="gn">{code}</span><div class="gb"><dl class="wat"><div><dt>{asked}</dt><dd>{commissioned}</dd></div>'
        '<div><dt>{became}</dt><dd>{translated}</dd></div></dl>{mind}<p class="small">{line}</p></div>'
        '<span class="badge">{kind}</span></li>'
    ).format(
        **{**facts, "mind": mind},
        asked=head("tables.din-goals.commissioned"),
        became=head("tables.din-goals.translated"),
        line=page.text("goal_line", nulmeting=facts["baseline"], streven=facts["target"], termijn=facts["deadline"]),
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
    """Which goals a sheet of this year answers, and of which no sheet says anything."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [sentence(page, "no-goals")]
    told = {goal.goal_id: _answer(page, goal) for goal in sheet.background.goals}
    places = _places()
    rows: list[tuple[Content, ...]] = [
        (goal.goal_id, goal.text, places.get(goal.goal_id, ""), told[goal.goal_id])
        for goal in sheet.background.goals
        if told[goal.goal_id]
    ]
    silent = [code for code, said in told.items() if not said]
    many = counted(sheet.texts, len(silent), "din-answers")
    return [
        grid(page, "din-answers", ("head", "goal", "sheet", "status"), rows) if rows else Markup(),
        sentence(page, "goals-open", "geen-blad", n=many, codes=", ".join(silent)) if silent else Markup(),
        below(page, "din-answers"),
    ]


def _places() -> dict[str, str]:
    """Goal to the fact sheet that has it, with its number there."""
    return {
        goal: f"{theme_of(theme).title}, {number}"
        for theme in themes()
        for number, goal in enumerate(theme_of(theme).goals, 1)
    }


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
        yield sheet.word(parts_of(row.group)[0]), row.name or "", codes or "–", status, warning(page, row)


def partners(page: ReportPage) -> list[Part]:
    """Partners by kind and theme; 0 where a theme names none of a kind."""
    sheet, none = page.sheet, counted(page.sheet.texts, 0, "din-partners")
    groups = [(*parts_of(row.group), "")[:2] for row in sheet.rows("din-partners")]
    if not groups:
        return [sentence(page, "no-partners")]
    themes = list(dict.fromkeys(theme for theme, _ in groups))
    kinds = sorted({kind for _, kind in groups if kind})
    rows: list[tuple[Content, ...]] = [
        (
            sheet.word(kind) if kind else str(page.text("total")),
            *(
                sheet.cell("din-partners", group, "count") if sheet.row("din-partners", group) else none
                for group in (group_of(*filter(None, (theme, kind))) for theme in themes)
            ),
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
    """How many goals; of how many the commission is known and differs; how many are overdue, and answered."""
    sheet = page.sheet
    if not sheet.background.goals:
        return [(page.text("short.goals"), str(page.text("unknown")), sheet.say("no-goals"))]
    every = sheet.cell("din-types", f"{DIMENSIONS[0]}/{TYPES[0]}", "n")
    return [
        (page.text("short.goals"), every, sheet.say("short-goals", n=every)),
        _compared(page),
        _late(page),
        _answered(page),
    ]


def _many(page: ReportPage, found: Iterable[object], origin: str = "din-goals") -> Cell:
    return counted(page.sheet.texts, len(list(found)), origin)


def _with(page: ReportPage, code: str) -> Cell:
    """How many goals carry a caveat."""
    return _many(page, (row for row in page.sheet.rows("din-goals") if code in row.caveats))


def _compared(page: ReportPage) -> Key:
    """Of how many goals it is known what was asked, and how many of them say something else."""
    found = page.sheet.background.goals
    known = [goal for goal in found if goal.commissioned_text]
    apart = [goal for goal in known if goal.differs or {STRICTER, OTHER, VAGUER} & set(_caveats(page, goal))]
    vague = [goal for goal in known if UNREADABLE in goal.differs]
    said = page.say(
        "short-differ" if known else "short-not-known",
        *((STRICTER, OTHER, VAGUER) if apart else ()),
        n=_many(page, known),
        k=_many(page, apart),
        strenger=_with(page, STRICTER),
        anders=_with(page, OTHER),
        zonder=_with(page, VAGUER),
        vaag=_many(page, vague) if vague else None,
    )
    return page.text("short.differ"), _many(page, apart), said


def _caveats(page: ReportPage, goal: Goal) -> tuple[str, ...]:
    row = page.sheet.row("din-goals", goal.goal_id)
    return row.caveats if row else ()


def _late(page: ReportPage) -> Key:
    """How many goals are past their term on the day of the data, and how many have none, or no baseline."""
    found = page.sheet.background.goals
    late = _with(page, OVERDUE)
    said = page.say(
        "short-late",
        *((OVERDUE,) if late.value else ()),
        k=late,
        m=_many(page, (goal for goal in found if not goal.deadline)),
        z=_many(page, (goal for goal in found if not goal.baseline)),
        datum=page.sheet.texts.date(page.sheet.meta.extraction_date),
    )
    return page.text("short.late"), late, said


def _answered(page: ReportPage) -> Key:
    found = [goal for goal in page.sheet.background.goals if _answer(page, goal)]
    rest = len(page.sheet.background.goals) - len(found)
    many, others = _many(page, found, "din-answers"), counted(page.sheet.texts, rest, "din-answers")
    said = page.sheet.say("short-answered", k=many, m=others) if found else page.sheet.say("short-open")
    return page.text("short.answered"), many, said


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
