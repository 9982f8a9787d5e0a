"""How many cases, of whom, for how long: counts of a registration, without intervals."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from impactlib.measures.cases import NO_NUMBER
from impactlib.measures.counts import CaseCounts
from impactlib.measures.estimate import counted, frame, of_recorded, total, unknown_row
from impactlib.measures.lengths import BEGAN_LATE
from impactlib.measures.rows import NOT_RECORDED, UNKNOWN
from impactlib.model import CLIENTS, CLIENTS_REST, DIMENSIONS, DOMAINS, Measure
from impactlib.params import Spec

SOURCE = "registratie"


def flow(counts: CaseCounts, spec: Spec) -> Measure:
    """Open at the start, started, closed, open at the end; and distinct clients (caseload-flow).

    Columns: count (int, cases; for ``unique_clients`` clients). All cases, whatever the basis:
    open at the start plus started minus closed is open at the end. ``unique_clients`` are the
    clients behind the cases of the basis, the n of caseload-theme-share; unknown where some of
    those name no client: they may be one person or as many as the cases.
    """
    return _measure("caseload-flow", [_flow(row) for row in counts.flow.to_dict("records")], spec)


def _flow(row: Mapping[Hashable, Any]) -> dict[str, object]:
    of_clients = row["group"] == "unique_clients"
    unit = "clienten" if of_clients else "trajecten"
    if of_clients and row["unnamed"]:
        return unknown_row(row["group"], unit=unit, caveats=(NO_NUMBER,))
    size = {"count": int(row["clients" if of_clients else "count"]), CLIENTS: int(row["clients"]), CLIENTS_REST: None}
    return {"group": row["group"], "unit": unit, "method": "telling", **size}


def theme_share(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases as a share of all cases, by domain and together (caseload-theme-share).

    ``not_recorded``: cases without a main domain. They may be of the theme: the bounds of the other
    rows say how many there are at least and at most.
    """
    every, theme = counts.cases, counts.cases[counts.cases["theme"]]
    n, of_clients = total(every), total(every, "clients")
    groups = {domain: theme[theme["domain"] == domain] for domain in spec.theme.domains}
    groups |= {"theme": theme, NOT_RECORDED: every[every["domain"] == NOT_RECORDED]}
    rows = [_of_all(name, part, n, of_clients) for name, part in groups.items()]
    return _measure("caseload-theme-share", of_recorded(rows, NOT_RECORDED), spec)


def _of_all(group: str, part: pd.DataFrame, n: int, of_clients: int) -> dict[str, Any]:
    return counted(group, total(part), n, n, (total(part, "clients"), of_clients))


def ages(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases by age at the start, unknown as its own class (caseload-age)."""
    rows = _of_theme(counts, "age_class", (*spec.scales.age_classes, UNKNOWN))
    return _measure("caseload-age", of_recorded(rows, UNKNOWN), spec)


def dimensions(counts: CaseCounts, spec: Spec) -> Measure:
    """Theme cases by the dimension that the resident chose (ph-dimension).

    Choices are counted; Positieve Gezondheid is a conversation tool and has no score.
    """
    rows = _of_theme(counts, "dimension", (*DIMENSIONS, NOT_RECORDED))
    return _measure("ph-dimension", of_recorded(rows, NOT_RECORDED), spec)


def _of_theme(counts: CaseCounts, column: str, groups: tuple[str, ...]) -> list[dict[str, Any]]:
    theme = counts.cases[counts.cases["theme"]]
    n, of_clients = total(theme), total(theme, "theme_clients")
    sums = theme.groupby(column)[["count", "theme_clients"]].sum().reindex(list(groups), fill_value=0)
    return [counted(str(name), row["count"], n, n, (row["theme_clients"], of_clients)) for name, row in sums.iterrows()]


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
        n, of_clients = total(part), total(part, "clients")
        for domain in domains:
            count, clients = sums.loc[(dimension, domain)] if (dimension, domain) in sums.index else (0, 0)
            rows.append(counted(f"{dimension}/{domain}", count, n, n, (clients, of_clients)))
    return _measure("dimension-domain", rows, spec)


def duration(counts: CaseCounts, spec: Spec) -> Measure:
    """Share closed within a year, fully observed; mean and median days of closed cases.

    ``within_365_days`` counts theme cases that started in the 365 days ending 365 days before
    the as-of date, so that nobody was watched too short; unknown where the registration holds only
    those of them that lasted. The mean and median leave out the open ones, and say so
    (caseload-duration).
    """
    cohort = counts.cohort
    n, of_clients = total(cohort), total(cohort, "clients")
    part = cohort[cohort["within"]]
    within = counted("within_365_days", total(part), n, n, (total(part, "clients"), of_clients))
    rows: list[dict[str, object]] = [
        within if counts.cohort_recorded else unknown_row("within_365_days", caveats=(BEGAN_LATE,))
    ]
    closed, clients = total(counts.closed_days), total(counts.closed_days, "clients")
    sizes = {"n": closed, "n_eligible": closed, "unit": "dagen", CLIENTS: clients, CLIENTS_REST: 0}
    for group, typical in (("closed_mean_days", _mean), ("closed_median_days", _median)):
        known = {"value": typical(counts.closed_days), "method": "telling"} if closed else {"state": "unknown"}
        rows.append({"group": group, **sizes, **known})
    return _measure("caseload-duration", rows, spec)


def _mean(lengths: pd.DataFrame) -> float:
    return int((lengths["days"] * lengths["count"]).sum()) / total(lengths)


def _median(lengths: pd.DataFrame) -> float:
    """The middle length; of an even number of cases the mean of the two in the middle."""
    passed, n = lengths["count"].cumsum(), total(lengths)
    middle = [int(lengths["days"][passed > place].iloc[0]) for place in ((n - 1) // 2, n // 2)]
    return sum(middle) / 2


def _measure(table: str, rows: list[dict[str, object]], spec: Spec) -> Measure:
    return Measure(table, frame(rows), spec.period, "trajecten", SOURCE, (), "people")
