"""What every reader gives: the rows of a sheet as texts, each with its number in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Cells = Sequence[str]
Numbered = tuple[int, Cells]
"""The number of a row in its file (1 is the first line or row), and its cells."""

MOST_CELL = 1_000_000
"""Characters in one cell: more is no registration but a file that came apart."""

MOST_COLUMNS = 2_000
MOST_ROWS = 20_000_000

Told = Mapping[str, object]


class Opened(Protocol):
    """A file that is open: its sheets by name (one without a name for a file without sheets), and how it was read."""

    @property
    def name(self) -> str: ...

    @property
    def told(self) -> Told: ...

    @property
    def sheets(self) -> Sequence[str]: ...

    def rows(self, sheet: str) -> Iterator[Numbered]:
        """The rows of a sheet, from the first; may be asked again."""
        ...


@dataclass
class Table:
    """Rows that stand in memory or behind a function, with their header on row 1."""

    name: str
    header: Sequence[str]
    body: Sequence[Cells] = ()
    told: Told = field(default_factory=dict)
    sheets: Sequence[str] = ("",)

    def rows(self, sheet: str) -> Iterator[Numbered]:  # noqa: ARG002 - has one
        yield 1, self.header
        yield from enumerate(self.body, 2)
