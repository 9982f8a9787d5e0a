"""A million trajectories as Parquet, and one sheet of them in one run.

``python benchmarks/million.py`` multiplies the demonstration of Westerkwartier with new ids and prints what the sheet
took; ``--busy 2`` keeps so many cores busy beside it, as on a machine that others use.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from multiprocessing import Process
from pathlib import Path

import duckdb

sys.path.append(str(Path(__file__).resolve().parents[1]))

from benchmarks.spent import Spent, spent
from impactlib.demonstration import write_demo

IDS = {
    "trajectories": ("trajectory_id", "client_id"),
    "zrm_scores": ("trajectory_id",),
    "satisfaction_responses": ("response_id", "trajectory_id"),
    "signals": ("signal_id", "trajectory_id"),
}
"""Tables that grow with the trajectories, with the columns that must stay apart in every copy."""

SHEET = ("--year", "2020", "--municipality", "westerkwartier", "--theme", "armoede")


def multiplied(folder: Path, rows: int) -> Path:
    """The demonstration in Parquet, its cases copied until there are at least so many trajectories."""
    demo, out = write_demo(folder / "demo"), folder / "registration"
    out.mkdir()
    (out / "registration.yaml").write_bytes((demo / "registration.yaml").read_bytes())
    with (demo / "trajectories.csv").open(encoding="utf-8") as file:
        copies = -(-rows // (sum(1 for _ in file) - 1))
    connection = duckdb.connect()
    for path in sorted(demo.glob("*.csv")):
        ids = IDS.get(path.stem, ())
        changed = ", ".join(f"coalesce({name} || '-' || copy, '') AS {name}" for name in ids)
        columns = f"* EXCLUDE (copy) REPLACE ({changed})" if ids else "* EXCLUDE (copy)"
        connection.execute(
            f"""COPY (SELECT {columns} FROM read_csv('{path}', all_varchar = true, header = true, delim = ','),
                range({copies if ids else 1}) numbers(copy)) TO '{out / path.stem}.parquet' (FORMAT parquet)"""
        )
    return out


def one_sheet(source: Path, out: Path) -> Spent:
    """What making the sheet takes; a run that fails is told in its own words."""
    command = [sys.executable, "-m", "impactlib", "run", *SHEET, "--source", str(source), "--out", str(out)]
    return spent(lambda: subprocess.run(command, check=True))  # type: ignore[arg-type,return-value] # what it gives is not asked


def _turn() -> None:
    while True:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="trajectories")
    parser.add_argument("--busy", type=int, default=0, help="processes that keep a core busy beside it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        source = multiplied(Path(place), asked.rows)
        for _ in range(asked.busy):
            beside = Process(target=_turn, daemon=True)
            beside.start()
            stack.callback(beside.terminate)
        took = one_sheet(source, Path(place) / "out")
    print(
        f"{asked.rows} trajectories, one sheet, {asked.busy} busy beside it: "
        f"{took.wall:.1f} s wall, {took.cpu:.1f} s CPU, largest process {took.peak:.0f} MB."
    )


if __name__ == "__main__":
    main()
