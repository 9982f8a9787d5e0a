"""Every measure equals R to 1e-6; the suite itself needs no R."""

from __future__ import annotations

import pytest

from tests.oracles.compare import HERE, SETS, given, versions


@pytest.mark.parametrize("name", SETS)
def test_every_figure_equals_the_one_r_gave(name):
    pairs = list(SETS[name]())
    assert pairs
    assert not [pair for pair in pairs if not pair.equal]


def test_every_result_has_its_script_and_its_versions():
    scripts = {path.stem for path in HERE.glob("*.R")} - {"common"}
    assert {path.stem for path in HERE.glob("*.csv")} == set(SETS) <= scripts
    for name in SETS:
        assert versions(name).startswith("R 4.")
        packages = versions(name).split(", ")[1:]
        assert all(len(package.split()) == 2 for package in packages)


def test_the_inputs_hold_what_makes_the_methods_differ():
    differences = given("paired").groupby("set")["difference"]
    assert (differences.agg(lambda d: (d == 0).any())).any(), "zeros"
    assert (differences.agg(lambda d: d[d != 0].abs().duplicated().any())).any(), "ties"
    assert given("answers").isna().any().any(), "missing answers"
    assert given("answers").groupby("activity").size().nunique() > 1, "activities of unequal size"
    assert (given("lengths")["entry"] >= 0).any(), "late entry"
