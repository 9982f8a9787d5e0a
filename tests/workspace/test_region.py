"""A region: the rows of its parts as of one place, and never beside a part of it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import HOME
from tests.workspace.bureau import files, registration

PARTS = {"leek": 12, "marum": 9, "urk": 7}


@pytest.fixture
def region(bureau, impact):
    """Leek and Marum are Zuidwest, Marum and Urk are Overal; Urk is a municipality besides."""
    rows = [(place, f"2023-02-{day:02}") for place, count in PARTS.items() for day in range(1, count + 1)]
    registration(bureau / "registration", rows)
    areas = "zuidwest: {parts: [leek, marum]}\noveral: {parts: [marum, urk]}\nver: {parts: [urk, almere]}\n"
    (bureau / "params/areas.yaml").write_text(areas, encoding="utf-8")
    shutil.copy(HOME / "notebooks/feitenblad.ipynb", bureau / "notebooks")
    return bureau


@pytest.fixture
def made(region, impact):
    code, _, err = impact("run", "--quiet", "--municipality", "zuidwest")
    assert code == 0, err
    return region / "outputs"


def test_the_sheet_of_a_region_counts_the_rows_of_its_parts(made, impact):
    sheet = json.loads((made / "2023/zuidwest/armoede.json").read_text("utf-8"))
    (share,) = [table for table in sheet["tables"] if table["id"] == "caseload-theme-share"]
    assert next(row["count"] for row in share["rows"] if row["group"] == "theme") == PARTS["leek"] + PARTS["marum"]
    assert "Zuidwest" in (made / "2023/zuidwest/armoede.html").read_text("utf-8")
    assert impact("verify", "outputs")[0] == 0
    assert impact("audit", "outputs")[0] == 0


def test_a_row_of_a_part_that_changes_makes_the_sheet_of_the_region_again(made, impact, region):
    path = region / "registration/trajectories.csv"
    path.write_text(path.read_text("utf-8").replace("2023-02-09", "2023-04-09"), encoding="utf-8")
    code, out, _ = impact("run", "--municipality", "zuidwest", "--dry-run", "--json")
    assert (code, json.loads(out)[0]["up_to_date"]) == (0, False)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("--municipality", "leek"), "leek"),
        (("--municipality", "overal"), "overal"),
        (("--municipality", "marum", "--out", "outputs/marum"), "marum"),
        (("--municipality", "marum", "--out", "elders", "--with", "outputs"), "marum"),
        (("--municipality", "marum", "--out", "elders"), "marum"),
        (("--municipality", "marum", "--out", "diep/er/in"), "marum"),
    ],
)
def test_a_part_or_an_overlapping_region_is_never_published_beside_it(made, impact, region, typed, named):
    before = files(region)
    code, _, err = impact("run", "--year", "2023", *typed)
    assert (code, named in err, "zuidwest" in err) == (2, True, True), err
    assert files(region) == before


def test_a_region_is_not_made_with_its_part_nor_beside_one(region, impact):
    assert impact("run", "--municipality", "leek", "--municipality", "zuidwest")[0] == 2
    assert not list((region / "outputs").iterdir())
    assert impact("run", "--municipality", "leek", "--dry-run")[0] == 0
    (region / "outputs/2021/marum").mkdir(parents=True)
    (region / "outputs/2021/marum/armoede.json").write_text("{}", encoding="utf-8")
    assert impact("run", "--municipality", "zuidwest")[0] == 2, "years share the cases that run on"
    assert impact("run", "--municipality", "urk", "--dry-run")[0] == 0


def test_a_run_that_stands_beside_and_that_nobody_names_counts_too_and_says_where(region, impact):
    assert impact("run", "--quiet", "--municipality", "leek", "--out", "proef")[0] == 0
    (region / "proef/manifest.json").rename(region / "proef/weg.json")
    (region / "proef").rename(region / "outputs/oud")
    code, _, err = impact("run", "--municipality", "zuidwest")
    assert (code, "in oud" in err) == (2, True), "without a manifest it is not seen"
    (region / "outputs/oud/weg.json").rename(region / "outputs/oud/manifest.json")
    (region / "outputs/oud").rename(region / "proef")
    code, _, err = impact("run", "--municipality", "zuidwest")
    assert (code, "in proef" in err, "impact remove" in err) == (2, True, True)
    assert impact("run", "--municipality", "urk", "--dry-run")[0] == 0, "no region of which a part was made holds Urk"


def test_what_was_published_of_a_part_counts_too_also_after_it_was_withdrawn(region, impact):
    (region / "gepubliceerd/2022/leek").mkdir(parents=True)
    (region / "gepubliceerd/publicaties.json").write_text("[]", encoding="utf-8")
    (region / "gepubliceerd/2022/leek/armoede.json").write_text("{}", encoding="utf-8")
    code, _, err = impact("run", "--municipality", "zuidwest")
    assert (code, "in gepubliceerd" in err) == (2, True)


def test_internal_sheets_hide_nothing_and_may_stand_together(region, impact):
    typed = ("--municipality", "leek", "--municipality", "zuidwest", "-p", "privacy=intern", "--out", "intern")
    assert impact("run", *typed, "--dry-run")[0] == 0


def test_a_run_without_arguments_makes_municipalities_and_a_region_only_where_it_is_asked_for(region, impact):
    def planned():
        code, out, err = impact("run", "--dry-run", "--json")
        assert code == 0, err
        return [row["sheet"] for row in json.loads(out)]

    assert planned() == [f"2023/{place}/armoede" for place in ("leek", "marum", "urk")]
    own = "organisation: De Brug\nthemes: [armoede]\nmunicipalities: [zuidwest, urk]\n"
    (region / "params/workspace.yaml").write_text(own, encoding="utf-8")
    assert planned() == [f"2023/{place}/armoede" for place in ("urk", "zuidwest")]


def test_a_region_of_which_a_part_is_not_held_is_not_made(region, impact):
    code, _, err = impact("run", "--municipality", "ver")
    assert (code, "ver" in err) == (2, True)


@pytest.mark.parametrize(
    "parts", ["[leek, leek]", "[leek]", "[leek, zuidwest]", "[leek, anders]", "[leek, Marum]", "leek"]
)
def test_parts_that_cannot_be_are_told(region, impact, parts):
    text = f"anders: {{parts: {parts}}}\nzuidwest: {{parts: [leek, marum]}}\n"
    (region / "params/areas.yaml").write_text(text, encoding="utf-8")
    code, _, err = impact("run", "--municipality", "leek", "--dry-run")
    assert (code, "params/areas.yaml" in err) == (2, True)


def of_each(folder, months):
    """A registration of De Brug for each municipality, with twelve cases that began in a month."""
    for place, month in months.items():
        registration(folder / place, [(place, f"2023-{month}-{day:02}") for day in range(1, 13)])


def test_the_same_cases_in_the_registration_of_a_second_municipality_are_an_error_for_check_and_run(
    region, impact, tmp_path
):
    of_each(tmp_path / "per-gemeente", {"leek": "01", "marum": "01"})
    code, out, _ = impact("check", tmp_path / "per-gemeente", "--json")
    (found,) = [row for row in json.loads(out) if row["rule"] == "case-elsewhere"]
    assert (code, found["registration"], found["count"], found["rows"]) == (1, "marum", 12, [1, 2, 3, 4, 5])
    code, _, err = impact("run", "--source", tmp_path / "per-gemeente", "--municipality", "leek", "--year", "2023")
    assert (code, "marum" in err, "twee keer" in err) == (1, True, True)
    assert not list((region / "outputs").rglob("*.html"))
    of_each(tmp_path / "elk", {"leek": "01", "marum": "02"})
    assert "case-elsewhere" not in impact("check", tmp_path / "elk", "--json")[1]
    (tmp_path / "per-gemeente/leek/registration.yaml").write_text(
        (tmp_path / "per-gemeente/leek/registration.yaml").read_text("utf-8").replace("De Brug", "De Dam"),
        encoding="utf-8",
    )
    said = impact("check", tmp_path / "per-gemeente")[1]
    assert "case-elsewhere" not in said, "organisations number their cases by themselves"
    assert "leek/trajectories" in said


def test_the_same_case_under_a_second_municipality_is_an_error(region, impact):
    path = region / "registration/trajectories.csv"
    text = path.read_text("utf-8")
    again = next(line for line in text.split("\n") if ",leek," in line).replace(",leek,", ",marum,")
    path.write_text(f"{text}{again}\n", encoding="utf-8")
    code, out, _ = impact("check", "--json")
    assert code == 1
    assert ("trajectories", "key-duplicate", 1) in {
        (row["table"], row["rule"], row["count"]) for row in json.loads(out)
    }
