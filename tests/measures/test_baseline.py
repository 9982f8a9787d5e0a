"""The startfoto: a merged municipality must not be compared with a part of itself."""

from __future__ import annotations

import pandas as pd
import pytest

from impactlib.intake.shipped import municipal_figures
from impactlib.measures.baseline import INDICATORS, LACKS_PART, MERGED, NOT_KNOWN, baseline, facts
from impactlib.params import spec_of
from impactlib.params.reports import municipalities
from tests.measures.hand_reports import hand_reports


def found(municipality, year=2024, figures=None):
    spec = spec_of({"year": year, "municipality": municipality, "report": "startfoto"})
    table = baseline(figures or municipal_figures(), municipalities().get(municipality), spec)
    return {row["group"]: row for row in table.rows.to_dict("records")}


def test_residents_of_2021_as_statistics_netherlands_published_them():
    rows = found("westerkwartier")
    assert rows["inwoners@westerkwartier@2021"]["value"] == 63678
    assert rows["inwoners@provincie_groningen@2021"]["value"] == 586937
    assert rows["inwoners@nederland@2021"]["value"] == 17475415
    assert rows["inwoners_65_plus@westerkwartier@2021"]["value"] == 21.1
    assert rows["inwoners_65_plus@provincie_groningen@2021"]["value"] == pytest.approx(20.3, abs=0.05)
    assert rows["inwoners_65_plus@nederland@2021"]["value"] == pytest.approx(19.8, abs=0.05)


def test_before_a_merger_the_former_municipalities_are_added_up_and_it_says_so():
    rows = found("westerkwartier")
    merged = rows["inwoners@westerkwartier@2017"]
    assert merged["value"] == 12166 + 19643 + 10388 + 18859
    assert merged["caveats"] == (MERGED, LACKS_PART)
    assert rows["inwoners@leek@2017"]["value"] == 19643
    assert rows["inwoners@nederland@2017"]["value"] == 17081507
    weighted = (17 * 12166 + 21 * 19643 + 18 * 10388 + 19 * 18859) / merged["value"]
    assert rows["inwoners_65_plus@westerkwartier@2017"]["value"] == pytest.approx(weighted)


def test_a_municipality_that_never_merged_is_its_own_row():
    rows = found("noordoostpolder")
    assert (rows["inwoners@noordoostpolder@2017"]["value"], rows["inwoners@noordoostpolder@2021"]["value"]) == (
        46544,
        47583,
    )
    assert rows["dichtheid@noordoostpolder@2021"]["caveats"] == ()
    assert "inwoners@provincie_flevoland@2021" in rows


def test_every_figure_has_a_source_a_year_and_a_unit_r20():
    for municipality in ("westerkwartier", "noordoostpolder", "oldambt"):
        for row in found(municipality).values():
            assert row["source"].startswith("CBS")
            assert (row["year"], bool(row["unit"]), row["state"]) in {(2017, True, "shown"), (2021, True, "shown")}


def test_a_figure_after_the_reports_year_is_not_shown():
    assert {row["year"] for row in found("oldambt", year=2020).values()} == {2017}


def test_a_municipality_is_found_by_its_name_and_another_is_unknown_and_not_zero():
    assert found("almere")["inwoners@almere@2021"]["value"] == 214715
    row = found("nergens")["inwoners@nergens@2021"]
    assert (row["value"], row["state"], row["caveats"]) == (None, "unknown", (NOT_KNOWN,))


def test_a_hole_in_the_figures_leaves_the_sum_unknown():
    holed = pd.DataFrame(
        {"code": ["a", "b"], "name": ["A", "B"], "province": ["x", "x"]}
        | {one.name: [1.0, None] for one in INDICATORS[2021]}
    )
    rows = found("a", figures={2021: holed})
    assert rows["inwoners@a@2021"]["value"] == 1
    assert rows["inwoners@nederland@2021"]["state"] == "unknown"


def test_context_is_of_the_municipality_its_province_and_the_country_and_unknown_stays_unknown(tmp_path):
    lines = "indicator,area,year,value,unit,source\nmantelzorgers,noordoostpolder,2021,13000,inwoners,MantelzorgNL\n"
    lines += "taal,noordoostpolder,2022,,%,Regiobeeld\nlater,noordoostpolder,2030,1,%,x\n"
    lines += "taal,nederland,2022,9,%,x\ntaal,provincie_flevoland,2022,8,%,x\ntaal,westerkwartier,2022,7,%,x\n"
    spec = spec_of({"year": 2024, "municipality": "noordoostpolder", "report": "jaarrapportage"})
    rows = facts(hand_reports(tmp_path / "r", context=lines), spec).rows.to_dict("records")
    assert {row["group"]: (row["value"], row["state"]) for row in rows} == {
        "mantelzorgers@noordoostpolder@2021": (13000.0, "shown"),
        "taal@nederland@2022": (9.0, "shown"),
        "taal@noordoostpolder@2022": (None, "unknown"),
        "taal@provincie_flevoland@2022": (8.0, "shown"),
    }
