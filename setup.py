"""The wheel carries the demonstration's workspace; in a checkout its folders stand at the top."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = ("params", "data", "notebooks")


class Carrying(build_py):  # type: ignore[misc] # setuptools has no types
    """Copies the folders into the package as it is built."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in CARRIED:
                target = Path(self.build_lib, "impactlib", "carried", name)
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(name, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))


setup(cmdclass={"build_py": Carrying})
