"""The researcher's notebook runs as it stands, and its tables stay away from the sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

HOME = Path(__file__).resolve().parents[2]
PATH = HOME / "notebooks" / "verdieping.ipynb"


@pytest.fixture(scope="module")
def cells():
    return json.loads(PATH.read_text(encoding="utf-8"))["cells"]


def test_it_runs_without_parameters_and_shows_only_tables_and_sentences(cells, monkeypatch):
    monkeypatch.chdir(PATH.parent)
    names = {}
    shown = []
    for cell in cells:
        if cell["cell_type"] == "code":
            *statements, last = "".join(cell["source"]).rsplit("\n", 1)
            if last.startswith(("shown(", "told(", "list(")):
                exec("\n".join(statements), names)
                shown.append(eval(last, names))
            else:
                exec("".join(cell["source"]), names)
    assert len(shown) >= 12
    for output in shown:
        assert isinstance(output, pd.DataFrame | list)
        texts = output.to_numpy().ravel().tolist() if isinstance(output, pd.DataFrame) else output
        assert not [text for text in texts if not isinstance(text, str) or text.lower() == "nan"]


def test_nothing_of_it_can_reach_a_sheet(cells):
    metadata = json.loads(PATH.read_text(encoding="utf-8"))["metadata"]
    assert "impact" not in metadata
    source = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert "impactlib.sheet" not in source
    assert "impactlib.release" not in source
    assert "worklist" not in source
