"""What passes the checks is what is counted: for each kind of column, over many ways to write a cell."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactlib.intake.check import _question, check_registration, describe
from impactlib.intake.read import read_registration
from impactlib.measures.surveys import count_surveys
from impactlib.model import INDICATORS, TABLES, Finding, Registration
from impactlib.params import scales, spec_of
from impactlib.text import Texts
from tests.intake.small import Rows, good, write

NASTY = [
    *(
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1e30",
        "1e400",
        "-1e-400",
        "9" * 40,
        "0x10",
        "1_000",
        "\N{FULLWIDTH DIGIT FIVE}",
    ),
    *("5.", ".5", "+5", "-5", "5.0", "5.00", "5.000", "2.000", "10.000", "1.500", "1.5000", "0.125", "2,000", "2 000"),
    *("#N/A", "#n/b", "#WAARDE!", "Err:502", "'", '"', "';--", "\\", "%s", "{0}", "ja", "nee", "weet_niet", "\u0665"),
    *("2020-02-30", "0000-00-00", "9999-12-31", "infinity", "epoch", "today", "2020-01-01 BC", "-2020-01-01"),
]
NUMBERS = st.from_regex(r"[+-]?[0-9]{0,4}[.,]?[0-9]{0,4}([eE][+-]?[0-9]{1,3})?", fullmatch=True)
CELLS = st.one_of(st.sampled_from(NASTY), NUMBERS, st.text("0123456789.-+eEjan ", max_size=6))

PARAMS = {"year": 2020, "municipality": "westerkwartier", "theme": "armoede"}

KINDS = {"whole": ("trajectories", "contacts"), "number": ("context", "value"), "score": ("zrm_scores", "end")}
KINDS |= {"date": ("contacts", "date"), "answer": ("impact_responses", "activering"), "slug": ("trajectories", "kind")}


def read(folder: Path, tables: dict[str, Rows]) -> Registration:
    return read_registration(write(folder, tables))


def many(table: str, column: str, cells: list[str]) -> dict[str, Rows]:
    """A registration with one row of the table for each cell."""
    tables = {name: rows for name, rows in good().items() if name in (table, "activities")}
    keys = [name for name in TABLES[table].key if name.endswith("_id") or name == "indicator"]
    row = tables[table][0]
    tables[table] = [{**row, **{key: f"{row[key]}-{n}" for key in keys}, column: cell} for n, cell in enumerate(cells)]
    return tables


def typed(registration: Registration, table: str, column: str) -> list[object]:
    return registration.typed[table].order_by("row")[column].to_pyarrow().to_pylist()


NUMBER = r"[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?"
PATTERNS = {"whole": r"[0-9]{1,15}(\.0*)?", "score": r"[1-5](\.0*)?", "number": NUMBER, "answer": NUMBER}
WORDS = {"answer": {"ja": 1.0, "nee": 0.0}, "slug": {one: one for one in TABLES["trajectories"].column("kind").allowed}}


def written(cell: str, kind: str) -> object:
    """The same rule said again in Python, of the trimmed cell; None is unread."""
    if cell in WORDS.get(kind, {}):
        return WORDS[kind][cell]
    if kind == "date" and re.fullmatch(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", cell):
        days = (dt.date(int(cell[:4]), int(cell[5:7]), day) for day in range(1, 29))  # every drawn day is below 29
        return next((day for day in days if day.isoformat() == cell), None) if 0 < int(cell[5:7]) < 13 else None
    thousand = re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+", cell)
    if thousand or not re.fullmatch(PATTERNS.get(kind, "(?!)"), cell):
        return None
    return int(cell.partition(".")[0]) if kind in ("whole", "score") else float(cell)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=3, deadline=None)
@given(drawn=st.lists(CELLS, min_size=30, max_size=60))
def test_a_cell_that_no_finding_tells_of_is_counted_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, kind: str, drawn: list[str]
) -> None:
    table, column = KINDS[kind]
    cells = [cell for cell in [*NASTY, *drawn] if cell.strip()]
    one = read(tmp_path_factory.mktemp("r"), many(table, column, cells))
    values = typed(one, table, column)
    assert [written(cell.strip(), kind) for cell in cells] == values
    told = _told_rows(one, table, column)
    unknown = scales().questionnaires["collectief-10"].unknown if kind == "answer" else ()
    for row, (cell, value) in enumerate(zip(cells, values, strict=True), 1):
        if value is None and cell.strip() not in unknown:
            assert row in told, f"a {kind} is neither read nor told"


def _told_rows(one: Registration, table: str, column: str) -> set[int]:
    """The rows of all findings about a column, not the first of each only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Finding, "FIRST", 1000)
        _question.cache_clear()
        found = check_registration(one, scales())
    _question.cache_clear()
    return {row for each in found if (each.table, each.column) == (table, column) for row in each.rows}


