"""Collective activities: what there is, whom it reached in its own unit, and ten indicators."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from impactlib.measures.estimate import cluster_interval, frame, unknown_row, within
from impactlib.measures.rows import as_of, each, fetched, of_theme, slugs, table, text, whole
from impactlib.model import (
    CLIENTS,
    CLIENTS_REST,
    DIMENSION_UNKNOWN,
    INDICATORS,
    Measure,
    Period,
    Registration,
    group_of,
)
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir

SOURCE = "registratie"
QUESTIONNAIRE = "collectief-10"
_PERSON = ("activity_id", "respondent_id")


def activities(registration: Registration, spec: Spec) -> Measure:
    """A row per activity of the theme: name, nature, dimensions, evidence (collective-activities).

    ``onbekend`` among the dimensions: there may be others than those named, or none is known.

    The nature belongs to activity and theme together: cooking may be preventive for health and
    curative for poverty.
    """
    rows = [
        {
            "group": row.activity_id,
            "name": row.name,
            "nature": text(row.nature),
            "dimensions": slugs(row.ph_dimensions) or (DIMENSION_UNKNOWN,),
            "evidence": text(row.evidence) or "onbekend",
            "method": "beschrijving",
        }
        for row in each(of_theme(registration, spec).order_by("activity_id"))
    ]
    return Measure("collective-activities", frame(rows), spec.period, "activiteiten", SOURCE, (), "open")


def reach(registration: Registration, spec: Spec) -> Measure:
    """Reach of each activity in its own quantity and precision; never summed (collective-reach).

    Of the calendar year of the sheet, whatever its period: that is how reach is registered.

    Group ``activity/quantity``; reach_low, reach_high (int), precision, per, unique, unit. An
    activity without a reach, or with an unknown one, is unknown, not 0.
    """
    found = table(registration, "activity_reach")
    found = found.filter(found.year == spec.params.year)
    here = of_theme(registration, spec).select("activity_id")
    joined = here.left_join(found, "activity_id").order_by("activity_id", "quantity")
    rows = [_reach(row) for row in each(joined)]
    return Measure("collective-reach", frame(rows), Period.of_year(spec.params.year), "eigen", SOURCE, (), "open")


def _reach(row: Any) -> dict[str, object]:
    quantity, precision = text(row.quantity), text(row.precision)
    group = group_of(row.activity_id, quantity or "bereik")
    if quantity is None or precision == "onbekend" or (pd.isna(row.low) and pd.isna(row.high)):
        return unknown_row(group, unit=quantity, precision="onbekend")
    return {
        "group": group,
        "unit": quantity,
        "reach_low": whole(row.low),
        "reach_high": whole(row.high),
        "precision": precision,
        "per": text(row.per),
        "unique": text(row.unique),
        "method": "opgave",
    }


def indicators(registration: Registration, spec: Spec) -> Measure:
    """Mean of each of the ten indicators over respondents of the theme's activities.

    Columns: n (respondents who answered it), value (points), low, high (cluster-robust t interval,
    cluster = activity; none below ``norms.intervals_from_clusters`` activities, nor where it would
    leave the scale). Mean per respondent, so a
    large activity weighs more; who answered an activity's list twice counts with the last answer.
    Not measured is unknown (collective-indicators).
    """
    found = count_answers(registration, spec)
    rows = [_indicator(item, found[found["item"] == item], spec) for item in INDICATORS]
    return Measure("collective-indicators", frame(rows), spec.period, "punten", "impactvragenlijst", (), "opinion")


def count_answers(registration: Registration, spec: Spec) -> pd.DataFrame:
    """The answers to the ten indicators as counts: item, activity_id (str), answer (float), n (int).

    Of the theme's activities, in the period; the last answer of a respondent per activity and item.
    """
    if "impact_responses" not in registration.typed:
        return pd.DataFrame(columns=["item", "activity_id", "answer", "n"])
    inside = _responses(registration, spec)
    long = inside.pivot_longer(list(INDICATORS), names_to="item", values_to="answer")
    long = long.filter(long.answer.notnull())
    lasts = long.group_by("item", *_PERSON).agg(answer=long.answer.argmax(long.date))
    counts = fetched(lasts.group_by("item", "activity_id", "answer").agg(n=lasts.count()))
    return counts.sort_values(["item", "activity_id", "answer"], ignore_index=True)


def answers_by_person(registration: Registration, spec: Spec) -> pd.DataFrame:
    """A row per respondent of an activity, a column per indicator (float, points), turned to one direction.

    For what needs whole answer lists (reliability). Not in any fixed order and without a name or
    activity, but of persons: never shown.
    """
    inside = _responses(registration, spec)
    lasts = inside.group_by(*_PERSON).agg(**{item: inside[item].argmax(inside.date) for item in INDICATORS})
    found = fetched(lasts.select(*INDICATORS))
    return pd.DataFrame({item: _turned(found[item], item, spec) for item in INDICATORS}).astype(float)


def _responses(registration: Registration, spec: Spec) -> ir.Table:
    responses = table(registration, "impact_responses")
    last = min(spec.period.last, as_of(registration, spec))
    inside = responses.filter(responses.date.between(ibis.literal(spec.period.first), ibis.literal(last)))
    inside = inside.semi_join(of_theme(registration, spec).select("activity_id"), "activity_id")
    return inside.select(*_PERSON, "date", *INDICATORS)


def _indicator(item: str, found: pd.DataFrame, spec: Spec) -> dict[str, object]:
    if found.empty:
        return unknown_row(item, unit="punten")
    sums = found.assign(total=_turned(found["answer"], item, spec) * found["n"]).groupby("activity_id").sum()
    n, total = sums["n"].to_numpy(dtype=float), sums["total"].to_numpy(dtype=float)
    value, interval = cluster_interval(n, total, spec.norms.interval_level)
    enough = len(n) >= spec.norms.intervals_from_clusters
    low, high = (within(interval, *_scale(spec)) if enough else None) or (None, None)
    few = ("weinig-activiteiten",) if len(n) < spec.norms.few_clusters else ()
    return {
        "group": item,
        "n": int(n.sum()),
        "value": value,
        "low": low,
        "high": high,
        "unit": "punten",
        "method": "gemiddelde" if low is None else "cluster-t",
        "caveats": few,
        CLIENTS: int(n.sum()),
        CLIENTS_REST: 0,
    }


def _scale(spec: Spec) -> tuple[float, float]:
    """The lowest and the highest answer that can be given."""
    questionnaire = spec.scales.questionnaires.get(QUESTIONNAIRE)
    return (-math.inf, math.inf) if questionnaire is None else (questionnaire.lowest, questionnaire.highest)


def _turned(answers: pd.Series, item: str, spec: Spec) -> pd.Series:
    """Answers to an item that runs the other way, declared in params/scales.yaml, as their mirror image."""
    questionnaire = spec.scales.questionnaires.get(QUESTIONNAIRE)
    if questionnaire is None or item not in questionnaire.reversed:
        return answers
    return questionnaire.lowest + questionnaire.highest - answers
