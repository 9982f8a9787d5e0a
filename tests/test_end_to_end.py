"""The whole way, as a user walks it: a registration in, pages out, and nothing of a person on the way."""

from __future__ import annotations

import json
import re
import shutil

import nbformat
import pytest
from statsmodels.stats.proportion import proportion_confint

from impactlib.batch.plan import known
from impactlib.catalogue import family_of
from impactlib.demonstration import write_demo
from impactlib.model import ReleasedSheet
from impactlib.sheet.reports import REPORTS
from tests.conftest import HOME, SHEETS, impact
from tests.published import RATINGS_2020


def released(folder, year, theme):
    text = (folder / str(year) / "westerkwartier" / f"{theme}.json").read_text(encoding="utf-8")
    return {table.id: table for table in ReleasedSheet.model_validate_json(text).tables}


def counts(table):
    return {row.group: row.count for row in table.rows}


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file() and ".demo" not in path.parts]


@pytest.mark.parametrize("place", known(), ids=lambda place: f"{place.year}-{place.theme or place.report}")
def test_a_run_leaves_page_json_and_notebook_of_everything_params_names(run, place):
    slug = f"{place.year}/{place.municipality}/{place.theme or place.report}"
    assert all((run / f"{slug}{suffix}").stat().st_size > 1000 for suffix in (".html", ".json", ".ipynb"))
    assert f"{slug}.html" in (run / "index.html").read_text(encoding="utf-8")


def test_the_default_set_holds_every_kind_of_report_and_the_places_of_the_source_documents():
    families = {family_of(place.report) for place in known()}
    assert families >= {"feitenblad", *REPORTS}
    assert {(place.year, place.municipality) for place in known()} >= {
        *((year, "westerkwartier") for year in (2020, 2021)),
        *((year, "noordoostpolder") for year in (2022, 2024, 2025, 2026)),
        (2024, "oldambt"),
    }
    assert {(place.year, place.theme) for place in known() if place.theme} >= set(SHEETS)


def test_the_published_figures_of_poverty_in_2020_come_out(intern):
    tables = released(intern, 2020, "armoede")
    theme = tables["caseload-theme-share"].row("theme")
    assert (theme.count, round(theme.share * 100)) == (273, 38)
    assert counts(tables["ph-dimension"]) == {
        "dagelijks_functioneren": 73,
        "kwaliteit_van_leven": 45,
        "mentaal_welbevinden": 22,
        "meedoen": 10,
        "zingeving": 3,
        "lichaamsfuncties": 0,
        "not_recorded": 120,
    }
    young = counts(tables["caseload-age"])
    assert round((young["0-17"] + young["18-24"]) / 273 * 100) == 10
    top = [row.group for row in tables["dimension-domain"].rows if row.group.startswith("dagelijks")]
    found = counts(tables["dimension-domain"])
    assert [found[group] for group in top] == [73, 30, 30, 20, 12]


def test_the_published_figures_of_health_in_2020_come_out(intern):
    tables = released(intern, 2020, "gezonde-leefstijl")
    theme = tables["caseload-theme-share"].row("theme")
    assert (theme.count, round(theme.share * 100)) == (57, 8)
    assert tables["caseload-theme-share"].period == "2019-09-01/2020-08-31"
    found = counts(tables["ph-dimension"])
    assert [found[name] for name in ("dagelijks_functioneren", "lichaamsfuncties", "meedoen", "zingeving")] == [
        12,
        6,
        5,
        2,
    ]
    assert found["not_recorded"] == 32
    higher = tables["zrm-end-vs-start"].row("higher")
    assert 0.30 <= higher.count / higher.n <= 0.36


def test_both_surveys_of_2020_say_k_of_n_and_that_they_cannot_be_generalised(run):
    tables = released(run, 2020, "armoede")
    rows = {row.group: row for row in tables["response"].rows}
    assert (rows["klanttevredenheid"].count, rows["klanttevredenheid"].n) == (67, 324)
    assert (rows["netwerktevredenheid"].count, rows["netwerktevredenheid"].n) == (100, 394)
    assert all({"kleine-respons", "alleen-kwalitatief"} <= set(row.caveats) for row in rows.values())
    partners = {row.group: row.count for row in tables["network-satisfaction"].rows}
    assert partners == RATINGS_2020


def test_three_people_are_hidden_and_cannot_be_worked_out_from_that_file(run):
    rows = {row.group: row for row in released(run, 2020, "armoede")["ph-dimension"].rows}
    hidden = [row for row in rows.values() if row.state == "suppressed"]
    assert rows["zingeving"] in hidden
    assert len(hidden) >= 2
    assert all((row.count, row.n, row.share, row.value, row.bounds) == (None,) * 5 for row in hidden)


