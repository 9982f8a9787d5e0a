"""A workbench in a small place, as the tests of what a researcher does on it share it."""

from __future__ import annotations

from impactlib import open_sheet
from tests.release.test_asked import village


def bench_in(folder):
    registration = folder / "registration"
    village(registration, 4, size=300)
    return open_sheet(year=2020, municipality="westerkwartier", theme="armoede", source=str(registration))
