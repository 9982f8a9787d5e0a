"""A researcher's questions, added to the notebook of a fact sheet: on its page, in its JSON, computed again and attacked."""

from __future__ import annotations

import json
import re
import shutil

import nbformat
import pytest

from impactlib.audit import audit
from impactlib.batch.verify import verify
from tests.conftest import HOME, impact

ASKED = """import seaborn as sns

from impactlib import cases, figure, table, use_style
from impactlib.measures.asked import ask

areas, sexes = cases.share("higher", by="area"), cases.share("higher", by="sex")
kinds, young = cases.mean("days", by="worker"), cases.where(age=["0-17", "18-24"]).count(by="dimension")
measures |= ask(registration, spec, areas, sexes, kinds, young)"""

SHOWN = {
    "higher by area": """use_style()
show(figure(sns.barplot(table(sheet, areas).frame, x="share", y="label"), sheet, areas, title="Hoger, per gebied"))""",
    "men and women": """show(figure(sns.barplot(table(sheet, sexes).frame, x="share", y="label"), sheet, sexes, title="Mannen en vrouwen"))""",
    "duration by worker": """show(figure(sns.barplot(table(sheet, kinds).frame, x="value", y="label"), sheet, kinds, title="Duur naar uitvoerder"))""",
    "top five of the young": """five = table(sheet, young).frame.nlargest(5, "count")
show(figure(sns.barplot(five, x="count", y="label"), sheet, young, title="Jongeren: vaakst gekozen"))""",
    "goal reached by kind": """goals = table(sheet, "zrm-goal-reached").frame
show(figure(sns.barplot(goals, x="share", y="label"), sheet, "zrm-goal-reached", title="Doel gehaald, naar soort doel"))""",
    "growth by start level": """levels = table(sheet, "zrm-start-level").frame
show(figure(sns.barplot(levels, x="share", y="label"), sheet, "zrm-start-level", title="Hoger, naar beginscore"))""",
}
CHAPTER = """## Wat opvalt

In {jaar} eindigden in Leek {vraag:share:higher:by=area/leek/count} van de {vraag:share:higher:by=area/leek/n} trajecten hoger.
Dat is geen bewijs dat de hulp de oorzaak is."""
FILE = "2020/westerkwartier/armoede"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run of a fact sheet whose notebook asks more."""
    home = tmp_path_factory.mktemp("questions")
    for name in ("params", "data"):
        shutil.copytree(HOME / name, home / name)
    notebook = nbformat.read(HOME / "notebooks/feitenblad.ipynb", as_version=4)
    measured = next(place for place, cell in enumerate(notebook.cells) if cell.source.startswith("measures = "))
    first, rest = notebook.cells[measured].source.split("\n", 1)
    notebook.cells[measured].source = f"{first}\n{ASKED}\n{rest}"
    summary = next(place for place, cell in enumerate(notebook.cells) if "chapters.summary" in cell.source)
    hers = [nbformat.v4.new_code_cell(source) for source in SHOWN.values()]
    hers.append(nbformat.v4.new_markdown_cell(CHAPTER, metadata={"tags": ["tekst"]}))
    notebook.cells[summary:summary] = hers
    (home / "notebooks").mkdir()
    nbformat.write(notebook, home / "notebooks/feitenblad.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_HOME", str(home))
        done = impact("run", "--year", 2020, "--theme", "armoede", "--report", "feitenblad", "--out", home / "out")
        assert done.returncode == 0, done.stdout + done.stderr
        yield home / "out"


def test_each_question_takes_a_few_short_cells():
    assert all(len(source.splitlines()) <= 10 for source in (ASKED, *SHOWN.values()))


def test_every_answer_stands_on_the_page_with_its_figure_table_and_words(made):
    page = (made / f"{FILE}.html").read_text(encoding="utf-8")
    assert page.count('<svg class="own"') == len(SHOWN)
    for title in ("Hoger, per gebied", "Duur naar uitvoerder", "Wat opvalt"):
        assert f">{title}</h2>" in page
    assert re.search(
        r'In 2020 eindigden in Leek <data value="\d+" data-cell="vraag:share:higher:by=area/leek/count">', page
    )
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_answers_are_in_the_json_and_the_notebook_beside_the_page_holds_none_of_her_code(made):
    tables = [table["id"] for table in json.loads((made / f"{FILE}.json").read_text("utf-8"))["tables"]]
    assert len([one for one in tables if one.startswith("vraag:")]) == 4
    beside = (made / f"{FILE}.ipynb").read_text(encoding="utf-8")
    assert "sns" not in beside
    assert "nlargest" not in beside


def test_answers_are_computed_again_and_attacked_with_the_rest(made):
    sheets, differences = verify(made)
    assert (sheets, differences) == (1, ())
    assert audit(made) == ()
