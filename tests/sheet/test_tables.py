"""Tables beside figures, and the files a reader opens in Excel."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.sheet.cells import Cell
from impactlib.sheet.tables import Table, csv_of, table_of
from tests.sheet import fixture


def lines(table):
    return list(csv.reader(io.StringIO(csv_of(table).removeprefix("\ufeff")), delimiter=";"))


def test_a_dutch_excel_reads_every_number_as_a_number():
    sheet = fixture.sheet()
    table = table_of(sheet, "caseload-theme-share", ("count", "share"))
    assert csv_of(table).startswith("\ufeffHoofddomein;Trajecten;Aandeel\r\n")
    assert lines(table)[1] == ["Financiën", "273", "38,0222841226%"]


def test_a_negative_number_is_a_number_and_no_formula():
    table = table_of(fixture.sheet(), "zrm-growth", ("n", "value", "interval"))
    assert lines(table)[2] == ["Huisvesting", "33", "-0,1", "−0,4 tot 0,2"]


@pytest.mark.parametrize("text", ["=1+1", "+31", "-x", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("x";"y")'])
def test_no_name_becomes_a_formula(text):
    found = lines(Table("t", "T", ("Naam",), ((text,),)))[1][0]
    assert found == f"'{text}"


@given(st.text())
def test_any_name_comes_back_from_the_file(text):
    text = text.replace("\r", "").replace("\n", "").replace("\x00", "")
    found = lines(Table("t", "T", ("Naam", "Aantal"), ((text, "x"),)))
    assert found[1][0].removeprefix("'") == text.removeprefix("'")


def test_hidden_and_unknown_keep_their_words():
    table = table_of(fixture.sheet(), "ph-dimension", ("count",))
    found = {row[0]: row[1] for row in lines(table)}
    assert found["Zingeving"] == "niet getoond"
    assert found["Lichaamsfuncties"] == "0"


def test_the_address_of_a_file_holds_the_file():
    table = Table("t", "T", ("Naam",), (("Súdwest;Fryslân",),))
    assert unquote(table.csv_address.partition(",")[2]) == csv_of(table)


def test_columns_with_numbers_are_known_by_their_cells():
    table = Table("t", "T", ("Naam", "Aantal"), (("a", Cell("r", 1, "shown", "1")), ("b", "–")))
    assert table.numeric == [False, True]
