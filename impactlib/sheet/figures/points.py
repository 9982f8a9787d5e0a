"""A point and its interval for each row, on one axis whose ends are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.bars import GAP, MOST_LABEL, PITCH, WIDTH
from impactlib.sheet.figures.kit import LINE, Drawing, text_width
from impactlib.sheet.figures.metrics import lines

AXIS = 26
DOT = 5.5


@dataclass(frozen=True)
class Point:
    """A row: its value with, where there is one, the interval around it; ``under`` stands below the label."""

    label: str
    cell: Cell
    low: Cell
    high: Cell
    under: str = ""


@dataclass(frozen=True)
class Axis:
    """From where to where, with the places that are named; ``zero`` is drawn as the baseline."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...]
    zero: float

    def at(self, value: float, left: float, right: float) -> float:
        return left + (value - self.low) / ((self.high - self.low) or 1) * (right - left)


def axis_of(points: Sequence[Point], texts_of: Sequence[tuple[float, str]]) -> Axis:
    """An axis that holds every interval and 0, ending on a named place."""
    ends = [
        float(end.value) for point in points for end in (point.low, point.high, point.cell) if end.value is not None
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    below = [mark for mark in texts_of if mark[0] <= low] or [min(texts_of)]
    above = [mark for mark in texts_of if mark[0] >= high] or [max(texts_of)]
    first, last = max(below)[0], min(above)[0]
    return Axis(first, last, tuple(mark for mark in texts_of if first <= mark[0] <= last), 0.0)


def points(items: Sequence[Point], axis: Axis) -> Drawing:
    """Dots with whiskers, label left, value at the right, the axis named below."""
    rows = [(item, [*lines(item.label, WIDTH * MOST_LABEL), *([item.under] if item.under else [])]) for item in items]
    heights = [PITCH + LINE * (len(label) - 1) for _, label in rows]
    left = 16 + max((text_width(line) for _, label in rows for line in label), default=0)
    right = WIDTH - GAP - 2 - max((text_width(item.cell.text, "vl") for item in items), default=0) - DOT
    bottom = float(sum(heights))
    drawing = Drawing(WIDTH, bottom + AXIS)
    for value, words in axis.marks:
        x = axis.at(value, left, right)
        drawing.line([(x, 0), (x, bottom)], "base" if value == axis.zero else "track")
        drawing.text((x, bottom + 18), words, "mu", "middle")
    top = 0.0
    for (item, label), height in zip(rows, heights, strict=True):
        named = label[:-1] if item.under else label
        for place, line in enumerate(label):
            y = top + height / 2 + 5 + LINE * (place - (len(label) - 1) / 2)
            drawing.text((0, y), line, "lb" if place < len(named) else "mu")
        _draw(drawing, item, lambda value: axis.at(value, left, right), top + height / 2)
        top += height
    return drawing


def _draw(drawing: Drawing, item: Point, place: Callable[[float], float], middle: float) -> None:
    if item.low.value is not None and item.high.value is not None:
        drawing.line([(place(float(end)), middle) for end in (item.low.value, item.high.value)], "whisk")
    if item.cell.value is not None:
        drawing.dot((place(float(item.cell.value)), middle), DOT, "s1")
        drawing.text((WIDTH, middle + 5), item.cell, "vl", "end")
    else:
        drawing.text((WIDTH, middle + 5), item.cell, "mu", "end")
