"""Every report, made from the demonstrations and from nothing: published figures, pages, unknowns."""

from __future__ import annotations

import re

import pytest

from impactlib.catalogue import family_of, number_of
from impactlib.model import ParameterError, SheetError
from impactlib.params import spec_of
from impactlib.release.places import places
from impactlib.release.sets import About
from impactlib.reports.contents import report_spec
from impactlib.sheet.reports import REPORTS, chapter
from tests.sheet.reports.making import Made, notebook_names

PLACES = [
    ("verwacht-werkelijk", 2022, "noordoostpolder"),
    ("verwacht-werkelijk", 2026, "noordoostpolder"),
    ("jaarrapportage", 2024, "noordoostpolder"),
    ("kwartaal-3", 2024, "noordoostpolder"),
    ("din", 2020, "westerkwartier"),
    ("onderzoeksverantwoording", 2020, "westerkwartier"),
    ("startfoto", 2021, "westerkwartier"),
    *((f"productblad-{number}", 2024, "oldambt") for number in range(1, 7)),
    ("voorveld", 2024, "noordoostpolder"),
    ("welzijn-op-recept", 2025, "noordoostpolder"),
    ("werkwijze", 2020, "westerkwartier"),
]


ALONE = {"zrm-growth", "referrals-practice", "referrals-month"}
"""Tables about people of which no other report counts a part or a whole."""


@pytest.fixture(scope="session")
def made(demo):
    """A report by name, made once."""
    known = {}

    def make(report, year, municipality):
        if (report, year) not in known:
            known[report, year] = Made(report, year, municipality, demo)
        return known[report, year]

    return make


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
class TestEachReport:
    def test_every_number_on_the_page_stands_in_the_json(self, made, place):
        assert made(*place).differences() == []

    def test_the_notebook_shows_every_chapter_in_order(self, made, place):
        assert notebook_names(place[0]) == tuple(made(*place).blocks)

    def test_nothing_on_the_page_is_a_bare_slug_or_a_null(self, made, place):
        text = re.sub(r"<[^>]*>", " ", made(*place).html)
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\bNone\b|\bnan\b", text)

    def test_an_identifier_is_used_once(self, made, place):
        ids = re.findall(r'\bid="([^"]+)"', made(*place).html)
        assert [one for one in sorted(set(ids)) if ids.count(one) > 1] == []

    def test_a_table_about_people_is_decided_beside_the_reports_that_count_them_too(self, made, place):
        page = made(*place)
        about = About(page.spec.params.slug, page.spec.period, page.spec.params.basis)
        people = {key: table for key, table in page.measures.items() if table.privacy == "people" and "/" not in key}
        apart = {
            table.id
            for table in people.values()
            if not any(places(table.id, str(group), about) for group in table.rows["group"]) and len(table.rows)
        }
        assert apart <= ALONE

    def test_an_empty_registration_gives_a_page_that_says_unknown(self, empty, place):
        page = Made(*place, empty)
        assert page.differences() == []
        counted = [(table["id"], row["group"]) for table in page.tables if table["privacy"] == "people"
                   for row in table["rows"] if row["state"] == "shown" and row["count"] is not None]  # fmt: skip
        assert counted == []


def test_what_was_expected_and_done_in_2022_is_that_of_the_annual_report_of_carrefour(made):
    page = made("verwacht-werkelijk", 2022, "noordoostpolder")
    published = {  # Jaarverslag Carrefour 2022, Maatschappelijk welzijn
        "vrijwillige_inzet/matches": (75, 166),
        "vrijwillige_inzet/vrijwillige_respijtzorg": (70, 14),
        "vrijwillige_inzet/inwoners_ondersteund_door_vrijwilligers": (1100, 847),  # printed as 110 and 84,7 (x10)
        "sociaal_netwerk/zelfstandig_verder_na_netwerkuitbreiding": (55, 247),  # printed as 5,5 and 24,7 (x10)
        "buurtbemiddeling/opgeloste_geschillen": (50, 47),
        "mantelzorg/mantelzorgwaarderingen": (750, 748),
        "mantelzorg/bedrijven_met_oog_voor_mantelzorg": (10, 45),
    }
    for group, (expected, actual) in published.items():
        assert page.value("targets", f"{group}/expected") == expected
        assert page.value("targets", f"{group}/actual") == actual


def test_an_expectation_that_the_source_does_not_give_is_unknown_and_never_zero(made):
    page = made("verwacht-werkelijk", 2022, "noordoostpolder")
    row = "mantelzorg/deelname_dag_van_de_mantelzorg"  # 311 stands in the wrong column of the source
    assert page.value("targets", f"{row}/actual") == 311
    assert page.value("targets", f"{row}/expected") is None
    assert page.value("targets", f"{row}/expected", "state") == "unknown"


