"""Surveys reduced to counts: who was asked, who answered, what they said, and whom they resemble."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from impactlib.measures.rows import UNKNOWN, age_class, as_of, each, fetched, table, whole
from impactlib.model import ANSWERS, Registration, RegistrationError
from impactlib.params import Questionnaire, Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir

CLIENT_SURVEY, NETWORK_SURVEY = "klanttevredenheid", "netwerktevredenheid"
ANSWER_DAYS = 60
"""Answers count until this many days after the period."""

CONTRADICTORY = "tegenstrijdig"
"""Caveat: the numbers that were given can't all be true."""

TWO_QUESTIONNAIRES = "twee-vragenlijsten"


@dataclass(frozen=True)
class Survey:
    """One survey reduced to counts.

    ``items``: item -> answer (as text, turned so that more is better) -> count. ``background``:
    largest difference (0-1) between respondents and those asked on any known background, None
    when too little is known. ``caveats``: what must be said of all its figures. ``by_person``: answers
    of the sheet's period; what a bureau delivered is of its calendar year.
    """

    name: str
    questionnaire: Questionnaire
    invited: int | None
    answered: int | None
    items: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    background: float | None = None
    caveats: tuple[str, ...] = ()
    version: str = ""
    by_person: bool = False

    @property
    def contradictory(self) -> bool:
        """More answers than people asked."""
        return self.invited is not None and self.answered is not None and self.answered > self.invited


def count_surveys(registration: Registration, spec: Spec) -> tuple[Survey, ...]:
    """The surveys of the sheet's organisation, municipality and year, as counts.

    Answers by person, where they are registered, outrank what a survey bureau delivered.

    Raises
    ------
    RegistrationError
        A survey used a questionnaire that params/scales.yaml does not describe.
    """
    answers = fetched(of_sheet(table(registration, "survey_answers"), registration, spec))
    sizes = each(of_sheet(table(registration, "surveys"), registration, spec))
    delivered: dict[str, Survey] = {row.survey: _delivered(row, answers, spec) for row in sizes}
    by_person = _by_person(registration, spec)
    if by_person is not None:
        delivered[by_person.name] = by_person
    return tuple(delivered[name] for name in sorted(delivered))


def of_sheet(rows: ir.Table, registration: Registration, spec: Spec) -> ir.Table:
    """The rows of the registration's organisation, the sheet's municipality and its year."""
    return rows.filter(
        rows.organisation == registration.meta.organisation,
        rows.municipality == spec.params.municipality,
        rows.year == spec.params.year,
    )


def _delivered(row: Any, answers: pd.DataFrame, spec: Spec) -> Survey:
    questionnaire = _questionnaire(str(row.questionnaire), spec)
    own = answers[answers["survey"] == row.survey]
    return Survey(
        name=str(row.survey),
        questionnaire=questionnaire,
        invited=whole(row.invited),
        answered=whole(row.answered),
        items=_items(zip(own["item"], own["answer"], own["count"], strict=True), questionnaire),
        version=str(row.questionnaire),
    )


def _questionnaire(name: str, spec: Spec) -> Questionnaire:
    found = spec.scales.questionnaires.get(name)
    if found is None:
        allowed = ", ".join(sorted(spec.scales.questionnaires))
        raise RegistrationError("questionnaire-unknown", questionnaire=name, allowed=allowed)
    return found


def _items(counts: Iterable[tuple[Any, Any, Any]], questionnaire: Questionnaire) -> dict[str, dict[str, int]]:
    items: dict[str, dict[str, int]] = {}
    for item, answer, count in counts:
        text = turned(answer, str(item), questionnaire)
        answers = items.setdefault(str(item), {})
        answers[text] = answers.get(text, 0) + int(count)
    return items


_YES_NO = {"1.0": "ja", "0.0": "nee"}
"""Answers by person to a question of yes or no, as the reader types them."""


def turned(answer: object, item: str, questionnaire: Questionnaire) -> str:
    """The answer as text; of an item declared ``reversed``, its mirror image on the scale.

    Examples
    --------
    >>> q = Questionnaire(title="t", source="s", items={"eenzaam": "scale"}, reversed=("eenzaam",))
    >>> turned(5.0, "eenzaam", q), turned("weet_niet", "eenzaam", q), turned("4.0", "anders", q)
    ('1', 'weet_niet', '4')
    >>> turned(1.0, "klaar", Questionnaire(title="t", source="s", items={"klaar": "yes_no"}))
    'ja'
    """
    text = str(answer).strip()
    if questionnaire.items.get(item) == "yes_no":
        text = _YES_NO.get(text, text)
    backwards = item in questionnaire.reversed
    if text in ("ja", "nee"):
        return {"ja": "nee", "nee": "ja"}[text] if backwards else text
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{questionnaire.lowest + questionnaire.highest - number if backwards else number:g}"


