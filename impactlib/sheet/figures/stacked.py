"""One bar of everything: each part with its word and its count, the unknown as parts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from impactlib.sheet.cells import Cell
from impactlib.sheet.figures.kit import Drawing, text_width
from impactlib.sheet.figures.metrics import lines

WIDE, NARROW = 872, 360
HIGH, LOW = 46, 40
GAP = 2
PITCH = 29
PER_BRACKET = 36


@dataclass(frozen=True)
class Part:
    """A part of the bar: ``long`` is its width, ``cell`` the number that stands in it."""

    word: str
    cell: Cell
    role: str
    long: float
    share: str = ""


@dataclass(frozen=True)
class Bracket:
    """A line below the first ``parts`` parts that says of how many the shares are."""

    parts: int
    words: str


def wide(parts: Sequence[Part], brackets: Sequence[Bracket] = (), width: float = WIDE, high: float = HIGH) -> Drawing:
    """The drawing of 872 px: words above, counts inside, denominators below.

    A count that does not fit its part stands behind its word; a word that would touch the next
    one moves up a line, with a leader down to its part.
    """
    shown = [part for part in parts if part.long > 0]
    edges = _edges(shown, width)
    labels = _labels(shown, edges, width)
    top = 24 + 20.0 * max((label.level for label in labels), default=0)
    drawing = Drawing(width, top + high + (2 if not brackets else 2 + PER_BRACKET * len(brackets)))
    for part, (left, right), label in zip(shown, edges, labels, strict=True):
        drawing.box((left, top), right - left, high, part.role)
        y = top - 9 - 20 * label.level
        drawing.text((label.left, y), part.word)
        if label.counted:
            drawing.text((label.right, y), part.cell, "vl", "end")
        elif part.cell.shown:
            _count(drawing, part, (left + right) / 2, top + high / 2)
        if label.level:
            drawing.line([(left + 1, y + 5), (left + 1, top - 3)], "lead")
    _brackets(drawing, brackets, edges, top + high + 8)
    return drawing


@dataclass(frozen=True)
class _Label:
    left: float
    right: float
    level: int
    counted: bool


def _labels(parts: Sequence[Part], edges: Sequence[tuple[float, float]], width: float) -> list[_Label]:
    """Place the words from right to left, each on the lowest free line."""
    placed: list[_Label] = []
    for part, (left, right) in reversed(list(zip(parts, edges, strict=True))):
        counted = part.cell.shown and text_width(part.cell.text, "vl", 16) + 6 > right - left
        wide_ = text_width(part.word) + (5 + text_width(part.cell.text, "vl") if counted else 0)
        start = min(left, width - wide_)
        level = 0
        while any(_touch(start, start + wide_, level, other) for other in placed):
            level += 1
        placed.append(_Label(start + (5 if level else 0), start + wide_ + (5 if level else 0), level, counted))
    return placed[::-1]


def _touch(left: float, right: float, level: int, other: _Label) -> bool:
    """Whether a word would run into another, or over the leader of one that stands higher."""
    same = level == other.level and left < other.right + 8 and other.left < right + 8
    leader = other.level > level and left < other.left <= right + 8
    return same or leader


def narrow(parts: Sequence[Part]) -> Drawing:
    """The twin for a phone: the bar, then a row for each part with swatch, word, count, share."""
    shown = [part for part in parts if part.long > 0]
    words = {part.word: lines(part.word, 118) for part in parts}
    heights = [PITCH + 17 * (len(words[part.word]) - 1) for part in parts]
    drawing = Drawing(NARROW, LOW + 12 + sum(heights) - 9)
    for part, (left, right) in zip(shown, _edges(shown, NARROW), strict=True):
        drawing.box((left, 0), right - left, LOW, part.role)
    top = LOW + 12.0
    for part, height in zip(parts, heights, strict=True):
        drawing.box((0, top), 18, 18, part.role)
        for index, line in enumerate(words[part.word]):
            drawing.text((28, top + 14 + 17 * index), line)
        drawing.text((190, top + 14), part.cell, "vl" if part.cell.shown else "mu", "end")
        drawing.text((204, top + 14), part.share, "mu")
        top += height
    return drawing


def _edges(parts: Sequence[Part], width: float) -> list[tuple[float, float]]:
    """Left and right of each part: in proportion, but never a sliver of under 4 px."""
    room = width - GAP * (len(parts) - 1)
    total = sum(part.long for part in parts) or 1
    wanted = [max(part.long / total * room, 4.0) for part in parts]
    spare = sum(wanted) - room
    longest = max(range(len(wanted)), key=wanted.__getitem__, default=0)
    found, left = [], 0.0
    for index, wide_ in enumerate(wanted):
        right = left + wide_ - (spare if index == longest else 0)
        found.append((left, right))
        left = right + GAP
    return found


def _count(drawing: Drawing, part: Part, middle: float, centre: float) -> None:
    if part.role in ("unk", "mask"):
        half = text_width(part.cell.text, "vl", 16) / 2 + 6
        drawing.box((middle - half, centre - 12), 2 * half, 24, "paper")
    role = f"on{part.role[1]}" if part.role in ("s1", "s2", "s3") else "vl"
    drawing.text((middle, centre + 5.8), part.cell, role, "middle", 16)


def _brackets(drawing: Drawing, brackets: Sequence[Bracket], edges: Sequence[tuple[float, float]], top: float) -> None:
    for index, bracket in enumerate(brackets):
        y, right = top + PER_BRACKET * index, edges[min(bracket.parts, len(edges)) - 1][1]
        drawing.line([(0.5, y), (0.5, y + 6), (right - 0.5, y + 6), (right - 0.5, y)], "brk")
        drawing.text((0, y + 24), bracket.words, "mu")