@pytest.mark.parametrize(("year", "theme"), SHEETS)
def test_every_number_on_a_page_stands_in_the_json_beside_it(run, year, theme):
    stem = run / str(year) / "westerkwartier" / theme
    marks = re.findall(r"<data ([^>]*data-cell=[^>]*)>", stem.with_suffix(".html").read_text("utf-8"))
    cells = [(re.search(r'value="([^"]*)"', mark)[1], re.search(r'data-cell="([^"]*)"', mark)[1]) for mark in marks]
    tables = released(run, year, theme)
    assert cells or theme == "laaggeletterdheid"
    for value, cell in cells:
        table, rest = cell.split("/", 1)
        group, column = rest.rsplit("/", 1)
        row = tables[table].row(group)
        assert row is not None, cell
        found = getattr(row, column)
        assert value in ([str(limit) for limit in found] if column == "bounds" else [str(found)]), cell


BLANKS = {"caseload-theme-share": "not_recorded", "ph-dimension": "not_recorded", "caseload-age": "unknown"}
"""Tables whose bounds are over what was not recorded, and the row that counts that."""


def test_no_share_interval_or_bound_contradicts_the_counts_beside_it(run):
    """Each of them again from count, n and n_eligible: shares half up, Wilson by statsmodels."""
    half, seen = 0.00501, set()
    for path in sorted(run.glob("[0-9]*/*/*.json")):
        for table in ReleasedSheet.model_validate_json(path.read_text("utf-8")).tables:
            blank = next((row.count or 0 for row in table.rows if row.group == BLANKS.get(table.id)), 0)
            for row in table.rows:
                cell, count = f"{path.stem}: {table.id}/{row.group}", row.count
                if row.state != "shown" or count is None or not row.n:
                    continue
                if row.share is not None:
                    assert row.share == pytest.approx(count / row.n, abs=half), cell
                if row.method == "wilson" and row.low is not None:
                    wilson = proportion_confint(count, row.n, method="wilson")
                    assert (row.low, row.high) == pytest.approx(wilson, abs=half), cell
                    seen.add("wilson")
                if row.bounds is not None:
                    open_ones = row.n_eligible - row.n + blank
                    least, most = count / row.n_eligible, (count + open_ones) / row.n_eligible
                    assert least - half <= row.bounds[0] <= row.bounds[1] <= most + half, cell
                    seen.add(f"bounds of {row.group}")
    assert {"wilson", "bounds of higher", "bounds of not_higher", "bounds of reached"} <= seen


