"""A sheet that counts others than the published one would give people away by subtraction."""

from __future__ import annotations

import json

import pytest

from impactlib.batch.plan import plan, select
from tests.batch import tiny

WANTED = {"year": (2020,), "theme": ("armoede",)}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tiny.write_home(tmp_path / "home")
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    return folder


def privacy(*assignments, **flags):
    (job,) = plan(select(WANTED | flags, assignments))
    return job.params.privacy


@pytest.mark.parametrize("other", ["basis=gestart", "as_of=2020-11-30", "period=2020-01-01/2020-06-30"])
def test_another_selection_of_the_same_people_stays_inside(other):
    assert privacy() == "standaard"
    assert privacy(other) == "intern"


def test_whoever_names_a_policy_gets_it():
    assert privacy("basis=gestart", "privacy=streng") == "streng"


def test_what_the_file_says_is_what_gets_published():
    wanted = {"year": (2020,), "theme": ("gezonde-leefstijl",)}
    (job,) = plan(select(wanted, []))
    assert (job.params.period, job.params.privacy) == ("2019-09-01/2020-08-31", "standaard")
    (job,) = plan(select(wanted, ["period=2020-01-01/2020-12-31"]))
    assert job.params.privacy == "intern"


@pytest.mark.parametrize(
    ("about", "policy"),
    [
        ({}, "standaard"),
        ({"basis": "gestart"}, "intern"),
        ({"period": "2019-09-01/2020-08-31"}, "intern"),
        ({"ages": ("0-26", "27+", "unknown")}, "intern"),
        ({"year": 2019}, "standaard"),
    ],
)
def test_earlier_publications_say_what_is_published(tmp_path, about, policy):
    ages = about.pop("ages", ("0-17", "18-24", "25-44", "45-64", "65+", "unknown"))
    table = {"id": "caseload-age", "rows": [{"group": age} for age in ages]}
    sheet = {"report": "armoede", "year": 2020, "municipality": "westerkwartier", "basis": "in_behandeling"}
    sheet |= {"period": "2020-01-01/2020-12-31", "as_of": "2020-12-31", "tables": [table]} | about
    folder = tmp_path / "eerder" / "2020" / "westerkwartier"
    folder.mkdir(parents=True)
    (folder / "armoede.json").write_text(json.dumps(sheet), encoding="utf-8")
    assert privacy(earlier=str(tmp_path / "eerder")) == policy
