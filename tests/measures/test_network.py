"""The network of goals: a translation that asks more than the commission must not pass unseen."""

from __future__ import annotations

import datetime as dt

import pytest

from impactlib.demonstration import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures import network
from impactlib.model import Background, Effort, Goal, Released, Row
from impactlib.params import spec_of, theme_of, themes
from impactlib.params.reports import answers_of

READ = dt.date(2022, 1, 15)
SPEC = spec_of({"year": 2020, "municipality": "westerkwartier", "report": "din"})


@pytest.fixture(scope="module")
def registration(tmp_path_factory):
    return read_registration(write_demo(tmp_path_factory.mktemp("demo") / "registration"))


@pytest.fixture(scope="module")
def din(registration):
    return network.network(registration, SPEC)


@pytest.fixture(scope="module")
def tables(din):
    found = network.goals(din, SPEC, answers_of(2020, "westerkwartier"), READ)
    return {table.id: {row["group"]: row for row in table.rows.to_dict("records")} for table in found}


def having(tables, code):
    return {group for group, row in tables["din-goals"].items() if code in row["caveats"]}


def test_a_council_sees_which_translations_ask_more_or_something_else_or_lost_their_number(tables):
    assert having(tables, network.STRICTER) == {"DF3", "M3b", "L3", "L4", "K8"}
    assert having(tables, network.OTHER) == {"M4b", "K7"}
    lost = {"DF1", "DF2a", "DF2b", "DF3", "DF4", "M3b", "L4", "L5", "K4", "K5", "K6", "K10", "W3", "Z1"}
    assert having(tables, network.VAGUER) == lost


def test_every_commissioned_goal_of_the_appendix_is_told_with_its_difference(din):
    assert [goal.goal_id for goal in din.goals if not goal.commissioned_text] == []
    assert [goal.goal_id for goal in din.goals if not goal.differs] == []
    assert [goal.goal_id for goal in din.goals if "onleesbaar" in goal.differs] == ["W1"]
    numbers = {"DF2a": "90", "DF2b": "80", "DF4": "5-8", "L5": "20", "K4": "50", "K10": "70", "W3": "80", "Z1": "80"}
    targets = {goal.goal_id: goal.target or "" for goal in din.goals}
    assert {goal: number for goal, number in numbers.items() if targets[goal].endswith(number)} == numbers


def test_a_goal_past_its_term_on_the_day_of_the_data_is_overdue(din, tables):
    assert len(having(tables, network.OVERDUE)) == 30
    assert having(tables, network.OVERDUE).isdisjoint({"DF2b", "DF4", "K4", "K10", "W1", "Z1"})
    early = network.goals(din, SPEC, {}, dt.date(2019, 12, 31))[0].rows
    assert {row.group for row in early.itertuples() if network.OVERDUE in row.caveats} == {"K5", "K6"}


@pytest.mark.parametrize(
    ("asked", "said", "flag"),
    [
        ("Het aantal is niet gestegen", "Het aantal daalt", network.STRICTER),
        ("Het aantal is niet gedaald", "Het aantal stijgt", network.STRICTER),
        ("Het percentage is niet gedaald", "Het aantal overbelaste mensen daalt", network.OTHER),
        ("De score is niet gedaald", "Inwoners waarderen hun buurt", network.OTHER),
        ("Het aantal is niet gedaald", "Het aantal blijft gelijk", ""),
        ("Het aantal is niet gedaald", "Het aantal blijft behouden", ""),
        ("Het aantal daalt niet", "Het aantal daalt niet", ""),
        ("Het aantal daalt", "Het aantal is niet gestegen", ""),
        ("90% haalt het", "Zij halen het", network.VAGUER),
        ("90% haalt het", "90% haalt het", ""),
        (None, "Het aantal daalt", ""),
    ],
)
def test_a_translation_is_compared_with_what_was_asked(asked, said, flag):
    blank = dict.fromkeys(("theme", "dimension", "goal_type", "deadline", "baseline", "target", "unit", "source"))
    assert network.translation(Goal("1", text=said, commissioned_text=asked, **blank)) == tuple(filter(None, [flag]))


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


def test_efforts_without_a_goal_are_ambitions_and_stopped_ones_say_so():
    rest = dict.fromkeys(("goal_type", "commissioned_text", "deadline", "baseline", "target", "unit", "source"))
    goal = Goal("G1", theme="armoede", dimension="meedoen", text="Minder armoede", **rest)
    told = (
        Effort(("G1",), "armoede", "Inloop", network.STOPPED, "Geen ruimte."),
        Effort((), "armoede", "Een wens", None, None),
    )
    rows = {row["name"]: row for row in network.efforts(Background((goal,), told), SPEC).rows.to_dict("records")}
    assert rows["Een wens"]["caveats"] == (network.AMBITION,)
    assert rows["Inloop"]["caveats"] == (network.STOPPED,)
    assert rows["Een wens"]["dimensions"] == ("meedoen",)


def test_no_effort_partner_or_project_of_the_appendix_is_invented(registration, din):
    rows = {row["name"]: row for row in network.efforts(din, SPEC).rows.to_dict("records")}
    assert rows["Defensiedag voor 40 jongeren"]["dimensions"] == ("dagelijks_functioneren",)
    assert next(e for e in din.efforts if e.text.startswith("Buurtnetwerk Jeugd")).goal_ids == ("DF1",)
    on_sheets = {goal for theme in themes() for goal in theme_of(theme).goals}
    assert on_sheets <= {goal for effort in din.efforts for goal in effort.goal_ids}
    for name in ("efforts", "projects", "partners"):
        told = registration.typed[name].to_pyarrow().to_pylist()
        assert told
        assert not [row for row in told if "verzonnen" in str(row)]


def test_partners_are_counted_by_theme_and_kind(registration):
    found = {row["group"]: row["count"] for row in network.partners(registration, SPEC).rows.to_dict("records")}
    assert (found["armoede"], found["gezonde-leefstijl"], found["laaggeletterdheid"]) == (25, 23, 6)
    assert sum(many for group, many in found.items() if group.startswith("armoede/")) == 25


def released(din, changed):
    tables = [*network.goals(din, SPEC, {}, READ), network.efforts(din, SPEC)]
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
    now = [*network.goals(din, SPEC, {}, READ), network.efforts(din, SPEC)]
    before = released(din, {"K1a": "Anders gezegd", "M1": None, "jeugdwerkloosheid/2": "Iets dat niet meer bestaat"})
    found = {row["group"]: row["nature"] for row in network.changes(now, before, SPEC).rows.to_dict("records")}
    assert found == {
        "doel/K1a": "gewijzigd",
        "doel/M1": "nieuw",
        "inspanning/Defensiedag voor 40 jongeren": "nieuw",
        "inspanning/Iets dat niet meer bestaat": "vervallen",
    }


def test_nothing_changed_and_no_earlier_edition_are_not_the_same(din):
    now = [*network.goals(din, SPEC, {}, READ), network.efforts(din, SPEC)]
    assert network.changes(now, released(din, {}), SPEC).rows.empty
    row = network.changes(now, [], SPEC).rows.iloc[0]
    assert (row["state"], row["caveats"]) == ("unknown", (network.NO_EARLIER,))


def test_another_municipality_has_no_goals(registration):
    spec = spec_of({"year": 2020, "municipality": "oldambt", "report": "din"})
    assert network.network(registration, spec).goals == ()
    assert network.network(registration, spec).efforts == ()
