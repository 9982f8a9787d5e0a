"""What of the questions of one's own stays hidden: decided together, after the sheet's other tables and against them.

The parts are the theme cases by every variable that is asked about. What the other tables print of
them is known; what they hide stays hidden; each row of a question is one more sum of the same parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from impactlib.catalogue.question import MARK, question_of
from impactlib.model import DisclosureError, ReleasedSheet
from impactlib.params import Policy
from impactlib.release.askedsums import MOST_PARTS, Lines, Parts, Sum, sums, told, variables
from impactlib.release.attack import Contradiction
from impactlib.release.cells import Facts, Hidden, cost_of
from impactlib.release.sets import About
from impactlib.release.solve import solve
from impactlib.release.system import Builder, Kind, Quantity
from impactlib.release.universe import SHARE

LOSS = 0.3
"""What a reader misses of a row without ``n_eligible``, where a hidden row is 1."""


def hide(
    asked: Lines, others: Lines, hidden: Hidden, policy: Policy, facts: Facts
) -> dict[tuple[str, str], frozenset[str]]:
    """Fields to hide of the rows of questions, by (table, group).

    Parameters
    ----------
    asked, others : mapping of str to sequence of Line
        The questions of a sheet, and its other tables about people.
    hidden : Hidden
        What is hidden of the others.
    policy : Policy
    facts : Facts
        What earlier publications say of the rows of questions: keys ``<table> <group>``.

    Raises
    ------
    DisclosureError
        ``question-table``: the sheet has no table of theme cases to decide with. ``question-many``: together
        they are about too many kinds of cases. ``release-contradiction``: they do not agree with the other tables.
    """
    if not asked:
        return {}
    theme = next((line for line in others.get(SHARE, ()) if line.group == "theme"), None)
    if theme is None:
        raise DisclosureError("question-table", table=SHARE)
    every = {(table, line.group): frozenset({"count"}) for table, lines in asked.items() for line in lines}
    if theme.count is None or "count" in hidden.get((SHARE, "theme"), ()):
        return every
    domains = [line.group for line in others[SHARE] if line.group not in ("theme", "not_recorded")]
    clusters = [(one, Parts(one.names, asked, domains)) for one in _clusters(asked)]
    size = sum(len(parts.every) for _, parts in clusters)
    if size > MOST_PARTS:
        raise DisclosureError("question-many", most=MOST_PARTS)
    builder, keys, rooms = Builder(size), list[tuple[Sum, str]](), list[slice]()
    try:
        for one, parts in clusters:
            start = rooms[-1].stop if rooms else 0
            rooms.append(slice(start, start + len(parts.every)))
            printed = [*told(others, hidden, domains), *sums({table: asked[table] for table in one.tables})]
            keys += _filled(builder, parts, rooms[-1], printed, _Known(hidden, facts, policy, theme.count))
        for place, (one, parts) in enumerate(clusters):
            if one.linked is not None:
                _link(builder, (parts, rooms[place]), (clusters[one.linked][1], rooms[one.linked]), one.shared)
        system = builder.build()
        choice = solve(system, policy)
    except (ValueError, Contradiction):
        raise DisclosureError("release-contradiction", table=next(iter(asked)), group="-") from None
    gone = {quantity.key for quantity, hides in zip(system.quantities, choice.hidden, strict=True) if hides}
    return _means(asked, _fields(asked, keys, gone), policy)


def _fields(
    asked: Lines, keys: Iterable[tuple[Sum, str]], gone: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """The fields of questions whose sum is hidden, by row."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for one, key in keys:
        if key in gone and one.field and one.line.table in asked:
            row = (one.line.table, one.line.group)
            found[row] = found.get(row, frozenset()) | {one.field}
    return found


