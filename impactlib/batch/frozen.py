"""Folders of publications: what stands there was signed, and no run touches it."""

from __future__ import annotations

from pathlib import Path

from impactlib.model import ParameterError

PUBLISHED = "publicaties.json"
"""The list of what was published, in its folder."""


def refuse_frozen(out: Path) -> None:
    """Raise ParameterError ``publish-frozen`` where a run would write among publications."""
    if any((folder / PUBLISHED).is_file() for folder in (out.absolute(), *out.absolute().parents)):
        raise ParameterError("publish-frozen", folder=out.name)
