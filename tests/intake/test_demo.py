"""The demonstration registration gives the published figures back, counted here by other means."""

import csv
import datetime as dt
import hashlib
import re
from collections import Counter
from itertools import pairwise

import pytest

from impactlib.demonstration import write_demo
from impactlib.model import DIMENSIONS, DOMAINS, INDICATORS, TABLES, RegistrationError
from impactlib.params import home, read_yaml, sheet_params, theme_of, words_of
from impactlib.text import Texts
from tests.published import RATINGS_2020

CALENDAR = ("2020-01-01", "2020-12-31")
RESEARCH = ("2019-09-01", "2020-08-31")
NEXT = ("2021-01-01", "2021-12-31")
EXTRACTION = "2022-01-15"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo") / "registration")


@pytest.fixture(scope="module")
def rows(demo):
    def read(table):
        with (demo / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return {table: read(table) for table in TABLES if (demo / f"{table}.csv").exists()}


def cases(rows, period, domain=None):
    first, last = period
    return [
        row
        for row in rows["trajectories"]
        if row["kind"] == "individueel_traject"
        and row["municipality"] == "westerkwartier"
        and row["start_date"] <= last
        and (not row["end_date"] or row["end_date"] >= first)
        and (domain is None or row["zrm_domain"] == domain)
    ]


def dimensions(found):
    counts = Counter(row["ph_dimension"] for row in found)
    return [counts[dimension] for dimension in (*DIMENSIONS, "")]


def top(rows, period, dimension, many):
    counts = Counter(row["zrm_domain"] for row in cases(rows, period) if row["ph_dimension"] == dimension)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:many]


def under_25(found):
    return sum(1 for row in found if row["age"] and int(row["age"]) < 25)


def steps(rows, period, domain):
    """Pairs by the sign of end minus start, and the due ones without both scores."""
    own = {(row["trajectory_id"], row["domain"]): row for row in rows["zrm_scores"]}
    counts = Counter()
    for row in cases(rows, period, domain):
        score = own.get((row["trajectory_id"], domain), {"start": "", "end": ""})
        if not row["end_date"] or row["end_date"] > period[1]:
            counts["not due"] += 1
        elif score["start"] and score["end"]:
            change = int(score["end"]) - int(score["start"])
            counts["higher" if change > 0 else "lower" if change < 0 else "equal"] += 1
        else:
            counts["missing"] += 1
    return counts


def test_38_percent_of_the_cases_of_2020_are_about_money(rows):
    money, everything = cases(rows, CALENDAR, "financien"), cases(rows, CALENDAR)
    assert (len(money), len(everything)) == (273, 718)
    assert round(100 * len(money) / len(everything)) == 38


def test_dimensions_of_the_cases_about_money_are_as_published(rows):
    assert dimensions(cases(rows, CALENDAR, "financien")) == [0, 22, 3, 45, 10, 73, 120]


def test_one_in_ten_clients_with_money_trouble_is_under_25(rows):
    assert under_25(cases(rows, CALENDAR, "financien")) == 27


def test_top_five_of_daily_life_is_as_published(rows):
    assert top(rows, CALENDAR, "dagelijks_functioneren", 5) == [
        ("financien", 73),
        ("geestelijke_gezondheid", 30),
        ("huiselijke_relaties", 30),
        ("huisvesting", 20),
        ("lichamelijke_gezondheid", 12),
    ]
    assert top(rows, CALENDAR, "dagelijks_functioneren", 6)[5][1] < 12


def test_quality_of_life_begins_as_published(rows):
    found = top(rows, CALENDAR, "kwaliteit_van_leven", 5)
    assert found[:3] == [("financien", 45), ("huiselijke_relaties", 33), ("geestelijke_gezondheid", 8)]
    assert [domain for domain, _ in found[3:]] == ["huisvesting", "tijdsbesteding"]


