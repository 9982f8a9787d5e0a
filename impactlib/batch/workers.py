"""A fresh process for every sheet, several at once; one that hangs, swells or dies takes only its own sheet."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped] # comes with ipykernel, without types

from impactlib.batch import faults
from impactlib.batch.jobs import EngineName, Job, Limits, Outcome
from impactlib.model import SheetError
from impactlib.process import heeded, kept

FORK = sys.platform == "linux"
"""Where a warmed process can be forked safely; elsewhere every worker starts from nothing."""

LOOK_SECONDS = 0.2
"""How often the clock and the memory of running workers are looked at."""

_STARTS = 3
"""How often a worker is started before we give up."""

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "IMPACT_FORK_SERVER": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""One thread a worker, as there are as many workers as cores; sets in the same order everywhere."""

Started = Callable[[Job], None]


def default_engine() -> EngineName:
    """The fast engine where a warmed process can be forked, stock papermill elsewhere."""
    return "impact" if FORK else "papermill"


@dataclass(frozen=True)
class How:
    """How sheets are executed: engine, how many at once, what one may take, where it may work."""

    engine: EngineName
    count: int
    limits: Limits
    folder: Path


def prepare() -> None:
    """Start the process that workers are forked from, where there is one; it loads what they need by itself."""
    if FORK:
        _context()
        resource_tracker.ensure_running()
        with _environment():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # it hears Ctrl-C when it knows what to do then
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def outcomes(jobs: Iterable[Job], how: How, started: Started = lambda _job: None) -> Generator[Outcome]:
    """Make the sheets; each outcome comes as soon as it is known.

    Whoever stops iterating (Ctrl-C, an error) ends every worker.

    Raises
    ------
    SheetError
        ``workers-none``: no worker can be started.
    """
    waiting = deque(jobs)
    running: list[_Worker] = []
    try:
        with heeded() as interrupted:
            while waiting or running:
                if interrupted.is_set():
                    raise KeyboardInterrupt
                while waiting and len(running) < how.count:
                    running.append(_Worker(waiting.popleft(), how))
                    started(running[-1].job)
                connection.wait([worker.pipe for worker in running], LOOK_SECONDS)
                for worker in list(running):
                    outcome = worker.look()
                    if outcome is not None:
                        running.remove(worker)
                        yield outcome
    finally:
        for worker in running:
            worker.end()


class _Worker:
    """One process that makes one sheet."""

    def __init__(self, job: Job, how: How) -> None:
        self.job = job
        self._limits = how.limits
        self._folder = how.folder / f"work-{job.slug.replace('/', '-')}-{job.notebook.report}"
        self._folder.mkdir()
        self._cell: int | None = None
        self._peak = 0
        self._since = time.monotonic()
        self.pipe, other = multiprocessing.Pipe()
        self._process = _context().Process(target=_serve, args=(other, job, how.engine, self._folder), daemon=False)
        _start(self._process)
        other.close()

    def look(self) -> Outcome | None:
        """What came of the sheet, or None while it is being made."""
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                if not isinstance(message, int):
                    self.end()
                    return self._weighed(message)
                self._cell, self._since = message, time.monotonic()
        except (EOFError, ConnectionError):
            self.end()
            return self._stopped("worker-lost")
        return self._over_limit()

    def end(self) -> None:
        """End the process and all it started, and throw its folder away."""
        for process in _family(self._process.pid):
            _kill(process)
        self._process.join()
        self.pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _over_limit(self) -> Outcome | None:
        seconds, megabytes = self._limits.cell_seconds, self._limits.megabytes
        self._peak = max(self._peak, _megabytes(self._process.pid))
        if megabytes and self._peak > megabytes:
            self.end()
            return self._stopped("memory", megabytes=megabytes)
        if seconds and time.monotonic() - self._since > seconds:
            self.end()
            return self._stopped("cell-timeout", seconds=seconds)
        return None

    def _stopped(self, code: str, **fields: object) -> Outcome:
        return faults.stopped(self.job, code, self._cell, **fields)

    def _weighed(self, outcome: Any) -> Outcome:
        weighed: Outcome = replace(outcome, megabytes=max(outcome.megabytes, self._peak))
        return weighed


def _serve(pipe: Connection, job: Job, engine: EngineName, folder: Path) -> None:
    """Make a sheet in this process, which exists for nothing else."""
    threading.Thread(target=_die_with, args=(pipe,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked; that one ends us
    with Path(os.devnull).open("wb") as nowhere:
        for descriptor in (1, 2):
            os.dup2(nowhere.fileno(), descriptor)  # what a kernel says beside its notebook may quote data
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    from impactlib.batch.make import make  # noqa: PLC0415 - heavy: only workers need it

    pipe.send(make(job, engine, folder, pipe.send))
    pipe.close()


def _die_with(pipe: Connection) -> None:
    """Nothing is ever sent to a worker: when its pipe can be read, whoever asked for the sheet is gone."""
    connection.wait([pipe])
    os._exit(1)


def _context() -> Any:
    if not FORK:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["impactlib.batch.warm"])
    return context


def _start(process: Any) -> None:
    """Start a worker; where the process that it is forked from has died, from a new one.

    Raises
    ------
    SheetError
        ``workers-none``: that one died too.
    """
    for _ in range(_STARTS):
        with _environment(), suppress(EOFError, OSError):
            process.start()
            return
        time.sleep(LOOK_SECONDS)  # until a process that is being killed is gone, and a new one is made in its place
    raise SheetError("workers-none")


@contextmanager
def _environment() -> Iterator[None]:
    with kept(*_ENVIRONMENT):
        os.environ.update(_ENVIRONMENT)
        yield


def _family(pid: int | None) -> list[Any]:
    """The process and everything it started, youngest first."""
    try:
        process = psutil.Process(pid)
        return [*reversed(process.children(recursive=True)), process]
    except psutil.NoSuchProcess:
        return []


def _kill(process: Any) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _megabytes(pid: int | None) -> int:
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total // 1_000_000
