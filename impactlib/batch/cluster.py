"""The same sheets on a dask cluster: jobs go out, files come back, a lost worker's sheets go to another."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from impactlib.batch import faults
from impactlib.batch.inputs import Inputs
from impactlib.batch.jobs import EngineName, Job, Limits, Outcome
from impactlib.batch.workers import How
from impactlib.batch.workers import outcomes as outcomes_here
from impactlib.model import ParameterError

WAIT_SECONDS = 20
RETRIES = 5

Task = tuple[Job, EngineName, Limits]


def outcomes(jobs: Sequence[Job], engine: EngineName, limits: Limits, address: str) -> Generator[Outcome]:
    """Make the sheets on the cluster at ``address``; each outcome comes as soon as it is known.

    Folders in the jobs (home, registration, earlier publications) must mean the same on every worker.

    Raises
    ------
    ParameterError
        distributed is not installed, nothing answers at the address, or a worker has another
        version of the library.
    """
    client = _client(address)
    try:
        _same_library(client)
        from distributed import as_completed  # noqa: PLC0415 - an optional dependency

        asked = {client.submit(made_apart, (job, engine, limits), pure=False, retries=RETRIES): job for job in jobs}
        for future in as_completed(list(asked), loop=client.loop):
            job = asked.pop(future)
            yield future.result() if future.status == "finished" else faults.stopped(job, "worker-lost", None)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise ParameterError("cluster-missing") from None
    try:
        return Client(address, timeout=WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise ParameterError("cluster-address", address=address) from None


def _same_library(client: Any) -> None:
    """Another version on a worker would give other pages."""
    try:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
    except OSError:
        raise ParameterError("cluster-empty") from None
    found = client.run(library)
    if set(found.values()) - {library()}:
        raise ParameterError("cluster-differs")


def library() -> str:
    """What the sheets are made with on this machine."""
    return Inputs().made_with()


_idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
"""Helpers of this dask worker that have nothing to do."""


def made_apart(task: Task) -> Outcome:
    """Make a sheet on a dask worker: in a process of its own, as on one machine.

    A dask worker may not have children of its own kind, so a helper stands between: started once,
    it forks a process for every sheet.
    """
    helper = _helper()
    try:
        _send(helper.stdin, task)
        outcome: Outcome = _receive(helper.stdout)
    except BaseException:
        helper.kill()
        raise
    _idle.put(helper)
    return outcome


def _helper() -> subprocess.Popen[bytes]:
    try:
        return _idle.get_nowait()
    except queue.Empty:
        command = [sys.executable, "-m", "impactlib.batch.cluster"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module


def _send(stream: BinaryIO | Any, value: object) -> None:
    content = pickle.dumps(value)
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> Any:
    size = stream.read(8)
    if len(size) < 8:
        raise EOFError
    return pickle.loads(stream.read(int.from_bytes(size, "big")))  # noqa: S301 - from our own helper


def help_out() -> None:
    """Make the sheets that come in, one at a time, until whoever asks is gone."""
    threading.Thread(target=_die_with_parent, args=(os.getppid(),), daemon=True).start()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but outcomes may pass there
    while True:
        try:
            job, engine, limits = _receive(sys.stdin.buffer)
        except EOFError:
            return
        with tempfile.TemporaryDirectory(prefix="impact-") as folder:
            made = outcomes_here([job], How(engine, 1, limits, Path(folder)))
            _send(out, next(made))
            made.close()


def _die_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    help_out()
