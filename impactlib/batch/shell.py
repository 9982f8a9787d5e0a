"""An IPython shell in this process whose outputs are those of a notebook's cells."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import IO, Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

from impactlib.batch.own import Writers

Below = Callable[[], list[tuple[str, str]]]
"""What was written below Python since the last time: name of the stream, and text."""

_CONFIG = Config(HistoryManager={"enabled": False}, IPKernelApp={})
"""No history on disk; the mention of a kernel tells libraries (tqdm) that this is a notebook."""


class Outputs:
    """The outputs of the cell that runs, as a kernel's client would have collected them."""

    def __init__(self) -> None:
        self._cell: list[NotebookNode] = []
        self._shown: dict[str, list[NotebookNode]] = {}
        self._clear_first = False

    def begin(self) -> list[NotebookNode]:
        """Collect for the next cell; returns the list that fills."""
        self._cell, self._clear_first = [], False
        return self._cell

    def add(self, kind: str, **content: Any) -> NotebookNode:
        if self._clear_first:
            self.clear(wait=False)
        output = new_output(kind, **content)
        self._cell.append(output)
        return output

    def stream(self, name: str, text: str) -> None:
        """One stream of a name in a cell, standard output before standard error, as nbclient joins them."""
        same = [output for output in self._cell if output.get("name") == name and not self._clear_first]
        if same:
            same[0]["text"] += text
        elif text:
            self.add("stream", name=name, text=text)
            if name == "stdout" and len(self._cell) > 1 and self._cell[-2].get("name") == "stderr":
                self._cell[-2:] = reversed(self._cell[-2:])

    def show(
        self, data: Mapping[str, Any], metadata: Mapping[str, Any], display_id: str | None, *, update: bool
    ) -> None:
        content = {"data": json_clean(encode_images(dict(data))), "metadata": json_clean(dict(metadata))}
        for output in self._shown.get(display_id or "", ()):
            output.update(content)
        if not update:
            output = self.add("display_data", **content)
            if display_id:
                self._shown.setdefault(display_id, []).append(output)

    def clear(self, *, wait: bool) -> None:
        self._clear_first = wait
        if not wait:
            self._cell.clear()


class _Stream(io.TextIOBase):
    """Standard output or error of a cell; what a library writes by itself goes nowhere."""

    def __init__(self, outputs: Outputs, name: str, writers: Writers) -> None:
        self._outputs, self._name, self._writers = outputs, name, writers

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._writers.own():
            self._outputs.stream(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):  # type: ignore[misc] # IPython is not typed here
    """What ``display`` and figures call."""

    outputs: Outputs

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_kwargs: Any,
    ) -> None:
        self.outputs.show(data, metadata or {}, (transient or {}).get("display_id"), update=update)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait=wait)


class _Hook(DisplayHook):  # type: ignore[misc] # IPython is not typed here
    """What a cell that ends in an expression calls."""

    outputs: Outputs

    def write_output_prompt(self) -> None:
        """A notebook has no prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        content = {"data": json_clean(encode_images(format_dict)), "metadata": json_clean(md_dict or {})}
        self.outputs.add("execute_result", execution_count=self.prompt_count, **content)

    def finish_displayhook(self) -> None:
        self._is_active = False


class ZMQFreeShell(InteractiveShell):  # type: ignore[misc] # IPython is not typed here
    """A notebook's shell without a kernel. Libraries look for "zmq" in its name, and for ``kernel``."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    kernel = None
    outputs: Outputs

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


class Cells:
    """Runs the cells of one notebook, one after the other."""

    def __init__(self, shell: ZMQFreeShell, outputs: Outputs, below: Below, writers: Writers) -> None:
        self._shell = shell
        self._outputs = outputs
        self._below = below
        self._writers = writers

    def run(self, source: str) -> tuple[list[NotebookNode], int, str | None]:
        """Run a cell: its outputs, its number, and the name of the error that ended it."""
        outputs = self._outputs.begin()
        number = self._shell.execution_count
        streams = (_Stream(self._outputs, name, self._writers) for name in ("stdout", "stderr"))
        self._writers.below = False
        with redirect_stdout(next(streams)), redirect_stderr(next(streams)):
            result: ExecutionResult = self._shell.run_cell(source, store_history=True)
        for name, text in self._below():
            if self._writers.below:
                self._outputs.stream(name, text)
        error = result.error_before_exec or result.error_in_exec
        return outputs, number, type(error).__name__ if error else None


@contextmanager
def cells() -> Iterator[Cells]:
    """A shell for one notebook; afterwards this process has none."""
    main = sys.modules["__main__"]
    outputs = Outputs()
    shell = ZMQFreeShell.instance(config=_CONFIG)
    shell.outputs = shell.displayhook.outputs = shell.display_pub.outputs = outputs
    try:
        writers = Writers(shell.user_ns)
        with _below_python() as below, writers.watched():
            yield Cells(shell, outputs, below, writers)
    finally:
        ZMQFreeShell.clear_instance()
        sys.modules["__main__"] = main


@contextmanager
def _below_python() -> Iterator[Below]:
    """Catch what C libraries and subprocesses write: it belongs to nobody's terminal."""
    with ExitStack() as stack:
        caught = {"stdout": (1, stack.enter_context(tempfile.TemporaryFile()))}
        caught["stderr"] = (2, stack.enter_context(tempfile.TemporaryFile()))
        for descriptor, file in caught.values():
            before = os.dup(descriptor)
            stack.callback(os.close, before)
            stack.callback(os.dup2, before, descriptor)
            os.dup2(file.fileno(), descriptor)
        yield lambda: [(name, _taken(file)) for name, (_, file) in caught.items()]


def _taken(file: IO[bytes]) -> str:
    """What was written since the last time."""
    if not os.fstat(file.fileno()).st_size:
        return ""
    file.seek(0)
    text = file.read().decode(errors="replace")
    file.seek(0)
    file.truncate()
    return text
