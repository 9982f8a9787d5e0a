"""manifest.json: which files of a run belong together, and what they were made of."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

NAME = "manifest.json"
_SLUG = re.compile(r"\d{4}(/[a-z0-9-]+){2}")
FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One sheet of a run.

    Attributes
    ----------
    report, policy : str
    parameters : mapping
        As the notebook got them, without this machine's paths.
    inputs : mapping of str to str
        Hash of each thing the sheet was made of; ``versions`` and ``registration`` are spelled
        out at the top of the manifest.
    files : mapping of str to str
        Suffix (``html``, ``json``, ``ipynb``, ``pdf``) to the hash of that file.
    state : str
        concept, voorlopig or definitief.
    synthetic : bool
        Whether the people behind the numbers are invented.
    organisation : str
        Whose registration it was made from.
    failed : mapping or None
        Cell, error and message, when the last attempt failed; ``files`` are then of an older one.
    """

    report: str
    policy: str
    parameters: Mapping[str, Any]
    inputs: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    state: str = "concept"
    synthetic: bool = False
    organisation: str = ""
    failed: Mapping[str, Any] | None = None

    @cached_property
    def text(self) -> str:
        """As it stands in the manifest; kept, as a manifest is written after each of its sheets."""
        return _indented(asdict(self), "  ")


@dataclass(frozen=True)
class Manifest:
    """The truth about a run.

    ``registrations``: hash of a registration folder -> file -> hash of its content. ``versions``:
    hash -> library -> version. ``sheets``: slug -> entry.
    """

    sheets: Mapping[str, Entry] = field(default_factory=dict)
    registrations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    versions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def having(self, slug: str, entry: Entry) -> Manifest:
        """The manifest with one sheet replaced."""
        return replace(self, sheets={**self.sheets, slug: entry})

    def to_bytes(self) -> bytes:
        """As it stands on disk: sorted, without what no sheet refers to any more."""
        used = {value for entry in self.sheets.values() for value in entry.inputs.values()}
        sheets = ",\n".join(f"  {json.dumps(slug)}: {entry.text}" for slug, entry in sorted(self.sheets.items()))
        registrations = {key: dict(files) for key, files in sorted(self.registrations.items()) if key in used}
        versions = {key: dict(found) for key, found in sorted(self.versions.items()) if key in used}
        parts = {
            "format": str(FORMAT),
            "sheets": f"{{\n{sheets}\n }}" if sheets else "{}",
            "registrations": _indented(registrations, " "),
            "versions": _indented(versions, " "),
        }
        text = ",\n".join(f' "{name}": {part}' for name, part in parts.items())
        return f"{{\n{text}\n}}\n".encode()


def _indented(tree: Mapping[str, Any], by: str) -> str:
    return textwrap.indent(json.dumps(tree, ensure_ascii=False, indent=1), by).lstrip()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run; an empty one where there is none, or where it cannot be read.

    A manifest that cannot be read costs time, never truth: every sheet is then made again.
    """
    try:
        tree = json.loads((folder / NAME).read_bytes())
        if tree["format"] != FORMAT or not all(map(_SLUG.fullmatch, tree["sheets"])):
            return Manifest()
        sheets = {slug: Entry(**entry) for slug, entry in tree["sheets"].items()}
        return Manifest(sheets, tree["registrations"], tree["versions"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def policies_of(folder: Path) -> set[str]:
    """Publishing policies of the sheets that stand in a folder, whether its manifest names them or not."""
    named = {entry.policy for entry in read_manifest(folder).sheets.values() if entry.files}
    return named or {str(found) for found in _stated(folder, "policy")} - {""}


def kinds_of(folder: Path) -> set[bool]:
    """Whether the people on the sheets in a folder are invented (True), real (False), or both."""
    named = {entry.synthetic for entry in read_manifest(folder).sheets.values() if entry.files}
    return named or {bool(found) for found in _stated(folder, "synthetic")}


def places_of(folder: Path) -> set[str]:
    """Municipalities, or regions, of the sheets that stand in a folder, whether its manifest names them or not."""
    return {path.parent.name for path in folder.glob("[0-9]*/*/*.json")}


def around(folder: Path) -> set[Path]:
    """A folder, the run folders that it lies in, and those that lie in it."""
    near = {*folder.absolute().parents, *(path.parent for path in folder.rglob(NAME))}
    return {folder} | {one for one in near if (one / NAME).is_file()}


def _stated(folder: Path, key: str) -> Iterator[object]:
    """What the sheets in a folder say of themselves."""
    for path in folder.glob("[0-9]*/*/*.json"):
        with suppress(OSError, ValueError, AttributeError):
            found = json.loads(path.read_bytes()).get(key)
            if found is not None:
                yield found
