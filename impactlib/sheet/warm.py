"""Imported once, before processes that make sheets are started: everything that drawing a page loads."""

import impactlib.sheet.chapters
import impactlib.sheet.export
import impactlib.sheet.figures.svg
import impactlib.sheet.show

__all__ = ["impactlib"]