def test_the_attacker_learns_nothing_from_a_run_and_every_number_can_be_recomputed(run):
    attacked = impact("audit", run)
    assert attacked.returncode == 0, attacked.stdout + attacked.stderr
    verified = impact("verify", run)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_one_number_edited_by_hand_is_found_and_named(run, tmp_path):
    edited = tmp_path / "edited"
    shutil.copytree(run, edited)
    page = edited / "2020" / "westerkwartier" / "armoede.html"
    page.write_text(page.read_text("utf-8").replace(">273<", ">274<", 1), encoding="utf-8")
    manifest = json.loads((edited / "manifest.json").read_text("utf-8"))
    manifest["sheets"] = {slug: manifest["sheets"][slug] for slug in ["2020/westerkwartier/armoede"]}  # the rest: above
    (edited / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    verified = impact("verify", edited)
    assert verified.returncode == 1
    assert "caseload-theme-share" in verified.stdout + verified.stderr


def test_a_masked_cell_shown_by_hand_makes_the_audit_fail_and_name_it(run, tmp_path):
    edited = tmp_path / "edited"
    shutil.copytree(run, edited)
    path = edited / "2020" / "westerkwartier" / "armoede.json"
    tree = json.loads(path.read_text("utf-8"))
    rows = next(table["rows"] for table in tree["tables"] if table["id"] == "ph-dimension")
    hidden = next(row for row in rows if row["group"] == "zingeving")
    hidden |= {"count": 3, "n": 273, "state": "shown"}
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    attacked = impact("audit", edited)
    assert attacked.returncode == 1
    assert "zingeving" in attacked.stdout + attacked.stderr


def test_a_wrong_parameter_names_the_right_one_and_writes_nothing(tmp_path):
    done = impact("run", "-p", "thema=armoede", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "theme" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_same_inputs_give_the_same_bytes(run, tmp_path):
    again = impact("run", "--year", 2020, "--theme", "armoede", "--out", tmp_path / "out")
    assert again.returncode == 0, again.stderr
    for suffix in ("html", "json", "ipynb"):
        name = f"2020/westerkwartier/armoede.{suffix}"
        assert (tmp_path / "out" / name).read_bytes() == (run / name).read_bytes(), suffix


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    """A copy of what a person may change, so that a test can change it."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(HOME / name, tmp_path / "home" / name)
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_cell_that_shows_trajectories_fails_the_sheet_and_leaves_nothing(workshop, tmp_path):
    path = workshop / "notebooks" / "feitenblad.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('registration.typed["trajectories"].to_pandas()'))
    nbformat.write(notebook, path)
    done = impact("run", "--year", 2020, "--theme", "armoede", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "armoede" in done.stdout + done.stderr
    left = b"".join(path.read_bytes() for path in files(tmp_path / "out"))
    assert b"T-000" not in left
    assert b"C-000" not in left
    assert not list((tmp_path / "out").rglob("armoede.html"))


CANARIES = ("Kanarietje Jansen", "KANARIE-ORG-AREA", "C-KANARIE", "T-KANARIE", "R-KANARIE")


@pytest.fixture
def seeded(tmp_path):
    """A registration with names and ids planted wherever a person's text can stand."""
    folder = write_demo(tmp_path / "seeded")
    path = folder / "trajectories.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    for number in range(1, len(lines), 7):
        cells = lines[number].split(",")
        cells[header.index("client_id")] = f"C-KANARIE-{number}"
        cells[header.index("topic")] = "Kanarietje Jansen"
        cells[header.index("outcome")] = "Kanarietje Jansen"
        cells[header.index("referral")] = "Kanarietje Jansen"
        cells[header.index("area")] = "KANARIE-ORG-AREA"
        lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    responses = folder / "impact_responses.csv"
    responses.write_text(responses.read_text("utf-8").replace("R-", "R-KANARIE-"), encoding="utf-8")
    return folder


def test_planted_names_and_ids_are_in_no_byte_of_a_run(seeded, tmp_path):
    done = impact("run", "--municipality", "westerkwartier", "--source", seeded, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    for path in files(tmp_path / "out"):
        content = path.read_bytes()
        assert not [name for name in CANARIES if name.encode() in content], path.name
    assert not [name for name in CANARIES if name in done.stdout + done.stderr]


def test_a_failing_sheet_leaks_no_value_of_a_person(seeded, tmp_path):
    path = seeded / "zrm_scores.csv"
    path.write_text(path.read_text("utf-8") + "T-KANARIE-1,2017,financien,9,Kanarietje Jansen,3\n", encoding="utf-8")
    done = impact("run", "--year", 2020, "--theme", "armoede", "--source", seeded, "--out", tmp_path / "out")
    assert done.returncode == 1
    said = done.stdout + done.stderr + "".join(path.read_text("utf-8", "replace") for path in files(tmp_path / "out"))
    assert not [name for name in CANARIES if name in said]
    assert "Traceback" not in said


def test_a_check_says_where_and_never_what(seeded):
    path = seeded / "zrm_scores.csv"
    path.write_text(path.read_text("utf-8") + "T-KANARIE-1,2017,financien,9,2.5,3\n", encoding="utf-8")
    done = impact("check", seeded)
    assert done.returncode == 1
    assert "zrm_scores" in done.stdout
    assert "KANARIE" not in done.stdout + done.stderr


LACKING = ("zrm_scores", "surveys", "survey_answers", "satisfaction_responses", "impact_responses", "context")
FED = ("zrm-end-vs-start", "zrm-end-vs-goal", "response", "network-satisfaction", "collective-indicators", "context")
"""Tables of a sheet that come from the tables that lack."""

HOW_UNKNOWN = ("unknown", "not_due", "missing")
"""Rows that count of how many cases nothing is known, and why."""


def test_tables_that_are_missing_give_a_page_that_says_unknown_and_no_number_of_them(tmp_path):
    folder = write_demo(tmp_path / "part")
    for missing in (*LACKING, "goals", "activities"):
        (folder / f"{missing}.csv").unlink()
    done = impact("run", "--year", 2020, "--theme", "armoede", "--source", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    tables = released(tmp_path / "out", 2020, "armoede")
    rows = [row for name in FED if name in tables for row in tables[name].rows if row.group not in HOW_UNKNOWN]
    assert {row.state for row in rows} == {"unknown"}
    assert [row for row in tables["caseload-flow"].rows if row.state == "shown"]
    page = (tmp_path / "out/2020/westerkwartier/armoede.html").read_text(encoding="utf-8")
    numbers = re.findall(r'data-cell="([a-z-]+)/([^"/]+)/', page)
    assert "caseload-flow" in {table for table, _ in numbers}
    assert not [(table, group) for table, group in numbers if table in FED and group not in HOW_UNKNOWN]


def test_a_year_without_data_is_no_page_of_zeros_but_a_sentence(tmp_path):
    words = ("--year", 2012, "--theme", "armoede", "--municipality", "westerkwartier")
    done = impact("run", *words, "--out", tmp_path / "o")
    assert (done.returncode, done.stdout) == (2, "")
    assert "2020" in done.stderr
    assert not (tmp_path / "o").exists()


def test_a_broken_file_is_named_without_a_traceback(tmp_path):
    folder = write_demo(tmp_path / "broken")
    (folder / "trajectories.csv").write_bytes(b'a,b\n"1,2\n3\n')
    done = impact("run", "--year", 2020, "--theme", "armoede", "--source", folder, "--out", tmp_path / "out")
    assert done.returncode != 0
    assert "trajectories" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not list((tmp_path / "out").rglob("armoede.html"))


@pytest.mark.parametrize("path", sorted((HOME / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_each_notebook_runs_to_the_end_from_its_folder_without_parameters(path, monkeypatch):
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    monkeypatch.setenv("IMPACT_HOME", str(HOME))
    client.execute()
    assert not [
        output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ]
