"""Two reports that count some of the same people never tell by subtraction how few the others are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from impactlib.model import CLIENTS, CLIENTS_REST, DOMAINS, DisclosureError, Period
from impactlib.release import release
from impactlib.release.sets import About
from tests.release.tables import STANDARD, measure, parts

YEAR = Period.of_year(2024)


def quarter(number):
    return Period(YEAR.first, Period.of_quarter(2024, number).last)


def during(table, period):
    return replace(table, period=period)


def single(table, counts, period=YEAR):
    """Rows that are no part of a whole."""
    rows = [{"group": group, "count": k, "n": k, CLIENTS: k, CLIENTS_REST: 0} for group, k in counts.items()]
    return during(measure(table, rows), period)


def whole(table, counts, period=YEAR):
    return during(parts(table, counts), period)


def out(report, tables, period=YEAR, before=None):
    keyed = {f"2024/{name}/{table.id}": table for name, table in (before or [])}
    return release({table.id: table for table in tables} | keyed, STANDARD, about=About(report, period))


def together(*reports):
    """Each report (name, table, period) as it leaves beside the others, by name."""
    found = {}
    for one in reports:
        name, table, period = one
        others = [(other, its) for other, its, _ in reports if other != name]
        found[name] = out(name, [table], period, before=others)[table.id]
    return found


def states(table):
    return {row.group: row.state for row in table.rows}


HIDDEN, SHOWN = "suppressed", "shown"
AGREED = {"jongerenwerk/individuele_trajecten;informatie_en_advies": 204, "opstap/informatie_en_advies": 95}


def test_a_sum_beside_one_of_its_parts_does_not_tell_the_other_part():
    """204 trajectories and questions, 201 questions: three trajectories."""
    asked = whole("questions-result-area", {"jongerenwerk": 201, "opstap": 95})
    alone = out("jaarrapportage", [single("target-counts", AGREED)])
    assert set(states(alone["target-counts"]).values()) == {SHOWN}
    both = out("jaarrapportage", [single("target-counts", AGREED), asked])
    assert HIDDEN in {**states(both["target-counts"]), **states(both["questions-result-area"])}.values()


@pytest.mark.parametrize(("less", "state"), [(201, HIDDEN), (200, HIDDEN), (199, SHOWN), (204, SHOWN)])
def test_a_difference_is_small_below_the_threshold_and_nobody_is_no_secret(less, state):
    asked = whole("questions-result-area", {"jongerenwerk": less, "opstap": 95})
    both = out("jaarrapportage", [single("target-counts", AGREED), asked])
    found = {**states(both["target-counts"]), **states(both["questions-result-area"])}
    assert (HIDDEN in found.values()) == (state == HIDDEN)


def test_a_quarter_does_not_follow_from_the_year_so_far():
    """Eight until September were shown: ten in the year would tell that two came in the last quarter."""
    name = "brugfunctionaris/individuele_trajecten"
    third = single("target-counts", {name: 8, "vitaliteit/individuele_trajecten": 60}, quarter(3))
    now = single("target-counts", {name: 10, "vitaliteit/individuele_trajecten": 90})
    assert states(out("jaarrapportage", [now])["target-counts"])[name] == SHOWN
    assert states(out("kwartaal-3", [third], quarter(3))["target-counts"])[name] == SHOWN
    found = together(("kwartaal-3", third, quarter(3)), ("jaarrapportage", now, YEAR))
    assert sorted(states(table)[name] for table in found.values()) == [SHOWN, HIDDEN]


def test_what_an_earlier_quarter_hides_a_later_one_hides_too():
    name = "2024-1"
    first = ("kwartaal-1", whole("lean-started", {name: 3}, quarter(1)))
    second = whole("lean-started", {name: 3, "2024-2": 40}, quarter(2))
    found = out("kwartaal-2", [second], quarter(2), before=[first])["lean-started"]
    assert found.row(name).state == HIDDEN


def test_a_quarter_of_few_does_not_follow_from_the_half_year_and_the_other_quarter():
    """Thirty in the first quarter: of 33 in half a year, three are of the second."""
    first = whole("trajectories-started", {"2024-1": 30}, quarter(1))
    second = whole("trajectories-started", {"2024-1": 30, "2024-2": 3}, quarter(2))
    found = together(("kwartaal-1", first, quarter(1)), ("kwartaal-2", second, quarter(2)))
    told = {row.count for table in found.values() for row in table.rows} | {row.n for row in found["kwartaal-1"].rows}
    assert found["kwartaal-2"].row("2024-2").state == HIDDEN
    assert not (30 in told and found["kwartaal-2"].rows[0].n == 33)


def test_few_clients_of_a_quarter_to_come_do_not_follow_from_a_fact_sheet_of_the_year():
    """28 closed in the year, 23 until September: five of four people in the last quarter."""
    closed = [{"group": "closed", "count": 28, CLIENTS: 25, CLIENTS_REST: None}]
    last = {"group": "closed/individueel_traject/4", "count": 5, "n": 5, CLIENTS: 4, CLIENTS_REST: 0}
    sheet = ("armoede", during(measure("caseload-flow", closed), YEAR))
    secret = ("werk", during(measure("work-cells", [last]), YEAR))
    counts = {"2024-1": 6, "2024-2": 10, "2024-3": 7}
    third = whole("trajectories-closed", counts, quarter(3))
    assert {row.n for row in out("kwartaal-3", [third], quarter(3), before=[sheet])["trajectories-closed"].rows} == {23}
    found = out("kwartaal-3", [third], quarter(3), before=[sheet, secret])["trajectories-closed"]
    assert 23 not in {row.n for row in found.rows}


def test_who_was_there_before_the_year_is_no_case_of_a_report_on_those_who_began():
    flow = {"open_at_start": 20, "started": 30, "closed": 25, "open_at_end": 25}
    rows = [{"group": group, "count": k, CLIENTS: k, CLIENTS_REST: None} for group, k in flow.items()]
    tables = [
        whole("trajectories-started", {"2024-1": 10, "2024-2": 20, "2024-3": 0, "2024-4": 0}),
        whole("trajectories-result-area", {"mantelzorg": 30}),
        during(measure("caseload-flow", rows), YEAR),
    ]
    keyed = {(table.id if table.id != "caseload-flow" else f"2024/armoede/{table.id}"): table for table in tables}
    found = release(keyed, STANDARD, about=About("jaarrapportage", YEAR, "gestart"))
    assert {row.state for table in found.values() for row in table.rows} == {SHOWN}


def test_of_a_handful_not_even_the_zeros_are_told():
    found = out("jaarrapportage", [whole("lean-age", {"0-17": 0, "18-24": 2, "25-44": 0, "unknown": 0})])
    assert set(states(found["lean-age"]).values()) == {HIDDEN}


def test_a_part_of_a_topic_leaves_no_few_others():
    """61 newcomers, 58 of them with help after housing."""
    topics = whole("product-topic", {"nieuwkomers": 61, "activering": 18})
    minima = single("product-minima", {"nieuwkomers_begeleiding": 58})
    found = out("productblad-1", [topics, minima])
    assert HIDDEN in {**states(found["product-topic"]), **states(found["product-minima"])}.values()


def norm(group, n, **values):
    row = {"group": group, "n": n, "n_eligible": n, CLIENTS: n, CLIENTS_REST: 0, **values}
    return {**row, CLIENTS: values.get("count", n), CLIENTS_REST: n - values.get("count", n)}


def test_two_norms_do_not_tell_who_is_in_debt_for_too_long():
    """21 closed; 22 closed or too long under way: one goes on for too long."""
    rows = [
        norm("schuld_gemiddelde_duur/gemiddelde", 21, value=5.9, unit="maanden"),
        norm("schuld_langste_duur/afgesloten_of_te_lang", 22, count=16, share=16 / 22),
    ]
    assert HIDDEN in states(out("voorveld", [measure("norms", rows)])["norms"]).values()


def test_a_norm_of_which_nothing_is_known_still_says_how_many_it_is_about():
    """Of 21 closed nobody wrote down how long it took; 22 closed or too long under way."""
    unknown = {"state": "unknown", "n": 0, "n_eligible": 21, CLIENTS: 0, CLIENTS_REST: 0}
    rows = [
        {**norm("schuld_gemiddelde_duur/gemiddelde", 21), **unknown},
        norm("schuld_langste_duur/afgesloten_of_te_lang", 22, count=16, share=16 / 22),
    ]
    assert HIDDEN in states(out("voorveld", [measure("norms", rows)])["norms"]).values()


def test_nothing_is_said_of_one_client_where_other_norms_are_about_one_too():
    """Norms with one n are no parts of a whole."""
    slugs = ("afgerond_binnen_jaar/gestart", "opvoeding_kort/afgesloten", "schuld_langste_duur/afgesloten_of_te_lang")
    rows = [norm(slug, 1, count=met, share=met) for slug, met in zip(slugs, (0, 1, 1), strict=True)]
    assert set(states(out("voorveld", [measure("norms", rows)])["norms"]).values()) == {HIDDEN}


def test_a_norm_is_not_hidden_for_the_sake_of_another_that_is_about_as_many():
    counts = {"afgerond_binnen_jaar/gestart": 2, "contact_na_signaal/signalen": 18, "opvoeding_kort/afgesloten": 20}
    rows = [norm(slug, 40, count=met, share=met / 40) for slug, met in counts.items()]
    found = states(out("voorveld", [measure("norms", rows)])["norms"])
    assert found == dict(zip(counts, (HIDDEN, SHOWN, SHOWN), strict=True))


def test_a_norm_about_three_clients_is_hidden_beside_one_about_as_many_cases_of_six():
    rows = [
        norm(slug, 6, count=0, share=0.0) for slug in ("contact_na_signaal/signalen", "afgerond_binnen_jaar/gestart")
    ]
    rows[1] |= {CLIENTS: 0, CLIENTS_REST: 3}
    first, second = states(out("voorveld", [measure("norms", rows)])["norms"]).values()
    assert (first, second) == (SHOWN, HIDDEN)


def test_products_do_not_tell_of_each_other_what_the_year_would_leave():
    """All work but that of one product: two young people."""
    ages = {"0-17": 0, "18-24": 40, "25-44": 60, "unknown": 0}
    product = whole("product-age", ages | {"18-24": 38})
    year = whole("trajectories-age", ages)
    lean = whole("lean-age", dict.fromkeys(ages, 0))
    assert set(states(out("jaarrapportage", [year, lean])["trajectories-age"]).values()) == {SHOWN}
    annual = out("jaarrapportage", [year, lean], before=[("productblad-1", product)])["trajectories-age"]
    beside = [("jaarrapportage", year), ("jaarrapportage", lean)]
    of_product = out("productblad-1", [product], before=beside)["product-age"]
    assert HIDDEN in {states(annual)["18-24"], states(of_product)["18-24"]}


def test_whoever_knows_that_an_area_has_no_trajectories_does_not_learn_how_few_its_questions_are():
    """40 matches, 20 of steunouders: of 24 in vrijwillige inzet 20 are matches, and the rest are questions."""
    joined = "vrijwillige_inzet/individuele_trajecten;matches;informatie_en_advies"
    agreed = single("target-counts", {joined: 24, "steunouders/matches": 20}, quarter(1))
    lean = whole("lean-started", {"2024-1": 40}, quarter(1))
    cells = {
        "vragen/vrijwillige_inzet/1": 4,
        "leun_en_steun/vrijwillige_inzet/1": 20,
        "leun_en_steun/steunouders/1": 20,
    }
    for elsewhere in ("vrijwillige_inzet", "jongerenwerk"):
        work = single("work-cells", {**cells, f"individueel_traject/{elsewhere}/2": 9})
        found = out("kwartaal-1", [agreed, lean], quarter(1), before=[("werk", work)])
        hidden = HIDDEN in {*states(found["target-counts"]).values(), *states(found["lean-started"]).values()}
        assert hidden is (elsewhere == "jongerenwerk")


def beside_all(cells):
    """What fact sheets tell of all trajectories, and what nobody prints: how many a result area has."""
    flow = [{"group": "started", "count": sum(cells.values()), CLIENTS: sum(cells.values()), CLIENTS_REST: None}]
    flow.append({"group": "open_at_start", "count": 0, CLIENTS: 0, CLIENTS_REST: None})
    work = {f"individueel_traject/{area}/01234": count for area, count in cells.items() if count}
    return [("armoede", during(measure("caseload-flow", flow), YEAR)), ("werk", single("work-cells", work))]


def told(table):
    """What its rows add up to, where that is told."""
    if all(row.state == SHOWN for row in table.rows):
        return sum(row.count for row in table.rows)
    return max((row.n for row in table.rows if row.n is not None), default=None)


@pytest.mark.parametrize(("others", "total"), [(4, None), (5, 36), (0, 36)])
def test_a_product_of_nearly_all_does_not_tell_how_few_the_others_are(others, total):
    """Fact sheets tell how many trajectories there are; the product sheet, how many are in the product."""
    beside = beside_all({"sociale_relaties": 36, "maatschappelijk_werk": others})
    ages = whole("product-age", {"0-17": 0, "18-24": 16, "25-44": 20, "unknown": 0})
    assert told(out("productblad-6", [ages], before=beside)["product-age"]) == total


def test_two_products_together_do_not_tell_how_few_the_others_are():
    beside = beside_all({"sociale_relaties": 36, "gezondheid": 30, "maatschappelijk_werk": 3})
    first = whole("product-age", {"0-17": 0, "18-24": 10, "25-44": 20, "unknown": 0})
    ages = whole("product-age", {"0-17": 0, "18-24": 16, "25-44": 20, "unknown": 0})
    one = out("productblad-5", [first], before=[*beside, ("productblad-6", ages)])["product-age"]
    other = out("productblad-6", [ages], before=[*beside, ("productblad-5", first)])["product-age"]
    assert (told(one), told(other)).count(None) == 1


def test_whoever_knows_that_there_is_some_leun_en_steun_does_not_learn_the_domains_of_the_others():
    """Eight in the product, of whom five are individual, each of another domain: at most seven are."""
    domains = dict.fromkeys(DOMAINS[:5], 1) | dict.fromkeys((*DOMAINS[5:], "not_recorded"), 0)
    ages = whole("product-age", {"0-17": 0, "18-24": 0, "25-44": 8, "unknown": 0})
    work = {"individueel_traject/gezondheid/01234": 5, "leun_en_steun/gezondheid/01234": 3}
    work |= {"individueel_traject/maatschappelijk_werk/01234": 50, "leun_en_steun/steunouders/01234": 50}
    before = [("werk", single("work-cells", work))]
    found = out("productblad-5", [ages, whole("product-domain", domains)], before=before)
    assert {row.state for row in found["product-domain"].rows if row.count != 0} == {HIDDEN}
    assert told(found["product-age"]) is None


def test_tables_of_other_reports_never_come_out():
    sheet = ("kwartaal-1", single("target-counts", AGREED, quarter(1)))
    assert set(out("jaarrapportage", [single("target-counts", AGREED)], before=[sheet])) == {"target-counts"}


def test_a_year_smaller_than_its_quarter_is_refused():
    first = ("kwartaal-1", single("target-counts", {"opstap/informatie_en_advies": 99}, quarter(1)))
    with pytest.raises(DisclosureError) as caught:
        out("jaarrapportage", [single("target-counts", {"opstap/informatie_en_advies": 95})], before=[first])
    assert caught.value.code == "release-contradiction"


def test_a_period_of_its_own_shares_nothing_that_has_a_name():
    odd = Period(dt.date(2024, 2, 10), dt.date(2024, 5, 9))
    found = out("jaarrapportage", [single("target-counts", AGREED, odd)], odd)
    assert set(states(found["target-counts"]).values()) == {SHOWN}
