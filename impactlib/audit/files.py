"""The files of a run as an outsider finds them: JSON with its page beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from impactlib.audit.rules import AuditFinding
from impactlib.model import Released, ReleasedSheet, Row

NOT_SHEETS = ("manifest.json",)
IDENTITY = ("group", "unit", "area", "source", "name")
"""What two masked rows may differ in: which row it is."""


@dataclass(frozen=True)
class Published:
    """One released sheet and where it was found; ``old`` when it is of an earlier run."""

    path: Path
    file: str
    sheet: ReleasedSheet
    old: bool


def read(folder: Path, *, old: bool = False) -> tuple[list[Published], list[AuditFinding]]:
    """Every sheet of a run in a fixed order, and what is wrong with the files themselves."""
    found: list[Published] = []
    findings: list[AuditFinding] = []
    for path in sorted(folder.glob("*/*/*.json")):
        if path.name in NOT_SHEETS or path.name.startswith("."):
            continue
        file = path.relative_to(folder).as_posix()
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            findings.append(AuditFinding(file, "", "unreadable"))
            continue
        findings += [AuditFinding(file, cell, "unknown-key") for cell in _extra_keys(raw)]
        try:
            sheet = ReleasedSheet.model_validate(_known_part(raw))
        except ValidationError:
            findings.append(AuditFinding(file, "", "unreadable"))
            continue
        found.append(Published(path, file, sheet, old))
        findings += [AuditFinding(file, cell, "mask-differs") for cell in _odd_masks(sheet)]
    return found, findings


def runs_below(folder: Path) -> list[Path]:
    """Folders inside a run that hold sheets of their own: whoever gets the run gets those too."""
    inside = {path.parents[2] for path in folder.rglob("[0-9]*/*/*.json")} - {folder}
    return sorted(one for one in inside if not any(part.startswith(".") for part in one.relative_to(folder).parts))


def _extra_keys(raw: Any) -> Iterator[str]:
    """Keys that the schema does not have: they could say which masks are complementary."""
    if not isinstance(raw, dict):
        return
    yield from sorted(set(raw) - set(ReleasedSheet.model_fields))
    for table in raw.get("tables", ()):
        name = str(table.get("id"))
        yield from (f"{name}//{key}" for key in sorted(set(table) - set(Released.model_fields)))
        for row in table.get("rows", ()):
            yield from (f"{name}/{row.get('group')}/{key}" for key in sorted(set(row) - set(Row.model_fields)))


def _known_part(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    tables = [
        {key: table[key] for key in table if key in Released.model_fields}
        | {"rows": [{key: row[key] for key in row if key in Row.model_fields} for row in table.get("rows", ())]}
        for table in raw.get("tables", ())
    ]
    return {key: raw[key] for key in raw if key in ReleasedSheet.model_fields} | {"tables": tables}


def _odd_masks(sheet: ReleasedSheet) -> Iterator[str]:
    """Masked rows that hold a number, or that are not told in the same words as the others."""
    masks = [(table.id, row) for table in sheet.tables for row in table.rows if row.state == "suppressed"]
    told = sorted(
        (row.caveats for _, row in masks), key=lambda caveats: (-sum(c == caveats for c in _all(masks)), caveats)
    )
    for name, row in masks:
        for field in Row.model_fields:
            value = getattr(row, field)
            plain = value == told[0] if field == "caveats" else field in (*IDENTITY, "state") or value is None
            if not plain:
                yield f"{name}/{row.group}/{field}"


def _all(masks: list[tuple[str, Row]]) -> list[tuple[str, ...]]:
    return [row.caveats for _, row in masks]
