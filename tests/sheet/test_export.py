"""The way out of a notebook: only what was shown, the same bytes, nothing of the machine."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from impactlib.batch.exporter import ImpactExporter
from impactlib.model import MIME, ReleasedSheet, SheetError
from impactlib.sheet import chapters, show
from impactlib.sheet.book import book
from impactlib.sheet.export import page_of
from impactlib.text import Texts
from tests.sheet import fixture


def with_output(output):
    notebook = fixture.notebook(fixture.sheet())
    cell = nbformat.v4.new_code_cell("frame")
    cell.outputs = [output]
    notebook.cells.insert(3, cell)
    return notebook


def plain(text="secret"):
    return {"text/plain": text}


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("execute_result", data=plain()),
        nbformat.v4.new_output("display_data", data={"text/html": "<b>secret</b>"}),
        nbformat.v4.new_output("stream", name="stdout", text="secret"),
        nbformat.v4.new_output("stream", name="stderr", text="secret"),
        nbformat.v4.new_output("error", ename="KeyError", evalue="secret", traceback=["secret"]),
        nbformat.v4.new_output("execute_result", data={"text/html": "secret", MIME: {}}),
    ],
)
def test_any_other_output_fails_the_sheet_by_cell_and_says_nothing_of_it(output):
    with pytest.raises(SheetError) as caught:
        page_of(with_output(output))
    assert (caught.value.code, caught.value.fields["cell"]) == ("output-not-released", 4)
    assert "secret" not in str(caught.value) + Texts.load("nl").error(caught.value)


def test_a_notebook_that_shows_nothing_makes_no_page():
    with pytest.raises(SheetError, match="output-none"):
        page_of(nbformat.v4.new_notebook())


def test_two_sheets_in_one_notebook_contradict_each_other():
    notebook = fixture.notebook(fixture.sheet())
    notebook.cells += fixture.notebook(fixture.sheet(privacy="streng")).cells
    with pytest.raises(SheetError, match="output-different"):
        page_of(notebook)


def test_two_versions_of_a_table_contradict_each_other():
    notebook = fixture.notebook(fixture.sheet())
    other = fixture.notebook(fixture.sheet())
    for table in other.cells[4].outputs[0].data[MIME]["tables"]:
        table["rows"] = []
    notebook.cells.append(other.cells[4])
    with pytest.raises(SheetError) as caught:
        page_of(notebook)
    assert caught.value.code == "output-different"


def test_every_number_on_the_page_is_the_number_of_the_json():
    page = fixture.page()
    tables = {table["id"]: {row["group"]: row for row in table["rows"]} for table in json.loads(page.json)["tables"]}
    cells = re.findall(r'<data value="([^"]*)" data-cell="([^"]*)">', page.html)
    cells += [(value, cell) for cell, value in re.findall(r'data-cell="([^"]*)" data-value="([^"]*)"', page.html)]
    assert len(cells) > 300
    for value, cell in cells:
        name, _, rest = cell.partition("/")
        group, _, column = rest.rpartition("/")
        held = tables[name][group][column]
        assert json.loads(value) in (held if column == "bounds" else [held]), cell


def test_the_json_holds_every_released_table_and_can_be_read_back():
    text = fixture.page().json
    sheet = ReleasedSheet.model_validate_json(text)
    assert {table.id: table for table in sheet.tables} == fixture.tables()
    assert (sheet.report, sheet.year, sheet.as_of, sheet.synthetic) == ("armoede", 2020, "2020-12-31", True)
    assert text.endswith("}\n")
    assert text.startswith('{\n  "format": 1')


def test_the_same_outputs_give_the_same_bytes_whenever_they_were_made():
    first, second = (fixture.notebook(fixture.sheet()) for _ in range(2))
    second.metadata["papermill"] = {"input_path": "/home/someone/x.ipynb", "start_time": "2026-01-01"}
    for cell in second.cells:
        cell.execution_count = 7
        cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
        cell["id"] = f"other-{id(cell)}"
    assert page_of(first) == page_of(second)
    assert "someone" not in page_of(second).notebook


def test_the_notebook_that_leaves_holds_its_parameters_and_what_was_shown():
    made = nbformat.reads(page_of(fixture.notebook(fixture.sheet()), {"year": 2020}).notebook, as_version=4)
    nbformat.validate(made)
    assert made.cells[0].source == "year = 2020"
    assert all(set(output.data) == {"text/html", MIME} for cell in made.cells for output in cell.outputs)
    assert all(cell.execution_count is None for cell in made.cells)


def test_nothing_of_her_working_notebook_leaves_with_what_was_shown():
    """Comments, prose, raw cells, tags, names of variables: each can hold what is about a person."""
    notebook = fixture.notebook(fixture.sheet())
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# Kanarie Jansen"))
    notebook.cells.insert(0, nbformat.v4.new_raw_cell("C-KANARIE-1"))
    notebook.cells.append(nbformat.v4.new_code_cell("x = 3  # C-KANARIE-1"))
    for cell in notebook.cells:
        cell.metadata["tags"] = ["kanarie"]
        cell.metadata["name"] = "kanarie"
        cell.source += "  # kanarie"
    notebook.metadata["author"] = "kanarie"
    page = page_of(notebook)
    assert "kanarie" not in (page.html + page.json + page.notebook).lower()


def test_a_page_is_whole_dutch_small_and_alone():
    html = fixture.page().html
    assert html.startswith('<!DOCTYPE html>\n<html lang="nl"')
    assert len(html.encode()) < 300_000
    assert html.count("<h1") == 1
    assert not re.search(r'(?:src|href)="(?!#|data:)', html)
    assert "default-src &#39;none&#39;" in html
    assert "unsafe" not in html


def test_every_figure_has_a_title_an_alt_text_a_source_and_a_table():
    html = fixture.page().html
    figures = re.findall(r"<figure.*?</figure>", html, flags=re.DOTALL)
    assert len(figures) > 10
    for figure in figures:
        assert re.search(r"<h[345]>(?!</h)", figure)
        assert "Bron: " in figure
        assert "<table" in figure
        for drawing in re.findall(r"<svg.*?</svg>", figure, flags=re.DOTALL):
            assert re.search(r'role="img" aria-labelledby="[\w-]+-t [\w-]+-b"', drawing)
            assert re.search(r"<title[^>]*>[^<]{5,}</title><desc[^>]*>[^<]{5,}</desc>", drawing)


def test_show_emits_one_output_that_carries_the_tables(monkeypatch):
    import IPython.display

    seen = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: seen.append((data, raw)))
    assert show(chapters.situation(fixture.sheet())) is None
    ((data, raw),) = seen
    assert raw
    assert set(data) == {"text/html", MIME}
    assert [table["id"] for table in data[MIME]["tables"]] == ["context"]


def test_a_block_at_the_end_of_a_cell_says_nothing_of_itself():
    assert "273" not in repr(book(fixture.sheet())["expertise"])


def test_nbconvert_makes_the_same_page_by_its_own_way():
    made, _ = ImpactExporter().from_notebook_node(fixture.notebook(fixture.sheet()))
    assert made == fixture.page().html


def test_nbconvert_refuses_what_a_run_refuses():
    with pytest.raises(SheetError, match="output-not-released"):
        ImpactExporter().from_notebook_node(with_output(nbformat.v4.new_output("stream", name="stdout", text="secret")))
