"""What the chapters share: where they stand, their words, their sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from impactlib.model import Row
from impactlib.sheet.cells import Cell, made
from impactlib.sheet.context import Sheet
from impactlib.sheet.notes import Note, Notes, note_of, notes_of
from impactlib.sheet.render import Figure, Panel, rendered
from impactlib.sheet.style import house_style
from impactlib.sheet.tables import Table
from impactlib.sheet.words import EMPTY, Section, sections

BLOCKS = (
    *("situatie", "activiteiten", "samenwerking", "trajecten", "collectief", "expertise", "algemeen"),
    *("impact-individueel", "impact-collectief", "impact-werkwijze", "impact-netwerk", "gesprek", "verhaal"),
)
"""Sections of the researcher's words on a fact sheet, beside one for each goal."""

IN_PART = ("periode-loopt", "begin-ontbreekt")
"""Caveats of a period that was seen in part: said in the headline."""


@dataclass(frozen=True)
class Page:
    """A sheet in the making: the numbering of its caveats runs through all chapters."""

    sheet: Sheet
    notes: Notes

    @cached_property
    def own(self) -> Mapping[str, Section]:
        """The researcher's own words, by block."""
        return sections(self.sheet, self.blocks)

    @property
    def blocks(self) -> tuple[str, ...]:
        """Names of the sections of words that this page shows: of the theme's goals also those that nobody knows yet."""
        goals = [*self.sheet.spec.theme.goals, *(goal.goal_id for goal in self.sheet.background.goals)]
        return (*BLOCKS, *dict.fromkeys(f"doel-{goal.lower()}" for goal in goals))

    def words(self, block: str) -> Section:
        return self.own.get(block, EMPTY)

    def say(self, key: str, *codes: str | Note, **fields: object) -> Markup:
        """A sentence with its caveats behind it."""
        return self.sheet.say(key, **fields) + self.notes.mark(*codes)

    def in_part(self) -> list[Markup]:
        """That the registration does not tell of the whole period, where it does not."""
        said = {code for table in self.sheet.released.values() for code in table.caveats}
        return [self.say(f"short-{code}", code) for code in IN_PART if code in said]

    def text(self, key: str, **fields: object) -> Markup:
        return self.sheet.texts.say(f"page.{key}", **{**self.sheet.names, **fields})

    def meta(self, *extra: tuple[Markup, Markup | str]) -> list[tuple[Markup, Markup | str]]:
        """The lines below the title: municipality, period, state, what else is said, contact."""
        lines = [
            (self.text("municipality"), self.sheet.names["gemeente"]),
            (self.text("period"), self.sheet.names["span"]),
            (self.text("state"), self.text(f"states.{self.sheet.state}")),
            *extra,
            (self.text("contact"), house_style().contact),
        ]
        return [(label, value) for label, value in lines if value]

    def rendered(self, template: str, **view: object) -> Markup:
        """The chapter's template; ``t`` gives it the page's words."""
        return rendered(template, t=self.text, names=self.sheet.names, **view)

    def picture(self, drawing: Markup, cells: Iterable[Cell]) -> Markup:
        """The drawing; a sentence in its place where no number of it may be shown."""
        if any(cell.shown for cell in cells):
            return drawing
        return Markup('<p class="absent">{}</p>').format(self.text("nothing_shown"))

    def figure(  # noqa: PLR0913 - what a figure is made of
        self,
        key: str,
        title: Markup | str,
        subtitle: Markup | str,
        panels: Sequence[Panel],
        tables: Sequence[Table],
        *,
        of: Sequence[str],
        groups: Collection[str] | None = None,
        notes: Sequence[Note] | None = None,
        wide: bool = False,
        level: int = 3,
    ) -> Figure:
        """A figure of the released tables ``of``, or of their ``groups``, with their sources and caveats."""
        told = notes_of(self.sheet, of, groups) if notes is None else notes
        return Figure(
            key=key,
            title=title,
            subtitle=subtitle,
            panels=tuple(panels),
            source=sources(self.sheet, of, groups),
            notes=self.notes.read_with(told),
            tables=tuple(tables),
            wide=wide,
            level=level,
        )


INVENTED = "verzonnen"
"""Stands in the source of a figure that was made up for the demonstration."""


def sources(sheet: Sheet, tables: Sequence[str], groups: Collection[str] | None = None) -> Markup:
    """The sources of released tables, or of some of their rows, each once; a mark before an invented one."""
    found = _sources(sheet, tables, groups)
    said = sheet.texts.say("page.source", source="; ".join(found))
    made_up = [source for source in found if INVENTED in source]
    if not made_up:
        return said
    mark = sheet.texts.plain("page.invented" if len(made_up) == len(found) else "page.invented_partly")
    return Markup('<b class="inv">{}</b> {}').format(mark, said)


def _sources(sheet: Sheet, tables: Sequence[str], groups: Collection[str] | None) -> list[str]:
    found: list[str] = []
    for name in tables:
        table = sheet.table(name)
        held = [row for row in sheet.rows(name) if groups is None or row.group in groups]
        rows = [row.source for row in held if row.source]
        for source in rows or ([table.source] if table else []):
            word = sheet.texts.word(source)
            if word not in found:
                found.append(word)
    return found


def hidden_together(sheet: Sheet, table: str, rows: Sequence[Row]) -> Cell:
    """What the hidden rows add up to, where it follows from n and the rest."""
    shown = [row for row in rows if row.state == "shown"]
    whole = next((sheet.cell(table, row.group, "n") for row in shown if row.n is not None), None)
    if whole is None or any(row.state == "unknown" for row in rows):
        return Cell("", None, "unknown", "")
    total = made(
        sheet.texts, [whole, *(sheet.cell(table, row.group, "count") for row in shown)], "+" + "-" * len(shown)
    )
    return total.with_text(sheet.texts.plain("page.together", count=total.text)) if total.shown else total


def described(rows: Iterable[tuple[str, Cell]]) -> str:
    """What the eye would see, in words: each label with its number."""
    return ", ".join(f"{label} {cell.text}" for label, cell in rows) + "."


def years_notes(sheet: Sheet, rows: Sequence[Row]) -> list[Note]:
    """``ouder-cijfer`` for each year that is older than the sheet."""
    years = sorted({row.year for row in rows if row.year and row.year < sheet.spec.params.year}, reverse=True)
    return [note_of(sheet, "ouder-cijfer", jaar=str(year)) for year in years]
