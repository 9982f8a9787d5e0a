"""What reports share: the top, tables and pictures of released tables, and sentences below them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from markupsafe import Markup

from impactlib.model import Row
from impactlib.params.reports import Deadline, municipalities
from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.bars import Bar, bars
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import described, hidden_together, sources
from impactlib.sheet.parts.people import by_size
from impactlib.sheet.render import Figure, Panel
from impactlib.sheet.reports.context import ReportPage
from impactlib.sheet.reports.report import Key
from impactlib.sheet.style import house_style
from impactlib.sheet.tables import Content, Table, table_of

_DRAWN = 14
"""Rows of a picture; a longer table is shown as a table alone."""

UNRECORDED = ("not_recorded", "unknown")
"""Groups that say nothing of what was asked, only that nobody wrote it down."""


def top(page: ReportPage, rows: Sequence[Key], keys: Sequence[str]) -> Markup:
    """Title, municipality, period, state, deadline and contact; the figures that matter; contents."""
    style = house_style()
    return page.rendered(
        "report-top.html.j2",
        kicker=page.text("kicker"),
        logo=style.logo,
        logo_alt=style.logo_alt or style.publisher,
        meta=page.meta(*due(page)),
        rows=rows,
        in_part=page.in_part(),
        chapters=keys,
    )


def due(page: ReportPage) -> list[tuple[Markup, Markup | str]]:
    """When the report is due, where its municipality says so."""
    deadline = _deadline(page)
    if deadline is None:
        return []
    day = deadline.due(page.sheet.spec.params.year)
    often = page.text("per_year", keer=str(deadline.per_year)) if deadline.per_year > 1 else Markup()
    when = page.text("due_by", datum=page.sheet.texts.date(day)) if day else often or page.text("due_unknown")
    return [(page.text("due"), when)]


def _deadline(page: ReportPage) -> Deadline | None:
    place = municipalities().get(page.sheet.spec.params.municipality)
    own = page.sheet.key("deadline_name", "page")
    name = page.sheet.texts.plain(own) if own.startswith(f"reports.{page.sheet.family}.") else page.sheet.family
    return next((one for one in place.deadlines if one.report == name), None) if place else None


def sentence(page: ReportPage, key: str, *codes: str, **fields: object) -> Markup:
    """A paragraph with one sentence; empty where the sentence is."""
    said = page.sheet.say(key, **fields)
    return Markup("<p>{}{}</p>").format(said, page.notes.mark(*codes)) if said else Markup()


def below(page: ReportPage, *tables: str, groups: Collection[str] | None = None) -> Markup:
    """Sources and caveats of tables, or of some of their rows, that stand without a picture."""
    held = [name for name in tables if page.sheet.table(name) is not None]
    if not held:
        return Markup()
    notes = page.notes.read_with(notes_of(page.sheet, held, groups))
    return Markup('<p class="foot">{} {}</p>').format(sources(page.sheet, held, groups), notes)


def whole(page: ReportPage, name: str) -> Cell:
    """All that a table of parts is about: its n, where a row that is shown tells it."""
    sheet = page.sheet
    row = next((row for row in sheet.rows(name) if row.n is not None), None)
    if row is not None:
        return sheet.cell(name, row.group, "n")
    hidden = any(row.state == "suppressed" for row in sheet.rows(name))
    return Cell("", None, "unknown", sheet.texts.plain("page.suppressed" if hidden else "page.unknown"))


def plain_table(  # noqa: PLR0913 - what a table is made of
    page: ReportPage,
    name: str,
    columns: Sequence[str],
    *,
    key: str = "",
    rows: Iterable[Row] | None = None,
    label: Callable[[Row], str] | None = None,
) -> Table | Markup:
    """A released table as a table; nothing where it is absent or empty."""
    kept = list(page.sheet.rows(name) if rows is None else rows)
    if not kept:
        return Markup()
    return table_of(page.sheet, name, columns, key=key, rows=kept, label=label)


def bar_figure(  # noqa: PLR0913 - what a picture is made of
    page: ReportPage,
    name: str,
    *,
    title: str = "",
    drawn: Sequence[Row] | None = None,
    label: Callable[[Row], str] | None = None,
    ordered: bool = False,
    ranked: bool = False,
    most: float | None = None,
) -> Figure | Table | Markup:
    """A released table of counts as bars with the whole table below; a table alone where there is nothing to draw.

    ``title`` is the key of a sentence; without one the table's own title stands above the bars.
    ``drawn`` are the rows that become bars. Left out, all of them do, save those of which there were
    none: these are named below the title. Rows that are ``ordered`` (ages, quarters) keep their zeros;
    ``ranked`` ones come by size, as far as it is shown.
    ``most`` is the length that pictures beside each other share.
    """
    sheet, rows = page.sheet, page.sheet.rows(name)
    if not rows:
        return sentence(page, "nothing", wat=_caption(page, name))
    named = label or (lambda row: sheet.word(row.group))
    rows = tuple(by_size(rows, {row.group: named(row) for row in rows})) if ranked else rows
    words = sheet.say(title) if title else Markup("{}").format(_caption(page, name))
    of = [column for column in ("count", "share") if any(getattr(row, column) is not None for row in rows)]
    none = [] if ordered or drawn is not None else [row for row in rows if row.state == "shown" and not row.count]
    kept = [row for row in rows if row not in none] if drawn is None else list(drawn)
    told = _of_how_many(page, name, none)
    if len(kept) > _DRAWN or not any(row.state == "shown" and row.count for row in kept):
        return table_of(sheet, name, ["count", "n"], rows=rows, label=named)
    data = table_of(sheet, name, of or ["count"], rows=rows, label=named)
    items = [
        Bar(named(row), sheet.cell(name, row.group, "count"), "unk" if row.group in UNRECORDED else "s1")
        for row in kept
    ]
    total = hidden_together(sheet, name, rows)
    drawing = bars(items, most=most, together=total if total.shown and drawn is None else None)
    alt = described([(item.label, item.cell) for item in items])
    panel = Panel(drawing.svg(f"beeld-{name}", str(words.striptags()), alt))
    return page.figure(name, words, told, [panel], [data], of=[name])


def _of_how_many(page: ReportPage, name: str, none: Sequence[Row]) -> Markup:
    """Of how many, in which period; and of what there were none."""
    sheet, table = page.sheet, page.sheet.table(name)
    own = f"tables.{name}.of"
    what = sheet.texts.plain(own) if sheet.texts.has(own) else sheet.phrase(table.unit if table else "")
    told = sheet.say("of-how-many", n=whole(page, name), wat=what)
    words = [sheet.phrase(row.group) for row in none if row.group not in UNRECORDED]
    return Markup(" ").join((told, sheet.say("none-of", wat=", ".join(words)))) if words else told


def _caption(page: ReportPage, name: str) -> str:
    texts = page.sheet.texts
    return texts.plain(f"tables.{name}.title", **page.sheet.names) if texts.has(f"tables.{name}.title") else name


def content_at(page: ReportPage, name: str, group: str, column: str) -> Content:
    """A number of a released table; a stroke where it has no such group, because it does not apply."""
    if page.sheet.row(name, group) is None:
        return page.sheet.texts.plain("page.none")
    return page.sheet.cell(name, group, column)


def pivot(
    page: ReportPage, key: str, name: str, rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]]
) -> Table:
    """A table whose columns are groups of one released table.

    Parameters
    ----------
    key : str
        Of its title and heads under ``tables``.
    name : str
        The released table.
    rows : sequence of (str, str)
        Words of the row, and what its groups begin with.
    columns : sequence of (str, str)
        What the group ends with, and the number column of it.
    """
    sheet, texts = page.sheet, page.sheet.texts
    heads = [texts.plain(f"tables.{key}.{suffix}") for suffix, _ in columns]
    body: tuple[tuple[Content, ...], ...] = tuple(
        (label, *(content_at(page, name, f"{group}/{suffix}", column) for suffix, column in columns))
        for label, group in rows
    )
    caption = texts.plain(f"tables.{key}.title", **sheet.names)
    return Table(key, caption, (texts.plain(f"tables.{key}.head"), *heads), body)
