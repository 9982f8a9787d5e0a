"""A registration folder is replaced whole, or not at all; what an import does not make stays as it was."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import yaml

from impactlib.importing import report
from impactlib.importing.judge import Judged
from impactlib.importing.leftovers import NEW, OLD, beside
from impactlib.importing.load import FATES, FILE
from impactlib.importing.merge import PASSED
from impactlib.importing.outcome import Outcome
from impactlib.importing.source import Input, name_in_file
from impactlib.importing.state import CONFLICTS, FOLDER, PAGE, REJECTED, REPORT, STATE, State, as_text
from impactlib.intake.cells import listed, literal
from impactlib.intake.csvfile import ROW
from impactlib.intake.meta import META
from impactlib.intake.read import text_name
from impactlib.model import RegistrationMeta
from impactlib.text import Texts, no_formula

if TYPE_CHECKING:
    from impactlib.importing.run import Asked


def write(  # noqa: PLR0913, PLR0917 - what was asked, what came of it, and the words
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    inputs: Sequence[Input],
    judged: Judged,
    outcome: Outcome,
    state: State,
    texts: Texts,
) -> None:
    """Write the tables as Parquet, registration.yaml and the report of the import.

    Raises
    ------
    OSError
        The disk refuses; the folder is then as it was.
    """
    with _replaced(asked.folder) as fresh:
        for table in (*outcome.rows, *outcome.gone):
            for suffix in (".csv", ".parquet"):
                (fresh / f"{table}{suffix}").unlink(missing_ok=True)
        for table in outcome.rows:
            columns = listed(name for name in judged.registration.text[table].columns if name != ROW)
            target = literal(str(fresh / f"{table}.parquet"))
            con.execute(
                f"COPY (SELECT {columns} FROM {text_name(table)} ORDER BY row) TO {target} (FORMAT parquet, COMPRESSION zstd)"
            )
        (fresh / META).write_text(_meta(judged.registration.meta), encoding="utf-8", newline="\n")
        notes = fresh / FOLDER
        shutil.rmtree(notes, ignore_errors=True)
        notes.mkdir()
        (notes / STATE).write_text(as_text(state), encoding="utf-8", newline="\n")
        (notes / REPORT).write_text(
            json.dumps(report.as_json(outcome, texts), ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
            newline="\n",
        )
        (notes / PAGE).write_text(report.as_page(outcome, texts), encoding="utf-8", newline="\n")
        _rejected(con, notes / REJECTED, outcome, inputs, asked.show_values)
        _conflicts(con, notes / CONFLICTS, outcome)


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """A copy of the folder to change; it takes the folder's place when all went well."""
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = beside(place, NEW), beside(place, OLD)
    try:
        if place.is_dir():
            shutil.copytree(place, fresh, symlinks=True)
        else:
            fresh.mkdir()
        yield fresh
        if place.is_dir():
            place.rename(old)
        try:
            fresh.rename(place)
        except OSError:
            if old.is_dir():
                old.rename(place)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _meta(meta: RegistrationMeta) -> str:
    said: dict[str, object] = {
        "organisation": meta.organisation,
        "extraction_date": meta.extraction_date,
        "system": meta.system,
        "synthetic": meta.synthetic,
    }
    if meta.complete_since:
        said["complete_since"] = meta.complete_since
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False)


def _rejected(
    con: duckdb.DuckDBPyConnection, path: Path, outcome: Outcome, inputs: Sequence[Input], show_values: bool
) -> None:
    """Every rejected row with its reasons; what stands in it only when that was asked."""
    files = dict(enumerate(outcome.files, 1))
    found = con.execute(
        f"SELECT DISTINCT src, rule, tab, col, part FROM {FATES} WHERE status = 'rejected' ORDER BY ALL"
    ).fetchall()
    values = _cells(con, files) if show_values else {}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(
            ["file", "sheet", "row", "table", "column", "column_in_file", "rule", *(["cells"] if show_values else [])]
        )
        for src, rule, table, column, part in found:
            one, hers = files[src // FILE], name_in_file(inputs[src // FILE - 1], table, column, part)
            cells = [values.get(src, "")] if show_values else []
            row = [one.file, one.sheet, src % FILE, table, column, hers, rule, *cells]
            writer.writerow([no_formula(cell) if isinstance(cell, str) else cell for cell in row])


def _cells(con: duckdb.DuckDBPyConnection, files: Mapping[int, object]) -> dict[int, str]:
    found: dict[int, str] = {}
    for number in files:
        rows = con.execute(
            f"SELECT * EXCLUDE (ragged) FROM raw_{number} WHERE src IN (SELECT src FROM {FATES} WHERE status = 'rejected')"
        ).fetchall()
        found |= {src: " | ".join(cell or "" for cell in cells) for src, *cells in rows}
    return found


def _conflicts(con: duckdb.DuckDBPyConnection, path: Path, outcome: Outcome) -> None:
    """Rows of which a later file says something else: where both stand, and in which columns they differ."""
    files = {number: one.file for number, one in enumerate(outcome.files, 1)}
    found = con.execute(f"SELECT tab, src, winner, col FROM {PASSED} WHERE how = 'replaced' ORDER BY ALL").fetchall()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["table", "earlier_file", "earlier_row", "later_file", "later_row", "columns"])
        for table, src, winner, columns in found:
            earlier = [files[src // FILE], src % FILE] if src else ["registration", ""]
            writer.writerow([table, *earlier, files[winner // FILE], winner % FILE, columns])
