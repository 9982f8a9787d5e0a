"""Measures to released tables: the one door out.

What is asked for is loaded then: whoever scans a text needs no solver.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from impactlib.release.door import release
    from impactlib.release.earlier import comparable
    from impactlib.release.sheet import release_sheet
    from impactlib.release.texts import TextFinding, release_background, release_texts, scan_background, scan_text

__all__ = [
    "TextFinding",
    "comparable",
    "release",
    "release_background",
    "release_sheet",
    "release_texts",
    "scan_background",
    "scan_text",
]

_ROOMS = {"release": "door", "comparable": "earlier", "release_sheet": "sheet"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"impactlib.release.{_ROOMS.get(name, 'texts')}"), name)
