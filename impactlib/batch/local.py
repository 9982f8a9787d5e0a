"""What stays with the steward: files that name cases or small numbers, and never lie among what is published."""

from __future__ import annotations

from pathlib import Path

from impactlib.batch.folder import telling
from impactlib.batch.manifest import NAME
from impactlib.model import ParameterError
from impactlib.params.files import write_whole


def write_local(path: Path, text: str) -> None:
    """Write a file of the steward's own; not in the folder of a run, nor under one.

    Raises
    ------
    ParameterError
        ``local-only``: pages lie there, which others may see.
    SheetError
        The disk refuses.
    """
    path = path.resolve()
    if any((folder / NAME).exists() for folder in path.parents):
        raise ParameterError("local-only", file=path.name)
    with telling(path.parent):
        write_whole(path, text)
