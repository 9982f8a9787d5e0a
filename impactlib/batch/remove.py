"""Sheets that leave a run's folder: their files, their place in the manifest and in the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from impactlib.batch import pages
from impactlib.batch.folder import SUFFIXES, Folder, opened
from impactlib.batch.manifest import NAME, Entry, Manifest, read_manifest
from impactlib.model import ParameterError


def remove(out: Path, names: Sequence[str], waiting: Callable[[], None]) -> tuple[str, ...]:
    """Remove sheets: each name is a sheet, a year, or a municipality in a year.

    Returns
    -------
    tuple of str
        The sheets that left, sorted.

    Raises
    ------
    ParameterError
        ``run-missing``: the folder holds no run. ``sheet-not-there``: a name fits no sheet; nothing is removed.
    SheetError
        The folder cannot be written to.
    """
    if not (out / NAME).is_file():
        raise ParameterError("run-missing", folder=out.name)
    with opened(out, waiting) as folder:
        manifest = read_manifest(out)
        gone: set[str] = set()
        for name in names:
            fit = {slug for slug in manifest.sheets if f"{slug}/".startswith(f"{name.rstrip('/')}/")}
            if not fit:
                allowed = ", ".join(sorted(manifest.sheets)) or "-"
                raise ParameterError("sheet-not-there", folder=out.name, sheet=name, allowed=allowed)
            gone |= fit
        for slug in sorted(gone):
            _drop(folder, slug)
        left = replace(manifest, sheets={slug: one for slug, one in manifest.sheets.items() if slug not in gone})
        folder.put(NAME, left.to_bytes())
        pages.write_index(folder, left)
    return tuple(sorted(gone))


def _drop(folder: Folder, slug: str) -> None:
    for suffix in (*(f".{one}" for one in SUFFIXES), ".pdf", pages.FAILED):
        folder.drop(f"{slug}{suffix}")
    for empty in (folder.path / slug).parents[:2]:
        with suppress(OSError):  # holds other sheets, or is gone
            empty.rmdir()


def tidied(manifest: Manifest, out: Path) -> Manifest:
    """The manifest without sheets whose files somebody took away."""

    def there(slug: str, entry: Entry) -> bool:
        return not entry.files or any((out / f"{slug}.{suffix}").is_file() for suffix in SUFFIXES)

    return replace(manifest, sheets={slug: one for slug, one in manifest.sheets.items() if there(slug, one)})
