"""A table of counts that others made is known as one, and what it does not say is asked for."""

from __future__ import annotations

import pytest
import yaml

from tests.importing.place import Place

AGES = {"Jonger dan 18": 0, "18 tot 25 jaar": 6, "25 t/m 44": 9, "45 - 64": 8, "65 jaar en ouder": 7, "Onbekend": 2}
CLASSES = {"0-17": "0", "18-24": "6", "25-44": "9", "45-64": "8", "65+": "7", "onbekend": "2"}


def guessed(place: Place, header: tuple[str, ...], rows, municipality: str = "midden-groningen"):
    lines = [";".join(map(str, line)) for line in (header, *rows)]
    (place.folder / "aantallen.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return place._impact("import", str(place.folder / "aantallen.csv"), "--guess", "--municipality", municipality)


def test_counts_by_age_are_proposed_and_come_in_once_she_says_what_no_file_says(place):
    place.say("workspace.yaml", {"organisation": "De Brug", "themes": ["armoede"]})
    code, out, _ = guessed(place, ("Leeftijdsgroep", "Aantal inwoners"), [*AGES.items(), ("Totaal", 32)])
    assert (code, "delivered_counts" in out) == (0, True)
    assert "eerst in wat nog nodig is: year, deliverer, definition." in out
    path = place.folder / "params" / "sources" / "aantallen.yaml"
    typed = ("import", str(place.folder / "aantallen.csv"), "--source", "aantallen", "--date", "2020-03-01")
    assert place._impact(*typed)[0] == 2, "a proposal with gaps would be imported"
    tree = yaml.safe_load(path.read_text("utf-8"))
    columns = tree["inputs"]["aantallen"]["tables"]["delivered_counts"]["columns"]
    assert columns["theme"] == {"value": "armoede"}
    columns |= {
        key: {"value": value} for key, value in (("year", 2019), ("deliverer", "GGD"), ("definition", "mensen"))
    }
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    code, out, err = place._impact(*typed)
    assert code == 0, out + err
    rows = place.table("delivered_counts")
    assert {row["category"]: row["count"] for row in rows} == CLASSES
    assert {(row["classification"], row["domain"], row["year"]) for row in rows} == {("leeftijd", "alle", "2019")}


def test_of_counts_by_score_nobody_guesses_at_which_moment_they_were_given(place):
    rows = [
        (f"{level} - {word}", "Financiën", 5) for level, word in ((1, "acute problematiek"), (2, "niet zelfredzaam"))
    ]
    _, out, _ = guessed(
        place, ("Score", "Leefgebied", "Aantal"), [*rows, ("3", "Financiën", 4), ("onbekend", "Financiën", 0)]
    )
    assert "classification is niet gevonden, en is nodig" in out
    assert "niveau_start, niveau_doel, niveau_eind" in (place.folder / "params/sources/aantallen.yaml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    "groups", [("0-17", "18-24", "25-44", "45-64", "65+"), ("Meedoen", "Zingeving", "Lichaamsfuncties")]
)
def test_groups_beside_each_other_are_told_and_not_taken_for_something_else(place, groups):
    code, _, err = guessed(place, ("Gemeente", *groups), [("Leek", *range(len(groups)))])
    assert (code, "onder elkaar" in err) == (2, True)


def test_scores_case_by_case_are_not_taken_for_a_delivered_count(place):
    rows = [(f"D{number}", "Financiën", 1 + number % 5, 12) for number in range(20)]
    _, out, _ = guessed(place, ("Dossiernummer", "Leefgebied", "Score", "Aantal personen"), rows)
    assert "delivered_counts" not in out


def test_how_many_came_to_a_meeting_of_an_age_group_is_not_taken_for_a_delivered_count(place):
    rows = [(f"A{number}", f"0{number}-02-2020", "jongeren", 12) for number in range(1, 6)]
    _, out, _ = guessed(place, ("Activiteitnummer", "Datum", "Doelgroep", "Aantal deelnemers"), rows)
    assert "meetings" in out
    assert "delivered_counts" not in out
