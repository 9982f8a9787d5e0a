"""From counts, a sheet's measures cost next to nothing; the rows are read once."""

from __future__ import annotations

import time

import pytest

from impactlib.demonstration import write_demo
from impactlib.intake.read import read_registration
from impactlib.measures import from_counts
from impactlib.measures.counts import count_cases
from tests.measures.made import spec

STEPS = 400_000
ALLOWED = 15
"""How many loops of so many steps the measures of one sheet may cost: they cost about three."""


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    return count_cases(read_registration(write_demo(tmp_path_factory.mktemp("demo") / "demo")), spec())


def took(work):
    """The least CPU time of three, so that what else runs on the machine does not count."""
    found = []
    for _ in range(3):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def test_measures_from_counts_cost_no_more_than_some_plain_loops_on_the_same_machine(counts):
    loop = took(lambda: sum(step % 7 for step in range(STEPS)))
    assert took(lambda: from_counts(counts, spec())) < ALLOWED * loop


def test_counts_are_few_however_many_rows_there_were(counts):
    frames = {name: frame for name, frame in vars(counts).items() if hasattr(frame, "columns")}
    for name, frame in frames.items():
        assert len(frame) <= frame["count"].sum() or name == "flow"
    assert len(counts.scores) <= 6 * 6 * 6 * 2
