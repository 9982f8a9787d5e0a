"""A product of the commission: its trajectories by topic, people, weight, length, complexity and area.

Source: BCF-opdracht welzijnswerk Oldambt 2024-2028, indicators of the product sheets. Give a
registration that is narrowed to the product's result areas (``cases.only``). Growth by domain is
``zrm.growth`` of that registration (``cases.of_every_domain``), collective effort and questions
are those of ``volumes``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.cases import NO_NUMBER, parts, single
from impactlib.measures.estimate import Interval, frame, total, unknown_row
from impactlib.measures.lengths import BEGAN_LATE, followed, recorded, recorded_since
from impactlib.measures.rows import NOT_RECORDED, UNKNOWN, as_of
from impactlib.measures.survival import first_day, median_days, percent_closed_within
from impactlib.model import CLIENTS, CLIENTS_REST, DOMAINS, INDIVIDUAL, LEAN, Measure, Registration
from impactlib.params import Spec
from impactlib.params.reports import Classes, Lasting, Minimum, Product, Products, areas_of

SOURCE = "registratie"
KINDS = (INDIVIDUAL, LEAN)
OTHER_TOPIC = "ander_onderwerp"
"""Row of the topics that are not in the list of the commission."""

YEAR = 365
KAPLAN_MEIER = "kaplan-meier"
SEXES = ("vrouw", "man", "anders", NOT_RECORDED)


@dataclass(frozen=True)
class ProductCases:
    """The trajectories of one product in the period.

    Attributes
    ----------
    cases : DataFrame
        kind, topic, whole_topic, age_class, sex, weight, complexity, domain, area (str), count,
        clients (int): by the sheet's basis, leun-en-steun among them.
    unknown : str
        The caveat that says why there are no counts; empty when there are.
    """

    cases: pd.DataFrame
    unknown: str


@dataclass(frozen=True)
class ProductCounts(ProductCases):
    """What the trajectories of one product come down to.

    Attributes
    ----------
    closed : DataFrame
        days, count, clients (int): closed in the period, whatever the basis.
    followed : DataFrame
        days (int), closed (bool), entry, count, clients (int): started in the two years up to the
        as-of date, by the days that they were followed (``lengths.followed``).
    lasted : DataFrame
        long (bool), count, clients (int): closed in the period on the topic that must last.
    lasted_recorded : bool
        Whether the registration goes back as far before the period as that help must last.
    period_recorded : bool
        Whether the registration tells of the whole period, from its first day.
    families : dict
        Topic to distinct clients; None where a trajectory on it names no client.
    seen : date
        The as-of date.
    """

    closed: pd.DataFrame
    followed: pd.DataFrame
    lasted: pd.DataFrame
    lasted_recorded: bool
    period_recorded: bool
    families: dict[str, int | None]
    seen: dt.date


def count_product(registration: Registration, spec: Spec, rules: Products, product: Product) -> ProductCounts:
    """Reduce a product's registration to the counts of its sheet."""
    known = _known(registration, spec, rules)
    closed = cases.in_period(known, "end_date", registration, spec)
    of_period = count_product_cases(registration, spec, rules)
    since = recorded_since(registration, spec)
    must_last = dt.timedelta(days=product.lasts.days if product.lasts else 0)
    return ProductCounts(
        cases=of_period.cases,
        unknown=of_period.unknown,
        closed=cases.tally(closed.assign(days=cases.lasted(closed)), "days"),
        followed=followed(known, registration, spec),
        lasted=_lasted(closed, product.lasts),
        lasted_recorded=recorded(spec.period.first - must_last, since),
        period_recorded=recorded(spec.period.first, since),
        families=_families(cases.in_basis(known, registration, spec)),
        seen=as_of(registration, spec),
    )


def count_product_cases(registration: Registration, spec: Spec, rules: Products) -> ProductCases:
    """Reduce a product's registration to what ``tables`` needs."""
    by = ("kind", "topic", "whole_topic", "age_class", "sex", "weight", "complexity", "domain", "area")
    within = cases.in_basis(_known(registration, spec, rules), registration, spec)
    return ProductCases(cases.tally(within, *by), cases.why_unknown(registration, spec, "trajectories"))