def test_no_cell_of_any_column_ends_in_an_error_or_is_repeated(tmp_path: Path) -> None:
    """Every nasty cell in every column of every table at once: findings, and none of them says what stood there."""
    texts = Texts.load("nl")
    marked = [f"{cell}Q7geheim" if cell.isalpha() else cell for cell in NASTY]
    tables = {name: [dict.fromkeys(schema.names, cell) for cell in marked] for name, schema in TABLES.items()}
    found = check_registration(read(tmp_path / "r", tables), scales())
    told = [describe(finding, texts) for finding in found]
    assert {finding.table for finding in found} == set(TABLES)
    assert not [sentence for sentence in told if "geheim" in sentence or "\u0665" in sentence]


def test_one_number_that_is_too_large_for_whole_numbers_is_off_the_scale(tmp_path: Path) -> None:
    for number, answer in enumerate(("NaN", "Infinity", "1e30", "1e400")):
        tables = good()
        tables["impact_responses"][0]["activering"] = answer
        found = check_registration(read(tmp_path / str(number), tables), scales())
        assert [(each.column, each.rule) for each in found] == [("activering", "answer-scale")]


def test_yes_and_no_by_person_are_read_as_answers_and_only_where_they_are_asked(tmp_path: Path) -> None:
    tables = good()
    row = {**tables["satisfaction_responses"][0], "q2": "", "q3": "", "trajectory_id": ""}
    answers = [("zelfredzaam", "ja"), ("zelfredzaam", "nee"), ("zelfredzaam", "1"), ("de-schans-2020", "ja")]
    tables["satisfaction_responses"] = [
        {**row, "response_id": f"R{n}", "questionnaire": name, "q1": answer} for n, (name, answer) in enumerate(answers)
    ]
    one = read(
        tmp_path / "r", {name: tables[name] for name in ("trajectories", "zrm_scores", "satisfaction_responses")}
    )
    assert typed(one, "satisfaction_responses", "q1") == [1.0, 0.0, 1.0, 1.0]
    assert [(each.rule, each.rows) for each in check_registration(one, scales())] == [("answer-scale", (3, 4))]


def test_yes_and_no_by_person_are_counted(tmp_path: Path) -> None:
    tables = {name: good()[name] for name in ("trajectories", "zrm_scores", "satisfaction_responses")}
    for row, answer in zip(tables["satisfaction_responses"], ("ja", "nee", "ja"), strict=True):
        row.update({"questionnaire": "zelfredzaam", "q1": answer, "q2": "", "q3": "", "answered_date": "2020-10-09"})
    (survey,) = count_surveys(read(tmp_path / "r", tables), spec_of(PARAMS))
    assert survey.items == {"op_eigen_kracht": {"ja": 2, "nee": 1}}


def test_every_indicator_is_held_against_its_scale(tmp_path: Path) -> None:
    tables = good()
    tables["impact_responses"][0] |= dict.fromkeys(INDICATORS, "6")
    found = check_registration(read(tmp_path / "r", tables), scales())
    assert [each.column for each in found] == sorted(INDICATORS)
