"""A steward sees what is missing before anyone counts, and what names cases stays out of what is published."""

from __future__ import annotations

import csv
import json

import pytest

from impactlib.cli import main
from impactlib.intake.profile import Team, profile, worklist
from impactlib.intake.read import read_registration

META = "organisation: demo\nextraction_date: 2024-03-15\nsystem: hand\nsynthetic: true\n"
CASES = "trajectory_id,client_id,organisation,municipality,team,kind,zrm_domain,start_date,end_date"
SCORES = "trajectory_id,version,domain,start,goal,end"
THEMES = {"armoede": ("financien",), "wonen": ("huisvesting",)}


def written(folder, cases, scores=(), **tables):
    folder.mkdir(exist_ok=True)
    (folder / "registration.yaml").write_text(META, encoding="utf-8")
    rows = [f"{number},C{number},demo,leek,{team},individueel_traject,{rest}" for number, team, rest in cases]
    (folder / "trajectories.csv").write_text("\n".join([CASES, *rows]), encoding="utf-8")
    (folder / "zrm_scores.csv").write_text("\n".join([SCORES, *scores]), encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


CASE_ROWS = [
    ("T1", "noord", "financien,2023-02-01,2023-06-01"),
    ("T2", "noord", "financien,2023-02-01,2024-02-01"),
    ("T3", "zuid", "financien,2023-05-01,"),
    ("T4", "zuid", ",2023-05-01,2023-06-01"),
    ("T5", "", "huisvesting,2023-05-01,2023-07-01"),
]
SCORE_ROWS = ["T1,2017,financien,2,3,3", "T2,2017,financien,2,,3", "T5,2017,financien,2,3,3"]


@pytest.fixture
def hand(tmp_path):
    return written(tmp_path / "registratie", CASE_ROWS, SCORE_ROWS)


def test_how_complete_the_scores_of_a_sheet_will_be_is_known_before_it_is_made(hand):
    found = profile(read_registration(hand), THEMES).scored
    told = {(one.year, one.theme): (one.cases, one.closed, one.pairs, one.with_goal) for one in found}
    assert told == {
        (2023, "armoede"): (3, 1, 1, 1),  # T2 closes a year later, T3 is open
        (2024, "armoede"): (2, 1, 1, 0),
        (2023, "wonen"): (1, 1, 0, 0),  # scored on another domain than its own
    }


def test_the_work_list_names_what_can_still_be_looked_up_and_nothing_else(hand):
    found = worklist(read_registration(hand))
    assert {row[0]: (row[2], row[3]) for row in found} == {
        "T2": ("noord", ("goal",)),
        "T4": ("zuid", ("zrm_domain",)),
        "T5": ("", ("start", "goal", "end")),
    }


def test_what_the_system_never_holds_is_said_once_and_not_of_every_case(tmp_path, capsys):
    folder = written(tmp_path / "r", CASE_ROWS, ["T1,2017,financien,2,,3"])
    assert run("worklist", folder, "--out", tmp_path / "w.csv") == 0
    assert "doelscore" not in (tmp_path / "w.csv").read_text("utf-8")
    assert "doelscore" in capsys.readouterr().out
    assert {row[0]: row[3] for row in worklist(read_registration(folder))}["T5"] == ("start", "end")


def test_a_column_is_filled_in_part_nowhere_or_absent(hand):
    fields = {
        (one.table, one.column): (one.rows, one.filled) for one in profile(read_registration(hand), THEMES).fields
    }
    assert fields["trajectories", "end_date"] == (5, 4)
    assert fields["trajectories", "team"] == (5, 4)
    assert fields["trajectories", "sex"] == (5, None)


def test_a_month_that_is_missing_from_an_export_is_named(tmp_path):
    many = {"2023-01": 12, "2023-02": 14, "2023-03": 2, "2023-04": 13, "2023-06": 15, "2023-07": 12}
    rows = [f"K{month}{n},{month}-10,leek,informatie_en_advies" for month, count in many.items() for n in range(count)]
    text = "\n".join(["contact_id,date,municipality,kind", *rows])
    found = profile(read_registration(written(tmp_path / "r", CASE_ROWS, contacts=text)), THEMES).months
    asked = next(one for one in found if one.table == "contacts")
    assert (asked.municipality, dict(asked.counts)) == ("leek", many)
    assert asked.without == ("2023-05",)
    assert asked.low == ("2023-03",)


def test_a_team_is_named_only_when_it_differs_by_more_than_chance(tmp_path):
    def registration(few, many):
        cases = [(f"{team}{n}", team, "financien,2023-02-01,2023-06-01") for team in "abc" for n in range(40)]
        scored = {"a": few, "b": many, "c": many}
        scores = [f"{team}{n},2017,financien,2,3,3" for team in "abc" for n in range(scored[team])]
        return read_registration(written(tmp_path / f"r{few}", cases, scores))

    assert profile(registration(30, 36), THEMES).teams == ()
    assert profile(registration(8, 36), THEMES).teams[0] == Team("a", 40, 8, 80, 72)


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, arguments)))
    return ended.value.code


def test_the_steward_reads_it_on_a_page_and_a_program_as_json(hand, tmp_path, capsys):
    assert run("check", hand, "--profile", "--html", tmp_path / "controle.html", "--json") == 0
    assert json.loads(capsys.readouterr().out)["profile"]["scored"][0]["pairs"] == 1
    page = (tmp_path / "controle.html").read_text(encoding="utf-8")
    assert "Hoe volledig de ZRM van elk blad wordt" in page
    assert "T1" not in page


def test_the_work_list_opens_in_a_dutch_spreadsheet_without_a_formula(tmp_path, capsys):
    cases = [("=1+1", "zuid", ",2023-05-01,2023-06-01")]
    assert run("worklist", written(tmp_path / "r", cases), "--out", tmp_path / "w.csv") == 0
    with (tmp_path / "w.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["traject", "gemeente", "team", "ontbreekt"],
            ["'=1+1", "leek", "zuid", "hoofddomein"],
        ]
    assert "Trajecten: 1." in capsys.readouterr().out


def test_what_names_cases_never_lies_among_pages(hand, tmp_path, capsys):
    (tmp_path / "outputs" / "2023").mkdir(parents=True)
    (tmp_path / "outputs" / "manifest.json").write_text("{}", encoding="utf-8")
    for arguments in (("worklist", hand, "--out"), ("check", hand, "--html")):
        assert run(*arguments, tmp_path / "outputs" / "2023" / "x") == 2
        assert "mag niet in een map met bladen" in capsys.readouterr().err
    assert list((tmp_path / "outputs" / "2023").iterdir()) == []
