"""impact check says what it found and ends with the code that a script can rely on."""

from __future__ import annotations

import json
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
