"""A sheet that is left as it is would have come out the same: cells are spoiled, and measures asked."""

from __future__ import annotations

import copy
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactlib.batch.plan import plan, select
from impactlib.batch.reads import rows_read
from impactlib.batch.registration import Checks
from impactlib.intake.check import check_registration
from impactlib.intake.read import read_registration
from impactlib.measures import background, measure
from impactlib.params import spec_of
from tests.intake import small

THREE = ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
JOBS = plan(select({"year": (2019, 2020, 2021, 2022), "municipality": ("westerkwartier",), "theme": THREE}, []))
MEASURED = (
    *("2020/westerkwartier/armoede", "2020/westerkwartier/gezonde-leefstijl", "2021/westerkwartier/armoede"),
    "2019/westerkwartier/gezonde-leefstijl",
)
OTHER = {"municipality": "leek"}
VALUES = ["", "1", "3", "5", "2019-06-01", "2020-02-01", "2020-11-30", "2021-07-01", "2024-01-01"]
VALUES += [
    "financien",
    "lichamelijke_gezondheid",
    "huisvesting",
    "meedoen",
    "westerkwartier",
    "leek",
    "armoede",
    "T1",
    "T9",
    "A1",
    "A2",
]


def rich():
    """The registration of the tests of intake, with counts of others, and cases in other years, domains and places."""
    tables = {**small.good(), "delivered_counts": small.delivered()}
    case, score = tables["trajectories"][0], tables["zrm_scores"][0]
    for number, changes in enumerate(
        [
            {"start_date": "2018-03-01", "end_date": "2019-05-05"},
            {"start_date": "2016-01-01", "end_date": "2016-09-01"},
            {"start_date": "2021-03-01", "end_date": "", "zrm_domain": "lichamelijke_gezondheid"},
            {"start_date": "2020-06-01", "zrm_domain": "lichamelijke_gezondheid"},
            {**OTHER, "start_date": "2020-06-01"},
        ],
        start=5,
    ):
        domain = changes.get("zrm_domain", "financien")
        tables["trajectories"].append({**case, "trajectory_id": f"T{number}", "client_id": f"C{number}", **changes})
        tables["zrm_scores"].append({**score, "trajectory_id": f"T{number}", "domain": domain})
    tables["satisfaction_responses"][0]["sent_date"] = "2019-10-01"
    tables["context"].append(
        {**tables["context"][0], "indicator": "laag_inkomen_huishoudens", "area": "westerkwartier"}
    )
    return tables


def looked_at(folder, before):
    """All that a sheet can say, for sheets whose rows are as before, and what is kept of the rows of all."""
    rows = rows_read(JOBS, folder, Checks())
    registration = read_registration(folder)
    warnings = [finding.level for finding in check_registration(registration, spec_of(JOBS[0].params).scales)]
    said = {}
    for job in (job for job in JOBS if job.slug in MEASURED):
        spec = spec_of(job.params)
        if rows[job.slug] != before.get(job.slug, rows[job.slug]):
            continue  # it will be made again, whatever it says
        try:
            tables = {name: table.rows.to_dict("records") for name, table in measure(registration, spec).items()}
        except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
            tables = type(error).__name__  # a registration that carries no sheet; the checks stop it
        said[job.slug] = repr((registration.meta, warnings, tables, background(registration, spec)))
    return said, rows


@pytest.fixture(scope="module")
def untouched():
    with tempfile.TemporaryDirectory() as folder:
        return looked_at(small.write(Path(folder), rich()), {})


@pytest.mark.slow
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_sheet_whose_rows_are_unchanged_would_say_the_same(untouched, data):
    tables = rich()
    name = data.draw(st.sampled_from(sorted(tables)))
    row = data.draw(st.sampled_from(tables[name]))
    column = data.draw(st.sampled_from(sorted(row)))
    row[column] = data.draw(st.sampled_from([*VALUES, *sorted({other.get(column, "") for other in tables[name]})]))
    with tempfile.TemporaryDirectory() as folder:
        said, _ = looked_at(small.write(Path(folder), tables), untouched[1])
    assert not [slug for slug in said if said[slug] != untouched[0][slug]], (name, column)


def changed(tables):
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        before = rows_read(JOBS, small.write(Path(first), rich()), Checks())
        after = rows_read(JOBS, small.write(Path(second), tables), Checks())
    return {slug.removeprefix("20").replace("/westerkwartier/", " ") for slug in before if before[slug] != after[slug]}


def spoiled(table, row, **values):
    tables = copy.deepcopy(rich())
    tables[table][row].update(values)
    return tables


@pytest.mark.parametrize(
    ("table", "row", "values", "expected"),
    [
        ("zrm_scores", 4, {"end": "3"}, set()),  # closed in 2016: before every sheet and its cohort
        ("zrm_scores", 5, {"goal": "3"}, {"21 gezonde-leefstijl", "22 gezonde-leefstijl"}),
        ("trajectories", 4, {"age": "30"}, {f"19 {theme}" for theme in THREE}),
        ("trajectories", 8, {"age": "30"}, set()),  # another municipality
        ("surveys", 0, {"answered": "3"}, {f"20 {theme}" for theme in THREE}),
        ("delivered_counts", 1, {"n": ""}, {f"19 {theme}" for theme in THREE}),
        ("context", 1, {"value": "8"}, {f"{year} armoede" for year in (19, 20, 21, 22)}),
    ],
)
def test_a_corrected_record_counts_for_the_sheets_that_read_it(table, row, values, expected):
    assert changed(spoiled(table, row, **values)) == expected


def test_the_order_of_rows_and_tables_that_no_sheet_knows_make_no_difference():
    tables = rich()
    for rows in tables.values():
        random.Random(1).shuffle(rows)
    assert changed(tables) == set()


def test_an_id_that_turns_up_in_a_text_counts_for_every_sheet_whoever_it_belongs_to():
    tables = spoiled("goals", 0, text="Zie kaart C-91234")
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        before = rows_read(JOBS, small.write(Path(first), tables), Checks())
        tables["trajectories"][8]["client_id"] = "C-91234"  # of another municipality
        after = rows_read(JOBS, small.write(Path(second), tables), Checks())
    assert not set(before.values()) & set(after.values())
