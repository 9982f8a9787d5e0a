"""What a piece of work takes, with everything it starts."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import time
import traceback
from collections.abc import Callable
from typing import NamedTuple, NoReturn

MEGABYTES = 1_000_000 / 1024
"""Kilobytes of 1024 in a million bytes: what the system counts memory in."""

PR_SET_CHILD_SUBREAPER = 36


class Spent(NamedTuple):
    """Seconds by the clock, seconds of processor time, and peak memory in MB.

    ``peak`` is of the largest process of all, ``main`` of the largest one that the work waited for itself.
    """

    wall: float
    cpu: float
    peak: float
    main: float


def spent(work: Callable[[], None]) -> Spent:
    """Run the work in a process of its own and wait for all that it leaves behind: none of it escapes the count."""
    here, there = os.pipe()
    process = os.fork()
    if not process:
        os.close(here)
        _counted(work, there)
    os.close(there)
    with os.fdopen(here, "rb") as pipe:
        told = json.loads(pipe.read() or "null")
    os.waitpid(process, 0)
    if told is None:
        raise RuntimeError("the work failed")
    return Spent(*told)


def _counted(work: Callable[[], None], there: int) -> NoReturn:
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        start = time.perf_counter()
        work()
        wall, main = time.perf_counter() - start, _largest()
        _wait_for_all()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(there, json.dumps([wall, used.ru_utime + used.ru_stime, _largest(), main]).encode())
    except Exception:  # noqa: BLE001 - told here, and then to whoever asked
        traceback.print_exc()
    os._exit(0)


def _largest() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTES


def _wait_for_all() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return
