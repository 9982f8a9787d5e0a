"""Exports as they come out broken: each is made here, from one good one."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter

SECRET = "Wiebe Zonneveld"
"""Stands in a cell of every export; never in what is said of it."""

NAMES = ["Dossier", "Cliënt", "Product", "Start", "Einde", "Memo"]
GOOD = [[f"D{at}", f"C{at}", "individueel", "01-02-2020", "30-09-2020", SECRET] for at in (1, 2, 3)]


def text(rows=None, names=NAMES, sign=";", end="\r\n") -> str:
    """The export as CSV."""
    lines = [names, *(GOOD if rows is None else rows)]
    return "".join(sign.join(line) + end for line in lines)


def changed(**cells: str) -> list[list[str]]:
    """The good rows, of which the second has other cells."""
    second = [cells.get(name, cell) for name, cell in zip(NAMES, GOOD[1], strict=True)]
    return [GOOD[0], second, GOOD[2]]


def xlsx(sheets=None, *, hidden: bool = False) -> bytes:
    """A workbook: a name and rows for each sheet; a cell that is a tuple is what xlsxwriter is told."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    if hidden:
        book.add_chartsheet("Grafiek").activate()
    for name, rows in (sheets or {"Blad1": [NAMES, *GOOD]}).items():
        sheet = book.add_worksheet(name)
        if hidden:
            sheet.hide()
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, *(cell if isinstance(cell, tuple) else (cell,)))
    book.close()
    return file.getvalue()


def parquet(rows=None) -> bytes:
    """The export as Parquet."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame(rows), preserve_index=False), file)
    return file.getvalue()


def frame(rows=None) -> pd.DataFrame:
    """The export as a frame of texts."""
    return pd.DataFrame(GOOD if rows is None else rows, columns=NAMES)


def json_lines(rows=None) -> str:
    """The export as JSON lines."""
    return "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in (GOOD if rows is None else rows))


def statistics(kind: str) -> bytes:
    """The export as a file of SPSS (sav) or Stata (dta)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"export.{kind}")
        {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[kind](frame(), str(path))
        return path.read_bytes()


def bomb(claimed: bool) -> bytes:
    """A workbook of which a part unpacks to two gigabytes; it says so, or says that it is small."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block = bytes(10_000_000)
            for _ in range(20):
                part.write(block)
    found = file.getvalue()
    if claimed:
        return found
    size = (200_000_000).to_bytes(4, "little")
    return found.replace(size, (1000).to_bytes(4, "little"))


def without(book: bytes, part: str) -> bytes:
    """A workbook that misses a part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return file.getvalue()


def locked() -> bytes:
    """What a workbook with a password begins with."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(3000)
