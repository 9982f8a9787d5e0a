"""The reports of a year together, as somebody reads them who has them all on one table."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from impactlib.audit import RULES
from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published
from impactlib.intake.read import read_registration
from impactlib.measures import measure as measured
from impactlib.measures import product, volumes
from impactlib.model import CLIENTS, CLIENTS_REST, ReleasedSheet, Row
from impactlib.params import policies
from impactlib.params.reports import products
from impactlib.release import protect, release
from impactlib.release.sets import About
from impactlib.reports.beside import agreed
from impactlib.reports.contents import report_spec
from tests.release.tables import STANDARD, measure
from tests.release.test_overlap import AGREED, YEAR, norm, quarter, single, whole

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import random_years

BARE = policies()["standaard"].model_copy(update={"threshold": 1, "percentages_from": 1, "possible_values": 1})
"""Hides nothing: what somebody would have who published tables one by one."""


def sheet(report, tables, period=YEAR, policy=BARE, before=None):
    tables = {table.id: table for table in tables}
    found = release({**tables, **(before or {})}, policy, about=About(report, period))
    return Published(
        Path(),
        f"2024/ergens/{report}.json",
        ReleasedSheet(
            report=report,
            year=2024,
            municipality="ergens",
            period=str(period),
            as_of=period.last.isoformat(),
            basis="in_behandeling",
            policy="standaard",
            synthetic=True,
            tables=tuple(found.values()),
        ),
        old=False,
    )


def leaving(reports, facts=None, *, apart=False):
    """Reports (name, tables, period) as they leave: each beside the others, or as if there were none."""
    policy, facts = policies()["standaard"], facts or {}
    keyed = {name: {f"2024/{name}/{table.id}": table for table in tables} for name, tables, _ in reports}
    made = []
    for name, tables, period in reports:
        others = {key: table for other, its in keyed.items() if other != name for key, table in its.items()}
        made.append(sheet(name, tables, period, policy, {} if apart else facts | others))
    return made


def found(*sheets):
    return {(finding.cell, finding.low, finding.high) for finding in attack(sheets, RULES)}


def test_a_sum_and_one_of_its_parts_are_subtracted():
    asked = whole("questions-result-area", {"jongerenwerk": 201, "opstap": 95})
    assert ("own/jongerenwerk", 3, 3) in found(sheet("jaarrapportage", [single("target-counts", AGREED), asked]))


def test_two_quarters_are_subtracted():
    name = "brugfunctionaris/individuele_trajecten"
    half = sheet("kwartaal-2", [single("target-counts", {name: 8}, quarter(2))], quarter(2))
    more = sheet("kwartaal-3", [single("target-counts", {name: 10}, quarter(3))], quarter(3))
    assert ("own/brugfunctionaris/3", 2, 2) in found(half, more)


def test_a_product_is_subtracted_from_the_year():
    ages = {"0-17": 0, "18-24": 40, "25-44": 60}
    asked = whole("questions-result-area", {"bestaanszekerheid": 10})
    product = sheet("productblad-1", [whole("product-age", ages | {"18-24": 38}), asked])
    areas = whole("trajectories-result-area", {"bestaanszekerheid": 98, "mantelzorg": 2})
    year = sheet("jaarrapportage", [whole("trajectories-age", ages), areas, whole("lean-age", dict.fromkeys(ages, 0))])
    assert ("age/own/0/18-24", 2, 2) in found(product, year)


def test_a_zero_that_a_quarter_hides_is_not_taken_for_somebody():
    ended = {"2024-1": 4, "2024-2": 0, "2024-3": 1, "2024-4": 0}
    first, all_year = (whole("lean-closed", {name: ended[name] for name in list(ended)[:last]}) for last in (2, 4))
    half = replace(first, period=quarter(2))
    sheets = leaving([("kwartaal-2", [half], quarter(2)), ("kwartaal-4", [all_year], YEAR)])
    states = {row.group: row.state for one in sheets for table in one.sheet.tables for row in table.rows}
    assert (states["2024-1"], states["2024-3"]) == ("suppressed", "suppressed")
    assert found(*sheets) == set()


MEEDOEN = "meedoen_in_de_samenleving"

OF_A_PRODUCT = [
    ("productblad-4", [whole("product-age", {"0-17": 9, "65+": 18})], YEAR),
    (
        "jaarrapportage",
        [
            whole("trajectories-age", {"0-17": 0, "65+": 60}),
            whole("trajectories-result-area", {MEEDOEN: 18, "mantelzorg": 40, "gezondheid": 2}),
            whole("lean-age", {"0-17": 20, "65+": 32}),
            whole("lean-result-area", {MEEDOEN: 9, "steunouders": 40, "vrijwillige_inzet": 3}),
        ],
        YEAR,
    ),
]
"""A product with leun-en-steun for children, and a year in which nobody else works with children."""


def test_the_ages_of_a_product_narrow_no_result_area():
    assert found(*leaving(OF_A_PRODUCT)) == set()
    assert ("lean-result-area/vrijwillige_inzet", 1, 3) in found(*leaving(OF_A_PRODUCT, apart=True))


DOMAINS_OF_FEW = {"financien": 1, "sociaal_netwerk": 1, "basale_adl": 2, "justitie": 0, "not_recorded": 1}
DOMAINS_OF_MORE = {"financien": 20, "sociaal_netwerk": 10, "basale_adl": 0, "justitie": 0, "not_recorded": 10}
OWN = "jeugd_en_jongeren"
OF_A_HANDFUL = [
    ("productblad-2", [whole("product-sex", {"vrouw": 6, "man": 0}), whole("product-domain", DOMAINS_OF_FEW)], YEAR),
    (
        "jaarrapportage",
        [
            whole("trajectories-result-area", {OWN: 5, "mantelzorg": 40}),
            whole("trajectories-domain", {name: k + DOMAINS_OF_MORE[name] for name, k in DOMAINS_OF_FEW.items()}),
            whole("lean-result-area", {OWN: 1, "steunouders": 40, "vrijwillige_inzet": 30}),
        ],
        YEAR,
    ),
]
"""A product with six trajectories, one of them leun-en-steun, and the year that it is a part of."""


def test_the_life_domains_of_a_handful_do_not_follow_from_how_many_they_are():
    assert found(*leaving(OF_A_HANDFUL)) == set()
    assert found(*leaving(OF_A_HANDFUL, apart=True))


def test_how_many_have_leun_en_steun_does_not_follow_from_who_has_a_life_domain():
    tables = [
        whole("product-sex", {"vrouw": 15, "man": 12}),
        whole("product-domain", {"financien": 13, "justitie": 12}),
    ]
    work = single("work-cells", {"individueel_traject/gezondheid/01234": 25, "leun_en_steun/gezondheid/01234": 2})
    (made,) = leaving([("productblad-5", tables, YEAR)], {"2024/werk/work-cells": work})
    told = [table.rows[0].n for table in made.sheet.tables]
    assert told.count(None) == 1, "27 in all and 25 with a life domain: two have leun-en-steun"


def test_what_is_open_at_the_end_of_the_year_narrows_no_quarter():
    flow = [("open_at_start", 20), ("started", 0), ("closed", 18), ("open_at_end", 2)]
    rows = [{"group": group, "count": count, CLIENTS: count, CLIENTS_REST: None} for group, count in flow]
    told = replace(measure("caseload-flow", rows), period=YEAR)
    fact_sheet = sheet("armoede", [told], policy=policies()["standaard"])
    closed = whole("trajectories-closed", {"2024-1": 6, "2024-2": 6, "2024-3": 5, "2024-4": 1})
    quarters = [("kwartaal-4", [closed], YEAR)]
    assert found(fact_sheet, *leaving(quarters, {"2024/armoede/caseload-flow": told})) == set()
    assert found(fact_sheet, *leaving(quarters, apart=True))


def test_a_product_without_questions_does_not_contradict_the_year():
    asked = [whole("questions", {"informatie_en_advies": 0})]
    year = [whole("questions", {"informatie_en_advies": 40}), whole("questions-result-area", {"gezondheid": 40})]
    assert found(sheet("productblad-6", asked), sheet("jaarrapportage", year)) == set()


def test_those_in_debt_for_too_long_are_subtracted():
    rows = [
        norm("schuld_gemiddelde_duur/gemiddelde", 21, value=5.9, unit="maanden"),
        norm("schuld_langste_duur/afgesloten_of_te_lang", 22, count=16, share=16 / 22),
    ]
    assert ("norms/te lang", 1, 1) in found(sheet("voorveld", [measure("norms", rows)]))


def test_product_sheets_of_other_products_do_not_contradict_each_other():
    sheets = [sheet(f"productblad-{k}", [whole("product-sex", {"vrouw": 30 + k, "man": 20})]) for k in (1, 2)]
    assert found(*sheets) == set()


@pytest.mark.parametrize(
    ("table", "groups"),
    [("trajectories-domain", ("financien", "huisvesting", "justitie")), ("questions-result-area", ("a", "b", "c"))],
)
def test_hidden_rows_between_shown_ones_of_a_ranking_are_named(table, groups):
    """10, then hidden, then 9: whoever sees the order knows the hidden one within 1."""
    first, _second, _third = groups
    rows = [
        {"group": group, "count": k, "n": 28, CLIENTS: k, CLIENTS_REST: 9}
        for group, k in zip(groups, (10, 9, 9), strict=True)
    ]
    natural = sheet("jaarrapportage", [measure(table, rows)], policy=BARE)
    by_size = sheet("jaarrapportage", [measure(table, [rows[2], rows[0], rows[1]])], policy=BARE)
    for found, expected in ((natural, []), (by_size, [f"{table}/{first}"])):
        (released,) = found.sheet.tables
        masked = Row(group=first, unit="trajecten", state="suppressed", caveats=("onderdrukt",))
        hidden = released.model_copy(
            update={"rows": tuple(masked if one.group == first else one for one in released.rows)}
        )
        seen = replace(found, sheet=found.sheet.model_copy(update={"tables": (hidden,)}))
        assert [one.cell for one in shown_outright(seen, RULES["standaard"]) if one.rule == "order-tells"] == expected


def test_the_length_of_a_list_that_is_hidden_whole_is_named():
    practices = whole("referrals-practice", dict.fromkeys(("a", "b", "c", "d", "e", "f"), 1))
    many = measure("referrals-practices", [{"group": "praktijken", "count": 6}], privacy="open")
    made = sheet("welzijn-op-recept", [practices, many], policy=policies()["standaard"])
    shown = made.sheet.tables[1].model_copy(update={"rows": (Row(group="praktijken", count=6),)})
    for tables, expected in (
        (made.sheet.tables, []),
        ((made.sheet.tables[0], shown), ["referrals-practices/praktijken"]),
    ):
        seen = replace(made, sheet=made.sheet.model_copy(update={"tables": tables}))
        assert [one.cell for one in shown_outright(seen, RULES["standaard"]) if one.rule == "length-tells"] == expected


def test_as_many_referrals_as_practices_are_one_each():
    months = whole("referrals-month", {"2024-01": 0, "2024-02": 5})
    masked = [Row(group=name, unit="trajecten", state="suppressed", caveats=("onderdrukt",)) for name in "abcde"]
    own = sheet("welzijn-op-recept", [whole("referrals-practice", dict.fromkeys("abcde", 1)), months])
    tables = [
        table.model_copy(update={"rows": tuple(masked)}) if table.id.endswith("practice") else table
        for table in own.sheet.tables
    ]
    shown = replace(own, sheet=own.sheet.model_copy(update={"tables": tuple(tables)}))
    assert ("referrals-practice/a", 1, 1) in found(shown)


@pytest.mark.parametrize("counts", [(1, 1, 1, 1, 1), (2, 1, 1, 2, 1, 1), (5, 1, 1), (12, 3, 1), (30, 3, 2)])
def test_a_list_of_few_does_not_tell_by_its_length_how_many_each_is(counts):
    named = dict(zip("abcdefg", counts, strict=False))
    n = sum(counts)
    months = whole("referrals-month", {"2024-01": n - 5, "2024-02": 5, "2024-03": 0})
    referred = sheet("welzijn-op-recept", [whole("referrals-practice", named), months], policy=STANDARD)
    assert found(referred) == set()
    flow = {"open_at_start": 0, "started": n, "closed": 0, "open_at_end": n}
    flow_rows = [{"group": group, "count": k, CLIENTS: k} for group, k in flow.items()]
    fact_sheet = replace(measure("caseload-flow", flow_rows), period=YEAR)
    work = single("work-cells", {f"individueel_traject/{area}/01234": k for area, k in named.items()})
    tables = [
        whole("trajectories-result-area", named),
        whole("trajectories-started", {"2024-1": n, "2024-2": 0, "2024-3": 0, "2024-4": 0}),
        single("target-counts", {f"{area}/individuele_trajecten": k for area, k in named.items()}),
        measure("targets", [{"group": "vitaliteit/individuele_trajecten/expected", "value": 5.0}], privacy="open"),
    ]
    before = {"2024/armoede/caseload-flow": fact_sheet, "2024/werk/work-cells": work}
    year = sheet("jaarrapportage", tables, policy=STANDARD, before=before)
    assert found(year, sheet("armoede", [fact_sheet], policy=STANDARD)) == set()


def test_no_count_decides_the_order_of_rows(tmp_path):
    """Two municipalities whose registrations differ in everything list what they have in common alike."""
    listed = []
    year, sheet_5 = (
        report_spec({"year": 2024, "municipality": random_years.PLACE, "report": name})
        for name in ("jaarrapportage", "productblad-5")
    )
    for seed in (4, 5):
        (tmp_path / str(seed)).mkdir()
        random_years.written(seed, tmp_path / str(seed), products=True)
        registration = read_registration(tmp_path / str(seed))
        counts = volumes.Volumes(registration, year)
        tables = [
            *volumes.questions(counts, year),
            *(table for kind in ("trajectories", "lean") for table in volumes.trajectories(kind, counts, year)),
            agreed(registration, year),
            *product.tables(product.count_product_cases(registration, sheet_5, products()), sheet_5, products()),
            *measured(
                registration, report_spec({"year": 2024, "municipality": random_years.PLACE, "theme": "armoede"})
            ).values(),
        ]
        listed.append({table.id: [*table.rows["group"]] for table in tables})
    one, other = listed
    assert set(one) >= {"trajectories-domain", "questions-result-area", "product-domain", "dimension-domain"}
    for table, groups in one.items():
        common = set(groups) & set(other[table])
        assert [group for group in groups if group in common] == [group for group in other[table] if group in common], (
            table
        )


def test_goals_and_partners_are_no_people():
    table = measure("din-partners", [{"group": "armoede/fonds", "count": 3, "n": 25, "share": 0.12}], privacy="open")
    assert found(sheet("din", [table])) == set()


@pytest.mark.slow
def test_the_reports_of_a_random_year_withstand_the_attacker_and_apart_they_would_not(monkeypatch):
    monkeypatch.setattr(random_years, "REPORTS", ("kwartaal-1", "kwartaal-2", "jaarrapportage"))
    assert random_years.run(4)[0] == []
    monkeypatch.setattr(protect, "cells_of", lambda *_: iter(()))
    assert random_years.run(4)[0] != []


def of_versions(counts, policy):
    """End against start of two versions of the matrix, in a sheet that hides by that policy."""
    rows = []
    for version, outcomes in counts.items():
        n = sum(outcomes.values())
        for name, k in outcomes.items():
            rows.append({"group": f"{version}/{name}", "count": k, "n": n, CLIENTS: k, CLIENTS_REST: n - k})
    return sheet("armoede", [measure("zrm-end-vs-start", rows)], policy=policy)


def test_an_outcome_of_one_version_does_not_follow_from_the_others_of_that_version():
    counts = {2013: {"higher": 20, "equal": 15, "lower": 3}, 2017: {"higher": 15, "equal": 13, "lower": 10}}
    assert found(of_versions(counts, policies()["standaard"])) == set()
    (table,) = of_versions(counts, BARE).sheet.tables
    rows = [
        Row(group=one.group, state="suppressed", caveats=("onderdrukt",)) if one.group == "2013/lower" else one
        for one in table.rows
    ]
    naive = of_versions(counts, BARE)
    tables = (table.model_copy(update={"rows": tuple(rows)}),)
    naive = replace(naive, sheet=naive.sheet.model_copy(update={"tables": tables}))
    assert found(naive) == {("zrm-end-vs-start/2013/lower", 3, 3)}
