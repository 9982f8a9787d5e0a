"""Each way a registration can be wrong is told, where it is, and never with what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactlib.demonstration import write_demo
from impactlib.intake.check import as_json, check_registration, describe, every_rule, exit_code
from impactlib.intake.personal import RULE as PERSONAL
from impactlib.intake.read import read_registration
from impactlib.intake.written import RULES as WRITTEN
from impactlib.model import ANSWERS, DIMENSIONS, TABLES, Finding
from impactlib.params import scales
from impactlib.text import Texts
from tests.intake.small import META, PLACE, Rows, delivered, good, write

SECRET = "Zeldenrust"
Tables = dict[str, Rows]
Spoil = Callable[[Tables], object]

STRUCTURE = {
    *("file-unknown", "file-sheet", "file-other"),
    "case-elsewhere",
    *("table-missing", "table-empty", "rows-empty", "column-unknown", "column-missing"),
}


def findings(folder: Path) -> tuple[Finding, ...]:
    return check_registration(read_registration(folder), scales())


def spoiled(folder: Path, spoil: Spoil, form: str = "csv") -> list[tuple[object, ...]]:
    tables = good()
    spoil(tables)
    return told(findings(write(folder / form, tables, form)))


def told(found: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    """One line for each row, as far as a finding names its rows."""
    return [(f.table, f.column, row, f.rule, f.level) for f in found for row in f.rows or (None,)]


def cell(table: str, row: int, **values: str) -> Spoil:
    return lambda tables: tables[table][row - 1].update(values)


def added(table: str, row: int, **values: str) -> Spoil:
    return lambda tables: tables[table].append({**tables[table][row - 1], **values})


def both(*spoils: Spoil) -> Spoil:
    return lambda tables: [spoil(tables) for spoil in spoils]


def handed(*spoils: Spoil) -> Spoil:
    """With counts that others delivered, spoiled."""
    return both(lambda tables: tables.update({D: delivered()}), *spoils)


def whole(**values: str) -> Spoil:
    """Every row of the delivered table."""
    return lambda tables: [row.update(values) for row in tables[D]]


def dimensions(n: int) -> Spoil:
    """A second delivered table of the same people: all of them without a dimension."""
    counts = {**dict.fromkeys(DIMENSIONS, 0), "onbekend": n}
    first = delivered()[0] | {"classification": "dimensie", "n": str(n)}
    rows = [{**first, "category": name, "count": str(count)} for name, count in counts.items()]
    return lambda tables: tables[D].extend(rows)


T, Z, S, A, D = "trajectories", "zrm_scores", "satisfaction_responses", "survey_answers", "delivered_counts"
E, W = "error", "warning"
FIRST = range(1, Finding.FIRST + 1)

WAYS: list[tuple[Spoil, list[tuple[object, ...]]]] = [
    # Keys and empty cells.
    (cell("partners", 1, name=""), [("partners", "name", 1, "key-empty", E)]),
    (added("partners", 1), [("partners", "theme+name", 2, "key-duplicate", E)]),
    (both(added("goals", 1), added("goals", 1)), [("goals", "goal_id", row, "key-duplicate", E) for row in (2, 3)]),
    (cell(T, 1, client_id=""), [(T, "client_id", 1, "cell-empty", W)]),
    (cell("activities", 2, name=""), [("activities", "name", 2, "cell-empty", E)]),
    (cell("projects", 1, name=""), [("projects", "name", 1, "cell-empty", E)]),
    (cell("goals", 1, text=""), [("goals", "text", 1, "cell-empty", E)]),
    (cell("goals", 1, theme=""), [("goals", "theme", 1, "cell-empty", E)]),
    (cell("efforts", 1, text=""), [("efforts", "text", 1, "cell-empty", E)]),
    (cell("efforts", 1, theme=""), [("efforts", "theme", 1, "cell-empty", E)]),
    (cell("surveys", 1, questionnaire=""), [("surveys", "questionnaire", 1, "cell-empty", E)]),
    (cell(T, 1, kind=""), [(T, "kind", 1, "cell-empty", E)]),
    (cell(T, 1, start_date=""), [(T, "start_date", 1, "cell-empty", E)]),
    (cell(T, 4, end_date="", age=""), []),
    (cell(Z, 1, start="", goal="", end=""), []),
    (
        both(*(cell(S, row, organisation="Elders") for row in (1, 2, 3))),
        [(S, "organisation", row, "organisation-other", W) for row in (1, 2, 3)],
    ),
    (both(*(cell(T, row, zrm_domain="") for row in (1, 2))), [(T, "zrm_domain", None, "main-domain-none", W)]),
    (
        lambda tables: [row.pop("zrm_domain") for row in tables[T]],
        [(T, "zrm_domain", None, "main-domain-none", W)],
    ),
    (cell(T, 1, zrm_domain=""), []),
    # Names that decide where a row counts.
    (cell("contacts", 1, municipality="Westerkwartier"), [("contacts", "municipality", 1, "municipality-notation", E)]),
    (
        cell("contacts", 1, municipality="westerkwartier\u200b"),
        [
            ("contacts", "municipality", 1, "invisible", E),
            ("contacts", "municipality", 1, "municipality-notation", E),
        ],
    ),
    (
        cell("contacts", 1, municipality="wester-kwartier"),
        [
            ("contacts", "municipality", 1, "municipality-variant", E),
        ],
    ),
    (
        both(
            *(cell(name, 1, municipality="leek") for name in ("partners", "projects")),
            cell("efforts", 1, municipality="leek"),
            cell("contacts", 1, municipality="atlantis"),
        ),
        [("contacts", "municipality", 1, "municipality-unknown", W)],
    ),
    (
        cell("contacts", 1, municipality="leek"),
        [(name, "municipality", 1, "municipality-missing", W) for name in ("efforts", "partners", "projects")],
    ),
    (cell(T, 1, organisation="De Schans"), [(T, "organisation", 1, "organisation-notation", E)]),
    (cell("goals", 1, organisation="Elders"), [("goals", "organisation", 1, "organisation-shown", W)]),
    (
        cell(T, 1, organisation="Elders"),
        [("contacts", "municipality", 1, "organisation-unsaid", W), (T, "organisation", 1, "organisation-other", W)],
    ),
    (
        both(*(cell(T, row, organisation="Elders") for row in (1, 2, 3, 4))),
        [
            *((T, "organisation", row, "organisation-none", E) for row in (1, 2, 3, 4)),
            *((T, "organisation", row, "organisation-other", W) for row in (1, 2, 3, 4)),
        ],
    ),
    (
        both(cell(T, 1, referral="huisarts"), cell(T, 2, referral="Huisarts"), cell(T, 3, referral="school")),
        [(T, "referral", row, "name-variant", W) for row in (1, 2)],
    ),
    (cell(T, 1, outcome="opgelots"), [(T, "outcome", 1, "name-near", W)]),
    (cell(T, 1, result_area="sport/cultuur"), []),
    (cell(T, 1, result_area="maatschapelijk_werk"), [(T, "result_area", 1, "name-near", W)]),
    # What a spreadsheet or another program leaves in a cell.
    (cell(T, 1, age="#N/B"), [(T, "age", 1, "sheet-error", E)]),
    (cell(T, 2, topic="gesprek met mevrouw Bakker"), [(T, "topic", 2, "personal-data", W)]),
    (cell(T, 1, topic="06-12345678"), [(T, "topic", 1, "personal-data", W)]),
    (cell(T, 1, client_id="J. de Vries"), [(T, "client_id", 1, "personal-data", W)]),
    (
        cell("activities", 1, description="vragen aan piet@example.org"),
        [("activities", "description", 1, "personal-data", W)],
    ),
    (cell("activities", 1, name="#WAARDE!"), [("activities", "name", 1, "sheet-error", E)]),
    (cell("activities", 1, name="#metoo"), []),
    (cell("activities", 1, name="Samen\x00koken"), [("activities", "name", 1, "invisible", E)]),
    (cell("activities", 1, name="Samen\u202ekoken"), [("activities", "name", 1, "invisible", E)]),
    (cell("activities", 1, description="Regel een.\n\nRegel twee, caf\u00e9."), []),
    (cell(T, 1, client_id="1,00E+05"), [(T, "client_id", 1, "id-rounded", E)]),
    (cell(T, 1, client_id="9007199254740992.0"), [(T, "client_id", 1, "id-rounded", E)]),
    (cell(T, 1, client_id="100200.0"), [(T, "client_id", 1, "id-decimal", W)]),
    (both(added("efforts", 1)), [("efforts", "", 2, "row-duplicate", W)]),
    (both(added("meetings", 1)), [("meetings", "", 2, "row-duplicate", W)]),
    (both(*[added("meetings", 1, participants=str(n)) for n in range(20, 45)], added("meetings", 1)), []),
    # Numbers.
    (cell(T, 1, contacts="2.000"), [(T, "contacts", 1, "thousand-dot", E)]),
    (cell("context", 1, value="1.500"), [("context", "value", 1, "thousand-dot", E)]),
    (cell("context", 1, value="1.5000"), []),
    (cell("context", 1, value="0.125"), []),
    (cell("context", 1, year="202"), [("context", "year", 1, "year-odd", W)]),
    (cell("context", 1, year="2032"), [("context", "year", 1, "year-odd", W)]),
    (cell("context", 1, year="2031"), []),
    (cell("impact_responses", 1, activering="5."), []),
    *(
        (cell("impact_responses", 1, activering=answer), [("impact_responses", "activering", 1, "answer-scale", E)])
        for answer in ("NaN", "Infinity", "-inf", "1e30", "1e400", ".5", "ja", "0x5", "4_0")
    ),
    (cell(T, 1, age="-1"), [(T, "age", 1, "negative", E)]),
    (cell(T, 1, age="-0.5"), [(T, "age", 1, "negative", E)]),
    (cell(T, 1, age="0"), []),
    (cell(T, 1, age="40.5"), [(T, "age", 1, "not-whole", E)]),
    (cell(T, 1, age="veertig"), [(T, "age", 1, "not-whole", E)]),
    (cell(T, 1, age="120"), []),
    (cell(T, 1, age="121"), [(T, "age", 1, "age-high", E)]),
    (cell(T, 1, contacts="3,5"), [(T, "contacts", 1, "not-whole", E)]),
    (cell("context", 1, value="7,4"), [("context", "value", 1, "not-a-number", E)]),
    # Dates.
    (cell(T, 1, start_date="01-02-2020"), [(T, "start_date", 1, "date-notation", E)]),
    (cell(T, 1, start_date="2020-02-30"), [(T, "start_date", 1, "date-notation", E)]),
    (cell(T, 1, end_date="2020-01-31"), [(T, "end_date", 1, "end-before-start", E)]),
    (cell(T, 1, end_date="2020-02-01"), []),
    (cell(T, 2, start_date="2021-04-01"), [(T, "start_date", 2, "date-in-future", W)]),
    (cell(T, 2, start_date="2021-03-31"), []),
    (cell(T, 1, start_date="1989-12-31"), [(T, "start_date", 1, "date-long-ago", W)]),
    (cell(T, 1, start_date="1990-01-01"), []),
    (cell(T, 1, start_date="0202-02-01"), [(T, "start_date", 1, "date-notation", E)]),
    (cell(S, 1, answered_date="2020-09-30"), [(S, "answered_date", 1, "date-order", E)]),
    (cell("signals", 1, first_contact_date="2020-02-29"), [("signals", "first_contact_date", 1, "date-order", E)]),
    (cell("signals", 1, picked_up_date="2020-02-29"), [("signals", "picked_up_date", 1, "date-order", E)]),
    # Slugs.
    (cell(T, 1, zrm_domain="geld"), [(T, "zrm_domain", 1, "domain-unknown", E)]),
    (cell(T, 1, ph_dimension="geluk"), [(T, "ph_dimension", 1, "dimension-unknown", E)]),
    (cell(T, 3, kind="begeleiding"), [(T, "kind", 3, "kind-unknown", E)]),
    (cell(T, 1, executed_by="stagiair"), [(T, "executed_by", 1, "value-unknown", E)]),
    (cell("goals", 1, goal_type="streefdoel"), [("goals", "goal_type", 1, "value-unknown", E)]),
    (cell("goals", 1, dimension="geluk"), [("goals", "dimension", 1, "dimension-unknown", E)]),
    (
        cell("activity_themes", 1, ph_dimensions="meedoen;geluk"),
        [("activity_themes", "ph_dimensions", 1, "dimension-unknown", E)],
    ),
    (cell("activity_themes", 1, ph_dimensions="meedoen ; zingeving"), []),
    (cell("activity_themes", 1, theme="armode"), [("activity_themes", "theme", 1, "theme-unknown", W)]),
    (cell("projects", 1, theme="armode"), [("projects", "theme", 1, "theme-unknown", W)]),
    # ZRM scores.
    (cell(Z, 1, end="6"), [(Z, "end", 1, "score-range", E)]),
    (cell(Z, 1, end="0"), [(Z, "end", 1, "score-range", E)]),
    (cell(Z, 1, end="3.5"), [(Z, "end", 1, "score-range", E)]),
    (cell(Z, 1, end="drie"), [(Z, "end", 1, "score-range", E)]),
    (cell(Z, 1, start="1", end="5"), []),
    (cell(Z, 3, goal="2"), [(Z, "goal", 3, "goal-below-start", W)]),
    (cell(Z, 2, end="3"), [(Z, "end", 2, "end-score-open", W)]),
    (cell(Z, 1, trajectory_id="T9"), [(Z, "trajectory_id", 1, "score-without-trajectory", E)]),
    (cell(Z, 1, trajectory_id="T4"), [(Z, "trajectory_id", 1, "score-other-kind", W)]),
    (cell(Z, 1, domain="geld"), [(Z, "domain", 1, "domain-unknown", E)]),
    (cell(Z, 1, domain="dagbesteding"), [(Z, "domain", 1, "domain-version", E)]),
    (
        cell(Z, 1, version="2013", domain="justitie"),
        [(Z, "version", None, "zrm-mixed-versions", W)],
    ),
    (
        both(*(cell(Z, row, version="2013") for row in (1, 2, 3)), cell(Z, 1, domain="basale_adl")),
        [(Z, "domain", 1, "domain-version", E)],
    ),
    (added(Z, 1), [(Z, "trajectory_id+domain", 4, "key-duplicate", E)]),
    (
        added(Z, 1, version="2013"),
        [(Z, "version", None, "zrm-mixed-versions", W), (Z, "version", 4, "zrm-two-versions", E)],
    ),
    # Activities and their reach.
    (cell("activity_reach", 1, activity_id="A9"), [("activity_reach", "activity_id", 1, "activity-unknown", E)]),
    (cell("activity_themes", 1, activity_id="A9"), [("activity_themes", "activity_id", 1, "activity-unknown", E)]),
    (cell("meetings", 1, activity_id="A9"), [("meetings", "activity_id", 1, "activity-unknown", E)]),
    (cell("impact_responses", 1, activity_id="A9"), [("impact_responses", "activity_id", 1, "activity-unknown", E)]),
    (cell("activity_reach", 2, low="10"), [("activity_reach", "high", 2, "reach-order", E)]),
    (cell("activity_reach", 2, low="9"), []),
    (cell("activity_reach", 2, high=""), [("activity_reach", "precision", 2, "reach-between", E)]),
    (cell("activity_reach", 4, high="4"), [("activity_reach", "precision", 4, "reach-exact", E)]),
    (cell("activity_reach", 4, high=""), [("activity_reach", "precision", 4, "reach-exact", E)]),
    (cell("activity_reach", 3, low="4"), [("activity_reach", "precision", 3, "reach-unknown", E)]),
    (cell("activity_reach", 1, low=""), [("activity_reach", "precision", 1, "reach-about", E)]),
    (cell("efforts", 1, goal_ids="K1a;K9"), [("efforts", "goal_ids", 1, "goal-unknown", W)]),
    # Surveys and answers.
    (cell("surveys", 1, questionnaire="x"), [("surveys", "questionnaire", 1, "questionnaire-unknown", E)]),
    (
        cell(S, 3, questionnaire="x"),
        [(S, "questionnaire", 3, "questionnaire-unknown", E), ("surveys", "invited", 1, "survey-differs", W)],
    ),
    (cell(S, 3, trajectory_id="T9"), [(S, "trajectory_id", 3, "trajectory-unknown", W)]),
    (cell("signals", 1, trajectory_id="T9"), [("signals", "trajectory_id", 1, "trajectory-unknown", W)]),
    (cell(S, 1, q3="6"), [(S, "q3", 1, "answer-scale", E)]),
    (cell(S, 1, q3="2.5"), [(S, "q3", 1, "answer-scale", E)]),
    (cell(S, 1, q3="goed"), [(S, "q3", 1, "answer-scale", E)]),
    (cell(S, 1, q3="weet_niet"), []),
    (cell(S, 1, q3="1"), []),
    (cell(S, 1, q4="4"), [(S, "q4", 1, "item-unknown", E)]),
    (cell(A, 2, answer="6"), [(A, "answer", 2, "answer-scale", E), (A, "count", 2, "survey-differs", W)]),
    (cell(A, 2, item="q9"), [(A, "item", 2, "item-unknown", E)]),
    (cell(A, 3, survey="y"), [(A, "survey", 3, "survey-unknown", E)]),
    # Counts that others delivered.
    (handed(), []),
    (handed(cell(D, 2, category="18-24 jaar")), [(D, "category", 2, "delivered-category", E)]),
    (handed(lambda tables: tables[D].pop()), [(D, "category", row, "delivered-incomplete", E) for row in FIRST]),
    (handed(cell(D, 2, count="5")), [(D, "n", row, "delivered-total", E) for row in FIRST]),
    (handed(cell(D, 2, n="31")), [(D, "n", row, "delivered-total", E) for row in FIRST]),
    (handed(whole(n="")), []),
    (handed(cell(D, 3, definition="iets anders")), [(D, "definition", row, "delivered-mixed", E) for row in FIRST]),
    (handed(cell(D, 3, deliverer="een ander")), [(D, "definition", row, "delivered-mixed", E) for row in FIRST]),
    (handed(cell(D, 3, deliverer="")), [(D, "deliverer", 3, "cell-empty", E)]),
    (handed(dimensions(30)), []),
    (handed(dimensions(29)), [(D, "count", row, "delivered-differs", E) for row in FIRST]),
    (handed(whole(domain="financien")), [(D, "domain", row, "delivered-domain", E) for row in FIRST]),
    (handed(whole(year="2020")), [(D, "theme", row, "delivered-counted", W) for row in FIRST]),
    (handed(whole(year="2020"), *(cell(T, row, zrm_domain="financien") for row in (3, 4))), []),
    (
        handed(whole(year="2020", theme="armoede"), *(cell(T, row, zrm_domain="financien") for row in (3, 4))),
        [(D, "theme", row, "delivered-counted", W) for row in FIRST],
    ),
    (cell(A, 3, count="2"), [(A, "count", row, "answers-over-answered", E) for row in (2, 3)]),
    (cell("surveys", 1, invited="2"), [("surveys", "invited", 1, "survey-differs", W)]),
    (cell("surveys", 1, invited="4"), [("surveys", "invited", 1, "survey-differs", W)]),
    (
        cell("surveys", 1, answered="4"),
        [("surveys", "answered", 1, "answered-over-invited", E), ("surveys", "answered", 1, "survey-differs", W)],
    ),
    (cell("surveys", 1, answered="3"), [("surveys", "answered", 1, "survey-differs", W)]),
    (cell(A, 1, count="1"), [(A, "count", 1, "survey-differs", W)]),
    (cell("impact_responses", 1, activering="6"), [("impact_responses", "activering", 1, "answer-scale", E)]),
    (cell("impact_responses", 1, activering="0"), [("impact_responses", "activering", 1, "answer-scale", E)]),
]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_sound_registration_has_no_findings(tmp_path: Path, form: str) -> None:
    assert findings(write(tmp_path / "r", good(), form)) == ()


@pytest.mark.parametrize(
    ("spoil", "expected"), WAYS, ids=[f"{n}-{w[1][0][3] if w[1] else 'fine'}" for n, w in enumerate(WAYS)]
)
def test_one_fault_is_found_where_it_is_and_nothing_else(tmp_path: Path, spoil: Spoil, expected: list) -> None:
    assert expected == spoiled(tmp_path, spoil)


@pytest.mark.parametrize(("spoil", "expected"), WAYS[::8])
def test_a_fault_in_parquet_is_the_same_fault(tmp_path: Path, spoil: Spoil, expected: list) -> None:
    assert expected == spoiled(tmp_path, spoil, "parquet")


def test_a_column_that_is_named_after_a_persons_data_is_told_of_and_what_stands_there_is_not_repeated(
    tmp_path: Path,
) -> None:
    tables = good()
    cell(T, 2, achternaam="onopvallend")(tables)
    (said,) = (one for one in findings(write(tmp_path / "r", tables)) if one.rule == PERSONAL)
    assert (said.table, said.column, said.rows) == (T, "achternaam", (2,))
    assert "onopvallend" not in describe(said, Texts.load("nl"))


def test_every_rule_has_a_way_to_fail_and_a_sentence() -> None:
    rules = {rule.name for rule in every_rule(scales())} | set(WRITTEN) | {PERSONAL}
    assert rules == {rule for _, expected in WAYS for *_, rule, _ in expected}
    assert rules | STRUCTURE == set(Texts.load("nl").raw("findings.rules"))


def test_all_findings_come_at_once_and_in_a_fixed_order(tmp_path: Path) -> None:
    spoil = both(cell(T, 2, age="x"), cell(T, 1, age="x", kind="x"), cell("context", 1, year="-1"))
    expected = [
        ("context", "year", 1, "negative", E),
        (T, "age", 1, "not-whole", E),
        (T, "age", 2, "not-whole", E),
        (T, "kind", 1, "kind-unknown", E),
    ]
    assert expected == spoiled(tmp_path, spoil)


def test_one_bad_cell_does_not_hide_another_in_its_row(tmp_path: Path) -> None:
    found = spoiled(tmp_path, cell(Z, 1, start="9", goal="x", end="1.5"))
    assert [(column, row) for _, column, row, *_ in found] == [("end", 1), ("goal", 1), ("start", 1)]


def test_answers_that_came_too_late_or_in_another_year_are_not_counted_against_the_survey(tmp_path: Path) -> None:
    late = {"response_id": "R9", "sent_date": "2020-12-30", "answered_date": "2021-03-02"}
    found = spoiled(tmp_path, both(added(S, 1, **late), cell("surveys", 1, invited="4")))
    assert found == []
    in_time = {**late, "answered_date": "2021-03-01"}
    found = spoiled(tmp_path / "in-time", both(added(S, 1, **in_time), cell("surveys", 1, invited="4")))
    assert [(column, rule) for table, column, _, rule, _ in found if table == "surveys"] == [
        ("answered", "survey-differs")
    ]


def test_missing_empty_and_unknown_tables_are_told_apart(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {name: rows for name, rows in good().items() if name in (T, "meetings", A)})
    (folder / "contacts.csv").write_text("contact_id,date,municipality,kind\n", encoding="utf-8")
    (folder / "activitys.csv").write_text("x\n", encoding="utf-8")
    assert [(finding.table, finding.rule) for finding in findings(folder)] == [
        ("activities", "table-missing"),
        ("activitys.csv", "file-unknown"),
        ("contacts", "table-empty"),
        ("surveys", "table-missing"),
        (Z, "table-missing"),
    ]


def test_missing_and_unknown_columns_are_told_with_a_hint(tmp_path: Path) -> None:
    tables = good()
    for row in tables["partners"]:
        row["naam"], row["soort"], row[f"{SECRET} 06-12345678"] = row.pop("name"), "x", "x"
    texts = Texts.load("nl")
    found = findings(write(tmp_path / "r", tables))
    assert [(finding.column, finding.rule) for finding in found] == [
        ("#5", "column-unknown"),
        ("naam", "column-unknown"),
        ("naam", "personal-data"),
        ("name", "column-missing"),
        ("soort", "column-unknown"),
    ]
    assert "Bedoelt u name?" in describe(found[1], texts)
    assert "Bedoelt u" not in describe(found[4], texts)


def test_every_cell_may_hold_a_secret_and_none_is_told(tmp_path: Path) -> None:
    """The same secret in every cell of every table; findings there are, but none repeats it."""
    tables = {name: [dict.fromkeys(schema.names, SECRET)] * 2 for name, schema in TABLES.items()}
    texts = Texts.load("nl")
    found = findings(write(tmp_path / "r", tables))
    assert len(found) > 100
    told = repr(found) + json.dumps([as_json(finding, texts) for finding in found])
    assert not re.search(SECRET, told, re.IGNORECASE)


def test_a_sentence_says_where_and_what_to_do(tmp_path: Path) -> None:
    tables = good()
    tables[T][1]["zrm_domain"] = "geld"
    finding = findings(write(tmp_path / "r", tables))[0]
    sentence = describe(finding, Texts.load("nl"))
    assert sentence.startswith(
        "trajectories, kolom zrm_domain, rij 2: dit leefgebied kennen we niet. Toegestaan: financien, "
    )
    where = {"table": T, "column": "zrm_domain", "rule": "domain-unknown", "level": E}
    assert {**where, "count": 1, "rows": [2], "message": sentence} == as_json(finding, Texts.load("nl"))


def test_every_finding_of_every_way_has_a_whole_sentence(tmp_path: Path) -> None:
    texts = Texts.load("nl")
    for rule in every_rule(scales()):
        sentence = describe(Finding(rule.table, rule.column, rule.name, rule.level, 1, (3,)), texts)
        assert sentence.endswith(".")
        assert not re.search(r"[{}!]|  |: \.", sentence), sentence


def test_only_errors_stop() -> None:
    warning, error = (Finding("t", "c", "r", level) for level in ("warning", "error"))
    assert (exit_code([]), exit_code([warning]), exit_code([error]), exit_code([warning, error])) == (0, 0, 1, 1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(5)),
    faults=st.lists(st.sampled_from(["age", "kind", "start_date"]), min_size=5, max_size=5),
)
def test_rows_in_another_order_change_row_numbers_only(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], faults: list[str]
) -> None:
    rows = [{**good()[T][0], "trajectory_id": f"X{n}", fault: SECRET} for n, fault in enumerate(faults)]
    first, second = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    before = findings(write(first, {T: rows, Z: good()[Z]}))
    after = findings(write(second, {T: [rows[n] for n in order], Z: good()[Z]}))
    moved = {
        (table, column, order.index(row - 1) + 1 if table == T and row else row, rule)
        for table, column, row, rule, _ in told(before)
    }
    assert moved == {(table, column, row, rule) for table, column, row, rule, _ in told(after)}


@settings(max_examples=25, deadline=None)
@given(
    answer=st.one_of(
        st.integers(-20, 20).map(str), st.decimals(-2, 12, places=1).map(str), st.text("nja12. ", max_size=3)
    )
)
def test_an_answer_is_on_a_scale_or_told(tmp_path_factory: pytest.TempPathFactory, answer: str) -> None:
    """The rule, said again in Python: whole 1-5 on q1, anything from 1 to 10 on the mark q5, open q6."""
    row = {
        "response_id": "R1",
        **PLACE,
        "questionnaire": "carrefour-2026",
        "sent_date": "2020-01-01",
        "answered_date": "",
    }
    tables = {T: good()[T], Z: good()[Z], S: [{**row, **dict.fromkeys(ANSWERS, answer)}]}
    try:
        number = float(answer)
    except ValueError:
        number = None
    told = set()
    if answer.strip():
        told |= {"q1", "q2", "q3", "q4"} - (set(ANSWERS) if number in (1, 2, 3, 4, 5) else set())
        told |= {"q5"} - ({"q5"} if number is not None and 1 <= number <= 10 else set())
    found = findings(write(tmp_path_factory.mktemp("r"), tables))
    assert told == {finding.column for finding in found if finding.table == S}


def test_the_demonstration_has_no_findings(tmp_path: Path) -> None:
    assert findings(write_demo(tmp_path / "demo")) == ()


def test_the_extraction_date_decides_what_is_still_open(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", good(), meta=META.replace("2021-03-31", "2020-09-29"))
    found = told(findings(folder))
    assert (Z, "end", 1, "end-score-open", W) in found
    assert (T, "end_date", 1, "date-in-future", W) in found
