"""One sheet: a notebook with parameters in, three files out. Runs in a worker."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from impactlib.batch import faults
from impactlib.batch.jobs import EngineName, Job, Made, Outcome
from impactlib.batch.textcells import with_texts
from impactlib.model import MIME, ImpactError, SheetError

PARAMETERS = "parameters"
INJECTED = "injected-parameters"

CellStarted = Callable[[int], None]


def make(job: Job, engine: EngineName, folder: Path, started: CellStarted) -> Outcome:
    """Make a sheet; nothing is written outside ``folder``.

    Parameters
    ----------
    job : Job
    engine : {"impact", "papermill"}
    folder : pathlib.Path
        Private working folder of this sheet; its owner throws it away.
    started : callable
        Told the number of each cell (from 1) when it starts.

    Returns
    -------
    Made or Failed
    """
    begun, spent = time.perf_counter(), _cpu()
    os.environ["IMPACT_HOME"] = str(job.home)
    at = _Where(started)
    if job.checked and engine == "impact":
        import_module("impactlib.intake.open").remember(job.checked)
    try:
        executed = _executed(job, engine, folder, at)
        at.cell = None
        made: Outcome = _made(job, executed)
    except ImpactError as error:
        made = faults.told(job, error)
    except Exception as error:  # noqa: BLE001 - whatever a notebook does, the other sheets stand
        made = faults.unforeseen(job, error, at.cell)
    return replace(made, seconds=time.perf_counter() - begun, cpu=_cpu() - spent)


def _cpu() -> float:
    """Seconds of processor time of this process and those it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class _Where:
    """The cell that runs, counted as in the notebook on disk: the injected cell is not in it."""

    def __init__(self, started: CellStarted) -> None:
        self.cell: int | None = None
        self._started = started
        self._injected = False

    def __call__(self, cell: NotebookNode, cell_index: int) -> None:
        self._injected = self._injected or INJECTED in cell.metadata.get("tags", ())
        self.cell = cell_index + (0 if self._injected else 1)
        self._started(self.cell)


def _executed(job: Job, engine: EngineName, folder: Path, at: _Where) -> NotebookNode:
    from papermill import execute_notebook  # noqa: PLC0415 - heavy: only workers need it

    return execute_notebook(
        with_texts(nbformat.reads(job.notebook.path.read_text(encoding="utf-8"), as_version=4)),
        None,
        parameters=job.values(),
        kernel_name="python3",
        language="python",
        progress_bar=False,
        cwd=folder,
        on_cell_start=at,
        **({"engine_name": "impact", "isolated": True} if engine == "impact" else _kernel(folder)),
    )


def _kernel(folder: Path) -> dict[str, Any]:
    """Settings of a stock kernel: no times in the notebook, no ports that parallel kernels fight over."""
    from traitlets.config import Config  # noqa: PLC0415 - only where a kernel starts

    manager = {"connection_file": str(folder / "kernel.json")}
    if os.name == "posix":
        # A socket's path may have about 100 characters; relative to the working folder it is short.
        manager |= {"transport": "ipc", "ip": "kernel"}
    return {"record_timing": False, "config": Config(KernelManager=manager)}


def _made(job: Job, executed: NotebookNode) -> Made:
    from impactlib.sheet import export  # noqa: PLC0415 - heavy: only workers need it

    page = export.page_of(_public(executed), job.public_values())
    tree = json.loads(page.json)
    _complete(job, tree)
    texts = (page.html, page.json, page.notebook)
    html, tables, notebook = (text.encode() for text in texts)
    for private in filter(os.path.isabs, (job.params.source, job.params.earlier)):
        if any(private.encode() in file for file in (html, tables, notebook)):
            raise SheetError("path-on-page", sheet=job.slug)
    return Made(job.slug, html, tables, notebook, _state(executed), synthetic=bool(tree["synthetic"]))


def _public(executed: NotebookNode) -> NotebookNode:
    """The executed notebook without the cell that papermill adds: errors name a cell as the researcher counts it."""
    executed.cells = [cell for cell in executed.cells if INJECTED not in cell.metadata.get("tags", ())]
    return executed


def _state(executed: NotebookNode) -> str:
    """What the page says of itself: concept, voorlopig or definitief."""
    outputs = (output for cell in executed.cells for output in cell.get("outputs", ()))
    pages = (output.data[MIME]["page"] for output in outputs if output.output_type == "display_data")
    return next((str(page["state"]) for page in pages if "state" in page), "concept")


def _complete(job: Job, tree: Mapping[str, Any]) -> None:
    """A sheet that ran to its end but lacks a table it must hold has failed."""
    have = {table["id"] for table in tree["tables"]}
    lacking = [name for name in job.must_hold if name not in have]
    if lacking:
        raise SheetError("sheet-incomplete", sheet=job.slug, tables=", ".join(lacking))
