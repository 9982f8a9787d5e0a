"""What a researcher calls from a notebook: a sheet's registration, its tables, and questions of her own."""

from __future__ import annotations

from impactlib.workbench.bench import Bench, compare, count, open_sheet, released, save, table
from impactlib.workbench.readable import Table
from impactlib.workbench.shelf import explain, tables
from impactlib.workbench.style import use_style

__all__ = [
    "Bench",
    "Table",
    "compare",
    "count",
    "explain",
    "open_sheet",
    "released",
    "save",
    "table",
    "tables",
    "use_style",
]
