"""Runs on disk, small enough to edit by hand."""

from __future__ import annotations

import json
from pathlib import Path

from impactlib.model import DIMENSIONS, ReleasedSheet
from impactlib.params import policies
from impactlib.release import release
from tests.release.tables import parts

CHOICES = (*DIMENSIONS, "not_recorded")
COUNTS = (0, 22, 3, 45, 10, 73, 120)
FILE = "2020/ergens/armoede.json"
PAGE = "2020/ergens/armoede.html"


def tables(policy="standaard", counts=COUNTS):
    """The dimensions of a theme and its share of all cases, released."""
    total = sum(counts)
    share = parts("caseload-theme-share", {"financien": total, "other": 445})
    rows = share.rows[share.rows["group"] == "financien"]
    measures = {
        "caseload-theme-share": type(share)(share.id, rows, share.period, share.unit, share.source, (), "people"),
        "ph-dimension": parts("ph-dimension", dict(zip(CHOICES, counts, strict=True))),
    }
    return release(measures, policies()[policy])


def sheet(released, policy="standaard", **about):
    base = {"report": "armoede", "year": 2020, "municipality": "ergens", "period": "2020-01-01/2020-12-31"}
    base |= {"as_of": "2020-12-31", "basis": "in_behandeling", "policy": policy, "synthetic": True}
    return ReleasedSheet(**{**base, **about}, tables=tuple(released.values()))


def write(folder: Path, made: ReleasedSheet, page=True) -> Path:
    """The JSON of a sheet, and a page that names every number and every mask."""
    path = folder / str(made.year) / made.municipality / f"{made.report}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made.model_dump(mode="json"), indent=1), encoding="utf-8")
    if page:
        path.with_suffix(".html").write_text(html(made), encoding="utf-8")
    return folder


def html(made: ReleasedSheet) -> str:
    cells = []
    for table in made.tables:
        for row in table.rows:
            ref = f"{table.id}/{row.group}/count"
            if row.state == "shown" and row.count is not None:
                cells.append(f'<data value="{row.count}" data-cell="{ref}">{row.count}</data>')
            else:
                cells.append(f'<span class="absent" data-absent="{ref}" data-state="{row.state}">-</span>')
    return "<!doctype html><title>x</title>" + "\n".join(cells)


def edit(folder: Path, change, file=FILE) -> None:
    """Change the JSON of a sheet as somebody with an editor would."""
    path = folder / file
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = {(table["id"], row["group"]): row for table in content["tables"] for row in table["rows"]}
    change(rows)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
