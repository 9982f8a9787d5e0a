"""Nobody of whom an export knows the name, the number or the day of birth stands in what an import leaves behind."""

from __future__ import annotations

import subprocess

import duckdb
import pytest

from impactlib.intake import persons
from tests.importing.place import COLUMNS, row

BSN = ("123456782", "111222333", "232262536", "999990019")
"""Numbers that pass the elfproef and are nobody's."""


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("J. de Vries", "name"),
        ("J. de Vries (huisarts)", "name"),
        ("J.P. van den Berg-Smit", "name"),
        ("Jansen, P.", "name"),
        ("de Vries, J.", "name"),
        ("Vries, J. de", "name"),
        ("Jansen, Piet", "name"),
        ("de Vries, Fatima", "name"),
        ("Fatima El Amrani", "name"),
        ("piet van dijk", "name"),
        ("dhr. jansen", "name"),
        ("MW DE VRIES", "name"),
        ("gesprek met mevrouw Bakker over geld", "name"),
        ("piet@example.org", "email"),
        ("bel 06-12345678", "phone"),
        ("050 312 34 56", "phone"),
        ("+31 6 12345678", "phone"),
        ("9712HX", "address"),
        ("9712 HX 12", "address"),
        ("geb. 3-4-1961", "birth_date"),
        ("geboren op 3 april 1961", "birth_date"),
        ("BSN 123456782", "bsn"),
        ("bsn: 1234.56.782", "bsn"),
    ],
)
def test_a_text_that_holds_a_person_is_seen(cell, kind):
    assert persons.kind_of(cell) == kind


@pytest.mark.parametrize(
    "cell",
    [
        "huisarts",
        "Wijkteam Noord",
        "Sociaal Werk De Brug",
        "2020",
        "schulden, geld",
        "Werk en Inkomen",
        "Informatie en advies",
        "Gemeente",
        "123456782",
        "1.234.567",
        "MBO Niveau 2",
        "AMW",
        "wil niet verder",
        "1234 ZRM",
        "Wmo, Jeugdwet",
        "G.G.D. Groningen",
        "Thuiszorg B.V. Noord",
    ],
)
def test_a_text_that_holds_nobody_stays(cell):
    assert not persons.kind_of(cell)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Naam 1", "name"),
        ("Achternaam cliënt", "name"),
        ("voorletters", "name"),
        ("BSN-nummer", "bsn"),
        ("bsn_client", "bsn"),
        ("E-mailadres partner", "email"),
        ("Telefoonnummer (mobiel)", "phone"),
        ("Geboortedatum kind", "birth_date"),
        ("Postcode", "address"),
        ("Opmerkingen intake", "free_text"),
        ("Gemeentenaam", ""),
        ("Naam activiteit", ""),
        ("Aantal e-mails", ""),
        ("Aantal opmerkingen", ""),
        ("Clubsnaam", ""),
    ],
)
def test_a_column_of_people_is_seen_by_its_name(name, kind):
    assert persons.kind_of_column(name) == kind


def test_one_number_in_eleven_that_passes_the_elfproef_by_chance_is_no_citizen_service_number(place):
    numbers = [str(100_000_000 + 7919 * at) for at in range(110)]
    assert sum(map(persons.is_bsn, numbers)) >= 5
    place.source(more={"referral": "Zaak", "topic": "Onderwerp"})
    rows = [row(at, Dossier=one, Zaak=one, Onderwerp="geld") for at, one in enumerate(numbers)]
    rows[0]["Onderwerp"] = BSN[0]
    _, report, _ = place.take(place.csv(rows))
    found = place.table("trajectories")
    assert sorted(one["trajectory_id"] for one in found) == numbers
    assert sorted(one["referral"] for one in found) == numbers
    assert BSN[0] in {one["topic"] for one in found}
    assert [one["kind"] for one in report["people"]] == ["client"]


def test_a_column_of_citizen_service_numbers_under_a_neutral_name_is_left_out(place):
    place.source(more={"referral": "Zaak"})
    _, report, _ = place.take(place.csv([row(at, Zaak=one) for at, one in enumerate(BSN)]))
    assert [one["referral"] for one in place.table("trajectories")] == [None] * 4
    assert ("bsn", "dropped", 4) in {(one["kind"], one["done"], one["cells"]) for one in report["people"]}


def test_in_a_column_of_names_the_name_that_looks_like_a_word_is_left_out_with_the_others(place):
    place.source(more={"referral": "Contact"})
    names = ["J. de Vries", "Jansen, P.", "Piet Bakker", "Koopmans", "Zorgdrager"]
    place.take(place.csv([row(at, Contact=one) for at, one in enumerate(names)]))
    assert {one["referral"] for one in place.table("trajectories")} == {None}


