"""Measures to released tables: the one door out."""

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
