"""What stays with the steward: files that name cases or small numbers, and never lie among what is published."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from impactlib.batch.folder import telling
from impactlib.batch.manifest import NAME
from impactlib.model import ParameterError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for something to compute."""


def write_local(path: Path, text: str) -> None:
    """Write a file of the steward's own; not in the folder of a run, nor under one.

    Raises
    ------
    ParameterError
        ``local-only``: pages lie there, which others may see.
    SheetError
        The disk refuses.
    """
    path = path.resolve()
    if any((folder / NAME).exists() for folder in path.parents):
        raise ParameterError("local-only", file=path.name)
    with telling(path.parent):
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a CSV that Dutch spreadsheets open as it is: semicolons, a byte order mark, no formulas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()
