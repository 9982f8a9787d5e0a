"""A workspace for each test; what is costly is made by the tiny notebook."""

from __future__ import annotations

import pytest

from tests.batch import tiny
from tests.workspace.bureau import COUNT, registration


@pytest.fixture
def bureau(tmp_path, monkeypatch, impact):
    """The workspace of De Brug in two municipalities, and the working folder."""
    monkeypatch.delenv("IMPACT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    code, _, err = impact("init", "bureau", "--organisation", "De Brug", "--theme", "armoede")
    assert code == 0, err
    folder = tmp_path / "bureau"
    tiny.write_notebook(folder, count=COUNT)
    registration(
        folder / "registration", [("leek", "2022-02-01"), ("leek", "2023-02-01"), ("midden-groningen", "2023-03-01")]
    )
    monkeypatch.chdir(folder)
    return folder
