"""Tables beside the figures, and the same numbers as CSV for a Dutch Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from impactlib.model import Row
from impactlib.sheet.cells import Cell
from impactlib.sheet.context import Sheet
from impactlib.text import no_formula


@dataclass(frozen=True)
class Range:
    """From one number to another: each stays tied to its own cell."""

    low: Cell
    high: Cell
    between: str

    @property
    def text(self) -> str:
        return f"{self.low.text} {self.between} {self.high.text}"

    def __html__(self) -> str:
        return Markup("{} {} {}").format(self.low.html, self.between, self.high.html)


Content = Cell | Range | str


@dataclass(frozen=True)
class Table:
    """A table of the page: the first content of each row is its header."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Content, ...], ...]

    @property
    def html_rows(self) -> list[list[Markup]]:
        return [[escape(content) for content in row] for row in self.rows]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers and are set to the right."""
        return [any(not isinstance(row[index], str) for row in self.rows) for index in range(len(self.columns))]

    @property
    def csv_address(self) -> str:
        return "data:text/csv;charset=utf-8," + quote(csv_of(self), safe="")


def table_of(  # noqa: PLR0913 - a table has rows, columns, and words for both
    sheet: Sheet,
    name: str,
    columns: Sequence[str],
    *,
    key: str = "",
    rows: Iterable[Row] | None = None,
    label: Callable[[Row], str] | None = None,
) -> Table:
    """A released table as a table of the page.

    Parameters
    ----------
    sheet : Sheet
    name : str
        Id of the released table.
    columns : sequence of str
        Number columns of ``Row``; ``interval`` is low to high, ``bounds`` least to most.
    key : str, optional
        Key of its title and heads under ``tables``; default the id.
    rows : iterable of Row, optional
    label : callable, optional
        Words of a row's group.
    """
    texts, key = sheet.texts, key or name
    named = label or (lambda row: sheet.word(row.group))
    heads = [head_of(sheet, key, column) for column in columns]
    return Table(
        key=key,
        caption=texts.plain(f"tables.{key}.title", **sheet.names),
        columns=(texts.plain(f"tables.{key}.head"), *heads),
        rows=tuple(
            (named(row), *(content(sheet, name, row, column) for column in columns))
            for row in (sheet.rows(name) if rows is None else rows)
        ),
    )


def head_of(sheet: Sheet, key: str, column: str) -> str:
    """The head of a column: the table's own word for it, or the usual one."""
    own = f"tables.{key}.{column}"
    return sheet.texts.plain(own if sheet.texts.has(own) else f"tables.columns.{column}")


def content(sheet: Sheet, name: str, row: Row, column: str) -> Content:
    """What stands in one place of a table."""
    if column == "year":
        return str(row.year or "")
    if column not in ("interval", "bounds"):
        return sheet.cell(name, row.group, column)
    low, high = ends(sheet, name, row.group, column)
    if not (low.shown and high.shown):
        return low
    return Range(low.with_text(low.text.removesuffix("%")), high, sheet.texts.plain("page.to"))


def ends(sheet: Sheet, name: str, group: str, column: str) -> tuple[Cell, Cell]:
    """Both ends of an interval or of bounds."""
    if column == "bounds":
        return sheet.cell(name, group, "least"), sheet.cell(name, group, "most")
    return sheet.cell(name, group, "low"), sheet.cell(name, group, "high")


def csv_of(table: Table) -> str:
    r"""UTF-8 with BOM, ``;``, decimal comma; no cell can become a formula.

    >>> csv_of(Table("t", "T", ("Naam", "Aantal"), (("=1+1", "x"),)))
    "\ufeffNaam;Aantal\r\n'=1+1;x\r\n"
    """
    lines = [table.columns, *table.rows]
    return "\ufeff" + "".join(";".join(_field(content) for content in line) + "\r\n" for line in lines)


def _field(content: Content) -> str:
    if isinstance(content, Cell) and content.shown:
        return _number(content)
    text = no_formula(content if isinstance(content, str) else content.text)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';"\r\n') else text


def _number(cell: Cell) -> str:
    """A number as Excel reads it: shares as percentages, no thousands, a real minus."""
    value = round(float(cell.value or 0) * 100, 10) if cell.shape == "share" else float(cell.value or 0)
    text = f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text}%" if cell.shape == "share" else text
