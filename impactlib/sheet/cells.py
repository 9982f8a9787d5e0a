"""Numbers as they stand on the page: shown, not shown or unknown, each tied to its released cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from impactlib.model import Row, State
from impactlib.text import Texts

Shape = Literal["count", "share", "value", "year"]

_BOUNDS = {"least": 0, "most": 1}
_SHARES = ("share", *_BOUNDS)
_INTERVAL = ("low", "high")
COPIED = ("overgenomen", "opgave")
"""Methods of a figure that was taken over from a source as it stands."""

AVERAGED = ("t", "cluster-t")
_AVERAGE = ("value", *_INTERVAL)
"""A mean, and its interval, that a measure leaves out because there are too few cases for it."""

_PERCENT = ("%", "procent", "percentage")
_MOST_DECIMALS = 2
_ALL = 100
COUNTED = "telling"
"""Method of what was counted in full: its part of what was expected is told in whole percents."""


@dataclass(frozen=True)
class Cell:
    """One number of the page, or the words that stand in its place.

    ``ref`` is ``table/group/column`` for a released number and empty for one that follows from
    others (``made_of`` then names them). ``value`` is exactly the number in the JSON.
    """

    ref: str
    value: float | None
    state: State
    text: str
    shape: Shape = "count"
    made_of: str = ""

    @property
    def shown(self) -> bool:
        """Whether a number stands here that a sentence can use."""
        return self.state == "shown" and self.value is not None

    def __html__(self) -> str:
        if not self.shown:
            place = Markup(' data-absent="{}" data-state="{}"').format(self.ref, self.state) if self.ref else Markup()
            return Markup('<span class="absent"{}>{}</span>').format(place, self.text)
        origin = ("data-cell", self.ref) if self.ref else ("data-from", self.made_of)
        return Markup('<data value="{}" {}="{}">{}</data>').format(json.dumps(self.value), *origin, self.text)

    @property
    def html(self) -> Markup:
        return Markup(self.__html__())  # noqa: S704 - escaped above

    def with_text(self, text: str) -> Cell:
        """The same number in other words (``minimaal 80``)."""
        return Cell(self.ref, self.value, self.state, text, self.shape, self.made_of)


def cell_of(texts: Texts, table: str, row: Row | None, column: str, small_n: int) -> Cell:
    """The cell of one released row.

    Parameters
    ----------
    texts : Texts
    table : str
        Id of the released table.
    row : Row or None
        None where the table has no such row: unknown.
    column : str
        A number column of ``Row``; ``least`` and ``most`` are the two ends of ``bounds``.
    small_n : int
        Below this n a share or an interval is not said: counts only.

    Returns
    -------
    Cell
        Suppressed and unknown rows keep their state; in a shown row too few cases for a share say
        so, and any other null is a stroke: it does not apply.
    """
    if row is None:
        return Cell("", None, "unknown", texts.plain("page.unknown"))
    ref = f"{table}/{row.group}/{'bounds' if column in _BOUNDS else column}"
    if row.state != "shown":
        return Cell(ref, None, row.state, texts.plain(f"page.{row.state}"))
    value = _value(row, column, small_n)
    if value is None:
        few = _few(row, column, small_n) or (row.method in AVERAGED and column in _AVERAGE)
        words = texts.plain("page.too_few" if few and row.n else "page.none")
        return Cell(ref, None, "shown", _top_coded(texts, row, column) or words)
    return Cell(ref, value, "shown", formatted(texts, row, column, value), shape_of(column))


def made(texts: Texts, parts: Sequence[Cell], signs: str, shape: Shape = "count") -> Cell:
    """A number that follows from shown cells by adding (``+``) and taking away (``-``).

    Not shown as soon as one of its parts is not: a masked cell never comes back through a sum.
    """
    if not parts or not all(part.shown for part in parts):
        hidden = next((part for part in parts if part.state == "suppressed"), None)
        state: State = "suppressed" if hidden else "unknown"
        return Cell("", None, state, texts.plain(f"page.{state}"), shape)
    total = sum(int(part.value or 0) * (1 if sign == "+" else -1) for part, sign in zip(parts, signs, strict=True))
    origin = " ".join(f"{sign}{part.ref or part.made_of}" for part, sign in zip(parts, signs, strict=True))
    return Cell("", total, "shown", texts.number(total), shape, origin)


def counted(texts: Texts, number: int, origin: str) -> Cell:
    """A count of descriptions (partners, projects), which stand in no released table."""
    return Cell("", number, "shown", texts.number(number), "count", origin)


def shape_of(column: str) -> Shape:
    if column in (*_SHARES, *_INTERVAL):
        return "share"
    return "value" if column == "value" else "year" if column == "year" else "count"


def formatted(texts: Texts, row: Row, column: str, value: float) -> str:
    """The number in the notation of the page; nothing is rounded before this place."""
    if column == "year":
        return str(int(value))
    if column in _SHARES or (column in _INTERVAL and row.value is None):
        return texts.percent(value)
    if column == "value" and row.method in COPIED and row.name:
        return row.name
    if column == "value" or column in _INTERVAL:
        percent = row.unit in _PERCENT
        mean = row.n is not None or not float(value).is_integer()
        part = percent and row.method == COUNTED
        digits = _short_of_all(value) if part else 1 if mean and row.unit != "dagen" else 0
        digits = _decimals(value, percent) if row.method in COPIED else digits
        return texts.number(value, digits) + ("%" if percent else "")
    return texts.number(value)


def _decimals(value: float, percent: bool) -> int:
    """As many decimals as the source gives; what was worked out from its figures is made no finer than they are.

    >>> _decimals(5.0, True), _decimals(5.3, True), _decimals(0.67, False), _decimals(100 * 166 / 75, True)
    (0, 1, 2, 0)
    """
    given = max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent))
    if given <= _MOST_DECIMALS:
        return given
    return _short_of_all(value) if percent else 1


def _short_of_all(value: float) -> int:
    """Decimals of a percentage: none, but as many as it takes to tell 99.7 from all.

    >>> _short_of_all(99.7), _short_of_all(221.3), _short_of_all(99.96)
    (1, 0, 2)
    """
    return next(digits for digits in range(16) if value == _ALL or round(value, digits) != _ALL)


def is_percent(row: Row) -> bool:
    """Whether ``value`` of this row is a percentage (0-100)."""
    return row.unit in _PERCENT


def _value(row: Row, column: str, small_n: int) -> float | None:
    if _few(row, column, small_n):
        return None
    if column in _BOUNDS:
        return None if row.bounds is None else row.bounds[_BOUNDS[column]]
    found: float | None = getattr(row, column)
    return found


def _few(row: Row, column: str, small_n: int) -> bool:
    """Whether the column is a share, or says how sure one is, of too few cases to say it."""
    chance = column in _SHARES or (column in _INTERVAL and row.value is None)
    return chance and row.n is not None and row.n < small_n


def _top_coded(texts: Texts, row: Row, column: str) -> str | None:
    """The words of an opinion that nearly all or nearly none share, told no finer than that."""
    if column not in ("share", "count") or row.share is not None or row.count is not None or row.bounds is None:
        return None
    low, high = row.bounds
    if high >= 1 and low > 0:
        return texts.plain("page.more_than", share=texts.percent(low))
    if low <= 0 and high < 1:
        return texts.plain("page.less_than", share=texts.percent(high))
    return None
