"""From a line and what must stay hidden of it to the row that is printed."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from impactlib.model import Row
from impactlib.params import Policy
from impactlib.release.reading import Line
from impactlib.release.rounding import half_up

SUPPRESSED = "onderdrukt"
"""The one reason that every masked row carries, whatever masked it."""

TOP_CODED = "afgetopt"
"""Nearly everybody or nearly nobody: only ``bounds`` is given."""

IDENTITY = ("unit", "area", "source", "name")
"""What a masked row keeps: it says which row it is, not how many."""

_OF_N = ("share", "low", "high")
_OF_ELIGIBLE = ("bounds",)
_FOLLOWS = {
    "n": ("n", "n_eligible", *_OF_N, *_OF_ELIGIBLE),
    "n_eligible": ("n_eligible", *_OF_ELIGIBLE),
    "value": ("value", "low", "high"),
    "low": ("low", "high"),
}
"""A hidden field takes along what is computed with it."""


def masked(line: Line) -> Row:
    """The row with every number gone: the same for each masked row, primary or not."""
    return masked_row(Row(group=line.group, **{name: line.values[name] for name in IDENTITY}))


def masked_row(row: Row) -> Row:
    """A row that was made already, with every number gone."""
    kept = {name: getattr(row, name) for name in IDENTITY}
    return Row(group=row.group, state="suppressed", caveats=(SUPPRESSED,), **kept)


def unrounded(line: Line) -> Row:
    """The row as it was measured (policy intern, and tables that are not about people)."""
    return Row(**line.values)


def people(line: Line, hidden: Collection[str], policy: Policy) -> Row:
    """A row of a table about people.

    Parameters
    ----------
    line : Line
    hidden : collection of {"count", "n", "n_eligible", "value", "low", "bounds.0", "bounds.1"}
        What an outsider may not see of it. A hidden ``count`` hides the row; each other field
        takes along what is computed with it. Hidden ``bounds`` are widened to what count, n and
        n_eligible say anyway: all missing ones none, or all.
    policy : Policy
    """
    if "count" in hidden:
        return masked(line)
    values = dict(line.values)
    if any(name.startswith("bounds") for name in hidden):
        values["bounds"] = widest(line)
    for name, fields in _FOLLOWS.items():
        if name in hidden:
            values |= dict.fromkeys(fields)
    return Row(**_rounded(_readable(values, line, policy), policy))


def widest(line: Line) -> tuple[float, float] | None:
    """Bounds that use nothing but count, n and n_eligible: all missing ones none, or all."""
    if line.values["bounds"] is None or line.count is None or line.n is None or not line.n_eligible:
        return None
    missing = line.n_eligible - line.n
    return line.count / line.n_eligible, (line.count + missing) / line.n_eligible


def opinion(line: Line, policy: Policy) -> Row:
    """A row of an anonymous survey: hidden below a number of answers, top-coded near 0 and 100 %."""
    values = dict(line.values)
    n = line.n if line.count is None or line.table != "response" else line.count
    if n is None or line.values["state"] != "shown":
        return Row(**_rounded(values, policy))
    if n < policy.opinions_from:
        return masked(line)
    if line.values["share"] is not None and line.table != "response" and policy.top_code < 1:
        share = Fraction(line.count or 0, line.n or 1)
        top = Fraction(str(policy.top_code))
        if share > top or share < 1 - top:
            ends = (float(top), 1.0) if share > top else (0.0, float(1 - top))
            values |= dict.fromkeys(("count", "value", *_OF_N)) | {"bounds": ends}
            values["caveats"] = (*line.values["caveats"], TOP_CODED)
            return Row(**values)
    return Row(**_rounded(_readable(values, line, policy), policy))


def _readable(values: dict[str, Any], line: Line, policy: Policy) -> dict[str, Any]:
    """Without percentages, means and intervals of too few."""
    n = line.n or 0
    is_mean = line.values["value"] is not None
    if n < policy.percentages_from and not is_mean:
        values |= dict.fromkeys((*_OF_N, *_OF_ELIGIBLE))
    if is_mean and n < policy.means_from:
        values |= dict.fromkeys(("value", "low", "high"))
    if is_mean and n < policy.intervals_from:
        values |= dict.fromkeys(("low", "high"))
    return values


def _rounded(values: dict[str, Any], policy: Policy) -> dict[str, Any]:
    is_mean = values["value"] is not None
    digits = policy.value_digits if is_mean else policy.share_digits
    rounded = dict(values)
    if values["share"] is not None and values["count"] is not None and values["n"]:
        rounded["share"] = half_up(Fraction(values["count"], values["n"]), policy.share_digits)
    if is_mean:
        rounded["value"] = half_up(values["value"], policy.value_digits)
    for name in ("low", "high"):
        rounded[name] = None if values[name] is None else half_up(values[name], digits)
    if values["bounds"] is not None:
        low, high = (half_up(bound, policy.share_digits) for bound in values["bounds"])
        rounded["bounds"] = (low, high)
    return rounded
