"""Rows of tables as cells: which set each counts, and what other reports say of such sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from impactlib.model import ReleasedSheet, Row
from impactlib.release.places import Places, places
from impactlib.release.reading import Line
from impactlib.release.sets import About, Set

NORMS = "norms"
"""A table whose rows are compared by whom they could be asked of."""

Size = tuple[int, int]
"""Cases, and the clients that are known to stand behind them."""


@dataclass(frozen=True)
class Known:
    """A count that another report prints or hides; ``least`` is what a hidden one can be at least."""

    where: Set
    count: int
    shown: bool
    least: int = 0


@dataclass(frozen=True)
class Cell:
    """A row: what it prints, the set that this counts, and what its n is.

    ``telling``: its n would say how few are outside of it.
    """

    row: tuple[str, str]
    where: Set
    size: Size
    whole: Set | None
    of: Size
    telling: bool = False


def cells_of(tables: Mapping[str, Sequence[Line]], about: About) -> Iterator[Cell]:
    """The rows that count overlapping sets; a row that prints no count prints its n."""
    for name, lines in tables.items():
        for line in lines:
            found = places(name, line.group, about)
            number = _number(name, line.count, line.n, line.n_eligible)
            if found is None or number is None:
                continue
            clients, rest = line.clients or 0, line.clients_rest or 0
            where, whole = found
            known = max(clients + rest, number - (line.n or 0)) if name == NORMS else clients
            yield Cell((name, line.group), where, (number, known), whole, (line.n or 0, clients + rest))


def _number(table: str, count: int | None, n: int | None, n_eligible: int | None) -> int | None:
    """What a row prints of its set."""
    if table == NORMS:
        return n_eligible or n
    return n if count is None else count


def counted(cells: Iterable[Cell]) -> dict[Set, int]:
    """How many are in each set that the cells print."""
    found: dict[Set, int] = {}
    for cell in cells:
        found[cell.where] = cell.size[0]
        if cell.whole is not None:
            found[cell.whole] = cell.of[0]
    return found


def known_of(sheets: Iterable[tuple[About, ReleasedSheet]], counts: Mapping[Set, int]) -> Iterator[Known]:
    """What sheets say of sets whose present count is known (``counts``).

    A number that was printed and has changed since, or is counted nowhere now, tells nothing certain.
    """
    for about, sheet in sheets:
        for table in sheet.tables:
            rows = [(row, places(table.id, row.group, about)) for row in table.rows if row.state != "unknown"]
            placed = [(row, found) for row, found in rows if found is not None]
            # Where everything is hidden, zeros too, anything may be one.
            zeros = any(counts.get(found[0]) == 0 for _, found in placed)
            least = 0 if zeros and all(row.state == "suppressed" for row in table.rows) else 1
            for row, found in placed:
                yield from _told(table.id, row, found, counts, least)


def _told(table: str, row: Row, found: Places, counts: Mapping[Set, int], least: int) -> Iterator[Known]:
    where, whole = found
    printed = _number(table, row.count, row.n, row.n_eligible)
    if where in counts and printed in (None, counts[where]):
        yield Known(where, counts[where], printed is not None, min(least, counts[where]))
    if whole is not None and whole in counts and row.state == "shown" and row.n in (None, counts[whole]):
        yield Known(whole, counts[whole], row.n is not None, min(least, counts[whole]))