def test_a_total_that_differs_from_its_parts_says_so(made):
    page = made("verwacht-werkelijk", 2022, "noordoostpolder")  # 158 helped; advice 29, new 44, vacancy 12, media 44
    found = [
        page.value("target-totals", f"organisaties_verder_geholpen/{one}") for one in ("stated", "parts", "difference")
    ]
    assert found == [158, 129, 29]
    assert "Let op" in page.chapter("totalen")


def test_the_plan_of_2026_shows_its_sums_and_where_they_do_not_add_up(made):
    page = made("verwacht-werkelijk", 2026, "noordoostpolder")  # Subsidieaanvraag Carrefour 2026
    assert page.value("target-totals", "totaal_individueel/stated") == 2700
    assert page.value("target-totals", "totaal_individueel/parts") == 2640
    assert page.value("target-totals", "totaal_deelnemers/difference") == 0
    assert page.value("budget", "begroting-2026/totaal/amount") == 3194779
    assert page.value("budget", "begroting-2026/totaal/fte_parts") == 23.5
    assert page.value("budget", "begroting-2026/totaal/gaps") == 16000
    assert "nog niets te tellen" in page.chapter("registratie")


def test_the_annual_report_counts_what_carrefour_published_of_2024(made):
    page = made("jaarrapportage", 2024, "noordoostpolder")  # Jaarverslag Carrefour 2024, Onze totale inzet
    assert page.value("questions", "informatie_en_advies", "n") == 2309
    assert page.value("trajectories-result-area", "clientondersteuning", "n") == 282
    assert page.value("collective", "eigen_inzet/bijeenkomsten", "count") == 677
    assert page.value("collective", "eigen_inzet/deelnemers", "count") == 17076
    assert page.value("collective", "hulp_bij_zelforganisatie/trajecten", "count") == 245
    assert page.value("collective", "hulp_bij_zelforganisatie/deelnemers", "count") == 4502


def test_the_annual_report_shows_when_it_is_due(made):
    assert "15 maart 2025" in made("jaarrapportage", 2024, "noordoostpolder").chapter("top")


def test_the_five_largest_domains_are_drawn_and_the_rest_stand_in_the_table(made):
    html = made("jaarrapportage", 2024, "noordoostpolder").chapter("leefgebieden")
    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert len(set(re.findall(r'data-cell="trajectories-domain/([a-z_]+)/count"', drawing))) == 5
    assert len(set(re.findall(r'trajectories-domain/([a-z_]+)/count"', html))) > 5


STORY = "## verhaal-a\nEen inwoner ging weer naar buiten.\n\ntoestemming: {consent}\nnaam: {name}\n"


def test_a_story_with_consent_and_a_fictitious_name_is_told(empty):
    page = Made("jaarrapportage", 2024, "noordoostpolder", empty, words=STORY.format(consent="ja", name="verzonnen"))
    assert "weer naar buiten" in page.chapter("verhalen")


@pytest.mark.parametrize(("consent", "name"), [("nee", "verzonnen"), ("ja", "echt")])
def test_a_story_without_consent_or_with_a_real_name_stops_the_page(empty, consent, name):
    words = STORY.format(consent=consent, name=name)
    with pytest.raises(SheetError, match="words-story"):
        Made("jaarrapportage", 2024, "noordoostpolder", empty, words=words).chapter("verhalen")


def test_a_quarter_adds_up_from_january_and_stands_beside_the_year_before(made):
    page = made("kwartaal-3", 2024, "noordoostpolder")
    assert str(page.spec.period) == "2024-01-01/2024-09-30"
    assert {row.group for row in page.released["questions-quarter"].rows} == {"2024-1", "2024-2", "2024-3"}
    assert {row.group for row in page.released["questions-quarter-before"].rows} == {"2023-1", "2023-2", "2023-3"}
    assert (
        page.blocks["top"].page["stamp"].startswith("Concept")
    )  # read out long after the quarter: nothing provisional


def test_a_quarter_that_is_still_to_come_is_unknown(demo):
    page = Made("kwartaal-4", 2025, "noordoostpolder", demo)  # extracted at the end of August
    assert page.value("trajectories-started", "2025-4", "state") == "unknown"
    assert page.value("trajectories-started", "2025-4", "count") is None
    assert page.blocks["top"].page["stamp"].startswith("Voorlopige cijfers")
    assert page.differences() == []


def test_a_fifth_quarter_is_refused():
    with pytest.raises(ParameterError, match="quarter"):
        report_spec({"year": 2024, "municipality": "noordoostpolder", "report": "kwartaal-5"})


def test_a_quarters_own_period_is_left_alone():
    given = {"year": 2024, "municipality": "x", "report": "kwartaal-1", "period": "2024-02-01/2024-03-31"}
    assert report_spec(given) == spec_of(given)


def test_last_quarters_agreements_are_the_researchers_words(empty):
    words = "## afspraken\nWe zouden de inloop vaker openen. Dat is gebeurd.\n"
    page = Made("kwartaal-2", 2024, "noordoostpolder", empty, words=words)
    assert "Dat is gebeurd" in page.chapter("afspraken")


