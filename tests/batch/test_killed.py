"""A run may be killed at any moment: every page is whole, and the next run finishes the rest."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest

from impactlib.batch.inputs import content
from impactlib.batch.manifest import read_manifest
from impactlib.batch.notebooks import notebook_of
from tests.batch import tiny

KILLS = 20

MAKE = """
import os, sys
from multiprocessing import forkserver
from pathlib import Path
from impactlib.batch.plan import plan, select
from impactlib.batch.progress import progress
from impactlib.batch.run import Options, run
from impactlib.text import Texts

def once(registration, out):
    run(plan(select({"source": registration}, [])), Options(Path(out), count=2), progress("quiet", Texts.load("nl")))
"""

HARNESS = (
    MAKE
    + """
registration, warm, out = sys.argv[1:]
once(registration, warm)  # the process that workers are forked from stays, and makes every next run quick
print("warm", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        # It runs, as a child of our parent.
        forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None
        once(registration, out)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""
)


@pytest.fixture
def harness(place):
    """Starts runs one after the other and says the process of each; killing it kills a whole run."""
    place.notebook("time.sleep(0.1)")
    command = [sys.executable, "-c", HARNESS, place.registration, place.folder / "warm", place.out]
    environment = {**os.environ, "PYTHONPATH": str(tiny.HOME)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        (place.folder / "said").open("w") as said,
        subprocess.Popen(command, **pipes, stderr=said, text=True, env=environment) as process,
    ):
        assert process.stdout.readline() == "warm\n"

        def start(moment=None):
            process.stdin.write("\n")
            process.stdin.flush()
            child = int(process.stdout.readline())
            with contextlib.suppress(ProcessLookupError):  # it was quicker
                while moment and not moment():
                    os.kill(child, 0)
                    time.sleep(0.01)
                if moment:
                    os.kill(child, signal.SIGKILL)
            return int(process.stdout.readline())

        yield start
        process.stdin.close()


def whole(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return text.lower().startswith("<!doctype html>") and text.endswith("</html>\n")
    return bool(json.loads(text))


def done(place):
    """How many sheets were made with the notebook as it is now."""
    now = notebook_of("feitenblad").digest
    return sum(entry.inputs["notebook"] == now for entry in read_manifest(place.out).sheets.values())


def moment(place, rng):
    """A moment to kill a run: some sheets on, and a little later."""
    wanted = rng.randrange(done(place), 6)
    later = rng.uniform(0, 0.2)
    since = []

    def reached():
        if done(place) >= wanted and not since:
            since.append(time.monotonic())
        return bool(since) and time.monotonic() - since[0] > later

    return reached


def fits(place, slug, entry):
    """Whether the files of a sheet are those that the manifest says belong together."""
    return all(content(place.out / f"{slug}.{suffix}") == expected for suffix, expected in entry.files.items())


def no_worker_lives_on(place):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not [one for one in psutil.process_iter() if str(place.out) in _cwd(one)]:
            return True
        time.sleep(0.2)
    return False


def _cwd(process):
    try:
        return process.cwd()
    except psutil.Error:
        return ""


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_whole_files_and_the_next_one_finishes(place, harness):
    rng = random.Random(20)
    killed, half_way = 0, 0
    for attempt in range(KILLS):
        if attempt % 2 == 0 or done(place) == 6:
            place.notebook("time.sleep(0.1)", f"{attempt};")  # everything is to be made anew
        killed += harness(moment(place, rng)) == signal.SIGKILL
        files = [path for path in place.out.rglob("*") if path.suffix in (".html", ".json", ".ipynb")]
        assert all(whole(path) for path in files if ".staging" not in path.as_posix())
        sheets = read_manifest(place.out).sheets
        assert sum(not fits(place, slug, entry) for slug, entry in sheets.items()) <= 1  # the one being entered
        half_way += 0 < done(place) < 6
    assert killed >= KILLS // 2
    assert half_way  # some runs had made a part
    assert harness() == 0, (place.folder / "said").read_text()
    assert not list(place.out.glob(".staging*"))
    sheets = read_manifest(place.out).sheets
    assert len(sheets) == 6
    assert all(fits(place, slug, entry) for slug, entry in sheets.items())
    assert len({entry.inputs["notebook"] for entry in sheets.values()}) == 1
    place.notebook("time.sleep(300)")
    began = time.monotonic()
    harness(lambda: time.monotonic() - began > 2)
    assert no_worker_lives_on(place)
