"""A run without arguments makes what the registration holds, and says what it leaves out."""

from __future__ import annotations

import json

import pytest

from tests.workspace.bureau import registration


def planned(impact, *typed):
    code, out, err = impact("run", "--dry-run", "--json", *typed)
    assert code == 0, err
    return [row["sheet"] for row in json.loads(out)], err


def says(bureau, **values):
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    (bureau / "params/workspace.yaml").write_text(text, encoding="utf-8")


def test_all_municipalities_years_and_themes_are_made(bureau, impact):
    says(bureau, organisation="De Brug", themes=["armoede", "laaggeletterdheid"])
    made, _ = planned(impact)
    themes = ("armoede", "laaggeletterdheid")
    assert made == [
        *(f"2022/leek/{theme}" for theme in themes),
        *(f"2023/leek/{theme}" for theme in themes),
        *(f"2023/midden-groningen/{theme}" for theme in themes),
    ]


def test_what_the_workspace_does_not_ask_for_is_left_out_and_named(bureau, impact):
    says(bureau, organisation="De Brug", municipalities=["leek"], years=[2023], themes=["armoede"])
    made, err = planned(impact)
    assert made == ["2023/leek/armoede"]
    assert "leek 2022" in err
    assert "midden-groningen" in err


def test_years_before_the_registration_is_complete_are_left_out_and_named(bureau, impact):
    text = (bureau / "registration/registration.yaml").read_text("utf-8") + "complete_since: 2023-01-01\n"
    (bureau / "registration/registration.yaml").write_text(text, encoding="utf-8")
    made, err = planned(impact)
    assert made == ["2023/leek/armoede", "2023/midden-groningen/armoede"]
    assert "leek 2022" in err


def test_an_export_of_january_makes_no_page_of_a_year_in_which_nothing_has_closed_yet(bureau, impact):
    meta, rows = bureau / "registration/registration.yaml", bureau / "registration/trajectories.csv"
    meta.write_text(meta.read_text("utf-8").replace("2024-03-31", "2024-01-15"), encoding="utf-8")
    under_way = "T9,C9,De Brug,leek,individueel_traject,financien,2023-11-01,,40\n"
    rows.write_text(rows.read_text("utf-8") + under_way, encoding="utf-8")
    made, err = planned(impact)
    assert "2023/leek/armoede" in made
    assert not [one for one in made if one.startswith("2024")]
    assert "leek 2024" in err
    assert "2024/leek/armoede" in planned(impact, "--year", "2024", "--theme", "armoede")[0]
    rows.write_text(rows.read_text("utf-8").replace("2023-11-01,,", "2023-11-01,2024-01-09,"), encoding="utf-8")
    assert "2024/leek/armoede" in planned(impact)[0]


def test_a_municipality_of_the_workspace_that_the_registration_lacks_is_told(bureau, impact):
    says(bureau, organisation="De Brug", municipalities=["leek", "urk"], themes=["armoede"])
    made, err = planned(impact)
    assert made == ["2022/leek/armoede", "2023/leek/armoede"]
    assert "urk" in err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--source", "registration", "--source", "registration"), "twee keer"),
        (("--source", "registration", "-p", "source=x"), "twee keer"),
        (("--source", "nergens"), "nergens"),
        (("--source", "README.md"), "bestand"),
        (("--source", "params"), "registration.yaml"),
        (("--municipality", "urk"), "urk"),
        (("--year", "2011"), "2011"),
        (("--theme", "armoede", "--theme", "rijkdom"), "rijkdom"),
    ],
)
def test_what_cannot_be_made_is_an_error_and_makes_nothing(bureau, impact, typed, told):
    code, _, err = impact("run", *typed)
    assert (code, told in err) == (2, True), err
    assert not list((bureau / "outputs").iterdir())


def test_a_workspace_without_a_registration_says_how_to_get_one(bureau, impact):
    for path in (bureau / "registration").iterdir():
        path.unlink()
    code, _, err = impact("run")
    assert (code, "impact import" in err) == (2, True)


def test_a_folder_of_a_workspace_stands_for_its_registration(bureau, impact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made, _ = planned(impact, "--source", "bureau", "--theme", "armoede")
    assert "2022/leek/armoede" in made


def test_a_relative_impact_home_counts_from_where_the_command_is_typed(bureau, impact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMPACT_HOME", "bureau")
    code, _, err = impact("run", "--quiet", "--year", "2022", "--out", "elders")
    assert code == 0, err
    assert (tmp_path / "elders/2022/leek/armoede.html").is_file()
    assert impact("verify", "elders")[0] in (0, 1)


def test_pages_come_into_the_workspace_wherever_in_it_the_command_is_typed(bureau, impact, monkeypatch):
    monkeypatch.chdir(bureau / "params")
    code, _, err = impact("run", "--quiet", "--year", "2022")
    assert code == 0, err
    assert (bureau / "outputs/2022/leek/armoede.html").is_file()
    assert not (bureau / "params/outputs").exists()
    assert impact("remove", "2022")[0] == 0


def test_an_impact_home_that_is_no_folder_is_told(bureau, impact, monkeypatch):
    monkeypatch.setenv("IMPACT_HOME", "nergens")
    assert impact("run")[0] == 2
    registration(bureau / "los", [("leek", "2023-02-01")])
    monkeypatch.setenv("IMPACT_HOME", "README.md")
    assert impact("run")[0] == 2
