"""What a notebook says of itself: its report, its parameters, the tables it must hold."""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from impactlib.batch.jobs import Notebook
from impactlib.model import ParameterError
from impactlib.params import home
from impactlib.params.files import carried

DECLARATION = "impact"
"""Key of the notebook's metadata: ``{"report": ..., "tables": [...], "theme_tables": [...]}``.

With ``"numbers": [1, 2 ...]`` it makes ``<report>-1``, ``<report>-2`` ..."""


def notebook_of(report: str) -> Notebook:
    """The notebook that makes a report; ParameterError names the reports there are."""
    found = {notebook.report: notebook for notebook in notebooks()}
    if report not in found:
        close = difflib.get_close_matches(report, found, n=1, cutoff=0.5)
        raise ParameterError(
            "report-unknown", report=report, hint=close[0] if close else "-", allowed=", ".join(sorted(found))
        )
    return found[report]


def notebooks() -> tuple[Notebook, ...]:
    """Every notebook that declares a report: the library's, and before them the workspace's; sorted by file name."""
    own = _declared(home() / "notebooks")
    reports = {notebook.report for notebook in own}
    shipped = (notebook for notebook in _declared(carried("notebooks")) if notebook.report not in reports)
    return tuple(sorted([*own, *shipped], key=lambda notebook: notebook.path.name))


def _declared(folder: Path) -> tuple[Notebook, ...]:
    return tuple(notebook for path in sorted(folder.glob("*.ipynb")) for notebook in _read(path))


def _read(path: Path) -> tuple[Notebook, ...]:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        declared = tree["metadata"].get(DECLARATION)
        if not declared:
            return ()
        read = Notebook(
            report=str(declared["report"]),
            path=path,
            parameters=_parameters(tree),
            tables=tuple(declared.get("tables", ())),
            theme_tables=tuple(declared.get("theme_tables", ())),
            digest=_digest(tree, declared),
        )
        numbers = tuple(map(int, declared.get("numbers", ())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ParameterError("notebook-broken", file=path.name) from None
    return tuple(replace(read, report=f"{read.report}-{number}") for number in numbers) or (read,)


def _parameters(tree: Mapping[str, Any]) -> frozenset[str]:
    cells = [cell for cell in tree["cells"] if "parameters" in cell.get("metadata", {}).get("tags", ())]
    names = (
        target.id
        for cell in cells
        for node in ast.walk(ast.parse("".join(cell["source"])))
        for target in _targets(node)
        if isinstance(target, ast.Name)
    )
    return frozenset(names)


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) else []


def _digest(tree: Mapping[str, Any], declared: Any) -> str:
    """What the notebook does; outputs, ids and counters that opening it leaves behind do not count."""
    cells = [
        (cell["cell_type"], "".join(cell["source"]), sorted(cell.get("metadata", {}).get("tags", ())))
        for cell in tree["cells"]
    ]
    text = json.dumps([declared, cells], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
