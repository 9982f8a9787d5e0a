"""The library as somebody installs it: from a wheel, in an environment of its own, used in an empty folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from benchmarks.samples import FIRST, LAST
from tests.conftest import HOME
from tests.importing.sample_counts import SAMPLES, of_year
from tests.workspace.bureau import WORD, words_of_the_demonstration
from tests.workspace.test_samples_to_pages import holds, shown

PARTS = (
    "impactlib",
    "params",
    "data",
    "notebooks",
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
)
YEARS = (2020, 2021)
"""Of the export; it was made in January 2022, when nothing of that year had closed."""

RUN = ("run", "--jobs", "2")


class Installed:
    """The command of an environment in which nothing of the checkout can be imported."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.bin = folder / "bin"
        (lib,) = folder.glob("lib/python*/site-packages")
        # The dependencies, but none of the hooks beside them: one of those finds the checkout.
        (lib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        (folder / "share").symlink_to(Path(sys.prefix, "share"))
        self.path = lib

    def __call__(self, folder: Path, *typed: object, good: bool = True) -> subprocess.CompletedProcess[str]:
        return self.python(folder, self.bin / "impact", *typed, good=good)

    def python(self, folder: Path, *typed: object, good: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {
            key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if key in os.environ
        }
        command = [str(self.bin / "python"), *map(str, typed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
        assert not good or done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy: a build leaves folders beside what it builds."""
    folder = tmp_path_factory.mktemp("wheel")
    (folder / "source").mkdir()
    for name in PARTS:
        copy = shutil.copytree if (HOME / name).is_dir() else shutil.copy
        copy(HOME / name, folder / "source" / name)
    build = "from setuptools.build_meta import build_wheel; print(build_wheel('..'))"
    done = subprocess.run(
        [sys.executable, "-c", build], capture_output=True, text=True, check=False, cwd=folder / "source"
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split("\n")[-2]


@pytest.fixture(scope="module")
def impact(wheel, tmp_path_factory):
    installed = Installed(tmp_path_factory.mktemp("environment") / "env")
    pip = [sys.executable, "-m", "pip", "--python", str(installed.bin / "python"), "install", "--no-deps", "--no-index"]
    done = subprocess.run([*pip, "-q", str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return installed


@pytest.fixture(scope="module")
def empty(tmp_path_factory, impact):
    """An empty folder, far from the checkout."""
    folder = tmp_path_factory.mktemp("empty")
    found = impact.python(folder, "-c", "import impactlib; print(impactlib.__file__)").stdout.strip()
    assert Path(found).is_relative_to(impact.path), "the checkout itself is imported, and nothing is proven"
    return folder


@pytest.fixture(scope="module")
def bureau(empty, impact):
    """The first hour of a newcomer."""
    asked = ("--organisation", "Sociaal Werk De Brug", "--municipality", "midden-groningen", "--theme", "armoede")
    impact(empty, "init", "bureau", *asked)
    folder = empty / "bureau"
    shutil.copy(SAMPLES["dossiers"].paths[0], folder / "export.xlsx")
    guess = impact(folder, "import", "export.xlsx", "--guess")
    assert "params/sources/export.yaml" in guess.stdout
    assert not list((folder / "registration").iterdir()), "a guess imports nothing"
    impact(folder, "import", "export.xlsx", "--source", "export")
    impact(folder, "check")
    impact(folder, *RUN)
    return folder


def test_a_wheel_carries_what_a_run_needs_and_no_outputs(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("defaults/text/nl.yaml", "sheet/template/page.css", "carried/notebooks/feitenblad.ipynb"):
        assert f"impactlib/{name}" in names
    assert not [name for name in names if "outputs/" in name or name.startswith("tests") or "registration/" in name]


def test_an_export_becomes_the_pages_of_its_own_organisation_and_years(bureau):
    manifest = json.loads((bureau / "outputs/manifest.json").read_text("utf-8"))
    assert sorted(manifest["sheets"]) == [f"{year}/midden-groningen/armoede" for year in YEARS]
    assert {sheet["organisation"] for sheet in manifest["sheets"].values()} == {"Sociaal Werk De Brug"}
    assert not any(sheet["synthetic"] for sheet in manifest["sheets"].values())
    page = (bureau / "outputs/2021/midden-groningen/armoede.html").read_text("utf-8")
    assert "Sociaal Werk De Brug" in page
    assert "Midden-Groningen" in page
    assert "verzonnen" not in page


def test_the_numbers_on_them_are_those_that_the_standard_library_counts_in_the_export(bureau):
    for year in YEARS:
        page = shown(bureau / f"outputs/{year}/midden-groningen/armoede.json")
        holds(page, of_year(SAMPLES["dossiers"].read()[1], year))


def test_no_word_of_the_demonstration_and_no_name_of_a_person_leaves_with_them(bureau):
    demonstration = words_of_the_demonstration()
    assert {"westerkwartier", "noordoostpolder", "voedselbanken"} <= demonstration
    names = {name.lower() for name in (*FIRST, *LAST) if WORD.fullmatch(name)}
    paths = [path for path in bureau.rglob("*") if path.suffix in (".html", ".json", ".ipynb", ".yaml", ".md")]
    assert {path.suffix for path in (bureau / "outputs").rglob("*.*")} >= {".html", ".json", ".ipynb"}
    for path in paths:
        found = set(WORD.findall(path.read_text("utf-8").lower()))
        assert not found & demonstration, path
        assert not found & names, path


def test_every_number_is_computed_again_and_none_that_is_hidden_follows(bureau, impact):
    assert "Bladen nagerekend: 2" in impact(bureau, "verify", "outputs").stdout
    impact(bureau, "audit", "outputs")


def test_a_second_run_finds_nothing_to_make(bureau, impact):
    assert "Al bij: 2" in impact(bureau, *RUN).stdout


def test_the_demonstration_runs_from_a_wheel_too(empty, impact):
    impact(empty, "demo", "demo")
    impact(empty / "demo", "run", "--year", "2020", "--theme", "laaggeletterdheid", "--municipality", "westerkwartier")
    page = (empty / "demo/outputs/2020/westerkwartier/laaggeletterdheid.html").read_text("utf-8")
    assert "verzonnen" in page
    assert not (empty / "outputs").exists()


def test_outside_a_workspace_the_command_says_where_to_begin(empty, impact):
    done = impact(empty, "run", good=False)
    assert (done.returncode, "impact init" in done.stderr) == (2, True)
    assert "import" in impact(empty, "--help").stdout
