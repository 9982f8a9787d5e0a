"""What belongs to a process as a whole: its environment, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any]


@contextmanager
def kept(*names: str) -> Iterator[None]:
    """Whatever becomes of these variables of the environment inside, afterwards they are as they were."""
    before = {name: os.environ.get(name) for name in names}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Noted:
    """What is done at Ctrl-C: remember it, then what was done before."""

    def __init__(self, before: Handler) -> None:
        self.interrupted, self._before = threading.Event(), before

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.interrupted.set()
        self._before(number, frame)


@contextmanager
def heeded() -> Iterator[threading.Event]:
    """Set by Ctrl-C, whatever becomes of the KeyboardInterrupt that it raises: one inside another is the same.

    A library may make an error of its own of that, or swallow it while it loads; one that comes while Python
    tidies up is only printed.
    """
    before = signal.getsignal(signal.SIGINT)
    if isinstance(before, _Noted):
        yield before.interrupted
    elif threading.current_thread() is not threading.main_thread() or not callable(before):
        yield threading.Event()
    else:
        noted = _Noted(before)
        signal.signal(signal.SIGINT, noted)
        try:
            yield noted.interrupted
        finally:
            signal.signal(signal.SIGINT, before)