def test_8_percent_of_the_cases_of_the_research_year_are_about_the_body(rows):
    body, everything = cases(rows, RESEARCH, "lichamelijke_gezondheid"), cases(rows, RESEARCH)
    assert len(body) == 57
    assert round(100 * len(body) / len(everything)) == 8


def test_dimensions_of_the_cases_about_the_body_are_as_published(rows):
    assert dimensions(cases(rows, RESEARCH, "lichamelijke_gezondheid")) == [6, 0, 2, 0, 5, 12, 32]


def test_under_25_among_57_is_the_nearest_possible_to_38_percent(rows):
    nearest = min(range(58), key=lambda count: abs(count / 57 - 0.38))
    assert under_25(cases(rows, RESEARCH, "lichamelijke_gezondheid")) == nearest == 22


def test_a_third_of_the_pairs_about_the_body_ends_higher(rows):
    found = steps(rows, RESEARCH, "lichamelijke_gezondheid")
    assert found == {"higher": 10, "equal": 15, "lower": 5, "missing": 8, "not due": 19}


@pytest.mark.parametrize("period", [CALENDAR, NEXT])
@pytest.mark.parametrize("domain", ["financien", "lichamelijke_gezondheid"])
def test_every_state_of_a_score_occurs_on_every_sheet(rows, period, domain):
    found = steps(rows, period, domain)
    assert all(found[state] > 0 for state in ("higher", "equal", "lower", "missing", "not due"))


@pytest.mark.parametrize(
    ("period", "domain"), [(CALENDAR, "financien"), (RESEARCH, "lichamelijke_gezondheid"), (CALENDAR, None)]
)
def test_a_published_count_of_five_or_more_is_never_fewer_than_five_clients(rows, period, domain):
    groups = {}
    for row in cases(rows, period, domain):
        for key in (row["ph_dimension"], (row["ph_dimension"], row["zrm_domain"]), row["zrm_domain"]):
            groups.setdefault(key, []).append(row["client_id"])
    assert [key for key, clients in groups.items() if len(clients) >= 5 > len(set(clients))] == []


def test_some_clients_come_back_within_a_year_and_stay_the_same_person(rows):
    by_client = {}
    for row in rows["trajectories"]:
        by_client.setdefault(row["client_id"], []).append(row)
    again = [pair for found in by_client.values() for pair in pairwise(found)]
    assert any(first["start_date"][:4] == "2020" == second["start_date"][:4] for first, second in again)
    for first, second in again:
        assert first["end_date"] < second["start_date"]
        assert (first["sex"], first["area"]) == (second["sex"], second["area"])
        apart = dt.date.fromisoformat(second["start_date"]) - dt.date.fromisoformat(first["start_date"])
        assert abs(int(second["age"]) - int(first["age"]) - apart.days / 365.25) < 1


def test_an_open_trajectory_has_no_end_score_and_nothing_ends_after_the_extraction(rows):
    still_open = {row["trajectory_id"] for row in rows["trajectories"] if not row["end_date"]}
    assert still_open
    assert not [row for row in rows["zrm_scores"] if row["end"] and row["trajectory_id"] in still_open]
    dates = {
        value
        for found in rows.values()
        for row in found
        for column, value in row.items()
        if column.endswith("date") and value
    }
    assert max(dates) <= EXTRACTION


def test_scores_are_whole_levels_with_the_goal_at_or_above_the_start(rows):
    for row in rows["zrm_scores"]:
        assert {row["start"], row["goal"], row["end"]} <= {"", "1", "2", "3", "4", "5"}
        assert not (row["start"] and row["goal"]) or row["goal"] >= row["start"]
        assert row["version"] == "2017"
        assert row["domain"] in DOMAINS


def test_only_individual_trajectories_have_scores(rows):
    kinds = {row["trajectory_id"]: row["kind"] for row in rows["trajectories"]}
    assert {kinds[row["trajectory_id"]] for row in rows["zrm_scores"]} == {"individueel_traject"}
    assert set(kinds.values()) == {"individueel_traject", "leun_en_steun", "buurtbemiddeling"}


