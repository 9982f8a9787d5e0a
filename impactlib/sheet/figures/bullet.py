"""Expected against actual: a bar for what was done, a line for what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.bars import GAP, MOST_LABEL, WIDTH
from impactlib.sheet.figures.kit import LINE, Drawing, text_width
from impactlib.sheet.figures.metrics import lines

PITCH, THICK = 52, 15


@dataclass(frozen=True)
class Bullet:
    """A row: what was done and what was expected; an unknown expectation is not zero."""

    label: str
    actual: Cell
    expected: Cell


def bullets(items: Sequence[Bullet], of: str) -> Drawing:
    """Bars with a mark at the expectation; under each bar the expectation in words (``of``).

    ``of`` holds ``{}``, which the expectation replaces: "van {} verwacht".
    """
    rows = [(item, lines(item.label, WIDTH * MOST_LABEL, at_most=2)) for item in items]
    left = 12 + max((text_width(line) for _, label in rows for line in label), default=0)
    drawing = Drawing(WIDTH, PITCH * len(items))
    values = [float(cell.value or 0) for item in items for cell in (item.actual, item.expected) if cell.shown]
    most = max(values, default=0) or 1
    room = WIDTH - left - GAP - max((text_width(item.actual.text, "vl") for item in items), default=0) - 2
    for index, (item, label) in enumerate(rows):
        top = PITCH * index + 4.0
        for place, line in enumerate(label):
            drawing.text((0, top + 12 + LINE * place), line)
        _draw(drawing, item, left, room / most, top)
        drawing.text((left + 4, top + 34), of.replace("{}", item.expected.text), "mu")
    drawing.line([(left - 0.5, 0), (left - 0.5, drawing.height)], "base")
    return drawing


def _draw(drawing: Drawing, item: Bullet, left: float, scale: float, top: float) -> None:
    if item.actual.shown:
        length = float(item.actual.value or 0) * scale
        if length > 0:
            drawing.box((left, top), length, THICK, "s1")
    else:
        length = 0.0
    end = left + length
    if item.expected.shown:
        x = left + float(item.expected.value or 0) * scale
        drawing.line([(x, top - 4), (x, top + THICK + 4)], "goal")
        end = max(end, x) if abs(end - x) < 40 and x >= end else end
    drawing.text((end + GAP, top + 12.5), item.actual, "vl" if item.actual.shown else "mu")
