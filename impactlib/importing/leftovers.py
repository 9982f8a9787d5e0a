"""What an import that was killed leaves: folders with rows about people, which the next import takes away.

A folder names the process that works in it, so that one that is at work now keeps its own.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
from pathlib import Path

import psutil  # type: ignore[import-untyped] # comes with ipykernel, without types

from impactlib.params.places import slug_of

_MARK = re.compile(r"(?P<host>[a-z0-9-]*)\.(?P<process>[0-9]+)\.[0-9a-f]{8}(\..+)?")

NEW, OLD = "new", "old"
"""What stands beside a registration while it is replaced: what comes, and what was there."""


def mark() -> str:
    """An end for the name of a folder that this process works in."""
    return f"{slug_of(platform.node())}.{os.getpid()}.{secrets.token_hex(4)}"


def beside(place: Path, what: str) -> Path:
    """A folder of this process beside a registration: ``new`` or ``old``."""
    return place.with_name(f".{place.name}.{what}.{mark()}")


def tidy(place: Path) -> None:
    """Take away what killed imports left beside a registration; one that was killed between two names gets its own back."""
    if not place.parent.is_dir():
        return
    for path in _left(place.parent, f".{place.name}.{OLD}."):
        if not place.exists():
            path.rename(place)
    for what in (NEW, OLD):
        throw_away(place.parent, f".{place.name}.{what}.")


def throw_away(folder: Path, begin: str) -> None:
    """Take away the folders with this begin of their name in which nobody works any more."""
    for path in _left(folder, begin):
        shutil.rmtree(path, ignore_errors=True)


def _left(folder: Path, begin: str) -> list[Path]:
    """Folders of processes of this machine that are gone."""
    found = []
    for path in folder.iterdir():
        said = _MARK.fullmatch(path.name.removeprefix(begin)) if path.name.startswith(begin) else None
        here = said is not None and said["host"] == slug_of(platform.node())
        if said and here and path.is_dir() and not psutil.pid_exists(int(said["process"])):
            found.append(path)
    return sorted(found)
