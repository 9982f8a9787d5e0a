"""The same sheets on a dask cluster of two workers, of which one is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from impactlib.batch.run import Options, run
from impactlib.model import ParameterError
from tests.batch import tiny

pytest.importorskip("distributed")


class Recorder:
    """Counts outcomes, and calls something after the first."""

    def __init__(self, after_first=lambda: None):
        self.after_first = after_first
        self.outcomes = []

    def done(self, outcome):
        self.outcomes.append(outcome)
        if len(self.outcomes) == 1:
            self.after_first()

    def waiting(self):
        raise AssertionError

    def start(self, asked, up_to_date):
        pass

    begun = end = lambda *_: None


@pytest.fixture
def cluster(tmp_path):
    """Address of a scheduler on loopback, and the processes of its two workers."""
    file = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(tiny.HOME)}

    def start(kind, *words):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *words]
        said = (tmp_path / f"{kind}.log").open("ab")
        with said:
            return subprocess.Popen(command, stdout=said, stderr=said, env=environment, start_new_session=True)

    file_words = ("--scheduler-file", str(file))
    processes = [start("scheduler", "--host", "tcp://127.0.0.1", "--port", "0", *file_words)]
    processes += [start("worker", "--nthreads", "1", *file_words) for _ in range(2)]
    deadline = time.monotonic() + 60
    while not file.is_file() or not file.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield json.loads(file.read_text())["address"], processes[1:]
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_bytes_of_one_machine(place, cluster, monkeypatch):
    monkeypatch.setattr("impactlib.batch.inputs.SOURCE", tiny.HOME / "impactlib")
    address, workers = cluster
    place.notebook("time.sleep(0.5)")
    place.run()
    here = {name: content for name, content in place.left().items() if name[0] == "2"}

    def lose():
        os.killpg(workers[0].pid, signal.SIGKILL)

    recorder = Recorder(lose)
    options = Options(out=place.folder / "there", scheduler=address)
    result = run(place.jobs(), options, recorder)
    assert not result.failed
    assert len(result.made) == 6
    place.out = options.out
    assert {name: content for name, content in place.left().items() if name[0] == "2"} == here


def test_an_address_where_nothing_answers_is_a_wrong_parameter(place, monkeypatch):
    monkeypatch.setattr("impactlib.batch.cluster.WAIT_SECONDS", 0.5)
    with pytest.raises(ParameterError, match="cluster-address"):
        place.run(scheduler="tcp://127.0.0.1:9")
