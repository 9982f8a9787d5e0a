"""From where to where: a square for each pair of levels, its count in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.kit import Drawing

WIDTH = 360
LEFT, TOP = 52, 52
STEPS = 5


def heat(cells: Mapping[tuple[int, int], Cell], levels: Sequence[int], row_head: str, column_head: str) -> Drawing:
    """Squares with counts, start level down, end level across; a hidden one is a word without a square."""
    side = (WIDTH - LEFT) / len(levels)
    most = max((float(cell.value or 0) for cell in cells.values() if cell.shown), default=0) or 1
    drawing = Drawing(WIDTH, TOP + side * len(levels))
    drawing.text((LEFT, 16), column_head, "mu")
    drawing.text((0, TOP - 10), row_head, "mu")
    for place, level in enumerate(levels):
        drawing.text((LEFT + side * (place + 0.5), TOP - 10), str(level), "lb", "middle")
        drawing.text((LEFT - 22, TOP + side * (place + 0.5) + 5), str(level), "lb", "middle")
    for row, first in enumerate(levels):
        for column, last in enumerate(levels):
            cell = cells.get((first, last))
            if cell is not None:
                _square(drawing, cell, (LEFT + side * column, TOP + side * row), side, most)
    return drawing


def step_of(share: float) -> int:
    """Which of the five steps a share (0-1) of the largest count falls in.

    >>> step_of(0.0), step_of(0.2), step_of(1.0)
    (0, 1, 5)
    """
    return 0 if share <= 0 else min(STEPS, int(share * STEPS - 1e-9) + 1)


def _square(drawing: Drawing, cell: Cell, place: tuple[float, float], side: float, most: float) -> None:
    x, y = place
    middle = (x + side / 2, y + side / 2 + 5)
    if not cell.shown:
        first, _, second = cell.text.partition(" ")
        drawing.text((middle[0], middle[1] - 7), first, "mu", "middle", 13)
        drawing.text((middle[0], middle[1] + 8), second, "mu", "middle", 13)
        return
    step = step_of(float(cell.value or 0) / most)
    drawing.box((x + 1, y + 1), side - 2, side - 2, f"q{step}" if step else "oth")
    drawing.text(middle, cell, "onq" if step > 2 else "vl", "middle")
