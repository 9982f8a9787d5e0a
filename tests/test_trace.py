"""Every figure of the source documents is where the trace says it is, in what a reader gets."""

from __future__ import annotations

from functools import cache

import pytest

from impactlib.demonstration import write_demos
from impactlib.intake.open import folder_of
from impactlib.intake.read import read_registration
from impactlib.params import home
from impactlib.release import release_sheet
from impactlib.reports.contents import measure_report, report_spec
from tests import trace_table
from tests.trace_table import PAGE, STATUSES, entries

pytestmark = pytest.mark.slow

PLACED = [row for row in entries() if row["table"]]
PLACES = sorted({(row["report"], row["theme"], row["year"], row["municipality"]) for row in PLACED})


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """(report, theme, year, municipality) -> table -> group -> row, released from the demonstrations."""
    demos = write_demos(tmp_path_factory.mktemp("demo") / "registrations")

    @cache
    def made(report, theme, year, municipality):
        spec = report_spec(
            {"report": report, "theme": theme, "year": int(year), "municipality": municipality} | period(theme)
        )
        found = release_sheet(measure_report(read_registration(folder_of(demos, municipality)), spec), spec)
        return {name: {row.group: row.model_dump() for row in table.rows} for name, table in found.items()}

    return made


def period(theme):
    """The research year of the sheet on healthy living, as params/ has it."""
    return {"period": "2019-09-01/2020-08-31"} if theme == "gezonde-leefstijl" else {}


def test_every_row_has_a_status_and_a_place_or_a_reason():
    for row in entries():
        assert row["status"] in STATUSES
        assert row["label"]
        assert bool(row["table"]) or bool(row["reason"]), row["id"]


def test_what_is_shown_stands_on_a_page_that_a_run_without_arguments_makes():
    made = {(path.parts[-3], path.parts[-2], path.stem) for path in (home() / "params").glob("20*/*/*.yaml")}
    for row in PLACED:
        here = (row["year"], row["municipality"], row["theme"] or row["report"])
        assert (here in made) == (row["status"] != "op verzoek"), row["id"]


def test_the_page_is_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == trace_table.page()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(filter(None, place)))
def test_each_figure_stands_where_the_trace_says(tables, place):
    found = tables(*place)
    for row in PLACED:
        if (row["report"], row["theme"], row["year"], row["municipality"]) != place:
            continue
        where = f"{row['id']} {row['table']} {row['group']} {row['column']}"
        assert row["group"] in found.get(row["table"], {}), where
        cell = found[row["table"]][row["group"]]
        if row["status"] == "verborgen":
            assert cell["state"] == "suppressed", where
        elif row["value"]:
            assert cell["state"] == "shown", where
            assert as_written(cell[row["column"]]) == pytest.approx(as_written(row["value"])), where
        elif row["status"] == "berekend":
            assert cell["state"] == "unknown" or cell[row["column"]] is not None, where
        elif row["status"] != "op verzoek":  # where few people stand behind it
            assert cell["state"] in {"shown", "unknown"}, where
        if not row["value"] and "onbekend" in row["reason"]:
            assert cell["state"] == "unknown", where


def as_written(value):
    try:
        return float(value)
    except ValueError:
        return value
