"""The rules over several tables: what a row refers to, and what two tables say of the same thing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import ibis
import ibis.expr.types as ir

from impactlib.intake.cells import NO, YES, read_answer, read_number
from impactlib.intake.delivery import delivered_rules
from impactlib.intake.rules import Level, Rule, View
from impactlib.model import ANSWERS, INDICATORS, INDIVIDUAL
from impactlib.params import Questionnaire, Scales

ANSWER_DAYS = 60
"""Answers count until this many days after the year of the survey."""

INDICATOR_LIST = "collectief-10"
MARK = (1, 10)
YES_NO = (YES, NO)
SURVEY = ("organisation", "municipality", "survey", "year")
_PERSONS = ("organisation", "municipality", "questionnaire", "year")

Rows = Callable[[View], ir.Table]


def relation_rules(scales: Scales) -> Iterator[Rule]:
    """Every rule that needs a second table or a questionnaire."""
    yield from _reference_rules()
    yield _rows_rule("goal-unknown", "efforts", "goal_ids", "warning", _lost_goals, "goals")
    yield _rows_rule("score-other-kind", "zrm_scores", "trajectory_id", "warning", _other_kind, "trajectories")
    yield _rows_rule("end-score-open", "zrm_scores", "end", "warning", _scored_while_open, "trajectories")
    yield from _questionnaire_rules(scales)
    yield from _delivered_rules()
    yield from _person_rules()
    yield from delivered_rules()


def _rows_rule(name: str, table: str, column: str, level: Level, rows: Rows, *others: str) -> Rule:
    return Rule(name, table, column, level, lambda view: view.among(rows(view)), (column,), others)


def _reference_rules() -> Iterator[Rule]:
    def rule(name: str, table: str, column: str, other: str, level: Level = "error") -> Rule:
        def wrong(view: View) -> ir.BooleanColumn:
            known = view.typed[other][column]
            return view.text(column).notnull() & ~view.text(column).isin(known.as_table().drop_null()[column])

        return Rule(name, table, column, level, wrong, (column,), (other,))

    yield rule("score-without-trajectory", "zrm_scores", "trajectory_id", "trajectories")
    for table in ("satisfaction_responses", "signals"):
        yield rule("trajectory-unknown", table, "trajectory_id", "trajectories", "warning")
    for table in ("activity_reach", "activity_themes", "meetings", "impact_responses"):
        yield rule("activity-unknown", table, "activity_id", "activities")


def _lost_goals(view: View) -> ir.Table:
    efforts, goals = view.typed["efforts"], view.typed["goals"]
    named = efforts.select("row", goal_id=efforts.goal_ids.split(";").unnest().strip())
    return named.filter(named.goal_id != "").anti_join(goals, "goal_id")


def _other_kind(view: View) -> ir.Table:
    trajectories = view.typed["trajectories"]
    return view.typed["zrm_scores"].semi_join(trajectories.filter(trajectories.kind != INDIVIDUAL), "trajectory_id")


def _scored_while_open(view: View) -> ir.Table:
    trajectories, scores = view.typed["trajectories"], view.typed["zrm_scores"]
    still = trajectories.end_date.isnull() | (trajectories.end_date > view.extraction_date)
    return scores.filter(scores.end.notnull()).semi_join(trajectories.filter(still), "trajectory_id")


def _questionnaire_rules(scales: Scales) -> Iterator[Rule]:
    name = "questionnaire"
    for table in ("surveys", "satisfaction_responses"):
        yield Rule(
            "questionnaire-unknown", table, name, "error", _unknown_questionnaire, (name,), known=_known_questionnaires
        )
    for position, column in enumerate(ANSWERS):
        for code, wrong in (("item-unknown", _beyond(position, column)), ("answer-scale", _off(position, column))):
            yield Rule(code, "satisfaction_responses", column, "error", wrong, (name, column))
    if INDICATOR_LIST in scales.questionnaires:
        for indicator in INDICATORS:
            yield Rule("answer-scale", "impact_responses", indicator, "error", _off_indicator(indicator), (indicator,))


def _unknown_questionnaire(view: View) -> ir.BooleanColumn:
    return view.text("questionnaire").notin(_known_questionnaires(view))


def _known_questionnaires(view: View) -> tuple[str, ...]:
    return tuple(view.scales.questionnaires)


def _beyond(position: int, column: str) -> Callable[[View], ir.BooleanColumn]:
    """An answer to an item that the questionnaire does not have."""

    def wrong(view: View) -> ir.BooleanColumn:
        shorter = [name for name, one in view.scales.questionnaires.items() if len(one.items) <= position]
        return view.text(column).notnull() & view.text("questionnaire").isin(shorter)

    return wrong


def _off(position: int, column: str) -> Callable[[View], ir.BooleanColumn]:
    """An answer by person outside the scale; column q1 is the questionnaire's first item."""

    def wrong(view: View) -> ir.BooleanColumn:
        answer = view.text(column)
        outside = (
            (view.text("questionnaire") == name) & off_scale(answer, one, tuple(one.items.values())[position])
            for name, one in view.scales.questionnaires.items()
            if len(one.items) > position
        )
        return ibis.or_(ibis.literal(False), *outside)

    return wrong


def _off_indicator(indicator: str) -> Callable[[View], ir.BooleanColumn]:
    def wrong(view: View) -> ir.BooleanColumn:
        one = view.scales.questionnaires[INDICATOR_LIST]
        return off_scale(view.text(indicator), one, one.items.get(indicator, "open"))

    return wrong