def _by_person(registration: Registration, spec: Spec) -> Survey | None:
    """Reduce satisfaction_responses: sent in the period, answered at most 60 days after it.

    Column q1 holds the answers to the questionnaire's first item, whatever its name.
    """
    if "satisfaction_responses" not in registration.typed:
        return None
    sent = _sent(registration, spec)
    by_version = sent.group_by("questionnaire").agg(invited=sent.count(), answered=sent.replied.sum())
    sizes = fetched(by_version).sort_values(["invited", "questionnaire"], ascending=[False, True])
    if sizes.empty:
        return None
    name = str(sizes["questionnaire"].iloc[0])
    questionnaire = _questionnaire(name, spec)
    own = sent.filter(sent.questionnaire == name)
    replied = own.filter(own.replied)
    long = replied.select(*ANSWERS).pivot_longer(list(ANSWERS), names_to="item", values_to="answer")
    long = long.filter(long.answer.notnull())
    counts = fetched(long.group_by("item", "answer").agg(count=long.count()))
    named = counts["item"].map(dict(zip(ANSWERS, questionnaire.items, strict=False)))
    return Survey(
        name=CLIENT_SURVEY,
        questionnaire=questionnaire,
        invited=int(sizes["invited"].iloc[0]),
        answered=int(sizes["answered"].iloc[0]),
        items=_items(zip(named, counts["answer"], counts["count"], strict=True), questionnaire),
        background=largest_difference(_compared(registration, spec, own), spec.norms.answered_at_least),
        caveats=(TWO_QUESTIONNAIRES,) if len(sizes) > 1 else (),
        version=name,
        by_person=True,
    )


def _sent(registration: Registration, spec: Spec) -> ir.Table:
    rows = table(registration, "satisfaction_responses")
    last = min(spec.period.last, as_of(registration, spec))
    until = min(spec.period.last + dt.timedelta(days=ANSWER_DAYS), registration.meta.extraction_date)
    sent = rows.filter(
        rows.organisation == registration.meta.organisation,
        rows.municipality == spec.params.municipality,
        rows.sent_date.between(ibis.literal(spec.period.first), ibis.literal(last)),
    )
    return sent.mutate(replied=(sent.answered_date <= ibis.literal(until)).fill_null(False))


def comparison(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Respondents beside everyone who was asked, on the background that is known of both.

    Returns
    -------
    DataFrame
        characteristic (``sex`` or ``age``), group (str), asked, answered (int), share_asked,
        share_answered, difference (float, answered minus asked). Unknown values are left out;
        people whose trajectory was not named are in neither. Cells may be small: for the
        researcher, never for a page.
    """
    return _compared(registration, spec, _sent(registration, spec))


def count_background(registration: Registration, spec: Spec) -> pd.DataFrame:
    """Who was asked and who answered by known sex and age class: sex, age (str), asked, answered (int)."""
    found = _background(registration, spec, _sent(registration, spec))
    return found[found["sex"].notna() & (found["age"] != UNKNOWN)].reset_index(drop=True)


def _background(registration: Registration, spec: Spec, sent: ir.Table) -> pd.DataFrame:
    cases = table(registration, "trajectories")
    known = cases.select("trajectory_id", "sex", age=age_class(cases.age, spec.scales.age_classes))
    joined = sent.select("trajectory_id", "replied").inner_join(known, "trajectory_id")
    sums = joined.group_by("sex", "age").agg(asked=joined.count(), answered=joined.replied.sum())
    return fetched(sums).sort_values(["sex", "age"], ignore_index=True)


def _compared(registration: Registration, spec: Spec, sent: ir.Table) -> pd.DataFrame:
    found = _background(registration, spec, sent)
    order = {"sex": sorted(found["sex"].dropna().unique()), "age": list(spec.scales.age_classes)}
    parts = [_shares(found, characteristic, groups) for characteristic, groups in order.items()]
    return pd.concat(parts, ignore_index=True)


def _shares(found: pd.DataFrame, characteristic: str, groups: list[str]) -> pd.DataFrame:
    known = found[found[characteristic].notna() & (found[characteristic] != UNKNOWN)]
    sums = known.groupby(characteristic)[["asked", "answered"]].sum().reindex(groups, fill_value=0).astype("int64")
    totals = sums.sum()
    share = {f"share_{name}": sums[name] / max(int(totals[name]), 1) for name in ("asked", "answered")}
    rows = sums.assign(**share, characteristic=characteristic).rename_axis("group").reset_index()
    rows["difference"] = rows["share_answered"] - rows["share_asked"]
    return rows[["characteristic", "group", "asked", "answered", "share_asked", "share_answered", "difference"]]


def largest_difference(compared: pd.DataFrame, at_least: int) -> float | None:
    """Largest difference on a background known of at least so many respondents, else None."""
    known = compared.groupby("characteristic")["answered"].transform("sum")
    usable = compared[known >= at_least]
    return None if usable.empty else float(usable["difference"].abs().max())
