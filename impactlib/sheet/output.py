"""The one way from a notebook to the page."""

from __future__ import annotations

from typing import Any

from impactlib.model import MIME, SheetError
from impactlib.sheet.render import Block, is_sealed


def bundle(block: Block) -> dict[str, Any]:
    """What one output of a cell carries: the HTML, and the released tables behind it."""
    return {
        "text/html": str(block.html),
        MIME: {
            "format": 1,
            "block": block.id,
            "head": dict(block.head),
            "page": dict(block.page),
            "asked": list(block.asked),
            "tables": [table.model_dump(mode="json") for table in block.tables],
        },
    }


def show(block: Block) -> None:
    """Put a block on the page: one output that carries its released tables beside its HTML.

    Raises
    ------
    SheetError
        ``show-own``: it is no part that a chapter or ``figure`` made, or somebody changed it.
    """
    if not isinstance(block, Block) or not is_sealed(block):
        raise SheetError("show-own", type=type(block).__name__)
    from IPython.display import display  # noqa: PLC0415 - not needed outside a notebook

    display(bundle(block), raw=True)
