"""From counts, a sheet's measures cost next to nothing; the rows are read once."""

from __future__ import annotations

import time

import pytest

from impactlib.intake.demo import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures import from_counts
from impactlib.measures.counts import count_cases
from tests.measures.made import spec

ALLOWED = 0.3
"""Seconds of CPU for the measures of one sheet from its counts."""


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return count_cases(read_registration(write_demo(tmp_path_factory.mktemp("demo") / "demo")), spec())


def test_measures_from_counts_take_under_a_third_of_a_second(counts):
    from_counts(counts, spec())
    started = time.process_time()
    from_counts(counts, spec())
    assert time.process_time() - started < ALLOWED


def test_counts_are_few_however_many_rows_there_were(counts):
    for name, frame in vars(counts).items():
        assert len(frame) <= frame["count"].sum() or name == "flow"
    assert len(counts.scores) <= 6 * 6 * 6 * 2
