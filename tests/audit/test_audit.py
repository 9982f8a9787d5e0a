"""A run that was tampered with is named; a run that was not passes."""

from __future__ import annotations

import dataclasses

import pytest

from impactlib.audit import RULES, audit
from impactlib.audit.rules import AREAS_OF
from impactlib.params import policies
from impactlib.params.reports import products
from tests.audit.runs import FILE, PAGE, edit, html, sheet, tables, write

SMALL, COVER = ("ph-dimension", "zingeving"), ("ph-dimension", "meedoen")


@pytest.fixture
def run(tmp_path):
    return write(tmp_path / "run", sheet(tables()))


def told(findings):
    return [(finding.file, finding.cell, finding.rule) for finding in findings]


def test_an_untouched_run_passes(run):
    assert audit(run) == ()


def test_the_rules_are_those_of_the_policies():
    for name, policy in policies().items():
        rules = RULES[name]
        promised = (rules.threshold, rules.possible_values, rules.opinions_from, rules.top_code)
        assert promised == (policy.threshold, policy.possible_values, policy.opinions_from, policy.top_code)
        if rules.protects:
            assert (rules.share_digits, rules.value_digits) == (policy.share_digits, policy.value_digits)


def show(count):
    def change(rows):
        for place, shown in ((SMALL, 3), (COVER, 10)):
            if shown in count:
                rows[place] |= {"count": shown, "n": 273, "n_eligible": 273, "share": shown / 273}
                rows[place] |= {"state": "shown", "caveats": []}

    return change


def test_the_attacker_knows_the_result_areas_of_every_product():
    assert {one.number: tuple(one.result_areas) for one in products().products} == AREAS_OF


def test_a_small_cell_that_is_shown_by_hand_is_named_and_so_is_what_it_gives_away(run):
    edit(run, show({3}))
    assert told(audit(run)) == [
        (PAGE, "ph-dimension/zingeving/count", "page-hides-shown"),
        (FILE, "ph-dimension/meedoen", "too-narrow"),
        (FILE, "ph-dimension/zingeving", "small-shown"),
    ]


def test_a_covering_cell_that_is_shown_by_hand_gives_the_small_one_away(run):
    edit(run, show({10}))
    findings = audit(run)
    assert (FILE, "ph-dimension/zingeving", "too-narrow") in told(findings)
    assert (PAGE, "ph-dimension/meedoen/count", "page-hides-shown") in told(findings)
    (narrow,) = [finding for finding in findings if finding.rule == "too-narrow"]
    assert (narrow.low, narrow.high) == (3, 3)


def test_page_and_json_edited_alike_are_still_caught(run):
    edit(run, show({10}))
    page = run / PAGE
    text = page.read_text(encoding="utf-8")
    mask = '<span class="absent" data-absent="ph-dimension/meedoen/count" data-state="suppressed">-</span>'
    assert mask in text
    page.write_text(text.replace(mask, '<data value="10" data-cell="ph-dimension/meedoen/count">10</data>'))
    assert told(audit(run)) == [(FILE, "ph-dimension/zingeving", "too-narrow")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("caveats", ["onderdrukt", "secundair"]), ("method", "dekking"), ("n", 273), ("precision", "2")],
)
def test_a_mask_that_differs_from_the_others_is_named(run, field, value):
    edit(run, lambda rows: rows[COVER].update({field: value}))
    assert told(audit(run)) == [(FILE, f"ph-dimension/meedoen/{field}", "mask-differs")]


def test_an_extra_key_is_named(run):
    edit(run, lambda rows: rows[COVER].update({"reason": "complementary"}))
    assert told(audit(run)) == [(FILE, "ph-dimension/meedoen/reason", "unknown-key")]


def test_a_mask_that_looks_different_on_the_page_is_named(run):
    page = run / PAGE
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace('data-absent="ph-dimension/meedoen', 'title="dekking" data-absent="ph-dimension/meedoen')
    )
    assert told(audit(run)) == [(PAGE, "ph-dimension/meedoen/count", "mask-differs")]


def test_a_number_that_page_and_json_tell_differently_is_named(run):
    page = run / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace('value="73"', 'value="74"'))
    assert told(audit(run)) == [(PAGE, "ph-dimension/dagelijks_functioneren/count", "page-differs")]


def test_a_masked_number_on_the_page_is_named(run):
    page = run / PAGE
    page.write_text(
        page.read_text(encoding="utf-8") + '<data value="3" data-cell="ph-dimension/zingeving/count">3</data>'
    )
    assert told(audit(run)) == [(PAGE, "ph-dimension/zingeving/count", "page-shows-masked")]


