"""What many sheets cost: the naive loop, the naive loop on every core, and ours, in turn on one machine.

``python benchmarks/batch.py`` prints Markdown; ``--only`` and ``--sheets`` make parts of it. The set of
600 sheets is made once in the folder that ``--keep`` names.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import nbformat

sys.path.append(str(Path(__file__).resolve().parents[1]))

from benchmarks.municipalities import SIZES, write
from benchmarks.spent import Spent, spent
from impactlib.batch.manifest import read_manifest
from impactlib.batch.notebooks import notebook_of
from impactlib.model import MIME

CORES = len(os.sched_getaffinity(0))
MANY = 600
FEW = ("--year", "2020", "--theme", "armoede", "--theme", "gezonde-leefstijl")
FEW += ("--theme", "laaggeletterdheid", "--theme", "huisvesting")
"""60 of the 600."""

TRIES = 3
"""Kernels that start at the same moment may want the same port; the naive loop tries again."""

PYTHON = sys.executable
WAYS = {
    "serial": "papermill, then nbconvert, one sheet at a time",
    "cores": f"the same in {CORES} processes",
    "ours": "`impact run`",
}


class Set:
    """A home, the registrations of its municipalities, and where each way leaves its pages."""

    def __init__(self, folder: Path, sheets: int) -> None:
        self.folder = folder / str(sheets)
        self.sheets = sheets
        if not (self.folder / "registrations").is_dir():
            write(self.folder, SIZES[sheets])
        self.environment = {**os.environ, "IMPACT_HOME": str(self.folder / "home")}

    @property
    def source(self) -> Path:
        return self.folder / "registrations"

    def places(self) -> list[tuple[str, str, str]]:
        """Year, municipality and theme of each sheet, sorted."""
        paths = (self.folder / "home/params").glob("20*/*/*.yaml")
        return sorted((*path.parts[-3:-1], path.stem) for path in paths)

    def ours(self, out: Path, *words: str) -> None:
        command = [PYTHON, "-m", "impactlib", "run", "--source", self.source, "--out", out, "--quiet", *words]
        self._call(*map(str, command))

    def is_made(self) -> bool:
        return len(read_manifest(self.folder / "ours").sheets) == self.sheets

    def make(self) -> None:
        if not self.is_made():
            self.ours(self.folder / "ours")

    def serial(self, out: Path) -> None:
        for place in self.places():
            self._naive(out, place)

    def cores(self, out: Path) -> None:
        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(lambda place: self._naive(out, place), self.places()))

    def _naive(self, out: Path, place: tuple[str, str, str]) -> None:
        folder = out / place[0] / place[1]
        folder.mkdir(parents=True, exist_ok=True)
        executed = folder / f"{place[2]}.ipynb"
        values = (*zip(("year", "municipality", "theme"), place, strict=True), ("source", str(self.source)))
        given = [word for name, value in values for word in ("-p", name, value)]
        notebook = self.folder / "home/notebooks/feitenblad.ipynb"
        self._call(PYTHON, "-m", "papermill", str(notebook), str(executed), *given, tries=TRIES)
        self._call(PYTHON, "-m", "nbconvert", "--to", "html", str(executed))

    def _call(self, *command: str, tries: int = 1) -> None:
        for _ in range(tries):
            done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
            if not done.returncode:
                return
        raise RuntimeError(done.stderr.decode())


def same_pages(naive: Path, ours: Path | None) -> None:
    """Every sheet of the naive loop holds the tables it must hold, and its page the same cells as ours."""
    must = set(notebook_of("feitenblad").tables)
    for path in sorted(naive.glob("20*/*/*.html")):
        executed = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
        outputs = [output for cell in executed.cells for output in cell.get("outputs", ())]
        if lacking := must - {table["id"] for output in outputs for table in output.data[MIME]["tables"]}:
            raise RuntimeError(f"{path.name} lacks {sorted(lacking)}")
        if ours and _cells(path) != _cells(ours / path.relative_to(naive)):
            raise RuntimeError(f"{path.name} holds other cells than ours")


def _cells(page: Path) -> set[str]:
    return set(re.findall(r'data-cell="([^"]+)"', page.read_text("utf-8")))


def compared(folder: Path, sheets: int, ways: Sequence[str], rounds: int) -> Iterator[str]:
    """A row for each way: wall and CPU seconds a sheet, times ours, and the memory of the largest process."""
    asked = Set(folder, sheets)
    took: dict[str, list[Spent]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            shutil.rmtree(asked.folder / way, ignore_errors=True)
            took[way].append(spent(lambda way=way: getattr(asked, way)(asked.folder / way)))
            pages = len(list((asked.folder / way).glob("20*/*/*.html")))
            if pages != sheets:
                raise RuntimeError(f"{way}: {pages} pages of {sheets}")
    for way in set(ways) - {"ours"}:
        same_pages(asked.folder / way, asked.folder / "ours" if "ours" in ways else None)
    for way in ways:
        wall, cpu, peak = (_middle(took[way], name) for name in ("wall", "cpu", "peak"))
        times = [
            _middle(took[way], name) / _middle(took["ours"], name) if "ours" in ways else 0 for name in ("wall", "cpu")
        ]
        yield f"| {sheets} | {WAYS[way]} | {wall / sheets:.2f} | {cpu / sheets:.2f} | {times[0]:.1f} | {times[1]:.1f} | {peak:.0f} |"


def _middle(found: Sequence[Spent], name: str) -> float:
    return median(getattr(one, name) for one in found)


def made(many: Set) -> str:
    """Make the large set, unless that was done; and 60 sheets of it, to see whether memory stays flat."""
    if many.is_made():
        return f"The set of {many.sheets} sheets was there already."
    few = spent(lambda: many.ours(many.folder / "few", *FEW))
    whole = spent(lambda: many.ours(many.folder / "ours"))
    return (
        f"{many.sheets} sheets: {whole.wall / many.sheets:.2f} s wall and {whole.cpu / many.sheets:.2f} s CPU a sheet. "
        f"Peak memory after {len(_times(many.folder / 'few'))} sheets: {few.main:.0f} MB for the run, {few.peak:.0f} MB for the largest process; "
        f"after {many.sheets}: {whole.main:.0f} MB and {whole.peak:.0f} MB."
    )


def unchanged(many: Set) -> str:
    """A run that finds everything up to date."""
    many.make()
    before = _times(many.folder / "ours")
    took = spent(lambda: many.ours(many.folder / "ours"))
    touched = sum(before[path] != when for path, when in _times(many.folder / "ours").items())
    return (
        f"No-change run of {many.sheets} sheets: {took.wall:.2f} s wall, {took.cpu:.2f} s CPU, {touched} pages touched."
    )


def one_record(many: Set) -> str:
    """One score of one person corrected, and corrected back."""
    many.make()
    table = many.source / "gemeente-01" / "zrm_scores.csv"
    before, kept = _times(many.folder / "ours"), table.read_bytes()
    try:
        score = _corrected(table)
        took = spent(lambda: many.ours(many.folder / "ours"))
        after = _times(many.folder / "ours")
    finally:
        table.write_bytes(kept)
    again = sorted("/".join(path.with_suffix("").parts[-3:]) for path in after if after[path] != before[path])
    many.ours(many.folder / "ours")
    return (
        f"One changed score ({score}) in {many.sheets} sheets: {len(again)} made again "
        f"in {took.wall:.2f} s wall, {took.cpu:.2f} s CPU: {', '.join(again)}."
    )


def _corrected(table: Path) -> str:
    """Change the end score of a case about money that began in 2020; returns its domain."""
    began = {row["trajectory_id"]: row["start_date"] for row in _rows(table.with_name("trajectories.csv"))}
    rows = _rows(table)
    row = next(
        row for row in rows if row["end"] and row["domain"] == "financien" and began[row["trajectory_id"]] >= "2020"
    )
    row["end"] = str(int(row["end"]) % 5 + 1)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return row["domain"]


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _times(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in out.glob("20*/*/*.html")}


def imported(repeats: int = 7) -> str:
    """What importing the library takes, beside starting Python."""

    def took(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([PYTHON, "-c", code], check=True)
        return time.perf_counter() - start

    found = {code: min(took(code) for _ in range(repeats)) for code in ("pass", "import impactlib")}
    return f"Importing impactlib: {found['import impactlib'] - found['pass']:.3f} s."


LARGE = {"made": made, "unchanged": unchanged, "record": one_record}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, nargs="+", default=[12, 60], choices=sorted(SIZES))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[*WAYS, *LARGE, "import"], choices=[*WAYS, *LARGE, "import"])
    parser.add_argument("--many", type=int, default=MANY, choices=sorted(SIZES), help="sheets of the large set")
    parser.add_argument("--keep", type=Path, help="where the sets stay")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)).resolve()
        ways = [way for way in WAYS if way in asked.only]
        if ways:
            print("| sheets | way | wall, s a sheet | CPU, s a sheet | wall, times ours | CPU, times ours | peak, MB |")
            print("|---|---|---|---|---|---|---|", flush=True)
        for sheets in asked.sheets if ways else ():
            for row in compared(folder, sheets, ways, asked.rounds):
                print(row, flush=True)
        for name, part in LARGE.items():
            if name in asked.only:
                print(f"\n{part(Set(folder, asked.many))}", flush=True)
        if "import" in asked.only:
            print(f"\n{imported()}")


if __name__ == "__main__":
    main()
