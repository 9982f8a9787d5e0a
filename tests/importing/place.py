"""A workspace to import into, and small exports for it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import yaml

COLUMNS = {
    "trajectory_id": "Dossier",
    "client_id": "Cliënt",
    "kind": "Product",
    "start_date": "Start",
    "end_date": "Einde",
}
HEADER = ["Dossier", "Cliënt", "Product", "Start", "Einde"]
WIDE = {"financien": {"start": "Fin begin", "goal": "Fin doel", "end": "Fin eind"}}


def row(number: int, **other: str) -> dict[str, str]:
    """One case as the export has it."""
    return {
        "Dossier": f"D{number}",
        "Cliënt": f"C{number}",
        "Product": "individueel",
        "Start": "01-02-2020",
        "Einde": "30-09-2020",
        **other,
    }


class Place:
    """A workspace with one source file, ``bron``."""

    def __init__(self, folder: Path, impact) -> None:
        self.folder, self._impact = folder, impact
        self.registration = folder / "registration"
        (folder / "params" / "sources").mkdir(parents=True, exist_ok=True)
        self.say("workspace.yaml", {"organisation": "De Brug", "municipalities": ["midden-groningen"]})
        self.source()

    def say(self, name: str, tree: object) -> None:
        text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
        (self.folder / "params" / name).write_text(text, encoding="utf-8")

    def source(self, tables=None, more=None, **options) -> None:
        """Write the source file: by default trajectories with the columns above."""
        tables = tables or {"trajectories": {"columns": {**COLUMNS, **(more or {})}}}
        self.say("sources/bron.yaml", {"system": "Stelsel", "inputs": {"export": {"tables": tables, **options}}})

    def csv(self, rows, name="export.csv", encoding="utf-8") -> Path:
        path = self.folder / name
        names = list(dict.fromkeys(key for one in rows for key in one))
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, names, restval="", delimiter=";", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def take(self, *words):
        """Import; gives exit code, report, and everything that was said."""
        code, out, err = self._impact("import", *words, "--source", "bron", "--json")
        report = json.loads(out) if out.startswith("{") else {}
        if "read" in report:
            assert report["imported"] + report["rejected"] + report["aside"] == report["read"]
        return code, report, report.get("message", "") + err

    def table(self, name: str, order: str = "ALL"):
        path = self.registration / f"{name}.parquet"
        found = duckdb.execute(f"SELECT * FROM '{path}' ORDER BY {order}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, one, strict=True)) for one in found.fetchall()]
