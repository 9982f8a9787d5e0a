"""Whose pages stand where: invented and real apart, and none in the place of another organisation's."""

from __future__ import annotations

import shutil

import pytest

from impactlib.batch.manifest import read_manifest
from tests.workspace.bureau import files, registration

ONE = ("run", "--quiet", "--year", "2023", "--municipality", "leek")


@pytest.fixture
def made(bureau, impact):
    code, _, err = impact(*ONE)
    assert code == 0, err
    return bureau / "outputs"


@pytest.mark.parametrize("out", ["outputs", "outputs/proef", "."])
def test_invented_pages_never_stand_with_real_ones(made, impact, tmp_path, out):
    invented = registration(tmp_path / "invented", [("leek", "2023-02-01")], synthetic="true")
    before = files(made.parent)
    code, _, err = impact(*ONE, "--source", invented, "--out", out)
    assert (code, "verzonnen" in err) == (2, True)
    assert files(made.parent) == before


def test_they_never_do_without_a_manifest_either(made, impact, tmp_path):
    invented = registration(tmp_path / "invented", [("leek", "2023-02-01")], synthetic="true")
    (made / "manifest.json").unlink()
    assert impact(*ONE, "--source", invented)[0] == 2


def test_no_page_replaces_that_of_another_organisation(made, impact, tmp_path):
    other = registration(tmp_path / "other", [("leek", "2023-02-01")], organisation="De Dam")
    before = files(made)
    code, _, err = impact(*ONE, "--source", other)
    assert (code, "De Brug" in err, "impact remove 2023/leek/armoede" in err) == (2, True, True)
    assert impact(*ONE, "--source", other, "--force", "--dry-run")[0] == 2
    assert files(made) == before
    assert impact("remove", "2023/leek/armoede")[0] == 0
    assert impact(*ONE, "--source", other)[0] == 0


def test_a_correction_of_the_same_organisation_does_replace_its_page(made, impact, bureau):
    before = files(made)
    registration(bureau / "registration", [("leek", "2023-02-01")] * 4)
    assert impact(*ONE)[0] == 0
    assert files(made)["2023/leek/armoede.json"] != before["2023/leek/armoede.json"]


def test_the_words_of_the_demonstration_are_not_read_for_a_real_registration(bureau, impact, tmp_path, monkeypatch):
    """Whoever types the command in a checkout gets pages as in a folder of her own."""
    shutil.copytree(bureau / "notebooks", tmp_path / "checkout/notebooks")
    (tmp_path / "checkout/params/2023/leek").mkdir(parents=True)
    (tmp_path / "checkout/params/workspace.yaml").write_text("demonstration: true\n", encoding="utf-8")
    (tmp_path / "checkout/params/2023/leek/armoede.yaml").write_text("year: 2023\nbasis: gestart\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "checkout")
    code, out, err = impact("run", "--source", bureau, "--municipality", "leek", "--theme", "armoede", "--dry-run")
    assert code == 0, err
    assert "demonstratie" in err
    assert "2023/leek/armoede" in out
    assert "intern" not in out + err


def test_a_check_of_a_real_registration_knows_no_area_of_the_demonstration(bureau, impact, tmp_path, monkeypatch):
    (tmp_path / "checkout/params").mkdir(parents=True)
    (tmp_path / "checkout/params/workspace.yaml").write_text("demonstration: true\n", encoding="utf-8")
    (tmp_path / "checkout/params/areas.yaml").write_text("verzinsel: [binnen, buiten]\n", encoding="utf-8")
    registration(bureau / "registration", [("verzinsel", "2023-02-01")])
    monkeypatch.chdir(tmp_path / "checkout")
    assert "municipality-unknown" in impact("check", bureau / "registration", "--json")[1]
    registration(bureau / "registration", [("verzinsel", "2023-02-01")], synthetic="true")
    assert "municipality-unknown" not in impact("check", bureau / "registration", "--json")[1]


def test_no_word_of_a_workspace_stands_on_the_page_of_another_organisation(bureau, impact, tmp_path):
    """Nor its goals, areas, style or notebooks; a bureau that names no organisation writes for all."""
    (bureau / "params/2023/leek").mkdir(parents=True)
    (bureau / "params/2023/leek/armoede.yaml").write_text("basis: gestart\n", encoding="utf-8")
    other = registration(tmp_path / "other", [("leek", "2023-02-01")], organisation="De Dam")
    typed = (*ONE, "--source", other, "--out", tmp_path / "out")
    code, _, err = impact(*typed)
    assert (code, "een andere organisatie" in err) == (0, True)
    sheets = read_manifest(tmp_path / "out").sheets
    assert [*sheets] == ["2023/leek/armoede"], "the themes of the workspace still say what is made"
    assert sheets["2023/leek/armoede"].parameters["basis"] != "gestart"
    assert impact("verify", tmp_path / "out", "--source", other)[0] == 0
    (bureau / "params/workspace.yaml").write_text("themes: [armoede]\n", encoding="utf-8")
    code, _, err = impact(*typed, "--force")
    assert (code, "een andere organisatie" in err) == (0, False)
    assert read_manifest(tmp_path / "out").sheets["2023/leek/armoede"].parameters["basis"] == "gestart"
