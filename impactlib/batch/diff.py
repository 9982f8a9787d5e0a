"""Which published numbers changed between two runs, by how much, and what they were made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impactlib.batch.inputs import changed
from impactlib.batch.manifest import Manifest, read_manifest
from impactlib.batch.pagecells import Tables, tables_of
from impactlib.model import ParameterError


@dataclass(frozen=True, order=True)
class Change:
    """A published value that differs; ``by`` is new minus old where both are numbers.

    ``cell`` is ``table/group/column``; empty where a whole sheet stands in one run only.
    """

    sheet: str
    cell: str
    old: str
    new: str
    by: float | None = None


@dataclass(frozen=True)
class Comparison:
    """What differs between two runs.

    ``inputs``: slug -> names of the inputs that differ, as far as both manifests name them.
    """

    changes: tuple[Change, ...]
    inputs: Mapping[str, tuple[str, ...]]


def diff(old: Path, new: Path) -> Comparison:
    """Compare the JSON of every sheet of two runs.

    Raises
    ------
    ParameterError
        One of the folders holds no run, or a file in it is no sheet.
    """
    before, after = _sheets(old), _sheets(new)
    changes = [change for slug in sorted(set(before) | set(after)) for change in _changes(slug, before, after)]
    return Comparison(tuple(changes), _inputs(read_manifest(old), read_manifest(new)))


def _sheets(folder: Path) -> dict[str, Tables]:
    found = {}
    for path in sorted(folder.glob("[0-9]*/*/*.json")):
        try:
            tree = json.loads(path.read_text(encoding="utf-8"))
            found[path.relative_to(folder).with_suffix("").as_posix()] = tables_of(tree)
        except (OSError, ValueError, KeyError, TypeError):
            raise ParameterError("run-broken", file=path.name) from None
    if not found:
        raise ParameterError("run-missing", folder=folder.name)
    return found


def _changes(slug: str, before: Mapping[str, Tables], after: Mapping[str, Tables]) -> Iterator[Change]:
    if slug not in before or slug not in after:
        yield Change(slug, "", "+" if slug in before else "-", "+" if slug in after else "-")
        return
    was, now = _cells(before[slug]), _cells(after[slug])
    for cell in sorted(set(was) | set(now)):
        old, new = was.get(cell), now.get(cell)
        if old != new:
            yield Change(slug, cell, json.dumps(old), json.dumps(new), _by(old, new))


def _cells(tables: Tables) -> dict[str, Any]:
    """Every value that says something, by table, group and column."""
    return {
        f"{table}/{group}/{column}": value
        for table, rows in tables.items()
        for group, row in rows.items()
        for column, value in row.items()
        if column != "group" and value not in (None, [])
    }


def _by(old: Any, new: Any) -> float | None:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    return new - old if numbers else None


def _inputs(old: Manifest, new: Manifest) -> dict[str, tuple[str, ...]]:
    both = sorted(set(old.sheets) & set(new.sheets))
    found = {slug: changed(old.sheets[slug].inputs, new.sheets[slug].inputs) for slug in both}
    return {slug: names for slug, names in found.items() if names}
