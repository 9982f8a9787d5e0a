"""A home with a tiny notebook, and a registration to read: small enough to run many times."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.intake import small

HOME = Path(__file__).resolve().parents[2]

PARAMETERS = """year = 2020
municipality = "westerkwartier"
theme = "armoede"
period = ""
as_of = ""
basis = "in_behandeling"
source = ""
earlier = ""
language = "nl"
privacy = "standaard"
"""

IMPORTS = """from pathlib import Path
import random
import time
from impactlib.model import Released, Row
from impactlib.sheet.render import Block, sealed
from impactlib.sheet.output import show
"""

COUNT = """text = (Path(source) / "trajectories.csv").read_text(encoding="utf-8")
count = text.count("," + municipality + ",")
row = Row(group="theme", count=count, n=count, method="telling")
table = Released(id="caseload-theme-share", title="", period=None, unit="trajecten", source="", caveats=(), rows=(row,))
head = {"report": theme, "year": year, "municipality": municipality, "period": "", "as_of": "", "basis": basis,
        "policy": privacy, "synthetic": True}
"""

SHOW = """number = f'<data value="{count}" data-cell="caseload-theme-share/theme/count">{count}</data>'
show(sealed(Block("top", f"<h1>{theme} {year}</h1><p>{number}</p>", (table,), head, {"language": "nl", "title": theme})))
"""


def write_home(
    folder: Path, *more: str, count: str = COUNT, tables: tuple[str, ...] = ("caseload-theme-share",)
) -> Path:
    """A home whose notebook counts rows; ``more`` are cells after it."""
    shutil.copytree(HOME / "params", folder / "params", ignore=shutil.ignore_patterns("20*"))
    for year in (2020, 2021):
        for theme in ("armoede", "gezonde-leefstijl", "laaggeletterdheid"):
            path = folder / "params" / str(year) / "westerkwartier" / f"{theme}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"year: {year}\nmunicipality: westerkwartier\ntheme: {theme}\n", encoding="utf-8")
    healthy = folder / "params/2020/westerkwartier/gezonde-leefstijl.yaml"
    healthy.write_text(healthy.read_text("utf-8") + "period: 2019-09-01/2020-08-31\n", encoding="utf-8")
    (folder / "notebooks").mkdir()
    write_notebook(folder, *more, count=count, tables=tables)
    return folder


def write_notebook(folder: Path, *more: str, count: str = COUNT, tables: tuple[str, ...] = ()) -> None:
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    cells = [
        new_markdown_cell("# Tiny", metadata={"tags": ["uitleg"]}),
        parameters,
        *map(new_code_cell, (IMPORTS, count, SHOW, *more)),
    ]
    made = new_notebook(cells=cells)
    made.metadata["impact"] = {"report": "feitenblad", "tables": list(tables)}
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, folder / "notebooks" / "feitenblad.ipynb")


def write_registration(folder: Path) -> Path:
    return small.write(folder, small.good())


def impact(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, from another home."""
    command = [sys.executable, "-m", "impactlib", *map(str, words)]
    environment = {"PATH": "", "IMPACT_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=HOME, env=environment)
