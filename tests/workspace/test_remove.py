"""Sheets that leave a folder leave it whole, and nothing else does."""

from __future__ import annotations

import json

import pytest

from tests.workspace.bureau import files


@pytest.fixture
def made(bureau, impact):
    code, _, err = impact("run", "--quiet")
    assert code == 0, err
    return bureau / "outputs"


def sheets(out):
    return sorted(json.loads((out / "manifest.json").read_text("utf-8"))["sheets"])


def test_a_sheet_that_is_removed_leaves_files_index_and_manifest(made, impact):
    code, out, _ = impact("remove", "2023/leek/armoede")
    assert code == 0
    assert "2023/leek/armoede" in out
    assert sheets(made) == ["2022/leek/armoede", "2023/midden-groningen/armoede"]
    assert not (made / "2023/leek").exists(), "an empty folder would still name the municipality"
    assert "2023/leek" not in (made / "index.html").read_text("utf-8")
    assert "2023/midden-groningen/armoede.html" in (made / "index.html").read_text("utf-8")
    assert impact("remove", "2022/", "2023/midden-groningen")[0] == 0
    assert sheets(made) == []
    assert not list(made.rglob("*.json")) or [path.name for path in made.rglob("2*")] == []


def test_a_name_that_fits_no_sheet_removes_nothing(made, impact):
    before = files(made)
    names = ["", ".", "/", "..", "../bureau", "/2023", str(made / "2023"), "2023/leek/armoede.html", "202", "2023/le"]
    for name in names:
        code, _, err = impact("remove", "2022/leek/armoede", name)
        assert (code, "2023/leek/armoede" in err) == (2, True), name
        assert files(made) == before, name
    assert impact("remove", "2022", "--out", "elders")[0] == 2
    assert not (made.parent / "elders").exists()


def test_a_manifest_that_names_a_place_outside_the_folder_removes_nothing_there(made, impact):
    (made.parent / "mine.html").write_text("mine", encoding="utf-8")
    manifest = made / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("2022/leek/armoede", "../mine"), encoding="utf-8")
    impact("remove", "..")
    assert (made.parent / "mine.html").is_file()


def test_a_run_forgets_sheets_whose_files_somebody_deleted(made, impact):
    for path in made.glob("2022/leek/armoede.*"):
        path.unlink()
    assert impact("run", "--year", "2023", "--quiet")[0] == 0
    assert sheets(made) == ["2023/leek/armoede", "2023/midden-groningen/armoede"]
    assert "2022/leek" not in (made / "index.html").read_text("utf-8")
