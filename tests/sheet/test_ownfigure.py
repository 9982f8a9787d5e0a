"""Figures that a researcher draws: on the page when all that they hold was released, and refused when not."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns

from impactlib import cases, count, figure, released, table, use_style
from impactlib.model import SheetError
from impactlib.sheet.export import page_of
from impactlib.text import Texts
from tests.workbench.benches import bench_in

HIGHER, BOTH = cases.share("higher", by="area"), cases.count(by=["area", "sex"])
TITLE = "Waar vaker hoger"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return bench_in(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def sheet(bench):
    return released(bench, HIGHER, BOTH)


@pytest.fixture(autouse=True)
def styled():
    use_style()
    yield
    plt.close("all")


def frame(sheet, what=HIGHER):
    return table(sheet, what).frame


def refusal(drawn, sheet, what=HIGHER, **words):
    with pytest.raises(SheetError) as error:
        figure(drawn, sheet, what, **{"title": TITLE, **words})
    assert Texts.load("nl").error(error.value).endswith(".")
    return error.value.code


DRAWN = {
    "bars": lambda rows, _: sns.barplot(rows, x="share", y="label"),
    "columns": lambda rows, _: sns.barplot(rows, x="area", y="share"),
    "points": lambda rows, _: sns.scatterplot(rows, x="n", y="share"),
    "line": lambda rows, _: sns.pointplot(rows, x="share", y="label"),
    "men and women": lambda _, both: sns.barplot(both, x="count", y="area", hue="sex"),
    "small multiples": lambda _, both: sns.catplot(both, x="count", y="sex", col="area", kind="bar", height=2),
    "heat map": lambda _, both: sns.heatmap(
        both.pivot_table(index="area", columns="sex", values="count").astype(float), cbar=False
    ),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_what_seaborn_draws_of_a_released_frame_stands_on_the_page_in_house_colours(sheet, kind):
    what = BOTH if kind in ("men and women", "small multiples", "heat map") else HIGHER
    block = figure(DRAWN[kind](frame(sheet), frame(sheet, BOTH)), sheet, what, title=TITLE)
    drawing = re.search(r"<svg.*?</svg>", str(block.html), re.DOTALL)[0]
    assert "<text" in drawing
    assert re.search(r'class="f-s[1-3]', drawing)
    assert not re.search(r"style=|<style|<metadata|xlink|href=\"(?!#)|<image", drawing)
    assert "Download als CSV" in block.html
    assert [one.id for one in block.tables] == [what.id]


def test_who_cannot_see_the_figure_hears_its_numbers(sheet):
    block = figure(sns.barplot(frame(sheet), x="share", y="label"), sheet, HIGHER, title=TITLE)
    told = re.search(r"<desc[^>]*>(.*?)</desc>", str(block.html))[1]
    for row in table(sheet, HIGHER).frame.to_dict("records"):
        assert row["label"] in told


def test_ids_of_two_figures_differ_and_the_same_figure_gives_the_same_bytes(sheet):
    def made(title):
        return str(figure(sns.barplot(frame(sheet), x="share", y="label"), sheet, HIGHER, title=title).html)

    assert made(TITLE) == made(TITLE)
    ids = [set(re.findall(r' id="([^"]+)"', made(title))) for title in (TITLE, "Andere titel")]
    assert not ids[0] & ids[1]


def test_a_figure_of_numbers_that_were_only_counted_is_refused(bench, sheet):
    assert refusal(sns.barplot(count(bench, HIGHER).frame, x="share", y="label"), sheet) == "figure-number"


@pytest.mark.parametrize("kind", ["hist", "kde", "strip"])
def test_a_figure_of_people_is_refused(bench, sheet, kind):
    people = bench.registration.typed["trajectories"].to_pandas()
    draw = {"hist": sns.histplot, "kde": sns.kdeplot, "strip": lambda rows, x: sns.stripplot(rows, x=x, y="area")}
    assert refusal(draw[kind](people, x="age"), sheet) in ("figure-number", "figure-shape", "figure-marks")


def test_scores_of_people_are_not_hidden_among_numbers_that_happen_to_be_alike(sheet):
    few = pd.DataFrame({"score": [1, 2, 3, 4, 5] * 40, "place": [0.0] * 200})
    assert refusal(sns.scatterplot(few, x="score", y="place"), sheet) in ("figure-number", "figure-marks")


def test_a_name_in_a_figure_is_refused_and_never_repeated(sheet):
    drawn = sns.barplot(frame(sheet), x="share", y="label")
    drawn.annotate("Kanarie Jansen", (0.1, 0))
    with pytest.raises(SheetError) as error:
        figure(drawn, sheet, HIGHER, title=TITLE)
    assert error.value.code == "figure-word"
    assert "Kanarie" not in Texts.load("nl").error(error.value) + str(error.value)


@pytest.mark.parametrize(
    "write",
    [
        lambda axes: axes.set_title("3 mensen"),
        lambda axes: axes.set_xlabel("Van Jansen"),
        lambda axes: axes.text(0, 0, "C-12"),
        lambda axes: axes.set_yticks([0], labels=["Jansen"]),
        lambda axes: axes.figure.suptitle("drie vrouwen"),
    ],
    ids=["title", "axis", "text", "tick", "heading"],
)
def test_words_that_no_row_has_are_refused_wherever_they_stand(sheet, write):
    axes = sns.barplot(frame(sheet), x="share", y="label")
    write(axes)
    assert refusal(axes, sheet) == "figure-word"


def test_a_number_in_a_title_is_a_placeholder_or_nothing(sheet):
    assert refusal(sns.barplot(frame(sheet), x="share", y="label"), sheet, title="12 keer hoger") == "words-number"


def test_a_picture_or_a_thing_that_is_no_figure_is_refused(sheet):
    picture, axes = plt.subplots()
    axes.imshow([[1, 2], [3, 4]])
    assert refusal(picture, sheet) == "figure-shape"
    assert refusal("figuur", sheet) == "figure-kind"
    assert refusal(sns.barplot(frame(sheet), x="share", y="label"), sheet, cases.count()) == "not-asked"


def test_a_question_that_was_released_must_come_to_stand_on_the_page(sheet):
    import nbformat

    from impactlib.sheet.output import bundle

    block = figure(sns.barplot(frame(sheet), x="share", y="label"), sheet, HIGHER, title=TITLE)
    output = nbformat.v4.new_output("display_data", data=bundle(block))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    with pytest.raises(SheetError) as error:
        page_of(notebook)
    assert error.value.fields["table"] == BOTH.id
