"""The researcher's own words: every number from a table, everything escaped."""

from __future__ import annotations

import pytest

from impactlib.model import SheetError
from impactlib.sheet.words import sections
from impactlib.text import Texts
from tests.sheet import fixture


def section(words, name="algemeen"):
    return sections(fixture.sheet(words=f"Uitleg met 12 cijfers.\n\n## {name}\n{words}\n"))[name]


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
    assert "niet getoond" in sections(made)["algemeen"].prose


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


def test_a_sheet_without_words_has_none():
    assert sections(fixture.sheet(words="")) == {}
