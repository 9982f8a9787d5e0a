"""Measures to released tables: the one door out."""

from impactlib.release.door import release

__all__ = ["release"]
