"""An export that ships becomes a page in three commands, with the numbers that the standard library counts in it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.importing.sample_counts import SAMPLES, of_year

ASKED = ("--organisation", "Sociaal Werk De Brug", "--municipality", "midden-groningen", "--theme", "armoede")
YEAR = 2021


def shown(path):
    """Counts on a page by table and row, as far as they are not hidden."""
    tables = json.loads(path.read_text("utf-8"))["tables"]
    return {
        table["id"]: {row["group"]: row["count"] for row in table["rows"] if row["state"] == "shown"}
        for table in tables
    }


def holds(page, expected):
    """Every number that is shown is the one that was counted, and of each table some are shown."""
    for table, rows in expected.items():
        told = {group: count for group, count in page[table].items() if group in rows}
        assert told == {group: rows[group] for group in told}, table
        assert len(told) > 1, table


@pytest.mark.parametrize("name", ["wijkteam", "casussen"])
def test_a_sample_becomes_the_page_of_her_organisation_and_nothing_on_it_is_wrong(tmp_path, monkeypatch, impact, name):
    monkeypatch.delenv("IMPACT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    sample = SAMPLES[name]
    impact("init", "bureau", *ASKED)
    monkeypatch.chdir(tmp_path / "bureau")
    for path in sample.paths:
        shutil.copy(path, ".")
    for typed in (("import", *sample.files, "--guess"), ("import", *sample.files, "--source", sample.source)):
        code, out, err = impact(*map(str, typed))
        assert code == 0, out + err
    code, out, err = impact("run", "--year", str(YEAR))
    assert code == 0, out + err
    page = tmp_path / f"bureau/outputs/{YEAR}/midden-groningen/armoede"
    holds(shown(page.with_suffix(".json")), of_year(sample.read()[1], YEAR))
    words = page.with_suffix(".html").read_text("utf-8")
    assert "Sociaal Werk De Brug" in words
    assert "verzonnen" not in words
    for command in ("verify", "audit"):
        code, out, err = impact(command, "outputs")
        assert code == 0, out + err
