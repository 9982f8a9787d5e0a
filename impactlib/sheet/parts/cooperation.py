"""Chapter 3: partners by kind, and what those who answered say, as far as their answers reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from impactlib.catalogue import explain_row
from impactlib.model import Row
from impactlib.sheet.cells import Cell, counted, made
from impactlib.sheet.context import Sheet
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.figures.stacked import NARROW, Part, wide
from impactlib.sheet.notes import VERDICTS, Note, note_of, notes_of
from impactlib.sheet.parts.common import Page, described
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.tables import Content, Table, table_of

SURVEY = "netwerktevredenheid"
TABLE = "network-satisfaction"
ONLY_OPINIONS = "alleen-kwalitatief"
PERCENTAGES = 1.0
"""The axis of shares: always the whole, so that two pictures can be laid beside each other."""


@dataclass(frozen=True)
class Kind:
    title: str
    count: Cell
    names: list[str]


def cooperation(page: Page) -> Markup:
    """Partner cards; the survey as counts of how many of how many."""
    sheet = page.sheet
    partners = counted(sheet.texts, len(sheet.background.partners), "partners")
    key = "partners" if sheet.background.partners else "no-partners"
    return page.rendered(
        "cooperation.html.j2",
        intro=page.say(key, *(["momentopname"] if sheet.background.partners else []), n=partners),
        kinds=_kinds(sheet),
        response=response_figure(page, SURVEY),
        verdict=verdict(page, SURVEY),
        opinions=opinion_figure(page, TABLE, SURVEY),
        words=page.words("samenwerking").prose,
    )


def _kinds(sheet: Sheet) -> list[Kind]:
    """Cards by kind, the largest first; a partner without a kind goes last."""
    partners = sorted(sheet.background.partners, key=lambda partner: partner.kind or "")
    groups = [(kind, [partner.name for partner in found]) for kind, found in groupby(partners, lambda p: p.kind or "")]
    groups.sort(key=lambda group: (not group[0], -len(group[1]), group[0]))
    texts = sheet.texts
    return [
        Kind(
            sheet.word(kind) if kind else texts.plain("page.kind_unknown"),
            counted(texts, len(names), f"partners/{kind}"),
            names,
        )
        for kind, names in groups
    ]


def survey_notes(sheet: Sheet, survey: str, tables: list[str]) -> list[Note]:
    """How many answered, and that the questions were about all help; then what the tables carry."""
    row = sheet.row("response", survey)
    small = row is not None and "kleine-respons" in row.caveats
    extra: list[str | Note] = [note_of(sheet, "kleine-respons", row)] if small else []
    return notes_of(sheet, tables, extra=[*extra, "alle-themas"])


def response_figure(page: Page, survey: str) -> Figure | None:
    """One bar: who answered, and whose opinion is unknown."""
    sheet = page.sheet
    row = sheet.row("response", survey)
    if row is None or row.state == "unknown":
        return None
    count, n, share = (sheet.cell("response", survey, column) for column in ("count", "n", "share"))
    rest = made(sheet.texts, [n, count], "+-")
    parts = [
        Part(str(page.text("answered")), count, "s2", float(count.value or 0)),
        Part(str(page.text("not_answered")), rest, "unk", float(rest.value or 0)),
    ]
    key, title = f"respons-{survey}", sheet.say(f"response-{survey}", k=count, n=n, p=share)
    told = described((part.word, part.cell) for part in parts)
    drawing = wide(parts, width=NARROW, high=30).svg(key, str(title.striptags()), told)
    small = [note_of(sheet, "kleine-respons", row)] if "kleine-respons" in row.caveats else []
    return page.figure(
        key,
        title,
        page.text(f"surveys.{survey}"),
        [Panel(page.picture(drawing, [rest]))],
        [_response_table(sheet, survey, ((parts[0].word, count, share), (parts[1].word, rest)))],
        of=["response"],
        notes=[*small, note_of(sheet, "alle-themas")],
    )


def _response_table(sheet: Sheet, survey: str, rows: Sequence[tuple[Content, ...]]) -> Table:
    """Who answered and who did not; only the first has a share of all."""
    texts = sheet.texts
    heads = [texts.plain(f"tables.{key}") for key in ("response.head", "columns.count", "columns.share")]
    filled = tuple((*row, *[texts.plain("page.none")] * (len(heads) - len(row))) for row in rows)
    return Table(f"respons-{survey}", texts.plain(f"tables.response.{survey}", **sheet.names), tuple(heads), filled)


def verdict(page: Page, survey: str) -> Markup:
    """How far the answers reach: the rule that decided, with its numbers where they are shown."""
    sheet = page.sheet
    row = sheet.row("response", survey)
    codes = [code for code in (row.caveats if row else ()) if code in VERDICTS]
    if row is None or not codes:
        return Markup()
    reason = explain_row(row, sheet.spec.norms)
    said = sheet.say(f"verdict-{codes[0]}", wie=page.text(f"asked.{survey}"))
    if reason is None:
        return said
    texts = sheet.texts
    norms = {key: texts.number(v) if isinstance(v, int) else texts.percent(v) for key, v in reason.fields.items()}
    own = {"answered": "count", "invited": "n", "response": "share"}
    cells = {key: sheet.cell("response", survey, column) for key, column in own.items() if key in norms}
    return texts.say(f"methods.verdict.{reason.rule}", **{**norms, **cells})


def only_opinions(sheet: Sheet, survey: str) -> bool:
    """Whether too few answered for any figure: no title, no order and no share may be made of the answers."""
    row = sheet.row("response", survey)
    return row is None or row.state != "shown" or ONLY_OPINIONS in row.caveats


def opinion_figure(page: Page, table: str, survey: str) -> Figure | None:
    """Items as shares of those who answered each, the largest first; loose opinions as a table alone."""
    sheet = page.sheet
    known = [row for row in sheet.rows(table) if row.state != "unknown"]
    items = [row for row in known if not is_mark(row)]
    if not items:
        return None
    if only_opinions(sheet, survey):
        return _loose(page, table, survey, known)
    rows = sorted(items, key=_size)
    title = _opinion_title(sheet, table, rows[0])
    drawn = [_opinion(sheet, table, row) for row in rows]
    told = described((item.label, item.cell) for item in drawn)
    drawing = bars(drawn, most=PERCENTAGES, track=True).svg(f"mening-{survey}", str(title.striptags()), told)
    shown = any(item.cell.shown or item.least is not None for item in drawn)
    marks = [row for row in known if is_mark(row)]
    columns = ("count", "n", "share", *(("value",) if marks else ()), "bounds")
    return page.figure(
        f"mening-{survey}",
        title,
        page.text("opinion_sub"),
        [Panel(drawing if shown else page.picture(drawing, ()))],
        [table_of(sheet, table, columns, rows=[*rows, *marks])],
        of=[table],
        notes=survey_notes(sheet, survey, [table]),
    )


def _opinion_title(sheet: Sheet, table: str, first: Row) -> Markup:
    """How many of those who answered that item agree with it, in its own words."""
    own = f"opinion-{table}-{first.group}"
    key = own if sheet.texts.has(f"sentences.{own}") else f"opinion-{table}"
    k, n = (sheet.cell(table, first.group, column) for column in ("count", "n"))
    return sheet.say(key, k=k, n=n, wat=sheet.texts.word(first.group))


def _opinion(sheet: Sheet, table: str, row: Row) -> Bar:
    """A share with of how many; "more than" as a bar that stays open, too few for a share as words."""
    texts = sheet.texts
    share, count, n = (sheet.cell(table, row.group, column) for column in ("share", "count", "n"))
    of = texts.plain("page.k_of_n", k=count.text, n=n.text) if count.shown and n.shown else ""
    if share.shown or row.state != "shown":
        return Bar(sheet.word(row.group), share, "s2", under=of)
    if row.count is not None or row.bounds is None:
        return Bar(sheet.word(row.group), share.with_text(of or share.text), "s2")
    open_end = row.bounds[1] >= PERCENTAGES
    of = texts.plain("page.of_n", n=n.text) if n.shown else ""
    return Bar(sheet.word(row.group), share, "s2", under=of, least=row.bounds[0] if open_end else None)


def _loose(page: Page, table: str, survey: str, rows: Sequence[Row]) -> Figure:
    """Answers of too few: counts in the order of the questions, no picture, no share."""
    sheet = page.sheet
    marks = ("value",) if any(is_mark(row) for row in rows) else ()
    return page.figure(
        f"mening-{survey}",
        sheet.say(f"opinion-loose-{survey}"),
        page.text("opinion_loose_sub"),
        [],
        [table_of(sheet, table, ("count", "n", *marks, "bounds"), rows=rows)],
        of=[table],
        notes=survey_notes(sheet, survey, [table]),
    )


def is_mark(row: Row) -> bool:
    """Whether the row holds a mark out of ten instead of a count of answers."""
    return row.value is not None


def mark_sentences(page: Page, table: str) -> list[Markup]:
    """The mean mark, of how many; none where the answers are loose opinions."""
    sheet = page.sheet
    if only_opinions(sheet, "klanttevredenheid"):
        return []
    marks = [row.group for row in sheet.rows(table) if is_mark(row)]
    return [sheet.say("mark", n=sheet.cell(table, row, "n"), x=sheet.cell(table, row, "value")) for row in marks]


def _size(row: Row) -> tuple[bool, float, str]:
    """Largest share first; what is told no finer than "more than" by that, hidden rows last."""
    low = row.bounds[0] if row.bounds else -1.0
    return row.state == "suppressed", -(row.share if row.share is not None else low), row.group
