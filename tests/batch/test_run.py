from __future__ import annotations

import json
import re

import nbformat
import pytest

from impactlib.batch.registration import Checks
from impactlib.batch.run import Options, compared
from impactlib.model import MIME, ParameterError
from tests.batch import tiny
from tests.intake import small

SHEETS = [
    f"{year}/westerkwartier/{name}"
    for year in (2020, 2021)
    for name in ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
]
POVERTY = SHEETS[0]
POVERTY_2020 = {"flags": {"year": 2020, "theme": "armoede"}}
OPENED = Checks.opened


def why(place, *assignments):
    return {todo.job.slug: todo.why for todo in compared(place.jobs(*assignments), Options(out=place.out))}


def test_a_run_leaves_page_json_and_notebook_of_every_sheet_and_nothing_of_its_own_work(place):
    result = place.run()
    assert list(result.made) == SHEETS
    assert set(place.left()) == {f"{slug}.{suffix}" for slug in SHEETS for suffix in ("html", "json", "ipynb")} | {
        "index.html",
        "manifest.json",
        ".times.json",
    }
    assert {path.name for path in place.out.iterdir()} == {
        "2020",
        "2021",
        "index.html",
        "manifest.json",
        ".times.json",
        ".lock",
    }


def test_no_file_of_a_run_names_a_folder_of_this_machine_or_a_time(place):
    place.run()
    for name, content in place.left().items():
        assert str(place.folder).encode() not in content, name
        if name != ".times.json":
            assert not re.search(rb"\d\d:\d\d:\d\d", content), name


def test_the_executed_notebook_shows_its_parameters_and_only_what_was_released(place):
    place.one()
    notebook = nbformat.read(place.out / f"{POVERTY}.ipynb", as_version=4)
    (parameters,) = [cell for cell in notebook.cells if cell.metadata.get("tags")]
    assert 'source = "registration"' in parameters.source
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [set(output.data) for output in outputs] == [{"text/html", MIME}]


def test_a_second_run_makes_nothing_and_touches_no_page(place):
    place.run()
    before = {path: path.stat().st_mtime_ns for path in place.out.rglob("*.html") if path.name != "index.html"}
    result = place.run()
    assert (result.made, list(result.up_to_date)) == ((), SHEETS)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_force_makes_the_same_bytes_again(place):
    place.one()
    before = {name: content for name, content in place.left().items() if name.startswith("2020")}
    assert place.one(force=True).made == (POVERTY,)
    assert before == {name: content for name, content in place.left().items() if name.startswith("2020")}


def test_what_changed_is_made_again_and_nothing_else(place):
    place.run()
    assert not any(why(place).values())
    words = place.home / "params" / POVERTY
    words.with_suffix(".md").write_text("## situatie\nNieuw.\n", encoding="utf-8")
    assert {slug for slug, reason in why(place).items() if reason} == {POVERTY}
    theme = place.home / "params/themes/laaggeletterdheid.yaml"
    theme.write_text("title: Over taal\n" + theme.read_text("utf-8"), encoding="utf-8")
    assert why(place)["2021/westerkwartier/laaggeletterdheid"] == ("theme",)
    assert why(place)["2021/westerkwartier/armoede"] == ()
    assert why(place, "basis=gestart", "privacy=standaard")["2021/westerkwartier/armoede"] == ("parameters",)
    (place.out / "2021/westerkwartier/armoede.html").write_text("edited", encoding="utf-8")
    (place.out / "2021/westerkwartier/gezonde-leefstijl.json").unlink()
    assert why(place)["2021/westerkwartier/armoede"] == ("files",)
    assert why(place)["2021/westerkwartier/gezonde-leefstijl"] == ("files",)
    place.notebook("1 + 1;")
    assert all("notebook" in reason for reason in why(place).values())


def test_opening_a_notebook_and_saving_its_outputs_is_no_change(place):
    place.one()
    path = place.home / "notebooks/feitenblad.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].execution_count = 7
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="ran")]
    nbformat.write(notebook, path)
    assert why(place)[POVERTY] == ()


def test_a_corrected_record_makes_only_the_sheets_that_read_it(place):
    place.run()
    tables = small.good()
    tables["zrm_scores"][0]["end"] = "3"  # a closed case about money: read by poverty in 2020 and its cohort a year on
    small.write(place.registration, tables)
    result = place.run()
    assert list(result.made) == ["2020/westerkwartier/armoede", "2021/westerkwartier/armoede"]
    assert not any(why(place).values())


