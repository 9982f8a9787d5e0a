"""Surveys: who answered, what they said, and how far that reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from impactlib.catalogue import Reason, reason_of, too_few
from impactlib.measures.estimate import finite_interval, frame, response_bounds, unknown_row
from impactlib.measures.surveys import CLIENT_SURVEY, CONTRADICTORY, NETWORK_SURVEY, Survey, count_surveys
from impactlib.model import Measure, Period
from impactlib.params import Norms, Spec
from impactlib.text import Texts

__all__ = [
    "CLIENT_SURVEY",
    "NETWORK_SURVEY",
    "Survey",
    "Verdict",
    "count_surveys",
    "explain",
    "reason_text",
    "response",
    "satisfaction",
    "verdict",
]

ONLY_UNKNOWN = "alleen-weet-niet"
"""Caveat: it was asked, and nobody gave an answer that says something."""

VerdictCode = Literal["alleen_kwalitatief", "indicatief", "generaliseerbaar"]

_TABLES = {CLIENT_SURVEY: "satisfaction", NETWORK_SURVEY: "network-satisfaction"}
_POINTS = ("width", "norm_width", "gap", "norm_gap")


@dataclass(frozen=True)
class Verdict:
    """How far the answers of a survey reach, and why."""

    code: VerdictCode
    reasons: tuple[Reason, ...]


def verdict(survey: Survey, norms: Norms) -> VerdictCode:
    """How far the answers reach: ``alleen_kwalitatief``, ``indicatief`` or ``generaliseerbaar``."""
    return explain(survey, norms).code


def explain(survey: Survey, norms: Norms) -> Verdict:
    """The verdict with every rule that decided it.

    The rules stand in params/norms.yaml: too few answers, or too small a part of those asked,
    allow only a qualitative reading; generalising asks for a high response, a narrow interval on
    every item, and respondents who resemble those asked.

    Examples
    --------
    >>> from impactlib.params import norms, scales
    >>> found = explain(Survey("s", scales().questionnaires["de-schans-2020"], 324, 67), norms())
    >>> found.code, [reason.rule for reason in found.reasons]
    ('alleen_kwalitatief', ['low_response'])
    """
    if not survey.invited or survey.answered is None or survey.contradictory:
        return Verdict("alleen_kwalitatief", (Reason("not_known", {}),))
    few = too_few(survey.answered, survey.invited, norms)
    if few:
        return Verdict("alleen_kwalitatief", few)
    against = _against_generalising(survey, survey.answered / survey.invited, norms)
    if against:
        return Verdict("indicatief", against)
    return Verdict("generaliseerbaar", (reason_of("generalisable", survey.answered, survey.invited, norms),))


def reason_text(reason: Reason, texts: Texts) -> str:
    """The rule as a sentence, with the numbers that decided."""
    return texts.plain(f"methods.verdict.{reason.rule}", **{k: _shown(k, v, texts) for k, v in reason.fields.items()})


def _shown(name: str, value: float, texts: Texts) -> str:
    if name in _POINTS:
        return texts.number(value * 100, 1)
    return texts.number(value) if isinstance(value, int) else texts.percent(value)


def _against_generalising(survey: Survey, response: float, norms: Norms) -> tuple[Reason, ...]:
    found = []
    if response < norms.generalisable_response:
        found.append(reason_of("not_high", survey.answered or 0, survey.invited or 0, norms))
    widths = [half_width(survey, item, norms) for item in closed_items(survey)]
    known = [width for width in widths if width is not None]
    if not widths or len(known) < len(widths):
        found.append(Reason("no_answers", {}))
    elif max(known) > norms.generalisable_half_width:
        found.append(Reason("wide", {"width": max(known), "norm_width": norms.generalisable_half_width}))
    if survey.background is None:
        found.append(Reason("background_unknown", {}))
    elif survey.background > norms.background_difference:
        found.append(Reason("unlike", {"gap": survey.background, "norm_gap": norms.background_difference}))
    return tuple(found)


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
    known = _known(survey, item)
    return sum(k for a, k in known.items() if a in survey.questionnaire.favourable), sum(known.values())


def _known(survey: Survey, item: str) -> dict[str, int]:
    return {a: k for a, k in survey.items.get(item, {}).items() if a not in survey.questionnaire.unknown}


def _marks(survey: Survey, item: str) -> dict[str, int]:
    return {a: k for a, k in _known(survey, item).items() if a.replace(".", "", 1).isdigit()}


def response(surveys: tuple[Survey, ...], spec: Spec) -> Measure:
    """Answered of invited, a row per survey, with the verdict as a caveat (response).

    Columns: count (answered), n = n_eligible (invited), share. A count of the whole: no interval.
    More answers than people asked is unknown, and says so.
    """
    rows = []
    for survey in surveys:
        caveats = (verdict(survey, spec.norms).replace("_", "-"), *survey.caveats)
        if survey.contradictory:
            rows.append(unknown_row(survey.name, caveats=(*caveats, CONTRADICTORY)))
        elif survey.invited and survey.answered is not None:
            share = survey.answered / survey.invited
            sizes = {"count": survey.answered, "n": survey.invited, "n_eligible": survey.invited}
            rows.append({"group": survey.name, **sizes, "share": share, "method": "telling", "caveats": caveats})
        else:
            rows.append(unknown_row(survey.name, caveats=caveats))
    return Measure("response", frame(rows), _period(surveys, spec), "mensen", "vragenlijsten", (), "opinion")


def satisfaction(name: str, surveys: tuple[Survey, ...], spec: Spec) -> Measure:
    """Favourable answers by item (satisfaction or network-satisfaction).

    Columns: count (favourable), n (answered the item), n_eligible (invited), share; low and high
    only under verdict ``generaliseerbaar`` (Wilson with finite population); bounds over everyone
    invited. A mark out of ten has a ``value`` (mean) instead of a share. An item with more answers
    than the survey is unknown, and says so; one to which only "weet niet" was answered has n 0 and
    ``alleen-weet-niet``. Caveat ``alleen-kwalitatief`` where that is the survey's verdict.
    """
    survey = next((survey for survey in surveys if survey.name == name), None)
    rows = [] if survey is None else [_item(survey, item, kind, spec.norms) for item, kind in _scored(survey)]
    told = any(row.get("state") != "unknown" for row in rows)
    few = survey is not None and told and verdict(survey, spec.norms) == "alleen_kwalitatief"
    caveats = ("alleen-kwalitatief",) if few else ()
    return Measure(
        _TABLES[name],
        frame(rows),
        _period(() if survey is None else (survey,), spec),
        "antwoorden",
        name,
        caveats,
        "opinion",
    )


def _period(surveys: Sequence[Survey], spec: Spec) -> Period:
    """The sheet's period, or its calendar year where a bureau delivered the answers."""
    delivered = bool(surveys) and not any(survey.by_person for survey in surveys)
    return Period.of_year(spec.params.year) if delivered else spec.period