def test_goals_stand_beside_their_commission_with_a_warning_where_they_differ(made):
    page = made("din", 2020, "westerkwartier")  # appendix Doelen-Inspanningen-Netwerk, 2020
    assert page.value("din-types", "lichaamsfuncties/leerdoel", "n") == 36
    flagged = {
        row.group
        for row in page.released["din-goals"].rows
        if set(row.caveats) & {"vertaling-strenger", "vertaling-anders"}
    }
    assert flagged == {"L3", "L4", "K8", "M3b", "DF3", "M4b", "K7"}
    html = page.chapter("doelen")
    assert html.count("Let op: vertaling strenger") == 5
    assert html.count("Let op: vertaling anders") == 2
    assert "geen blad" in page.chapter("antwoorden")
    assert "onbekend" in page.chapter("wijzigingen")


def test_the_accounting_holds_the_numbers_of_the_sheets(made):
    page = made("onderzoeksverantwoording", 2020, "westerkwartier")  # Onderzoek Basisondersteuning 2020
    assert page.value("used-cases", "armoede/cases", "count") == 273
    assert page.value("used-cases", "gezonde-leefstijl/cases", "count") == 57
    assert page.value("used-cases", "laaggeletterdheid/cases", "state") == "unknown"
    assert (page.value("response", "klanttevredenheid", "count"), page.value("response", "klanttevredenheid", "n")) == (
        67,
        324,
    )
    assert (
        page.value("response", "netwerktevredenheid", "count"),
        page.value("response", "netwerktevredenheid", "n"),
    ) == (100, 394)


def test_the_startfoto_sums_the_merged_municipalities(made):
    page = made("startfoto", 2021, "westerkwartier")
    former = [page.value("baseline", f"inwoners@{one}@2017") for one in ("grootegast", "leek", "marum", "zuidhorn")]
    assert page.value("baseline", "inwoners@westerkwartier@2017") == sum(former)
    assert "bestond toen nog niet" in page.chapter("notes")


def test_a_product_sheet_shows_the_agreed_minima(made):
    page = made("productblad-1", 2024, "oldambt")  # BCF-opdracht Oldambt 2024-2028: 25, 30, 30 and 15
    groups = ("toukomstbuddys", "nieuwkomers_huisvesting", "nieuwkomers_begeleiding", "wonen_leren_werken")
    assert [page.value("product-agreed", group) for group in groups] == [25, 30, 30, 15]
    assert "2 keer per jaar" in page.chapter("top")


def test_all_sixteen_topics_stand_in_the_table_and_others_are_not_left_out(made):
    page = made("productblad-1", 2024, "oldambt")
    assert len(page.released["product-topic"].rows) == 18  # 16 of the commission, another topic, not recorded
    assert "ander onderwerp" in page.chapter("onderwerpen").lower()


def test_a_product_that_does_not_exist_is_refused(empty):
    with pytest.raises(ParameterError, match="product-unknown"):
        Made("productblad-7", 2024, "oldambt", empty)


def test_norms_have_their_numbers_and_an_open_one_is_unknown(made):
    page = made("voorveld", 2024, "noordoostpolder")  # Aanpak Hervorming Voorveld, appendix
    assert page.value("norm-thresholds", "afgerond_binnen_jaar/share") == 0.8
    assert page.value("norm-thresholds", "geschillen_opgelost/share") == pytest.approx(2 / 3)
    assert page.value("norm-thresholds", "contact_na_signaal/limit") == 5
    assert page.value("norm-thresholds", "signaal_opgepakt/limit") == 10
    assert page.value("norm-thresholds", "schuld_gemiddelde_duur/limit") == 6
    assert page.value("norm-thresholds", "schuld_langste_duur/limit") == 12
    assert page.value("norm-thresholds", "crisisinzet/share", "state") == "unknown"
    assert "niet gemeten" in page.chapter("normen")


def test_referrals_of_2025_are_those_of_the_application_and_small_practices_are_hidden(made):
    page = made("welzijn-op-recept", 2025, "noordoostpolder")  # Subsidieaanvraag 2026: 87 from January to August
    rows = page.released["referrals-practice"].rows
    assert {row.n for row in rows if row.n is not None} == {87}
    assert any(row.state == "suppressed" for row in rows)
    assert all(row.count is None or row.count >= 5 for row in rows if row.state == "shown")
    assert page.value("referrals-month", "2025-12", "state") == "unknown"


def test_a_chapter_that_does_not_exist_is_named(made):
    with pytest.raises(ParameterError, match="chapter-unknown"):
        chapter(made("werkwijze", 2020, "westerkwartier").sheet, "nergens")


@pytest.mark.parametrize("report", sorted(REPORTS))
def test_every_report_has_a_name_without_a_number(report):
    assert family_of(report) == report
    assert number_of(report) is None
    assert family_of(f"{report}-2") == report
