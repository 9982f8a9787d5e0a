"""The rules of the house, as tests: rooms, notebooks, texts, light imports, the two install routes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

HOME = Path(__file__).resolve().parents[1]
PACKAGE = HOME / "impactlib"
ROOMS = [
    "process",
    "model",
    "params",
    "text",
    "catalogue",
    "typed",
    "demonstration",
    "intake",
    "importing",
    "measures",
    "release",
    "sheet",
    "reports",
    "batch",
    "workbench",
    "audit",
    "publish",
    "cli",
]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "ibis-framework": "ibis-duckdb",
    "matplotlib": "matplotlib-base",
    "nbconvert": "nbconvert-core",
}


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(HOME).as_posix())
def test_a_room_imports_only_from_rooms_above_it(path):
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("impactlib.")} - {room, "__version__"}
    assert all(ROOMS.index(other) < ROOMS.index(room) for other in rooms), rooms


def test_a_page_is_made_of_released_tables_alone_so_its_room_counts_nothing_and_releases_nothing():
    names = {name for path in (PACKAGE / "sheet").rglob("*.py") for name in imported(path)}
    rooms = {name.split(".")[1] for name in names if name.startswith("impactlib.")}
    assert rooms <= {"model", "params", "text", "catalogue", "sheet"}


def test_the_attacker_shares_no_code_with_the_door():
    names = {name for path in (PACKAGE / "audit").rglob("*.py") for name in imported(path)}
    assert {name.split(".")[1] for name in names if name.startswith("impactlib.")} <= {"model", "audit"}


def test_a_module_that_makes_measures_is_imported_by_no_other():
    folder = PACKAGE / "measures"
    makers = {p.stem for p in folder.glob("*.py") if "impactlib.model.Measure" in imported(p)} - {"__init__", "caveats"}
    assert {"zrm", "caseload"} <= makers
    for path in folder.glob("*.py"):
        if path != folder / "__init__.py":
            used = {name.split(".")[2] for name in imported(path) if name.startswith("impactlib.measures.")}
            assert not used & makers, path.name


@pytest.mark.parametrize("module", ["impactlib", "impactlib.params", "impactlib.text", "impactlib.batch.plan"])
def test_planning_loads_nothing_heavy(module):
    heavy = ["pandas", "matplotlib", "ibis", "duckdb", "scipy", "statsmodels", "nbconvert", "papermill"]
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("path", sorted((HOME / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_holds_prose_and_named_calls(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]
    assert [cell["metadata"].get("tags") for cell in code].count(["parameters"]) == 1
    sources = ["".join(cell["source"]) for cell in code]
    assert sum("import " in source for source in sources) == 1
    for source in sources:
        kinds = {type(node) for node in ast.walk(ast.parse(source))}
        assert not kinds & {ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.ListComp, ast.DictComp, ast.Lambda}
        assert not re.search(r"groupby|merge|\bPath\(|/home/|open\(", source.replace("open_registration(", ""))


def test_measuring_and_releasing_never_touch_files_and_the_sheet_never_writes_one():
    reads, writes = r"\.read_(text|bytes)\(|[^.\w]open\(", r"\.write_(text|bytes)\(|\.mkdir\(|\.unlink\("
    forbidden = dict.fromkeys(("model", "measures", "release"), rf"{reads}|{writes}") | {"sheet": writes}
    for path in modules():
        pattern = forbidden.get(room_of(path))
        if pattern and path.name not in ("export.py", "pdf.py"):
            assert not re.search(pattern, path.read_text(encoding="utf-8")), path


def test_conda_installs_what_pyproject_asks_for():
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.sub(r"\[.*\]", "", line) for line in project["dependencies"]}
    wanted = {
        CONDA_NAMES.get(re.split(">=", line)[0], re.split(">=", line)[0]) + ">=" + line.split(">=")[1]
        for line in wanted
    }
    listed = yaml.safe_load((HOME / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    tests = {line for line in project["optional-dependencies"]["dev"] if re.match("pytest>|hypothesis", line)}
    assert set(listed) == wanted | tests | {"pip", f"python{project['requires-python']}"}


def test_the_lock_holds_hashes_and_no_addresses():
    lock = (HOME / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "setuptools==" in lock
