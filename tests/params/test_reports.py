"""The params of the other reports: a norm misread is a verdict misread."""

import datetime as dt

import pytest

from impactlib.model import ParameterError
from impactlib.params import FEITENBLAD, spec_of
from impactlib.params.reports import (
    Norm,
    answers_of,
    areas_of,
    municipalities,
    products,
    target_rules,
    voorveld,
)


def test_a_fraction_is_exactly_that_and_an_empty_norm_stays_unknown():
    norms = {norm.slug: norm for norm in voorveld().norms}
    assert norms["geschillen_opgelost"].share == 2 / 3
    assert norms["afgerond_binnen_jaar"].share == 0.8
    assert (norms["crisisinzet"].limit, norms["vaccinatiegraad"].share) == (None, None)


@pytest.mark.parametrize("share", ["5/4", -0.1, "a"])
def test_a_share_that_cannot_be_is_refused(share):
    with pytest.raises((ValueError, ZeroDivisionError)):
        Norm(slug="x", area="x", result="x", how="none", source="x", share=share)


def test_every_norm_belongs_to_a_result_of_its_area():
    areas = {area.slug: area.results for area in voorveld().areas}
    for norm in voorveld().norms:
        assert norm.result in areas.get(norm.area, ("",))
    assert set(voorveld().told_by) <= {result for results in areas.values() for result in results}


def test_six_products_sixteen_topics_and_four_minima():
    found = products()
    assert [product.number for product in found.products] == [1, 2, 3, 4, 5, 6]
    assert len(found.topics) == len(set(found.topics)) == 16
    assert {minimum.slug: minimum.at_least for minimum in found.number(1).minima} == {
        "toukomstbuddys": 25,
        "nieuwkomers_huisvesting": 30,
        "nieuwkomers_begeleiding": 30,
        "wonen_leren_werken": 15,
    }


def test_a_product_and_a_municipality_that_are_not_there_are_named():
    with pytest.raises(ParameterError, match="product-unknown"):
        products().number(7)
    assert areas_of("nergens") == ()


def test_a_deadline_is_a_day_of_the_year_after():
    rules = {rule.report: rule for rule in municipalities()["noordoostpolder"].deadlines}
    assert rules["jaarrapportage"].due(2022) == dt.date(2023, 3, 15)


def test_what_a_total_adds_up_is_counted_or_stated():
    assert {total.slug for total in target_rules().totals} == {
        "totaal_individueel",
        "totaal_deelnemers",
        "organisaties_verder_geholpen",
    }


def test_the_answers_of_a_years_sheets_are_read_from_their_words():
    assert answers_of(2020, "westerkwartier")["K2b"] == "geen-nieuwe-meting"
    assert answers_of(2020, "nergens") == {}


def test_a_report_has_no_theme_and_a_fact_sheet_must():
    assert spec_of({"year": 2024, "municipality": "oldambt", "report": "jaarrapportage"}).theme.domains == ()
    with pytest.raises(ParameterError, match="theme-unknown"):
        spec_of({"year": 2024, "municipality": "oldambt", "report": FEITENBLAD})
