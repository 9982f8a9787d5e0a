"""What a user sees: exit codes, Dutch sentences, no traceback for a mistake of theirs."""

from __future__ import annotations

import json
import re
import sys

import pytest

from impactlib import cli
from tests.batch import tiny
from tests.intake import small

POVERTY = "2020/westerkwartier/armoede"


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tiny.write_home(tmp_path / "home")
    monkeypatch.setenv("IMPACT_HOME", str(folder))
    monkeypatch.setattr("impactlib.batch.inputs.SOURCE", tmp_path / "library")
    return folder


@pytest.fixture
def registration(tmp_path):
    return tiny.write_registration(tmp_path / "registration")


def test_the_demonstration_is_written_and_can_be_checked(impact, tmp_path):
    code, said, _ = impact("demo", tmp_path / "demo")
    assert code == 0
    assert "verzonnen" in said
    assert impact("check", tmp_path / "demo")[0] == 0


def test_a_folder_with_something_else_is_not_overwritten(impact, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, error = impact("demo", tmp_path)
    assert code == 1
    assert "demonstratie" in error


def test_check_exits_1_for_errors_and_says_where(impact, registration, tmp_path):
    assert impact("check", registration)[0] == 0
    tables = small.good()
    tables["zrm_scores"][0]["end"] = "9"
    code, said, _ = impact("check", small.write(tmp_path / "wrong", tables))
    assert code == 1
    assert "zrm_scores" in said
    assert "FOUT" in said


def test_check_speaks_json(impact, tmp_path):
    tables = small.good()
    tables["zrm_scores"][0]["end"] = "9"
    code, said, _ = impact("check", small.write(tmp_path / "wrong", tables), "--json")
    (finding,) = json.loads(said)
    assert code == 1
    assert (finding["table"], finding["column"], finding["rows"], finding["level"]) == (
        "zrm_scores",
        "end",
        [1],
        "error",
    )


def test_check_exits_2_for_what_cannot_be_read(impact, tmp_path):
    code, _, error = impact("check", tmp_path / "nothing")
    assert (code, "nothing" in error) == (2, True)
    assert impact("check")[0] == 2
    assert impact("check", tmp_path, "--published", tmp_path)[0] == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["-p", "thema=armoede"], "theme"),
        (["--theme", "armoed"], "armoede"),
        (["--theme", "armoede", "-p", "theme=armoede"], "theme"),
        (["--report", "feitenblat"], "feitenblad"),
        (["-p", "privacy=geheim"], "privacy"),
        (["--source", "nergens"], "nergens"),
        (["--with", "nergens"], "nergens"),
        (["--thema", "armoede"], "--thema"),
        (["--year", "twintig"], "year"),
        (["--engine", "snel"], "engine"),
    ],
)
def test_a_wrong_parameter_exits_2_names_what_is_wrong_and_writes_nothing(impact, home, tmp_path, words, named):
    before = sorted(tmp_path.rglob("*"))
    code, said, error = impact("run", *words, "--out", tmp_path / "out")
    assert (code, said) == (2, "")
    assert named in error
    assert sorted(tmp_path.rglob("*")) == before


def test_a_run_says_where_the_index_lies_and_a_second_one_that_all_is_well(impact, home, registration, tmp_path):
    out = tmp_path / "out"
    words = ("run", "--year", 2020, "--theme", "armoede", "--source", registration, "--out", out)
    code, said, _ = impact(*words)
    assert (code, f"{out}/index.html" in said) == (0, True)
    code, said, _ = impact(*words, "--json")
    assert (code, json.loads(said)) == (
        0,
        {"made": [], "up_to_date": [POVERTY], "failed": [], "index": f"{out}/index.html"},
    )


def test_a_dry_run_says_what_would_be_made_and_why(impact, home, registration, tmp_path):
    words = ("run", "--year", 2020, "--source", registration, "--out", tmp_path / "out", "--dry-run")
    code, said, _ = impact(*words)
    assert (code, said.count("nog niet gemaakt")) == (0, 3)
    found = json.loads(impact(*words, "--json")[1])
    assert found[0] == {"sheet": POVERTY, "up_to_date": False, "why": ["new"]}
    assert not (tmp_path / "out").exists()


def test_a_failing_sheet_exits_1_and_is_named_with_its_cell_even_when_asked_to_be_quiet(
    impact, home, registration, tmp_path
):
    tiny.write_notebook(home, 'raise ValueError("Kanarietje")')
    words = ("run", "--theme", "armoede", "--source", registration, "--out", tmp_path / "out")
    code, _, error = impact(*words, "--quiet")
    assert code == 1
    assert "2020/westerkwartier/armoede, cel 6: ValueError" in error
    assert "Kanarietje" not in error
    code, said, _ = impact(*words, "--json")
    assert code == 1
    assert {failed["sheet"]: failed["cell"] for failed in json.loads(said)["failed"]} == {
        POVERTY: 6,
        "2021/westerkwartier/armoede": 6,
    }


def test_a_broken_file_is_named_once_and_no_page_is_made(impact, home, registration, tmp_path):
    (registration / "trajectories.csv").write_bytes(b'a,b\n"1,2\n3\n')
    code, _, error = impact("run", "--source", registration, "--out", tmp_path / "out")
    assert code == 1
    assert error.count("trajectories") == 1
    assert not list((tmp_path / "out").rglob("*.html"))


