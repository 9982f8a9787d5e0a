"""Registrations to measures: counts first, then what they say, and what they cannot say."""

from __future__ import annotations

from impactlib.measures import caseload, collective, response, zrm
from impactlib.measures.caveats import attach
from impactlib.measures.context import context
from impactlib.measures.counts import CaseCounts, count_cases
from impactlib.measures.descriptions import background
from impactlib.model import Measure, Registration
from impactlib.params import Spec, caveat_rules

__all__ = ["TABLE_IDS", "background", "from_counts", "measure"]

TABLE_IDS = (
    "caseload-flow",
    "caseload-theme-share",
    "caseload-age",
    "caseload-duration",
    "ph-dimension",
    "dimension-domain",
    "zrm-end-vs-goal",
    "zrm-end-vs-start",
    "zrm-goal-reached",
    "zrm-levels",
    "zrm-start-level",
    "zrm-ceiling",
    "zrm-transitions",
    "zrm-growth",
    "response",
    "satisfaction",
    "network-satisfaction",
    "collective-activities",
    "collective-reach",
    "collective-indicators",
    "context",
)
"""Every table a sheet can hold, in order; docs/tables.md says what each is."""


def measure(registration: Registration, spec: Spec) -> dict[str, Measure]:
    """Every table of a sheet, with its caveats, by id, in the order of docs/tables.md.

    Returns
    -------
    dict of str to Measure
        Tables about theme cases are absent when the theme has no ZRM domain: absent, never 0.
    """
    surveys = response.count_surveys(registration, spec)
    tables = [
        *from_counts(count_cases(registration, spec), spec),
        response.response(surveys, spec),
        response.satisfaction(response.CLIENT_SURVEY, surveys, spec),
        response.satisfaction(response.NETWORK_SURVEY, surveys, spec),
        collective.activities(registration, spec),
        collective.reach(registration, spec),
        collective.indicators(registration, spec),
        context(registration, spec),
    ]
    rules = caveat_rules()
    return {table.id: attach(table, spec, rules) for table in tables}


def from_counts(counts: CaseCounts, spec: Spec) -> list[Measure]:
    """The tables about cases, from their counts alone."""
    if not spec.theme.domains:
        return [caseload.flow(counts, spec), caseload.dimension_domain(counts, spec)]
    return [
        caseload.flow(counts, spec),
        caseload.theme_share(counts, spec),
        caseload.ages(counts, spec),
        caseload.duration(counts, spec),
        caseload.dimensions(counts, spec),
        caseload.dimension_domain(counts, spec),
        *_scores(counts, spec),
    ]


def _scores(counts: CaseCounts, spec: Spec) -> list[Measure]:
    if zrm.mixed_versions(counts):
        return [zrm.without_scores(table, spec) for table in zrm.TABLES]
    found = [
        zrm.end_against("goal", counts, spec),
        zrm.end_against("start", counts, spec),
        zrm.goal_reached(counts, spec),
        zrm.levels(counts, spec),
        zrm.start_level(counts, spec),
        zrm.ceiling(counts, spec),
        zrm.transitions(counts, spec),
        zrm.growth(counts, spec),
    ]
    return [table for table in found if table is not None]
