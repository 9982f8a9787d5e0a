"""What leaves through the door, and what of it can be undone with pencil and paper."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from impactlib.model import CLIENTS, CLIENTS_REST, DIMENSIONS, DisclosureError, Measure, ParameterError
from impactlib.params import Policy, policies
from impactlib.release import release
from impactlib.release.rounding import half_up
from tests.release.tables import STANDARD, YEAR, frame, measure, parts

CHOICES = (*DIMENSIONS, "not_recorded")
PUBLISHED = {
    "armoede": (0, 22, 3, 45, 10, 73, 120),
    "gezonde-leefstijl": (5, 2, 0, 6, 0, 12, 32),
}


def choices(counts):
    return parts("ph-dimension", dict(zip(CHOICES, counts, strict=True)))


def hidden(table):
    return [row.group for row in table.rows if row.state == "suppressed"]


@pytest.mark.parametrize(
    ("theme", "expected"),
    [("armoede", ["zingeving", "meedoen"]), ("gezonde-leefstijl", ["lichaamsfuncties", "mentaal_welbevinden"])],
)
def test_the_published_sheets_stay_readable(theme, expected):
    table = release({"ph-dimension": choices(PUBLISHED[theme])}, STANDARD)["ph-dimension"]
    assert hidden(table) == expected


def test_zeros_of_known_categories_stay_visible():
    table = release({"ph-dimension": choices(PUBLISHED["armoede"])}, STANDARD)["ph-dimension"]
    zero = table.row("lichaamsfuncties")
    assert (zero.count, zero.share, zero.state) == (0, 0.0, "shown")


def test_a_masked_row_tells_nothing_and_all_tell_it_alike():
    table = release({"ph-dimension": choices(PUBLISHED["armoede"])}, STANDARD)["ph-dimension"]
    masks = {row.model_copy(update={"group": "-"}).model_dump_json() for row in table.rows if row.state == "suppressed"}
    assert len(masks) == 1
    (row,) = {row for row in table.rows if row.group == "zingeving"}
    numbers = ("count", "n", "n_eligible", "share", "value", "low", "high", "bounds", "year", "method")
    assert [getattr(row, name) for name in numbers] == [None] * len(numbers)
    assert row.caveats == ("onderdrukt",)


@pytest.mark.parametrize(("count", "state"), [(4, "suppressed"), (5, "shown"), (6, "shown")])
def test_a_cell_is_small_below_the_threshold_and_not_at_it(count, state):
    table = release({"caseload-age": parts("caseload-age", {"0-17": count, "18-24": 30, "25-44": 40})}, STANDARD)
    assert table["caseload-age"].row("0-17").state == state


def test_few_clients_hide_many_cases():
    ages = parts("caseload-age", {"0-17": 20, "18-24": 30, "25-44": 40}, clients={"0-17": 3})
    assert "0-17" in hidden(release({"caseload-age": ages}, STANDARD)["caseload-age"])


def test_a_small_remainder_is_hidden_like_a_small_part():
    row = {"group": "within_365_days", "count": 37, "n": 40, "n_eligible": 40, "share": 37 / 40}
    table = measure("caseload-duration", [{**row, CLIENTS: 37, CLIENTS_REST: 3}])
    assert hidden(release({"caseload-duration": table}, STANDARD)["caseload-duration"]) == ["within_365_days"]


def test_rows_with_an_n_of_their_own_are_judged_each_by_itself():
    """Counts that are no part of a whole have themselves as n."""
    rows = [
        {"group": group, "count": k, "n": k, CLIENTS: k, CLIENTS_REST: 0}
        for group, k in (("veel", 200), ("weinig", 3), ("genoeg", 5))
    ]
    assert hidden(release({"target-counts": measure("target-counts", rows)}, STANDARD)["target-counts"]) == ["weinig"]


def test_a_mean_of_a_few_is_hidden_with_its_n():
    row = {"group": "closed_mean_days", "n": 4, "n_eligible": 4, "value": 100.0, CLIENTS: 4, CLIENTS_REST: 0}
    assert hidden(release({"product-duration": measure("product-duration", [row])}, STANDARD)["product-duration"])


def test_few_that_are_missing_are_not_told_by_the_bounds():
    row = {"group": "norm", "count": 20, "n": 40, "n_eligible": 42, "share": 0.5, "bounds": (20 / 42, 22 / 42)}
    table = measure("norms", [{**row, CLIENTS: 20, CLIENTS_REST: 20}])
    (made,) = release({"norms": table}, STANDARD)["norms"].rows
    assert (made.count, made.n, made.n_eligible, made.bounds) == (20, 40, None, None)


def test_equal_and_lower_told_as_one_are_a_row_like_any_other():
    """57 cases, 39 due, 32 pairs: share and interval are those of 16 of 32, bounds those of 7 that are missing."""
    wilson = {count: proportion_confint(count, 32, method="wilson") for count in (16, 12, 4)}
    rows = [
        {
            "group": group,
            "count": count,
            "n": 32,
            "n_eligible": 39,
            "share": count / 32,
            "bounds": (count / 39, high / 39),
        }
        | {"low": wilson[count][0], "high": wilson[count][1], CLIENTS: count, CLIENTS_REST: 32 - count}
        for group, count, high in (("higher", 16, 21), ("equal", 12, 19), ("lower", 4, 9))
    ]
    rows += [
        {"group": group, "count": count, "n": 57, "n_eligible": 57, CLIENTS: count, CLIENTS_REST: 57 - count}
        for group, count in (("unknown", 25), ("not_due", 18), ("missing", 7))
    ]
    table = release({"zrm-end-vs-start": measure("zrm-end-vs-start", rows)}, STANDARD)["zrm-end-vs-start"]
    assert [row.group for row in table.rows[:2]] == ["higher", "not_higher"]
    row = table.row("not_higher")
    assert (row.count, row.n, row.n_eligible, row.share, row.bounds) == (16, 32, 39, 0.5, (0.41, 0.59))
    assert (row.low, row.high) == tuple(round(end, 2) for end in wilson[16])


def test_unknown_is_hidden_last():
    ages = parts("caseload-age", {"0-17": 2, "18-24": 30, "unknown": 6})
    assert hidden(release({"caseload-age": ages}, STANDARD)["caseload-age"]) == ["0-17", "18-24"]


def test_parts_of_a_whole_below_the_threshold_are_all_hidden():
    table = release({"caseload-age": parts("caseload-age", {"0-17": 1, "18-24": 2, "25-44": 0})}, STANDARD)
    assert hidden(table["caseload-age"]) == ["0-17", "18-24", "25-44"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_no_masked_part_of_one_whole_can_be_narrowed(counts):
    """By hand: others are at least 1 where a zero is visible; what is left is what a mask can be."""
    table = release({"caseload-age": parts("caseload-age", {f"c{i}": k for i, k in enumerate(counts)})}, STANDARD)
    rows = table["caseload-age"].rows
    masks, total = [row for row in rows if row.state == "suppressed"], sum(counts)
    if not masks or len(masks) == len(rows):
        return
    left = total - sum(row.count for row in rows if row.state == "shown")
    assert len(masks) > 1
    assert left - len(masks) + 1 >= STANDARD.possible_values


def test_policy_intern_hides_and_rounds_nothing():
    source = choices(PUBLISHED["armoede"])
    table = release({"ph-dimension": source}, policies()["intern"])["ph-dimension"]
    assert [row.count for row in table.rows] == list(PUBLISHED["armoede"])
    assert table.row("zingeving").share == 3 / 273


def test_shares_are_rounded_half_up_on_the_fraction():
    table = release({"caseload-age": parts("caseload-age", {"0-17": 25, "18-24": 175})}, STANDARD)["caseload-age"]
    assert [row.share for row in table.rows] == [0.13, 0.88]


@pytest.mark.parametrize(("n", "share"), [(9, None), (10, 0.5)])
def test_a_percentage_needs_enough_to_be_a_percentage_of(n, share):
    table = release(
        {"caseload-age": parts("caseload-age", {"0-17": n // 2, "18-24": n - n // 2})}, policies()["intern"]
    )
    assert table["caseload-age"].rows[0].share is not None
    loose = STANDARD.model_copy(update={"threshold": 1})
    table = release({"caseload-age": parts("caseload-age", {"0-17": n // 2, "18-24": n - n // 2})}, loose)
    assert table["caseload-age"].rows[0].share == share


def growth(n):
    row = {"group": "financien", "count": n, "n": n, "n_eligible": n, "value": 0.4567, "low": 0.1234, "high": 0.789}
    return measure("zrm-growth", [{**row, "unit": "punten", "method": "t", CLIENTS: n, CLIENTS_REST: 0}])


@pytest.mark.parametrize(
    ("n", "expected"),
    [(9, (None, None, None)), (10, (0.5, None, None)), (29, (0.5, None, None)), (30, (0.5, 0.1, 0.8))],
)
def test_means_and_their_intervals_need_enough_cases(n, expected):
    row = release({"zrm-growth": growth(n)}, STANDARD)["zrm-growth"].rows[0]
    assert (row.value, row.low, row.high) == expected


def answers(count, n, invited=400, table="satisfaction"):
    row = {"group": "omgang", "count": count, "n": n, "n_eligible": invited, "share": count / n}
    bounds = (count / invited, (count + invited - n) / invited)
    return measure(table, [{**row, "bounds": bounds, "low": 0.1, "high": 0.9}], privacy="opinion")


@pytest.mark.parametrize(("n", "state"), [(9, "suppressed"), (10, "shown")])
def test_an_opinion_needs_ten_answers(n, state):
    assert release({"satisfaction": answers(n // 2, n)}, STANDARD)["satisfaction"].rows[0].state == state


@pytest.mark.parametrize(("count", "bounds"), [(100, (0.9, 1.0)), (91, (0.9, 1.0)), (9, (0.0, 0.1)), (0, (0.0, 0.1))])
def test_an_opinion_of_nearly_all_or_none_is_told_no_finer(count, bounds):
    row = release({"satisfaction": answers(count, 100)}, STANDARD)["satisfaction"].rows[0]
    assert (row.count, row.share, row.low, row.high, row.bounds, row.n) == (None, None, None, None, bounds, 100)
    assert "afgetopt" in row.caveats


@pytest.mark.parametrize("count", [90, 10, 50])
def test_other_opinions_are_told_as_they_are(count):
    row = release({"satisfaction": answers(count, 100)}, STANDARD)["satisfaction"].rows[0]
    assert (row.count, row.share) == (count, count / 100)


def test_a_response_counts_people_who_answered():
    row = {"group": "klanttevredenheid", "count": 9, "n": 324, "n_eligible": 324, "share": 9 / 324}
    table = measure("response", [row], privacy="opinion")
    assert release({"response": table}, STANDARD)["response"].rows[0].state == "suppressed"


def test_open_tables_pass_as_they_are():
    table = measure("context", [{"group": "x", "value": 0.123456, "year": 2019, "source": "cbs"}], privacy="open")
    row = release({"context": table}, STANDARD)["context"].rows[0]
    assert (row.value, row.year, row.source) == (0.123456, 2019, "cbs")


def test_order_titles_and_caveats_are_kept():
    tables = {"ph-dimension": choices(PUBLISHED["armoede"]), "context": measure("context", [], privacy="open")}
    tables = {name: dataclasses.replace(table, caveats=("trajecten",)) for name, table in tables.items()}
    made = release(tables, STANDARD, titles={"context": "Omgeving"})
    assert [(name, table.title, table.caveats) for name, table in made.items()] == [
        ("ph-dimension", "ph-dimension", ("trajecten",)),
        ("context", "Omgeving", ("trajecten",)),
    ]


def test_the_same_measures_give_the_same_bytes():
    made = [release({"ph-dimension": choices(PUBLISHED["armoede"])}, STANDARD)["ph-dimension"] for _ in range(2)]
    assert made[0].model_dump_json() == made[1].model_dump_json()


def one_row(**fields):
    row = {"group": "0-17", "count": 5, "n": 10, "n_eligible": 10, "share": 0.5, CLIENTS: 5, CLIENTS_REST: 5}
    return measure("caseload-age", [{**row, **fields}])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"count": 11, "share": None}, "release-contradiction"),
        ({"n_eligible": 9}, "release-contradiction"),
        ({"count": -1, "share": None}, "release-contradiction"),
        ({"share": 0.4}, "release-contradiction"),
        ({"n": None, "n_eligible": None, "share": None}, "release-margin"),
        ({CLIENTS: None}, "release-clients"),
        ({CLIENTS_REST: None}, "release-clients"),
    ],
)
def test_a_row_that_cannot_be_true_stops_everything(fields, code):
    with pytest.raises(DisclosureError) as caught:
        release({"caseload-age": one_row(**fields)}, STANDARD)
    assert caught.value.code == code
    assert caught.value.fields == {"table": "caseload-age", "group": "0-17"}


def test_a_group_that_comes_twice_stops_everything():
    rows = one_row().rows.to_dict("records") * 2
    with pytest.raises(DisclosureError, match="release-twice"):
        release({"caseload-age": measure("caseload-age", rows)}, STANDARD)


def test_a_frame_without_clients_stops_everything():
    table = Measure("caseload-age", frame([]).drop(columns=[CLIENTS]), YEAR, "trajecten", "registratie", (), "people")
    with pytest.raises(DisclosureError, match="release-columns"):
        release({"caseload-age": table}, STANDARD)


def test_margins_that_differ_from_their_parts_stop_everything():
    share = parts("caseload-theme-share", {"financien": 273, "rest": 445})
    rows = [row for row in share.rows.to_dict("records") if row["group"] == "financien"]
    cells = {f"{choice}/financien": 10 for choice in CHOICES}
    tables = {
        "caseload-theme-share": measure("caseload-theme-share", rows),
        "dimension-domain": measure(
            "dimension-domain",
            [
                {"group": group, "count": k, "n": k, "n_eligible": k, "share": 1.0, CLIENTS: k, CLIENTS_REST: 0}
                for group, k in cells.items()
            ],
        ),
    }
    with pytest.raises(DisclosureError, match="release-contradiction"):
        release(tables, STANDARD)


def test_scores_that_cannot_go_together_stop_everything():
    """Everyone starts at 5, yet some end higher: no table of cases has both."""
    base = {"n": 40, "n_eligible": 40, CLIENTS_REST: 20, CLIENTS: 20}
    versus = [
        {"group": group, "count": count, "share": count / 40, **base}
        for group, count in (("higher", 20), ("equal", 20), ("lower", 0))
    ]
    levels = [
        {"group": f"pairs-start-{level}", "count": 40 * (level == 5), "share": float(level == 5), **base}
        for level in range(1, 6)
    ]
    tables = {"zrm-end-vs-start": measure("zrm-end-vs-start", versus), "zrm-levels": measure("zrm-levels", levels)}
    with pytest.raises(DisclosureError, match="release-contradiction"):
        release(tables, STANDARD)


def test_a_threshold_below_one_is_no_policy():
    rules = policies()["standaard"].model_dump() | {"threshold": 0}
    with pytest.raises(ValueError, match="threshold"):
        Policy.model_validate(rules)


def test_a_broken_privacy_file_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "params"
    folder.mkdir()
    text = "standaard: {threshold: 0}\n"
    (folder / "privacy.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path))
    policies.cache_clear()
    try:
        with pytest.raises(ParameterError) as caught:
            policies()
    finally:
        policies.cache_clear()
    assert caught.value.fields["key"] == "threshold"
    assert caught.value.fields["origin"] == "params/privacy.yaml, standaard"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.005, 2, 0.01), (0.125, 2, 0.13), (-0.25, 1, -0.2), (2.5, 0, 3.0), (0.1, None, 0.1)],
)
def test_half_goes_up(value, digits, expected):
    assert half_up(value, digits) == expected


@pytest.mark.parametrize(("each", "state"), [(1, "suppressed"), (20, "shown")])
def test_how_many_practices_there_are_is_told_only_with_the_list_of_them(each, state):
    """Six practices of six residents are one each."""
    practices = [f"huisartspraktijk_{number:02}" for number in range(1, 7)]
    tables = {
        "referrals-practice": parts("referrals-practice", dict.fromkeys(practices, each)),
        "referrals-practices": measure("referrals-practices", [{"group": "praktijken", "count": 6}], privacy="open"),
    }
    made = release(tables, STANDARD)
    assert made["referrals-practices"].rows[0].state == state
    assert (made["referrals-practices"].rows[0].count is None) == (state == "suppressed")


def by_version(**outcomes):
    """End against start of two versions of the matrix: each row is a part of the pairs of its version."""
    rows = []
    for version, counts in outcomes.items():
        n = sum(counts)
        for group, count in zip(("higher", "equal", "lower"), counts, strict=True):
            row = {"group": f"{version.strip('v')}/{group}", "count": count, "n": n, "share": count / n}
            rows.append({**row, CLIENTS: count, CLIENTS_REST: n - count})
    return measure("zrm-end-vs-start", rows)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((20, 15, 10), (30, 25, 20), []),
        ((20, 15, 3), (30, 25, 20), ["2013/equal", "2013/lower"]),
        ((20, 15, 3), (15, 13, 10), ["2013/equal", "2013/lower"]),  # as many pairs of each version
        (
            (1, 1, 1),
            (30, 25, 20),
            [f"{version}/{one}" for version in (2013, 2017) for one in ("higher", "equal", "lower")],
        ),
    ],
)
def test_outcomes_by_version_are_parts_of_their_own_pairs(old, new, expected):
    """How many pairs there are together is known: where one version has three, the other says so."""
    made = release({"zrm-end-vs-start": by_version(v2013=old, v2017=new)}, STANDARD)
    assert sorted(hidden(made["zrm-end-vs-start"])) == sorted(expected)
