"""Where the names of the columns stand: under titles, in one row or in two, and what the titles say of the day."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from impactlib.importing.rows import Cells, Opened
from impactlib.intake.dates import day_of
from impactlib.intake.labels import labels
from impactlib.intake.naming import folded
from impactlib.model import RegistrationError

LOOK = 60
"""Rows among which the names of the columns are looked for."""

_DAY = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{4}|\d{4}-\d{2}-\d{2}", re.IGNORECASE)
_SAID = re.compile(r"gegenereerd|export|peildatum|aangemaakt|afdruk|datum|stand|gemaakt|uitdraai", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The names of the columns, the number of the last row they stand on, and the day that the titles name."""

    names: tuple[str, ...]
    row: int
    day: dt.date | None = None
    rows: int = 1

    def position(self, name: str, file: str) -> int:
        """Where a column stands.

        Raises
        ------
        RegistrationError
            ``import-column-missing`` (with the nearest name of a column), ``import-column-twice``.
        """
        wanted = folded(name)
        found = [place for place, one in enumerate(self.names) if one.strip() == name.strip()]
        found = found or [place for place, one in enumerate(self.names) if folded(one) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise RegistrationError("import-column-twice", file=file, column=name)
        raise RegistrationError("import-column-missing", file=file, column=name, row=self.row, count=len(self.names))


def header_of(opened: Opened, sheet: str, wanted: Collection[str] = (), row: int = 0) -> Header:
    """Find the names of the columns.

    Parameters
    ----------
    wanted
        The columns that a source file names; without them, names that systems use.
    row
        The number of the row, where the source file says so.

    Raises
    ------
    RegistrationError
        ``import-empty`` without a filled cell, ``import-header`` where no row can be it.
    """
    top = list(islice(_filled(opened, sheet), LOOK))
    if not top:
        raise RegistrationError("import-empty", file=opened.name)
    asked = next((place for place, (number, _) in enumerate(top) if number == row), None)
    place = asked if row else _best(top, wanted)
    if place is None:
        raise RegistrationError("import-header", file=opened.name)
    number, cells = top[place]
    above = top[place - 1] if place and top[place - 1][0] == number - 1 else None
    names, rows = _joined(cells, above[1] if above else (), wanted)
    return Header(names, number, _day([cells for _, cells in top[:place]]), rows)


def _filled(opened: Opened, sheet: str) -> Iterator[tuple[int, Cells]]:
    for number, cells in islice(opened.rows(sheet), LOOK * 4):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _best(top: Sequence[tuple[int, Cells]], wanted: Collection[str]) -> int | None:
    """The row that holds most of the wanted names; without those, most names and no values."""
    names = {folded(name) for name in wanted}
    known = {folded(word) for table in labels().columns.values() for words in table.values() for word in words}
    known |= {folded(word) for words in labels().people.values() for word in words}

    def held(place: int) -> tuple[int, int]:
        cells = [cell for cell in top[place][1] if cell.strip()]
        if names:
            return len(names & {folded(cell) for cell in cells}), 0
        words = sum(1 for cell in cells if not re.search(r"\d{3}|@", cell) and len(cell) < 60)
        return sum(1 for cell in cells if folded(cell) in known) * 2 + (words if words == len(cells) else 0), words

    best = max(range(len(top)), key=lambda place: (*held(place), -place))
    if names:
        joined = {folded(name) for name in _joined(top[best][1], top[best - 1][1] if best else (), wanted)[0]}
        below = best + 1
        if below < len(top):
            both = {folded(name) for name in _joined(top[below][1], top[best][1], wanted)[0]}
            if len(names & both) > len(names & joined):
                return below
        return best if names & joined else None
    return best if held(best)[1] > 1 else (best if len(top) > 1 and held(best)[0] else None)


def _joined(cells: Cells, above: Cells, wanted: Collection[str] = ()) -> tuple[tuple[str, ...], int]:
    """Names get the word above them where they stand several times, or are wanted so: merged cells over begin and end."""
    names = [" ".join(cell.split()) for cell in cells]
    over = [above[place].strip() if place < len(above) else "" for place in range(len(names))]
    under = [f"{group} {name}".strip() for group, name in zip(_carried(over), names, strict=True)]
    many = {name for name, count in Counter(map(str.casefold, names)).items() if count > 1 and name}
    asked = {folded(name) for name in wanted} - {folded(name) for name in names}
    if not any(over) or not (many or any(folded(one) in asked for one in under)):
        return tuple(names), 1
    return tuple(
        joined if name.casefold() in many or folded(joined) in asked else name or group
        for name, group, joined in zip(names, over, under, strict=True)
    ), 2


def _carried(words: Sequence[str]) -> Iterator[str]:
    """A word over merged cells stands over all of them."""
    last = ""
    for word in words:
        last = word or last
        yield last


def _day(titles: Sequence[Cells]) -> dt.date | None:
    """The day that a title names, where it speaks of the export."""
    for cells in titles:
        line = " ".join(cells)
        found = _DAY.search(line)
        if found and _SAID.search(line):
            read = day_of(found[0])
            if read:
                return dt.date.fromisoformat(read)
    return None
