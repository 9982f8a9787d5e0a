"""Two or three moments on one line per row: an open dot for the first, a full one for the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.bars import WIDTH
from impactlib.sheet.figures.kit import LINE, Drawing, text_width
from impactlib.sheet.figures.metrics import lines

TALL = 40
HEAD = 26
DOT = 6.5


@dataclass(frozen=True)
class Pair:
    """A row: where it was at first, where at last, and (optionally) where it was meant to be."""

    label: str
    first: Cell
    last: Cell
    goal: Cell | None = None


def dumbbell(items: Sequence[Pair], heads: tuple[str, str], most: float) -> Drawing:
    """Rows with both numbers at the right, under the words for the two moments.

    Parameters
    ----------
    items : sequence of Pair
    heads : tuple of str
        Words for the first and the last moment; they stand above their column.
    most : float
        The value at the right end; the left end is 0.
    """
    rows = [(item, lines(item.label, 128)) for item in items]
    heights = [max(TALL, LINE * len(label) + 12) for _, label in rows]
    left = 16 + max((text_width(line) for _, label in rows for line in label), default=0)
    columns = (WIDTH - 56.0, float(WIDTH))
    right = columns[0] - 44
    drawing = Drawing(WIDTH, HEAD + float(sum(heights)))
    drawing.dot((columns[0] - 12 - text_width(heads[0]), 10), DOT - 1, "open1")
    drawing.dot((columns[1] - 12 - text_width(heads[1]), 10), DOT - 1, "s1")
    for x, head in zip(columns, heads, strict=True):
        drawing.text((x, 15), head, "mu", "end")
    top = float(HEAD)
    for (item, label), height in zip(rows, heights, strict=True):
        middle = top + height / 2
        drawing.label(label, middle)
        _draw(drawing, item, (left, right - left, most or 1), middle)
        for x, cell in zip(columns, (item.first, item.last), strict=True):
            drawing.text((x, middle + 5), cell, "vl" if cell.shown else "mu", "end", 14 if cell.shown else 12)
        top += height
    drawing.line([(left - 0.5, HEAD), (left - 0.5, drawing.height)], "base")
    return drawing


def _draw(drawing: Drawing, item: Pair, scale: tuple[float, float, float], middle: float) -> None:
    left, room, most = scale
    places = [left + float(cell.value or 0) / most * room for cell in (item.first, item.last) if cell.shown]
    if len(places) == 2:
        drawing.line([(places[0], middle), (places[1], middle)], "whisk")
    if item.goal is not None and item.goal.shown:
        x = left + float(item.goal.value or 0) / most * room
        drawing.line([(x, middle - 10), (x, middle + 10)], "goal")
    for cell, role in ((item.first, "open1"), (item.last, "s1")):
        if cell.shown:
            drawing.dot((left + float(cell.value or 0) / most * room, middle), DOT, role)
