"""The pages that define our figures say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks import coverage
from benchmarks.methods import filled
from impactlib.measures import TABLE_IDS
from impactlib.model import ROW_COLUMNS

HOME = Path(__file__).resolve().parents[2]
TABLES = (HOME / "docs" / "tables.md").read_text(encoding="utf-8")
METHODS = (HOME / "docs" / "methods.md").read_text(encoding="utf-8")


def section(page, title):
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_table_of_a_sheet_is_defined_and_no_other():
    headings = re.findall(r"^### `([a-z-]+)`$", section(TABLES, "Tables of a feitenblad"), flags=re.MULTILINE)
    assert tuple(headings) == TABLE_IDS


def test_every_key_of_a_row_is_explained():
    explained = re.findall(
        r"`([a-z_]+)`", " ".join(re.findall(r"^\| (.*?) \|", section(TABLES, "A row"), flags=re.MULTILINE))
    )
    assert set(explained) == set(ROW_COLUMNS)


def test_every_method_that_a_row_can_name_is_listed():
    sources = [path for path in (HOME / "impactlib" / "measures").glob("*.py") if path.stem in TABLE_MODULES]
    named = {
        name for path in sources for name in re.findall(r'"method": "([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    listed = re.findall(r"`([a-z-]+)`", next(line for line in TABLES.splitlines() if line.startswith("| `method`")))
    assert named <= set(listed)
    assert {"wilson", "exact", "t", "cluster-t", "wilson-eindig"} <= set(listed)


TABLE_MODULES = {"caseload", "zrm", "response", "collective", "context", "estimate"}


def test_the_generated_tables_of_the_methods_are_current():
    assert filled(METHODS) == METHODS
    assert "| NO |" not in METHODS


def test_intervals_of_shares_hold_as_often_as_promised():
    for n in coverage.SIZES:
        assert coverage.of_shares("wilson", n).mean() >= 0.945
        assert coverage.of_shares("exact", n).min() >= 0.95


def test_intervals_over_activities_hold_as_often_as_promised_also_where_sizes_differ_much():
    robust = [
        coverage.of_clusters(clusters, repeats=600, skewed=skewed)[0]
        for clusters in (5, 20)
        for skewed in (True, False)
    ]
    assert min(robust) > 0.92
    assert coverage.of_clusters(15, repeats=300)[1] < 0.8


def test_each_measure_says_what_it_is_not():
    for part in section(METHODS, "On every sheet").split("\n### ")[1:]:
        assert "*Not*" in part or "verdict" in part, part.splitlines()[0]
