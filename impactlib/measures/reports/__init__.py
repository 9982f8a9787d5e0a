"""Which tables each report holds: the measures of its notebook, with their caveats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from impactlib.measures import targets
from impactlib.measures.caveats import attach
from impactlib.model import Measure, Registration
from impactlib.model.public import BudgetLine
from impactlib.params import Spec, caveat_rules
from impactlib.params.reports import target_rules


def by_id(spec: Spec, tables: Iterable[Measure]) -> dict[str, Measure]:
    """Tables by id with the caveats of params/caveats.yaml, in their order."""
    rules = caveat_rules()
    return {table.id: attach(table, spec, rules) for table in tables}


def expected_and_actual(
    registration: Registration, spec: Spec, lines: Sequence[BudgetLine] = ()
) -> dict[str, Measure]:
    """Tables of the report on expected and actual: stated, counted, totals, budget (docs/tables-reports.md)."""
    rules, wanted = target_rules(), targets.targets_of(registration, spec)
    effort = targets.count_effort(registration, spec)
    return by_id(
        spec,
        [
            targets.stated(wanted, spec),
            targets.totals(wanted, rules, spec),
            targets.counted_people(effort, wanted, rules, spec),
            targets.counted_participants(effort, wanted, spec),
            targets.budget(lines, spec),
        ],
    )
