"""An export becomes a registration: every row is accounted for, and what comes in is what the checks accept."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from impactlib.importing.run import _working
from impactlib.intake.check import check_registration
from impactlib.intake.read import read_registration
from impactlib.params import scales
from impactlib.params.places import slug_of
from tests.importing.place import COLUMNS, WIDE, row


def scored(number, **other):
    return row(number, **{"Fin begin": "2", "Fin doel": "3", "Fin eind": "4", **other})


SCORES = {"columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}}, "wide": WIDE}


def test_a_registration_that_was_imported_has_no_error(place, impact):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    code, report, _ = place.take(place.csv([scored(1), scored(2, **{"Fin eind": "n.v.t."})]))
    assert (code, report["imported"]) == (0, 2)
    assert impact("check", place.registration)[0] == 0
    scores = place.table("zrm_scores")
    assert [(one["start"], one["goal"], one["end"]) for one in scores] == [("2", "3", "4"), ("2", "3", None)]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Start": "31-02-2020"}, "date-notation"),
        ({"Product": "iets anders"}, "kind-unknown"),
        ({"Einde": "01-01-2019"}, "end-before-start"),
        ({"Dossier": ""}, "key-empty"),
        ({"Fin begin": "6"}, "score-range"),
        ({"Fin begin": "3 - volledig zelfredzaam"}, "score-range"),
        ({"Fin begin": "#N/B"}, "sheet-error"),
        ({"Dossier": "1,00E+05"}, "id-rounded"),
    ],
)
def test_a_row_that_the_check_would_refuse_is_rejected_with_its_rule_and_the_others_come_in(place, cells, rule):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    code, report, said = place.take(place.csv([scored(1), scored(2, **cells), scored(3)]))
    assert (code, report["imported"], report["rejected"]) == (1, 2, 1)
    assert rule in {one["rule"] for one in report["rejections"]}
    assert all(one["rows"] == [3] for one in report["rejections"])
    assert not any(cell and cell in said for cell in cells.values())


def test_a_score_of_a_rejected_case_goes_with_it(place):
    place.source()
    place.say(
        "sources/bron.yaml",
        {
            "system": "Stelsel",
            "inputs": {
                "dossiers": {"files": "dossiers*", "tables": {"trajectories": {"columns": COLUMNS}}},
                "zrm": {"files": "zrm*", "tables": {"zrm_scores": SCORES}},
            },
        },
    )
    cases = place.csv([row(1), row(2, Start="ooit")], "dossiers.csv")
    scores = place.csv([scored(1), scored(2)], "zrm.csv")
    _, report, _ = place.take(cases, scores)
    assert report["rejected"] == 2
    assert {one["rule"] for one in report["rejections"]} == {"date-notation", "score-without-trajectory"}
    assert [one["trajectory_id"] for one in place.table("zrm_scores")] == ["D1"]


def test_titles_blank_lines_totals_repeated_names_and_notes_are_set_aside_and_counted(place):
    names = ";".join(row(1))
    cells = [";".join(row(number).values()) for number in (1, 2)]
    lines = [
        "Overzicht 2020",
        "Gegenereerd op 15-01-2021;;",
        "",
        names,
        cells[0],
        ";;;;",
        names,
        cells[1],
        "Totaal;2;;;",
        ";;;;einde",
    ]
    path = place.folder / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, report, _ = place.take(path)
    assert report["extraction_date"] == "2021-01-15"
    assert report["files"][0]["aside"] == {"blank": 1, "names": 2, "note": 1, "title": 3, "total": 1}
    assert (report["imported"], report["read"]) == (2, 10)


def test_row_numbers_are_those_of_the_file(place):
    path = place.folder / "export.csv"
    good, bad = (";".join(row(number, **more).values()) for number, more in ((1, {}), (2, {"Start": "?x"})))
    path.write_text("titel\n\n" + ";".join(row(1)) + f"\n{good}\n\n\n{bad}\n", encoding="utf-8")
    place.take(path)
    with (place.registration / "import" / "rejected.csv").open(encoding="utf-8-sig") as file:
        (found,) = csv.DictReader(file, delimiter=";")
    assert (found["row"], found["rule"], found["column"]) == ("7", "date-notation", "start_date")
    assert "cells" not in found


def test_cells_of_rejected_rows_are_written_only_when_asked(place):
    path = place.csv([row(1), row(2, Start="geheim")])
    place.take(path)
    notes = place.registration / "import"
    assert not any("geheim" in one.read_text(encoding="utf-8") for one in notes.iterdir())
    place.take(path, "--show-values")
    assert "geheim" in (notes / "rejected.csv").read_text(encoding="utf-8")


def test_a_cell_of_a_rejected_row_cannot_become_a_formula(place):
    place.take(place.csv([row(1), row(2, Dossier="=1+1", Start="x")]), "--show-values")
    text = (place.registration / "import" / "rejected.csv").read_text(encoding="utf-8")
    assert ";'=1+1" in text


def test_a_rejection_names_her_column_also_where_domains_have_columns_of_their_own(place):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    _, report, _ = place.take(place.csv([scored(1), scored(2, **{"Fin doel": "7"}), scored(3, Start="x")]))
    assert {(one["column"], one["found"]) for one in report["rejections"]} == {
        ("goal", "Fin doel"),
        ("start_date", "Start"),
    }
    assert "kolom Fin doel" in (place.registration / "import" / "report.html").read_text(encoding="utf-8")
    text = (place.registration / "import" / "rejected.csv").read_text(encoding="utf-8-sig")
    assert "export.csv;;3;zrm_scores;goal;Fin doel;score-range" in text


def test_a_finding_of_the_check_names_the_rows_of_the_file(place):
    place.source(more={"municipality": "Gemeente"})
    rows = [row(9, Gemeente="midden-groningen"), row(1, Gemeente="onbestaanbaar"), row(2, Gemeente="midden-groningen")]
    _, report, _ = place.take(place.csv(rows))
    (said,) = (one for one in report["findings"] if "municipality" in one)
    assert "In export.csv: rij 3." in said


def test_an_import_that_does_not_fit_in_memory_says_so_and_leaves_what_was_there(place, monkeypatch):
    place.take(place.csv([row(1)]))
    monkeypatch.setattr("impactlib.importing.run._MEMORY", "1MB")
    code, _, said = place.take(place.csv([row(at) for at in range(20_000)]))
    assert (code, len(place.table("trajectories"))) == (2, 1)
    assert "geheugen" in said


def test_what_does_not_fit_in_memory_never_lies_in_the_working_folder_and_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("impactlib.importing.run._MEMORY", "20MB")
    with _working() as backend:
        ((spilled,),) = backend.con.execute("SELECT current_setting('temp_directory')").fetchall()
        backend.con.execute("CREATE TABLE many AS SELECT hash(range) AS one FROM range(4_000_000)")
        assert sum(path.stat().st_size for path in Path(spilled).iterdir()) > 1_000_000
        assert Path(spilled).stat().st_mode & 0o077 == 0 or os.name != "posix"
    assert not Path(spilled).exists()
    assert list(tmp_path.iterdir()) == []


def test_an_import_says_of_what_came_in_all_that_the_check_of_it_says(place):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    rows = [scored(1, Start="ooit"), scored(2), scored(3, **{"Fin doel": "1"}), scored(4, Start="01-02-1980")]
    place.take(place.csv([*rows, scored(5, Einde="")]))
    registration = read_registration(place.registration)
    every = check_registration(registration, scales())
    assert {"goal-below-start", "date-long-ago", "end-score-open"} <= {one.rule for one in every}
    assert check_registration(registration, scales(), sound=True) == every


def test_an_error_that_was_there_before_is_told_although_no_row_of_the_export_has_one(place):
    place.take(place.csv([row(1), row(2)]))
    held = place.registration / "trajectories.parquet"
    rows = [one | {"kind": "anders"} if one["trajectory_id"] == "D1" else one for one in place.table("trajectories")]
    pq.write_table(pa.Table.from_pylist(rows), held)
    _, report, _ = place.take(place.csv([row(3)], "nieuw.csv"))
    assert (report["imported"], report["rejected"]) == (1, 0)
    assert any("kind" in one for one in report["findings"])


def test_dates_that_a_spreadsheet_holds_as_dates_have_no_order_to_ask_about(place):
    _, report, _ = place.take(place.csv([row(1, Start="2020-02-01", Einde="05-05-2020")]))
    assert all(certain for _, _, _, certain in report["dates"])
    _, report, _ = place.take(place.csv([row(1, Einde="05-06-2020")]))
    assert not all(certain for _, _, _, certain in report["dates"])


def test_importing_twice_changes_nothing(place):
    path = place.csv([row(1), row(2)])
    place.take(path)
    first = (place.registration / "trajectories.parquet").read_bytes()
    _, report, _ = place.take(path)
    assert (place.registration / "trajectories.parquet").read_bytes() == first
    assert report["merged"]["trajectories"] == {"new": 0, "same": 2, "changed": 0, "kept": 0}
    assert report["conflicts"] == 0


def test_a_later_export_replaces_a_case_keeps_the_rest_and_says_in_which_column_they_differ(place):
    place.take(place.csv([row(1, Einde=""), row(2)], "een.csv"))
    _, report, _ = place.take(place.csv([row(1), row(3)], "twee.csv"))
    assert report["merged"]["trajectories"] == {"new": 1, "same": 0, "changed": 1, "kept": 1}
    assert [one["end_date"] for one in place.table("trajectories")] == ["2020-09-30"] * 3
    conflicts = (place.registration / "import" / "conflicts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert conflicts[1:] == ["trajectories;registration;;twee.csv;2;end_date"]


def test_of_two_files_that_overlap_the_last_one_counts_and_no_row_is_lost(place):
    old, new = place.csv([row(1, Einde=""), row(2)], "oud.csv"), place.csv([row(1), row(2)], "nieuw.csv")
    _, report, _ = place.take(old, new)
    assert [one["aside"] for one in report["files"]] == [{"names": 1, "replaced": 1, "same": 1}, {"names": 1}]
    assert len(place.table("trajectories")) == 2


def test_two_rows_of_one_file_with_one_number_and_other_content_are_a_mistake(place):
    _, report, _ = place.take(place.csv([row(1), row(1, Einde=""), row(2), row(2)]))
    assert [(one["rule"], one["rows"]) for one in report["rejections"]] == [("key-duplicate", [3])]
    assert (report["imported"], len(place.table("trajectories"))) == (3, 2)


def test_tables_that_an_import_does_not_make_stay_as_they_were(place):
    place.take(place.csv([row(1)]))
    goals = place.registration / "goals.csv"
    goals.write_text(
        "goal_id,organisation,municipality,theme,text\nK1,De Brug,midden-groningen,armoede,Weten\n", encoding="utf-8"
    )
    place.take(place.csv([row(1), row(2)]))
    assert goals.is_file()
    assert len(place.table("trajectories")) == 2


def test_nothing_changes_when_no_row_can_be_used(place):
    place.take(place.csv([row(1)]))
    before = sorted((one.name, one.read_bytes()) for one in place.registration.rglob("*") if one.is_file())
    code, _, _ = place.take(place.csv([row(1, Start="x")]))
    assert code == 2
    assert sorted((one.name, one.read_bytes()) for one in place.registration.rglob("*") if one.is_file()) == before


def test_a_folder_of_another_organisation_is_left_alone(place):
    place.take(place.csv([row(1)]))
    code, _, said = place.take(place.csv([row(2)]), "--organisation", "De Kade")
    assert code == 2
    assert "andere organisatie" in said
    assert len(place.table("trajectories")) == 1


@pytest.mark.parametrize(
    "spelled", ["Midden Groningen", "gemeente Midden-Groningen", "MIDDEN-GRONINGEN", " midden-groningen "]
)
def test_a_municipality_is_the_same_however_it_is_spelled(place, spelled):
    place.source(more={"municipality": "Gemeente"})
    place.take(place.csv([row(1, Gemeente=spelled)]))
    assert place.table("trajectories")[0]["municipality"] == "midden-groningen"


def test_scores_in_a_row_for_each_moment_come_together_and_a_bad_one_takes_only_its_row(place):
    long = {
        "columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}},
        "moment": "Moment",
        "wide": {"financien": "Financiën", "huisvesting": "Huisvesting"},
    }
    place.source({"zrm_scores": long})

    def line(number, moment, score, other=""):
        return {"Dossier": f"D{number}", "Moment": moment, "Financiën": score, "Huisvesting": other}

    rows = [line(1, "Intake", "2", "3"), line(1, "Doel", "4"), line(1, "Afsluiting", "4 - voldoende zelfredzaam")]
    rows += [line(2, "Intake", "1"), line(2, "Afsluiting", "9"), line(3, "ooit", "2"), line(4, "Intake", "n.v.t.")]
    _, report, _ = place.take(place.csv(rows), "--date", "2021-01-01")
    assert {(one["rule"], tuple(one["rows"])) for one in report["rejections"]} == {
        ("score-range", (6,)),
        ("moment-unknown", (7,)),
    }
    assert report["files"][0]["aside"] == {"names": 1, "nothing": 1}
    found = [
        (one["trajectory_id"], one["domain"], one["start"], one["goal"], one["end"])
        for one in place.table("zrm_scores")
    ]
    assert found == [
        ("D1", "financien", "2", "4", "4"),
        ("D1", "huisvesting", "3", None, None),
        ("D2", "financien", "1", None, None),
    ]


def test_two_scores_for_one_moment_are_both_asked_about(place):
    long = {
        "columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}, "domain": "Domein"},
        "moment": "Moment",
        "score": "Score",
    }
    place.source({"zrm_scores": long})
    line = {"Dossier": "D1", "Moment": "begin", "Domein": "Wonen"}
    _, report, _ = place.take(
        place.csv([{**line, "Score": "2"}, {**line, "Score": "3"}, {**line, "Dossier": "D2", "Score": "3"}]),
        "--date",
        "2021-01-01",
    )
    assert [(one["rule"], one["rows"]) for one in report["rejections"]] == [("score-twice", [2, 3])]


def test_an_export_of_end_scores_does_not_empty_the_scores_of_the_beginning(place):
    long = {
        "columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}},
        "moment": "Moment",
        "wide": {"financien": "Fin"},
    }
    place.source({"zrm_scores": long})
    place.take(place.csv([{"Dossier": "D1", "Moment": "begin", "Fin": "2"}]), "--date", "2021-01-01")
    place.take(place.csv([{"Dossier": "D1", "Moment": "eind", "Fin": "4"}]), "--date", "2021-06-01")
    (found,) = place.table("zrm_scores")
    assert (found["start"], found["goal"], found["end"]) == ("2", None, "4")


def test_the_registration_of_the_demonstration_takes_no_export(place):
    place.say("workspace.yaml", {"demonstration": True})
    code, _, said = place.take(place.csv([row(1)]), "--organisation", "De Brug", "--municipality", "midden-groningen")
    assert code == 2
    assert "demonstratie" in said


def test_an_earlier_row_comes_in_where_the_later_one_that_replaced_it_is_wrong(place):
    old, new = place.csv([row(1, Einde=""), row(2)], "oud.csv"), place.csv([row(1, Start="ooit"), row(2)], "nieuw.csv")
    _, report, _ = place.take(old, new)
    assert [(one["file"], one["rows"]) for one in report["rejections"]] == [("nieuw.csv", [2])]
    assert [(one["trajectory_id"], one["end_date"]) for one in place.table("trajectories")] == [
        ("D1", None),
        ("D2", "2020-09-30"),
    ]


def test_a_row_that_repeats_a_wrong_one_is_wrong_too_unless_what_was_wrong_stood_in_another_table(place):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    bare = dict.fromkeys(("Fin begin", "Fin doel", "Fin eind"), "")
    rows = [scored(1, Start="ooit"), scored(1, Start="ooit"), scored(2, **{"Fin begin": "6"}), scored(2, **bare)]
    _, report, _ = place.take(place.csv([*rows, scored(3)]))
    assert {(one["rule"], tuple(one["rows"])) for one in report["rejections"]} == {
        ("date-notation", (2, 3)),
        ("score-range", (4,)),
    }
    assert [one["trajectory_id"] for one in place.table("trajectories")] == ["D2", "D3"]


def test_what_the_check_still_says_names_rows_of_the_file_also_where_others_were_taken_out(place):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    rows = [scored(1, Start="ooit"), scored(2), scored(3, **{"Fin begin": "9"}), scored(4, **{"Fin doel": "1"})]
    _, report, _ = place.take(place.csv(rows))
    (said,) = (one for one in report["findings"] if "doelscore" in one)
    assert "In export.csv: rij 5." in said
    assert [one["trajectory_id"] for one in place.table("zrm_scores")] == ["D2", "D4"]


@pytest.mark.parametrize("damaged", ["trajectories.parquet", "registration.yaml"])
def test_a_registration_that_is_damaged_is_told_by_its_file_and_not_imported_over(place, damaged):
    place.take(place.csv([row(1)]))
    path = place.registration / damaged
    path.write_bytes(path.read_bytes()[:20])
    before = sorted((one.name, one.read_bytes()) for one in place.registration.rglob("*") if one.is_file())
    code, _, said = place.take(place.csv([row(2)]))
    assert code == 2
    assert damaged in said
    assert sorted((one.name, one.read_bytes()) for one in place.registration.rglob("*") if one.is_file()) == before


def test_a_fresh_import_leaves_no_table_of_an_older_one_and_touches_nothing_that_she_made_herself(place):
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": SCORES})
    place.take(place.csv([scored(1)]))
    place.source()
    place.take(place.csv([row(2)]))
    (place.registration / "goals.csv").write_text("goal_id,text\n", encoding="utf-8")
    code, report, _ = place.take(place.csv([row(3)]), "--replace")
    assert (code, report["gone"]) == (0, ["zrm_scores"])
    assert sorted(one.name for one in place.registration.glob("*.*")) == [
        "goals.csv",
        "registration.yaml",
        "trajectories.parquet",
    ]
    assert "zrm_scores" in (place.registration / "import" / "report.html").read_text(encoding="utf-8")
    assert place.take(place.csv([row(3)]), "--replace")[1]["gone"] == []


def test_the_page_of_an_import_shows_names_as_text_and_reaches_for_nothing_outside(place):
    place.source(more={"referral": "<script>x</script>"})
    place.take(place.csv([row(1, **{"<script>x</script>": "mw. Jansen"}), row(2, Start="x")]))
    page = (place.registration / "import" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def left_by(process, name):
    return f"{name}.{slug_of(platform.node())}.{process}.0123abcd"


@pytest.fixture
def gone():
    """A process that is no more."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_what_a_killed_import_left_is_taken_away_by_the_next_one_and_what_one_at_work_needs_is_not(
    place, gone, tmp_path, monkeypatch
):
    (tmp_path / "spilled").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spilled"))
    names = [
        (place.folder, ".registration.new"),
        (place.folder, ".registration.old"),
        (tmp_path / "spilled", "impact-import"),
    ]
    for folder, name in names:
        for process in (gone, 1):
            (folder / left_by(process, name)).mkdir()
            (folder / left_by(process, name) / "trajectories.parquet").write_bytes(b"x")
    (place.folder / ".registration.newer").mkdir()
    (place.registration).mkdir()
    assert place.take(place.csv([row(1)]))[0] == 0
    left = {path.name for folder in (place.folder, tmp_path / "spilled") for path in folder.iterdir()}
    assert {left_by(1, name) for _, name in names} <= left
    assert not {left_by(gone, name) for _, name in names} & left
    assert ".registration.newer" in left


def test_an_import_that_was_killed_between_the_old_registration_and_the_new_loses_nothing(place, gone):
    place.take(place.csv([row(1)]))
    place.registration.rename(place.folder / left_by(gone, ".registration.old"))
    place.take(place.csv([row(2)]))
    assert [one["trajectory_id"] for one in place.table("trajectories")] == ["D1", "D2"]
    assert not list(place.folder.glob(".registration*"))
