"""One table on its own: parts of one whole. Small enough to try every choice."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Hashable, Iterator, Sequence

from impactlib.params import Policy
from impactlib.release.cells import cost_of
from impactlib.release.reading import Line

LAST = ("unknown", "not_recorded")
"""Readers need these most: hidden only when nothing else will do."""

ALL_OF, FEW = 12, 3
"""Up to so many rows every choice is tried; of more, choices of a few rows and then all."""


NOTHING = frozenset[str]()


def fields(
    lines: Sequence[Line],
    policy: Policy,
    shown: Collection[str] = (),
    masked: Collection[str] = (),
    *,
    parts: bool = True,
) -> dict[str, frozenset[str]]:
    """Fields to hide of each row of a table that stands on its own, by group.

    Rows with one n are parts of it, unless each row is about people of its own (not ``parts``). A row
    that only has an n (a mean, a median) is hidden when that is small, and n_eligible when few are
    missing. ``shown`` and ``masked`` are groups that earlier publications showed or hid.
    """
    found: dict[str, frozenset[str]] = {}
    blocks: dict[Hashable, list[Line]] = {}
    for line in lines:
        if line.count is not None:
            blocks.setdefault(line.n if parts else line.group, []).append(line)
    for block in blocks.values():
        found |= dict.fromkeys(hide(block, policy, shown, masked), frozenset({"count"}))
    for line in lines:
        if line.count is None and line.n and (line.clients or 0) < policy.threshold:
            found[line.group] = frozenset({"count"})
        elif line.n is not None and 0 < (line.n_eligible or 0) - line.n < policy.threshold:
            found[line.group] = found.get(line.group, NOTHING) | {"n_eligible"}
    return found


def hide(
    lines: Sequence[Line], policy: Policy, shown: Collection[str] = (), masked: Collection[str] = ()
) -> frozenset[str]:
    """Groups to hide of rows that are parts of one n: the small ones and the cheapest that cover them.

    Every choice is tried, cheapest first, until each hidden number keeps its possible values. All
    rows, zeros too, when no choice does, or when the whole is small.
    """
    counts = [line.count or 0 for line in lines]
    n = lines[0].n or 0 if lines else 0
    small = frozenset(line.group for line in lines if is_small(line, policy) or (line.count and line.group in masked))
    few = frozenset(line.group for line in lines if n > 0 and _clients(line) < policy.threshold)
    if sum(counts) > n:  # one case may be in several rows: each has only its own rest
        return small | few
    if few == {line.group for line in lines}:
        return few
    if not small:
        return small
    for strict in (True, False):
        for extra in _choices(lines, small, shown):
            if _holds(lines, small | extra, n - sum(counts), policy, strict=strict):
                return small | extra
    return frozenset(line.group for line in lines)


def _clients(line: Line) -> int:
    """Behind the n of a row."""
    return (line.clients or 0) + (line.clients_rest or 0)


def is_small(line: Line, policy: Policy) -> bool:
    """Whether too few clients stand behind the row, or behind all that it leaves out."""
    count, rest = line.count or 0, (line.n or 0) - (line.count or 0)
    few = count > 0 and (line.clients or 0) < policy.threshold
    return few or (count > 0 and rest > 0 and (line.clients_rest or 0) < policy.threshold)


def _choices(lines: Sequence[Line], small: Collection[str], shown: Collection[str]) -> Iterator[frozenset[str]]:
    """What may be hidden beside the small ones, cheapest first; zeros and what is known stay visible."""
    total = sum(line.count or 0 for line in lines)
    spare = {
        line.group: cost_of(4.0 if line.group in LAST else 1.0, line.count or 0, total)
        for line in lines
        if line.count and line.group not in small and line.group not in shown
    }
    sizes = range(len(spare) + 1 if len(spare) <= ALL_OF else FEW + 1)
    sets = (one for size in sizes for one in itertools.combinations(spare, size))
    yield from (frozenset(one) for one in sorted(sets, key=lambda one: sum(spare[group] for group in one)))
    yield frozenset(spare)


def _holds(lines: Sequence[Line], hidden: Collection[str], outside: int, policy: Policy, *, strict: bool) -> bool:
    """Whether each hidden number keeps its window when all others are seen."""
    inside = [line for line in lines if line.group in hidden]
    most = sum(line.count or 0 for line in inside) + outside - (len(inside) - 1)
    alone = len(inside) == 1 and not outside
    return not alone and all(_wide(line, most, policy, strict=strict) for line in inside)


def _wide(line: Line, most: int, policy: Policy, *, strict: bool) -> bool:
    """Possible numbers go from 1 to ``most``: enough of them, and for whoever knows what is small too.

    What a row leaves out is at least the number of other hidden rows, so that its own window may
    not fit below the threshold; then (not ``strict``) any so many numbers will do.
    """
    count, least, wanted = line.count or 0, 1, policy.possible_values
    if most < wanted or not strict:
        return most >= wanted
    if (line.clients or 0) < policy.threshold:
        most = min(most, max(count, policy.threshold - 1, wanted))
    rest = (line.n or 0) - count
    if rest > 0 and (line.clients_rest or 0) < policy.threshold:
        least = max(least, (line.n or 0) - max(rest, policy.threshold - 1, wanted))
        most = min(most, (line.n or 0) - 1)
    return most - least + 1 >= wanted
