"""A CSV file before DuckDB sees it: its header, and whether its lines are such that row numbers stay true."""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa

from impactlib.intake.cells import TYPED
from impactlib.model import TABLES, RegistrationError

ROW = "row"
"""Column that both forms of a table carry: the number of the data row in its file, from 1."""

MOST_COLUMNS = 500
_DELIMITERS = ",;\t"
_LOOK = 30
"""Lines among which a header is looked for that does not stand first."""

_BATCH = 10_000
_SEPARATOR = re.compile(r'"?sep=.?"?', re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n|\r\r")
_LINE_ENDS = tuple(re.compile(pattern) for pattern in (rb"\r\n", rb"(?<!\r)\n", rb"\r(?!\n)"))


def header_of(path: Path) -> tuple[list[str], str]:
    """The names of the columns and the delimiter.

    Raises
    ------
    RegistrationError
        The file is not UTF-8, has no header that we know, or one that cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            delimiter = max(_DELIMITERS, key=first.count)
            file.seek(0)
            lines = list(islice(file, _LOOK))
    except UnicodeDecodeError:
        raise RegistrationError("registration-encoding", file=path.name) from None
    except OSError:
        raise RegistrationError("registration-unreadable", file=path.name, line=1) from None
    if _SEPARATOR.fullmatch(first.strip()):
        raise RegistrationError("registration-separator", file=path.name)
    try:
        header = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise RegistrationError("registration-unreadable", file=path.name, line=1) from None
    check_header(path, header, lines)
    return header, delimiter


def check_header(path: Path, header: Sequence[str], lines: Sequence[str] = ()) -> None:
    """Refuse a header that cannot be used; a name in it may be a cell, so only known ones are said."""
    folded = [name.casefold() for name in header]
    known = TABLES[path.stem].names
    if len(header) > MOST_COLUMNS:
        raise RegistrationError("registration-columns", file=path.name, count=len(header), most=MOST_COLUMNS)
    if not set(header) & set(known):  # without a header, the first row would be taken for one
        lower = _header_line(lines, known)
        if lower:
            raise RegistrationError("registration-header-lower", file=path.name, line=lower)
        found = sum(map(bool, folded))
        raise RegistrationError("registration-header", file=path.name, expected=", ".join(known), count=found)
    if len(set(folded)) < len(folded) or ROW in folded or "" in folded or any(name.endswith(TYPED) for name in folded):
        raise RegistrationError("registration-column-names", file=path.name)


def _header_line(lines: Sequence[str], known: Collection[str]) -> int | None:
    """The line on which the names of the columns stand, where that is not the first."""
    cells = ({cell.strip(' "\r\n') for cell in re.split(f"[{_DELIMITERS}]", line)} for line in lines)
    return next((number for number, found in enumerate(cells, 1) if number > 1 and len(found & set(known)) > 1), None)


def is_regular(path: Path) -> bool:
    """Whether a file has no blank lines and one kind of line end.

    DuckDB leaves out blank lines before it counts rows, and does not read two kinds of line ends.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        ends = sum(bool(pattern.search(content)) for pattern in _LINE_ENDS)
        return ends < 2 and not _BLANK_LINE.search(content)


class Lines:
    """The rows of a file that is not regular; a blank line is a row without a filled cell.

    ``wrong`` says, after reading, which error of the texts stopped it, and ``line`` where.
    """

    def __init__(self, path: Path, header: Sequence[str], delimiter: str) -> None:
        self._path, self._width, self._delimiter = path, len(header), delimiter
        self._schema = pa.schema([(name, pa.string()) for name in header])
        self.wrong, self.line = "", 0

    def reader(self) -> pa.RecordBatchReader:
        """The rows in batches, for DuckDB to read once."""
        return pa.RecordBatchReader.from_batches(self._schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        rows = self._rows()
        while batch := list(islice(rows, _BATCH)):
            columns = [pa.array(cells, pa.string()) for cells in zip(*batch, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=self._schema)

    def _rows(self) -> Iterator[list[str]]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=self._delimiter, strict=True)
            try:
                for row in islice(rows, 1, None):
                    if row and len(row) != self._width:
                        self.wrong = "registration-unreadable"
                        break
                    yield row or [""] * self._width
            except csv.Error:
                self.wrong = "registration-unreadable"
            except UnicodeDecodeError:
                self.wrong = "registration-encoding"
            self.line = rows.line_num
