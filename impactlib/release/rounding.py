"""Rounding half up on exact values, so that a printed share never depends on binary fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_up(value: float | Fraction, digits: int | None) -> float:
    """Round half up to ``digits`` decimals; ``None`` leaves the value as it is.

    A float is taken as the decimal number it prints as; a fraction exactly.

    Examples
    --------
    >>> half_up(Fraction(1, 8), 2), half_up(0.125, 2), half_up(-0.25, 1)
    (0.13, 0.13, -0.2)
    """
    if digits is None:
        return float(value)
    exact = Fraction(Decimal(repr(value))) if isinstance(value, float) else value
    whole = (exact * 10**digits * 2 + 1) // 2
    rounded = float(Decimal(int(whole)).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))
    return rounded + 0.0
