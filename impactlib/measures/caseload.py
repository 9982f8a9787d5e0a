"""How many cases, of whom, for how long: counts of a registration, without intervals."""

from __future__ import annotations

import pandas as pd

from impactlib.measures.counts import CaseCounts
from impactlib.measures.estimate import counted, frame
from impactlib.measures.rows import NOT_RECORDED, UNKNOWN
from impactlib.model import CLIENTS, CLIENTS_REST, DIMENSIONS, DOMAINS, Measure
from impactlib.params import Spec

SOURCE = "registratie"


def flow(counts: CaseCounts, spec: Spec) -> Measure:
    """Open at the start, started, closed, open at the end; and distinct clients (caseload-flow).

    Columns: count (int, cases; for ``unique_clients`` clients). All cases, whatever the basis.
    """
    rows = [
        {
            "group": row.group,
            "count": int(row.clients if row.group == "unique_clients" else row.count),
            "unit": "clienten" if row.group == "unique_clients" else "trajecten",
            "method": "telling",
            CLIENTS: int(row.clients),
            CLIENTS_REST: None,
        }
        for row in counts.flow.itertuples(name="Flow")
    ]
    return _measure("caseload-flow", rows, spec)


def theme_share(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases as a share of all cases, by domain and together (caseload-theme-share)."""
    every, theme = counts.cases, counts.cases[counts.cases["theme"]]
    n, of_clients = int(every["count"].sum()), int(every["clients"].sum())
    groups = {domain: theme[theme["domain"] == domain] for domain in spec.theme.domains}
    rows = [_of_all(name, part, n, of_clients) for name, part in [*groups.items(), ("theme", theme)]]
    return _measure("caseload-theme-share", rows, spec)


def _of_all(group: str, part: pd.DataFrame, n: int, of_clients: int) -> dict[str, object]:
    return counted(group, part["count"].sum(), n, n, clients=part["clients"].sum(), of_clients=of_clients)


def ages(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases by age at the start, unknown as its own class (caseload-age)."""
    return _measure("caseload-age", _of_theme(counts, "age_class", (*spec.scales.age_classes, UNKNOWN)), spec)


def dimensions(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases by the dimension that the resident chose (ph-dimension).

    Choices are counted; Positieve Gezondheid is a conversation tool and has no score.
    """
    return _measure("ph-dimension", _of_theme(counts, "dimension", (*DIMENSIONS, NOT_RECORDED)), spec)


def _of_theme(counts: CaseCounts, column: str, groups: tuple[str, ...]) -> list[dict[str, object]]:
    theme = counts.cases[counts.cases["theme"]]
    n, of_clients = int(theme["count"].sum()), int(theme["theme_clients"].sum())
    sums = theme.groupby(column)[["count", "theme_clients"]].sum().reindex(list(groups), fill_value=0)
    return [
        counted(name, row["count"], n, n, clients=row["theme_clients"], of_clients=of_clients)
        for name, row in sums.iterrows()
    ]


def dimension_domain(counts: CaseCounts, spec: Spec) -> Measure:
    """All cases by dimension and main domain: the whole table, of which a sheet shows a part.

    It holds every combination, zeros too, because what may be shown of it is decided on the
    whole: the sheets of one municipality share these cells (dimension-domain).
    """
    cases = counts.cases
    extra = sorted(set(cases["domain"]) - {*DOMAINS, NOT_RECORDED})
    domains = [*DOMAINS, *extra, NOT_RECORDED]
    sums = cases.groupby(["dimension", "domain"])[["count", "clients"]].sum()
    rows = []
    for dimension in (*DIMENSIONS, NOT_RECORDED):
        part = cases[cases["dimension"] == dimension]
        n, of_clients = int(part["count"].sum()), int(part["clients"].sum())
        for domain in domains:
            count, clients = sums.loc[(dimension, domain)] if (dimension, domain) in sums.index else (0, 0)
            rows.append(counted(f"{dimension}/{domain}", count, n, n, clients=clients, of_clients=of_clients))
    return _measure("dimension-domain", rows, spec)


def duration(counts: CaseCounts, spec: Spec) -> Measure:
    """Share closed within a year, fully observed; mean and median days of closed cases.

    ``within_365_days`` counts theme cases that started in the 365 days ending 365 days before
    the as-of date, so that nobody was watched too short. The mean and median leave out the open
    ones, and say so (caseload-duration).
    """
    cohort = counts.cohort
    n, of_clients = int(cohort["count"].sum()), int(cohort["clients"].sum())
    part = cohort[cohort["within"]]
    rows: list[dict[str, object]] = [
        counted("within_365_days", part["count"].sum(), n, n, clients=part["clients"].sum(), of_clients=of_clients)
    ]
    days = counts.closed_days.loc[counts.closed_days.index.repeat(counts.closed_days["count"]), "days"]
    closed, clients = len(days), int(counts.closed_days["clients"].sum())
    for group, value in (("closed_mean_days", days.mean()), ("closed_median_days", days.median())):
        known = {"value": float(value), "method": "telling"} if closed else {"state": "unknown"}
        rows.append(
            {"group": group, "n": closed, "n_eligible": closed, "unit": "dagen", CLIENTS: clients, CLIENTS_REST: 0}
            | known
        )
    return _measure("caseload-duration", rows, spec)


def _measure(table: str, rows: list[dict[str, object]], spec: Spec) -> Measure:
    return Measure(table, frame(rows), spec.period, "trajecten", SOURCE, (), "people")