def test_diff_says_that_nothing_differs(impact, home, registration, tmp_path):
    out = tmp_path / "out"
    impact("run", "--year", 2020, "--source", registration, "--out", out)
    code, said, _ = impact("diff", out, out)
    assert (code, "Geen enkel" in said) == (0, True)
    assert json.loads(impact("diff", out, out, "--json")[1]) == {"changes": [], "inputs": {}}
    assert impact("diff", out, tmp_path / "nothing")[0] == 2


def test_verify_exits_1_and_names_a_number_that_does_not_follow_from_the_registration(
    impact, home, registration, tmp_path
):
    out = tmp_path / "out"
    impact("run", "--year", 2020, "--theme", "armoede", "--source", registration, "--out", out)
    code, said, _ = impact("verify", out, "--source", registration)
    assert code == 1
    assert "caseload-theme-share/theme/count" in said
    assert impact("verify", tmp_path / "nothing")[0] == 2
    assert impact("verify", out)[0] == 2


def test_a_new_theme_is_written_and_never_twice(impact, home):
    code, said, _ = impact("new", "theme", "wonen")
    assert (code, "impact run --theme wonen" in said) == (0, True)
    code, _, error = impact("new", "theme", "wonen")
    assert (code, "bestaat al" in error) == (2, True)


def test_a_full_disk_is_one_sentence(impact, home, registration, tmp_path, monkeypatch):
    import errno
    from pathlib import Path

    def refuse(*_):
        raise OSError(errno.ENOSPC, "no")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    code, _, error = impact("run", "--source", registration, "--out", tmp_path / "out", "--quiet")
    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith("De schijf is vol")


WRONG = [
    *(["maak"], ["runn"], ["new"], ["new", "thema"], ["--"], ["--helpp"], ["check", "a", "b"], ["diff", "a"], ["diff"]),
    *(["run", flag] for flag in ("--yeer", "--out", "--year", "-p", "-x")),
    *(["run", flag, "x"] for flag in ("--year", "--jobs", "--engine", "--memory", "--cell-timeout", "x")),
    *(["run", "--jobs", "0"], ["run", "--memory=-1"], ["run", "--force=1"], ["verify"], ["audit"], ["demo"]),
    *(["run", "--municipality", "Leek"], ["run", "-p", "privacy=intrn"], ["run", "--year", "3020"]),
    *(["run", flag, "a", flag, "b"] for flag in ("--source", "--with", "--out", "--jobs", "--engine", "--scheduler")),
]
ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Show this|exit\.|default|required|No such|Got unexpected|Invalid|Missing|Error"
    r"|Did you|should|requires|does not|<\w+( range)?>|list\[|Try "
)


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_mistyped_exits_2_in_dutch_with_nothing_of_the_parser_in_it(impact, home, words):
    code, said, error = impact(*words)
    assert (code, said) == (2, "")
    assert len(error) > 20
    assert not ENGLISH.search(error.replace("--year", "")), error


def test_a_mistyped_command_or_option_names_the_nearest_and_none_where_nothing_is_near(impact, home):
    assert "Bedoelde u run?" in impact("runn")[2]
    assert "Bedoelde u theme?" in impact("new", "thema")[2]
    assert "Bedoelde u --year?" in impact("run", "--yeer")[2]
    assert "Bedoelde u leek?" in impact("run", "--municipality", "Leek")[2]
    assert "Bedoelde" not in impact("run", "--xyzzy")[2]


def test_an_option_that_is_given_twice_is_never_read_once(impact, home, registration, tmp_path):
    words = ("run", "--source", registration, "--source", tmp_path / "b", "--out", tmp_path / "out")
    code, _, error = impact(*words)
    assert (code, "source is twee keer" in error) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("spoilt", ["errors: [\n", "- x\n", "cli:\n  help: 5\n", "cli: x\n"])
@pytest.mark.parametrize("words", [["--help"], ["run", "--help"]])
def test_a_broken_file_of_texts_is_one_sentence_whatever_is_asked(tmp_path, spoilt, words):
    home = tiny.write_home(tmp_path / "home")
    (home / "params/text/nl.yaml").write_text(spoilt, encoding="utf-8")
    done = tiny.impact(home, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("params/text/nl.yaml is niet te gebruiken")


def test_the_help_of_every_command_holds_no_english(impact):
    for words in (
        (),
        ("new",),
        *((name,) for name in ("demo", "check", "run", "verify", "audit", "diff")),
        ("new", "theme"),
    ):
        code, said, _ = impact(*words, "--help")
        assert code == 0
        assert not ENGLISH.search(said), said


def test_help_is_in_dutch_for_every_command(impact):
    assert impact("--help")[0] == 0
    for command in ("demo", "check", "run", "verify", "audit", "diff", "new"):
        code, said, _ = impact(command, "--help")
        assert code == 0
        assert cli.TEXTS.plain(f"cli.help.{command}").split(".")[0].split(",")[0] in " ".join(said.split())


def test_the_command_loads_nothing_heavy_before_it_knows_what_is_asked():
    import subprocess

    code = "import sys, impactlib.cli; print([n for n in ('pandas', 'ibis', 'duckdb', 'scipy', 'papermill') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
