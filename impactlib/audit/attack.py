"""The attack on a whole run: all sheets of a municipality taken together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from impactlib.audit.facts import Facts, Hidden, Limit
from impactlib.audit.files import Published
from impactlib.audit.ranges import Infeasible, Range, groups, narrow
from impactlib.audit.rules import AuditFinding, AuditRules
from impactlib.audit.work import Work
from impactlib.audit.world import World, tie_years


def attack(published: Sequence[Published], rules: Mapping[str, AuditRules]) -> Iterator[AuditFinding]:
    """Cells that all sheets together pin down further than their policy allows."""
    for municipality in sorted({found.sheet.municipality for found in published}):
        sheets = [found for found in published if found.sheet.municipality == municipality]
        yield from _of_place(sorted(sheets, key=lambda found: found.old), rules)


def _of_place(sheets: Sequence[Published], rules: Mapping[str, AuditRules]) -> Iterator[AuditFinding]:
    facts = Facts()
    work = Work(facts, sheets)
    worlds = [World(facts, found, rules[found.sheet.policy], work) for found in sheets]
    for world in worlds:
        world.tell_blank()
    for world in worlds:
        world.tell()
    for world in worlds:
        world.tie()
    work.tie()
    work.tie_cases(worlds)
    tie_years(facts, worlds)
    promised = {found.file: rules[found.sheet.policy] for found in sheets}
    for limits, hidden in groups(facts.limits, facts.hidden):
        wanted = max(promised[cell.file].possible_values for cell in hidden)
        ranges = _ranges(limits, hidden, wanted)
        if ranges is None:
            yield AuditFinding(hidden[0].file, hidden[0].cell, "contradiction")
            continue
        for found in ranges:
            yield from _judged(found, promised[found.cell.file])


def _ranges(limits: Sequence[Limit], hidden: Sequence[Hidden], wanted: int) -> list[Range] | None:
    """What each hidden cell can be; what cannot be true together is doubted where it may be; None where it may not."""
    doubts = (
        limits,
        [limit for limit in limits if not limit.old],
        [limit for limit in limits if not limit.guess],
        [limit for limit in limits if not (limit.old or limit.guess)],
    )
    for left in doubts:
        with contextlib.suppress(Infeasible):
            return narrow(left, hidden, wanted)
    return None


def _judged(found: Range, rules: AuditRules) -> Iterator[AuditFinding]:
    """A listed cell must keep its possible values; an unlisted one must not come out small.

    A cell that is certainly 0 is about nobody: zeros are no secret.
    """
    cell, low, high = found.cell, found.low, found.high
    if high == 0:
        return
    if cell.listed and high - low + 1 < rules.possible_values:
        yield AuditFinding(cell.file, cell.cell, "too-narrow", low, high)
    elif high is not None and low >= 1 and high < rules.threshold and high - low + 1 < rules.possible_values:
        yield AuditFinding(cell.file, cell.cell, "recovered", low, high)
