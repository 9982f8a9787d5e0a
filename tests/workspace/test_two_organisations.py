"""Two organisations in one registration: one is chosen, the rows of the other never count along."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import HOME
from tests.workspace.bureau import registration

ROWS = [
    *[("leek", f"2023-02-{day:02}") for day in range(1, 13)],
    *[("leek", f"2023-03-{day:02}", "De Dam") for day in range(1, 8)],
    *[("urk", f"2023-03-{day:02}", "De Dam") for day in range(1, 7)],
]


OWN_WORDS = "Wij zijn trots op wat hier gebeurt."


@pytest.fixture
def two(bureau):
    """A registration of De Brug, with rows of De Dam, also in a municipality where De Brug does nothing."""
    registration(bureau / "registration", ROWS)
    words = bureau / "params/2023/leek/armoede.md"
    words.parent.mkdir(parents=True)
    words.write_text(f"## algemeen\n\n{OWN_WORDS}\n", encoding="utf-8")
    shutil.copy(HOME / "notebooks/feitenblad.ipynb", bureau / "notebooks")
    return bureau


def counted(out, place):
    tables = json.loads((out / f"2023/{place}/armoede.json").read_text("utf-8"))["tables"]
    (share,) = [table for table in tables if table["id"] == "caseload-theme-share"]
    return next(row["count"] for row in share["rows"] if row["group"] == "theme")


def sheets(out):
    return sorted(json.loads((out / "manifest.json").read_text("utf-8"))["sheets"])


def test_only_the_rows_of_the_workspace_s_own_organisation_count_and_the_others_are_a_finding(two, impact):
    code, _, err = impact("run", "--quiet", "--year", "2023")
    assert code == 0, err
    assert sheets(two / "outputs") == ["2023/leek/armoede"], "of Urk there would be a page of zeros"
    assert counted(two / "outputs", "leek") == 12
    assert OWN_WORDS in (two / "outputs/2023/leek/armoede.html").read_text("utf-8")
    code, out, _ = impact("check", "--json")
    rules = {(row["table"], row["rule"]): row["count"] for row in json.loads(out)}
    assert rules["trajectories", "organisation-other"] == 13


def test_another_is_chosen_by_name_and_its_pages_say_so_and_can_be_computed_again(two, impact):
    code, _, err = impact("run", "--quiet", "--year", "2023", "--organisation", "De Dam")
    assert code == 0, err
    out = two / "outputs"
    assert sheets(out) == ["2023/leek/armoede", "2023/urk/armoede"]
    assert (counted(out, "leek"), counted(out, "urk")) == (7, 6)
    assert "een andere organisatie" in err
    page = (out / "2023/leek/armoede.html").read_text("utf-8")
    assert OWN_WORDS not in page
    assert "Wat De Dam in 2023 deed in Leek" in page
    assert "Wat De Brug" not in page
    code, said, err = impact("verify", "outputs")
    assert code == 0, said + err
    code, _, err = impact("run", "--quiet", "--year", "2023")
    assert (code, "De Dam" in err) == (2, True), "the page of the other organisation would be replaced"
    assert impact("run", "--year", "2023", "--organisation", "De Dam", "--dry-run", "--json")[1].count("true") == 2


def test_an_organisation_that_no_row_names_is_an_error(two, impact):
    for typed in (("run", "--organisation", "De Dijk"), ("check", "--organisation", "De Dijk")):
        code, _, err = impact(*typed)
        assert (code, "De Dijk" in err) == (2, True)
    assert not list((two / "outputs").iterdir())


def test_a_check_may_be_asked_for_the_other_organisation(two, impact):
    _, out, _ = impact("check", "--organisation", "De Dam", "--json")
    rules = {(row["table"], row["rule"]): row["count"] for row in json.loads(out)}
    assert rules["trajectories", "organisation-other"] == 12


def test_contacts_of_which_nobody_says_whose_they_are_are_a_finding_as_soon_as_there_are_two(two, impact):
    rows = "contact_id,date,municipality,kind\nK1,2023-02-02,leek,informatie_en_advies\nK2,2023-02-02,urk,informatie_en_advies\n"
    (two / "registration/contacts.csv").write_text(rows, encoding="utf-8")
    found = {(row["table"], row["rule"], row["count"]) for row in json.loads(impact("check", "--json")[1])}
    assert ("contacts", "organisation-unsaid", 2) in found
    registration(two / "registration", ROWS[:12])
    assert "organisation-unsaid" not in impact("check", "--json")[1]


def test_a_workspace_and_its_registration_that_name_different_organisations_are_not_run_in_silence(two, impact):
    registration(two / "registration", ROWS, organisation="De Dijk")
    code, _, err = impact("run", "--year", "2023")
    assert (code, "De Brug" in err, "De Dijk" in err, "--organisation" in err) == (2, True, True, True)
    assert not list((two / "outputs").iterdir())
    assert impact("run", "--year", "2023", "--organisation", "De Dam", "--dry-run")[0] == 0
