"""Every figure of the other reports, as it was counted on paper (tests/measures/hand_reports.py)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from impactlib.measures import budget, cases, norms, product, referrals, targets, volumes, zrm
from impactlib.measures.collective import indicators
from impactlib.measures.counts import count_cases
from impactlib.model import DOMAINS
from impactlib.model.public import BudgetLine
from impactlib.params import spec_of
from impactlib.params.reports import Product, municipalities, products, target_rules, voorveld
from tests.measures.hand_reports import META, SIGNALS, SURVEYS, hand_reports, trajectories

PARAMS = {"year": 2024, "municipality": "noordoostpolder", "report": "jaarrapportage"}


@pytest.fixture(scope="module")
def registration(tmp_path_factory):
    return hand_reports(tmp_path_factory.mktemp("hand") / "registration")


@pytest.fixture(scope="module")
def spec():
    return spec_of(PARAMS)


def by_id(*measures):
    return {measure.id: measure for measure in measures}


def rows(measure, *columns):
    found = {row["group"]: tuple(row[name] for name in columns) for row in measure.rows.to_dict("records")}
    return {group: value[0] for group, value in found.items()} if len(columns) == 1 else found


@pytest.fixture(scope="module")
def counts(registration, spec):
    return volumes.Volumes(registration, spec)


class TestVolumes:
    def test_a_contact_in_a_group_is_a_question_and_no_participant_r01(self, counts, spec):
        found = by_id(*volumes.questions(counts, spec), *volumes.collective(counts, spec))
        assert rows(found["questions"], "count", "n") == {
            "informatie_en_advies": (3, 4),
            "contact_in_collectief": (1, 4),
        }
        assert rows(found["collective"], "count")["eigen_inzet/deelnemers"] == 27
        assert rows(found["questions-quarter"], "count") == {"2024-1": 1, "2024-2": 2, "2024-3": 0, "2024-4": 1}

    def test_domains_stand_in_the_order_of_the_instrument_and_what_was_not_recorded_last(self, counts, spec):
        found = rows(by_id(*volumes.questions(counts, spec))["questions-domain"], "count")
        assert [*found] == [*DOMAINS, "not_recorded"]
        assert (found["financien"], found["huisvesting"], found["not_recorded"], found["justitie"]) == (2, 1, 1, 0)

    def test_a_question_without_area_stays_visible(self, counts, spec):
        found = rows(by_id(*volumes.questions(counts, spec))["questions-area"], "count")
        assert (found["ens"], found["bant"], found["emmeloord"], found["not_recorded"]) == (2, 1, 0, 1)

    def test_trajectories_under_way_by_age_area_and_result_area(self, counts, spec):
        found = by_id(*volumes.trajectories("trajectories", counts, spec))
        assert rows(found["trajectories-age"], "count", "n") == {
            "0-17": (1, 18),
            "18-24": (0, 18),
            "25-44": (8, 18),
            "45-64": (6, 18),
            "65+": (2, 18),
            "unknown": (1, 18),
        }
        assert rows(found["trajectories-area"], "count")["not_recorded"] == 3
        assert rows(found["trajectories-result-area"], "count") == {
            "gezinsondersteuning": 6,
            "maatschappelijk_werk": 4,
            "preventieve_schulddienstverlening": 4,
            "vitaliteit": 3,
            "clientondersteuning": 1,
        }

    def test_a_client_with_two_trajectories_stands_behind_them_once(self, counts, spec):
        found = by_id(*volumes.trajectories("trajectories", counts, spec))["trajectories-result-area"]
        clients = rows(found, "clients", "clients_rest")
        assert clients["maatschappelijk_werk"] == (4, 13)
        assert clients["gezinsondersteuning"] == (5, 12)

    def test_started_and_closed_by_quarter(self, counts, spec):
        found = by_id(*volumes.trends(counts, spec))
        assert rows(found["trajectories-started"], "count") == {"2024-1": 5, "2024-2": 3, "2024-3": 0, "2024-4": 2}
        assert rows(found["trajectories-closed"], "count") == {"2024-1": 4, "2024-2": 3, "2024-3": 3, "2024-4": 4}
        assert rows(found["lean-started"], "count", "n")["2024-1"] == (1, 2)
        assert rows(found["lean-closed"], "count", "n")["2024-3"] == (1, 1)

    def test_often_or_once_is_one_trajectory_and_visits_are_not_people_r15(self, counts, spec):
        found = rows(by_id(*volumes.collective(counts, spec))["collective"], "count", "precision", "unique")
        assert found == {
            "eigen_inzet/trajecten": (2, None, None),
            "eigen_inzet/bijeenkomsten": (4, None, None),
            "eigen_inzet/deelnemers": (27, "minimaal", "nee"),
            "eigen_inzet/zonder_aantal": (1, None, None),
            "hulp_bij_zelforganisatie/trajecten": (1, None, None),
            "hulp_bij_zelforganisatie/bijeenkomsten": (1, None, None),
            "hulp_bij_zelforganisatie/deelnemers": (20, "exact", "nee"),
            "hulp_bij_zelforganisatie/zonder_aantal": (0, None, None),
        }

    def test_participants_nobody_counted_are_unknown_and_not_zero(self, counts, spec):
        found = by_id(*volumes.collective(counts, spec))["collective-quarter"]
        assert rows(found, "count", "state")["eigen_inzet/2024-2/deelnemers"] == (None, "unknown")
        assert rows(found, "count", "state")["eigen_inzet/2024-3/deelnemers"] == (0, "shown")

    def test_participants_by_age(self, counts, spec):
        found = rows(by_id(*volumes.collective(counts, spec))["collective-age"], "count")
        assert (found["0-17"], found["65+"], found["not_recorded"]) == (22, 5, 20)

    def test_the_indicators_are_of_every_activity_of_the_municipality(self, registration, spec):
        found = rows(indicators(registration, spec), "n", "value")
        assert found["erkend_voelen"] == (3, 4.0)
        assert found["inbedding"] == (None, None)

    def test_a_quarter_is_cumulative_and_stands_beside_last_years(self, registration):
        spec = spec_of(PARAMS | {"report": "kwartaal-2", "period": "2024-01-01/2024-06-30"})
        now = volumes.Volumes(registration, spec)
        before = volumes.Volumes(registration, volumes.year_before(spec))
        found = by_id(*volumes.trends(now, spec), *volumes.trends(before, volumes.year_before(spec), "-before"))
        assert rows(found["trajectories-started"], "count", "n") == {"2024-1": (5, 8), "2024-2": (3, 8)}
        assert rows(found["trajectories-started-before"], "count", "n") == {"2023-1": (4, 5), "2023-2": (1, 5)}
        assert str(found["trajectories-started-before"].period) == "2023-01-01/2023-06-30"

    def test_a_quarter_to_come_is_unknown_with_its_reason(self, registration):
        spec = spec_of(PARAMS | {"year": 2025})
        found = by_id(*volumes.trends(volumes.Volumes(registration, spec), spec))["trajectories-started"]
        assert rows(found, "count", "state", "caveats") == {
            "2025-1": (1, "shown", ()),
            **{f"2025-{number}": (None, "unknown", ("nog-niet",)) for number in (2, 3, 4)},
        }

    def test_a_year_to_come_and_another_municipality_are_unknown_and_never_zero(self, registration):
        for changed, why in (({"year": 2026}, "nog-niet"), ({"municipality": "westerkwartier"}, "niet-geregistreerd")):
            spec = spec_of(PARAMS | changed)
            counts = volumes.Volumes(registration, spec)
            tables = [
                *volumes.questions(counts, spec),
                *volumes.trends(counts, spec),
                *volumes.collective(counts, spec),
            ]
            found = [row for table in tables for row in table.rows.to_dict("records")]
            assert {row["state"] for row in found} == {"unknown"}
            assert {row["caveats"] for row in found} == {(why,)}

    def test_a_table_that_is_absent_is_unknown(self, tmp_path, spec):
        counts = volumes.Volumes(hand_reports(tmp_path / "r", contacts=None, meetings=None), spec)
        found = by_id(*volumes.questions(counts, spec), *volumes.collective(counts, spec))
        assert {row["state"] for row in found["questions"].rows.to_dict("records")} == {"unknown"}
        assert {row["state"] for row in found["collective"].rows.to_dict("records")} == {"unknown"}


@pytest.fixture(scope="module")
def wanted(registration, spec):
    return targets.targets_of(registration, spec)


class TestTargets:
    def test_a_row_printed_divided_by_ten_is_as_it_was_meant_r10(self, wanted, spec):
        found = rows(targets.stated(wanted, spec), "value")
        assert found["vrijwillige_inzet/inwoners_ondersteund/expected"] == 1100
        assert found["vrijwillige_inzet/inwoners_ondersteund/actual"] == 847
        assert found["vrijwillige_inzet/inwoners_ondersteund/ratio"] == pytest.approx(77)
        assert not [group for group in found if "x10" in group]

    def test_an_expectation_that_is_not_there_is_unknown_and_has_no_ratio_r11(self, wanted, spec):
        found = rows(targets.stated(wanted, spec), "value", "state", "caveats")
        dag = "mantelzorg/deelname_dag_van_de_mantelzorg"
        assert found[f"{dag}/expected"] == (None, "unknown", ("geen-verwachting",))
        assert found[f"{dag}/actual"] == (311.0, "shown", ())
        assert found[f"{dag}/ratio"] == (None, "unknown", ("geen-verwachting",))

    def test_an_expectation_of_nothing_has_no_ratio(self, wanted, spec):
        found = rows(targets.stated(wanted, spec), "value", "state")
        assert found["vrijwillige_inzet/vrijwillige_respijtzorg/expected"] == (0.0, "shown")
        assert found["vrijwillige_inzet/vrijwillige_respijtzorg/ratio"] == (None, "unknown")

    def test_a_stated_total_stands_beside_the_sum_of_its_parts_r23(self, wanted, spec):
        assert rows(targets.totals(wanted, target_rules(), spec), "value") == {
            "totaal_individueel/stated": 10,
            "totaal_individueel/parts": 8,
            "totaal_individueel/difference": 2,
            "totaal_individueel/parts_wider": 11,
            "totaal_individueel/difference_wider": -1,
        }

    def test_what_was_done_stands_beside_what_was_expected(self, registration, wanted, spec):
        effort = targets.Effort(registration, spec)
        found = rows(targets.counted_people(effort, wanted, target_rules(), spec), "count", "value", "caveats")
        assert found["maatschappelijk_werk/individuele_trajecten;informatie_en_advies"] == (4, 100.0, ())
        assert found["buurtbemiddeling/aanmeldingen"] == (4, 100.0, ())
        assert found["steunouders/matches"] == (0, 0.0, ())
        assert found["totaal/individuele_trajecten;matches;informatie_en_advies"] == (16, 160.0, ())

    def test_a_result_area_without_expectation_is_not_left_out(self, registration, wanted, spec):
        effort = targets.Effort(registration, spec)
        found = rows(targets.counted_people(effort, wanted, target_rules(), spec), "count", "value", "caveats")
        assert found["vitaliteit/individuele_trajecten"] == (3, None, ("geen-verwachting",))
        assert found["vrijwillige_inzet/matches"] == (2, None, ("geen-verwachting",))
        people = rows(targets.counted_participants(effort, wanted, spec), "count", "value", "precision", "caveats")
        assert people["jongerenwerk/deelnemers"] == (22, pytest.approx(2200 / 30), "minimaal", ())
        assert people["opbouwwerk/deelnemers"] == (20, None, "exact", ("geen-verwachting",))

    def test_a_plan_for_a_year_to_come_has_expectations_and_no_counts(self, tmp_path):
        plan = "year,organisation,municipality,result_area,measure,expected,actual,source\n"
        plan += "2026,De Proef,noordoostpolder,jongerenwerk,deelnemers,30,,plan\n"
        plan += "2026,De Proef,noordoostpolder,steunouders,matches,3,,plan\n"
        registration, spec = hand_reports(tmp_path / "r", targets=plan), spec_of(PARAMS | {"year": 2026})
        wanted, effort = targets.targets_of(registration, spec), targets.Effort(registration, spec)
        assert rows(targets.stated(wanted, spec), "value")["steunouders/matches/expected"] == 3
        for table in (
            targets.counted_people(effort, wanted, target_rules(), spec),
            targets.counted_participants(effort, wanted, spec),
        ):
            assert set(rows(table, "state", "caveats").values()) == {("unknown", ("nog-niet",))}


def line(post, kind="regel", parts=(), **amounts):
    numbers = dict.fromkeys(("amount", "hours", "fte", "cost", "activity")) | amounts
    return BudgetLine("b", 2024, "", post, kind, parts, source="plan", **numbers)


class TestBudget:
    LINES = (
        line("een", amount=100, fte=1.5, cost=90, activity=8),
        line("twee", amount=50, fte=0.9, cost=50),
        line("pot", activity=2),
        line("totaal", kind="totaal", amount=150, fte=2.3, cost=140, activity=10),
        line("deel", kind="subtotaal", parts=("een", "twee"), amount=151),
        line("los", kind="buiten", amount=999, cost=999),
    )

    def test_stated_totals_are_checked_and_the_gap_of_each_line_shows(self, spec):
        found = rows(budget.budget(self.LINES, spec), "value", "state")
        assert found["b/een/gap"] == (2, "shown")
        assert found["b/totaal/amount_difference"] == (0, "shown")
        assert found["b/totaal/fte_difference"] == (pytest.approx(-0.1), "shown")
        assert found["b/totaal/activity_parts"] == (10, "shown")
        assert found["b/totaal/gaps"] == (2, "shown")
        assert found["b/deel/amount_difference"] == (1, "shown")

    def test_what_the_document_leaves_empty_is_unknown(self, spec):
        found = rows(budget.budget(self.LINES, spec), "value", "state")
        assert found["b/pot/amount"] == (None, "unknown")
        assert found["b/pot/gap"] == (None, "unknown")
        assert found["b/twee/activity"] == (None, "unknown")

    def test_another_year_has_no_lines(self):
        assert budget.budget(self.LINES, spec_of(PARAMS | {"year": 2023})).rows.empty


FAMILY = Product(
    number=3,
    slug="opvoeden_en_opgroeien",
    result_areas=("gezinsondersteuning",),
    minima=(
        {"slug": "gezinnen", "topic": "gezinsondersteuning", "counts": "gezinnen", "at_least": 2},
        {"slug": "huisvesting", "topic": "nieuwkomers/huisvesting", "counts": "trajecten", "at_least": 2},
        {"slug": "nieuwkomers", "topic": "nieuwkomers", "counts": "trajecten", "at_least": 1},
    ),
    lasts={"topic": "gezinsondersteuning", "days": 200},
)


@pytest.fixture(scope="module")
def family(registration, spec):
    return product.count_product(cases.only(registration, FAMILY.result_areas), spec, products(), FAMILY)


class TestProduct:
    def test_topics_of_the_list_others_and_none(self, family, spec):
        found = rows(by_id(*product.tables(family, spec, products()))["product-topic"], "count", "n")
        shown = {group: count for group, (count, n) in found.items() if count}
        assert shown == {
            "gezinsondersteuning": 2,
            "nieuwkomers": 1,
            "gezinscoaches": 1,
            "ander_onderwerp": 1,
            "not_recorded": 1,
        }
        assert len(found) == 18
        assert {n for _, n in found.values()} == {6}

    def test_weight_is_the_estimate_beforehand_over_all_trajectories_r12(self, family, spec):
        found = by_id(*product.tables(family, spec, products()))["product-weight"]
        assert rows(found, "count", "n") == {"1": (1, 6), "2-5": (2, 6), "6+": (2, 6), "unknown": (1, 6)}

    def test_complexity_is_one_two_or_three_and_more_questions_r14(self, family, spec):
        found = by_id(*product.tables(family, spec, products()))["product-complexity"]
        assert rows(found, "count", "n") == {"1": (2, 6), "2-3": (2, 6), "4+": (1, 6), "unknown": (1, 6)}

    def test_ages_sexes_and_areas(self, family, spec):
        found = by_id(*product.tables(family, spec, products()))
        assert rows(found["product-age"], "count")["25-44"] == 6
        assert rows(found["product-sex"], "count") == {"vrouw": 3, "man": 2, "anders": 0, "not_recorded": 1}
        areas = rows(found["product-area"], "count")
        assert (areas["ens"], areas["emmeloord"], areas["bant"], areas["not_recorded"]) == (3, 1, 0, 2)

    def test_closed_ones_are_averaged_and_the_estimate_stands_beside_it_r13(self, family, spec):
        found = rows(product.duration(family, spec), "value", "n", "unit")
        assert found["closed_mean_days"] == (pytest.approx(1675 / 6), 6, "dagen")
        assert found["closed_median_days"] == (259, 6, "dagen")
        assert found["estimated_median_days"] == (244, 6, "dagen")
        assert found["estimated_within_365_days"] == (pytest.approx(400 / 6), 6, "procent")

    def test_growth_by_domain_is_end_minus_start_of_pairs_r16(self, registration, spec):
        every = cases.of_every_domain(spec)
        counts = count_cases(cases.only(registration, FAMILY.result_areas), every)
        assert rows(zrm.growth(counts, every), "n", "value") == {
            "huiselijke_relaties": (2, 1.0),
            "financien": (1, 1.0),
        }

    def test_minima_count_trajectories_or_families_and_a_topic_with_its_parts(self, family, spec):
        assert rows(product.minima(family, FAMILY, spec), "count", "caveats") == {
            "gezinnen": (2, ("norm-gehaald",)),
            "huisvesting": (1, ("norm-niet-gehaald",)),
            "nieuwkomers": (1, ("norm-gehaald",)),
            "lasts": (1, ("norm-onbekend",)),
        }
        assert rows(product.agreed(FAMILY, spec), "value")["huisvesting"] == 2

    def test_a_minimum_is_not_missed_before_the_year_is_over(self, registration):
        for changed in ({"period": "2024-01-01/2024-06-30"}, {"as_of": "2024-12-30"}):
            spec = spec_of(PARAMS | changed)
            counts = product.count_product(cases.only(registration, FAMILY.result_areas), spec, products(), FAMILY)
            assert rows(product.minima(counts, FAMILY, spec), "caveats")["huisvesting"] == ("norm-loopt",)

    def test_a_minimum_is_not_missed_where_the_beginning_of_the_year_is_not_on_record(self, registration, spec):
        """Fewer than agreed were counted, of a year of which the first months are missing."""
        for since, verdict in (("2024-06-01", "norm-te-weinig"), ("2023-01-01", "norm-niet-gehaald")):
            young = replace(registration, meta=replace(registration.meta, complete_since=dt.date.fromisoformat(since)))
            counts = product.count_product(cases.only(young, FAMILY.result_areas), spec, products(), FAMILY)
            assert rows(product.minima(counts, FAMILY, spec), "caveats")["huisvesting"] == (verdict,)

    def test_a_product_nobody_registered_for_is_unknown(self, registration, spec):
        other = products().number(5)
        counts = product.count_product(cases.only(registration, other.result_areas), spec, products(), other)
        found = [*product.tables(counts, spec, products()), product.duration(counts, spec)]
        assert {row["state"] for table in found for row in table.rows.to_dict("records")} == {"unknown"}


@pytest.fixture(scope="module")
def measured(registration, spec):
    return norms.norms(registration, spec, voorveld())


class TestNorms:
    def test_finished_within_a_year_has_both_denominators_and_an_estimate_r17(self, measured):
        found = rows(measured, "count", "n", "value")
        assert found["afgerond_binnen_jaar/afgesloten"] == (2, 3, None)
        assert found["afgerond_binnen_jaar/gestart"] == (1, 2, None)
        assert found["afgerond_binnen_jaar/schatting"] == (None, 4, pytest.approx(62.5))

    def test_those_who_lasted_are_not_all_who_began(self, tmp_path, spec):
        """A registration that is complete since 2024 holds of those who began in 2023 only who took long.

        What closed in 2024 cannot have lasted as long as the norms allow either: a mean of it would be too
        low, and every norm met.
        """
        read = hand_reports(tmp_path / "r", meta=META + "complete_since: 2024-01-01\n")
        found = rows(norms.norms(read, spec, voorveld()), "n", "value", "state", "caveats")
        late = (None, None, "unknown", ("register-begon-later",))
        for reading in ("afgesloten", "gestart", "schatting"):
            assert found[f"afgerond_binnen_jaar/{reading}"] == late
        for reading in ("opvoeding_kort/afgesloten", "schuld_gemiddelde_duur/gemiddelde"):
            assert found[reading] == late
        assert found["geschillen_opgelost/afgesloten"][0] == 3, "how a dispute ended has nothing to do with its length"
        assert found["clientondersteuning_gesprekken/afgesloten"][0] is not None, "complete over the whole period"

    def test_a_registration_that_began_in_the_year_holds_mostly_who_needed_few_talks(self, tmp_path, spec):
        """What closed in it began in it: those with many talks are still going on."""
        read = hand_reports(tmp_path / "r", meta=META + "complete_since: 2024-03-01\n")
        found = rows(norms.norms(read, spec, voorveld()), "n", "state", "caveats")
        assert found["clientondersteuning_gesprekken/afgesloten"] == (None, "unknown", ("register-begon-later",))

    def test_help_that_must_last_a_year_is_not_judged_by_a_registration_that_is_younger(self, tmp_path, spec):
        """Lasting 200 days: complete since 1 July 2023 tells of what closed in 2024, since August it does not."""
        for since, said in (("2023-07-01", "norm-onbekend"), ("2023-08-31", "register-begon-later")):
            read = hand_reports(tmp_path / since, meta=META + f"complete_since: {since}\n")
            narrowed = cases.only(read, FAMILY.result_areas)
            found = product.minima(product.count_product(narrowed, spec, products(), FAMILY), FAMILY, spec)
            assert rows(found, "caveats")["lasts"] == (said,)

    def test_disputes_without_outcome_are_unknown_and_bound_the_share_r17(self, measured):
        found = rows(measured, "count", "n", "n_eligible", "bounds", "caveats")
        assert found["geschillen_opgelost/afgesloten"] == (2, 3, 4, (0.5, 0.75), ("norm-te-weinig",))

    def test_terms_are_in_working_days_r17(self, measured):
        found = rows(measured, "count", "n", "n_eligible", "caveats")
        assert found["contact_na_signaal/signalen"] == (1, 1, 1, ("norm-richtlijn", "signalen-zonder-gemeente"))

    def test_a_signal_without_a_trajectory_counts_where_no_other_municipality_can_have_had_it(self, tmp_path, spec):
        """S2 to S5 led to no trajectory: with a second municipality in the registration they are of nobody knows which."""
        only = "\n".join(line for line in trajectories().splitlines() if ",oldambt," not in line) + "\n"
        read = hand_reports(tmp_path / "r", trajectories=only)
        found = rows(norms.norms(read, spec, voorveld()), "count", "n", "n_eligible", "caveats")
        assert found["contact_na_signaal/signalen"] == (2, 3, 4, ("norm-richtlijn",))
        assert found["signaal_opgepakt/signalen"] == (2, 4, 4, ("norm-richtlijn",)), (
            "no day of picking up: not picked up"
        )

    def test_days_that_no_signal_has_are_unknown_not_missed(self, tmp_path, spec):
        only = "\n".join(line for line in trajectories().splitlines() if ",oldambt," not in line) + "\n"
        never = re.sub(r",2024-\d\d-\d\d,(T\d+)?\n", r",,\1\n", SIGNALS)
        read = hand_reports(tmp_path / "r", trajectories=only, signals=never)
        found = rows(norms.norms(read, spec, voorveld()), "count", "n", "state")
        assert found["signaal_opgepakt/signalen"] == (None, None, "unknown")

    def test_few_talks_or_few_months_will_do_and_volunteers_have_a_year_r17(self, measured):
        found = rows(measured, "count", "n", "n_eligible", "caveats")
        assert found["opvoeding_kort/afgesloten"] == (2, 3, 4, ("norm-richtlijn",))
        assert found["opvoeding_vrijwilliger/afgesloten"] == (1, 2, 2, ("norm-richtlijn",))

    def test_debt_support_has_a_mean_and_a_longest_and_the_open_ones_count_r17(self, measured):
        found = rows(measured, "count", "n", "value", "caveats")
        mean = found["schuld_gemiddelde_duur/gemiddelde"]
        assert mean == (None, 3, pytest.approx(761 / 3 / (365.25 / 12)), ("norm-niet-gehaald",))
        assert found["schuld_langste_duur/afgesloten_of_te_lang"] == (2, 4, None, ("norm-richtlijn",))

    def test_norms_left_open_in_the_source_are_unknown_r17(self, measured, spec):
        found = rows(norms.thresholds(voorveld(), spec), "value", "state", "caveats")
        for left_open in ("crisisinzet/limit", "helder_na_gesprekken/limit", "zelfredzaam_volgens_inwoner/share"):
            assert found[left_open] == (None, "unknown", ("norm-onbekend",))
        assert found["geschillen_opgelost/share"] == (2 / 3, "shown", ())
        assert rows(measured, "state", "caveats")["crisisinzet/meting"] == ("unknown", ("norm-niet-gemeten",))

    def test_self_reliance_is_what_residents_say_and_not_the_matrix_r17(self, registration, tmp_path, spec):
        found = rows(norms.by_residents(registration, spec, voorveld()), "count", "n", "n_eligible", "caveats")
        assert found == {"zelfredzaam_volgens_inwoner": (8, 10, 20, ("norm-onbekend",))}
        without = hand_reports(tmp_path / "r", survey_answers=None)
        unasked = norms.by_residents(without, spec, voorveld())
        assert rows(unasked, "state", "caveats") == {"zelfredzaam_volgens_inwoner": ("unknown", ("norm-niet-gemeten",))}

    def test_a_registration_without_signals_or_trajectories_measures_nothing(self, tmp_path, spec):
        empty = hand_reports(tmp_path / "r", signals=None, trajectories=None, zrm_scores=None)
        found = norms.norms(empty, spec, voorveld())
        said = set(rows(found, "state", "caveats").values())
        assert said == {("unknown", ("norm-niet-gemeten",)), ("unknown", ("norm-elders",))}

    @pytest.mark.parametrize(
        ("kept", "broken", "unknown", "said"),
        [
            (47, 17, 2, "norm-gehaald"),
            (55, 17, 0, "norm-gehaald"),
            (2, 1, 0, "norm-gehaald"),
            (42, 23, 1, "norm-niet-gehaald"),
            (43, 22, 0, "norm-niet-gehaald"),
            (43, 20, 3, "norm-te-weinig"),
        ],
    )
    def test_a_year_is_judged_by_what_was_counted(self, kept, broken, unknown, said):
        """Two in three: 47 of 64 are, whatever the two unknown ones were, and however few there are by chance."""
        norm = next(one for one in voorveld().norms if one.slug == "geschillen_opgelost")
        reading = norms.Reading("afgesloten", kept, kept + broken, kept + broken + unknown)
        assert norms.verdict(reading, norm) == said

    def test_a_reading_beside_the_one_that_decides_has_no_verdict(self, measured):
        found = rows(measured, "caveats")
        assert found["afgerond_binnen_jaar/afgesloten"] == ("norm-niet-gehaald",)
        assert found["afgerond_binnen_jaar/gestart"] == found["afgerond_binnen_jaar/schatting"] == ()

    def test_nobody_wrote_down_how_many_were_invited(self, tmp_path, spec):
        """Of an unknown number invited no bound is known; more answers than invited contradict each other."""
        unknown = hand_reports(tmp_path / "a", surveys=SURVEYS.replace(",20,12", ",,12"))
        found = rows(norms.by_residents(unknown, spec, voorveld()), "count", "n", "n_eligible", "bounds")
        assert found == {"zelfredzaam_volgens_inwoner": (8, 10, None, None)}
        wrong = hand_reports(tmp_path / "b", surveys=SURVEYS.replace(",20,12", ",9,9"))
        found = rows(norms.by_residents(wrong, spec, voorveld()), "count", "state", "caveats")
        assert found == {"zelfredzaam_volgens_inwoner": (None, "unknown", ("tegenstrijdig",))}

    def test_levels_of_care_and_how_many_figures_each_result_has(self, spec):
        assert rows(norms.levels(voorveld(), spec), "reach_low", "reach_high")["jongerenwerk"] == (3, 4)
        found = rows(norms.results(voorveld(), spec, ("matches",)), "count", "state")
        assert found["maatschappelijk_welzijn/vi2"] == (1, "shown")
        assert found["maatschappelijk_welzijn/vi3"] == (0, "shown"), "how many figures there are is known: none"
        assert found["sociaal_werk/sw7"] == (1, "shown")
        assert found["sociaal_werk/sw6"] == (0, "shown"), "that disputes are solved says nothing of how mediators feel"
        assert len(found) == 42
        told = (
            "inwoners_ondersteund_door_vrijwilligers",
            "tevreden_organisaties_procent",
            "tevreden_initiatiefnemers_procent",
        )
        found = rows(norms.results(voorveld(), spec, told), "count")
        assert {found[f"maatschappelijk_welzijn/{one}"] for one in ("vi1", "vi4")} | {found["sociaal_werk/sw1"]} == {1}


class TestReferrals:
    def test_by_practice_and_by_month(self, registration, spec):
        counts = referrals.count_referrals(registration, spec)
        practices = referrals.by_practice(counts, spec)
        assert practices.privacy == "people"
        assert rows(practices, "count", "n", "clients") == {"praktijk_a": (2, 3, 2), "praktijk_b": (1, 3, 1)}
        months = rows(referrals.by_month(counts, spec), "count", "n")
        assert {month: count for month, (count, _) in months.items() if count} == {"2024-02": 2, "2024-12": 1}
        assert len(months) == 12
        assert rows(referrals.practices(counts, spec), "count") == {"praktijken": 2}

    def test_months_to_come_are_unknown_and_nobody_referred_is_said(self, registration):
        spec = spec_of(PARAMS | {"year": 2025})
        counts = referrals.count_referrals(registration, spec)
        months = rows(referrals.by_month(counts, spec), "count", "state")
        assert (months["2025-01"], months["2025-04"]) == ((0, "shown"), (None, "unknown"))
        assert rows(referrals.by_practice(counts, spec), "count", "n") == {"not_recorded": (0, 0)}


def test_reports_are_due_on_15_march_each_quarter_and_twice_a_year_r25():
    carrefour = {rule.report: rule for rule in municipalities()["noordoostpolder"].deadlines}
    assert carrefour["jaarrapportage"].due(2024) == dt.date(2025, 3, 15)
    assert carrefour["kwartaalrapportage"].per_year == 4
    assert carrefour["kwartaalrapportage"].due(2024) is None
    oldambt = {rule.report: rule.per_year for rule in municipalities()["oldambt"].deadlines}
    assert oldambt == {"productblad": 2, "jaarrapportage": 1}
