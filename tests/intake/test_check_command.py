"""impact check says what it found and ends with the code that a script can rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from impactlib.cli import main
from impactlib.params import home
from tests.intake.small import good, write

DATA = home() / "data" / "published"


def ran(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_a_sound_registration_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("check", write(tmp_path / "r", good())) == 0
    assert capsys.readouterr().err == ""


def test_a_warning_ends_with_0_and_an_error_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = good()
    tables["zrm_scores"][2]["goal"] = "2"
    assert ran("check", write(tmp_path / "warning", tables)) == 0
    tables["zrm_scores"][2]["goal"] = "2.5"
    assert ran("check", write(tmp_path / "error", tables), "--json") == 1
    told = capsys.readouterr().out
    found = json.loads(told[told.index("[") :])
    assert [(one["table"], one["column"], one["rows"], one["rule"]) for one in found] == [
        ("zrm_scores", "goal", [3], "score-range")
    ]


def test_an_unreadable_registration_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "r", good())
    (folder / "partners.csv").write_bytes(b"theme,name\nx\n")
    assert ran("check", folder) == 2
    assert "partners.csv" in capsys.readouterr().err


def test_published_figures_end_like_a_registration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("check", "--published", DATA) == 1
    assert ran("check", "--published", DATA / "noordoostpolder-2022.yaml") == 0
    assert ran("check", "--published", tmp_path / "weg.yaml") == 2
    told = capsys.readouterr()
    assert "38% van 57 kan niet" in told.out
    assert "weg.yaml" in told.err


@pytest.mark.parametrize("name", ["export.xlsx", "trajectories.csv"])
def test_a_file_in_place_of_the_folder_is_called_a_file(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert ran("check", tmp_path / name) == 2
    assert f"{name} is een bestand. Geef de map" in capsys.readouterr().err


def test_files_of_other_kinds_are_named_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "r", good())
    for name in ("contacts.xlsx", "notities.txt", "registration.yml", ".DS_Store", "~$contacts.xlsx", "contact.csv"):
        (folder / name).write_bytes(b"x")
    assert ran("check", folder) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in told[:-1]] == [
        "contact.csv",
        "contacts.xlsx",
        "notities.txt",
        "registration.yml",
    ]
    assert "wordt niet gelezen. Bedoelt u contacts? Geef het" in told[0]
    assert "rekenblad" in told[1]
    assert "Bedoelt u registration.yaml?" in told[3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sep=;\ntheme;name\nx;y\n", "begint met een regel sep="),
        (b"Geheim verslag\n\ntheme,name\nx,y\n", "staan de kolomnamen op regel 3"),
        (b"Geheim,Naam\nx,y\n", "Op de eerste regel staan 2 namen; geen ervan hoort bij deze tabel. We verwachten"),
    ],
)
def test_a_header_that_is_not_known_says_what_was_expected(
    tmp_path: Path, content: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "r", good())
    (folder / "partners.csv").write_bytes(content)
    assert ran("check", folder) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Geheim" not in told


def test_a_file_name_outside_the_letters_of_the_console_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"partners": good()["partners"]})
    (folder / "\u00dcbersicht\u2192.csv").write_bytes(b"x")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "impactlib", "check", str(folder)]
    ended = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert b"bersicht\\u2192.csv: dit bestand" in ended.stdout


def test_a_stroke_in_an_id_or_a_name_is_nothing_special(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = good()
    for row in (row for rows in tables.values() for row in rows):
        row.update({name: f"2020/{row[name]}" for name in ("activity_id",) if name in row})
        row.update({name: "sport/cultuur" for name in ("result_area", "topic") if name in row})
    assert ran("check", write(tmp_path / "r", tables)) == 0
    assert capsys.readouterr().out == "Geen bevindingen.\n"
