"""Every number of a page against the JSON beside it, read as anyone can read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal

_TOKEN = re.compile(r"[-\N{MINUS SIGN}]?\d[\d.,]*")
_ONE_IN = re.compile(r"\b(\d+) op de (\d+)\b")

NUMBERS = ("count", "n", "n_eligible", "share", "value", "low", "high", "bounds", "reach_low", "reach_high")
"""Columns of a row that hold a number; one of them on the page is enough to know of the row."""

Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Table id -> group -> column -> value, of a sheet's JSON."""


@dataclass(frozen=True, order=True)
class Difference:
    """A number that is not what it should be.

    ``rule``: ``page-value`` or ``page-text`` (page against JSON), ``page-cell`` (the JSON has no such
    cell), ``page-row`` (the page has nothing of a row), ``page-state`` (hidden on one side only), ``recomputed``, ``table-missing``, ``table-extra``
    (JSON against the registration), ``file-missing``, ``file-changed``, ``file-broken`` (against the manifest).
    """

    file: str
    cell: str
    rule: str
    found: str = ""
    expected: str = ""


@dataclass
class _Cell:
    origin: str
    ref: str
    value: str
    text: str = ""


class _Reader(HTMLParser):
    """Collects the elements that carry a number, and those that stand where one is hidden."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[_Cell] = []
        self._open: _Cell | None = None
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        origin = next((name for name in ("data-cell", "data-from", "data-absent") if name in given), "")
        if origin:
            value = next((given[name] for name in ("value", "data-value", "data-state") if name in given), "")
            self._open, self._tag = _Cell(origin, given[origin], value), tag
            self.cells.append(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.text += data


def tables_of(tree: Mapping[str, Any]) -> Tables:
    """The cells of a sheet's JSON by table, group and column."""
    return {table["id"]: {row["group"]: row for row in table["rows"]} for table in tree["tables"]}


def compared(page: str, tables: Tables, language: str) -> Iterator[Difference]:
    """Differences between a page and its JSON; ``file`` is left empty.

    Parameters
    ----------
    page : str
        The HTML.
    tables : mapping
        As ``tables_of`` gives them.
    language : str
        Of the page, for the notation of its numbers.
    """
    reader = _Reader()
    reader.feed(page)
    yield from _unshown(reader.cells, tables)
    for cell in reader.cells:
        if cell.origin == "data-from":
            known = [_sum(cell.ref, tables)]
        else:
            row = _row(cell.ref, tables)
            if row is None:
                yield Difference("", cell.ref, "page-cell", cell.text)
                continue
            if cell.origin == "data-absent":
                if row["state"] != cell.value:
                    yield Difference("", cell.ref, "page-state", cell.value, row["state"])
                continue
            known = _values(cell.ref, row)
        yield from _judged(cell, known, language)


def _unshown(cells: list[_Cell], tables: Tables) -> Iterator[Difference]:
    """Rows with a number that the page does not have: whoever reads it cannot know of them."""
    there = {cell.ref.rpartition("/")[0] for cell in cells if cell.origin != "data-from"}
    for table, rows in tables.items():
        for group, row in rows.items():
            told = row.get("state") == "shown" and any(row.get(name) is not None for name in NUMBERS)
            if told and f"{table}/{group}" not in there:
                yield Difference("", f"{table}/{group}", "page-row")


def _judged(cell: _Cell, known: list[Any], language: str) -> Iterator[Difference]:
    if known == [None] and cell.origin == "data-from":
        return  # made of descriptions that stand in no table
    told = [json.dumps(value) for value in known if value is not None]
    if cell.value not in told:
        yield Difference("", cell.ref, "page-value", cell.value, " ".join(told) or "-")
    elif not says(cell.text, json.loads(cell.value), language):
        yield Difference("", cell.ref, "page-text", cell.text, cell.value)


def says(text: str, value: float, language: str) -> bool:
    """Whether the words on the page hold this number, rounded as they are; no digits say nothing.

    Examples
    --------
    >>> says("38%", 0.3802, "nl"), says("39%", 0.3802, "nl"), says("minimaal 2.640", 2640, "nl")
    (True, False, True)
    >>> says("ongeveer 1 op de 9", 11.1, "nl"), says("1 op de 20", 6, "nl")
    (True, False)
    """
    tokens = [token.rstrip(".,").replace("\N{MINUS SIGN}", "-") for token in _TOKEN.findall(text)]
    part = _ONE_IN.search(text)
    if part:
        return round(100 * int(part[1]) / int(part[2]), 1) == round(value, 1)
    return not tokens or any(_is(token, value, language) for token in tokens)


def _is(token: str, value: float, language: str) -> bool:
    try:
        said = parse_decimal(token, locale=language)
    except NumberFormatError:
        return False
    exact = Decimal(repr(value))
    return any(said == known.quantize(_unit(said), rounding=ROUND_HALF_UP) for known in (exact, exact * 100))


def _unit(said: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(said.as_tuple().exponent))


def _row(ref: str, tables: Tables) -> Mapping[str, Any] | None:
    table, _, rest = ref.partition("/")
    return tables.get(table, {}).get(rest.rpartition("/")[0])


def _values(ref: str, row: Mapping[str, Any]) -> list[Any]:
    """What the JSON holds for a cell; of bounds either of the two, unless the cell says which."""
    column, _, place = ref.rpartition("/")[2].partition(".")
    found = row.get(column)
    if not isinstance(found, list):
        return [found]
    return [found[int(place)]] if place else found


def _sum(made_of: str, tables: Tables) -> Any:
    """A number that follows from shown cells: ``+table/group/column -table/group/column``."""
    total = 0
    for part in made_of.split(" "):
        row = _row(part[1:], tables)
        found = _values(part[1:], row)[0] if row else None
        if not part or part[0] not in "+-" or not isinstance(found, int):
            return None
        total += found if part[0] == "+" else -found
    return total
