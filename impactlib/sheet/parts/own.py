"""Questions of one's own: each a table, with what it counts, its source and its caveats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from impactlib.catalogue import Question, question_of
from impactlib.catalogue.wording import definition_of, heads_of, label_of
from impactlib.sheet.context import Sheet
from impactlib.sheet.notes import notes_of
from impactlib.sheet.parts.common import Page, sources
from impactlib.sheet.tables import Table, content

COLUMNS = {
    "count": ("count", "n", "share"),
    "share": ("count", "n", "share", "interval", "n_eligible"),
    "mean": ("n", "value", "interval"),
}
"""What the page shows of each kind."""


@dataclass(frozen=True)
class Asked:
    """A question on the page."""

    key: str
    table: Table
    definition: str
    foot: Markup


def questions(sheet: Sheet) -> dict[str, Question]:
    """The questions that were released with the sheet, by the id of their table."""
    found = {name: question_of(name) for name in sheet.released}
    return {name: question for name, question in found.items() if question}


def asked(page: Page) -> dict[str, Asked]:
    """Every question of the sheet as the page shows it, in the order in which they were asked."""
    found = {}
    for number, (name, question) in enumerate(questions(page.sheet).items(), start=1):
        foot = Markup("{} {}").format(sources(page.sheet, [name]), page.notes.read_with(notes_of(page.sheet, [name])))
        key = f"eigen-{number}"
        found[name] = Asked(
            key, table_of_question(page.sheet, name, key), definition_of(question, page.sheet.texts), foot
        )
    return found


def chapter(page: Page, found: Sequence[Asked]) -> Markup:
    """The chapter with these questions."""
    return page.rendered("own.html.j2", asked=found)


def table_of_question(sheet: Sheet, name: str, key: str) -> Table:
    """A released question as a table of the page."""
    question, released = questions(sheet)[name], sheet.released[name]
    columns = COLUMNS[question.kind]
    return Table(
        key=key,
        caption=released.title,
        columns=heads_of(question, columns, sheet.texts),
        rows=tuple(
            (label_of(question, row.group, sheet.texts), *(content(sheet, name, row, column) for column in columns))
            for row in released.rows
        ),
    )
