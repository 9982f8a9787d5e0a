"""Horizontal bars from one baseline; zero is a number, and what is not shown or unknown is a word, never a length."""

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
GAP = 7
MOST_LABEL = 0.46


@dataclass(frozen=True)
class Bar:
    """A row: its label, the number at its end, how long it is, and what it is.

    ``under`` stands below the label (of how many). ``least`` is the length of a number that is told
    no finer than "more than": the bar stays open at its end.
    """

    label: str
    cell: Cell
    role: str = "s1"
    strong: bool = False
    under: str = ""
    least: float | None = None


@dataclass(frozen=True)
class _Row:
    bar: Bar
    label: list[str]
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + (self.height - (LINE if self.bar.under else 0)) / 2


def bars(
    items: Sequence[Bar], *, most: float | None = None, track: bool = False, together: Cell | None = None
) -> Drawing:
    """Bars below each other, label left, number at the end.

    Parameters
    ----------
    items : sequence of Bar
        In the order of the page; hidden rows stand together.
    most : float, optional
        Length that fills the width; panels that stand together share it.
    track : bool, optional
        Draws the whole (``most``) as a light bar behind each row.
    together : Cell, optional
        Sum of the hidden rows where it follows from the rest; stands at a bracket.
    """
    rows = _rows(items)
    left = 12 + max((text_width(line, _label_role(row.bar)) for row in rows for line in row.label), default=0)
    left = max([left, *(12 + text_width(bar.under, "mu") for bar in items if bar.under)])
    drawing = Drawing(WIDTH, sum(row.height for row in rows))
    longest = most or max((_length(bar) for bar in items), default=0) or 1
    room = WIDTH - left - max((text_width(bar.cell.text, "vl") for bar in items if _drawn(bar)), default=0) - GAP - 1
    for row in rows:
        _draw(drawing, row, left, room / longest, longest if track else 0)
    _bracket(drawing, rows, left, together)
    drawing.line([(left - 0.5, 0), (left - 0.5, drawing.height)], "base")
    return drawing


def _rows(items: Sequence[Bar]) -> list[_Row]:
    rows, top = [], 0.0
    for bar in items:
        label = lines(bar.label, WIDTH * MOST_LABEL, bold=bar.strong)
        height = PITCH + LINE * (len(label) - 1 + bool(bar.under))
        rows.append(_Row(bar, label, top, height))
        top += height
    return rows


def _length(bar: Bar) -> float:
    return float(bar.cell.value or 0) if bar.cell.shown else bar.least or 0.0


def _drawn(bar: Bar) -> bool:
    return bar.cell.shown or bar.least is not None


def _label_role(bar: Bar) -> str:
    return "st" if bar.strong else "lb"


def _draw(drawing: Drawing, row: _Row, left: float, scale: float, track: float) -> None:
    bar, thick = row.bar, THIN if row.bar.role == "s0" else THICK
    drawing.label(row.label, row.middle, _label_role(bar))
    if bar.under:
        drawing.text((0, row.middle + 5 + LINE * (len(row.label) + 1) / 2), bar.under, "mu")
    if not _drawn(bar):
        drawing.text((left + GAP, row.middle + 5), bar.cell.text, "mu")
        return
    top, length = row.middle - thick / 2, _length(bar) * scale
    if track:
        drawing.box((left, top), track * scale, thick, "track")
    if length > 0:
        drawing.box((left, top), max(length, 1.5), thick, bar.role)
    if bar.least is not None:
        drawing.line([(left + length, top), (left + track * scale, row.middle), (left + length, top + thick)], "dash")
    drawing.text((left + (track * scale if track else length) + GAP, row.middle + 5), bar.cell, "vl")


def _bracket(drawing: Drawing, rows: Sequence[_Row], left: float, together: Cell | None) -> None:
    groups = [list(found) for hidden, found in groupby(rows, lambda row: row.bar.cell.state == "suppressed") if hidden]
    if together is None or not together.shown or len(groups) != 1 or len(groups[0]) < 2:
        return
    first, last = groups[0][0], groups[0][-1]
    x = left + GAP + max(text_width(row.bar.cell.text, "mu") for row in groups[0]) + GAP
    top, bottom = first.middle - THICK / 2, last.middle + THICK / 2
    drawing.line([(x, top), (x + 5, top), (x + 5, bottom), (x, bottom)], "brk")
    drawing.text((x + 12, (top + bottom) / 2 + 5), together, "mu")
