"""Chapters that a researcher writes as Markdown cells: on the page, with its numbers, or refused with the line."""

from __future__ import annotations

import nbformat
import pytest

from impactlib.batch.textcells import with_texts
from impactlib.model import DisclosureError, SheetError
from impactlib.reports.owntext import put
from impactlib.sheet.owntext import text_block
from impactlib.text import Texts
from tests.measures.hand import hand
from tests.sheet import fixture

WORDS = """## Wat opvalt in {gemeente}

In {jaar} ging het om {caseload-theme-share/theme/count} trajecten. **Let op:**

- er is geen vergelijking

> Zo zei een medewerker het.

### En verder
"""


@pytest.fixture(scope="module")
def sheet():
    return fixture.sheet()


def markdown(source, *tags):
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def test_a_chapter_has_its_title_its_markdown_and_numbers_tied_to_their_cells(sheet):
    html = text_block(sheet, 7, WORDS).html
    assert '<h2 id="tekst-7-kop">Wat opvalt in Westerkwartier</h2>' in html
    assert 'data-cell="caseload-theme-share/theme/count"' in html
    for part in ("<strong>Let op:</strong>", "<li>er is geen", "<blockquote>", "<h3>En verder</h3>"):
        assert part in html


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("Zonder kop", "text-title"),
        ("## Kop\nEr waren 12 mensen.", "words-number"),
        ("## Kop\n{caseload-theme-share/theme/cont}", "words-placeholder"),
        ("## Kop\n{jaar", "words-brace"),
        ("## Kop\n![foto](foto.png)", "words-markdown"),
        ("## In 12 dagen\n", "words-number"),
        ("## Kop\n12 en\n{jaar", "words-several"),
    ],
)
def test_what_a_page_cannot_say_is_refused_with_the_cell_and_the_line(sheet, source, code):
    with pytest.raises(SheetError) as error:
        text_block(sheet, 7, source)
    said = Texts.load("nl").error(error.value)
    assert error.value.code == code
    assert "cel 7" in said.lower()


def test_a_markdown_cell_becomes_a_chapter_in_its_place_or_says_that_it_is_for_the_notebook():
    notebook = nbformat.v4.new_notebook(
        cells=[markdown("# Hoe dit werkt", "uitleg"), nbformat.v4.new_code_cell("sheet = 1"), markdown(WORDS, "tekst")]
    )
    kinds = [cell.cell_type for cell in with_texts(notebook).cells]
    assert kinds == ["markdown", "code", "code"]
    compile(notebook.cells[2].source, "cell", "exec")


@pytest.mark.parametrize("cell", [markdown("Dit staat nergens"), nbformat.v4.new_raw_cell("Dit ook")])
def test_words_without_a_label_are_not_lost_unseen(cell):
    with pytest.raises(SheetError) as error:
        with_texts(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(""), cell]))
    assert (error.value.code, error.value.fields["cell"]) == ("text-untagged", 2)


def test_a_chapter_before_its_sheet_is_told_where_to_go():
    with pytest.raises(SheetError, match="text-early"):
        put({}, 2, WORDS)


def test_an_id_of_the_registration_in_a_chapter_stops_the_sheet_however_short_it_is(sheet, tmp_path):
    namespace = {"sheet": sheet, "registration": hand(tmp_path)}
    with pytest.raises(DisclosureError) as error:
        put(namespace, 4, "## Kop\n\nHet ging om C16.")
    assert "C16" not in Texts.load("nl").error(error.value)


@pytest.mark.parametrize(
    "line",
    [
        "Er waren drie inwoners.",
        "Het ging om III deelnemers.",
        "Van 2003 inwoners is dit bekend.",
        "Vierentwintig jonge mensen kwamen.",
        "Een tiental ouders bleef.",
        "De helft, dus \N{VULGAR FRACTION ONE HALF}, bleef.",
    ],
)
def test_how_many_people_is_not_told_in_letters_or_as_a_year_either(sheet, line):
    with pytest.raises(SheetError, match="words-number"):
        text_block(sheet, 7, f"## Kop\n{line}")


@pytest.mark.parametrize(
    "line", ["Sinds 2019 is er een spreekuur.", "Een mix van mensen kwam.", "De twee partners zijn blij."]
)
def test_a_year_and_an_ordinary_word_may_be_written(sheet, line):
    assert "<p>" in text_block(sheet, 7, f"## Kop\n{line}").html
