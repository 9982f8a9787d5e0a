"""Every caveat goes with the measure it belongs to, and every code has a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impactlib.catalogue import TABLES
from impactlib.measures.caveats import attach
from impactlib.measures.estimate import frame
from impactlib.model import Measure
from impactlib.params import caveat_rules
from impactlib.text import Texts
from tests.measures.made import spec

HOME = Path(__file__).resolve().parents[2]
TEXTS = Texts.load("nl")
SPEC = spec()

SCORES = [table.id for table in TABLES if table.id.startswith("zrm-")]
CASELOADS = [table.id for table in TABLES if table.id.startswith("caseload-")]
CHOICES = ["ph-dimension", "dimension-domain"]
SURVEYS = ["response", "satisfaction", "network-satisfaction"]

# A reader who is not told this, reads the figure wrong; beside another table it would be false.
TOLD = [
    ("geen-bewijs", SCORES, [*CASELOADS, *CHOICES, *SURVEYS, "context"]),
    ("professional", SCORES, [*CASELOADS, *SURVEYS, "context"]),
    ("trajecten", [*CASELOADS, *CHOICES], [*SCORES, *SURVEYS, "context", "collective-reach"]),
    ("gespreksinstrument", CHOICES, [*SCORES, *CASELOADS, *SURVEYS]),
    ("gelijk-kan-goed", ["zrm-end-vs-start", "zrm-end-vs-goal", "zrm-goal-reached"], ["zrm-growth", "zrm-levels"]),
    ("terug-naar-het-midden", ["zrm-start-level"], ["zrm-levels", "zrm-goal-reached"]),
    ("gemiddelde-van-stappen", ["zrm-growth"], ["zrm-end-vs-start"]),
    ("alle-themas", SURVEYS, [*SCORES, *CASELOADS]),
    ("niet-optellen", ["collective-reach"], ["collective-activities", "caseload-flow"]),
    ("niet-uniek", ["collective-reach"], ["caseload-flow"]),
    ("momentopname", ["collective-activities"], ["collective-reach"]),
    ("bijzonder-jaar", ["caseload-flow", "collective-reach"], ["context", "zrm-growth"]),
    ("alle-inwoners", ["context"], [*SCORES, *CASELOADS, *SURVEYS]),
    ("samen", ["context"], [*CASELOADS, *SURVEYS]),
]

ORDINARY = {"group": "g", "count": 20, "n": 30, "n_eligible": 40, "year": 2020, "unique": "nee"}


def marked(table, *rows):
    made = Measure(table, frame([ORDINARY | row for row in rows]), SPEC.period, "u", "s", (), "people")
    return attach(made, SPEC, caveat_rules())


@pytest.mark.parametrize(("code", "there", "elsewhere"), TOLD)
def test_a_table_carries_the_caveat_without_which_it_is_read_wrong_and_no_other_does(code, there, elsewhere):
    assert [table for table in there if code not in marked(table, {}).caveats] == []
    assert [table for table in elsewhere if code in marked(table, {}).caveats] == []


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


def test_each_caveat_that_can_be_given_has_a_text_and_a_word_for_at_the_figure():
    given = {rule.code for rule in caveat_rules()}
    assert not [code for code in given if not TEXTS.has(f"caveats.{code}")]
    assert not [code for code in given if not TEXTS.has(f"page.caveat_words.{code}")]


def test_each_caveat_that_has_a_text_is_given_by_a_rule_or_somewhere_in_the_code():
    source = " ".join(path.read_text(encoding="utf-8") for path in (HOME / "impactlib").rglob("*.py"))
    ruled = {rule.code for rule in caveat_rules()}
    idle = [code for code in TEXTS.raw("caveats") if code not in ruled and not given_by(code, source)]
    assert idle == []


def given_by(code, source):
    """Whether the code stands in a string somewhere, whole or behind its first word (``norm-`` and a verdict)."""
    rest = code.partition("-")[2]
    return any(f'"{one}"' in source for one in {code, code.replace("-", "_"), rest, rest.replace("-", "_")} if one)


def test_no_caveat_claims_a_cause_or_shouts():
    texts = [str(text) for text in TEXTS.raw("caveats").values()]
    assert not [text for text in texts if re.search(r"!|dankzij|door de hulp|leidt tot|zorgt ervoor", text)]
