"""A figure that somebody drew: whether all that it holds was released.

Whatever is drawn is a mark at a released number, or at the place of a row; whatever is written is a word of the table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, PercentFormatter, ScalarFormatter

from impactlib.model import Released, SheetError
from impactlib.text import Texts

NUMBERS = ("count", "n", "n_eligible", "share", "value", "low", "high")
TINY = 1e-9
MARKS_OF_ROW = 4
"""So many marks a row may have: its number, the ends of its interval, and the line between them."""


class _Scale(FuncFormatter):
    """Numbers along an axis as the page writes them: the scale of a figure, which tells of nobody."""


def figure_of(drawn: Any) -> Figure:
    """The matplotlib figure of an Axes, a seaborn grid or a figure itself.

    Raises
    ------
    SheetError
        ``figure-kind``: it is something else.
    """
    found = drawn if isinstance(drawn, Figure) else getattr(drawn, "figure", None)
    if not isinstance(found, Figure):
        raise SheetError("figure-kind", type=type(drawn).__name__)
    return found


def in_words(figure: Figure, words: Mapping[str, str], texts: Texts) -> None:
    """Put the reader's words in the place of names of columns and values, and of numbers along an axis."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter | PercentFormatter):
                axis.set_major_formatter(_formatter(axis, texts))
    figure.canvas.draw()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not isinstance(axis.get_major_formatter(), _Scale):
                names = [str(label.get_text()) for label in axis.get_ticklabels()]
                axis.set_ticks(axis.get_majorticklocs(), labels=[words.get(one, one) for one in names])
    for text in figure.findobj(match=Text):
        said = text.get_text().strip()
        _, equals, value = said.partition(" = ")
        found = words.get(value if equals else said)
        if found is not None:
            text.set_text(found)


def _formatter(axis: Any, texts: Texts) -> _Scale:
    low, high = sorted(axis.get_view_interval())
    part = high <= 1.2 and low >= -0.2
    digits = 0 if high - low > 3 else 1
    return _Scale(lambda value, _: texts.percent(value) if part else texts.number(float(value), digits))


def refuse_unreleased(figure: Figure, table: Released, words: Iterable[str], texts: Texts) -> None:
    """Refuse a figure with a mark or a word that does not follow from the table.

    Raises
    ------
    SheetError
        ``figure-number`` (a mark that stands at no released number: rows, or a table that was only counted),
        ``figure-marks`` (more marks than numbers), ``figure-shape`` (a kind of drawing that cannot be
        looked at), ``figure-word`` (words of no row or column); what was drawn is never repeated.
    """
    known = _numbers(table)
    used: Counter[float] = Counter()
    for axes in figure.axes:
        for mark in _marks(axes):
            found = mark.told(known, len(table.rows))
            if found is None:
                raise SheetError("figure-number", table=table.id)
            used[found] += 1
    if any(number > MARKS_OF_ROW * max(known[found], 1) for found, number in used.items() if not math.isnan(found)):
        raise SheetError("figure-marks", table=table.id)
    allowed = {word.strip().lower() for word in words}
    for place, said in _texts(figure):
        if said.lower() not in allowed and not _is_told(said, known, texts):
            raise SheetError("figure-word", place=texts.plain(f"vraag.figure.{place}"))


def _numbers(table: Released) -> Counter[float]:
    """Every number of the table, as a share and as a percentage, with how often it stands there."""
    values = [getattr(row, name) for row in table.rows if row.state == "shown" for name in NUMBERS]
    exact = [float(value) for value in values if value is not None]
    return Counter([*exact, *(value * 100 for value in exact if 0 < abs(value) <= 1)])


@dataclass(frozen=True)
class _Mark:
    """A mark by the two numbers at which it stands; a bar also by where it starts, a cell of a heat map by its value alone."""

    ends: tuple[float, ...]
    starts: tuple[float, ...] = ()

    def told(self, known: Counter[float], rows: int) -> float | None:
        """The released number that the mark tells; None where it tells another."""
        if any(math.isnan(one) for one in self.ends):
            return math.nan
        for place, end in enumerate(self.ends):
            told = _nearest(end, known)
            others = [one for at, one in enumerate(self.ends) if at != place]
            if told is not None and all(-1 <= one <= rows or _nearest(one, known) is not None for one in others):
                return told
        return None


@dataclass(frozen=True)
class _Bar(_Mark):
    """A bar: as long as a number, from zero, at the place of a row."""

    def told(self, known: Counter[float], rows: int) -> float | None:
        (width, height), (x, y) = self.ends, self.starts
        for long, thick, base, side in ((height, width, y, x), (width, height, x, y)):
            if math.isnan(long):
                return math.nan
            told = _nearest(long, known)
            if (told is not None or long == 0) and abs(thick) <= 1 and base == 0 and -1 <= side <= rows:
                return told or 0.0
        return None


def _nearest(value: float, known: Counter[float]) -> float | None:
    return next((one for one in known if abs(one - value) < TINY), None)


def _marks(axes: Axes) -> Iterator[_Mark]:
    """Everything that is drawn at a place in the data."""
    if axes.images or axes.tables:
        raise SheetError("figure-shape")
    for patch in axes.patches:
        if not isinstance(patch, Rectangle):
            raise SheetError("figure-shape")
        yield _Bar((float(patch.get_width()), float(patch.get_height())), tuple(map(float, patch.get_xy())))
    for line in axes.lines:
        for x, y in zip(*(np.asarray(one, dtype=float) for one in line.get_data()), strict=True):
            yield _Mark((float(x), float(y)))
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            yield from (_Mark(tuple(map(float, point))) for segment in collection.get_segments() for point in segment)
        elif isinstance(collection, PathCollection):
            points: Any = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
            yield from (_Mark(tuple(map(float, point))) for point in points)
        elif isinstance(collection, QuadMesh):
            values: Any = np.ma.filled(np.ma.asarray(collection.get_array(), dtype=float), np.nan)
            yield from (_Mark((float(value),)) for value in values.ravel())
        else:
            raise SheetError("figure-shape")


def _texts(figure: Figure) -> Iterator[tuple[str, str]]:
    """Where something is written, and what; numbers along an axis are its scale."""
    ticks = {
        id(text)
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        if isinstance(axis.get_major_formatter(), _Scale)
        for text in axis.get_ticklabels()
    }
    legends = {id(text) for axes in figure.axes if (legend := axes.get_legend()) for text in legend.findobj(match=Text)}
    labels = {id(text) for axes in figure.axes for text in (axes.xaxis.label, axes.yaxis.label)}
    for text in figure.findobj(match=Text):
        said = text.get_text().strip()
        if said and text.get_visible() and id(text) not in ticks:
            yield "legend" if id(text) in legends else "axis" if id(text) in labels else "other", said


def _is_told(said: str, known: Iterable[float], texts: Texts) -> bool:
    """Whether a text is one released number as the page would write it."""
    words = {texts.number(value, digits) for value in known for digits in (0, 1)}
    return said in words | {f"{word}%" for word in words}
