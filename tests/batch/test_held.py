"""A sheet is about what the registration holds: whoever asks for another municipality or year hears so."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from impactlib.intake.held import held, names
from impactlib.intake.read import read_registration
from tests.batch import tiny
from tests.intake import small


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tiny.write_home(tmp_path / "home")
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    monkeypatch.setattr("impactlib.batch.inputs.SOURCE", tmp_path / "library")
    return folder


def elsewhere(folder, municipality="midden-groningen", year="2023"):
    """A registration of one other municipality, in another year."""
    tables = small.good()
    for rows in tables.values():
        for row in rows:
            row.update({"municipality": municipality} if "municipality" in row else {})
            row.update({name: row[name].replace("2020", year) for name in row if "date" in name or name == "year"})
    return small.write(folder, tables, meta=small.META.replace("2021", str(int(year) + 1)))


@pytest.mark.parametrize(
    "words",
    [("--municipality", "atlantis"), ("-p", "municipality=atlantis"), ("--municipality", "atlantis", "--year", 2020)],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_municipality_that_nobody_knows_is_refused_before_anything_is_made(impact, home, tmp_path, words, own):
    source = ("--source", tiny.write_registration(tmp_path / "registration")) if own else ()
    code, said, error = impact("run", "--theme", "armoede", *words, *source, "--out", tmp_path / "out")
    assert (code, said) == (2, "")
    assert "atlantis" in error
    assert "westerkwartier" in error
    assert not (tmp_path / "out").exists()


def test_a_year_of_which_there_is_no_row_is_refused_with_the_years_there_are(impact, home, tmp_path):
    source = elsewhere(tmp_path / "registration")
    words = ("run", "--theme", "armoede", "--source", source, "--out", tmp_path / "out")
    for more in (("--municipality", "midden-groningen"), ()):
        code, _, error = impact(*words, "--year", 2012, *more)
        assert (code, "2023" in error, "2012" in error) == (2, True, True)
    assert not (tmp_path / "out").exists()


def test_a_sheet_that_params_names_is_made_whatever_the_registration_holds(impact, home, tmp_path):
    source = elsewhere(tmp_path / "registration")
    words = ("--municipality", "westerkwartier", "--year", 2020, "--theme", "armoede", "--dry-run")
    code, said, _ = impact("run", *words, "--source", source, "--out", tmp_path / "out")
    assert (code, "2020/westerkwartier/armoede" in said) == (0, True)


@pytest.mark.parametrize("asked", [(), ("--municipality", "midden-groningen")])
def test_years_that_are_left_open_are_those_of_the_registration_and_not_of_others(impact, home, tmp_path, asked):
    source = elsewhere(tmp_path / "registration")
    words = ("run", *asked, "--theme", "armoede", "--source", source, "--out", tmp_path / "out", "--dry-run")
    code, said, error = impact(*words, "--json")
    made = {row["sheet"] for row in json.loads(said)}
    assert code == 0
    assert "2023/midden-groningen/armoede" in made
    assert not [sheet for sheet in made if "westerkwartier" in sheet or sheet < "2021"]
    assert ("westerkwartier" in error) == (not asked)


def test_a_municipality_that_params_does_not_name_is_told(impact, home, tmp_path):
    tables = small.good()
    tables["trajectories"][0]["municipality"] = "leek"
    source = small.write(tmp_path / "registration", tables)
    _, said, error = impact("run", "--year", 2020, "--source", source, "--out", tmp_path / "out", "--dry-run")
    assert "leek" not in said
    assert "leek" in error


def test_of_registrations_in_subfolders_only_those_are_read_and_none_stands_in_for_another(impact, home, tmp_path):
    tiny.write_registration(tmp_path / "all/westerkwartier")
    elsewhere(tmp_path / "all/groningen", "groningen")
    place = home / "params/2020/leek/armoede.yaml"
    place.parent.mkdir(parents=True)
    place.write_text("year: 2020\n", encoding="utf-8")
    words = ("run", "--source", tmp_path / "all", "--out", tmp_path / "out", "--dry-run")
    code, said, error = impact(*words)
    assert (code, said.count("westerkwartier"), "leek" in error) == (0, 6, True)
    code, said, error = impact(*words, "--municipality", "leek")
    assert (code, said, "groningen, westerkwartier" in error) == (2, "", True)


LOADED = """import sys
from impactlib import cli
try:
    cli.main(sys.argv[1:])
except SystemExit as ended:
    print(ended.code, [name for name in ("pandas", "ibis", "duckdb", "papermill") if name in sys.modules])"""


def test_a_run_without_a_change_loads_nothing_that_could_read_a_registration(home, tmp_path):
    source = tiny.write_registration(tmp_path / "registration")
    words = ["run", "--year", "2020", "--source", str(source), "--out", str(tmp_path / "out")]
    command = [sys.executable, "-c", LOADED, *words]
    said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert "Gemaakt: 3" in said[0]
    assert "Gemaakt: 0. Al bij: 3" in said[1]
    assert said[1].splitlines()[-1] == "0 []"


def test_a_file_instead_of_a_folder_says_so(impact, home, tmp_path):
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    for flag in ("--source", "--with"):
        code, _, error = impact("run", flag, tmp_path / "a.csv", "--out", tmp_path / "out")
        assert (code, "is een bestand" in error) == (2, True)


@pytest.mark.parametrize(
    "name",
    ["armoede2.yml", "2020/westerkwartier/armoed.md", "2020/westerkwartier/x.txt", "themes/wonen.yml", "norms2.yaml"],
)
def test_a_file_in_params_that_nobody_reads_is_told(impact, home, tmp_path, name):
    source = tiny.write_registration(tmp_path / "registration")
    words = ("run", "--source", source, "--out", tmp_path / "out", "--dry-run")
    assert impact(*words)[2] == ""
    (home / "params" / name).write_text("x: 1\n", encoding="utf-8")
    assert f"params/{name}" in impact(*words)[2]


def test_what_ships_in_params_is_read():
    from impactlib.batch.ignored import ignored

    assert list(ignored()) == []


def test_a_goal_or_indicator_that_the_registration_does_not_know_is_told_with_the_nearest(impact, home, tmp_path):
    theme = "title: x\ndimension: meedoen\ngoals: [K1x, K1a]\ncontext: [laag_inkome, laag_inkomen]\n"
    (home / "params/themes/armoede.yaml").write_text(theme, encoding="utf-8")
    source = tiny.write_registration(tmp_path / "registration")
    code, said, _ = impact("run", "--year", 2020, "--theme", "armoede", "--source", source, "--out", tmp_path / "out")
    assert code == 0
    assert "K1x" in said
    assert "Bedoelde u laag_inkomen?" in said
    assert said.count("Let op") == 2


def test_what_a_registration_holds_is_every_year_that_a_row_touches(tmp_path):
    tables = small.good()
    first, *rest = tables["trajectories"]
    first.update(start_date="2017-12-31", end_date="2019-01-01", municipality="leek")
    for row in rest:
        row.update(municipality="Leek")
    registration = read_registration(small.write(tmp_path / "r", tables))
    found = held(registration)
    assert found["leek"] == [2017, 2018, 2019]
    assert "Leek" not in found
    assert set(names(registration)) <= {"goals", "context"}
