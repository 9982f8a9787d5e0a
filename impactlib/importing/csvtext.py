"""CSV as systems write it: the encoding, the delimiter and a line ``sep=`` are found, and shown."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from impactlib.importing.rows import MOST_CELL, MOST_COLUMNS, Numbered
from impactlib.model import RegistrationError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ";,\t|"
_LOOK = 200
"""Lines among which the delimiter is looked for."""

_CHUNK = 1 << 20
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_UNUSED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that stand for nothing in Windows-1252."""


class CsvFile:
    """A text file with delimiters.

    Raises
    ------
    RegistrationError
        ``import-empty``, ``import-encoding``, ``import-nul``: what it is, and on which line.
    """

    sheets = ("",)

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        self.name, self._path = path.name, path
        self.encoding = encoding or _encoding(path)
        self._lines_before, found = self._delimiter()
        self.delimiter = delimiter or found
        self.told = {"encoding": self.encoding.removesuffix("-sig"), "delimiter": self.delimiter}

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - a CSV file has one
        """The rows; what cannot be read as rows is an error that names the line."""
        csv.field_size_limit(MOST_CELL)
        with self._open() as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            number = self._lines_before
            for _ in range(number):
                file.readline()
            begun = number
            try:
                for row in reader:
                    number += 1
                    begun = self._lines_before + reader.line_num
                    if len(row) > MOST_COLUMNS:
                        raise RegistrationError("import-wide", file=self.name, line=number, most=MOST_COLUMNS)
                    yield number, row
            except csv.Error as error:
                code = "import-cell" if "field larger" in str(error) else "import-quotes"
                raise RegistrationError(code, file=self.name, line=begun + 1) from None
            except UnicodeError:
                raise RegistrationError("import-encoding", file=self.name, encoding=self.encoding) from None

    def _open(self) -> io.TextIOWrapper:
        return self._path.open(encoding=self.encoding, newline="")

    def _delimiter(self) -> tuple[int, str]:
        """How many lines stand before the table, and its delimiter: the one that most lines have equally often."""
        try:
            with self._open() as file:
                lines = [line[:10_000] for line in islice(_bounded(file), _LOOK)]
        except (UnicodeError, LookupError):
            raise RegistrationError("import-encoding", file=self.name, encoding=self.encoding) from None
        if any("\0" in line for line in lines):
            line = next(number for number, text in enumerate(lines, 1) if "\0" in text)
            raise RegistrationError("import-nul", file=self.name, line=line)
        said = _SEPARATOR.fullmatch(lines[0].strip("\r\n")) if lines else None
        if said:
            return 1, said[1]
        return 0, max(_DELIMITERS, key=lambda sign: _regular(lines, sign))


def _bounded(file: io.TextIOWrapper) -> Iterator[str]:
    """Lines of at most so many characters: a file without line ends is not read whole."""
    while line := file.readline(_CHUNK):
        yield line


def _regular(lines: list[str], sign: str) -> int:
    """How many delimiters stand in the lines that have as many of them as most do."""
    counts = Counter(found for line in lines if (found := line.count(sign)))
    return max((count * times for count, times in counts.items()), default=0)


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else what its mark or its zeros say, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4096)
        if not start.strip():
            raise RegistrationError("import-empty", file=path.name)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return name
        if start[1::2].count(0) > len(start) // 4:
            return "utf-16-le"
        if start[::2].count(0) > len(start) // 4:
            return "utf-16-be"
        file.seek(0)
        return _plain(file, path.name)


def _plain(file: BinaryIO, name: str) -> str:
    decoder, line, wrong, unused = codecs.getincrementaldecoder("utf-8")(), 1, False, False
    while chunk := file.read(_CHUNK):
        if b"\0" in chunk:
            raise RegistrationError("import-nul", file=name, line=line + chunk[: chunk.index(0)].count(b"\n"))
        line += chunk.count(b"\n")
        unused |= any(byte in chunk for byte in _UNUSED)
        try:
            decoder.decode(b"" if wrong else chunk, final=len(chunk) < _CHUNK)
        except UnicodeDecodeError:
            wrong = True
            decoder.reset()
    if wrong and unused:
        raise RegistrationError("import-encoding", file=name, encoding="windows-1252")
    return "cp1252" if wrong else "utf-8"