def off_scale(answer: ir.StringColumn, questionnaire: Questionnaire, kind: str) -> ir.BooleanColumn:
    """Whether an answer, as text, lies outside the scale of its item; unknown answers do not."""
    number = read_number(answer)
    match kind:
        case "scale":
            steps = range(math.ceil(questionnaire.lowest), math.floor(questionnaire.highest) + 1)
            inside = number.isin([float(step) for step in steps])
        case "mark":
            inside = number.between(*MARK)
        case "yes_no":
            inside = answer.isin(YES_NO)
        case _:
            return ibis.literal(False)
    unknown = tuple(word for word in questionnaire.unknown if word)
    return answer.notnull() & answer.notin(unknown) & ~inside.fill_null(False)


def _delivered_rules() -> Iterator[Rule]:
    """What a survey bureau delivered, against the survey it belongs to."""

    def rule(name: str, column: str, rows: Rows) -> Rule:
        return _rows_rule(name, "survey_answers", column, "error", rows, "surveys")

    yield rule("survey-unknown", "survey", lambda v: v.typed["survey_answers"].anti_join(v.typed["surveys"], SURVEY))
    yield rule("answers-over-answered", "count", _too_many_answers)
    yield rule("item-unknown", "item", lambda view: _delivered_where(view, _not_an_item))
    yield rule("answer-scale", "answer", lambda view: _delivered_where(view, _not_on_scale))


def _too_many_answers(view: View) -> ir.Table:
    answers, surveys = view.typed["survey_answers"], view.typed["surveys"]
    totals = answers.group_by(*SURVEY, "item").agg(total=answers["count"].sum()).join(surveys, SURVEY)
    return answers.semi_join(totals.filter(totals.total > totals.answered), [*SURVEY, "item"])


def _delivered_where(view: View, wrong: Callable[[ir.Table, Questionnaire], ir.BooleanColumn]) -> ir.Table:
    surveys = view.typed["surveys"].select(*SURVEY, "questionnaire")
    rows = view.typed["survey_answers"].join(surveys, SURVEY)
    found = ((rows.questionnaire == name) & wrong(rows, one) for name, one in view.scales.questionnaires.items())
    return rows.filter(ibis.or_(*found))


def _not_an_item(rows: ir.Table, questionnaire: Questionnaire) -> ir.BooleanColumn:
    return rows["item"].notin(tuple(questionnaire.items))


def _not_on_scale(rows: ir.Table, questionnaire: Questionnaire) -> ir.BooleanColumn:
    kinds = sorted(set(questionnaire.items.values()))
    return ibis.or_(
        *(
            rows["item"].isin([item for item, one in questionnaire.items.items() if one == kind])
            & off_scale(rows["answer"], questionnaire, kind)
            for kind in kinds
        )
    )


def _person_rules() -> Iterator[Rule]:
    """Answers by person outrank what was delivered; where the two differ, someone should know."""

    def rule(name: str, table: str, column: str, rows: Rows, *others: str) -> Rule:
        return _rows_rule(name, table, column, "warning", rows, "satisfaction_responses", *others)

    yield rule("survey-differs", "surveys", "invited", lambda view: _differs(view, "invited", "asked"))
    yield rule("survey-differs", "surveys", "answered", lambda view: _differs(view, "answered", "replied"))
    yield rule("survey-differs", "survey_answers", "count", _counts_differ, "surveys")


def _replies(view: View) -> ir.Table:
    """Answers by person with the year they were sent in and whether they count as answered."""
    rows = view.typed["satisfaction_responses"]
    rows = rows.mutate(year=rows.sent_date.year().cast("int64"))
    until = ibis.date(rows.year, 12, 31) + ibis.interval(days=ANSWER_DAYS)
    until = ibis.least(until.cast("date"), view.extraction_date)
    return rows.mutate(replied=(rows.answered_date <= until).fill_null(False))


def _differs(view: View, delivered: str, counted: str) -> ir.Table:
    rows = _replies(view)
    sizes = rows.group_by(*_PERSONS).agg(asked=rows.count(), replied=rows.replied.sum())
    both = view.typed["surveys"].join(sizes, _PERSONS)
    return both.filter(both[delivered] != both[counted])


def _counts_differ(view: View) -> ir.Table:
    """Delivered counts of an answer, against the persons who gave it."""
    surveys = view.typed["surveys"].select(*SURVEY, "questionnaire")
    delivered = view.typed["survey_answers"].join(surveys, SURVEY)
    delivered = delivered.mutate(number=read_answer(delivered["answer"]), item_column=_item_column(view, delivered))
    known = delivered.number.notnull() & (delivered.item_column != "")
    delivered = delivered.filter(known).semi_join(_replies(view), _PERSONS)
    long = _replies(view).filter(ibis._.replied).pivot_longer(list(ANSWERS), names_to="item_column", values_to="number")
    keys = [*_PERSONS, "item_column", "number"]
    given = long.group_by(keys).agg(given=long.count())
    both = delivered.left_join(given, keys)
    return both.filter(both["count"] != ibis.coalesce(both.given, 0))


def _item_column(view: View, rows: ir.Table) -> ir.StringColumn:
    """The column q1-q7 that holds the item in answers by person."""
    branches = [
        ((rows.questionnaire == name) & (rows["item"] == item), column)
        for name, one in view.scales.questionnaires.items()
        for item, column in zip(one.items, ANSWERS, strict=False)
    ]
    return ibis.cases(*branches, else_="")
