"""Oldambt holds what was agreed at least, and every kind of gap that a product sheet must show."""

import csv
from collections import Counter

import pytest

from impactlib.demonstration import MUNICIPALITIES, write_demo, write_demos
from impactlib.intake.check import check_registration
from impactlib.intake.open import folder_of, open_registration
from impactlib.intake.read import read_registration
from impactlib.measures import cases, product
from impactlib.model import RegistrationError
from impactlib.params import read_yaml, scales, spec_of
from impactlib.params.reports import products
from tests.intake import small


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    return write_demos(tmp_path_factory.mktemp("demo") / "registrations")


@pytest.fixture(scope="module")
def rows(demos):
    with (demos / "oldambt" / "trajectories.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["start_date"] <= "2024-12-31"]


def under_way(rows):
    return [row for row in rows if not row["end_date"] or row["end_date"] >= "2024-01-01"]


def test_the_agreed_minima_are_reached(rows):
    topics = Counter(row["topic"] for row in under_way(rows))
    families = {row["client_id"] for row in under_way(rows) if row["topic"] == "toukomstbuddys"}
    assert len(families) >= 25
    assert topics["nieuwkomers/huisvesting"] >= 30
    assert topics["nieuwkomers/begeleiding"] >= 30
    assert topics["wonen_leren_werken"] >= 15


def test_help_to_newcomers_after_housing_lasts_at_least_a_year(rows):
    ended = [row for row in rows if row["topic"] == "nieuwkomers/begeleiding" and row["end_date"]]
    assert all(int(row["end_date"][:4]) > int(row["start_date"][:4]) for row in ended)


@pytest.mark.parametrize("number", range(1, 7))
def test_every_product_sheet_has_its_figures(demos, number):
    registration, rules = read_registration(demos / "oldambt"), products()
    spec = spec_of({"year": 2024, "municipality": "oldambt", "report": f"productblad-{number}"})
    one = rules.number(number)
    counts = product.count_product(cases.only(registration, one.result_areas), spec, rules, one)
    tables = {table.id: table.rows for table in product.tables(counts, spec, rules)}
    assert len(tables) == 7
    for rows in tables.values():
        assert rows["count"].sum() == rows["n"].iloc[0] > 40
    duration = product.duration(counts, spec).rows.set_index("group")["value"]
    assert duration["closed_mean_days"] > 0
    assert duration["estimated_median_days"] > 0


def test_there_are_topics_outside_the_list_and_trajectories_without_area(rows):
    assert "straatcoach" in {row["topic"] for row in rows}
    assert "" in {row["area"] for row in rows}
    assert {row["area"] for row in rows} == {"", "noord", "oost", "zuid", "west"}


def test_every_demonstration_is_sound_and_marked_as_synthetic(demos):
    assert sorted(path.name for path in demos.iterdir()) == sorted(MUNICIPALITIES)
    for municipality in MUNICIPALITIES:
        assert check_registration(read_registration(demos / municipality), scales()) == ()
        assert read_yaml(demos / municipality / "registration.yaml")["synthetic"] is True


def test_one_demonstration_is_the_same_as_among_all(demos, tmp_path):
    for municipality in MUNICIPALITIES:
        alone = write_demo(tmp_path / municipality, municipality)
        for path in sorted(alone.iterdir()):
            assert path.read_bytes() == (demos / municipality / path.name).read_bytes(), path.name


def test_all_replace_one_and_all_and_nothing_else(demos, tmp_path):
    folder = write_demo(tmp_path / "demo")
    assert sorted(path.name for path in write_demos(folder).iterdir()) == sorted(MUNICIPALITIES)
    (folder / "oldambt" / "trajectories.csv").write_text("broken", encoding="utf-8")
    whole = (demos / "oldambt" / "trajectories.csv").read_bytes()
    assert (write_demos(folder) / "oldambt" / "trajectories.csv").read_bytes() == whole
    (folder / "notes.txt").write_text("van de onderzoeker", encoding="utf-8")
    with pytest.raises(RegistrationError, match="demo-target"):
        write_demos(folder)
    assert (folder / "notes.txt").is_file()


def test_a_sheet_opens_the_registration_of_its_municipality(demos):
    for municipality, organisation in (("oldambt", "Welzijnswerk Oldambt"), ("noordoostpolder", "Carrefour")):
        spec = spec_of({"year": 2024, "municipality": municipality, "report": "jaarrapportage", "source": str(demos)})
        assert open_registration(spec).meta.organisation == organisation


def test_a_municipality_without_registration_finds_one_that_holds_nothing_about_it_among_demonstrations_only(
    demos, tmp_path
):
    assert folder_of(demos, "almere") == demos / "westerkwartier"
    small.write(tmp_path / "own/westerkwartier", small.good())
    with pytest.raises(RegistrationError, match="registration-municipality"):
        folder_of(tmp_path / "own", "almere")
    assert folder_of(tmp_path / "own", "westerkwartier") == tmp_path / "own/westerkwartier"
    assert folder_of(demos / "oldambt", "almere") == demos / "oldambt"
    assert folder_of(tmp_path, "almere") == tmp_path
