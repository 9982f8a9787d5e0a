"""Who writes: a cell itself, or a library that it calls.

What a cell prints may hold data, and it must know that it may not. What a library says by itself (a progress
bar of a database, a warning about its own future) depends on how busy the machine is and on versions: it must
not decide whether there is a sheet.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

_PASSES_ON = sys.stdlib_module_names | {"IPython"}
"""Python's own modules and the shell write what others ask them to."""

_OURS = (__name__, "impactlib.batch.shell")

_PROGRAMS = frozenset({"os.system", "os.posix_spawn", "os.exec", "subprocess.Popen", "pty.spawn"})
"""Events of a program that is started: it may write below Python."""


class Writers:
    """Tells what the code of a notebook writes from what libraries write.

    Parameters
    ----------
    namespace : mapping
        The globals in which the notebook's cells run.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self.below = False

    def own(self) -> bool:
        """Whether the code that writes now is a cell's, by way of Python's own modules or not."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the only way to ask
        while frame is not None and frame.f_globals is not self._namespace:
            name = str(frame.f_globals.get("__name__", ""))
            if name not in _OURS and name.partition(".")[0] not in _PASSES_ON:
                return False
            frame = frame.f_back
        return frame is not None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Set ``below`` when a cell itself writes below Python, or starts a program that may."""
        write = os.write

        def told(descriptor: int, data: Any, /) -> int:
            self.below = self.below or self.own()
            return write(descriptor, data)

        def heard(event: str, _arguments: tuple[Any, ...]) -> None:
            if watching and event in _PROGRAMS:
                self.below = self.below or self.own()

        watching = [True]
        sys.addaudithook(heard)  # nothing takes it away again; this process is for one notebook
        os.write = told
        try:
            yield
        finally:
            os.write = write
            watching.clear()
