"""Shown, not shown, unknown and zero stay four different things, and each number keeps its cell."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.model import Row, SheetError
from impactlib.sheet.cells import cell_of, made
from impactlib.text import Texts
from tests.sheet import fixture

TEXTS = Texts.load("nl")


def cell(row, column, small_n=10):
    return cell_of(TEXTS, "t", row, column, small_n)


def test_a_number_carries_its_cell_and_exactly_the_number_of_the_json():
    found = cell(Row(group="a/b", share=0.3802, n=718), "share")
    assert str(found.html) == '<data value="0.3802" data-cell="t/a/b/share">38%</data>'


@given(st.floats(0, 1))
def test_no_share_is_rounded_before_the_page(share):
    found = cell(Row(group="g", share=share, n=100), "share")
    assert found.value == share
    assert json.loads(str(found.html).split('"')[1]) == share


def test_zero_unknown_and_hidden_read_differently():
    zero = cell(Row(group="g", count=0, n=273), "count")
    hidden = cell(Row(group="g", state="suppressed"), "count")
    unknown = cell(Row(group="g", state="unknown"), "count")
    absent = cell(None, "count")
    assert [one.text for one in (zero, hidden, unknown, absent)] == ["0", "niet getoond", "onbekend", "onbekend"]
    assert [one.shown for one in (zero, hidden, unknown, absent)] == [True, False, False, False]
    assert "<data" not in hidden.html


@pytest.mark.parametrize(("n", "shown"), [(9, False), (10, True), (11, True)])
def test_under_ten_cases_only_counts_are_said(n, shown):
    row = Row(group="g", count=1, n=n, share=1 / n, low=0.0, high=0.5, bounds=(0.0, 0.5))
    assert [cell(row, column).shown for column in ("share", "low", "least")] == [shown] * 3
    assert cell(row, "count").shown


def test_an_opinion_that_nearly_all_share_is_told_no_finer():
    assert cell(Row(group="g", n=60, bounds=(0.9, 1.0)), "share").text == "meer dan 90%"
    assert cell(Row(group="g", n=60, bounds=(0.0, 0.1)), "share").text == "minder dan 10%"


def test_the_two_ends_of_bounds_are_one_column_of_the_json():
    row = Row(group="g", n=144, bounds=(0.46, 0.65))
    assert [cell(row, end).value for end in ("least", "most")] == [0.46, 0.65]
    assert cell(row, "most").ref == "t/g/bounds"


def test_a_masked_part_never_comes_back_through_a_sum():
    shown = cell(Row(group="a", count=3), "count")
    hidden = cell(Row(group="b", state="suppressed"), "count")
    assert made(TEXTS, [shown, hidden], "+-").text == "niet getoond"
    assert made(TEXTS, [shown, shown], "++").value == 6


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Row(group="g", value=5.0, unit="%", method="overgenomen"), "5%"),
        (Row(group="g", value=5.3, unit="%", method="overgenomen"), "5,3%"),
        (Row(group="g", value=5.0, n=20, unit="%"), "5,0%"),
        (Row(group="g", value=63678.0, unit="inwoners"), "63.678"),
        (Row(group="g", value=-0.04, n=20, unit="punten"), "0,0"),
        (Row(group="g", value=-0.3, n=20, unit="punten"), "−0,3"),
        (Row(group="g", value=157.4, n=20, unit="dagen"), "157"),
    ],
)
def test_numbers_read_as_dutch(row, text):
    assert cell(row, "value").text == text


@pytest.mark.parametrize(
    ("value", "method", "text"),
    [
        (74800 / 750, "overgenomen", "99,7%"),
        (74800 / 750, "telling", "99,7%"),
        (99.96, "telling", "99,96%"),
        (100.0, "telling", "100%"),
        (16600 / 75, "telling", "221%"),
    ],
)
def test_a_part_that_falls_short_never_reads_as_all(value, method, text):
    assert cell(Row(group="g", value=value, unit="procent", method=method), "value").text == text


def test_a_mean_that_is_left_out_of_few_cases_says_so_and_is_no_stroke():
    few = Row(group="g", count=8, n=8, unit="punten", method="t")
    some = Row(group="g", count=12, n=12, value=0.9, unit="punten", method="t")
    assert [cell(few, column).text for column in ("value", "low")] == ["te weinig", "te weinig"]
    assert [cell(some, column).text for column in ("value", "low")] == ["0,9", "te weinig"]
    assert cell(Row(group="g", n=130, value=206.0, unit="dagen", method="telling"), "low").text == "–"


def test_only_released_tables_reach_a_sheet():
    with pytest.raises(SheetError, match="not-released"):
        fixture.sheet(released={"caseload-age": [{"group": "0-17", "count": 3}]})


def test_a_sentence_is_only_said_with_figures_that_are_shown():
    sheet = fixture.sheet(
        released={"caseload-theme-share": fixture.table("caseload-theme-share", [fixture.hidden("theme")])}
    )
    hidden = sheet.cell("caseload-theme-share", "theme", "count")
    assert "tonen we niet" in sheet.say("cases", a=hidden, b=hidden, p=hidden)
    whole = fixture.sheet()
    cells = [whole.cell("caseload-theme-share", "theme", column) for column in ("count", "n", "share")]
    said = whole.say("cases", a=cells[0], b=cells[1], p=cells[2]).striptags()
    assert said == "In 2020 waren 273 van de 718 individuele trajecten (38%) vooral gericht op financiën."
