"""End scores against start and goal: one bar of everything, the unknown as parts of their own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from impactlib.sheet.cells import Cell, made
from impactlib.sheet.context import Sheet, cased
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.figures.stacked import Bracket, Part, narrow, wide
from impactlib.sheet.notes import notes_of, unknown_ends
from impactlib.sheet.parts.common import Page, described
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Content, Table, content, head_of

GROUPS = ("higher", "equal", "lower", "not_higher")
ROLES = {"higher": "s1", "equal": "s2", "lower": "s3", "not_higher": "s2", "missing": "unk", "not_due": "run"}
MET = ("higher", "equal")
"""Outcomes with which a goal is reached; they get one colour and one bracket."""

WHOLE = 100


TABLES = {"start": "zrm-end-vs-start", "goal": "zrm-end-vs-goal"}
KEYS = {"start": "eind-start", "goal": "eind-doel"}


def score_figure(page: Page) -> Figure | None:
    """End against start and end against goal, one below the other; None without scores."""
    sheet = page.sheet
    drawn = [name for name, table in TABLES.items() if any(row.state != "unknown" for row in sheet.rows(table))]
    if not drawn:
        return None
    tables = [TABLES[name] for name in drawn]
    return page.figure(
        "scores",
        "",
        "",
        [_panel(page, name, version) for name in drawn for version in _versions(sheet, TABLES[name])],
        [_table(page, TABLES[name], _parts(page, TABLES[name])) for name in drawn],
        of=tables,
        notes=notes_of(sheet, tables, extra=["professional", "geen-bewijs", "gelijk-kan-goed"]),
        wide=True,
    )


def _versions(sheet: Sheet, table: str) -> tuple[str, ...]:
    """Versions of the matrix that the table tells apart; one without a name where all pairs are of one version."""
    named = (row.group.partition("/") for row in sheet.rows(table))
    return tuple(dict.fromkeys(version for version, stroke, _ in named if stroke)) or ("",)


def _group(version: str, outcome: str) -> str:
    return f"{version}/{outcome}" if version else outcome


def _panel(page: Page, reference: str, version: str) -> Panel:
    table = TABLES[reference]
    parts = _parts(page, table, version)
    title = _title(page, reference, version)
    names = (str(title.striptags()), described((part.word, part.cell) for part in parts))
    drawing = page.picture(_drawing(page, table, parts, names, version), (part.cell for part in parts))
    return Panel(drawing, title, page.say("scores-versions") if version else _subtitle(page, reference))


def _title(page: Page, reference: str, version: str) -> Markup:
    sheet = page.sheet
    if version:
        pairs = pairs_of(sheet, TABLES[reference], version)
        higher = sheet.cell(TABLES[reference], _group(version, "higher"), "count")
        return sheet.say(f"title-version-{reference}", v=version, h=higher, n=pairs)
    if reference == "goal":
        reached = [sheet.cell("zrm-goal-reached", "reached", column) for column in ("count", "n")]
        return sheet.say("title-reached", d=reached[0], n2=reached[1])
    return sheet.say(
        "title-higher", h=sheet.cell("zrm-end-vs-start", "higher", "count"), n=pairs_of(sheet, "zrm-end-vs-start")
    )


def _subtitle(page: Page, reference: str) -> Markup:
    sheet = page.sheet
    cases = sheet.cell("caseload-theme-share", "theme", "count")
    first = sheet.say(f"scores-{reference}", a=cases)
    if reference == "start":
        return first
    kept = sheet.cell("zrm-goal-reached", "maintenance_goal", "count")
    reached = sheet.cell("zrm-goal-reached", "reached", "count")
    return first + Markup(" ") + sheet.say("scores-maintenance", e=kept, d=reached)


def pairs_of(sheet: Sheet, table: str, version: str = "") -> Cell:
    """How many cases have both scores, from whichever row still says so."""
    cells = [sheet.cell(table, _group(version, group), "n") for group in GROUPS]
    return next((cell for cell in cells if cell.shown), cells[0])


def due_of(sheet: Sheet, table: str) -> Cell:
    """How many cases were closed, from whichever row still says so."""
    cells = [sheet.cell(table, group, "n_eligible") for group in GROUPS]
    return next((cell for cell in cells if cell.shown), cells[0])


def _parts(page: Page, table: str, version: str = "") -> list[Part]:
    """Higher, equal, lower; and of all pairs also missing and still running, which have no version."""
    outcomes = _outcomes(page, table, version)
    return outcomes if version else [*outcomes, *_without_pair(page, table)]


def _outcomes(page: Page, table: str, version: str) -> list[Part]:
    sheet, found = page.sheet, []
    pairs = pairs_of(sheet, table, version)
    for group in GROUPS:
        row = sheet.row(table, _group(version, group))
        if row is None:
            continue
        cell, share = (sheet.cell(table, row.group, column) for column in ("count", "share"))
        words = str(page.text("share_of", p=share.text, n=pairs.text)) if share.shown and pairs.shown else ""
        found.append(
            Part(
                _word(page, group, table),
                cell,
                _role(table, group) if cell.shown else "mask",
                float(cell.value or 0),
                words,
            )
        )
    return found


def _without_pair(page: Page, table: str) -> list[Part]:
    sheet, found = page.sheet, list[Part]()
    missing, running = unknown_ends(sheet, table)
    due, cases = due_of(sheet, table), sheet.cell("caseload-theme-share", "theme", "count")
    of_due = str(page.text("of_due", n=due.text)) if due.shown else ""
    of_all = str(page.text("of_cases", n=cases.text)) if cases.shown else ""
    found.append(
        Part(_word(page, "missing"), missing, "unk" if missing.shown else "mask", float(missing.value or 0), of_due)
    )
    found.append(
        Part(_word(page, "not_due"), running, "run" if running.shown else "mask", float(running.value or 0), of_all)
    )
    return found


def _named(page: Page, group: str, table: str) -> str:
    """The outcome in words, with the version of the matrix where the table tells them apart."""
    version, _, outcome = group.rpartition("/")
    word = _word(page, outcome, table)
    return str(page.text("of_version", word=word, v=version)) if version else word


def _word(page: Page, group: str, table: str = "") -> str:
    """The outcome in words: beside a start score "hoger", beside a goal "hoger dan het doel"."""
    own = f"goal_words.{group}"
    return str(
        page.text(own if table == TABLES["goal"] and page.sheet.texts.has(f"page.{own}") else f"score_words.{group}")
    )


def _role(table: str, group: str) -> str:
    return ROLES["higher"] if table == TABLES["goal"] and group in MET else ROLES[group]


def _drawing(page: Page, table: str, parts: Sequence[Part], names: tuple[str, str], version: str) -> Markup:
    """Both drawings where every part has a length; else rows without one."""
    key = KEYS["start" if table.endswith("start") else "goal"] + version
    if version:
        rows = bars([Bar(cased(part.word), part.cell, part.role if part.cell.shown else "s1") for part in parts])
        return rows.svg(key, *names, "lone")
    drawn = _lengths(page.sheet, table, parts)
    if drawn is None:
        rows = bars([Bar(cased(part.word), part.cell, part.role if part.cell.shown else "s1") for part in parts])
        return rows.svg(key, *names, "lone")
    large = wide(drawn, _brackets(page, table, drawn)).svg(f"{key}-w", *names, "w")
    return large + narrow(drawn).svg(f"{key}-n", *names, "n")


def _lengths(sheet: Sheet, table: str, parts: Sequence[Part]) -> list[Part] | None:
    """The parts, with what is hidden of the pairs as one part of the length that n leaves."""
    hidden = [part for part in parts if not part.cell.shown]
    if not hidden:
        return list(parts) if any(part.long for part in parts) else None
    pairs = pairs_of(sheet, table)
    outcomes = parts[:-2]
    if any(not part.cell.shown for part in parts[-2:]) or not pairs.shown or len(hidden) < 2:
        return None
    rest = made(
        sheet.texts,
        [pairs, *(part.cell for part in outcomes if part.cell.shown)],
        "+" + "-" * (len(outcomes) - len(hidden)),
    )
    met = table == TABLES["goal"] and [part.word for part in hidden] == [part.word for part in outcomes[: len(MET)]]
    names = f" {sheet.texts.plain('page.or')} ".join(part.word for part in hidden)
    word = sheet.texts.plain("page.goal_words.met") if met else names
    merged = Part(
        word, rest, ROLES["higher"] if met and rest.shown else "mask", float(rest.value or 0), hidden[0].cell.text
    )
    first = next(part for part in outcomes if not part.cell.shown)
    kept = [merged if part is first else part for part in outcomes if part.cell.shown or part is first]
    return [*kept, *parts[-2:]]


def _brackets(page: Page, table: str, parts: Sequence[Part]) -> list[Bracket]:
    """Below the bar: of how many the shares are; of a goal first how many reached it."""
    sheet = page.sheet
    pairs, due = pairs_of(sheet, table), due_of(sheet, table)
    outcomes = sum(part.long > 0 for part in parts[:-2])
    found = _met(page, parts) if table == TABLES["goal"] else []
    if pairs.shown and outcomes:
        kind = "pairs_start" if table == TABLES["start"] else "pairs_goal"
        words, said = str(page.text(kind, n=pairs.text).unescape()), _said(page, table)
        found.append(Bracket(outcomes, f"{words}: {said}" if said else words))
    if due.shown and parts[-2].long > 0:
        found.append(Bracket(outcomes + 1, str(page.text("closed_cases", n=due.text).unescape())))
    return found


def _said(page: Page, table: str) -> str:
    """The shares of the pairs in words, and that rounding is why they do not add up to 100."""
    sheet = page.sheet
    groups = [group for group in GROUPS if sheet.row(table, group) is not None]
    shares = [(group, sheet.cell(table, group, "share")) for group in groups]
    said = ", ".join(f"{share.text} {_word(page, group, table)}" for group, share in shares if share.shown)
    total = sum(int(share.text.removesuffix("%")) for _, share in shares if share.shown)
    if total == WHOLE or not all(share.shown for _, share in shares):
        return said
    return f"{said} {page.text('rounded', som=f'{total}%')}"


def _met(page: Page, parts: Sequence[Part]) -> list[Bracket]:
    """The bracket over the parts with which the goal is reached, where it is told how many they are."""
    sheet = page.sheet
    count, share = (sheet.cell("zrm-goal-reached", "reached", column) for column in ("count", "share"))
    met = 0
    while met < len(parts) - 2 and parts[met].role == ROLES["higher"]:
        met += 1
    if not count.shown or sum(part.long for part in parts[:met]) != count.value or not count.value:
        return []
    drawn = sum(part.long > 0 for part in parts[:met])
    words = f"{page.text('goal_words.met')}: {count.text}"
    return [Bracket(drawn, f"{words} ({share.text})" if share.shown else words)]


def _table(page: Page, table: str, parts: Sequence[Part]) -> Table:
    sheet, texts = page.sheet, page.sheet.texts
    none = texts.plain("page.none")
    columns = ("count", "share", "interval", "bounds")
    rows: list[tuple[Content, ...]] = [
        (_named(page, row.group, table), *(content(sheet, table, row, column) for column in columns))
        for row in sheet.rows(table)
        if row.group in {_group(version, outcome) for version in _versions(sheet, table) for outcome in GROUPS}
    ]
    rows += [(part.word, part.cell, none, none, none) for part in parts[-2:]]
    rows.append((texts.plain("page.total"), sheet.cell("caseload-theme-share", "theme", "count"), none, none, none))
    heads = [head_of(sheet, table, column) for column in columns]
    key = KEYS["start" if table.endswith("start") else "goal"]
    return Table(key, texts.plain(f"tables.{table}.title"), (texts.plain(f"tables.{table}.head"), *heads), tuple(rows))
