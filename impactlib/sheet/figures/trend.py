"""Years side by side: a line where they may be compared, a gap where the measuring changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.kit import Drawing

WIDTH, HEIGHT = 360, 150
TOP, BOTTOM, SIDE = 34, 28, 34


@dataclass(frozen=True)
class Year:
    """A year's number; ``broken`` when it was measured otherwise than the year before."""

    year: int
    cell: Cell
    broken: bool = False


def trend(years: Sequence[Year], most: float, break_words: str) -> Drawing:
    """Dots by year from a baseline of 0, each with its number; a broken year starts a new line."""
    drawing = Drawing(WIDTH, HEIGHT)
    places = {year.year: _x(index, len(years)) for index, year in enumerate(years)}
    base = HEIGHT - BOTTOM
    drawing.line([(0, base + 0.5), (WIDTH, base + 0.5)], "base")
    for before, after in pairwise(years):
        if after.broken:
            x = (places[before.year] + places[after.year]) / 2
            drawing.line([(x, TOP - 12), (x, base)], "dash")
            drawing.text((x, TOP - 20), break_words, "mu", "middle")
        elif before.cell.shown and after.cell.shown:
            drawing.line([(places[y.year], _y(y.cell, most)) for y in (before, after)], "whisk")
    for year in years:
        _draw(drawing, year, places[year.year], most, base)
    return drawing


def _x(index: int, number: int) -> float:
    return WIDTH / 2 if number == 1 else SIDE + index * (WIDTH - 2 * SIDE) / (number - 1)


def _y(cell: Cell, most: float) -> float:
    room = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - float(cell.value or 0) / (most or 1) * room


def _draw(drawing: Drawing, year: Year, x: float, most: float, base: float) -> None:
    drawing.text((x, HEIGHT - 8), str(year.year), "lb", "middle")
    if year.cell.shown:
        y = _y(year.cell, most)
        drawing.dot((x, y), 5.5, "s1")
        drawing.text((x, y - 11), year.cell, "vl", "middle")
        return
    drawing.text((x, base - 10), year.cell, "mu", "middle", 13)
