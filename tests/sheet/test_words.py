"""The researcher's own words: every number from a table, everything escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from impactlib.model import SheetError
from impactlib.params import read_words, spec_of
from impactlib.sheet import placeholders, words
from impactlib.sheet.parts.common import BLOCKS
from impactlib.sheet.parts.goals import LEARNED, SHARED
from impactlib.sheet.reports import ReportSheet, chapter
from impactlib.sheet.words import sections
from impactlib.text import Texts
from tests.conftest import HOME
from tests.sheet import fixture

ALLOWED = (*BLOCKS, "doel-k1a", "doel-k2b")


def section(said, name="algemeen"):
    return sections(fixture.sheet(words=f"Uitleg met 12 cijfers.\n\n## {name}\n{said}\n"), ALLOWED)[name]


def refused(said):
    """The error of a whole file of words, and its sentence."""
    with pytest.raises(SheetError) as caught:
        sections(fixture.sheet(words=said), ALLOWED)
    return caught.value, Texts.load("nl").error(caught.value)


def test_a_placeholder_becomes_the_released_number():
    prose = section("Er waren {caseload-theme-share/theme/count} trajecten in {jaar}.").prose
    assert (
        prose
        == '<p>Er waren <data value="273" data-cell="caseload-theme-share/theme/count">273</data> trajecten in 2020.</p>'
    )


def test_a_group_with_slashes_is_found():
    assert "73" in section("{dimension-domain/dagelijks_functioneren/financien/count}").prose


def test_a_hidden_number_reads_as_not_shown():
    assert "niet getoond" in section("{ph-dimension/zingeving/count}").prose


def test_a_row_that_was_merged_before_release_reads_as_not_shown():
    tables = fixture.tables()
    kept = tuple(row for row in tables["zrm-end-vs-start"].rows if row.group not in ("equal", "lower"))
    tables["zrm-end-vs-start"] = tables["zrm-end-vs-start"].model_copy(update={"rows": kept})
    made = fixture.sheet(released=tables, words="## algemeen\nGelijk: {zrm-end-vs-start/equal/count}.\n")
    assert "niet getoond" in sections(made, ALLOWED)["algemeen"].prose


@pytest.mark.parametrize(
    "text", ["Er waren 273 trajecten.", "Dat is 5%.", "Doel op 1 januari 2022.", "38-jarigen", "3D", "2.640"]
)
def test_a_typed_number_is_refused_with_its_line(text):
    with pytest.raises(SheetError) as caught:
        section(f"Eerste regel.\n\n{text}")
    assert caught.value.code == "words-number"
    assert caught.value.fields == {"file": "params/2020/westerkwartier/armoede.md", "section": "algemeen", "line": 6}
    assert "regel 6" in Texts.load("nl").error(caught.value)


@pytest.mark.parametrize("text", ["In 2019 en 2020.", "Doel K1a (1998–2001).", "Q3 en covid-19.", "**2020**"])
def test_years_and_names_may_hold_digits(text):
    assert section(text).prose


@pytest.mark.parametrize(
    "name",
    [
        "caseload-theme-share/theme/cuont",
        "caseload/theme/count",
        "caseload-theme-share/thema/count",
        "",
        "x",
        "__class__",
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(name):
    with pytest.raises(SheetError) as caught:
        section(f"Aantal: {{{name}}}.")
    assert (caught.value.code, caught.value.fields["placeholder"]) == ("words-placeholder", name)
    assert Texts.load("nl").error(caught.value)


def test_lists_bold_and_names_are_made_and_nothing_else():
    found = section("- Een **vet** punt\n  dat doorloopt\n- <b>geen</b> & wel\n\n<script>x</script>").prose
    assert found == (
        "<ul><li>Een <strong>vet</strong> punt dat doorloopt</li><li>&lt;b&gt;geen&lt;/b&gt; &amp; wel</li></ul>"
        "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    )


def test_keyed_lines_stand_apart_and_may_go_on():
    found = section("status: deels\nweten: Dit weten we,\nook dit.\nniet-weten: Dit niet.", "doel-k1a")
    assert found.plain["status"] == "deels"
    assert found.keyed["weten"] == "Dit weten we, ook dit."
    assert found.keyed["niet-weten"] == "Dit niet."
    assert not found.prose


def test_a_line_with_a_key_right_below_words_is_not_printed_as_words():
    found = section("Iets in het kort.\ngebaseerd-op: situatie")
    assert "gebaseerd-op" not in found.prose
    assert found.plain == {"gebaseerd-op": "situatie"}


def test_a_sheet_without_words_has_none():
    assert sections(fixture.sheet(words=""), ALLOWED) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "### Outreachend werken\nMensen *thuis* opzoeken.",
            "<h4>Outreachend werken</h4><p>Mensen <em>thuis</em> opzoeken.</p>",
        ),
        ("# Kop #\n\ntekst", "<h4>Kop</h4><p>tekst</p>"),
        (
            "> Ze luisteren.\n> Echt <b>waar</b>.",
            "<blockquote><p>Ze luisteren. Echt &lt;b&gt;waar&lt;/b&gt;.</p></blockquote>",
        ),
        (">Een.\n>\n>Twee,\nen verder.", "<blockquote><p>Een.</p><p>Twee, en verder.</p></blockquote>"),
        (
            "Dit:\n- een\n* twee\n+ drie\n\n1. eerst\n2) dan",
            "<p>Dit:</p><ul><li>een</li><li>twee</li><li>drie</li></ul><ol><li>eerst</li><li>dan</li></ol>",
        ),
        (
            "__Vet__ en **een {jaar} vet** en snake_case_naam",
            "<p><strong>Vet</strong> en <strong>een 2020 vet</strong> en snake_case_naam</p>",
        ),
        ("nodig: niets\n\nnaam: ook niet", "<p>nodig: niets</p><p>naam: ook niet</p>"),
    ],
)
def test_headings_quotes_lists_and_emphasis_are_made_and_no_sign_of_them_stays(words, said):
    assert section(words, "situatie").prose == said


@pytest.mark.parametrize(
    "line",
    ["Zie [de site](https://x.nl).", "![foto](x.png)", "| a | b |", "```", "Kop\n====", "---", "[1]: https://x.nl"],
)
def test_markdown_that_a_page_has_no_place_for_is_named_and_not_printed_as_it_stands(line):
    error, said = refused(f"## situatie\n{line}\n")
    assert error.code == "words-markdown"
    assert "situatie" in said


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("## situaties\nx", "situatie"),
        ("## literatuur\nx", "Toegestaan"),
        ("## doel-E1\nx", "doel-k1a"),
        ("##  Impact\nx", "impact-"),
    ],
)
def test_a_section_that_the_page_does_not_have_is_refused_with_the_nearest_and_all_there_are(words, nearest):
    error, said = refused(words)
    assert (error.code, error.fields["line"]) == ("words-section", 1)
    assert nearest in said
    assert "samenwerking" in said


def test_a_section_that_stands_twice_is_refused_with_both_places():
    error, said = refused("## situatie\nx\n\n## Situatie\ny\n")
    assert (error.code, error.fields["line"], error.fields["first"]) == ("words-twice", 4, 1)
    assert "regel 4" in said


@pytest.mark.parametrize(
    "words",
    [
        "Alleen tekst.",
        "\n\nAlleen bij: demonstratie\nAlleen tekst.",
        "# Situatie\nx",
        "### situatie\nx\n\n## gesprek\ny",
        "situatie\n========\nx",
        "**Situatie:**\nx\n## gesprek\ny",
    ],
)
def test_words_that_stand_in_no_section_are_named_and_never_left_out(words):
    error, said = refused(words)
    assert error.code == "words-outside"
    assert error.fields["line"] == next(
        n for n, line in enumerate(words.splitlines(), 1) if "tekst" in line or "ituatie" in line
    )
    assert "## situatie" in said


def test_what_stands_before_the_first_section_is_for_whoever_edits_the_file():
    assert sections(fixture.sheet(words="# Woorden bij armoede\nUitleg.\n\n  ## situatie\nx\n"), ALLOWED)["situatie"]
    assert sections(fixture.sheet(words="\n \n"), ALLOWED) == {}


@pytest.mark.parametrize(
    "text",
    ["{caseload-theme-share/theme/count trajecten.", "caseload}", "{{jaar}}", "{caseload-theme-share/\ntheme/count}"],
)
def test_a_brace_that_is_not_closed_is_refused_and_never_printed(text):
    error, said = refused(f"## situatie\nEerst.\n\n{text}\n")
    assert error.code in ("words-brace", "words-several")
    assert "accolade" in said
    assert "regel 4" in said


def test_every_mistake_in_a_file_is_told_at_once():
    error, said = refused("## situaties\n{x} en {y}\n## gesprek\nEr waren 273 mensen.\n")
    assert (error.code, error.fields["count"]) == ("words-several", 4)
    for part in ("{x}", "{y}", "situaties", "regel 4", "{context/indicator@gebied@jaar/value}"):
        assert part in said


def test_a_placeholder_that_is_nearly_right_is_told_with_the_nearest():
    error, said = refused("## situatie\n{caseload-theme-share/theme/coun}\n")
    assert error.fields["hint"] == "caseload-theme-share/theme/count"
    assert "Bedoelde u caseload-theme-share/theme/count?" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("## doel-K1a\nstatus: daalt\n", "words-status"),
        ("## doel-K2b\nstatus: deels\n", "words-status"),
        ("## doel-K1a\nstatus: half\n", "words-status"),
        ("## verhaal\nEen vrouw kwam binnen.\n", "words-story"),
        ("## verhaal\ntoestemming: ja\n\nEen vrouw kwam binnen.\n", "words-story"),
        ("## verhaal\ntoestemming: nee\nnaam: verzonnen\n\nEen vrouw.\n", "words-story"),
    ],
)
def test_an_answer_or_a_story_that_a_page_would_leave_out_is_refused(words, code):
    error, said = refused(words)
    assert error.code == code
    assert "regel 1" in said


def test_a_report_has_its_chapters_as_sections():
    spec = spec_of({"year": 2020, "municipality": "westerkwartier", "report": "werkwijze"})
    made = ReportSheet(
        spec, fixture.meta(), {}, fixture.background(), "## werkwijze\n### Kop\n> Citaat\n\n## situatie\nx\n"
    )
    with pytest.raises(SheetError, match="words-section"):
        chapter(made, "top")
    made = replace(made, words=made.words.partition("## situatie")[0])
    assert "<h4>Kop</h4><blockquote><p>Citaat</p></blockquote>" in chapter(made, "werkwijze").html


def test_what_researchers_are_told_is_what_a_file_may_hold():
    told = (HOME / "docs/words.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_-]+:?)`", told)) | set(re.findall(r"`\{([a-z_/]+)\}`", told))
    keys = {f"{key}:" for keys in words.KEYS.values() for key in keys} - {"toestemming:", "naam:"}
    names = set(fixture.sheet().names) | {f"aantal/{one}" for one in placeholders.DESCRIBED}
    assert {*BLOCKS, *keys, *names, *placeholders.COLUMNS, *LEARNED, *SHARED} <= named


def test_the_file_that_a_new_theme_begins_with_can_be_read_and_says_nothing_by_itself(tmp_path):
    texts = Texts.load("nl")
    (tmp_path / "x.md").write_text(texts.plain("cli.skeleton.words", title="Wonen"), encoding="utf-8")
    begun = read_words(tmp_path / "x.md")
    found = sections(fixture.sheet(words=begun), ALLOWED)
    assert set(found) == set(BLOCKS) - {"verhaal"}
    assert not any(found.values())
    for told in ("## doel-K1", "## verhaal", "{caseload-theme-share/theme/count}"):
        assert told in texts.plain("cli.skeleton.words", title="Wonen")


def test_what_was_written_about_one_registration_never_stands_on_the_page_of_another():
    words = "Voor wie dit bewerkt.\nAlleen bij: demonstratie\n\n## situatie\nWij deden veel.\n"
    assert sections(fixture.sheet(words=words), ALLOWED)["situatie"].prose == "<p>Wij deden veel.</p>"
    other = replace(fixture.meta(), system="Regas")
    assert sections(fixture.sheet(words=words, meta=other), ALLOWED) == {}
    assert sections(fixture.sheet(words="\n## situatie\nWij deden veel.\n", meta=other), ALLOWED)["situatie"].prose


@pytest.mark.parametrize("letter", ["\u202e", "\u200b", "\x00"])
def test_a_character_that_nobody_sees_is_named_and_never_printed(letter):
    with pytest.raises(SheetError, match="words-invisible"):
        fixture.page(fixture.sheet(words=f"## situatie\nDit is{letter} een zin."))


def test_a_place_to_break_a_word_is_kept():
    assert "leef\u00adgebied" in fixture.page(fixture.sheet(words="## situatie\nEen leef\u00adgebied.")).html
