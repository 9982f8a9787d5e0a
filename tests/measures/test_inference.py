"""What researchers get: guarded at the edges, and never a silent NaN."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactlib.measures import collective, surveys
from impactlib.measures.inference import (
    agreement,
    changes,
    closing,
    reliability,
    representativeness,
    shown,
    told,
    verdicts,
)
from impactlib.measures.inference.findings import results
from impactlib.measures.inference.paired import hodges_lehmann, holm, sign_test, signed_rank, superiority
from impactlib.text import Texts
from tests.measures.hand import LATE, hand
from tests.measures.made import CALM, case_counts, registration, spec

SPEC = spec()
TEXTS = Texts.load("nl")
DIFFERENCES = st.dictionaries(st.integers(-4, 4), st.integers(1, 4), min_size=1, max_size=5)


def by_enumeration(differences, zeros):
    """The signed-rank test by trying every sign, for a handful of cases."""
    values = [d for d, k in differences.items() for _ in range(k)]
    kept = [d for d in values if d] if zeros == "wilcox" else values
    ranks = pd.Series([abs(d) for d in kept], dtype=float).rank().tolist()
    moved = [(d, rank) for d, rank in zip(kept, ranks, strict=True) if d]
    observed = sum(rank for d, rank in moved if d > 0)
    sums = [
        sum(r for (_, r), up in zip(moved, signs, strict=True) if up)
        for signs in itertools.product((0, 1), repeat=len(moved))
    ]
    tails = (np.mean([s <= observed + 1e-9 for s in sums]), np.mean([s >= observed - 1e-9 for s in sums]))
    return min(1.0, 2 * min(tails))


@CALM
@given(DIFFERENCES.filter(lambda d: 0 < sum(k for v, k in d.items() if v) <= 10), st.sampled_from(["wilcox", "pratt"]))
def test_the_signed_rank_test_is_exact_with_ties_and_zeros(differences, zeros):
    assert signed_rank(differences, zeros) == pytest.approx(by_enumeration(differences, zeros))


@CALM
@given(DIFFERENCES)
def test_the_hodges_lehmann_estimate_is_the_median_of_all_means_of_two(differences):
    values = [d for d, k in differences.items() for _ in range(k)]
    walsh = [(a + b) / 2 for place, a in enumerate(values) for b in values[place:]]
    assert hodges_lehmann(differences) == pytest.approx(np.median(walsh))


@CALM
@given(DIFFERENCES)
def test_superiority_lies_within_its_interval_and_turns_with_the_signs(differences):
    estimate, interval = superiority(differences, 0.95)
    assert superiority({-d: k for d, k in differences.items()}, 0.95)[0] == pytest.approx(1 - estimate)
    if interval is not None:
        assert 0 < interval[0] <= estimate <= interval[1] < 1


def test_nothing_to_test_is_said_instead_of_a_p_value_of_one():
    growth = [("financien", 3, 3, True, 8), ("huisvesting", 2, 4, True, 1), ("justitie", 2, None, True, 5)]
    found = changes(case_counts(growth=growth), SPEC).set_index("domain")
    assert found.loc["financien", ["n", "sign_p", "signed_rank_p", "holm_p"]].tolist() == [8, None, None, None]
    assert found.loc["financien", ["superiority", "low", "hodges_lehmann"]].tolist() == [0.5, None, 0.0]
    assert found["findings"].to_dict() == {"financien": ("all-equal",), "huisvesting": ("one-pair",)}
    assert "justitie" not in found.index


def test_holm_is_over_the_domains_that_could_be_tested():
    growth = [("financien", 2, 3, True, 9), ("huisvesting", 2, 3, True, 5), ("justitie", 3, 3, True, 4)]
    found = changes(case_counts(growth=growth), SPEC).set_index("domain")
    smallest, other = sign_test(9, 0), sign_test(5, 0)
    assert found.loc["financien", "holm_p"] == pytest.approx(2 * smallest)
    assert found.loc["huisvesting", "holm_p"] == pytest.approx(max(other, 2 * smallest))
    assert holm([0.03]) == [0.03]


def test_scores_of_two_versions_are_not_tested_together():
    counts = case_counts(growth=[("financien", 2, 3, True, 9), ("financien", 2, 4, True, 9)])
    counts.growth.loc[0, "version"] = "2013"
    assert changes(counts, SPEC).empty


def answers(rows, columns=("a", "b", "c")):
    return pd.DataFrame(rows, columns=list(columns), dtype=float)


def test_alpha_takes_only_complete_answers_and_leaves_out_what_never_varies():
    listed = [(1, 2, 3), (2, 2, 3), (3, 4, 3), (5, 5, 3), (None, 1, 3), (1, None, 3)]
    found = reliability(answers(listed)).iloc[0]
    assert (found["items"], found["n"], found["n_eligible"]) == (2, 4, 6)
    assert found["findings"] == ("constant-item",)
    assert found["low"] < found["alpha"] < found["high"] < 1


def test_an_item_that_runs_the_other_way_is_found():
    listed = [(1, 1, 5), (2, 2, 4), (3, 4, 3), (5, 5, 1), (4, 4, 2)]
    assert "runs-other-way" in reliability(answers(listed)).iloc[0]["findings"]
    turned = [(a, b, 6 - c) for a, b, c in listed]
    assert reliability(answers(turned)).iloc[0]["findings"] == ()


@pytest.mark.parametrize(
    "listed", [[], [(1, 2, 3)], [(1, 2, 3), (2, 3, 4)], [(3, 3, 3)] * 6, [(1, 3, 3), (2, 3, 3), (4, 3, 3)]]
)
def test_too_little_for_alpha_is_said(listed):
    found = reliability(answers(listed)).iloc[0]
    assert (found["alpha"], found["state"]) == (None, "unknown")
    assert "too-few-complete" in found["findings"]


def icc(*groups):
    rows = [("i", f"A{place}", answer, 1) for place, group in enumerate(groups) for answer in group]
    return agreement(pd.DataFrame(rows, columns=["item", "activity_id", "answer", "n"])).iloc[0]


def test_agreement_at_the_edges():
    assert icc([1, 1, 1], [5, 5])["icc"] == 1.0
    assert icc([1, 2, 3])["findings"] == ("one-activity",)
    assert icc([1], [2], [3])["findings"] == ("one-answer-each",)
    assert icc([3, 3], [3, 3])["findings"] == ("all-the-same",)
    below = icc([1, 5], [1, 5], [1, 5])
    assert below["icc"] < 0
    assert below["design_effect"] == 1


def test_no_answers_give_an_empty_table(tmp_path):
    read = registration(tmp_path, impact_responses=None)
    assert agreement(collective.count_answers(read, SPEC)).empty


CASES = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age\n"
CASE = "T{0},C{0},De Proef,westerkwartier,individueel_traject,financien,{1},{2},40\n"


def cases(*lengths):
    return CASES + "".join(CASE.format(place, *length) for place, length in enumerate(lengths))


def found_by(read):
    return closing(read, SPEC).set_index("measure")


def begun_late(folder, *lengths):
    """A registration that does not say since when it is complete."""
    return found_by(registration(folder, meta=LATE, trajectories=cases(*lengths)))


def test_a_case_that_still_runs_is_not_left_out(tmp_path):
    some = [("2019-02-01", "2019-03-01"), ("2019-02-01", "2019-04-01"), ("2019-02-01", ""), ("2020-06-01", "")]
    found = found_by(registration(tmp_path, trajectories=cases(*some)))
    assert found.loc["fully_observed", ["n", "closed", "share"]].tolist() == [3, 2, pytest.approx(2 / 3)]
    assert found.loc["closed_only", "share"] == 1
    assert found.loc["kaplan_meier", "n"] == 4
    assert found.loc["kaplan_meier", "share"] == pytest.approx(1 - 3 / 4 * 2 / 3)
    assert set(found["findings"]) == {()}


def test_a_registration_that_begins_too_late_is_found_and_allowed_for(tmp_path):
    before = [
        ("2019-02-01", "2020-06-02"),
        ("2019-03-01", ""),
        ("2019-04-01", "2020-06-20"),
        ("2020-06-01", "2020-07-01"),
    ]
    found = begun_late(tmp_path, *before)
    assert {code for codes in found["findings"] for code in codes} == {"left-truncation", "late-start"}
    assert found.loc["fully_observed", ["share", "state"]].tolist() == [None, "unknown"]
    assert "begint te laat" in told(found.reset_index(), TEXTS)[0]
    sound = begun_late(tmp_path, *before, ("2019-02-01", "2019-02-20"))
    assert set(sound["findings"]) == {()}


def test_late_entry_counts_only_from_when_a_case_could_be_seen(tmp_path):
    """Twenty on record from their start of which ten closed, and ten that came in after 290 days: S = 1/2 x 9/10."""
    new = [("2020-07-10", "2020-08-10")] * 10 + [("2020-07-10", "")] * 10
    old = [("2019-09-01", "2020-08-01")] + [("2019-09-01", "")] * 9
    found = begun_late(tmp_path, *new, *old)
    assert found.loc["kaplan_meier", ["share", "from_day"]].tolist() == [pytest.approx(1 - 1 / 2 * 9 / 10), 0]


def test_one_new_case_that_closed_at_once_does_not_decide_over_all(tmp_path):
    """It alone was under watch in its first days: the whole curve would be 0."""
    old = [("2019-08-01", "2020-06-15"), ("2019-08-01", "2020-06-20")] + [("2019-08-01", "")] * 18
    found = begun_late(tmp_path, *old, ("2020-06-10", "2020-06-13"))
    assert found.loc["kaplan_meier", "share"] == pytest.approx(2 / 20)
    assert found.loc["kaplan_meier", "from_day"] == 319
    assert "late-start" in found.loc["kaplan_meier", "findings"]


def test_a_stray_old_row_does_not_make_a_registration_older(tmp_path):
    new = [("2019-10-01", f"2020-{month:02}-{day:02}") for month in range(2, 13) for day in range(1, 11)]
    stray = ("2018-06-01", "2018-06-05")
    assert begun_late(tmp_path / "a", *new, stray).equals(begun_late(tmp_path / "b", *new))


def test_nobody_watched_for_a_year_is_said(tmp_path):
    recent = [("2020-11-01", "2020-12-01"), ("2020-12-01", "")]
    found = found_by(registration(tmp_path, trajectories=cases(*recent)))
    assert found.loc["kaplan_meier", "findings"] == ("watched-too-short",)
    assert found.loc["fully_observed", "findings"] == ("no-cases",)
    assert set(found_by(registration(tmp_path, trajectories=CASES))["state"]) == {"unknown"}


def test_all_closed_within_the_year_has_no_interval(tmp_path):
    found = found_by(registration(tmp_path, trajectories=cases(*[("2019-02-01", "2019-03-01")] * 3)))
    assert found.loc["kaplan_meier", ["share", "low", "high"]].tolist() == [1.0, None, None]


def asked(*rows):
    return pd.DataFrame(rows, columns=["sex", "age", "asked", "answered"])


def test_the_r_indicator_says_when_it_cannot_be_estimated():
    every = [(sex, age, 40, 20) for age in ("18-24", "65+") for sex in ("man", "vrouw")]
    assert representativeness(asked(*every)).iloc[0]["r_indicator"] == pytest.approx(1)
    none = [(*row[:3], 0) for row in every]
    assert representativeness(asked(*none)).iloc[0]["findings"] == ("no-difference-possible",)
    assert representativeness(asked()).iloc[0]["findings"] == ("no-difference-possible",)
    few = [(*row[:2], 10, 5) for row in every]
    assert representativeness(asked(*few)).iloc[0][["r_indicator", "findings"]].tolist() == [None, ("too-few-asked",)]
    split = [(sex, age, 40, 40 if sex == "man" else 0) for sex, age, *_ in every]
    assert representativeness(asked(*split)).iloc[0]["findings"] == ("not-estimable",)
    elders = [(*row[:3], 40 if row[1] == "65+" else 19) for row in every]
    assert representativeness(asked(*elders)).iloc[0]["findings"] == ("not-estimable",)


def test_equal_chances_to_answer_look_equal_with_a_few_hundred_asked():
    """Unadjusted the indicator stays near 0.9 by chance alone, and reads as if some groups answered less."""
    draw = np.random.default_rng(4)
    kinds = [(sex, age, 44) for sex in ("man", "vrouw") for age in ("0-17", "18-24", "25-44", "45-64", "65+")]
    tables = [asked(*((*kind, int(draw.binomial(kind[2], 0.6))) for kind in kinds)) for _ in range(60)]
    found = pd.concat([representativeness(table) for table in tables])
    assert found["unadjusted"].mean() < 0.93
    assert found["r_indicator"].mean() > 0.95
    assert (found["r_indicator"] <= 1).all()
    assert (found["r_indicator"] < found["by_chance"]).mean() < 0.12, "nothing differs, so few are below"


def test_what_is_left_of_the_spread_is_that_of_two_shares_on_paper():
    """Of two groups d^2 is too large by p(1-p)/n of each. Taking off more would make any survey look alike."""
    found = representativeness(asked(("man", "65+", 160, 112), ("vrouw", "65+", 160, 80))).iloc[0]
    spread = 320 / 319 * 0.25 * 0.2**2
    left = spread - 0.25 * (0.7 * 0.3 / 160 + 0.5 * 0.5 / 160)
    assert found["unadjusted"] == pytest.approx(1 - 2 * spread**0.5)
    assert found["r_indicator"] == pytest.approx(1 - 2 * left**0.5)
    assert found["by_chance"] == pytest.approx(1 - 2 * ((3.841459 - 1) * 0.6 * 0.4 / 320) ** 0.5)


def test_the_design_effect_counts_the_activity_of_an_average_answer():
    """Activities of 4 and 2: the one of an average answer has (16 + 4) / 6 answers, more than the mean size."""
    counts = pd.DataFrame({"item": "x", "activity_id": list("aabb"), "answer": [4.0, 5.0, 1.0, 2.0], "n": [3, 1, 1, 1]})
    found = agreement(counts).iloc[0]
    assert found["design_effect"] == pytest.approx(1 + ((16 + 4) / 6 - 1) * found["icc"])


def test_every_finding_has_a_sentence_and_every_sentence_a_finding():
    source = "".join(path.read_text(encoding="utf-8") for path in _inference())
    sentences = TEXTS.raw("verdieping.findings")
    assert not [code for code in sentences if f'"{code}"' not in source and not code.startswith("break-")]
    assert not [
        code
        for code in ("basis", "period", "theme", "zrm_version", "questionnaire", "reach")
        if f"break-{code}" not in sentences
    ]
    everything = results([{"item": "x", "findings": tuple(sentences)}], ["item"])
    assert len(told(everything, TEXTS)) == len(sentences)


def _inference():
    from pathlib import Path

    import impactlib.measures.inference as room

    return sorted(Path(room.__file__).parent.glob("*.py"))


def test_what_is_shown_has_no_nan_and_no_p_value_of_nought(tmp_path):
    read = hand(tmp_path)
    from impactlib.measures.counts import count_cases

    frames = [
        changes(count_cases(read, SPEC), SPEC),
        closing(read, SPEC),
        reliability(collective.answers_by_person(read, SPEC)),
        agreement(collective.count_answers(read, SPEC)),
        verdicts(surveys.count_surveys(read, SPEC), SPEC, TEXTS),
    ]
    for frame in frames:
        cells = shown(frame, TEXTS).to_numpy().ravel().tolist()
        assert not [cell for cell in cells if cell.lower() in ("nan", "none", "<na>")]
        raw = frame.to_numpy().ravel().tolist()
        assert not [cell for cell in raw if isinstance(cell, float) and not math.isfinite(cell)]
