"""Drawings: what is hidden cannot be measured, what is small keeps its word, the same bytes each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impactlib.sheet.book import book
from impactlib.sheet.cells import Cell
from impactlib.sheet.figures import bars, bullet, dumbbell, heat, points, stacked, trend
from impactlib.sheet.figures.metrics import lines, width
from impactlib.sheet.style import house_style
from tests.measures.test_speed import took
from tests.sheet import fixture

LONG = "Een naam die veel langer is dan er ruimte is, met Donaudampfschifffahrtsgesellschaft erin"
HIDDEN = Cell("t/h/count", None, "suppressed", "niet getoond")
UNKNOWN = Cell("", None, "unknown", "onbekend")


def shown(value, text=None):
    return Cell(f"t/g{value}/count", value, "shown", text or str(value))


def drawn(drawing, key="k"):
    return ET.fromstring(str(drawing.svg(key, "Titel", "Beschrijving")))


def shapes(svg, role, kind="rect"):
    return [one for one in svg.iter(kind) if one.get("class") == role]


def words(svg):
    return ["".join(one.itertext()) for one in svg.iter("text")]


def test_zero_hidden_unknown_and_not_recorded_are_four_pictures():
    svg = drawn(
        bars.bars(
            [
                bars.Bar("nul", shown(0)),
                bars.Bar("weg", HIDDEN),
                bars.Bar("?", UNKNOWN),
                bars.Bar("leeg", shown(12), "unk"),
            ]
        )
    )
    assert [len(list(svg.iter("rect"))), len(shapes(svg, "unk"))] == [2, 1]  # the bar and its pattern
    assert {"0", "niet getoond", "onbekend", "12"} <= set(words(svg))


def test_a_hidden_number_has_no_length_on_any_figure():
    figures = [
        bars.bars([bars.Bar("b", HIDDEN), bars.Bar("langer woord", HIDDEN)], together=shown(13, "samen 13")),
        heat.heat({(1, 1): HIDDEN, (1, 2): UNKNOWN}, (1, 2), "begin", "eind"),
        dumbbell.dumbbell([dumbbell.Pair("a", HIDDEN, HIDDEN)], ("begin", "eind"), 3),
        points.points([points.Point("a", HIDDEN, HIDDEN, HIDDEN)], points.Axis(-1, 1, ((0, "0"),), 0)),
        bullet.bullets([bullet.Bullet("a", HIDDEN, UNKNOWN)], "van {} verwacht"),
        trend.trend([trend.Year(2020, HIDDEN)], 6, "andere meting"),
    ]
    for drawing in figures:
        svg = drawn(drawing)
        assert list(svg.iter("rect")) == []
        assert shapes(svg, "s1", "circle")[1:] == []  # at most the one of the legend
        assert "niet" in " ".join(words(svg))


def test_more_than_nine_of_ten_is_a_bar_that_stays_open_at_its_end():
    coarse = Cell("t/omgang/share", None, "shown", "meer dan 90%")
    items = [bars.Bar("omgang", coarse, least=0.9), bars.Bar("hulp", Cell("t/hulp/share", 0.87, "shown", "87%"))]
    svg = drawn(bars.bars(items, most=1.0, track=True))
    open_, closed = (float(one.get("width")) for one in shapes(svg, "s1"))
    whole = float(shapes(svg, "track")[0].get("width"))
    assert open_ / whole == pytest.approx(0.9, abs=0.005)
    assert closed / whole == pytest.approx(0.87, abs=0.005)
    assert len(shapes(svg, "dash", "path")) == 1


def test_what_hidden_rows_add_up_to_stands_at_a_bracket():
    together = shown(13, "samen 13")
    svg = drawn(bars.bars([bars.Bar("a", HIDDEN), bars.Bar("b", HIDDEN)], together=together))
    assert "samen 13" in words(svg)
    alone = drawn(bars.bars([bars.Bar("a", HIDDEN), bars.Bar("b", shown(3))], together=together))
    assert "samen 13" not in words(alone)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8))
@settings(deadline=None, max_examples=25)
def test_bars_are_as_long_as_their_numbers(values):
    svg = drawn(bars.bars([bars.Bar("x", shown(value)) for value in values]))
    lengths = [float(one.get("width")) for one in shapes(svg, "s1")]
    most = max(values)
    for value, length in zip([value for value in values if value], lengths, strict=True):
        assert length == pytest.approx(max(1.5, value / most * max(lengths)), abs=0.2)


@given(st.lists(st.integers(0, 4000), min_size=2, max_size=5).filter(any))
@settings(deadline=None, max_examples=40)
def test_no_part_of_a_stacked_bar_is_without_its_word_and_number(values):
    parts = [stacked.Part(f"woord {index}", shown(value), "s1", value) for index, value in enumerate(values)]
    svg = drawn(stacked.wide(parts))
    boxes = [(float(one.get("x")), float(one.get("width"))) for one in shapes(svg, "s1")]
    assert sum(length for _, length in boxes) + stacked.GAP * (len(boxes) - 1) == pytest.approx(872, abs=0.6)
    assert all(length >= 3.5 for _, length in boxes)
    for part in parts:
        if part.long:
            assert part.word in words(svg)
            assert part.cell.text in words(svg)


@given(st.lists(st.integers(1, 400), min_size=3, max_size=5))
@settings(deadline=None, max_examples=40)
def test_words_above_a_stacked_bar_never_touch(values):
    names = ["hoger", "gelijk", "lager", "ontbreekt", "loopt nog"]
    parts = [stacked.Part(name, shown(value), "s1", value) for name, value in zip(names, values, strict=False)]
    svg = drawn(stacked.wide(parts))
    placed = [
        (float(one.get("y")), float(one.get("x")), float(one.get("x")) + width("".join(one.itertext())))
        for one in svg.iter("text")
        if one.get("class") == "lb"
    ]
    for one in placed:
        assert one[2] <= 872.5
        for other in placed:
            if one is not other and one[0] == other[0]:
                assert one[2] <= other[1] or other[2] <= one[1]


@pytest.mark.parametrize(
    "drawing",
    [
        bars.bars([bars.Bar(LONG, shown(3)), bars.Bar(LONG, HIDDEN)]),
        bars.bars([]),
        bars.bars([bars.Bar("x", shown(0))]),
        stacked.wide([stacked.Part(LONG, shown(3), "s1", 3)]),
        stacked.narrow([stacked.Part(LONG, shown(3), "s1", 3), stacked.Part("b", HIDDEN, "mask", 0)]),
        points.points([points.Point(LONG, shown(0.2, "0,2"), UNKNOWN, UNKNOWN)], points.Axis(-1, 1, ((0, "0"),), 0)),
        dumbbell.dumbbell([dumbbell.Pair(LONG, HIDDEN, shown(3)), dumbbell.Pair("b", shown(1), shown(2), shown(2))], ("begin", "eind"), 3),
        heat.heat({(1, 1): shown(0), (1, 2): HIDDEN, (2, 2): shown(7)}, (1, 2), "begin", "eind"),
        trend.trend([trend.Year(2019, shown(4)), trend.Year(2020, HIDDEN), trend.Year(2021, shown(6), broken=True)], 6, "andere meting"),
        trend.trend([trend.Year(2020, UNKNOWN)], 0, "x"),
        bullet.bullets([bullet.Bullet(LONG, shown(80), shown(100)), bullet.Bullet("b", UNKNOWN, UNKNOWN)], "van {} verwacht"),
    ],
)  # fmt: skip
def test_odd_figures_stay_whole(drawing):
    svg = drawn(drawing)
    for one in svg.iter("rect"):
        assert float(one.get("width")) >= 0
        assert float(one.get("x")) + float(one.get("width")) <= drawing.width + 0.5
    assert "nan" not in str(drawing.svg("k", "t", "b")).lower()


def test_a_break_in_measuring_parts_the_line():
    whole = drawn(trend.trend([trend.Year(2019, shown(4)), trend.Year(2020, shown(5))], 5, "andere meting"))
    broken = drawn(
        trend.trend([trend.Year(2019, shown(4)), trend.Year(2020, shown(5), broken=True)], 5, "andere meting")
    )
    assert [len(shapes(one, "whisk", "path")) for one in (whole, broken)] == [1, 0]
    assert "andere meting" in words(broken)


def test_an_unknown_expectation_is_no_mark_at_zero():
    svg = drawn(bullet.bullets([bullet.Bullet("a", shown(3), UNKNOWN)], "van {} verwacht"))
    assert shapes(svg, "goal", "path") == []
    assert "van onbekend verwacht" in words(svg)


def test_agreements_in_unlike_units_share_one_line_and_none_vanishes_beside_a_large_number():
    rows = [
        bullet.Bullet("inwoners", shown(847), shown(1100)),
        bullet.Bullet("respijtzorg", shown(14), shown(70)),
        bullet.Bullet("matches", shown(450), shown(75)),
    ]
    svg = drawn(bullet.bullets(rows, "van {} verwacht"))
    lines_ = {one.get("d").split("L")[0].split(" ")[0] for one in shapes(svg, "goal", "path")}
    assert len(lines_) == 1
    long = [float(one.get("width")) for one in shapes(svg, "s1")]
    assert long[0] / long[1] == pytest.approx((847 / 1100) / (14 / 70), abs=0.05)
    assert long[2] / long[0] == pytest.approx(2 / (847 / 1100), abs=0.02)
    assert len(shapes(svg, "dash", "path")) == 1


def test_numbers_in_a_drawing_keep_their_cells():
    svg = drawn(bars.bars([bars.Bar("a", shown(27))]))
    tied = [one for one in svg.iter("text") if one.get("data-cell")]
    assert [(one.get("data-cell"), one.get("data-value")) for one in tied] == [("t/g27/count", "27")]


def test_a_drawing_out_of_its_page_keeps_its_colours_and_names():
    svg = drawn(bars.bars([bars.Bar("a", shown(27)), bars.Bar("b", HIDDEN), bars.Bar("c", shown(3), "unk")]), "x")
    assert shapes(svg, "s1")[0].get("fill") == house_style().light["s1"]
    assert {one.get("id") for one in svg.iter("pattern")} == {"x-d"}
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "x-t x-b"


def test_letters_of_all_kinds_have_a_width_and_lines_fit():
    assert width("Súdwest-Fryslân €5 – ’t Marheem") > 0
    for line in lines(LONG, 120):
        assert width(line) <= 120
    assert lines("", 100) == [""]


def test_ids_of_a_page_are_unique_and_every_link_has_its_place():
    html = fixture.page().html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_the_same_sheet_gives_the_same_bytes():
    assert fixture.page() == fixture.page()


def test_all_figures_of_a_sheet_cost_no_more_than_some_plain_loops_on_the_same_machine():
    loop = took(lambda: sum(step % 7 for step in range(400_000)))
    assert took(lambda: book(fixture.sheet())) < 40 * loop
