"""Counts that others delivered, as the attacker reads them: every whole is a table of its own."""

from __future__ import annotations

from collections.abc import Mapping

from impactlib.audit.facts import Facts, Term, minus, plus
from impactlib.audit.rules import DELIVERED, DELIVERED_MEAN, DELIVERED_UNKNOWN, AuditRules
from impactlib.model import Released, Row

Parts = Mapping[str, Term]
"""Part of a whole to its unknown."""


def split(table: Released) -> tuple[Released, ...]:
    """A table of delivered counts as one table for each whole in it; any other table as it is."""
    if table.id != DELIVERED:
        return (table,)
    wholes: dict[str, list[Row]] = {}
    for row in table.rows:
        whole, _, part = row.group.rpartition("/")
        wholes.setdefault(whole, []).append(row.model_copy(update={"group": part}))
    return tuple(
        table.model_copy(update={"id": f"{DELIVERED}/{whole}", "rows": tuple(rows)}) for whole, rows in wholes.items()
    )


def delivered_terms(parts: Parts, row: Row) -> tuple[Term, Term | None, Term | None] | None:
    """The sums that a row prints as count, n and n_eligible; None for a mean that is hidden: it counts nobody."""
    whole = plus(*parts.values())
    if row.group != DELIVERED_MEAN:
        return parts[row.group], whole, whole
    known = minus(whole, parts.get(DELIVERED_UNKNOWN, {}))
    return (known, known, whole) if row.state == "shown" else None


def tell_mean(facts: Facts, parts: Parts, row: Row, rules: AuditRules) -> None:
    """A mean says what its levels add up to, as finely as it was rounded."""
    if row.group != DELIVERED_MEAN or row.value is None or row.n is None:
        return
    levels = {int(level): term for level, term in parts.items() if level.isdigit()}
    summed = plus(*({place: level * weight for place, weight in term.items()} for level, term in levels.items()))
    half = 0.5 * 10.0**-rules.value_digits
    facts.between(summed, (row.value - half) * row.n - 1e-6, (row.value + half) * row.n + 1e-6)