@dataclass(frozen=True)
class _Cluster:
    """Questions about the same variables; ``shared`` are those of an earlier cluster, at place ``linked``, too."""

    names: tuple[str, ...]
    tables: tuple[str, ...]
    linked: int | None = None
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What decides on a sum beside its own number."""

    hidden: Hidden
    facts: Facts
    policy: Policy
    cases: int


def _clusters(asked: Lines) -> list[_Cluster]:
    """Questions by the variables that they are about, so that two clusters only share what a third one has whole.

    Then whatever fits each of them, and agrees on what they share, fits them all: one table of every variable
    at once, which may have a part for each person and more, is not needed.
    """
    sets: list[tuple[frozenset[str], tuple[str, ...]]] = []
    left = sorted(asked, key=lambda one: (-len(variables([one])), one))
    while left:
        table = _next(left, [names for names, _ in sets])
        left.remove(table)
        tables: tuple[str, ...] = (table,)
        names = frozenset(variables(tables))
        while True:
            shared = names & frozenset[str]().union(*(one for one, _ in sets))
            met = [one for one in sets if one[0] <= names or names <= one[0]]
            if not met and not any(shared <= one for one, _ in sets) and shared:
                met = [one for one in sets if one[0] & names]
            if not met:
                break
            sets = [one for one in sets if one not in met]
            names, tables = names.union(*(one for one, _ in met)), (*(t for _, own in met for t in own), *tables)
        sets.append((names, tables))
    return _linked(sets)


def _next(left: Sequence[str], sets: Sequence[frozenset[str]]) -> str:
    """A question that shares with what is there only what one of them has whole; the first where there is none."""
    every = frozenset[str]().union(*sets)
    shared = {table: every.intersection(variables([table])) for table in left}
    return next((one for one in left if shared[one] and any(shared[one] <= names for names in sets)), left[0])


def _linked(sets: Sequence[tuple[frozenset[str], tuple[str, ...]]]) -> list[_Cluster]:
    """Each cluster with the earlier one that holds all that it shares with any of them; all in one where there is none."""
    found: list[_Cluster] = []
    for place, (names, tables) in enumerate(sets):
        shared = names & frozenset[str]().union(*(one for one, _ in sets[:place]))
        linked = next((at for at, (one, _) in enumerate(sets[:place]) if shared and shared <= one), None)
        if shared and linked is None:
            every = frozenset[str]().union(*(one for one, _ in sets))
            return [_Cluster(tuple(sorted(every)), tuple(table for _, own in sets for table in own))]
        found.append(_Cluster(tuple(sorted(names)), tables, linked, tuple(sorted(shared))))
    return found


def _link(builder: Builder, one: tuple[Parts, slice], other: tuple[Parts, slice], shared: Sequence[str]) -> None:
    """The cases with each value of what two clusters share are as many in both."""
    for values in one[0].values_of(shared):
        weights = np.zeros(builder.parts)
        weights[one[1]] += one[0].weights(values)
        weights[other[1]] -= other[0].weights(values)
        builder.add(Quantity(f"link {one[1].start} {sorted(map(str, values.items()))}", 0, 0, kind="known"), weights)


def earlier_facts(earlier: Iterable[ReleasedSheet], about: About | None, asked: Collection[str]) -> Facts:
    """What earlier publications of the same sheet say of questions.

    Raises
    ------
    DisclosureError
        ``question-earlier``: one was published that is not asked now, so that nothing can be decided with it.
    """
    shown: dict[str, int] = {}
    hidden: set[str] = set()
    for sheet in earlier:
        if about is None or (sheet.report, sheet.period) != (about.report, str(about.period)):
            continue
        for table in (table for table in sheet.tables if question_of(table.id)):
            if table.id not in asked:
                raise DisclosureError("question-earlier", table=table.id)
            for row in table.rows:
                number = row.n if row.count is None else row.count
                if row.state == "suppressed":
                    hidden.add(f"{table.id} {row.group}")
                elif number is not None:
                    shown[f"{table.id} {row.group}"] = number
    return Facts(shown, frozenset(hidden))


def _filled(
    builder: Builder, parts: Parts, room: slice, printed: Sequence[Sum], known: _Known
) -> list[tuple[Sum, str]]:
    """Add every sum of a cluster to the system; the key of each. A sum that two rows print is one."""
    keys = []
    for one in printed:
        if not set(one.of) <= set(parts.names):
            continue
        weights = np.zeros(builder.parts)
        weights[room] = parts.weights(one.of)
        key = np.packbits(weights.astype(bool)).tobytes().hex()
        if one.field or (one.count > 0 and one.clients < known.policy.threshold):
            builder.add(replace(_quantity(one, known), key=key), weights)
            keys.append((one, key))
    return keys


def _quantity(one: Sum, known: _Known) -> Quantity:
    line, cost = one.line, cost_of(LOSS if one.field == "n_eligible" else 1.0, one.count, known.cases)
    small = one.count > 0 and one.clients < known.policy.threshold
    # A row of a share goes with its n, also where nobody is in it: that it is hidden tells nothing.
    floor = 1.0 if one.count and one.field == "count" and not line.table.startswith(f"{MARK}:share") else 0.0
    base = Quantity("", one.count, one.count, small=small, kind="row", cost=cost, floor=floor)
    shown = replace(base, kind="known", small=False)
    if not line.table.startswith(f"{MARK}:"):
        return replace(base, closed=True) if one.field in known.hidden.get((line.table, line.group), ()) else shown
    if not one.field:
        return replace(base, kind="never")
    row = f"{line.table} {line.group}"
    if one.field == "count" and known.facts.shown.get(row) == one.count:
        return shown
    kind: Kind = "row" if one.field == "count" else "margin"
    return replace(base, kind=kind, closed=row in known.facts.hidden and one.count > 0)


def _means(
    asked: Lines, found: Mapping[tuple[str, str], frozenset[str]], policy: Policy
) -> dict[tuple[str, str], frozenset[str]]:
    """With a mean of all and of each row but one, that of the one follows: where one is not told, no mean is.

    It is not told where the row is hidden, or is about too few for a mean. A row of a share without its n says
    nothing: it goes.
    """
    result = {row: fields if "n" not in fields else frozenset({"count"}) for row, fields in found.items()}
    for table, lines in asked.items():
        question = question_of(table)
        if question is None or question.kind != "mean":
            continue
        if any((table, line.group) in result or 0 < (line.n or 0) < policy.means_from for line in lines):
            for line in lines:
                result[table, line.group] = result.get((table, line.group), frozenset()) | {"value"}
    return result