def _scored(survey: Survey) -> list[tuple[str, str]]:
    return [(item, kind) for item, kind in survey.questionnaire.items.items() if kind != "open"]


def _item(survey: Survey, item: str, kind: str, norms: Norms) -> dict[str, Any]:
    said: dict[str, Any] = {"caveats": survey.caveats} | ({"unit": "cijfer"} if kind == "mark" else {})
    known = _marks(survey, item) if kind == "mark" else _known(survey, item)
    n = sum(known.values())
    most = survey.invited if survey.answered is None else survey.answered
    if survey.contradictory or (most is not None and n > most):
        return unknown_row(item, **said | {"caveats": (*survey.caveats, CONTRADICTORY)})
    row = {"group": item, "n": n, "n_eligible": survey.invited, **said}
    if not n and not survey.items.get(item):
        return row | {"n": None, "state": "unknown"}
    if not n:
        return unknown_row(
            item, **said | {"n": 0, "n_eligible": survey.invited, "caveats": (*survey.caveats, ONLY_UNKNOWN)}
        )
    if kind == "mark":
        return row | {"value": sum(float(mark) * k for mark, k in known.items()) / n, "method": "gemiddelde"}
    return row | _share(survey, item, norms)


def _share(survey: Survey, item: str, norms: Norms) -> dict[str, Any]:
    count, n = favourable(survey, item)
    row: dict[str, Any] = {"count": count, "share": count / n, "method": "telling"}
    row["bounds"] = response_bounds(count, n, survey.invited or 0)
    if verdict(survey, norms) == "generaliseerbaar":
        low, high = finite_interval(count, n, survey.invited or 0, norms) or (None, None)
        row |= {"low": low, "high": high, "method": "wilson-eindig"}
    return row
