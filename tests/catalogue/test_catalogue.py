"""What is published is declared, and what is not declared does not leave."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impactlib import catalogue
from impactlib.catalogue import REPORTS, TABLES, declared, report_of
from impactlib.model import DisclosureError, Period
from impactlib.release import release, scores
from impactlib.release.places import WORK, places
from impactlib.release.sets import About
from impactlib.sheet.reports import REPORTS as PAGES
from tests.release.tables import STANDARD, measure, parts

DOCS = Path(__file__).resolve().parents[2] / "docs"
PEOPLE = [table for table in TABLES if table.privacy == "people"]


def refusal(*measures):
    with pytest.raises(DisclosureError) as error:
        release({table.id: table for table in measures}, STANDARD)
    return error.value.code


def test_counts_of_people_that_nobody_declared_do_not_leave():
    """Beside product-sex, trajectories by sex would give a hidden number away: nobody said that they are the same people."""
    assert refusal(parts("trajectories-sex", {"vrouw": 20, "man": 30})) == "release-undeclared"


def test_a_table_about_people_cannot_call_itself_open():
    assert refusal(measure("trajectories-age", [], privacy="open")) == "release-undeclared"


def test_a_number_in_a_column_that_nobody_declared_does_not_leave():
    table = parts("caseload-age", {"0-17": 20, "18-24": 30})
    table.rows.loc[0, "value"] = 17.0
    assert refusal(table) == "release-column"


def test_the_year_before_is_declared_only_where_a_report_compares():
    assert declared("questions-before") is declared("questions")
    assert declared("caseload-age-before") is None
    assert refusal(parts("caseload-age-before", {"0-17": 20})) == "release-undeclared"


def test_ids_are_unique():
    ids = [table.id for table in TABLES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("table", PEOPLE, ids=lambda table: table.id)
def test_a_table_about_people_says_with_what_it_is_decided(table):
    assert table.decided
    assert not set(table.decided) & {"shared", "scores"} or len(table.decided) == 1


@pytest.mark.parametrize("table", [one for one in TABLES if one.privacy != "people"], ids=lambda table: table.id)
def test_other_tables_are_not_decided_with_people(table):
    assert table.decided == ()


def test_the_release_step_decides_what_the_catalogue_says():
    assert {table.id for table in catalogue.tables(decided="scores")} == set(scores.TABLES)
    linked = {table.id for table in catalogue.tables(decided="linked")}
    shown_elsewhere = {"caseload-theme-share", "caseload-flow"}
    assert set(_placed()) == {*linked, *shown_elsewhere, WORK}


def _placed():
    from impactlib.release.places import _TABLES

    return _TABLES


def test_every_report_with_a_page_is_declared_and_no_other():
    assert {report.family for report in REPORTS} == {"feitenblad", *PAGES}


def test_a_report_that_nobody_declared_is_none():
    assert report_of("halfjaarrapportage") is None


def test_the_description_of_the_reports_tables_is_that_of_the_catalogue():
    """docs/tables-reports.md says of each table how it is protected."""
    words = {"open": "open", "opinion": "opinion", "whole": "people", "alone": "people", "readings": "people"}
    for line in (DOCS / "tables-reports.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[-1] not in words:
            continue
        for name in re.findall(r"[a-z]+(?:-[a-z]+)*", cells[0]):
            table = declared(name)
            assert table is not None, name
            assert table.privacy == words[cells[-1]], name
            assert (table.rows == "independent") <= (cells[-1] in {"alone", "readings"}), name


def test_a_set_is_known_of_each_row_that_reports_share():
    about = About("jaarrapportage", Period.of_year(2024))
    assert places("trajectories-age", "18-24", about) is not None
    assert places("referrals-month", "2024-01", about) is None
