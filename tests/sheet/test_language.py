"""A page speaks the language that its parameters name, and nothing else."""

from __future__ import annotations

import shutil

import pytest

from impactlib.params import home, spec_of
from impactlib.params.files import DEFAULTS
from impactlib.sheet import Sheet
from impactlib.sheet.reports import ReportSheet, chapter
from tests.sheet import fixture

OTHER = "fy"


@pytest.fixture(autouse=True)
def _another_language(tmp_path, monkeypatch):
    """A home with a second file of texts, in which some words differ."""
    texts = (DEFAULTS / "text/nl.yaml").read_text(encoding="utf-8")
    shutil.copytree(home() / "params", tmp_path / "params")
    for dutch, other in (
        ("Wat dit blad niet zegt.", "Wat dit blêd net seit."),
        ("Wat dit rapport niet zegt:", "Wat dit rapport net seit:"),
    ):
        assert dutch in texts
        texts = texts.replace(dutch, other)
    (tmp_path / f"params/text/{OTHER}.yaml").write_text(texts, encoding="utf-8")
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))


def spec(language, **more):
    return spec_of({"year": 2020, "municipality": "westerkwartier", "language": language, **more})


def test_a_sheet_in_another_language_holds_its_words_and_none_of_the_dutch_ones():
    html = {
        language: fixture.page(
            Sheet(
                spec(language, theme="armoede"), fixture.meta(), fixture.tables(), fixture.background(), fixture.WORDS
            )
        ).html
        for language in ("nl", OTHER)
    }
    assert "Wat dit blad niet zegt." in html["nl"]
    assert "Wat dit blêd net seit." in html[OTHER]
    assert "Wat dit blad niet zegt." not in html[OTHER]
    assert f'lang="{OTHER}"' in html[OTHER]


def test_a_report_in_another_language_holds_its_words():
    made = ReportSheet(spec(OTHER, report="din"), fixture.meta(), {}, fixture.background())
    assert "Wat dit rapport net seit:" in chapter(made, "top").html
    assert chapter(made, "top").page["language"] == OTHER
