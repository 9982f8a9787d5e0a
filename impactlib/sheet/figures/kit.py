"""A drawing in px, y downwards: marks with a role instead of a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.metrics import width as width_of

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

LINE = 17
"""From one line of a label to the next."""

PATTERNED = {"unk": "d", "mask": "h"}
"""Roles that are filled with dots or lines instead of a colour."""

EDGED = (*PATTERNED, "run", "oth")
MIXED = {"q1": 0.12, "q2": 0.28, "q3": 0.7, "q4": 0.85, "q5": 1.0}
"""Steps of one colour: how much of it each holds."""


@dataclass(frozen=True)
class Mark:
    """One shape or word, with what it is rather than how it looks."""

    kind: Literal["box", "dot", "line", "text"]
    role: str
    points: tuple[Point, ...]
    size: float = 0
    words: str = ""
    anchor: Anchor = "start"
    cell: Cell | None = None


@dataclass
class Drawing:
    """Marks laid on a sheet of ``width`` px; ``svg`` writes them."""

    width: float
    height: float = 0
    marks: list[Mark] = field(default_factory=list)

    def box(self, at: Point, width: float, height: float, role: str) -> None:
        """A rectangle with its upper left corner at ``at``; an edge is drawn inside it."""
        (x, y), inset = at, 0.75 if role in EDGED else 0
        corners = ((x + inset, y + inset), (x + width - inset, y + height - inset))
        self.marks.append(Mark("box", role, corners))

    def dot(self, at: Point, radius: float, role: str) -> None:
        self.marks.append(Mark("dot", role, (at,), radius))

    def line(self, points: Sequence[Point], role: str) -> None:
        self.marks.append(Mark("line", role, tuple(points)))

    def text(self, at: Point, words: Cell | str, role: str = "lb", anchor: Anchor = "start", size: float = 14) -> None:
        """Words with their baseline at ``at``; a Cell keeps its tie to the released number."""
        cell = words if isinstance(words, Cell) and words.shown else None
        plain = words.text if isinstance(words, Cell) else words
        self.marks.append(Mark("text", role, (at,), size, plain, anchor, cell))

    def label(self, lines: Sequence[str], middle: float, role: str = "lb") -> None:
        """The lines of a row's label, at the left, around the middle of the row."""
        for index, line in enumerate(lines):
            self.text((0, middle + 5 + LINE * (index - (len(lines) - 1) / 2)), line, role)

    def svg(self, key: str, title: str, desc: str, role: str = "") -> Markup:
        """The drawing as inline SVG with real text, named by ``title`` and told by ``desc``."""
        from impactlib.sheet.figures.svg import svg  # noqa: PLC0415 - it knows drawings

        return svg(self, key, title, desc, role)


def bold(role: str) -> bool:
    """Whether words of this role are set in bold."""
    return role in ("vl", "st") or role.startswith("on")


def text_width(words: str, role: str = "lb", size: float = 14) -> float:
    """Width in px of words of this role."""
    return width_of(words, size, bold(role))
