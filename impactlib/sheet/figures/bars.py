"""Horizontal bars from one baseline; zero, not shown and unknown are three different pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.kit import LINE, Drawing, text_width
from impactlib.sheet.figures.metrics import lines

WIDTH = 360
PITCH = 31
THICK, THIN = 19, 14
HIDDEN = 108
GAP = 7
MOST_LABEL = 0.46


@dataclass(frozen=True)
class Bar:
    """A row: its label, the number at its end, how long it is, and what it is."""

    label: str
    cell: Cell
    role: str = "s1"
    strong: bool = False


@dataclass(frozen=True)
class _Row:
    bar: Bar
    label: list[str]
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def bars(
    items: Sequence[Bar], *, most: float | None = None, track: Cell | None = None, together: Cell | None = None
) -> Drawing:
    """Bars below each other, label left, number at the end.

    Parameters
    ----------
    items : sequence of Bar
        In the order of the page; hidden rows stand together.
    most : float, optional
        Length that fills the width; panels that stand together share it.
    track : Cell, optional
        Draws the whole (all who answered) as a light bar behind each row.
    together : Cell, optional
        Sum of the hidden rows where it follows from the rest; stands at a bracket.
    """
    rows = _rows(items)
    left = 12 + max((text_width(line, _label_role(row.bar)) for row in rows for line in row.label), default=0)
    drawing = Drawing(WIDTH, sum(row.height for row in rows))
    longest = (
        most or (track.value if track and track.value else None) or max((_length(bar) for bar in items), default=0) or 1
    )
    room = WIDTH - left - max((text_width(bar.cell.text, "vl") for bar in items if bar.cell.shown), default=0) - GAP - 1
    if track is not None:
        room = WIDTH - left - 1
    for row in rows:
        _draw(drawing, row, left, room / longest, longest if track else 0)
    _bracket(drawing, rows, left, together)
    drawing.line([(left - 0.5, 0), (left - 0.5, drawing.height)], "base")
    return drawing


def _rows(items: Sequence[Bar]) -> list[_Row]:
    rows, top = [], 0.0
    for bar in items:
        label = lines(bar.label, WIDTH * MOST_LABEL, bold=bar.strong)
        height = PITCH + LINE * (len(label) - 1)
        rows.append(_Row(bar, label, top, height))
        top += height
    return rows


def _length(bar: Bar) -> float:
    return float(bar.cell.value or 0) if bar.cell.shown else 0.0


def _label_role(bar: Bar) -> str:
    return "st" if bar.strong else "lb"


def _draw(drawing: Drawing, row: _Row, left: float, scale: float, track: float) -> None:
    bar, thick = row.bar, THIN if row.bar.role == "s0" else THICK
    drawing.label(row.label, row.middle, _label_role(bar))
    top = row.middle - thick / 2
    if bar.cell.state == "suppressed":
        _hidden(drawing, left, row.middle, bar.cell.text)
        return
    if not bar.cell.shown:
        drawing.text((left + GAP, row.middle + 5), bar.cell.text, "mu")
        return
    length = _length(bar) * scale
    if track:
        drawing.box((left, top), track * scale, thick, "track")
    if length > 0:
        drawing.box((left, top), max(length, 1.5), thick, bar.role)
    inside = track > 0 and length + GAP + text_width(bar.cell.text, "vl") > track * scale
    if inside:
        drawing.text((left + length - GAP, row.middle + 5), bar.cell, f"on{bar.role[1]}", "end")
    else:
        drawing.text((left + length + GAP, row.middle + 5), bar.cell, "vl")


def _hidden(drawing: Drawing, left: float, middle: float, words: str) -> None:
    """The same width for every hidden row, so that no length can be read."""
    drawing.box((left, middle - THICK / 2), HIDDEN, THICK, "mask")
    drawing.box((left + 8, middle - THICK / 2 + 1), text_width(words) + 8, THICK - 2, "paper")
    drawing.text((left + 12, middle + 5), words, "mu")


def _bracket(drawing: Drawing, rows: Sequence[_Row], left: float, together: Cell | None) -> None:
    groups = [list(found) for hidden, found in groupby(rows, lambda row: row.bar.cell.state == "suppressed") if hidden]
    if together is None or not together.shown or len(groups) != 1 or len(groups[0]) < 2:
        return
    first, last, x = groups[0][0], groups[0][-1], left + HIDDEN + 5
    top, bottom = first.middle - THICK / 2, last.middle + THICK / 2
    drawing.line([(x, top), (x + 5, top), (x + 5, bottom), (x, bottom)], "brk")
    drawing.text((x + 12, (top + bottom) / 2 + 5), together, "mu")
