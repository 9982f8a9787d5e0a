"""The list of sheets and the page of one that failed."""

from __future__ import annotations

import re

from impactlib.sheet.index import IndexEntry, failed_page, index_page
from impactlib.sheet.reports import REPORTS
from impactlib.text import Texts


def entries():
    return [
        IndexEntry("2020/westerkwartier/armoede.html", 2020, "westerkwartier", "armoede", synthetic=True),
        IndexEntry("2021/oldambt/laaggeletterdheid.failed.html", 2021, "oldambt", "laaggeletterdheid", failed=True),
        IndexEntry("2021/oldambt/armoede.html", 2021, "oldambt", "armoede", policy="intern"),
    ]


def test_every_sheet_is_listed_newest_first_with_its_state():
    html = index_page(entries())
    places = re.findall(
        r'<li data-year="(\d+)" data-municipality="([\w-]+)" data-report="([\w-]+)" data-state="(\w+)"', html
    )
    assert places == [
        ("2021", "oldambt", "armoede", "concept"),
        ("2021", "oldambt", "laaggeletterdheid", "mislukt"),
        ("2020", "westerkwartier", "armoede", "concept"),
    ]
    assert "Armoede en schulden" in html
    assert "intern, niet verspreiden" in html
    assert "Synthetische gegevens" in html


def test_the_order_of_entries_does_not_matter():
    assert index_page(entries()) == index_page(reversed(entries()))


def test_an_empty_list_is_a_whole_page():
    assert "0 bladen" in index_page([])


def test_a_failed_sheet_says_where_and_how_and_escapes_it():
    html = failed_page("2020/x/armoede", "Iets <mis>.", {"year": 2020, "as_of": ""}, 7, "KeyError")
    assert "Iets &lt;mis&gt;." in html
    assert "<dt>Cel</dt><dd>7</dd>" in html
    assert "as_of" not in html
    assert "Traceback" not in html


def test_a_state_that_every_sheet_has_is_said_once_and_offers_no_choice():
    alike = index_page([row for row in entries() if not row.failed and row.policy == "standaard"] * 2)
    assert "Alle bladen zijn concept" in alike
    assert 'class="badge' not in alike
    assert 'id="f-state"' not in alike
    mixed = index_page(entries())
    assert "Alle bladen zijn concept" not in mixed
    assert mixed.count('class="badge') == len(entries())
    assert 'id="f-state"' in mixed


def test_each_kind_of_report_has_a_line_that_says_what_it_is():
    told = set(Texts.load("nl").raw("page.overview.about"))
    assert told == {"feitenblad", *(report for report in REPORTS)}