def _known(registration: Registration, spec: Spec, rules: Products) -> pd.DataFrame:
    known = cases.trajectories(registration, spec)
    known = known[known["kind"].isin(KINDS)]
    topic = known["topic"].str.split("/").str[0]
    return known.assign(
        whole_topic=known["topic"],
        topic=topic.where(topic.isin([*rules.topics, NOT_RECORDED]), OTHER_TOPIC),
        weight=_class(known["expected_contacts"], rules.weights),
        complexity=_class(known["questions"], rules.complexities),
    )


def tables(counts: ProductCases, spec: Spec, rules: Products) -> list[Measure]:
    """Trajectories of a product by topic, age, sex, weight, complexity, life domain and area.

    Tables ``product-topic`` (the commission's topics, ``ander_onderwerp``, ``not_recorded``),
    ``product-age``, ``product-sex``, ``product-weight`` (talks estimated beforehand; unknown where
    none was), ``product-complexity`` (questions), ``product-domain`` and
    ``product-area``. Columns: count of n = all trajectories of the product in the period; share.
    Each table is one whole. By life domain only individual ones: leun-en-steun is not scored.
    """
    lists = {
        "topic": (*rules.topics, OTHER_TOPIC, NOT_RECORDED),
        "age": (*spec.scales.age_classes, UNKNOWN),
        "sex": SEXES,
        "weight": (*rules.weights, UNKNOWN),
        "complexity": (*rules.complexities, UNKNOWN),
        "domain": (*DOMAINS, NOT_RECORDED),
        "area": (*areas_of(spec.params.municipality), NOT_RECORDED),
    }
    found = []
    for name, groups in lists.items():
        column = "age_class" if name == "age" else name
        of = counts.cases[counts.cases["kind"] == INDIVIDUAL] if name == "domain" else counts.cases
        found.append(_measure(f"product-{name}", parts(of, column, groups, unknown=counts.unknown), spec))
    return found


def duration(counts: ProductCounts, spec: Spec) -> Measure:
    """How long trajectories take, with what the ones that still run tell beside it (product-duration).

    ``closed_mean_days`` and ``closed_median_days``: n trajectories closed in the period, all of them.
    ``estimated_median_days`` and ``estimated_within_365_days`` (unit procent): Kaplan and Meier over n
    trajectories that started in the two years up to the as-of date, closed or not; log-log interval;
    unknown where the registration began too late to tell of the first days.
    """
    level, closed, watched = spec.norms.interval_level, counts.closed, counts.followed
    days = closed.loc[closed.index.repeat(closed["count"]), "days"]
    mean, median = (float(days.mean()), float(days.median())) if len(days) else (None, None)
    estimates = {
        "estimated_median_days": (median_days(watched, level), "dagen"),
        "estimated_within_365_days": (percent_closed_within(watched, YEAR, level), "procent"),
    }
    rows = [
        _estimate("closed_mean_days", closed, (mean, None), "dagen", "telling"),
        _estimate("closed_median_days", closed, (median, None), "dagen", "telling"),
        *(
            _estimate(group, watched, found, unit, KAPLAN_MEIER)
            if first_day(watched) == 0
            else unknown_row(group, unit=unit, caveats=(BEGAN_LATE,))
            for group, (found, unit) in estimates.items()
        ),
    ]
    if counts.unknown:
        rows = [unknown_row(row["group"], unit=row["unit"], caveats=(counts.unknown,)) for row in rows]
    return _measure("product-duration", rows, spec, unit="dagen")


def minima(counts: ProductCounts, product: Product, spec: Spec) -> Measure:
    """What was agreed at least, against what the period holds (product-minima).

    Group: the minimum; count trajectories (or distinct families) on its topic, n the same: no part
    of a whole. Caveat ``norm-gehaald`` from the agreed number on; below it ``norm-loopt`` while the
    year is not over on the as-of date, ``norm-te-weinig`` where the registration lacks its beginning,
    else ``norm-niet-gehaald``. ``lasts`` (where the product has
    it): of n closed on that topic those that lasted long enough.
    """
    rows = [_minimum(counts, minimum, spec) for minimum in product.minima]
    if product.lasts:
        rows += _lasting(counts, product.lasts)
    return _measure("product-minima", rows, spec)


