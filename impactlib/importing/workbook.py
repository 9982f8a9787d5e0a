"""Spreadsheets: XLSX, XLS, XLSB and ODS by calamine, as the texts that a person would read."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import python_calamine as calamine

from impactlib.importing.rows import MOST_CELL, MOST_COLUMNS, Numbered, Told
from impactlib.model import RegistrationError

MOST_BYTES = 1_500_000_000
"""What a workbook may be unpacked: more does not fit beside the rest."""

_RATIO = 150
"""How much smaller than itself a part of a workbook can be packed; a part that claims more is a bomb."""

_SMALL = 50_000_000
_EXACT = 1e15
"""From here a number of a spreadsheet has lost digits."""


class Workbook:
    """A workbook with its sheets; a formula counts as the value that was saved with it.

    Raises
    ------
    RegistrationError
        ``import-password``, ``import-bomb`` or ``import-workbook``.
    """

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        self.told: Told = {}
        _refuse_bomb(path)
        self._book = self._loaded()

    @property
    def sheets(self) -> Sequence[str]:
        """Names of the sheets with cells that are not hidden."""
        shown = (one for one in self._book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet)
        return [one.name for one in shown if one.visible == calamine.SheetVisibleEnum.Visible]

    def rows(self, sheet: str) -> Iterator[Numbered]:
        """The rows of a sheet, as texts."""
        try:
            found = self._book.get_sheet_by_name(sheet)
        except Exception as error:  # noqa: BLE001 - calamine raises what Rust gives
            raise RegistrationError("import-workbook", file=self.name) from error.with_traceback(None)
        if found.total_width > MOST_COLUMNS:
            raise RegistrationError("import-wide", file=self.name, line=1, most=MOST_COLUMNS)
        for number, row in enumerate(found.iter_rows(), 1):
            cells = [cell if cell.__class__ is str else as_text(cell) for cell in row]
            if any(len(cell) > MOST_CELL for cell in cells):
                raise RegistrationError("import-cell", file=self.name, line=number)
            yield number, cells

    def _loaded(self) -> Any:
        try:
            return calamine.CalamineWorkbook.from_path(str(self._path))
        except calamine.PasswordError:
            code = "import-password"
        except Exception:  # noqa: BLE001 - calamine raises what Rust gives, panics among them
            code = "import-workbook"
        if code == "import-workbook" and _encrypted(self._path):
            code = "import-password"
        raise RegistrationError(code, file=self.name) from None


def as_text(cell: object) -> str:
    """What a cell says, as a person would type it; a whole number has no decimals, a midnight no time.

    Examples
    --------
    >>> as_text(34.0), as_text(7.4), as_text(dt.datetime(2020, 3, 1)), as_text(True), as_text(1.2e17)
    ('34', '7.4', '2020-03-01', 'ja', '1.2e+17')
    """
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        return f"{cell:.15e}".rstrip() if abs(cell) >= _EXACT and "e" not in repr(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time.min else cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)


def _encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(1 << 20)


def _refuse_bomb(path: Path) -> None:
    """A workbook is packed; one that unpacks to far more than it says, or than fits, is refused unread."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as book, path.open("rb") as file:
            total = sum(_unpacked(file, part) for part in book.infolist())
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
        raise RegistrationError("import-workbook", file=path.name) from None
    if total > MOST_BYTES:
        raise RegistrationError("import-bomb", file=path.name)


def _unpacked(file: Any, part: zipfile.ZipInfo) -> int:
    """How many bytes a part becomes; what it claims is not believed."""
    if part.flag_bits & 1:
        return part.file_size
    limit = max(_SMALL, part.compress_size * _RATIO)
    if part.file_size > limit:
        return MOST_BYTES + 1
    if part.compress_type != zipfile.ZIP_DEFLATED or part.compress_size * 1032 < _SMALL:
        return part.file_size
    file.seek(part.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    unpack, total, left = zlib.decompressobj(-15), 0, part.compress_size
    while left > 0 and not unpack.eof and total <= limit:
        piece = file.read(min(left, 1 << 18))
        if not piece:
            break
        left -= len(piece)
        total += len(unpack.decompress(piece))
    return MOST_BYTES + 1 if total > limit else total
