"""What was published is held against itself: every known contradiction is found, and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from impactlib.intake.arithmetic import doubts
from impactlib.intake.claims import Claim, Printed, Statement
from impactlib.intake.published import as_json, check_published, describe, exit_code, read_claims
from impactlib.intake.statements import reach
from impactlib.model import ParameterError
from impactlib.text import Texts
from tests.intake.published_doc import DATA, DOC, rewritten

CLAIM = TypeAdapter(Claim)
BASE = {"id": "x", "about": "iets", "place": "ergens"}
TEN_ROWS = {
    "beweegcoaches": 1225,
    "vitaliteit": 1150,
    "onderwijsbeleid": 1975,
    "vrijwillige inzet": 1660,
    "sociaal netwerk": 326,
    "buurtwerk": 5333,
    "buurtbemiddeling": 250,
    "mantelzorg": 1855,
    "jongerenwerk": 1215,
    "opvoeden en opgroeien": 1011,
}


def rules(**keys: object) -> list[str]:
    return [doubt.rule for doubt in doubts(CLAIM.validate_python({**BASE, **keys}))]


def dutch(value: Decimal | Fraction | int, digits: int = 0, rounding: str = ROUND_HALF_UP) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
    return str(exact.quantize(Decimal(1).scaleb(-digits), rounding=rounding)).replace(".", ",")


def test_every_arithmetic_contradiction_is_found_and_none_that_is_not_there() -> None:
    found = [
        (finding.claim, finding.about.partition(": ")[2], finding.rule, finding.level)
        for finding in check_published(DATA)
    ]
    assert sorted(found) == sorted(
        [
            ("totaal-individueel", "", "total-parts", "error"),
            ("totaal-collectief", "", "total-rounded", "warning"),
            ("begroting", "fte", "total-rounding", "warning"),
            *(("begroting", row, "total-parts", "error") for row in TEN_ROWS),
            ("organisaties-geholpen", "", "total-parts", "error"),
            ("leefstijl-jonger-dan-25", "", "share-impossible", "error"),
            ("armoede-dimensies", "", "parts-below-explained", "warning"),
            ("leefstijl-dimensies", "", "parts-below", "warning"),
            ("armoede-zorgen-door-corona", "", "statements-differ", "error"),
            ("leefstijl-corona-geen-gevolgen", "", "statements-differ-ocr", "error"),
            ("laaggeletterd-westerkwartier", "", "statements-differ", "error"),
            ("laaggeletterd-westerkwartier", "", "statements-differ-ocr", "error"),
        ]
    )


def test_most_claims_are_sound_so_that_a_false_alarm_would_show() -> None:
    claims = [claim.id for path in sorted(DATA.glob("*.yaml")) for claim in read_claims(path).claims]
    doubted = {finding.claim for finding in check_published(DATA)}
    assert len(claims) - len(doubted) >= 25


def test_the_arithmetic_stands_in_the_sentence() -> None:
    texts = Texts.load("nl")
    said = {(f.claim, f.about.partition(": ")[2]): describe(f, texts) for f in check_published(DATA)}
    assert "21 van 57 is 36,8% en 22 van 57 is 38,6%" in said["leefstijl-jonger-dan-25", ""]
    assert "samen 2.640 (180 + 100 + " in said["totaal-individueel", ""]
    assert "(15) erbij is het 2.655; afgerond op 100 is dat 2.700" in said["totaal-individueel", ""]
    assert "Zonder matches van steunouders (15) klopt het precies" in said["totaal-collectief", ""]
    assert "samen 23,5 (1,5 + 1,4 + " in said["begroting", "fte"]
    assert "samen 129 (29 + 44 + 12 + 44), het totaal is 158" in said["organisaties-geholpen", ""]
    assert "De rest is 120. De bron zegt waarom" in said["armoede-dimensies", ""]
    assert "Van 32 is niet gezegd wat het is" in said["leefstijl-dimensies", ""]
    assert "ongeveer 9% (8,5% tot en met 9,5%)" in said["armoede-zorgen-door-corona", ""]
    assert "bijna 10% (meer dan 9,5%, minder dan 10%)" in said["armoede-zorgen-door-corona", ""]
    for row, gap in TEN_ROWS.items():
        assert f"Dat scheelt {texts.number(gap)}." in said["begroting", row]
    assert sum(TEN_ROWS.values()) == 16_000


@pytest.mark.parametrize(
    ("claim", "key", "figure", "left"),
    [
        ("leefstijl-jonger-dan-25", "percent", "37", []),
        ("leefstijl-jonger-dan-25", "percent", "39", []),
        ("leefstijl-jonger-dan-25", "n", "58", []),
        ("totaal-individueel", "total", "2.640", []),
        ("totaal-individueel", "total", "2.600", ["total-rounded"]),
        ("totaal-collectief", "total", "12.615", []),
        ("organisaties-geholpen", "total", "129", []),
        ("armoede-dimensies", "total", "153", []),
        ("armoede-dimensies", "total", "152", ["total-parts"]),
        ("netwerk-respons", "percent", "25,3", ["share-count"]),
        ("netwerk-respons", "n", "99", ["share-over"]),
        ("netwerk-innovatief", "percent", "54,5", ["share-impossible"]),
        ("taakstelling", "end", "524.000", ["change-differs"]),
        ("ondersteund-werkelijk", "scale", 1, ["count-not-whole"]),
    ],
)
def test_the_verdict_follows_the_figures_not_the_name(
    tmp_path: Path, claim: str, key: str, figure: object, left: list[str]
) -> None:
    for path in DATA.glob("*.yaml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["claims"] = [{**one, key: figure} for one in content["claims"] if one["id"] == claim]
        (tmp_path / path.name).write_text(yaml.safe_dump(content), encoding="utf-8")
    assert [finding.rule for finding in check_published(tmp_path)] == left


@given(n=st.integers(1, 400), digits=st.integers(0, 2), data=st.data())
def test_a_percentage_that_was_counted_is_never_doubted(n: int, digits: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    rounding = data.draw(st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
    percent = dutch(Fraction(100 * count, n), digits, rounding)
    for keys in ({"n": n}, {"n": n, "count": count}, {"count": count}):
        assert rules(kind="share", percent=percent, **keys) == []


@given(n=st.integers(1, 150), tenths=st.integers(0, 1100))
def test_a_percentage_is_doubted_exactly_when_no_count_gives_it(n: int, tenths: int) -> None:
    percent = Fraction(tenths, 10)
    possible = any(abs(Fraction(100 * count, n) - percent) <= Fraction(1, 20) for count in range(n + 1))
    assert (rules(kind="share", percent=dutch(percent, 1), n=n) == []) == possible


@given(count=st.integers(1, 40), tenths=st.integers(1, 1000))
def test_a_count_and_percentage_are_doubted_exactly_when_no_total_gives_them(count: int, tenths: int) -> None:
    percent = Fraction(tenths, 10)
    most = int(100 * count / (percent - Fraction(1, 20))) + 1
    possible = any(
        abs(Fraction(100 * count, n) - percent) <= Fraction(1, 20) for n in range(count, max(most, count) + 1)
    )
    assert (rules(kind="share", percent=dutch(percent, 1), count=count) == []) == possible


def test_the_worked_example_of_the_grim_test() -> None:
    """Brown and Heathers (2017): a mean of 5.19 cannot come from 28 whole answers; 5.18 and 5.21 can."""
    doubt = next(iter(doubts(CLAIM.validate_python({**BASE, "kind": "mean", "mean": "5,19", "n": 28}))))
    assert doubt.rule == "mean-impossible"
    assert [round(float(doubt.numbers[key].value), 2) for key in ("below", "above")] == [5.18, 5.21]
    assert [rules(kind="mean", mean=mean, n=28) for mean in ("5,18", "5,21")] == [[], []]


@given(n=st.integers(1, 60), items=st.integers(1, 3), hundredths=st.integers(100, 500))
def test_a_mean_is_doubted_exactly_when_no_whole_sum_gives_it(n: int, items: int, hundredths: int) -> None:
    mean = Fraction(hundredths, 100)
    possible = any(abs(Fraction(total, n * items) - mean) <= Fraction(1, 200) for total in range(6 * n * items))
    assert (rules(kind="mean", mean=dutch(mean, 2), n=n, items=items) == []) == possible


def test_a_mean_outside_its_scale_is_told() -> None:
    assert rules(kind="mean", mean="5,1", n=10, lowest=1, highest=5) == ["mean-scale"]
    assert rules(kind="mean", mean="5,0", n=10, lowest=1, highest=5) == []
    assert rules(kind="mean", mean="0,9", n=10, lowest=1) == ["mean-scale"]


@given(parts=st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_parts_that_add_up_are_never_doubted(parts: list[int]) -> None:
    named = {f"deel {n}": str(part) for n, part in enumerate(parts)}
    assert rules(kind="total", total=str(sum(parts)), parts=named) == []


@given(parts=st.lists(st.integers(0, 99_999), min_size=1, max_size=12), digits=st.integers(1, 2))
def test_rounding_alone_never_makes_an_error(parts: list[int], digits: int) -> None:
    exact = [Decimal(part) / 1000 for part in parts]
    named = {f"deel {n}": dutch(part, digits) for n, part in enumerate(exact)}
    assert rules(kind="total", total=dutch(sum(exact, Decimal()), digits), parts=named) in ([], ["total-rounding"])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"total": "100", "parts": {"a": "60", "b": "39"}}, ["total-rounded"]),
        ({"total": "100", "parts": {"a": "60", "b": "34"}}, ["total-parts"]),
        ({"total": "60", "parts": {"a": "30", "b": "29"}}, ["total-parts"]),
        ({"total": "101", "parts": {"a": "60", "b": "39"}}, ["total-parts"]),
        ({"total": "2.700", "parts": {"a": "2.650"}, "rounded_to": 100}, []),
        ({"total": "2.700", "parts": {"a": "2.649"}, "rounded_to": 100}, ["total-parts"]),
        ({"total": "10", "parts": {"a": "11"}, "complete": False}, ["total-parts"]),
        ({"total": "11", "parts": {"a": "10"}, "complete": False}, ["parts-below"]),
        ({"total": "11", "parts": {"a": "10"}, "complete": False, "explained": "zo"}, ["parts-below-explained"]),
        ({"total": "1,0", "parts": {"a": "0,5", "b": "0,3"}}, ["total-parts"]),
        ({"total": "1,0", "parts": {"a": "0,5", "b": "0,4"}}, ["total-rounding"]),
    ],
)
def test_totals_at_the_edge(keys: dict[str, object], expected: list[str]) -> None:
    assert rules(kind="total", **keys) == expected


@pytest.mark.parametrize(
    ("parts", "maybe", "hints"),
    [
        ({"a": "50", "b": "7", "c": "4"}, {}, ["hint-without"]),
        ({"a": "50", "b": "7", "c": "4", "d": "3"}, {}, ["hint-without"]),
        ({"a": "50"}, {"b": "7"}, ["hint-with"]),
        ({"a": "50"}, {"b": "8"}, []),
    ],
)
def test_a_hint_says_which_part_may_not_belong(
    parts: Mapping[str, str], maybe: Mapping[str, str], hints: list[str]
) -> None:
    claim = {**BASE, "kind": "total", "total": "57", "parts": parts, "maybe": maybe}
    doubt = next(iter(doubts(CLAIM.validate_python(claim))))
    assert [hint.rule for hint in doubt.hints] == hints


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"figure": "9", "word": "about"}, {"figure": "10", "word": "almost"}, False),
        ({"figure": "9,4"}, {"figure": "9"}, True),
        ({"figure": "9"}, {"figure": "10"}, True),  # 9,5 may have gone either way
        ({"figure": "9"}, {"figure": "11"}, False),
        ({"figure": "10", "word": "almost"}, {"figure": "10", "word": "over"}, False),
        ({"figure": "10", "word": "almost"}, {"figure": "9,9"}, True),
        ({"figure": "7.000", "word": "over", "step": 1000}, {"figure": "7.400"}, True),
        ({"figure": "80", "word": "at_least"}, {"figure": "79"}, False),
        ({"figure": "80", "word": "at_least"}, {"figure": "10.000"}, True),
        ({"figure": "80", "word": "at_most"}, {"figure": "82"}, False),
        ({"figure": "80", "word": "at_most"}, {"figure": "82", "word": "at_least"}, False),
        ({"figure": "12", "word": "one_in"}, {"figure": "8"}, True),
        ({"figure": "12", "word": "one_in"}, {"figure": "10"}, False),
        ({"figure": "8", "to": "11", "word": "range"}, {"figure": "6"}, False),
        ({"figure": "8", "to": "11", "word": "range"}, {"figure": "7"}, True),
    ],
)
def test_two_statements_meet_or_exclude_each_other(one: dict[str, str], other: dict[str, str], meet: bool) -> None:
    first, second = (Statement.model_validate({"words": "w", "place": "p", **each}) for each in (one, other))
    assert reach(first).meets(reach(second)) == reach(second).meets(reach(first)) == meet
    found = rules(kind="same", statements=[first.model_dump() | {"figure": first.figure, "to": first.to}, second])
    assert found == ([] if meet else ["statements-differ"])


def test_a_table_is_checked_by_row_and_by_column(tmp_path: Path) -> None:
    table = {
        **BASE,
        "kind": "table",
        "columns": ["bedrag", "kosten", "activiteit"],
        "sum": "bedrag",
        "of": ["kosten", "activiteit"],
        "rows": {"a": ["10", "9", "1"], "b": ["5", "4", None], "c": [None, None, "3"]},
        "totals": ["15", "13", "5"],
    }
    path = tmp_path / "t.yaml"
    path.write_text(yaml.safe_dump({"title": "t", "year": 2020, "claims": [table]}), encoding="utf-8")
    found = [(finding.about, finding.rule) for finding in check_published(path)]
    assert found == [("iets: b", "total-parts"), ("iets: totaal", "total-parts"), ("iets: activiteit", "total-parts")]


@pytest.mark.parametrize(
    ("figure", "value", "digits"), [("2.700", 2700, 0), ("23,40", 23.4, 2), ("-75.000", -75000, 0), (7, 7, 0)]
)
def test_a_figure_is_read_as_printed(figure: object, value: float, digits: int) -> None:
    found = Printed.read(figure)
    assert (float(found.value), found.digits) == (value, digits)


@pytest.mark.parametrize("figure", ["2.70", "23.4", "1,234.5", "ongeveer 9", "", None, 23.4, True, "1e3", "٣"])
def test_a_figure_in_another_notation_is_refused(figure: object) -> None:
    with pytest.raises(ValueError, match="figure"):
        Printed.read(figure)


GOOD = "title: t\nyear: 2020\nclaims:\n- {id: a, kind: share, about: b, place: c, n: '57', percent: '38'}\n"


SAME = (
    "title: t\nyear: 1\nclaims: [{id: a, kind: same, about: b, place: c, "
    "statements: [{words: w, place: p, S}, {words: w, place: p, S}]}]"
)


@pytest.mark.parametrize(
    ("content", "code", "key"),
    [
        ("title: [", "params-broken", None),
        ("", "published-value", "-"),
        ("- a\n", "published-value", "-"),
        ("title: t\nclaims: []\n", "published-missing", "year"),
        (GOOD + "bron: x\n", "published-unknown", "bron"),
        (GOOD.replace("kind: share", "kind: aandeel"), "published-value", "claims.0"),
        (GOOD.replace("'38'", "38.5"), "published-figure", "claims.0.share.percent"),
        (GOOD.replace("n: '57', ", ""), "published-share", "claims.0.share"),
        (GOOD.replace("'57'", "'57,5'"), "published-share-whole", "claims.0.share"),
        (GOOD.replace("'38'", "'-38'"), "published-share-percent", "claims.0.share"),
        (GOOD.replace("id: a", "id: A a"), "published-value", "claims.0.share.id"),
        (GOOD + GOOD.partition("claims:\n")[2], "published-twice", "-"),
        (
            "title: t\nyear: 1\nclaims: [{id: a, kind: table, about: b, place: c, columns: [x], rows: {r: ['1', '2']}, totals: ['1']}]",
            "published-table-width",
            "claims.0.table",
        ),
        (
            "title: t\nyear: 1\nclaims: [{id: a, kind: table, about: b, place: c, columns: [x], rows: {r: ['1']}, totals: ['1'], sum: y}]",
            "published-table-columns",
            "claims.0.table",
        ),
        (SAME.replace("S", "figure: '8', word: range"), "published-range", "claims.0.same.statements.0"),
        (SAME.replace("S", "figure: '0', word: one_in"), "published-one-in", "claims.0.same.statements.0"),
    ],
)
def test_a_broken_file_names_file_and_key(tmp_path: Path, content: str, code: str, key: str | None) -> None:
    path = tmp_path / "stuk.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        check_published(path)
    assert (caught.value.code, caught.value.fields["file"], caught.value.fields.get("key")) == (code, "stuk.yaml", key)
    sentence = Texts.load("nl").error(caught.value)
    assert "stuk.yaml" in sentence
    assert str(tmp_path) not in sentence


def test_an_absent_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "weg.yaml", "params-missing"), (tmp_path, "published-empty")):
        with pytest.raises(ParameterError) as caught:
            check_published(path)
        assert caught.value.code == code
        assert path.name in Texts.load("nl").error(caught.value)


def test_json_and_exit_code() -> None:
    texts = Texts.load("nl")
    found = check_published(DATA / "westerkwartier-2020.yaml")
    one = next(finding for finding in found if finding.rule == "share-impossible")
    assert list(as_json(one, texts)) == ["file", "claim", "about", "place", "rule", "level", "message"]
    warnings = [finding for finding in found if finding.level == "warning"]
    assert (exit_code(found), exit_code(warnings), exit_code([])) == (1, 0, 0)


def test_every_rule_has_a_whole_sentence() -> None:
    texts = Texts.load("nl")
    for finding in check_published(DATA):
        sentence = describe(finding, texts)
        assert sentence.endswith(".")
        assert not re.search(r"[{}!]|  |Fraction|None", sentence), sentence


def test_the_document_tells_what_is_found() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert rewritten(text) == text