def test_every_key_is_unique(rows):
    for table, found in rows.items():
        key = TABLES[table].key
        if key:
            values = [tuple(row[column] for column in key) for row in found]
            assert len(values) == len(set(values)), table


def test_every_value_is_allowed_and_no_table_is_empty(rows):
    for table, found in rows.items():
        assert found, table
        assert list(found[0]) == list(TABLES[table].names)
        for column in TABLES[table].columns:
            if column.allowed:
                values = {part for row in found for part in row[column.name].split(";")}
                assert values <= {"", *column.allowed}, (table, column.name)


def test_surveys_of_2020_are_as_published_and_clients_answers_are_not_invented(rows):
    surveys = {(row["survey"], row["year"]): (row["invited"], row["answered"]) for row in rows["surveys"]}
    assert surveys["klanttevredenheid", "2020"] == ("324", "67")
    assert surveys["netwerktevredenheid", "2020"] == ("394", "100")
    assert ("netwerktevredenheid", "2021") not in surveys
    yes = {row["item"]: int(row["count"]) for row in rows["survey_answers"] if row["answer"] == "ja"}
    assert yes == RATINGS_2020
    assert {row["survey"] for row in rows["survey_answers"]} == {"netwerktevredenheid"}


def test_the_client_survey_of_2021_agrees_with_the_answers_by_person(rows):
    survey = next(row for row in rows["surveys"] if row["year"] == "2021")
    answers = rows["satisfaction_responses"]
    ends = {row["trajectory_id"]: row["end_date"] for row in rows["trajectories"]}
    assert int(survey["invited"]) == len(answers)
    assert int(survey["answered"]) == sum(1 for row in answers if row["answered_date"])
    assert all(row["sent_date"] == ends[row["trajectory_id"]] for row in answers)
    assert not [row for row in answers if not row["answered_date"] and any(row[f"q{item}"] for item in range(1, 8))]


def test_the_ten_indicators_were_not_measured_in_2020(rows):
    assert {row["date"][:4] for row in rows["impact_responses"]} == {"2021"}
    sizes = Counter(row["activity_id"] for row in rows["impact_responses"])
    assert len(sizes) >= 8
    assert min(sizes.values()) < 5
    assert any(row[indicator] == "" for row in rows["impact_responses"] for indicator in INDICATORS)


def test_the_25_collective_activities_are_as_published(rows):
    natures = {
        theme: Counter(row["nature"] for row in rows["activity_themes"] if row["theme"] == theme)
        for theme in ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
    }
    assert natures["armoede"] == {"curatief": 3, "preventief": 1, "beide": 1}
    assert natures["gezonde-leefstijl"] == {"preventief": 16, "curatief": 1}
    assert natures["laaggeletterdheid"] == {"curatief": 3}
    cooking = {row["theme"]: row["nature"] for row in rows["activity_themes"] if row["activity_id"] == "A02"}
    assert cooking == {"armoede": "curatief", "gezonde-leefstijl": "preventief"}


def test_unknown_reach_is_empty_and_never_zero(rows):
    for row in rows["activity_reach"]:
        assert "0" not in {row["low"], row["high"]}
        assert (row["precision"] == "onbekend") == (row["low"] == "")
    unknown = {row["activity_id"] for row in rows["activity_reach"] if row["precision"] == "onbekend"}
    assert unknown == {"A12", "A23", "A24"}


def test_goals_and_partners_are_as_published(rows):
    assert len(rows["goals"]) == 36
    assert Counter(row["goal_type"] for row in rows["goals"]) == {
        "leerdoel": 14,
        "prestatiedoel": 12,
        "preventiedoel": 10,
    }
    partners = Counter(row["theme"] for row in rows["partners"])
    assert partners == {"armoede": 25, "gezonde-leefstijl": 23, "laaggeletterdheid": 6}


def test_every_context_figure_has_a_year_a_unit_and_a_source(rows):
    assert all(row["value"] and row["year"] and row["unit"] and row["source"] for row in rows["context"])


