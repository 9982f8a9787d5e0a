"""What a reader sees where something is not known: its name, that it is unknown, and why. Never a zero, never a gap."""

from __future__ import annotations

import re

import pytest

from tests.sheet.reports.making import Made


def said(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"</?data[^>]*>", "", html)))


def test_a_result_area_without_an_expectation_has_its_count_and_the_reason(demo):
    page = Made("jaarrapportage", 2024, "noordoostpolder", demo)
    html = page.chapter("resultaatgebieden")
    alone = said(html[html.index("Begonnen trajecten en gestelde vragen, zonder verwachting") :])
    assert re.search(r"Brugfunctionaris: individuele trajecten (\d+|niet getoond)", alone)
    assert re.search(r"Brugfunctionaris: informatie en advies \d+", alone)
    assert "geen verwachting" in alone
    assert "iets anders dan een verwachting van nul" in said(page.chapter("notes"))


def test_a_quarter_to_come_is_unknown_and_says_not_yet(demo):
    page = Made("kwartaal-4", 2025, "noordoostpolder", demo)  # extracted at the end of August
    told = said(page.chapter("per-kwartaal"))
    assert re.search(r"4e kwartaal onbekend \d", told)
    assert "4e kwartaal 0" not in told
    assert "nog niet" in told


def test_a_year_to_come_is_said_once_and_has_no_counts(demo):
    page = Made("verwacht-werkelijk", 2026, "noordoostpolder", demo)
    assert said(page.chapter("registratie")).count("Er is nog niets te tellen.") == 2
    assert "2.700" in page.chapter("top")


def test_a_norm_without_data_and_a_norm_left_open_say_why(empty):
    page = Made("voorveld", 2024, "noordoostpolder", empty)
    told = said(page.chapter("normen"))
    assert told.count("Hiervoor is niets gemeten. Of de norm is gehaald, is onbekend.") == 14
    assert "De bron laat het aantal leeg." in told
    assert "0 van de 0" not in told


def test_a_topic_that_is_not_in_the_list_has_a_bar_of_its_own(demo):
    html = Made("productblad-2", 2024, "oldambt", demo).chapter("onderwerpen")
    assert 'data-cell="product-topic/ander_onderwerp/count"' in html[: html.index("<details")]
    assert "straatcoach" not in html


@pytest.mark.parametrize("number", range(1, 7))
def test_a_trajectory_without_area_has_a_row_of_its_own(demo, number):
    page = Made(f"productblad-{number}", 2024, "oldambt", demo)
    assert "not_recorded" in {row.group for row in page.released["product-area"].rows}
    assert "Niet ingevuld" in said(page.chapter("spreiding"))


def test_a_norm_that_was_met_is_called_met_and_chance_is_told_apart(demo):
    page = Made("voorveld", 2022, "noordoostpolder", demo)  # 47 solved: Jaarverslag Carrefour 2022
    told = said(page.chapter("normen"))
    assert "47 van de 64 zoals bedoeld (73%)" in told
    assert "De norm is 67%. Die is in deze periode gehaald." in told
    assert "Zeker genoeg om dit ook volgend jaar te verwachten: nee. De toevalsmarge loopt van 62% tot 83%." in told
    assert "Te weinig om iets te zeggen" not in told


def test_a_mean_of_a_registration_that_is_too_young_is_withheld_with_its_reason(demo):
    page = Made("voorveld", 2022, "noordoostpolder", demo)
    assert page.value("norms", "schuld_gemiddelde_duur/gemiddelde", "state") == "unknown"
    assert "De registratie gaat niet ver genoeg terug." in said(page.chapter("normen"))


def test_a_result_whose_norm_has_no_figure_says_why_and_counts_among_those_without(demo):
    html = Made("voorveld", 2024, "noordoostpolder", demo).chapter("resultaten")
    told = said(html)
    assert "vaccinatiegraad (niet in deze gegevens)" in told
    assert "traject maatschappelijk werk binnen een jaar afgerond (niet gemeten)" in told
    measured = [row for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL) if "niet gemeten" not in row]
    assert re.search(r"Van \d+ van de 42 resultaten staat hier geen cijfer", told)
    assert measured


def test_a_quarter_says_which_part_of_the_year_is_over_and_that_the_work_is_taken_as_even(demo):
    told = said(Made("kwartaal-3", 2024, "noordoostpolder", demo).chapter("signalen"))
    assert "Van het jaar is 75% voorbij." in told
    assert "gelijk over het jaar is verdeeld. De bron zegt dat niet" in told
    assert re.search(r"\d+\s+van \d+\s*, dat is", told)


@pytest.mark.parametrize(("report", "year", "said"), [("jaarrapportage", 2025, True), ("jaarrapportage", 2024, False)])
def test_a_year_that_was_seen_in_part_says_so_above_its_figures(demo, report, year, said):
    """Read on 31 August 2025: who reads 1.561 questions must not take them for those of a year."""
    page = Made(report, year, "noordoostpolder", demo)
    sentence = "Dit gaat alleen over de dagen tot en met 31 augustus 2025."
    assert (sentence in page.blocks["top"].html) == said
