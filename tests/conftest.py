"""One real run of everything params/ names, shared by every test that looks at what leaves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from impactlib import cli

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

HOME = Path(__file__).resolve().parents[1]
SHEETS = [(year, theme) for year in (2020, 2021) for theme in ("armoede", "gezonde-leefstijl", "laaggeletterdheid")]


def impact(*words: object, cwd: Path = HOME) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    command = [sys.executable, "-m", "impactlib", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="session")
def run(tmp_path_factory, worker_id):
    """Folder of a run without arguments but ``--out``: fact sheets and other reports, policy standaard.

    Test processes side by side share it: a second run waits for the first, and finds nothing left to make.
    """
    alone = worker_id == "master"
    folder = (tmp_path_factory.mktemp("run") if alone else tmp_path_factory.getbasetemp().parent / "run") / "outputs"
    done = impact("run", "--out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def intern(tmp_path_factory):
    """Folder of the fact sheets under policy intern, where nothing is hidden."""
    folder = tmp_path_factory.mktemp("intern") / "outputs"
    done = impact("run", "-p", "privacy=intern", "--report", "feitenblad", "--out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(name="impact")
def in_this_process(capsys):
    """Run the command in this process: exit code, standard output, standard error."""

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return ended.value.code, said.out, said.err

    return run
