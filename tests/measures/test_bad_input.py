"""Whatever stands in a registration: no warning, no NaN; a state, a caveat or a finding instead.

Warnings are errors in this suite (pyproject.toml), so a library that complains fails the test.
"""

from __future__ import annotations

import json
import random

import pandas as pd
import pytest

from impactlib.measures import TABLE_IDS, measure
from impactlib.release import release
from tests.measures import hand
from tests.measures.made import registration, rows, spec

CASES = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,ph_dimension,start_date,end_date,age\n"
CASE = "{0},{0},De Proef,westerkwartier,individueel_traject,financien,,2020-01-02,{1},{2}\n"
SCORES = "trajectory_id,version,domain,start,goal,end\n"


def cases(*ends, age="40"):
    return CASES + "".join(CASE.format(f"T{i}", end, age) for i, end in enumerate(ends))


def scores(*levels, version="2017"):
    return SCORES + "".join(f"T{i},{version},financien,{level}\n" for i, level in enumerate(levels))


NO_ROWS = {name: text.splitlines()[0] + "\n" for name, text in {"trajectories": CASES, "zrm_scores": SCORES}.items()}
ABSENT = dict.fromkeys(
    [
        "trajectories",
        "zrm_scores",
        "activities",
        "activity_themes",
        "activity_reach",
        "impact_responses",
        "surveys",
        "survey_answers",
        "context",
    ]
)
END = "2020-06-01"
WRONG = {
    "every table is absent": ABSENT,
    "tables without rows": NO_ROWS,
    "one case": {"trajectories": cases(END), "zrm_scores": scores("2,3,3")},
    "all ages and scores unknown": {"trajectories": cases(END, END, age=""), "zrm_scores": scores(",,", ",,")},
    "no scores at all": {"trajectories": cases(END, END), "zrm_scores": SCORES},
    "all equal": {"trajectories": cases(*[END] * 12), "zrm_scores": scores(*["3,3,3"] * 12)},
    "all at the ceiling": {"trajectories": cases(*[END] * 12), "zrm_scores": scores(*["5,5,5"] * 12)},
    "an end score on an open case": {"trajectories": cases("", END), "zrm_scores": scores("2,3,5", "2,3,3")},
    "a goal below the start": {"trajectories": cases(END, END), "zrm_scores": scores("4,2,3", "3,3,3")},
    "more answered than invited": {"surveys": hand.SURVEYS.replace("40,32", "32,40")},
    "more answers than answered": {"surveys": hand.SURVEYS.replace("40,32", "40,29")},
    "nobody invited": {"surveys": hand.SURVEYS.replace("40,32", "0,0").replace("20,5", ",")},
    "a reach without a number": {"activity_reach": "activity_id,year,quantity,low,high,precision\nA1,2020,x,,,exact\n"},
    "everyone gave the same answer": {
        "impact_responses": "activity_id,respondent_id,date,activering\n"
        + "".join(f"A{1 + i % 2},R{i},2020-03-01,4\n" for i in range(8))
    },
    "a figure without a value": {"context": hand.CONTEXT.replace("5.3", "")},
}


@pytest.mark.parametrize("policy", ["intern", "standaard"])
@pytest.mark.parametrize("wrong", WRONG)
def test_bad_input_is_measured_and_released_without_nan(tmp_path, wrong, policy):
    sheet = spec(privacy=policy)
    found = measure(registration(tmp_path, **WRONG[wrong]), sheet)
    assert set(found) <= set(TABLE_IDS)
    released = release(found, sheet.policy, theme_domains=sheet.theme.domains)
    text = json.dumps([table.model_dump(mode="json") for table in released.values()], allow_nan=False)
    assert "NaN" not in text


def test_an_end_score_on_an_open_case_is_ignored(tmp_path):
    found = measure(registration(tmp_path, **WRONG["an end score on an open case"]), spec())
    assert rows(found["zrm-end-vs-start"], "count", "n")["higher"] == (1, 1)
    assert rows(found["zrm-end-vs-start"], "count")["not_due"] == (1,)


def test_pairs_of_two_versions_are_never_pooled(tmp_path):
    mixed = scores("2,3,3") + "T1,2013,financien,2,3,4\n"
    found = measure(registration(tmp_path, trajectories=cases(END, END), zrm_scores=mixed), spec())
    against = found["zrm-end-vs-start"]
    assert "twee-versies" in against.caveats
    assert rows(against, "count", "state", "caveats")["higher"] == (None, "unknown", ("twee-versies",))
    assert rows(against, "count")["missing"] == (0,)
    by_version = rows(against, "count", "n", "n_eligible", "bounds")
    assert {group: by_version[f"{version}/higher"] for version in ("2013", "2017") for group in (version,)} == {
        "2013": (1, 1, None, None),
        "2017": (1, 1, None, None),
    }
    assert by_version["2013/lower"][:2] == by_version["2017/equal"][:2] == (0, 1)
    assert rows(found["zrm-growth"], "state", "caveats")["financien"][0] == "unknown"
    assert rows(found["zrm-levels"], "state")["start-2"] == ("unknown",)


@pytest.mark.parametrize("other", ["T1,2013,dagbesteding,2,3,4", "T1,2013,huisvesting,,,", "T1,2013,financien,,,"])
def test_a_row_of_the_other_version_elsewhere_or_empty_blanks_nothing(tmp_path, other):
    mixed = scores("2,3,3") + other + "\n"
    found = measure(registration(tmp_path, trajectories=cases(END, ""), zrm_scores=mixed), spec())
    assert rows(found["zrm-end-vs-start"], "count", "n")["higher"] == (1, 1)
    assert rows(found["zrm-growth"], "count")["financien"] == (1,)


def test_a_score_row_without_scores_is_missing_not_lower(tmp_path):
    found = measure(registration(tmp_path, **WRONG["all ages and scores unknown"]), spec())
    assert rows(found["zrm-end-vs-start"], "count")["missing"] == (2,)
    assert rows(found["caseload-age"], "count")["unknown"] == (2,)


def test_the_order_of_the_rows_in_the_files_does_not_matter(tmp_path):
    straight = measure(hand.hand(tmp_path / "straight"), spec())
    mixed = hand.write_hand(tmp_path / "mixed")
    for path in mixed.glob("*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        random.Random(7).shuffle(lines)
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    shuffled = measure(hand.read_registration(mixed), spec())
    assert list(straight) == list(shuffled)
    for name, table in straight.items():
        pd.testing.assert_frame_equal(table.rows, shuffled[name].rows)


def test_tables_come_in_one_fixed_order(tmp_path):
    """Every table but of what is not there: too few pairs for the transitions, and no counts of others."""
    found = list(measure(hand.hand(tmp_path), spec()))
    assert found == [name for name in TABLE_IDS if name in found]
    assert set(TABLE_IDS) - set(found) == {"zrm-transitions", "delivered-counts"}
