"""A name of a registration may hold a stroke: every report is made, and its rows are those of that name."""

from __future__ import annotations

import json

import pytest

from impactlib.batch.verify import verify
from impactlib.model import group_of, parts_of
from tests.conftest import impact as command
from tests.intake import small

AREA, ACTIVITY = "jeugd/jongeren", "2020/01"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The registration, and reports of it."""
    tables = small.good()
    for row in (*tables["trajectories"], *tables["targets"], *tables["contacts"], *tables["activities"]):
        row["result_area"] = AREA
    for name in ("activities", "activity_reach", "activity_themes", "meetings", "impact_responses"):
        for row in tables[name]:
            row["activity_id"] = ACTIVITY if row["activity_id"] == "A1" else row["activity_id"]
    tables["efforts"][0]["theme"] = "a/b"
    tables["partners"][0].update(theme="a/b", kind="c/d")
    source = small.write(tmp_path_factory.mktemp("strokes") / "registration", tables)
    out = source.parent / "out"
    words = (
        "--municipality",
        "westerkwartier",
        "--year",
        2020,
        "--source",
        source,
        "-p",
        "privacy=intern",
        "--out",
        out,
    )
    for what in (("--theme", "armoede"), ("--report", "verwacht-werkelijk"), ("--report", "din")):
        done = command("run", *what, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    return source, out


def rows(out, report, table):
    tree = json.loads((out / f"2020/westerkwartier/{report}.json").read_text("utf-8"))
    return [parts_of(row["group"]) for one in tree["tables"] if one["id"] == table for row in one["rows"]]


def test_every_report_names_what_was_named_with_its_stroke(made):
    source, out = made
    assert (AREA, "trajecten", "expected") in rows(out, "verwacht-werkelijk", "targets")
    assert {found[0] for found in rows(out, "verwacht-werkelijk", "target-counts")} == {AREA}
    assert ("a/b", "c/d") in rows(out, "din", "din-partners")
    assert (ACTIVITY, "deelnemers") in rows(out, "armoede", "collective-reach")
    assert "Jeugd/jongeren" in (out / "2020/westerkwartier/verwacht-werkelijk.html").read_text("utf-8")
    assert verify(out, source)[1] == ()


@pytest.mark.parametrize("parts", [("a",), ("a/b", "c"), ("/", "\\", ""), ("\\/", "a\\"), ("", "", "")])
def test_a_name_of_parts_is_taken_apart_as_it_was_joined(parts):
    assert parts_of(group_of(*parts)) == parts
