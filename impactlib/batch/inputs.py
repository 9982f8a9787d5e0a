"""What a sheet depends on, by content. A sheet is up to date when none of it changed."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import impactlib
from impactlib.batch.jobs import PRIVATE, Job
from impactlib.batch.keyed import keyed
from impactlib.params import FEITENBLAD, home, theme_of, themes, words_of
from impactlib.params.files import DEFAULTS, carried, layers

ROWS = "rows"
"""Input of a sheet: the rows of the registration that it reads."""

REGISTRATION = "registration"
"""Input of a sheet: the whole registration folder, spelled out in the manifest."""

VERSIONS = "versions"
META = "registration.yaml"
SOURCE = Path(impactlib.__file__).parent
"""The library's own source."""

_DATA = (".csv", ".parquet", ".yaml")


def digest(content: bytes) -> str:
    """SHA-256 of some content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(tree: Any) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    return digest(json.dumps(tree, sort_keys=True, ensure_ascii=False, default=str).encode())


def content(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> dict[str, str]:
    """Keyed hash of every file of a registration folder, or of the registrations in its subfolders, by name."""
    below = [] if (folder / META).is_file() else folder.glob("*/*")
    paths = sorted(path for path in (*folder.iterdir(), *below) if path.suffix.lower() in _DATA and path.is_file())
    return {path.relative_to(folder).as_posix(): keyed(content(path)) for path in paths}


def versions() -> dict[str, str]:
    """Python, the platform, and every library impactlib asks for."""
    asked = [name for name in metadata.requires("impactlib") or () if "extra ==" not in name]
    found = {name: metadata.version(name) for name in sorted({_name(requirement) for requirement in asked})}
    return {"python": platform.python_version(), "platform": f"{sys.platform}-{platform.machine()}", **found}


class Inputs:
    """Hashes of what sheets are made of, each file read once in a run."""

    def __init__(self) -> None:
        self._known: dict[object, str] = {}
        self.versions = versions()

    def of(self, job: Job) -> dict[str, str]:
        """Hash of everything a sheet is made of, apart from its registration."""
        params = job.params
        public = {key: value for key, value in params.model_dump().items() if key not in PRIVATE}
        return {
            "parameters": digest_of([job.notebook.report, public, job.must_hold]),
            "notebook": job.notebook.digest,
            "theme": self._layers(f"themes/{params.theme}.yaml") if params.theme else "",
            "words": digest(words_of(params).encode()),
            "texts": self._layers(f"text/{params.language}.yaml"),
            "rules": self._rules(params.report),
            "data": "" if params.report == FEITENBLAD else self._data(),
            "template": self._folder(SOURCE / "sheet" / "template", "**/*"),
            "library": self._folder(SOURCE, "**/*.py"),
            "earlier": self._folder(Path(params.earlier), "*/*/*.json") if params.earlier else "",
            VERSIONS: self._once(VERSIONS, lambda: digest_of(self.versions)),
        }

    def made_with(self) -> str:
        """Hash of the library, its template and the versions of what it uses."""
        code = [self._folder(SOURCE, "**/*.py"), self._folder(SOURCE / "sheet" / "template", "**/*")]
        return digest_of([*code, self.versions])

    def demonstration(self) -> str:
        """Hash of what the demonstration registration is made of."""
        made_by = self._folder(SOURCE, "demonstration/**/*.py")
        return digest_of([self._folder(carried("data"), "**/*"), made_by])

    def _data(self) -> str:
        return digest_of([self._folder(home() / "data", "**/*"), self._folder(DEFAULTS / "cbs", "*")])

    def _rules(self, report: str) -> str:
        """Thresholds, norms and scales; any other report than a fact sheet may read all of params/."""
        pattern = "*" if report == FEITENBLAD else "**/*"
        rules = [self._folder(folder, pattern) for folder in (DEFAULTS, home() / "params")]
        return digest_of([*rules, self._once("domains", _domains)])

    def _layers(self, name: str) -> str:
        return digest_of([self._file(path) for path in layers(name)])

    def _once(self, key: object, make: Callable[[], str]) -> str:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _file(self, path: Path) -> str:
        return self._once(path, lambda: content(path))

    def _folder(self, folder: Path, pattern: str) -> str:
        return self._once((folder, pattern), lambda: _listed(folder, folder.glob(pattern)))


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the inputs that differ, the whole registration left to its rows."""
    names = sorted((set(old) | set(new)) - {REGISTRATION})
    return tuple(name for name in names if old.get(name) != new.get(name))


def _domains() -> str:
    """The domains of all themes: the door protects them together, so every sheet depends on them."""
    return digest_of(sorted({domain for slug in themes() for domain in theme_of(slug).domains}))


def _name(requirement: str) -> str:
    end = next((place for place, letter in enumerate(requirement) if letter in "[<>=!~; ("), len(requirement))
    return requirement[:end]


def _listed(folder: Path, paths: Iterable[Path]) -> str:
    found = sorted(path for path in paths if path.is_file() and path.suffix != ".pyc")
    return digest_of({path.relative_to(folder).as_posix(): content(path) for path in found})
