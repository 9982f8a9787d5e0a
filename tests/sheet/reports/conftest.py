"""The demonstrations, and a registration without any table."""

from __future__ import annotations

import pytest

from impactlib.demonstration import write_demos
from tests.sheet.reports.making import EMPTY


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "registrations"
    write_demos(folder)
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    (folder / "registration.yaml").write_text(EMPTY, encoding="utf-8")
    return folder
