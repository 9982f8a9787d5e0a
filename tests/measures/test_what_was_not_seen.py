"""Nothing confident stands on what a registration did not see: small registrations, each with one thing missing."""

from __future__ import annotations

import pytest

from impactlib.measures import background, measure
from impactlib.release import release
from tests.measures.hand import LATE, META
from tests.measures.made import registration, row, rows, spec

HEAD = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,ph_dimension,start_date,end_date,age\n"
CASE = "{0},{1},De Proef,westerkwartier,individueel_traject,financien,{2},{3},{4},{5}\n"
SCORES = "trajectory_id,version,domain,start,goal,end\n"


def cases(*given):
    """Of (start, end) each, or with client, dimension and age; one client each unless said."""
    lines = []
    for place, one in enumerate(given):
        start, end, client, dimension, age = (*one, *("", "", "C", "", "")[len(one) :])
        lines.append(CASE.format(f"T{place}", f"C{place}" if client == "C" else client, dimension, start, end, age))
    return HEAD + "".join(lines)


def known(folder, sheet, **tables):
    return measure(registration(folder, **tables), sheet)


def test_a_municipality_that_no_row_names_is_unknown_not_zero(tmp_path):
    """A capital, a typing error or a folder of another municipality must not make a page of zeros."""
    found = known(tmp_path, spec(municipality="leek"))
    for name in ("caseload-flow", "caseload-theme-share", "caseload-age", "ph-dimension", "zrm-end-vs-start"):
        assert set(rows(found[name], "state", "count", "n", "caveats").values()) == {
            ("unknown", None, None, ("niet-geregistreerd",))
        }


@pytest.mark.parametrize(("year", "why"), [(2016, "niet-geregistreerd"), (2030, "nog-niet")])
def test_a_year_that_no_row_is_of_is_unknown_not_zero(tmp_path, year, why):
    found = known(tmp_path, spec(year=year))
    assert set(rows(found["caseload-flow"], "state", "caveats").values()) == {("unknown", (why,))}


def test_a_year_after_the_last_row_but_before_the_extraction_is_unknown(tmp_path):
    """That nothing was written down since does not mean that nothing happened."""
    found = known(tmp_path, spec(), trajectories=cases(("2018-02-01", "2018-06-01")))
    assert set(rows(found["caseload-flow"], "state", "caveats").values()) == {("unknown", ("niet-geregistreerd",))}


def test_what_lies_after_the_extraction_or_the_as_of_date_has_not_happened(tmp_path):
    early = META.replace("2021-06-01", "2019-10-01")
    for found in (known(tmp_path / "a", spec(), meta=early), known(tmp_path / "b", spec(as_of="2019-06-01"))):
        assert set(rows(found["caseload-theme-share"], "state", "caveats").values()) == {("unknown", ("nog-niet",))}


def test_a_period_that_was_seen_in_part_says_so(tmp_path):
    whole = known(tmp_path / "a", spec())["caseload-theme-share"]
    part = known(tmp_path / "b", spec(as_of="2020-09-30"))["caseload-theme-share"]
    assert ("periode-loopt" in whole.caveats, "periode-loopt" in part.caveats) == (False, True)


def test_a_period_of_which_the_beginning_is_not_on_record_says_so(tmp_path):
    late = [("2020-07-01", f"2020-{month:02}-10") for month in range(9, 13) for _ in range(4)]
    found = known(tmp_path / "a", spec(), meta=LATE, trajectories=cases(*late))
    assert "begin-ontbreekt" in found["caseload-theme-share"].caveats
    assert "begin-ontbreekt" not in known(tmp_path / "b", spec())["caseload-theme-share"].caveats


def test_a_system_that_took_over_open_cases_cannot_tell_who_was_done_within_a_year(tmp_path):
    """True: 12 of 20 begun in 2019 closed within a year. On record are the 8 that lasted and 4 more."""
    gone_live = [("2019-03-01", "2020-04-01")] * 8 + [("2019-12-01", "2020-01-20")] * 4 + [("2020-01-05", "2020-03-01")]
    found = known(tmp_path, spec(), meta=LATE, trajectories=cases(*gone_live))
    within = row(found["caseload-duration"], "within_365_days")
    assert (within["count"], within["state"], within["caveats"]) == (None, "unknown", ("register-begon-later",))
    stray = known(tmp_path, spec(), meta=LATE, trajectories=cases(*gone_live * 6, ("2018-06-01", "2018-06-05")))
    assert row(stray["caseload-duration"], "within_365_days")["state"] == "unknown", "one old row changes nothing"


def test_of_nobody_is_not_known_where_the_registration_does_not_go_back_so_far(tmp_path):
    """No case of 2019 on record, and none that closed then: "0 of the 0 within a year" would be a claim about 2019."""
    new = cases(*[(f"2020-{month:02}-05", f"2020-{month + 1:02}-20") for month in range(1, 11)])
    late = known(tmp_path / "a", spec(), meta=LATE, trajectories=new)["caseload-duration"]
    assert rows(late, "state", "caveats")["within_365_days"] == ("unknown", ("register-begon-later",))
    whole = known(tmp_path / "b", spec(), trajectories=new)["caseload-duration"]
    assert rows(whole, "state", "count", "n", "share")["within_365_days"] == ("shown", 0, 0, None), (
        "known: there were none"
    )


@pytest.mark.parametrize("policy", ["intern", "standaard"])
def test_nothing_filled_in_is_nowhere_nought_of_so_many(tmp_path, policy):
    """No age, dimension or score: no "0 of 8 were young" and no "0 of 0 ended higher"."""
    blank = cases(*[("2020-02-01", "2020-06-01")] * 8)
    scores = SCORES + "".join(f"T{place},2017,financien,,,\n" for place in range(8))
    sheet = spec(privacy=policy)
    found = known(tmp_path, sheet, trajectories=blank, zrm_scores=scores)
    released = release(found, sheet.policy, theme_domains=sheet.theme.domains)
    assert {one.state for one in released["caseload-age"].rows if one.group != "unknown"} == {"unknown"}
    assert {one.state for one in released["ph-dimension"].rows if one.group != "not_recorded"} == {"unknown"}
    for group in ("higher", "equal", "lower"):
        assert released["zrm-end-vs-start"].row(group).state == "unknown"
    assert released["zrm-end-vs-start"].row("missing").count == released["caseload-age"].row("unknown").count == 8


def test_no_sheet_shows_the_partners_of_another_municipality(tmp_path):
    partners = (
        "theme,name,kind,municipality\narmoede,Voedselbank,,westerkwartier\narmoede,Elders,,oldambt\narmoede,Wie,,\n"
    )
    read = registration(tmp_path, partners=partners)
    assert [one.name for one in background(read, spec()).partners] == ["Voedselbank"], (
        "the hand-made one holds oldambt too"
    )
    assert [one.name for one in background(read, spec(municipality="leek")).partners] == []
