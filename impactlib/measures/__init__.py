"""Registrations to measures: counts first, then what they say, and what they cannot say."""

from __future__ import annotations

from dataclasses import replace

from impactlib.catalogue.tables import FACT_SHEET
from impactlib.measures import caseload, collective, response, zrm
from impactlib.measures.caveats import attach
from impactlib.measures.context import context
from impactlib.measures.counts import CaseCounts, count_cases
from impactlib.measures.delivered import delivered
from impactlib.measures.descriptions import background
from impactlib.measures.estimate import frame, unknown_row
from impactlib.measures.lengths import seen_in_part
from impactlib.model import Measure, Registration
from impactlib.params import Spec, caveat_rules

__all__ = ["TABLE_IDS", "background", "from_counts", "measure"]

TABLE_IDS = tuple(table.id for table in FACT_SHEET)
"""Every table a sheet can hold, in order; docs/tables.md says what each is."""

OF_PERIOD = ("caseload-flow", "caseload-theme-share")
"""Tables that speak of a whole period: they say so where it was seen in part."""


def measure(registration: Registration, spec: Spec) -> dict[str, Measure]:
    """Every table of a sheet, with its caveats, by id, in the order of docs/tables.md.

    Returns
    -------
    dict of str to Measure
        Tables about theme cases are absent when the theme has no ZRM domain: absent, never 0. So are counts that
        others delivered, where there are none.
    """
    surveys = response.count_surveys(registration, spec)
    part = seen_in_part(registration, spec)
    tables = [
        *(_in_part(table, part) for table in from_counts(count_cases(registration, spec), spec)),
        response.response(surveys, spec),
        response.satisfaction(response.CLIENT_SURVEY, surveys, spec),
        response.satisfaction(response.NETWORK_SURVEY, surveys, spec),
        collective.activities(registration, spec),
        collective.reach(registration, spec),
        collective.indicators(registration, spec),
        context(registration, spec),
    ]
    from_others = delivered(registration, spec)
    tables += [from_others] if from_others else []
    rules = caveat_rules()
    return {table.id: attach(table, spec, rules) for table in tables}


def from_counts(counts: CaseCounts, spec: Spec, *, scores: bool = True) -> list[Measure]:
    """The tables about cases, with or without those about scores; every row unknown where there are no counts."""
    tables = _of_cases(counts, spec, scores=scores)
    return [_unknown(table, counts.unknown) for table in tables] if counts.unknown else tables


def _unknown(table: Measure, why: str) -> Measure:
    return replace(table, rows=frame(unknown_row(group, caveats=(why,)) for group in table.rows["group"]))


def _in_part(table: Measure, part: tuple[str, ...]) -> Measure:
    """The caseload with what must be said of a period that was seen in part."""
    return replace(table, caveats=(*table.caveats, *part)) if table.id in OF_PERIOD else table


def _of_cases(counts: CaseCounts, spec: Spec, *, scores: bool) -> list[Measure]:
    if not spec.theme.domains:
        return [caseload.flow(counts, spec), caseload.dimension_domain(counts, spec)]
    return [
        caseload.flow(counts, spec),
        caseload.theme_share(counts, spec),
        caseload.ages(counts, spec),
        caseload.duration(counts, spec),
        caseload.dimensions(counts, spec),
        caseload.dimension_domain(counts, spec),
        *(zrm.score_tables(counts, spec) if scores else ()),
    ]
