"""Files in params/ that nobody reads: somebody wrote them in vain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from impactlib.batch.notebooks import notebooks
from impactlib.params import home, themes

_PICTURES = (".svg", ".png", ".jpg")
_READ = frozenset(
    {
        *("areas", "caveats", "figures", "labels", "norms", "privacy", "products", "scales", "style", "targets"),
        *("voorveld", "workspace"),
    }
)
"""Files at the top of params/."""


def ignored() -> Iterator[str]:
    """Files of params/ that nothing reads, relative to the project, sorted; hidden ones are nobody's."""
    folder = home() / "params"
    sheets = {*themes(), *(notebook.report for notebook in notebooks())}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "~")) or part.endswith("~") for part in parts)
        if path.is_file() and not hidden and not _read(path, parts, sheets):
            yield path.relative_to(home()).as_posix()


def _read(path: Path, parts: tuple[str, ...], sheets: set[str]) -> bool:
    if len(parts) == 1:
        return path.suffix in _PICTURES or (path.suffix == ".yaml" and path.stem in _READ)
    if parts[0] in ("sources", "themes", "text"):
        return path.suffix == ".yaml" and len(parts) == 2
    own = len(parts) == 3 and parts[0].isdigit()
    return own and (path.suffix == ".yaml" or (path.suffix == ".md" and path.stem in sheets))
