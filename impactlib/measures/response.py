"""Surveys: who answered, what they said, and how far that reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis

from impactlib.measures.estimate import finite_interval, frame, response_bounds, unknown_row
from impactlib.measures.rows import age_class, as_of, table, whole
from impactlib.model import ANSWERS, Measure, Registration
from impactlib.params import Norms, Questionnaire, Spec

CLIENT_SURVEY, NETWORK_SURVEY = "klanttevredenheid", "netwerktevredenheid"
ANSWER_DAYS = 60
"""Answers count until this many days after the period."""

_TABLES = {CLIENT_SURVEY: "satisfaction", NETWORK_SURVEY: "network-satisfaction"}


@dataclass(frozen=True)
class Survey:
    """One survey reduced to counts.

    ``items``: item -> answer (as text) -> count. ``background``: largest difference (0-1) between
    respondents and those asked on any known background, None when nothing is known.
    """

    name: str
    questionnaire: Questionnaire
    invited: int | None
    answered: int | None
    items: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    background: float | None = None


def count_surveys(registration: Registration, spec: Spec) -> tuple[Survey, ...]:
    """The surveys of the sheet's organisation, municipality and year, as counts.

    Answers by person, where they are registered, outrank what a survey bureau delivered.
    """
    rows = table(registration, "surveys")
    found = rows.filter(
        rows.organisation == registration.meta.organisation,
        rows.municipality == spec.params.municipality,
        rows.year == spec.params.year,
    ).order_by("survey")
    delivered = {row.survey: _delivered(row, registration, spec) for row in found.to_pandas().itertuples()}
    by_person = _by_person(registration, spec)
    if by_person is not None:
        delivered[by_person.name] = by_person
    return tuple(delivered[name] for name in sorted(delivered))


def _delivered(row: Any, registration: Registration, spec: Spec) -> Survey:
    answers = table(registration, "survey_answers")
    counts = answers.filter(
        answers.organisation == registration.meta.organisation,
        answers.municipality == spec.params.municipality,
        answers.year == spec.params.year,
        answers.survey == str(row.survey),
    ).to_pandas()
    return Survey(
        name=str(row.survey),
        questionnaire=spec.scales.questionnaires[str(row.questionnaire)],
        invited=whole(row.invited),
        answered=whole(row.answered),
        items=_items(counts.itertuples(index=False)),
    )


def _items(rows: Any) -> dict[str, dict[str, int]]:
    items: dict[str, dict[str, int]] = {}
    for row in rows:
        answers = items.setdefault(str(row.item), {})
        answers[str(row.answer)] = answers.get(str(row.answer), 0) + int(row.count)
    return items


def _by_person(registration: Registration, spec: Spec) -> Survey | None:
    """Reduce satisfaction_responses: sent in the period, answered at most 60 days after it."""
    rows = table(registration, "satisfaction_responses")
    sent = rows.filter(
        rows.organisation == registration.meta.organisation,
        rows.municipality == spec.params.municipality,
        rows.sent_date.between(
            ibis.literal(spec.period.first), ibis.literal(min(spec.period.last, as_of(registration, spec)))
        ),
    )
    until = min(spec.period.last + dt.timedelta(days=ANSWER_DAYS), registration.meta.extraction_date)
    sent = sent.mutate(replied=(sent.answered_date <= ibis.literal(until)).fill_null(False))
    sizes = sent.group_by("questionnaire").agg(n=sent.count()).order_by(ibis.desc("n"), "questionnaire").to_pandas()
    if sizes.empty:
        return None
    name = str(sizes["questionnaire"].iloc[0])
    sent = sent.filter(sent.questionnaire == name)
    replied = sent.filter(sent.replied)
    long = replied.select(*ANSWERS).pivot_longer(list(ANSWERS), names_to="item", values_to="answer")
    long = long.filter(long.answer.notnull())
    counts = long.group_by("item", "answer").agg(count=long.count()).to_pandas()
    return Survey(
        name=CLIENT_SURVEY,
        questionnaire=spec.scales.questionnaires[name],
        invited=int(sent.count().to_pandas()),
        answered=int(replied.count().to_pandas()),
        items=_items(counts.assign(answer=counts["answer"].map("{:g}".format)).itertuples(index=False)),
        background=_background(registration, spec, sent),
    )


def _background(registration: Registration, spec: Spec, sent: Any) -> float | None:
    """Largest difference in share between respondents and those asked, over age class and sex."""
    cases = table(registration, "trajectories")
    known = cases.select("trajectory_id", "sex", age=age_class(cases.age, spec.scales.age_classes))
    joined = sent.inner_join(known, "trajectory_id").select("replied", "sex", "age").to_pandas()
    if joined.empty or not joined["replied"].any():
        return None
    gaps = []
    for column in ("sex", "age"):
        asked = joined[column].value_counts(normalize=True)
        answered = joined.loc[joined["replied"], column].value_counts(normalize=True)
        gaps.append(float((answered.reindex(asked.index, fill_value=0) - asked).abs().max()))
    return max(gaps)


def verdict(survey: Survey, norms: Norms) -> str:
    """How far the answers reach: ``alleen_kwalitatief``, ``indicatief`` or ``generaliseerbaar``.

    The rule stands in params/norms.yaml: too few answers, or too small a part of those asked,
    allow only a qualitative reading; generalising asks for a high response, a narrow interval on
    every item, and respondents who resemble those asked.
    """
    if not survey.invited or survey.answered is None or survey.answered > survey.invited:
        return "alleen_kwalitatief"
    response = survey.answered / survey.invited
    if survey.answered < norms.answered_at_least or response < norms.response_at_least:
        return "alleen_kwalitatief"
    widths = [half_width(survey, item, norms) for item in closed_items(survey)]
    narrow = all(width is not None and width <= norms.generalisable_half_width for width in widths)
    alike = survey.background is not None and survey.background <= norms.background_difference
    if response >= norms.generalisable_response and widths and narrow and alike:
        return "generaliseerbaar"
    return "indicatief"


def half_width(survey: Survey, item: str, norms: Norms) -> float | None:
    """Half the width (0-1) of the item's finite-population interval; None where nobody answered."""
    count, n = favourable(survey, item)
    interval = finite_interval(count, n, survey.invited or 0, norms)
    return None if interval is None else (interval[1] - interval[0]) / 2


