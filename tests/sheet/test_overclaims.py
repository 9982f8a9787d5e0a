"""Sentences that claim a cause are found, and those that only say what was seen are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from impactlib.model import SheetError
from impactlib.params import home
from impactlib.sheet.claims import claims_in
from impactlib.sheet.owntext import text_block
from impactlib.sheet.words import sections
from impactlib.text import Texts
from tests.sheet import fixture

SENTENCES = Path(__file__).parent / "sentences"
CAUSAL = "Dankzij de begeleiding hebben minder inwoners schulden."


def lines(name):
    return (SENTENCES / name).read_text(encoding="utf-8").splitlines()


def test_of_a_hundred_causal_sentences_at_least_95_are_found():
    sentences = lines("causal.txt")
    assert len(set(sentences)) == 100
    assert [one for one in sentences if not list(claims_in(one))][5:] == []


def test_of_a_hundred_honest_sentences_at_most_5_are_refused():
    sentences = lines("honest.txt")
    assert len(set(sentences)) == 100
    assert [one for one in sentences if list(claims_in(one))][5:] == []


def test_a_causal_sentence_among_honest_ones_is_the_one_that_is_named():
    (claim,) = claims_in(f"Na afloop scoorden meer trajecten hoger. {CAUSAL} Kleine aantallen laten we niet zien.")
    assert claim.sentence == CAUSAL
    assert claim.better


def test_a_cause_is_refused_in_words_in_a_chapter_and_in_a_title():
    sheet = fixture.sheet(words=f"## trajecten\n\n{CAUSAL}\n")
    for make in (
        lambda: sections(sheet, ("trajecten",)),
        lambda: text_block(sheet, 3, f"## Kop\n\n{CAUSAL}"),
        lambda: text_block(sheet, 3, "## Dankzij de hulp\n"),
    ):
        with pytest.raises(SheetError) as error:
            make()
        assert error.value.code == "words-claim"
        assert "Dankzij" in Texts.load("nl").error(error.value)


def test_an_exception_has_a_reason_and_lets_one_sentence_through(tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    rule = f"exceptions:\n  - {{sentence: {CAUSAL!r}, reason: Een citaat van de rechter.}}\n"
    (tmp_path / "params/claims.yaml").write_text(rule, encoding="utf-8")
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    assert not list(claims_in(CAUSAL))
    assert list(claims_in("Dankzij de hulp gaat het beter."))


def test_the_demonstration_s_own_words_claim_no_cause():
    for path in sorted((home() / "params").rglob("*.md")):
        assert not list(claims_in(path.read_text(encoding="utf-8"))), path.name


def test_the_library_s_own_sentences_claim_no_cause():
    def said(tree):
        if isinstance(tree, dict):
            yield from (one for value in tree.values() for one in said(value))
        elif isinstance(tree, list):
            yield from (one for value in tree for one in said(value))
        elif isinstance(tree, str):
            yield tree

    texts = Texts.load("nl")
    told = [
        one
        for key in ("sentences", "caveats", "reports", "vraag.kinds", "vraag.definitions")
        for one in said(texts.raw(key))
    ]
    assert not [one for one in told if list(claims_in(one))]
