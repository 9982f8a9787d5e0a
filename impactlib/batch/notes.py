"""What a run keeps for itself beside its pages: times and sizes, which would make pages differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from impactlib.batch.folder import Folder
from impactlib.batch.inputs import content
from impactlib.batch.jobs import Made

NAME = ".times.json"

Known = tuple[str, dict[str, list[int]], dict[str, tuple[int, int]]]
"""Mark of the files of a registration; by municipality its years, and the first and last that are on record."""

_PARTS = 3
"""Of what is known; a run of before knew less."""


class Notes:
    """Seconds and memory of every sheet, and size and time of its files, so that they need not be read again.

    ``demonstration``: what the demonstration registration was made of, and its hash. ``held``: by name of a
    registration's folder, what is known of it.
    """

    def __init__(self, folder: Path) -> None:
        tree = _read(folder / NAME)
        self._folder = folder
        self._sheets: dict[str, dict[str, Any]] = tree.get("sheets", {})
        self.demonstration: list[str] = tree.get("demonstration", [])
        self.held: dict[str, Known] = {
            name: found for name, found in tree.get("held", {}).items() if len(found) == _PARTS
        }

    def made(self, made: Made, files: Mapping[str, str]) -> None:
        """Remember what a sheet took, and the hashes of its files, which have just been written."""
        took = {"seconds": round(made.seconds, 3), "cpu": round(made.cpu, 3), "megabytes": made.megabytes}
        marks = {suffix: _mark(self._folder / f"{made.slug}.{suffix}", expected) for suffix, expected in files.items()}
        self._sheets[made.slug] = {**took, "files": marks}

    def holds(self, slug: str, suffix: str, expected: str) -> bool:
        """Whether a file is there with the content it should have; read only when it was touched."""
        path = self._folder / f"{slug}.{suffix}"
        try:
            mark = _mark(path, expected)
        except OSError:
            return False
        files = self._sheets.setdefault(slug, {}).setdefault("files", {})
        if files.get(suffix) == mark:
            return True
        if content(path) != expected:
            return False
        files[suffix] = mark
        return True

    def save(self, folder: Folder) -> None:
        sheets = dict(sorted(self._sheets.items()))
        tree = {"demonstration": self.demonstration, "held": self.held, "sheets": sheets}
        folder.put(NAME, (json.dumps(tree, indent=1) + "\n").encode())


def _mark(path: Path, expected: str) -> list[object]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, expected]


def _read(path: Path) -> dict[str, Any]:
    """An unreadable file costs time, never truth."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