def closed_items(survey: Survey) -> tuple[str, ...]:
    """Items with a favourable answer: open questions and marks are left out."""
    return tuple(item for item, kind in survey.questionnaire.items.items() if kind in ("scale", "yes_no"))


def favourable(survey: Survey, item: str) -> tuple[int, int]:
    """Favourable answers and all answers to an item; "weet niet" and no answer left out."""
    known = {a: k for a, k in survey.items.get(item, {}).items() if a not in survey.questionnaire.unknown}
    return sum(k for a, k in known.items() if a in survey.questionnaire.favourable), sum(known.values())


def response(surveys: tuple[Survey, ...], spec: Spec) -> Measure:
    """Answered of invited, a row per survey, with the verdict as a caveat (response).

    Columns: count (answered), n = n_eligible (invited), share. A count of the whole: no interval.
    """
    rows = []
    for survey in surveys:
        caveats = (verdict(survey, spec.norms).replace("_", "-"),)
        if survey.invited and survey.answered is not None and survey.answered <= survey.invited:
            share = survey.answered / survey.invited
            sizes = {"count": survey.answered, "n": survey.invited, "n_eligible": survey.invited}
            rows.append({"group": survey.name, **sizes, "share": share, "method": "telling", "caveats": caveats})
        else:
            rows.append(unknown_row(survey.name, caveats=caveats))
    return Measure("response", frame(rows), spec.period, "mensen", "vragenlijsten", (), "opinion")


def satisfaction(name: str, surveys: tuple[Survey, ...], spec: Spec) -> Measure:
    """Favourable answers by item (satisfaction or network-satisfaction).

    Columns: count (favourable), n (answered the item), n_eligible (invited), share; low and high
    only under verdict ``generaliseerbaar`` (Wilson with finite population); bounds over everyone
    invited. A mark out of ten has a ``value`` (mean) instead of a share.
    """
    survey = next((survey for survey in surveys if survey.name == name), None)
    rows = [] if survey is None else [_item(survey, item, kind, spec.norms) for item, kind in _scored(survey)]
    return Measure(_TABLES[name], frame(rows), spec.period, "antwoorden", name, (), "opinion")


def _scored(survey: Survey) -> list[tuple[str, str]]:
    return [(item, kind) for item, kind in survey.questionnaire.items.items() if kind != "open"]


def _item(survey: Survey, item: str, kind: str, norms: Norms) -> dict[str, object]:
    invited = survey.invited
    if kind == "mark":
        marks = {float(a): k for a, k in survey.items.get(item, {}).items() if a not in survey.questionnaire.unknown}
        n = sum(marks.values())
        if not n:
            return unknown_row(item, n_eligible=invited, unit="cijfer")
        mean = sum(mark * k for mark, k in marks.items()) / n
        return {"group": item, "n": n, "n_eligible": invited, "value": mean, "unit": "cijfer", "method": "gemiddelde"}
    count, n = favourable(survey, item)
    if not n:
        return unknown_row(item, n_eligible=invited)
    row: dict[str, object] = {"group": item, "count": count, "n": n, "n_eligible": invited, "share": count / n}
    row |= {"bounds": response_bounds(count, n, invited or 0), "method": "telling"}
    if verdict(survey, norms) == "generaliseerbaar":
        low, high = finite_interval(count, n, invited or 0, norms) or (None, None)
        row |= {"low": low, "high": high, "method": "wilson-eindig"}
    return row
