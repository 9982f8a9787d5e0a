"""Noordoostpolder gives Carrefour's published figures back, counted here in plain Python."""

import csv
import datetime as dt
from collections import Counter

import pytest

from impactlib.demonstration import write_demo
from impactlib.intake.check import check_registration
from impactlib.intake.read import read_registration
from impactlib.measures import cases, referrals, targets, volumes
from impactlib.model import TABLES
from impactlib.params import read_yaml, scales, spec_of
from impactlib.params.reports import areas_of, target_rules

EXTRACTION = "2025-08-31"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo") / "registration", "noordoostpolder")


@pytest.fixture(scope="module")
def rows(demo):
    def read(table):
        with (demo / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return {path.stem: read(path.stem) for path in demo.glob("*.csv")}


def of_year(rows, table, year, column="date"):
    return [row for row in rows[table] if row[column].startswith(str(year))]


def under_way(rows, year, kind):
    return [
        row
        for row in rows["trajectories"]
        if row["kind"] == kind
        and row["start_date"] <= f"{year}-12-31"
        and (not row["end_date"] or row["end_date"] >= f"{year}-01-01")
    ]


def meetings(rows, year, kind):
    kinds = {row["activity_id"]: row["kind"] for row in rows["activities"]}
    return [row for row in of_year(rows, "meetings", year) if kinds[row["activity_id"]] == kind]


def test_the_published_totals_of_2024_come_out(rows):
    assert len(of_year(rows, "contacts", 2024)) == 2309
    assert len(under_way(rows, 2024, "individueel_traject")) == 282
    own, initiatives = (meetings(rows, 2024, kind) for kind in ("eigen_inzet", "hulp_bij_zelforganisatie"))
    assert (len(own), sum(int(row["participants"]) for row in own)) == (677, 17076)
    assert len({row["activity_id"] for row in initiatives}) == 245
    assert sum(int(row["participants"]) for row in initiatives) == 4502


def test_the_published_matches_requests_and_solved_disputes_of_2022_come_out(rows):
    started = of_year(rows, "trajectories", 2022, "start_date")
    matches = [row for row in started if row["kind"] == "leun_en_steun" and row["result_area"] == "vrijwillige_inzet"]
    requests = [row for row in started if row["kind"] == "buurtbemiddeling"]
    assert (len(matches), len(requests)) == (166, 68)
    assert sum(row["outcome"] == "opgelost" for row in requests) == 47


def test_87_residents_were_referred_by_ten_practices_from_january_to_august_2025(rows):
    referred = [row for row in of_year(rows, "trajectories", 2025, "start_date") if row["topic"] == "welzijn_op_recept"]
    assert len(referred) == 87
    assert len({row["referral"] for row in referred}) == 10
    at_first = {
        row["referral"]
        for row in of_year(rows, "trajectories", 2024, "start_date")
        if row["topic"] == "welzijn_op_recept" and row["referral"] <= "huisartspraktijk_02"
    }
    assert len(at_first) == 2


def stated(rows, year, result_area, measure):
    (row,) = [
        row
        for row in rows["targets"]
        if (row["year"], row["result_area"], row["measure"]) == (str(year), result_area, measure)
    ]
    return row["expected"], row["actual"]


def test_targets_stand_as_they_were_printed(rows):
    both = "individuele_trajecten;informatie_en_advies"
    assert stated(rows, 2026, "jongerenwerk", both) == ("180", "")
    assert stated(rows, 2026, "totaal", "deelnemers") == ("12600", "")
    assert stated(rows, 2022, "mantelzorg", "deelname_dag_van_de_mantelzorg") == ("", "311")
    assert stated(rows, 2022, "vrijwillige_inzet", "inwoners_ondersteund_door_vrijwilligers (x10)") == ("110", "84.7")
    assert len([row for row in rows["targets"] if row["year"] == "2026"]) == 24


def test_invented_expectations_say_so_and_leave_one_result_area_out(rows):
    invented = [row for row in rows["targets"] if row["year"] in {"2024", "2025"} and row["expected"]]
    assert {row["source"] for row in invented} == {"verzonnen voorbeeld"}
    assert "brugfunctionaris" not in {row["result_area"] for row in invented}


def test_nobody_has_work_that_the_organisation_did_not_do_that_year(rows):
    casework = [row for row in rows["trajectories"] if row["result_area"] == "maatschappelijk_werk"]
    assert casework
    assert min(row["start_date"] for row in casework) >= "2025"
    asked = [row["date"] for row in rows["contacts"] if row["result_area"] == "maatschappelijk_werk"]
    assert min(asked) >= "2025"
    assert not [row for row in rows["targets"] if row["result_area"] == "maatschappelijk_werk" and row["year"] < "2025"]
    groups = {row["activity_id"] for row in rows["activities"] if row["result_area"] == "maatschappelijk_werk"}
    assert min(row["date"] for row in rows["meetings"] if row["activity_id"] in groups) >= "2025"
    debts = [row for row in rows["trajectories"] if row["result_area"] == "preventieve_schulddienstverlening"]
    assert any(row["end_date"].startswith("2022") for row in debts)
    assert not [row for row in debts if not row["end_date"] or row["end_date"] >= "2024"]
    assert max(row["signal_date"] for row in rows["signals"]) < "2023"


def test_questions_and_groups_of_2022_do_not_stand_beside_other_figures_that_were_published(rows):
    assert not of_year(rows, "contacts", 2022)
    assert not of_year(rows, "meetings", 2022)


def test_the_measures_say_the_same_as_the_publication(demo):
    registration = read_registration(demo)
    spec = spec_of({"year": 2024, "municipality": "noordoostpolder", "report": "jaarrapportage"})
    counts = volumes.Volumes(registration, spec)
    tables = [
        *volumes.questions(counts, spec),
        *volumes.trajectories("trajectories", counts, spec),
        *volumes.collective(counts, spec),
    ]
    found = {table.id: {row["group"]: row for row in table.rows.to_dict("records")} for table in tables}
    assert found["questions"]["informatie_en_advies"]["n"] == 2309
    assert found["trajectories-age"]["25-44"]["n"] == 282
    effort = found["collective"]
    assert (effort["eigen_inzet/bijeenkomsten"]["count"], effort["eigen_inzet/deelnemers"]["count"]) == (677, 17076)
    assert effort["hulp_bij_zelforganisatie/trajecten"]["count"] == 245
    assert effort["hulp_bij_zelforganisatie/deelnemers"]["count"] == 4502
    printed = {
        target.measure: target.actual
        for target in targets.targets_of(registration, spec)
        if target.result_area == "totaal"
    }
    assert printed["informatie_en_advies"] == 2309
    assert printed["initiatieven_zelforganisatie"] == 245


def test_matches_and_requests_of_2022_are_counted_beside_what_was_stated(demo):
    registration = read_registration(demo)
    spec = spec_of({"year": 2022, "municipality": "noordoostpolder", "report": "verwacht-werkelijk"})
    wanted, effort = targets.targets_of(registration, spec), targets.Effort(registration, spec)
    counted = targets.counted_people(effort, wanted, target_rules(), spec).rows.set_index("group")["count"]
    said = {target.group: target.actual for target in wanted}
    for group in ("vrijwillige_inzet/matches", "buurtbemiddeling/aanmeldingen"):
        assert counted[group] == said[group]
    gap = targets.totals(wanted, target_rules(), spec).rows.set_index("group")["value"]
    assert gap["organisaties_verder_geholpen/difference"] == 158 - 129


def test_referrals_are_counted_and_months_to_come_are_unknown(demo):
    registration = read_registration(demo)
    spec = spec_of({"year": 2025, "municipality": "noordoostpolder", "report": "welzijn-op-recept"})
    counts = referrals.count_referrals(registration, spec)
    assert referrals.by_practice(counts, spec).rows["n"].iloc[0] == 87
    months = referrals.by_month(counts, spec).rows
    assert list(months["state"]) == ["shown"] * 8 + ["unknown"] * 4


def test_it_is_sound_and_marked_as_synthetic(demo):
    assert check_registration(read_registration(demo), scales()) == ()
    assert read_yaml(demo / "registration.yaml") == {
        "organisation": "Carrefour",
        "extraction_date": dt.date.fromisoformat(EXTRACTION),
        "system": "demonstratie",
        "synthetic": True,
    }
    assert {path.stem for path in demo.glob("*.csv")} <= set(TABLES)


def test_nothing_lies_after_the_extraction(rows):
    for table, columns in {
        "trajectories": ("start_date", "end_date"),
        "contacts": ("date",),
        "meetings": ("date",),
        "signals": ("signal_date", "first_contact_date", "picked_up_date"),
        "satisfaction_responses": ("sent_date", "answered_date"),
    }.items():
        assert all(row[column] <= EXTRACTION for row in rows[table] for column in columns)


def test_areas_are_those_of_the_municipality_and_some_are_missing(rows):
    areas = Counter(row["area"] for row in rows["trajectories"])
    assert set(areas) == {"", *areas_of("noordoostpolder")}
    assert 0 < areas[""] < 0.05 * sum(areas.values())


def test_a_published_count_of_people_stands_for_enough_of_them(demo):
    spec = spec_of({"year": 2024, "municipality": "noordoostpolder", "report": "jaarrapportage"})
    registration = read_registration(demo)
    known = cases.in_basis(cases.trajectories(registration, spec), registration, spec)
    found = cases.tally(known[known["kind"] == "individueel_traject"], "result_area")
    assert (found["clients"] >= found["count"] - 4).all()
