"""Each test has a workspace of its own."""

from __future__ import annotations

import pytest

from tests.importing.place import Place


@pytest.fixture
def place(tmp_path, monkeypatch, impact):
    monkeypatch.setenv("IMPACT_HOME", str(tmp_path / "bureau"))
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path / "bureau", impact)