def agreed(product: Product, spec: Spec) -> Measure:
    """The numbers that were agreed, in the groups of product-minima (product-agreed): value, unit."""
    rows: list[dict[str, Any]] = [
        {"group": minimum.slug, "value": minimum.at_least, "unit": minimum.counts, "method": "afspraak"}
        for minimum in product.minima
    ]
    if product.lasts:
        rows.append({"group": "lasts", "value": product.lasts.days, "unit": "dagen", "method": "afspraak"})
    return Measure("product-agreed", frame(rows), spec.period, "eigen", "opdracht", (), "open")


def _class(number: pd.Series, classes: Classes) -> pd.Series:
    found = pd.Series(UNKNOWN, index=number.index)
    for name, (low, high) in classes.items():
        inside = number.ge(low) if high is None else number.between(low, high)
        found = found.mask(inside.fillna(value=False).astype(bool), name)
    return found


def _lasted(closed: pd.DataFrame, lasting: Lasting | None) -> pd.DataFrame:
    if lasting is None:
        return pd.DataFrame({"long": [], "count": [], "clients": []}).astype({"count": int, "clients": int})
    rows = closed[closed["whole_topic"] == lasting.topic]
    return cases.tally(rows.assign(long=(cases.lasted(rows) >= lasting.days).astype(bool)), "long")


def _families(within: pd.DataFrame) -> dict[str, int | None]:
    of_topic = within.groupby("whole_topic")["client_id"]
    return {str(topic): None if ids.isna().any() else int(ids.nunique()) for topic, ids in of_topic}


def _estimate(
    group: str, cells: pd.DataFrame, found: tuple[float | None, Interval], unit: str, method: str
) -> dict[str, Any]:
    value, interval = found
    sizes = {"n": total(cells), "n_eligible": total(cells), CLIENTS: total(cells, "clients"), CLIENTS_REST: 0}
    if value is None:
        return unknown_row(group, unit=unit, **sizes)
    low, high = interval or (None, None)
    return {"group": group, "value": value, "low": low, "high": high, "unit": unit, "method": method, **sizes}


def _minimum(counts: ProductCounts, minimum: Minimum, spec: Spec) -> dict[str, Any]:
    if counts.unknown:
        return unknown_row(minimum.slug, unit=minimum.counts, caveats=(counts.unknown,))
    on_topic = counts.cases[cases.on_topic(counts.cases["whole_topic"], minimum.topic)]
    families = [
        many for topic, many in counts.families.items() if cases.on_topic(pd.Series([topic]), minimum.topic).all()
    ]
    of_families = minimum.counts == "gezinnen"
    if of_families and None in families:
        return unknown_row(minimum.slug, unit=minimum.counts, caveats=(NO_NUMBER,))
    count = sum(many or 0 for many in families) if of_families else total(on_topic)
    verdict = "norm-gehaald" if count >= minimum.at_least else _below(counts, spec)
    return single(minimum.slug, count, total(on_topic, "clients"), unit=minimum.counts, caveats=(verdict,))


def _below(counts: ProductCounts, spec: Spec) -> str:
    """What can be said of fewer than the minimum: missed, unless more may come or may have been."""
    over = counts.seen >= spec.period.last >= dt.date(spec.period.last.year, 12, 31)
    if not over:
        return "norm-loopt"
    return "norm-niet-gehaald" if counts.period_recorded else "norm-te-weinig"


def _lasting(counts: ProductCounts, lasting: Lasting) -> list[dict[str, Any]]:
    if counts.unknown or counts.lasted.empty:
        return [unknown_row("lasts", caveats=(counts.unknown,) if counts.unknown else ("norm-niet-gemeten",))]
    if not counts.lasted_recorded:
        return [unknown_row("lasts", caveats=(BEGAN_LATE,))]
    rows = parts(counts.lasted.replace({"long": {True: "lasts", False: "shorter"}}), "long", ("lasts",))
    return [row | {"unit": lasting.topic.rpartition("/")[2], "caveats": ("norm-onbekend",)} for row in rows[:1]]


def _measure(name: str, rows: Sequence[dict[str, Any]], spec: Spec, unit: str = "trajecten") -> Measure:
    return Measure(name, frame(rows), spec.period, unit, SOURCE, (), "people")
