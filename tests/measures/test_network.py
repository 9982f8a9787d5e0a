"""The network of goals: a translation that asks more than the commission must not pass unseen."""

from __future__ import annotations

import pytest

from impactlib.intake.demo import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures import network
from impactlib.model import Goal, Released, Row
from impactlib.params import spec_of
from impactlib.params.reports import answers_of

SPEC = spec_of({"year": 2020, "municipality": "westerkwartier", "report": "din"})


@pytest.fixture(scope="module")
def registration(tmp_path_factory):
    return read_registration(write_demo(tmp_path_factory.mktemp("demo") / "registration"))


@pytest.fixture(scope="module")
def din(registration):
    return network.network(registration, SPEC)


@pytest.fixture(scope="module")
def tables(din):
    found = network.goals(din, SPEC, answers_of(2020, "westerkwartier"))
    return {table.id: {row["group"]: row for row in table.rows.to_dict("records")} for table in found}


def test_six_translations_are_stricter_or_different_and_no_more(tables):
    flagged = {group: row["caveats"] for group, row in tables["din-goals"].items() if row["caveats"]}
    stricter = {group for group, caveats in flagged.items() if caveats == (network.STRICTER,)}
    other = {group for group, caveats in flagged.items() if caveats == (network.OTHER,)}
    assert stricter == {"DF3", "M3b", "L3", "L4", "K8"}
    assert other == {"M4b"}
    assert {group for group in flagged if group not in stricter | other} == {"DF2a", "DF2b", "DF4"}


@pytest.mark.parametrize(
    ("asked", "said", "flag"),
    [
        ("Het aantal is niet gestegen", "Het aantal daalt", network.STRICTER),
        ("Het aantal is niet gedaald", "Het aantal stijgt", network.STRICTER),
        ("Het percentage is niet gedaald", "Het aantal overbelaste mensen daalt", network.OTHER),
        ("Het aantal is niet gedaald", "Het aantal blijft gelijk", ""),
        ("Het aantal daalt niet", "Het aantal daalt niet", ""),
        ("Het aantal daalt", "Het aantal is niet gestegen", ""),
        ("90% haalt het", "Zij halen het", network.VAGUER),
        ("90% haalt het", "90% haalt het", ""),
        (None, "Het aantal daalt", ""),
    ],
)
def test_a_translation_is_compared_with_what_was_asked(asked, said, flag):
    blank = dict.fromkeys(("theme", "dimension", "goal_type", "deadline", "baseline", "target", "unit", "source"))
    assert network.translation(Goal("1", text=said, commissioned_text=asked, **blank)) == flag


def test_every_goal_stands_under_its_dimension_in_order(din, tables):
    assert len(din.goals) == 36
    assert [goal.goal_id for goal in din.goals][:5] == ["L1", "L2", "L3", "L4", "L5"]
    assert [goal.goal_id for goal in din.goals if goal.goal_id.startswith("K")][-2:] == ["K10", "K11"]
    types = tables["din-types"]
    assert (types["meedoen/leerdoel"]["count"], types["meedoen/leerdoel"]["n"]) == (6, 36)
    assert sum(row["count"] for row in types.values()) == 36


def test_goals_that_no_sheet_answers_stay_open(tables):
    answers = tables["din-answers"]
    assert (answers["K1a"]["nature"], answers["K1a"]["state"]) == ("deels", "shown")
    assert (answers["M1"]["state"], answers["M1"]["caveats"]) == ("unknown", (network.NO_SHEET,))


def test_efforts_without_a_goal_are_ambitions_and_stopped_ones_say_so(din):
    rows = {row["name"]: row for row in network.efforts(din, SPEC).rows.to_dict("records")}
    ambition = next(row for name, row in rows.items() if name.startswith("Buurtnetwerk Jeugd"))
    assert ambition["caveats"] == (network.AMBITION,)
    stopped = [row for row in rows.values() if network.STOPPED in row["caveats"]]
    assert len(stopped) == 2
    assert all(effort.stopped_reason for effort in din.efforts if effort.status == network.STOPPED)
    assert rows["Defensiedag voor 40 jongeren"]["dimensions"] == ("dagelijks_functioneren",)


def test_partners_are_counted_by_theme_and_kind(registration):
    found = {row["group"]: row["count"] for row in network.partners(registration, SPEC).rows.to_dict("records")}
    assert (found["armoede"], found["gezonde-leefstijl"], found["laaggeletterdheid"]) == (25, 23, 7)
    assert sum(many for group, many in found.items() if group.startswith("armoede/")) == 25


def released(din, changed):
    tables = [*network.goals(din, SPEC, {}), network.efforts(din, SPEC)]
    return [
        Released(
            id=table.id,
            title="",
            period=None,
            unit="doelen",
            source="",
            caveats=(),
            rows=tuple(
                Row(group=row["group"], name=changed.get(row["group"], row["name"]), nature=row["nature"])
                for row in table.rows.to_dict("records")
                if changed.get(row["group"], "") is not None
            ),
        )
        for table in tables
    ]


def test_changes_since_the_previous_edition_name_what_is_new_changed_and_gone(din):
    now = [*network.goals(din, SPEC, {}), network.efforts(din, SPEC)]
    before = released(din, {"K1a": "Anders gezegd", "M1": None, "jeugdwerkloosheid/1": "Iets dat niet meer bestaat"})
    found = {row["group"]: row["nature"] for row in network.changes(now, before, SPEC).rows.to_dict("records")}
    assert found == {
        "doel/K1a": "gewijzigd",
        "doel/M1": "nieuw",
        "inspanning/Defensiedag voor 40 jongeren": "nieuw",
        "inspanning/Iets dat niet meer bestaat": "vervallen",
    }


def test_nothing_changed_and_no_earlier_edition_are_not_the_same(din):
    now = [*network.goals(din, SPEC, {}), network.efforts(din, SPEC)]
    assert network.changes(now, released(din, {}), SPEC).rows.empty
    row = network.changes(now, [], SPEC).rows.iloc[0]
    assert (row["state"], row["caveats"]) == ("unknown", (network.NO_EARLIER,))


def test_another_municipality_has_no_goals(registration):
    spec = spec_of({"year": 2020, "municipality": "oldambt", "report": "din"})
    assert network.network(registration, spec).goals == ()
    assert network.network(registration, spec).efforts == ()
