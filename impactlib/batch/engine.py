"""A papermill engine that runs cells in this process instead of starting a kernel.

papermill keeps its say over parameters, errors and metadata; the shell of ``impactlib.batch.shell`` gives
the outputs that a kernel would have given. One process runs one notebook: a worker of ``impact run`` was forked
for it, and ``papermill --engine impact`` forks one here.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import platform
import random
import sys
from multiprocessing.connection import Connection
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine

from impactlib.batch.jobs import PRIVATE

_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info.major},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": f"ipython{sys.version_info.major}",
    "version": platform.python_version(),
}
"""What a Python kernel says of itself."""


class ImpactEngine(Engine):  # type: ignore[misc] # papermill has no types
    """papermill's engine ``impact``."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, isolated: bool = False, on_cell_start: Any = None, **kwargs: Any
    ) -> None:
        """Execute the notebook of ``nb_man``.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
        kernel_name : str
            Only Python runs in this process.
        isolated : bool, default False
            This process exists for this notebook only. Without it a process is forked; where that
            cannot be done, stock papermill does the work.
        on_cell_start : callable, optional
            Told ``cell`` and ``cell_index`` when a cell starts.
        """
        if isolated:
            _in_this_process(nb_man, on_cell_start)
        elif sys.platform == "linux":
            _in_a_fork(nb_man)
        else:
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, on_cell_start=on_cell_start, **kwargs)


def _in_this_process(nb_man: Any, on_cell_start: Any) -> None:
    """Papermill's own loop over cells: stop at the first error, and enter every step."""
    from impactlib.batch.shell import cells  # noqa: PLC0415 - only where cells run

    _as_new(nb_man.nb)
    with cells() as shell:
        _draw_inline()
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            if on_cell_start:
                on_cell_start(cell=cell, cell_index=index)
            error = _run(shell, cell)
            if error:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)
            if error:
                break
    nb_man.nb.metadata["language_info"] = _LANGUAGE


def _run(shell: Any, cell: NotebookNode) -> bool:
    """Run one cell; whether an error that it was not meant to raise ended it."""
    if cell.cell_type != "code" or not cell.source.strip():
        return False
    cell.outputs, cell.execution_count, error = shell.run(cell.source)
    return error is not None and "raises-exception" not in cell.metadata.get("tags", [])


def _as_new(notebook: NotebookNode) -> None:
    """Undo what a forked process inherits: its place in the random streams, pandas' idea of a terminal, a drawing style."""
    parameters = notebook.metadata.papermill.get("parameters", {})
    public = {key: value for key, value in parameters.items() if key not in PRIVATE}
    seed = hashlib.sha256(json.dumps(public, sort_keys=True, default=str).encode()).digest()
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(int.from_bytes(seed[:4], "big"))
    if "pandas" in sys.modules:
        sys.modules["pandas"].set_option("display.max_columns", 20)
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rc_file_defaults()
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if "" not in sys.path:
        sys.path.insert(0, "")


def _draw_inline() -> None:
    """A drawing library that was imported before there was a shell draws into its cells all the same."""
    if "matplotlib.pyplot" in sys.modules:
        from IPython import get_ipython  # noqa: PLC0415 - only where cells run
        from matplotlib_inline.backend_inline import configure_inline_support  # noqa: PLC0415

        sys.modules["matplotlib"].interactive(True)
        sys.modules["matplotlib.pyplot"].switch_backend(os.environ["MPLBACKEND"])
        configure_inline_support(get_ipython(), os.environ["MPLBACKEND"])  # type: ignore[no-untyped-call]
    elif "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]


def _in_a_fork(nb_man: Any) -> None:
    """Execute in a process of its own, and enter here what happened there, cell by cell."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_forked, args=(nb_man.nb, there))
    process.start()
    there.close()
    try:
        while True:
            step, index, value = here.recv()
            if step == "end":
                nb_man.nb.metadata.update(value)
                return
            _enter(nb_man, step, index, value)
    except EOFError:
        raise DeadKernelError("Kernel died") from None
    finally:
        process.kill()
        process.join()
        here.close()


def _enter(nb_man: Any, step: str, index: int, cell: NotebookNode) -> None:
    own = nb_man.nb.cells[index]
    own.update({key: cell[key] for key in ("outputs", "execution_count") if key in cell})
    getattr(nb_man, step)(own, cell_index=index)


def _forked(notebook: NotebookNode, there: Connection) -> None:
    relay = _Relay(notebook, there)
    _in_this_process(relay, None)
    there.send(("end", 0, {"language_info": notebook.metadata["language_info"]}))


class _Relay:
    """Stands for papermill's manager in the forked process and passes on what it is told."""

    def __init__(self, notebook: NotebookNode, there: Connection) -> None:
        self.nb = notebook
        self._there = there

    def cell_start(self, cell: NotebookNode, cell_index: int) -> None:
        self._there.send(("cell_start", cell_index, cell))

    def cell_exception(self, cell: NotebookNode, cell_index: int, **_kwargs: Any) -> None:
        self._there.send(("cell_exception", cell_index, cell))

    def cell_complete(self, cell: NotebookNode, cell_index: int) -> None:
        self._there.send(("cell_complete", cell_index, cell))

    def autosave_cell(self) -> None:
        """Saving is for the process that owns the file."""