def test_a_sum_on_the_page_is_made_of_shown_cells(run):
    page = run / PAGE
    plus = "+ph-dimension/zingeving/count +ph-dimension/meedoen/count"
    right = "+ph-dimension/kwaliteit_van_leven/count -ph-dimension/mentaal_welbevinden/count"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        f'{text}<data value="13" data-from="{plus}">13</data><data value="23" data-from="{right}">23</data>'
    )
    assert told(audit(run)) == [(PAGE, plus, "page-shows-masked")]


def test_a_total_that_is_edited_contradicts_its_parts(run):
    def change(rows):
        for (table, _), row in rows.items():
            if table == "ph-dimension" and row["n"]:
                row |= {"n": 200, "n_eligible": 200}

    edit(run, change)
    assert {finding.rule for finding in audit(run)} == {"contradiction"}


def test_files_that_are_no_sheets_are_named(tmp_path):
    assert told(audit(tmp_path)) == [(tmp_path.name, "", "unreadable")]
    broken = tmp_path / "2020" / "ergens" / "armoede.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", encoding="utf-8")
    assert told(audit(tmp_path)) == [(FILE, "", "unreadable")]


def test_a_policy_that_nobody_knows_is_named(tmp_path):
    assert told(audit(write(tmp_path, sheet(tables(), policy="anders")))) == [(FILE, "", "policy-unknown")]


def test_a_json_without_its_page_is_named(tmp_path):
    assert told(audit(write(tmp_path, sheet(tables()), page=False))) == [(PAGE, "", "page-missing")]


def test_an_internal_run_is_compared_but_not_attacked(tmp_path):
    assert audit(write(tmp_path, sheet(tables("intern"), "intern"))) == ()


def test_internal_sheets_between_published_ones_are_named(tmp_path):
    write(tmp_path, sheet(tables()))
    write(tmp_path, sheet(tables("intern"), "intern", report="ander"))
    assert told(audit(tmp_path)) == [("2020/ergens/ander.json", "", "policies-mixed")]


def test_internal_sheets_in_a_folder_below_are_found_too(tmp_path):
    write(tmp_path, sheet(tables()))
    write(tmp_path / "voor" / "later", sheet(tables("intern"), "intern"))
    assert told(audit(tmp_path)) == [("voor/later/2020/ergens/armoede.json", "", "policies-mixed")]


def test_two_ways_of_hiding_beside_each_other_are_named(tmp_path):
    for name, policy in (("een", "standaard"), ("twee", "standaard"), ("drie", "streng")):
        write(tmp_path, sheet(tables(policy), policy, report=name))
    assert ("2020/ergens/drie.json", "", "policies-mixed") in told(audit(tmp_path))


def test_what_an_older_run_showed_gives_a_mask_away(tmp_path, run):
    """Last year's JSON still shows the cell that covers the small one."""
    older = tables()
    row = older["ph-dimension"].row("meedoen")
    shown = row.model_copy(
        update={"count": 10, "n": 273, "n_eligible": 273, "share": 0.04, "state": "shown", "caveats": ()}
    )
    rows = tuple(shown if one.group == "meedoen" else one for one in older["ph-dimension"].rows)
    older["ph-dimension"] = older["ph-dimension"].model_copy(update={"rows": rows})
    old = write(tmp_path / "old", sheet(older))
    findings = audit(run, old)
    assert [(finding.cell, finding.low, finding.high) for finding in findings if finding.file == FILE] == [
        ("ph-dimension/meedoen", 10, 10),
        ("ph-dimension/zingeving", 3, 3),
    ]


def test_an_older_run_of_other_numbers_gives_nothing_away(tmp_path, run):
    other = tables(counts=(0, 30, 3, 50, 12, 80, 100))
    assert audit(run, write(tmp_path / "old", sheet(other))) == ()


def test_a_stricter_promise_is_held_against_the_same_tables(run):
    strict = {"standaard": dataclasses.replace(RULES["standaard"], possible_values=13)}
    assert {finding.rule for finding in audit(run, rules=strict)} == {"too-narrow"}


def test_an_opinion_of_too_few_is_named(tmp_path):
    made = sheet(tables())
    table = made.tables[0].model_copy(update={"id": "satisfaction", "privacy": "opinion"})
    rows = (table.rows[0].model_copy(update={"n": 8, "count": 4, "share": 0.5}),)
    rows += (table.rows[0].model_copy(update={"group": "b", "n": 100, "count": 95, "share": 0.95}),)
    made = made.model_copy(update={"tables": (table.model_copy(update={"rows": rows}),)})
    assert {cell for _, cell, rule in told(audit(write(tmp_path, made))) if rule == "opinion-shown"} == {
        "satisfaction/financien",
        "satisfaction/b",
    }


def test_the_page_of_the_helper_is_a_page():
    assert "data-cell" in html(sheet(tables()))
