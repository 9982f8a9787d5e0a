"""What a figure can have been, given the words in which it was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from impactlib.intake.claims import Statement


@dataclass(frozen=True)
class Interval:
    """What a figure can have been; ``low_in`` and ``high_in`` say whether the ends belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return not self._below(other) and not other._below(self)

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and not (self.high_in and other.low_in))


def reach(statement: Statement) -> Interval:
    """Every number that may have been told in these words.

    Examples
    --------
    >>> ninth = Statement(figure="9", word="about", words="ongeveer 9%", place="hoofdstuk 1")
    >>> tenth = Statement(figure="10", word="almost", words="bijna 10%", place="samenvatting")
    >>> reach(ninth).meets(reach(tenth))
    False
    """
    half = Fraction(statement.step, 2) if statement.step else statement.figure.half
    last = statement.to or statement.figure
    return _MEANT.get(statement.word, _around)(statement.figure.value, half, last.value + last.half)


def _around(value: Fraction, half: Fraction, _last: Fraction) -> Interval:
    return Interval(value - half, value + half)


def _one_in(value: Fraction, half: Fraction, _last: Fraction) -> Interval:
    return Interval(100 / (value + half), 100 / (value - half) if value > half else None)


_MEANT: Mapping[str, Callable[[Fraction, Fraction, Fraction], Interval]] = {
    "almost": lambda value, half, _: Interval(value - half, value, low_in=False, high_in=False),
    "over": lambda value, half, _: Interval(value, value + half, low_in=False),
    "at_least": lambda value, *_: Interval(value, None),
    "at_most": lambda value, *_: Interval(None, value),
    "range": lambda value, half, last: Interval(value - half, last),
    "one_in": _one_in,
}
"""From the figure, half of what it was rounded to, and the end of a range."""