def test_the_same_bytes_every_time(demo, tmp_path):
    assert digest(write_demo(tmp_path / "again")) == digest(demo)


def test_an_older_demonstration_is_replaced(tmp_path):
    folder = write_demo(tmp_path / "demo")
    whole = digest(folder)
    (folder / "trajectories.csv").write_text("broken", encoding="utf-8")
    assert digest(write_demo(folder)) == whole
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("name", ["notes.txt", "registration.yaml"])
def test_a_folder_that_is_no_demonstration_stays_as_it_is(tmp_path, name):
    (tmp_path / name).write_text("organisation: iets anders\n", encoding="utf-8")
    with pytest.raises(RegistrationError, match="demo-target"):
        write_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_demonstration_with_a_file_of_someone_else_stays_as_it_is(tmp_path):
    folder = write_demo(tmp_path / "demo")
    (folder / "aantekeningen.txt").write_text("van de onderzoeker", encoding="utf-8")
    with pytest.raises(RegistrationError):
        write_demo(folder)
    assert (folder / "aantekeningen.txt").exists()


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RegistrationError) as caught:
        write_demo(tmp_path / "file" / "demo")
    assert Texts.load("nl").error(caught.value).startswith("In de map demo is niet te schrijven.")


def test_the_registration_says_that_it_is_synthetic(demo):
    meta = read_yaml(demo / "registration.yaml")
    assert meta == {
        "organisation": "Sociaal Werk De Schans",
        "extraction_date": dt.date(2022, 1, 15),
        "system": "demonstratie",
        "synthetic": True,
    }


def test_clients_are_numbers_and_not_names(rows):
    assert all(re.fullmatch(r"T-\d{6}", row["trajectory_id"]) for row in rows["trajectories"])
    assert all(re.fullmatch(r"C-\d{6}", row["client_id"]) for row in rows["trajectories"])


FILES = sorted((home() / "params").glob("20??/westerkwartier/*.yaml"))
SHEETS = [path for path in FILES if "theme" in read_yaml(path)]


def test_three_themes_in_two_years_have_a_sheet():
    assert [f"{path.parts[-3]}/{path.stem}" for path in SHEETS] == [
        f"{year}/{theme}" for year in (2020, 2021) for theme in ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
    ]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_goal_of_a_sheet_has_an_answer_without_a_typed_number(path):
    params = sheet_params(read_yaml(path))
    words = words_of(params)
    blocks = dict(part.split("\n", 1) for part in re.split(r"^## ", words, flags=re.MULTILINE)[1:])
    for goal in theme_of(params.theme).goals:
        answer = blocks[f"doel-{goal}"]
        assert re.match(
            r"status: (beantwoord|deels|nog-niet|daalt|stijgt|stabiel|geen-nieuwe-meting|te-vroeg)\n", answer
        )
        said = re.sub(r"^(status|gebaseerd-op):.*$", "", re.sub(r"\{[^{}]*\}", "x", answer), flags=re.MULTILINE)
        assert 60 <= len(said.split()) <= 170, goal
    assert blocks["gesprek"].count("\n- ") + blocks["gesprek"].startswith("- ") in (3, 4)
    prose = re.sub(r"\{[^{}]*\}", "", "\n".join(blocks.values()))
    assert re.findall(r"\d+", re.sub(r"\b20\d\d\b", "", prose)) == []


def test_every_slug_a_reader_meets_has_a_word(rows):
    words = Texts.load("nl").raw("words")
    met = {row["quantity"] for row in rows["activity_reach"]} | {row["kind"] for row in rows["partners"]}
    met |= {row[column] for row in rows["context"] for column in ("indicator", "area")}
    met |= {row["item"] for row in rows["survey_answers"]} | {*DOMAINS, *DIMENSIONS, *INDICATORS}
    met |= {slug for table in TABLES.values() for column in table.columns for slug in column.allowed}
    assert sorted(met - {"2013", "2017", *words}) == []


def digest(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