@pytest.mark.parametrize(
    "ids",
    [
        ("J. de Vries 1", "K. Bakker 2", "L. Smit 3"),
        BSN[:3],
        tuple(f"K{one}" for one in BSN[:3]),
        ("piet@example.org", "kees@example.org", "jan@example.org"),
        ("9712 HX 4", "9713 AB 12", "9714 CD 1"),
        ("0612345678", "0687654321", "0611112222"),
        ("+31 612345678", "+31 687654321", "+31 611112222"),
    ],
)
def test_ids_that_are_somebodys_become_pseudonyms_and_scores_still_find_their_case(place, ids):
    scores = {
        "columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}},
        "wide": {"financien": {"start": "Begin", "end": "Eind"}},
    }
    place.source({"trajectories": {"columns": COLUMNS}, "zrm_scores": scores})
    _, report, _ = place.take(place.csv([row(at, Dossier=one, Begin="2", Eind="3") for at, one in enumerate(ids)]))
    assert report["rejected"] == 0
    found = {one["trajectory_id"] for one in place.table("trajectories")}
    assert all(len(one) == 21 and one.startswith("p") for one in found)
    assert {one["trajectory_id"] for one in place.table("zrm_scores")} == found


@pytest.mark.parametrize(
    "ids", [("2020AB", "2021CD"), ("2020-0612345678", "2020-0612345679"), ("20200001", "20200002")]
)
def test_ids_that_only_look_like_a_postcode_or_a_telephone_number_stay(place, ids):
    place.take(place.csv([row(at, Dossier=one) for at, one in enumerate(ids)]))
    assert sorted(one["trajectory_id"] for one in place.table("trajectories")) == sorted(ids)


def test_ids_that_turn_out_to_be_names_are_replaced_in_what_was_there_and_stay_replaced(place):
    place.take(place.csv([row(1), row(2)], "een.csv"))
    place.take(place.csv([row(2), row(3, Dossier="J. de Vries")], "twee.csv"))
    assert len(place.table("trajectories")) == 3
    assert "D1" not in {one["trajectory_id"] for one in place.table("trajectories")}
    _, report, _ = place.take(place.csv([row(1), row(2)], "drie.csv"))
    assert report["merged"]["trajectories"] == {"new": 0, "same": 2, "changed": 0, "kept": 1}


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("referral", "Naam verwijzer"),
        ("topic", "Achternaam"),
        ("area", "Postcode"),
        ("outcome", "E-mail"),
        ("start_date", "Geboortedatum"),
        ("contacts", "Telefoonnummer"),
        ("topic", "Opmerkingen"),
    ],
)
def test_a_source_that_would_publish_a_column_of_people_is_refused(place, column, found):
    place.source(more={column: found})
    code, _, said = place.take(place.csv([row(1, **{found: "x"})]))
    assert code == 2
    assert found in said
    assert not place.registration.exists()


def test_a_client_keeps_a_pseudonym_from_import_to_import_and_another_key_gives_another(place):
    def clients():
        return [one["client_id"] for one in place.table("trajectories", "trajectory_id")]

    place.take(place.csv([row(1), row(2, Cliënt="C1")], "een.csv"))
    (first, second), key = clients(), place.folder / ".impact" / "pseudonym.key"
    assert first == second
    assert key.stat().st_mode & 0o077 == 0
    place.take(place.csv([row(3, Cliënt="C1")], "twee.csv"))
    assert clients() == [first] * 3
    key.unlink()
    place.take(place.csv([row(1), row(2, Cliënt="C1")], "een.csv"), "--replace")
    assert len(set(clients())) == 1
    assert clients()[0] != first


@pytest.mark.parametrize("what", ["other", "gone"])
def test_a_key_that_is_lost_is_told_with_what_it_means_for_years_and_no_new_one_takes_its_place(place, what):
    place.take(place.csv([row(1)], "een.csv"))
    key = place.folder / ".impact" / "pseudonym.key"
    key.unlink()
    if what == "other":
        key.write_bytes(bytes(32))
    code, _, said = place.take(place.csv([row(2)], "twee.csv"))
    assert code == 2
    assert "Jaren zijn dan niet meer aan elkaar te koppelen" in said
    assert key.exists() == (what == "other")
    assert len(place.table("trajectories")) == 1


def test_an_empty_key_makes_no_pseudonym_that_anybody_can_make_again(place):
    key = place.folder / ".impact" / "pseudonym.key"
    key.parent.mkdir()
    key.touch(mode=0o600)
    code, _, said = place.take(place.csv([row(1)]))
    assert code == 2
    assert "pseudonym.key" in said
    assert not place.registration.exists()


@pytest.mark.parametrize(("ignored", "dangers"), [("", ["key-committed"]), (".impact/\n", [])])
def test_a_key_that_would_be_committed_is_warned_about(place, ignored, dangers):
    subprocess.run(["git", "init", "-q", place.folder], check=True)
    (place.folder / ".gitignore").write_text(ignored, encoding="utf-8")
    _, report, _ = place.take(place.csv([row(1)]))
    assert report["dangers"] == dangers


