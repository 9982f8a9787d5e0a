"""Every number of the JSON stands on the page: whoever compares the two finds nothing that only one of them has."""

from __future__ import annotations

import json

import pytest

from impactlib.batch.pagecells import compared, tables_of
from tests.sheet import fixture


def without_domain():
    """The sheet of a theme about which no scores are told."""
    tables = fixture.tables()
    told = ("caseload-flow", "context", *(name for name in tables if name.startswith("collective")))
    return fixture.sheet(theme="laaggeletterdheid", released={name: tables[name] for name in told}, words="")


@pytest.mark.parametrize("sheet", [fixture.sheet, without_domain])
def test_a_page_and_its_json_hold_the_same_rows(sheet):
    made = fixture.page(sheet())
    assert list(compared(made.html, tables_of(json.loads(made.json)), "nl")) == []


def test_words_about_a_row_that_was_never_released_or_merged_name_no_cell():
    tables = fixture.tables()
    kept = tuple(row for row in tables["zrm-end-vs-start"].rows if row.group not in ("equal", "lower"))
    tables["zrm-end-vs-start"] = tables["zrm-end-vs-start"].model_copy(update={"rows": kept})
    tables["satisfaction"] = tables["zrm-growth"].model_copy(update={"id": "satisfaction", "rows": ()})
    words = "## algemeen\nGelijk: {zrm-end-vs-start/equal/count}, en {satisfaction/omgang/count}.\n"
    made = fixture.page(fixture.sheet(released=tables, words=words))
    assert list(compared(made.html, tables_of(json.loads(made.json)), "nl")) == []


def test_what_no_chapter_shows_stands_in_the_colophon_in_words():
    html = fixture.page(without_domain()).html
    colophon = html[html.index('id="colofon"') :]
    assert 'data-cell="caseload-flow/started/count"' in colophon
    assert "Gestart" in colophon
