"""Counts that others delivered: counted by hand, through the door, attacked, and as they stand on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from impactlib.audit import RULES
from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published
from impactlib.measures import TABLE_IDS, background, measure
from impactlib.model import DIMENSIONS, DisclosureError, ReleasedSheet
from impactlib.params import policies, spec_of
from impactlib.release import release_sheet, release_texts
from impactlib.release.rows import masked_row
from impactlib.sheet import Sheet, chapters
from tests.measures.made import registration, rows

TABLE = "delivered-counts"
SHEET = {"year": 2016, "municipality": "westerkwartier", "theme": "armoede"}
"""Of a year in which the hand-counted registration has no trajectory: nobody is in both."""

LEVELS = ("1", "2", "3", "4", "5", "onbekend")
AGES = ("0-17", "18-24", "25-44", "45-64", "65+", "onbekend")
HEADER = "municipality,year,theme,classification,domain,category,count,n,deliverer,definition"
COUNTS = {
    "niveau_start,financien": dict(zip(LEVELS, (10, 30, 20, 20, 10, 10), strict=True)),
    "niveau_eind,financien": dict(zip(LEVELS, (2, 10, 20, 28, 10, 30), strict=True)),
    "leeftijd,alle": dict(zip(AGES, (2, 20, 40, 30, 8, 0), strict=True)),
}


def csv(counts=COUNTS, *, year=2016, definition="mensen met een afgerond traject"):
    lines = [
        f"westerkwartier,{year},armoede,{whole},{category},{count},,Wijkteam Noord,{definition}"
        for whole, parts in counts.items()
        for category, count in parts.items()
    ]
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    return registration(tmp_path_factory.mktemp("delivered"), delivered_counts=csv())


@pytest.fixture(scope="module")
def measures(held):
    return measure(held, spec_of(SHEET))


@pytest.fixture(scope="module")
def released(measures):
    return release_sheet(measures, spec_of(SHEET))


def published(tables):
    """A sheet with these tables, as the attacker finds it."""
    made = ReleasedSheet(
        report="armoede",
        year=2016,
        municipality="westerkwartier",
        period="2016-01-01/2016-12-31",
        as_of="2016-12-31",
        basis="in_behandeling",
        policy="standaard",
        synthetic=True,
        tables=tuple(tables),
    )
    return Published(Path(), "2016/westerkwartier/armoede.json", made, old=False)


def test_shares_are_of_the_delivered_table_and_every_person_stands_once_behind_a_count(measures):
    found = rows(measures[TABLE], "count", "n", "n_eligible", "share", "clients", "clients_rest", "source")
    assert found["leeftijd/alle/18-24"] == (20, 100, 100, 0.2, 20, 80, "Wijkteam Noord")
    assert found["leeftijd/alle/onbekend"] == (0, 100, 100, 0.0, 0, 100, "Wijkteam Noord")
    assert found["niveau_start/financien/onbekend"] == (10, 100, 100, 0.1, 10, 90, "Wijkteam Noord")
    assert len(found) == 3 * 6 + 2
    assert measures[TABLE].caveats == ("niet-geteld",)
    assert list(measures) == [name for name in TABLE_IDS if name in measures]


def test_the_interval_of_a_share_is_that_of_wilson(measures):
    """20 of 100 at 95 %: (0.2 + z^2/200 -+ z sqrt(0.16/100 + z^2/40000)) / (1 + z^2/100), z = 1.959964."""
    assert rows(measures[TABLE], "low", "high")["leeftijd/alle/18-24"] == pytest.approx((0.13337, 0.28883), abs=1e-5)


def test_the_mean_level_is_of_those_with_a_known_score(measures):
    """10 + 60 + 60 + 80 + 50 over 90; squares 880, so s^2 = (880 - 260^2/90) / 89 and t(0.975, 89) = 1.98698."""
    found = rows(measures[TABLE], "value", "n", "n_eligible", "low", "high")["niveau_start/financien/gemiddeld"]
    assert found == pytest.approx((260 / 90, 90, 100, 2.6368, 3.1409), abs=1e-4)
    assert rows(measures[TABLE], "value")["niveau_eind/financien/gemiddeld"] == pytest.approx((244 / 70,))


def test_a_small_count_takes_another_with_it_and_the_mean_over_it(released):
    hidden = {row.group for row in released[TABLE].rows if row.state == "suppressed"}
    assert "leeftijd/alle/0-17" in hidden
    assert {"niveau_eind/financien/1", "niveau_eind/financien/gemiddeld"} <= hidden
    assert not any(group.startswith("niveau_start") for group in hidden)
    for whole in ("leeftijd/alle", "niveau_eind/financien"):
        assert len([group for group in hidden if group.startswith(whole) and "gemiddeld" not in group]) == 2
    assert released[TABLE].row("niveau_start/financien/gemiddeld").value == 2.9


def test_nothing_of_what_leaves_gives_a_small_count_away(released):
    sheet = published(released.values())
    assert list(attack([sheet], RULES)) == list(shown_outright(sheet, RULES["standaard"])) == []


def test_an_attacker_takes_a_count_back_where_only_the_small_one_is_hidden(released, measures):
    bare = release_sheet(measures, spec_of({**SHEET, "privacy": "intern"}))[TABLE]
    small = {"leeftijd/alle/0-17"}
    found = attack([published([with_hidden(bare, small)])], RULES)
    assert {(one.cell, one.low, one.high) for one in found} == {(f"{TABLE}/leeftijd/alle/0-17", 2, 2)}


def test_an_attacker_takes_a_count_back_from_the_mean_of_its_table(tmp_path):
    """Of 35 the mean is 118/35, printed 3.4: what is hidden at 1 and at 5 is 12 together, and only 2 and 10 fit."""
    counts = {"niveau_eind,financien": dict(zip(LEVELS, (2, 10, 6, 7, 10, 5), strict=True))}
    made = measure(registration(tmp_path / "r", delivered_counts=csv(counts)), spec_of(SHEET))
    bare = with_hidden(
        release_sheet(made, spec_of({**SHEET, "privacy": "intern"}))[TABLE],
        {f"niveau_eind/financien/{level}" for level in (1, 5)},
    )
    mean = bare.row("niveau_eind/financien/gemiddeld").model_copy(update={"value": 3.4})
    leaks = bare.model_copy(update={"rows": (*(row for row in bare.rows if row.group != mean.group), mean)})
    found = {(one.cell.rpartition("/")[2], one.low, one.high) for one in attack([published([leaks])], RULES)}
    assert found == {("1", 2, 2), ("5", 10, 10)}
    without = with_hidden(leaks, {mean.group, *(row.group for row in bare.rows if row.state == "suppressed")})
    assert not list(attack([published([without])], RULES))


def with_hidden(table, groups):
    made = (masked_row(row) if row.group in groups else row for row in table.rows)
    return table.model_copy(update={"rows": tuple(made)})


def test_whose_trajectories_are_counted_too_is_not_released_beside_them(tmp_path):
    both = registration(tmp_path / "r", delivered_counts=csv(year=2020))
    spec = spec_of({**SHEET, "year": 2020})
    assert TABLE not in measure(both, spec)
    assert background(both, spec).delivered == ()


@pytest.mark.parametrize(
    "counts",
    [
        {"leeftijd,alle": {"0-17": 5, "18-24": 20}},
        {"leeftijd,alle": {**COUNTS["leeftijd,alle"], "66 jaar": 9}},
        {"dimensie,alle": dict.fromkeys(DIMENSIONS, 7)},
    ],
    ids=["lacks a class", "another class", "nobody unknown"],
)
def test_a_table_that_is_not_whole_is_left_out_for_what_it_lacks_may_be_few(tmp_path, counts):
    assert TABLE not in measure(registration(tmp_path / "r", delivered_counts=csv(counts)), spec_of(SHEET))


@pytest.mark.parametrize(
    "other", [{"year": 2015}, {"theme": "gezonde-leefstijl"}, {"period": "2016-02-01/2016-12-31"}], ids=str
)
def test_a_delivered_table_stands_on_the_sheet_of_its_own_year_and_theme_alone(held, other):
    assert TABLE not in measure(held, spec_of({**SHEET, **other}))


def test_of_a_table_in_which_everybody_is_unknown_no_class_is_zero(tmp_path):
    counts = {"niveau_doel,financien": {**dict.fromkeys(LEVELS, 0), "onbekend": 40}}
    found = rows(measure(registration(tmp_path / "r", delivered_counts=csv(counts)), spec_of(SHEET))[TABLE], "state")
    assert {group for group, (state,) in found.items() if state == "shown"} == {"niveau_doel/financien/onbekend"}


def test_the_page_says_who_delivered_it_and_what_was_counted(held, released):
    spec = spec_of(SHEET)
    told, words = release_texts(background(held, spec), "", (), draft=True)
    said = str(chapters.trajectories(Sheet(spec, held.meta, released, told, words, state="concept")).html)
    assert "Aangeleverd, niet geteld" in said
    assert (
        said.count("Aangeleverd door Wijkteam Noord, niet geteld. Wat is geteld: mensen met een afgerond traject.") == 3
    )
    assert 'data-cell="delivered-counts/niveau_start/financien/gemiddeld/value"' in said
    assert 'data-absent="delivered-counts/leeftijd/alle/0-17/count"' in said


def test_a_page_without_delivered_counts_says_nothing_of_them(tmp_path):
    plain, spec = registration(tmp_path / "r"), spec_of({**SHEET, "year": 2020})
    told, words = release_texts(background(plain, spec), "", (), draft=True)
    made = Sheet(spec, plain.meta, release_sheet(measure(plain, spec), spec), told, words, state="concept")
    assert "angeleverd" not in str(chapters.trajectories(made).html)


def test_a_person_in_the_definition_stops_the_sheet(tmp_path):
    named = registration(tmp_path / "r", delivered_counts=csv(definition="mensen van C0001-XY"))
    with pytest.raises(DisclosureError):
        release_texts(background(named, spec_of(SHEET)), "", {"C0001-XY"}, draft=True)


def test_the_promise_of_other_policies_holds_for_delivered_counts_too(measures):
    strict = release_sheet(measures, spec_of({**SHEET, "privacy": "streng"}))[TABLE]
    threshold = policies()["streng"].threshold
    assert all(row.count is None or row.count == 0 or row.count >= threshold for row in strict.rows)