AGES = (
    ("29-02-2000", "28-02-2018", "17"),
    ("29-02-2000", "01-03-2018", "18"),
    ("29-02-2000", "29-02-2020", "20"),
    ("15-06-1980", "14-06-2020", "39"),
    ("15-06-1980", "15-06-2020", "40"),
    ("15-06-1980 00:00:00", "15-06-2020", "40"),
    ("1-4-38", "01-04-2020", "82"),
    ("1-4-12", "01-04-2020", "8"),
    ("13972", "02-04-2020", "82"),
    ("", "01-02-2020", None),
    ("onbekend", "01-02-2020", None),
)
"""A day of birth and a day of starting as they are written, and the age then."""


def test_an_age_is_that_at_the_start_and_the_day_of_birth_stays_out(place):
    place.source(more={"age": {"birth_date": "Geboren"}})
    rows = [row(at, Start=start, Einde="", Geboren=born) for at, (born, start, _) in enumerate(AGES, 100)]
    _, report, _ = place.take(place.csv(rows))
    assert report["rejected"] == 0
    assert [one["age"] for one in place.table("trajectories", "trajectory_id")] == [age for _, _, age in AGES]


@pytest.mark.parametrize(("born", "rule"), [("31-02-1980", "birth-date"), ("01-01-2021", "negative")])
def test_a_day_of_birth_that_cannot_be_is_rejected_and_not_repeated(place, born, rule):
    place.source(more={"age": {"birth_date": "Geboren"}})
    _, report, said = place.take(place.csv([row(1, Geboren=born), row(2, Geboren="01-01-1980")]))
    assert [one["rule"] for one in report["rejections"]] == [rule]
    assert born not in said


def test_clients_without_a_number_are_not_one_client(place):
    place.take(place.csv([row(1, Cliënt="onbekend"), row(2, Cliënt="-"), row(3)]))
    assert [one["client_id"] is None for one in place.table("trajectories")] == [True, True, False]


PLANTED = (
    "Zonneveld, W.",
    "W. Zonneveld",
    "Wiebe Zonneveld",
    "mw. Zonneveld",
    "zonneveld@example.org",
    "06-87654321",
    "BSN 123456782",
    "9712 HX 23",
    "Kerkstraat 23",
    "geb. 17-05-1961",
)
SIGNS = (
    "zonneveld",
    "87654321",
    "123456782",
    "111222333",
    "9712 hx",
    "9712-hx",
    "9712_hx",
    "kerkstraat",
    "17-05-1961",
    "1961-05-17",
)


@pytest.fixture
def planted(place):
    """An export with people in every place that an export has, imported; with everything that was said."""
    more = {"referral": "Kenmerk", "topic": "Onderwerp", "outcome": "Slot", "area": "Gebied", "municipality": "Plaats"}
    place.source(more={**more, "team": "Groep", "result_area": "Vak", "age": {"birth_date": "Geboortedatum"}})
    cells = {"Achternaam": "Zonneveld", "BSN": "111222333", "Kolom 9": "W. Zonneveld", "Geboortedatum": "17-05-1961"}
    rows = []
    for at, name in enumerate([*PLANTED, "Zonneveld, W."]):
        places = dict.fromkeys(("Kenmerk", "Onderwerp", "Slot", "Gebied", "Plaats", "Groep", "Vak"), name)
        rows.append(row(at, **places, Dossier=f"{name} {at}", Cliënt=name, **cells))
    rows.append(row(90, **cells, Start="mw. Zonneveld"))
    rows.append(row(91, **cells, Product="W. Zonneveld"))
    rows.append({**row(92, **cells), "W. Zonneveld": "x"})
    path = place.csv(rows)
    text = path.read_text(encoding="utf-8")
    path.write_text(f"Cliënten van mw. Zonneveld op 17-05-1961\n{text}Totaal W. Zonneveld;9\n", encoding="utf-8")
    said = [place.take(path)]
    said += [place._impact("import", path, "--source", "bron"), place._impact("check", place.registration)]
    return place, repr(said).casefold()


def test_nobody_who_was_planted_stands_in_a_byte_of_what_an_import_leaves_or_says(planted):
    place, said = planted
    written = [path for path in place.registration.rglob("*") if path.is_file()]
    assert {"trajectories.parquet", "report.html", "rejected.csv", "state.json"} <= {path.name for path in written}
    tables = [repr(duckdb.execute(f"FROM '{path}'").fetchall()) for path in written if path.suffix == ".parquet"]
    for text in (said, *tables, *(path.read_bytes().decode("latin-1") for path in written)):
        assert [sign for sign in SIGNS if sign in text.casefold()] == []
    assert len(place.table("trajectories")) > 5
