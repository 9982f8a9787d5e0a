"""Expected against actual: each bar as a part of its own expectation, which is one line for all, whatever they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.bars import GAP, MOST_LABEL, WIDTH
from impactlib.sheet.figures.kit import LINE, Drawing, text_width
from impactlib.sheet.figures.metrics import lines

PITCH, THICK = 52, 15
MOST = 2.0
"""A bar is drawn up to twice what was expected."""


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
    most = min(MOST, max([1.0, *(_ratio(item) for item in items)]))
    room = WIDTH - left - GAP - max((text_width(item.actual.text, "vl") for item in items), default=0) - 2
    for index, (item, label) in enumerate(rows):
        top = PITCH * index + 4.0
        for place, line in enumerate(label):
            drawing.text((0, top + 12 + LINE * place), line)
        _draw(drawing, item, left, room / most, top)
        drawing.text((left + 4, top + 34), of.replace("{}", item.expected.text), "mu")
    drawing.line([(left - 0.5, 0), (left - 0.5, drawing.height)], "base")
    return drawing


def _ratio(item: Bullet) -> float:
    """What was done as a part of what was expected; 0 where either is not known."""
    if not (item.actual.shown and item.expected.shown and item.expected.value):
        return 0.0
    return float(item.actual.value or 0) / float(item.expected.value)


def _draw(drawing: Drawing, item: Bullet, left: float, scale: float, top: float) -> None:
    """A bar as long as its part of what was expected; past twice that it stays open at its end."""
    ratio = _ratio(item)
    end = left + min(ratio, MOST) * scale
    if ratio > 0:
        drawing.box((left, top), max(end - left, 1.5), THICK, "s1")
    if ratio > MOST:
        drawing.line([(end - 6, top), (end, top + THICK / 2), (end - 6, top + THICK)], "dash")
    if item.expected.shown and item.expected.value:
        x = left + scale
        drawing.box((x - 3, top - 4), 6, THICK + 8, "paper")
        drawing.line([(x, top - 4), (x, top + THICK + 4)], "goal")
        end = max(end, x)
    drawing.text((end + GAP, top + 12.5), item.actual, "vl" if item.actual.shown else "mu")
