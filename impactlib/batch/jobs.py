"""What is to be made, what came of it: plain values that walk between processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from impactlib.model import Checked
from impactlib.params import SheetParams

EngineName = Literal["impact", "papermill"]

PRIVATE = ("source", "earlier")
"""Parameters that are paths on this machine; they never stand in anything that is written."""

DEMO = ".demo"
"""Folder of a run that holds the demonstration registration."""


@dataclass(frozen=True)
class Notebook:
    """A notebook that makes a report.

    Attributes
    ----------
    report : str
        Name on the command line (``feitenblad``).
    path : pathlib.Path
    parameters : frozenset of str
        Names that its parameters cell gives a value.
    tables : tuple of str
        Tables that every sheet of it must hold: a page without them is a failure.
    theme_tables : tuple of str
        Tables that a sheet must hold as well when its theme has a ZRM domain.
    digest : str
        Hash of what it does: kinds, sources and tags of its cells, and its declarations.
    """

    report: str
    path: Path
    parameters: frozenset[str]
    tables: tuple[str, ...]
    theme_tables: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Job:
    """One sheet to be made. Holds everything a worker on another machine needs to know.

    ``checked``: what the checks said of its registration, where that is known.
    """

    notebook: Notebook
    params: SheetParams
    home: Path
    must_hold: tuple[str, ...] = ()
    checked: Checked | None = None

    @property
    def slug(self) -> str:
        """``year/municipality/theme`` (or report): where the sheet comes to stand, without its suffix."""
        return f"{self.params.year}/{self.params.municipality}/{self.params.slug}"

    def values(self) -> dict[str, Any]:
        """What papermill passes: the parameters that the notebook knows."""
        return {key: value for key, value in self.params.model_dump().items() if key in self.notebook.parameters}

    def public_values(self) -> dict[str, Any]:
        """The same without this machine's paths."""
        return {
            key: Path(value).name.replace(DEMO, "") if key in PRIVATE else value for key, value in self.values().items()
        }


@dataclass(frozen=True)
class Limits:
    """What one sheet may take: seconds a cell, megabytes a worker (0: no limit)."""

    cell_seconds: int = 600
    megabytes: int = 2000


@dataclass(frozen=True)
class Made:
    """A sheet that was made: the three files that belong together.

    ``state`` and ``synthetic`` are what the page says of itself; ``seconds`` by the clock, ``cpu``
    of the processor, and ``megabytes`` are what it took.
    """

    slug: str
    html: bytes
    json: bytes
    notebook: bytes
    state: str = "concept"
    synthetic: bool = False
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: int = 0


@dataclass(frozen=True)
class Failed:
    """A sheet that was not made. Says where and what kind, never what stood in the data.

    ``cell`` counts the notebook's cells from 1; None where the failure lies outside a cell.
    ``error`` is the class of the error, ``message`` a sentence that is safe to show.
    """

    slug: str
    cell: int | None
    error: str
    message: str
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: int = 0


Outcome = Made | Failed
