"""papermill --engine impact gives what a kernel gives."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.batch import tiny

POVERTY = "2020/westerkwartier/armoede"

CELLS = [
    'print("one")\nimport sys\nprint("two", file=sys.stderr)\nprint("three")',
    'import os\n_ = os.write(1, b"below")\n_ = os.system("echo outside >&2")',
    "from IPython.display import HTML, clear_output, display\nshown = display(HTML('<b>1</b>'), display_id=True)\nshown.update(HTML('<b>2</b>'))",
    'print("gone")\nclear_output()\nprint("stays")',
    'clear_output(wait=True)\nprint("kept back")',
    'display({"text/html": "<i>raw</i>", "application/vnd.impact+json": {"tables": [1, 2]}}, raw=True)',
    'import pandas as pd\npd.DataFrame({f"column {i}": range(3) for i in range(30)})',
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    '{"x": x}',
    "await __import__('asyncio').sleep(0)\nx",
    "!echo shell",
    "__name__, get_ipython() is not None",
    "_",
    "1 / 0",
    'print("never")',
]


def executed(folder, engine, **settings):
    cells = [new_code_cell("x = 1", metadata={"tags": ["parameters"]}), *map(new_code_cell, CELLS)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    out = folder / f"{engine}.ipynb"
    with pytest.raises(papermill.PapermillExecutionError) as failure:
        papermill.execute_notebook(
            notebook, out, {"x": 3}, engine, kernel_name="python3", language="python", progress_bar=False, **settings
        )
    assert failure.value.ename == "ZeroDivisionError"
    return nbformat.read(out, as_version=4)


def without_addresses(outputs):
    return [{**output, "traceback": []} if output.output_type == "error" else output for output in outputs]


@pytest.mark.filterwarnings("ignore")
def test_every_output_is_what_a_kernel_of_its_own_gives(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # a kernel that sees it does not catch what is written below Python
    ours = executed(tmp_path, "impact")
    stock = executed(tmp_path, None, record_timing=False)
    assert len(ours.cells) == len(stock.cells)
    for one, other in zip(ours.cells, stock.cells, strict=True):
        assert without_addresses(one.get("outputs", [])) == without_addresses(other.get("outputs", [])), one.source
        assert one.get("execution_count") == other.get("execution_count")
    assert ours.metadata.language_info == stock.metadata.language_info
    assert set(ours.metadata.papermill) == set(stock.metadata.papermill)


def test_papermills_own_command_knows_the_engine_and_its_parameters(tmp_path):
    home = tiny.write_home(tmp_path / "home")
    registration = tiny.write_registration(tmp_path / "registration")
    out = tmp_path / "out.ipynb"
    words = [
        "--engine",
        "impact",
        str(home / "notebooks/feitenblad.ipynb"),
        str(out),
        "-p",
        "source",
        str(registration),
    ]
    done = subprocess.run([sys.executable, "-m", "papermill", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(out, as_version=4)
    assert notebook.metadata.papermill.parameters["source"] == str(registration)
    assert "caseload-theme-share" in str(notebook.cells[-1].outputs)


def test_both_engines_give_the_same_bytes(place):
    place.one(engine="impact")
    ours = {name: content for name, content in place.left().items() if name.startswith("2020")}
    place.one(engine="papermill", force=True)
    assert ours == {name: content for name, content in place.left().items() if name.startswith("2020")}
