"""A seaborn or matplotlib figure of a released table as a part of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from impactlib.catalogue import Question, question_of
from impactlib.catalogue.wording import row_label, value_of
from impactlib.model import Row, SheetError, parts_of
from impactlib.sheet.book import book, page_of_sheet
from impactlib.sheet.context import Sheet
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import sources
from impactlib.sheet.parts.own import questions, table_of_question
from impactlib.sheet.parts.rest import whole_table
from impactlib.sheet.render import Block, rendered, sealed
from impactlib.sheet.tables import Table
from impactlib.sheet.words import check, fill, overclaimed, refuse


def figure(drawn: Any, sheet: Sheet, what: Question | str, *, title: str, caption: str = "") -> Block:
    """A figure that was drawn from the frame of a released table, with that table, for ``show``.

    Parameters
    ----------
    drawn : matplotlib Axes or Figure, or seaborn grid
        Drawn from ``table(sheet, what).frame``.
    sheet : Sheet
    what : Question or str
        The table that it is drawn from, and that stands below it: a question, or the id of a table of the sheet.
    title, caption : str
        Words of the page; a number in them is a placeholder.

    Returns
    -------
    Block
        Inline SVG with real text in house colours, which follow dark mode and print; an alt text made of the table;
        source, caveats, table and CSV.

    Raises
    ------
    SheetError
        ``figure-number``, ``figure-word`` and the like: it holds what was not released. ``not-asked``: the sheet has no
        such table. ``words-...``: what a title may not hold.
    """
    from matplotlib.pyplot import close  # noqa: PLC0415 - heavy

    from impactlib.sheet.figures.drawn import figure_of, in_words, refuse_unreleased  # noqa: PLC0415 - loads matplotlib
    from impactlib.sheet.figures.inline import inline  # noqa: PLC0415 - loads matplotlib

    name, texts = what.id if isinstance(what, Question) else what, sheet.texts
    if name not in sheet.released:
        raise SheetError("not-asked", table=name)
    file, lines = texts.plain("vraag.figure.place"), [(1, title), (2, ""), (3, caption)]
    place = {"file": file, "section": title}
    wrong = [error for number, said in lines for error in check(sheet, {**place, "line": number}, said)]
    refuse(sheet, file, [*wrong, *overclaimed(place, lines)])
    own, table = figure_of(drawn), sheet.released[name]
    words = _words(sheet, name)
    in_words(own, words, texts)
    refuse_unreleased(own, table, words.values(), texts)
    key = f"eigen-{hashlib.sha256(f'{name} {title}'.encode()).hexdigest()[:8]}"
    heading = fill(sheet, title)
    told = ", ".join(f"{row_label(name, row.group, texts)} {_said(sheet, name, row)}" for row in table.rows)
    drawing = inline(own, key, str(Markup(heading).striptags()), f"{table.title}: {told}.")  # noqa: S704 - filled in
    close(own)  # a notebook would show it a second time, unreleased
    book(sheet)  # numbers the caveats
    page = page_of_sheet(sheet)
    known = [note for note in notes_of(sheet, [name]) if note.plain in [one.plain for one in page.notes.all]]
    foot = Markup("{} {}").format(sources(sheet, [name]), page.notes.read_with(known))
    view = {"key": key, "title": heading, "caption": fill(sheet, caption), "drawing": drawing, "foot": foot}
    html = rendered("own-figure.html.j2", t=page.text, data=_data(sheet, name, key), **view)
    return sealed(Block(key, html, (table,), sheet.head, {}, tuple(questions(sheet))))


def _data(sheet: Sheet, name: str, key: str) -> Table:
    """The table below the figure, under a name of its own: the page may hold it already."""
    if name in questions(sheet):
        return table_of_question(sheet, name, key)
    made = whole_table(sheet, name)
    labels = [row_label(name, row.group, sheet.texts) for row in sheet.rows(name)]
    rows = tuple((label, *row[1:]) for label, row in zip(labels, made.rows, strict=True))
    return replace(made, key=key, rows=rows)


def _words(sheet: Sheet, name: str) -> Mapping[str, str]:
    """What a figure may say, by what a frame calls it: columns, variables, rows and their parts."""
    texts, question = sheet.texts, question_of(name)
    found = {
        column: texts.plain(f"tables.columns.{column}")
        for column in ("count", "n", "n_eligible", "share", "value", "low", "high")
    }
    found |= {"label": ""}
    for row in sheet.released[name].rows:
        label = row_label(name, row.group, texts)
        found |= {label: label, row.group: label}
        for variable, part in zip(question.by if question else (), parts_of(row.group), strict=False):
            word = value_of(variable, part, texts)
            found[part] = word
            found[word] = word
    for variable in question.by if question else ():
        word = texts.plain(f"vraag.variables.{variable}")
        found[variable] = word[:1].upper() + word[1:]
    return found


def _said(sheet: Sheet, name: str, row: Row) -> str:
    """The number of a row that the eye would see first."""
    column = next((one for one in ("share", "value", "count") if getattr(row, one) is not None), "count")
    return sheet.cell(name, row.group, column).text
