"""How far the answers of a survey reach: the rule of params/norms.yaml that decided, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from impactlib.model import Row
from impactlib.params import Norms


@dataclass(frozen=True)
class Reason:
    """A rule that decided, by its key under ``methods.verdict`` of the texts, and its numbers."""

    rule: str
    fields: Mapping[str, float]


def explain_row(row: Row, norms: Norms) -> Reason | None:
    """The rule behind the verdict of a released row of ``response``; None where its numbers are hidden.

    Only what the row itself shows is used, so that a sentence never says more than its table.
    """
    if row.count is None or not row.n:
        return None
    few = too_few(row.count, row.n, norms)
    if few:
        return few[0]
    rule = "indicative" if "indicatief" in row.caveats else "generalisable"
    return reason_of(rule, row.count, row.n, norms)


def reason_of(rule: str, answered: int, invited: int, norms: Norms) -> Reason:
    """A rule with the numbers of the response, and what the norms ask of them."""
    fields = {"answered": answered, "invited": invited, "response": answered / invited}
    norm = {"norm_answered": norms.answered_at_least, "norm_response": norms.response_at_least}
    return Reason(rule, fields | norm | {"norm_generalisable": norms.generalisable_response})


def too_few(answered: int, invited: int, norms: Norms) -> tuple[Reason, ...]:
    """The rule that allows only a qualitative reading; empty where none does."""
    few = answered < norms.answered_at_least
    low = answered / invited < norms.response_at_least
    rule = {(True, True): "few_and_low", (True, False): "few", (False, True): "low_response"}.get((few, low))
    return (reason_of(rule, answered, invited, norms),) if rule else ()
