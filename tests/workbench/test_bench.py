"""What a researcher calls: few names, frames in and out, Dutch to read, and small numbers that stay here."""

from __future__ import annotations

import inspect
from html.parser import HTMLParser

import pytest

import impactlib
from impactlib import cases, compare, count, explain, open_sheet, released, save, table, tables
from impactlib.model import ParameterError, SheetError
from tests.workbench.benches import bench_in

ASKED = cases.share("higher", by="area")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return bench_in(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def sheet(bench):
    return released(bench, ASKED)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen += [tag, *(name for name, _ in attrs)]


def test_whoever_presses_tab_sees_a_handful_of_names_that_explain_themselves():
    names = [name for name in dir(impactlib) if not name.startswith("_")]
    assert len(names) <= 13
    assert all(inspect.getdoc(getattr(impactlib, name)) for name in names)


def test_a_table_reads_the_same_in_a_notebook_that_is_not_trusted(bench, sheet):
    for made in (count(bench, ASKED), table(sheet, ASKED), table(sheet, "caseload-age"), bench):
        tags = Tags()
        tags.feed(made._repr_html_())
        assert set(tags.seen) <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "p"}


def test_a_table_says_of_whom_and_what_it_cannot_say(sheet):
    said = table(sheet, ASKED)._repr_html_()
    assert "van de trajecten met beide scores" in said
    assert "geen bewijs" in said.lower() or "Lees met" in said
    assert "Vrijgegeven volgens beleid standaard." in said


def test_what_was_only_counted_says_that_it_stays_here(bench):
    assert "Deel dit niet." in count(bench, ASKED)._repr_html_()


def test_a_frame_has_a_column_for_each_thing_and_nothing_in_place_of_a_hidden_number(sheet):
    made = table(sheet, cases.share("higher", by="area"))
    frame = made.frame
    assert list(frame.columns[:2]) == ["label", "area"]
    hidden = frame[frame["state"] == "suppressed"]
    assert hidden[["count", "n", "share"]].isna().all().all()
    assert frame.loc[frame["state"] == "shown", "n"].notna().all()


def test_years_stand_beside_each_other_only_when_they_were_counted_alike(bench, sheet):
    found = compare(sheet, sheet, what=ASKED)
    assert list(found.columns) == ["label", "Westerkwartier 2020"]
    other = open_sheet({**bench.spec.params.model_dump(), "basis": "gestart"})
    with pytest.raises(ParameterError, match="compare-different"):
        compare(sheet, released(other, ASKED), what=ASKED)


def test_small_numbers_are_not_kept_among_pages(bench, tmp_path):
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ParameterError, match="local-only"):
        save(count(bench, ASKED), tmp_path / "hoger.csv")


def test_a_kept_table_opens_in_a_dutch_spreadsheet(sheet, tmp_path):
    text = save(table(sheet, ASKED), tmp_path / "hoger.csv").read_text(encoding="utf-8")
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}label;area;count;n;")
    assert "0,5" in text or "0,4" in text


def test_a_mistake_in_a_notebook_is_a_sentence_with_its_code_and_no_traceback(bench):
    with pytest.raises(ParameterError) as error:
        count(bench, "zrm-end-vs-strt")
    (said,) = error.value._render_traceback_()
    assert said.startswith("De tabel zrm-end-vs-strt is er niet. Bedoelde u zrm-end-vs-start?")
    assert said.endswith("(table-unknown)")
    assert SheetError("output-none")._render_traceback_() == [
        "Dit notebook laat niets zien met show(). Er is geen blad gemaakt. (output-none)"
    ]


def test_every_table_can_be_explained():
    for name in tables()["tabel"]:
        assert len(explain(name).splitlines()) > 1
