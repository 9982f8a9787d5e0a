"""Which reader a file needs: by its content, not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from impactlib.importing.csvtext import CsvFile
from impactlib.importing.database import Database, is_url
from impactlib.importing.other import Parquet, json_lines, statistics
from impactlib.importing.rows import Opened
from impactlib.importing.source import Input
from impactlib.importing.workbook import Workbook
from impactlib.model import RegistrationError

_OLE = b"\xd0\xcf\x11\xe0"
_OTHER = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"))


def opened(named: str, options: Input | None = None) -> Opened:  # noqa: PLR0911 - a line for each kind of file
    """Open a file, or a database by its address, with what its source file says of it.

    Raises
    ------
    RegistrationError
        It is not there, is a folder, is empty, or is of a kind that is not read.
    """
    if is_url(named):
        return Database(named, options.query if options else "")
    path = Path(named)
    start = _start(path)
    if start.startswith(b"PK"):
        return _packed(path)
    if start.startswith(_OLE):
        return Workbook(path)
    if start.startswith(b"PAR1"):
        return Parquet(path)
    if start.startswith((b"$FL2", b"$FL3", b"<stata_dta>")) or path.suffix.lower() == ".dta":
        return statistics(path)
    for mark, kind in _OTHER:
        if start.startswith(mark):
            raise RegistrationError("import-kind", file=path.name, kind=kind)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<html", b"<!DOCTYPE", b"<!doctype", b"<HTML", b"<?xml", b"<table")):
        raise RegistrationError("import-kind", file=path.name, kind="HTML")
    if text.startswith(b"{"):
        return json_lines(path)
    return CsvFile(path, options.encoding, options.delimiter) if options else CsvFile(path)


def _start(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise RegistrationError("import-folder", file=path.name)
        if not path.exists() and not path.is_symlink():
            raise RegistrationError("import-missing", file=path.name)
        if not path.is_file():
            raise RegistrationError("import-special", file=path.name)
        with path.open("rb") as file:
            start = file.read(4096)
    except (OSError, ValueError, RuntimeError):
        raise RegistrationError("import-unreadable", file=path.name) from None
    if not start:
        raise RegistrationError("import-empty", file=path.name)
    return start


def _packed(path: Path) -> Opened:
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise RegistrationError("import-workbook", file=path.name) from None
    if not names & {"[Content_Types].xml", "mimetype", "content.xml"}:
        raise RegistrationError("import-kind", file=path.name, kind="ZIP")
    return Workbook(path)
