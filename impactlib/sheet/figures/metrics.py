"""How wide words are, in the letters of the page.

Arial and Liberation Sans have the widths of Helvetica, whose measures ship with matplotlib: a
drawing comes out the same on every machine, whatever fonts it has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl

_ENTRY = re.compile(r"^C (\d+) ; WX (\d+) ;", re.MULTILINE)
_OTHER = {
    "\N{EN DASH}": 556,
    "\N{EM DASH}": 1000,
    "\N{MINUS SIGN}": 584,
    "\N{LEFT SINGLE QUOTATION MARK}": 222,
    "\N{RIGHT SINGLE QUOTATION MARK}": 222,
    "\N{LEFT DOUBLE QUOTATION MARK}": 333,
    "\N{RIGHT DOUBLE QUOTATION MARK}": 333,
    "\N{HORIZONTAL ELLIPSIS}": 1000,
    "\N{MIDDLE DOT}": 278,
    "\N{EURO SIGN}": 556,
}


@cache
def _widths(bold: bool) -> dict[str, int]:
    name = "Helvetica-Bold.afm" if bold else "Helvetica.afm"
    path = Path(mpl.get_data_path()) / "fonts" / "pdfcorefonts" / name
    found = _ENTRY.findall(path.read_text(encoding="latin-1"))
    return {chr(int(code)): int(width) for code, width in found if 32 <= int(code) < 127} | _OTHER


def width(words: str, size: float = 14, bold: bool = False) -> float:
    """Width in px of one line of text.

    >>> width("Kwaliteit van leven") < width("Kwaliteit van leven", bold=True)
    True
    """
    table = _widths(bold)
    letters = (table.get(letter) or table.get(unicodedata.normalize("NFD", letter)[0], 600) for letter in words)
    return sum(letters) * size / 1000


def lines(words: str, most: float, size: float = 14, bold: bool = False, at_most: int = 3) -> list[str]:
    """The text in lines no wider than ``most``; what does not fit ends in an ellipsis."""
    found: list[str] = []
    rest = words.split()
    while rest:
        line = _fill(rest, most, size, bold)
        if len(found) == at_most - 1 and rest:
            return [*found, _cut(f"{line} {rest[0]}", most, size, bold, always=True)]
        found.append(line)
    return found or [""]


def _fill(rest: list[str], most: float, size: float, bold: bool) -> str:
    """Take words from ``rest`` until the line is full."""
    line = _cut(rest.pop(0), most, size, bold)
    while rest and width(f"{line} {rest[0]}", size, bold) <= most:
        line = f"{line} {rest.pop(0)}"
    return line


def _cut(words: str, most: float, size: float, bold: bool, always: bool = False) -> str:
    if not always and width(words, size, bold) <= most:
        return words
    while words and width(f"{words}…", size, bold) > most:
        words = words[:-1]
    return f"{words.rstrip()}…"
