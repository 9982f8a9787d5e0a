"""Runs in this process, on a tiny home: the process that workers are forked from starts once."""

from __future__ import annotations

import pytest

from impactlib.batch.jobs import Limits
from impactlib.batch.plan import plan, select
from impactlib.batch.progress import progress
from impactlib.batch.run import Options, run
from impactlib.text import Texts
from tests.batch import tiny


class Place:
    """A home, a registration and an output folder, with the command's way of running them."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.out = folder / "out"
        self._monkeypatch = monkeypatch
        self.registration = tiny.write_registration(folder / "registration")
        self.home = None
        # Whoever changes the library while its tests run makes every sheet anew; not here.
        monkeypatch.setattr("impactlib.batch.inputs.SOURCE", folder / "library")

    def notebook(self, *more, **settings):
        """Give the home this notebook."""
        if self.home is None:
            self.home = tiny.write_home(self.folder / "home", *more, **settings)
            self._monkeypatch.setenv("IMPACT_HOME", str(self.home))
        else:
            tiny.write_notebook(self.home, *more, **settings)
        return self

    def jobs(self, *assignments, **flags):
        if self.home is None:
            self.notebook()
        flags = {key: (value,) for key, value in flags.items()}
        return plan(select({"source": str(self.registration), **flags}, assignments))

    def run(self, *assignments, limits=None, flags=None, **options):
        options = {"out": self.out, "count": 2, "limits": limits or Limits(), **options}
        return run(self.jobs(*assignments, **(flags or {})), Options(**options), progress("quiet", Texts.load("nl")))

    def one(self, *assignments, **options):
        """Only the sheet on poverty of 2020."""
        return self.run(*assignments, flags={"year": 2020, "theme": "armoede"}, **options)

    def left(self):
        """Everything a run left, by path."""
        paths = sorted(path for path in self.out.rglob("*") if path.is_file() and path.name != ".lock")
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def place(tmp_path, monkeypatch):
    return Place(tmp_path, monkeypatch)
