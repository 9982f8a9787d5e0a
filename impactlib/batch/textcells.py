"""Markdown cells of a notebook: what is for the page goes to the page, and what is not says so."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from impactlib.model import SheetError

TEXT, GUIDE = "tekst", "uitleg"
"""Tags of a Markdown cell that is a chapter of the page, and of one that is for whoever works in the notebook."""

_PUT = "from impactlib.reports.owntext import put\nput(globals(), {number}, {source!r})"


def with_texts(notebook: NotebookNode) -> NotebookNode:
    """The notebook with each chapter in Markdown as a cell that shows it, in its place.

    Raises
    ------
    SheetError
        ``text-untagged``: a Markdown cell that says not which of the two it is would be lost unseen.
    """
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        tags = cell.metadata.get("tags", ())
        if cell.cell_type == "markdown" and TEXT in tags:
            cells.append(new_code_cell(_PUT.format(number=number, source=cell.source), metadata={"tags": [TEXT]}))
        elif cell.cell_type != "code" and cell.source.strip() and GUIDE not in tags:
            raise SheetError("text-untagged", cell=number)
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook
