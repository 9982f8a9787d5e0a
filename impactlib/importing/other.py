"""Parquet, JSON lines, SPSS and Stata files: each as rows of texts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from impactlib.importing.rows import MOST_COLUMNS, Numbered, Table, Told
from impactlib.importing.workbook import as_text
from impactlib.model import RegistrationError

_BATCH = 10_000


class Parquet:
    """A Parquet file; a list is a text with ``;``."""

    sheets = ("",)

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - heavy
        from pyarrow import ArrowException  # noqa: PLC0415

        self.name = path.name
        self.told: Told = {}
        try:
            self._file = pq.ParquetFile(path)
        except (ArrowException, OSError):
            raise RegistrationError("import-parquet", file=path.name) from None

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - has one
        yield 1, self._file.schema_arrow.names
        number = 1
        try:
            for batch in self._file.iter_batches(_BATCH):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    yield number, [said(cell) for cell in cells]
        except (OSError, ValueError, ArithmeticError):
            raise RegistrationError("import-parquet", file=self.name) from None


def json_lines(path: Path) -> Table:
    """A file with one JSON object on every line.

    Raises
    ------
    RegistrationError
        ``import-json`` names the line that is none.
    """
    header: dict[str, int] = {}
    body: list[list[str]] = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    found: dict[str, object] = dict(json.loads(line).items())
                    for name in found:
                        header.setdefault(name, len(header))
                    if len(header) > MOST_COLUMNS:
                        raise RegistrationError("import-wide", file=path.name, line=number, most=MOST_COLUMNS)
                    cells = dict.fromkeys(header, "") | {name: said(cell) for name, cell in found.items()}
                    body.append(list(cells.values()))
                else:
                    body.append([])
    except (ValueError, AttributeError, RecursionError):
        raise RegistrationError("import-json", file=path.name, line=len(body) + 1) from None
    width = len(header)
    return Table(path.name, list(header), [[*row, *[""] * (width - len(row))] for row in body])


def statistics(path: Path) -> Table:
    """An SPSS or Stata file: a value that has a label is read as its label.

    Raises
    ------
    RegistrationError
        ``import-extra`` without the library for it, ``import-statistics`` where the file cannot be read.
    """
    try:
        import pyreadstat  # noqa: PLC0415 - an extra
    except ImportError:
        raise RegistrationError("import-extra", file=path.name, extra="stat") from None
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        frame, _ = read(str(path), apply_value_formats=True, formats_as_category=False)
    except Exception:  # noqa: BLE001 - whatever the C library says
        raise RegistrationError("import-statistics", file=path.name) from None
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return Table(path.name, list(frame.columns), [[said(cell) for cell in row] for row in rows])


def said(cell: object) -> str:
    """What a value of a typed file says; a list is a text with ``;``."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, Sequence) and not isinstance(cell, str | bytes):
        return ";".join(map(said, cell))
    return as_text(cell)
