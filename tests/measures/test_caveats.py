"""Every caveat goes with the measure it belongs to, and every code has a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impactlib.measures.caveats import attach
from impactlib.measures.estimate import frame
from impactlib.model import Measure
from impactlib.params import caveat_rules
from impactlib.text import Texts
from tests.measures.made import spec

HOME = Path(__file__).resolve().parents[2]
TEXTS = Texts.load("nl")
SPEC = spec()

# What must stand at a table as a whole, counted on in the sheet's chapters.
AT_TABLE = {
    "caseload-flow": {"trajecten", "bijzonder-jaar"},
    "caseload-theme-share": {"trajecten", "domein-thema"},
    "caseload-age": {"trajecten"},
    "caseload-duration": {"trajecten"},
    "ph-dimension": {"trajecten", "gespreksinstrument"},
    "dimension-domain": {"trajecten", "gespreksinstrument"},
    "zrm-end-vs-start": {"geen-bewijs", "andere-oorzaken", "professional", "gelijk-kan-goed", "niet-tegelijk"},
    "zrm-end-vs-goal": {"geen-bewijs", "andere-oorzaken", "professional", "gelijk-kan-goed", "niet-tegelijk"},
    "zrm-goal-reached": {"geen-bewijs", "andere-oorzaken", "professional", "gelijk-kan-goed"},
    "zrm-levels": {"geen-bewijs", "professional"},
    "zrm-start-level": {"geen-bewijs", "professional", "terug-naar-het-midden"},
    "zrm-ceiling": {"geen-bewijs", "professional"},
    "zrm-transitions": {"geen-bewijs", "professional"},
    "zrm-growth": {"geen-bewijs", "andere-oorzaken", "professional", "gemiddelde-van-stappen"},
    "response": {"alle-themas"},
    "satisfaction": {"alle-themas"},
    "network-satisfaction": {"alle-themas"},
    "collective-activities": {"bijzonder-jaar", "momentopname"},
    "collective-reach": {"bijzonder-jaar", "niet-optellen", "niet-uniek"},
    "collective-indicators": set(),
    "context": {"alle-inwoners", "samen"},
}

ORDINARY = {"group": "g", "count": 20, "n": 30, "n_eligible": 40, "year": 2020, "unique": "nee"}


def marked(table, *rows):
    made = Measure(table, frame([ORDINARY | row for row in rows]), SPEC.period, "u", "s", (), "people")
    return attach(made, SPEC, caveat_rules())


@pytest.mark.parametrize("table", AT_TABLE)
def test_a_table_carries_its_caveats_and_no_others(table):
    found = marked(table, {})
    assert set(found.caveats) == AT_TABLE[table]
    assert found.rows["caveats"].tolist() == [()]


# Table, row, and the code that this row gets; the same row one step further does not get it.
AT_ROW = [
    ("ph-dimension", {"group": "not_recorded"}, "in-ontwikkeling", {"count": 0}),
    ("ph-dimension", {"group": "not_recorded"}, "in-ontwikkeling", {"group": "meedoen"}),
    ("zrm-end-vs-start", {"group": "missing"}, "onbekende-eindscore", {"count": 0}),
    ("zrm-end-vs-goal", {"group": "missing"}, "onbekende-eindscore", {"group": "unknown"}),
    ("zrm-end-vs-start", {"group": "not_due"}, "loopt-nog", {"count": 0}),
    ("zrm-end-vs-goal", {"group": "not_due"}, "loopt-nog", {"group": "missing"}),
    ("zrm-end-vs-start", {"count": 4, "n": 9}, "kleine-aantallen", {"n": 10}),
    ("zrm-end-vs-goal", {"count": 4, "n": 9}, "kleine-aantallen", {"n": 10}),
    ("zrm-goal-reached", {"count": 4, "n": 9}, "kleine-aantallen", {"n": 10}),
    ("zrm-growth", {"count": 9, "n": 9}, "kleine-aantallen", {"n": 10}),
    ("zrm-start-level", {"count": 4, "n": 9}, "kleine-aantallen", {"n": 11}),
    ("caseload-duration", {"group": "closed_mean_days"}, "alleen-afgesloten", {"group": "within_365_days"}),
    ("caseload-duration", {"group": "closed_median_days"}, "alleen-afgesloten", {"group": "within_365_days"}),
    ("response", {"caveats": ("indicatief",)}, "kleine-respons", {"caveats": ("generaliseerbaar",)}),
    ("response", {"caveats": ("alleen-kwalitatief",)}, "kleine-respons", {"caveats": ("generaliseerbaar",)}),
    ("satisfaction", {"state": "unknown"}, "niet-gemeten", {"state": "shown"}),
    ("network-satisfaction", {"state": "unknown"}, "niet-gemeten", {"state": "shown"}),
    ("collective-indicators", {"state": "unknown"}, "niet-gemeten", {"state": "shown"}),
    ("collective-reach", {"state": "unknown"}, "bereik-onbekend", {"state": "shown"}),
    ("context", {"year": 2019}, "ouder-cijfer", {"year": 2020}),
]


@pytest.mark.parametrize(("table", "row", "code", "changed"), AT_ROW)
def test_a_row_is_marked_when_it_must_and_only_then(table, row, code, changed):
    one, other = marked(table, row, row | changed).rows["caveats"]
    assert code in one
    assert code not in other


@pytest.mark.parametrize("table", ["response", "satisfaction", "network-satisfaction"])
def test_a_survey_that_was_not_held_is_not_measured(table):
    assert "niet-gemeten" in marked(table).caveats
    assert "niet-gemeten" not in marked(table, {}).caveats


def test_reach_in_which_everyone_counts_once_is_not_called_otherwise():
    assert "niet-uniek" not in marked("collective-reach", {"unique": "ja"}).caveats
    assert "niet-uniek" in marked("collective-reach", {"unique": "ja"}, {"unique": "onbekend"}).caveats


def test_a_special_year_is_said_only_of_that_year():
    made = Measure("caseload-flow", frame([ORDINARY]), SPEC.period, "u", "s", (), "people")
    assert "bijzonder-jaar" not in attach(made, spec(year=2019), caveat_rules()).caveats


def test_what_a_measure_says_of_itself_stays():
    made = Measure("context", frame([ORDINARY | {"caveats": ("a",)}]), None, "u", "s", ("b",), "open")
    found = attach(made, SPEC, caveat_rules())
    assert found.caveats[0] == "b"
    assert found.rows["caveats"][0][0] == "a"


STANDARD = [
    "geen-bewijs",
    "samen",
    "andere-oorzaken",
    "momentopname",
    "in-ontwikkeling",
    "bijzonder-jaar",
    "gespreksinstrument",
    "alle-inwoners",
    "ouder-cijfer",
    "kleine-respons",
    "alle-themas",
    "onbekende-eindscore",
    "loopt-nog",
    "gelijk-kan-goed",
    "professional",
    "trajecten",
    "niet-uniek",
    "niet-optellen",
    "bereik-onbekend",
    "domein-thema",
    "kleine-aantallen",
    "onderdrukt",
    "breuk",
    "niet-gemeten",
    "voorlopig",
    "te-vroeg",
    "verhaal",
]
WITHOUT_A_RULE = {"onderdrukt", "breuk", "voorlopig", "te-vroeg", "verhaal"}


def test_each_standard_caveat_has_a_rule_or_is_named_as_set_elsewhere():
    ruled = {rule.code for rule in caveat_rules()}
    assert set(STANDARD) - ruled == WITHOUT_A_RULE
    comment = (HOME / "params" / "caveats.yaml").read_text(encoding="utf-8")
    assert not [code for code in WITHOUT_A_RULE if code not in comment]


def test_each_code_has_a_text_and_a_word_for_at_the_figure():
    codes = {rule.code for rule in caveat_rules()} | set(STANDARD)
    codes |= {"weinig-activiteiten", "twee-versies", "twee-vragenlijsten", "tegenstrijdig"}
    codes |= {"alleen-kwalitatief", "indicatief", "generaliseerbaar"}
    assert not [code for code in codes if not TEXTS.has(f"caveats.{code}")]
    assert not [code for code in codes if not TEXTS.has(f"page.caveat_words.{code}")]


def test_no_caveat_claims_a_cause_or_shouts():
    texts = [str(text) for text in TEXTS.raw("caveats").values()]
    assert not [text for text in texts if re.search(r"!|dankzij|door de hulp|leidt tot|zorgt ervoor", text)]