def test_a_corrected_record_has_only_the_registration_of_its_municipality_read_again(place, monkeypatch):
    tables = {name: small.good() for name in ("westerkwartier", "oldambt")}
    place.registration = place.folder / "registrations"
    for row in (row for rows in tables["oldambt"].values() for row in rows if "municipality" in row):
        row["municipality"] = "oldambt"
    for row in (row for rows in tables["oldambt"].values() for row in rows if row.get("trajectory_id")):
        row["trajectory_id"] = f"O{row['trajectory_id']}"
    for name, rows in tables.items():
        small.write(place.registration / name, rows)
    place.notebook(count=tiny.COUNT.replace("Path(source)", "Path(source) / municipality"))
    made = [place.run(f"municipality={name}", **POVERTY_2020).made for name in tables]
    assert made == [("2020/westerkwartier/armoede",), ("2020/oldambt/armoede",)]
    opened = []
    monkeypatch.setattr(Checks, "opened", lambda checks, folder: opened.append(folder.name) or OPENED(checks, folder))
    tables["oldambt"]["zrm_scores"][0]["end"] = "3"
    small.write(place.registration / "oldambt", tables["oldambt"])
    assert [place.run(f"municipality={name}", **POVERTY_2020).made for name in tables] == [(), made[1]]
    assert opened == ["oldambt"]


def test_rows_in_another_order_make_nothing(place):
    place.run()
    small.write(place.registration, {name: list(reversed(rows)) for name, rows in small.good().items()})
    assert place.run().made == ()


def test_another_selection_of_the_same_people_does_not_come_to_stand_beside_the_published_sheet(place):
    place.run()
    with pytest.raises(ParameterError, match="policies-mixed"):
        place.one("basis=gestart")


@pytest.mark.parametrize(
    ("first", "second"), [("intern", "standaard"), ("standaard", "intern"), ("streng", "standaard")]
)
def test_sheets_of_two_policies_never_stand_in_one_folder(place, first, second):
    place.one(f"privacy={first}")
    before = place.left()
    with pytest.raises(ParameterError, match="policies-mixed"):
        place.one(f"privacy={second}")
    (place.out / "manifest.json").unlink()
    with pytest.raises(ParameterError, match="policies-mixed"):
        place.one(f"privacy={second}")
    assert {name: content for name, content in before.items() if name != "manifest.json"} == place.left()


@pytest.mark.parametrize("inside", ["intern", "a/b/intern"])
def test_internal_sheets_never_stand_in_a_folder_of_published_ones(place, inside):
    """Who copies the folder copies what is in it."""
    outer, inner = place.out, place.out / inside
    place.one("privacy=standaard")
    place.out = inner
    with pytest.raises(ParameterError, match="policies-mixed"):
        place.one("privacy=intern")
    assert not inner.exists()
    place.out = outer.with_name("other") / inside
    place.one("privacy=intern")
    place.out = outer.with_name("other")
    with pytest.raises(ParameterError, match="policies-mixed"):
        place.one("privacy=standaard")


def test_a_dry_run_writes_nothing(place):
    assert set(why(place).values()) == {("new",)}
    assert not place.out.exists()


def test_the_manifest_spells_out_what_a_sheet_was_made_of(place):
    place.one()
    manifest = json.loads((place.out / "manifest.json").read_text("utf-8"))
    inputs = manifest["sheets"][POVERTY]["inputs"]
    assert {"trajectories.csv", "registration.yaml"} <= set(manifest["registrations"][inputs["registration"]])
    assert {"python", "pandas", "papermill"} <= set(manifest["versions"][inputs["versions"]])
    assert manifest["sheets"][POVERTY]["parameters"]["source"] == "registration"
    assert {"library", "notebook", "parameters", "rules", "template", "texts", "theme"} <= set(inputs)


def test_a_broken_manifest_costs_time_and_never_truth(place):
    place.one()
    (place.out / "manifest.json").write_text('{"format": 1, "sheets": [', encoding="utf-8")
    assert place.one().made == (POVERTY,)


def test_a_registration_that_is_not_there_is_a_wrong_parameter(place):
    place.notebook()
    place.registration = place.folder / "elsewhere"
    with pytest.raises(ParameterError, match="source-missing"):
        place.one()
    assert not place.out.exists()


def test_earlier_publications_stand_in_a_folder_of_their_own(place):
    with pytest.raises(ParameterError, match="with-missing"):
        place.one(f"earlier={place.folder / 'nothing'}")
    place.one()
    with pytest.raises(ParameterError, match="with-out"):
        place.one(f"earlier={place.out}")
