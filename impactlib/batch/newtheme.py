"""The files of a new theme: what it is, the parameters of its sheets, and room for the researcher's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from impactlib.batch.plan import known
from impactlib.model import DIMENSIONS, DOMAINS, ParameterError
from impactlib.params import home, theme_of, themes, workspace
from impactlib.text import Texts

_SLUG = re.compile(r"[a-z0-9-]+")


def new_theme(name: str, years: Sequence[int], municipalities: Sequence[str], texts: Texts) -> tuple[Path, ...]:
    """Write ``params/themes/<name>.yaml``, and for each place a params file and a file of words.

    Parameters
    ----------
    name : str
        Slug of the theme; of one that is there, only the files of the places that are named are written.
    years, municipalities : sequence
        Places of its first sheets; without them the newest year in params/, and the
        municipalities of that year.
    texts : Texts
        Holds what stands in the files (``cli.skeleton``).

    Returns
    -------
    tuple of pathlib.Path
        The files, relative to the project.

    Raises
    ------
    ParameterError
        The name is no slug, the theme exists, or a file would be overwritten.
    """
    if not _SLUG.fullmatch(name):
        raise ParameterError("theme-name", theme=name)
    places = _places(years, municipalities)
    title = theme_of(name).title if name in themes() else name.replace("-", " ").capitalize()
    lists = {"domains": ", ".join(DOMAINS), "dimensions": ", ".join(DIMENSIONS)}
    ours = Path("params", "themes", f"{name}.yaml")
    files = {} if name in themes() else {ours: texts.plain("cli.skeleton.theme", title=title, **lists)}
    for year, municipality in places:
        folder = Path("params", str(year), municipality)
        place = {"year": year, "municipality": municipality, "theme": name}
        files[folder / f"{name}.yaml"] = texts.plain("cli.skeleton.params", **place)
        files[folder / f"{name}.md"] = texts.plain("cli.skeleton.words", title=title, **place)
    there = [path.as_posix() for path in files if (home() / path).exists()]
    if there or (name in themes() and not (years or municipalities)):
        raise ParameterError("theme-exists", theme=name, files=", ".join(there))
    for path, text in files.items():
        (home() / path).parent.mkdir(parents=True, exist_ok=True)
        (home() / path).write_text(text + "\n", encoding="utf-8", newline="\n")
    return tuple(files)


def _places(years: Sequence[int], municipalities: Sequence[str]) -> list[tuple[int, str]]:
    files = known()
    own = workspace()
    chosen = tuple(years) or tuple(sorted({place.year for place in files} or (own.years if own else ()))[-1:])
    named = tuple(sorted({place.municipality for place in files if place.year in chosen}))
    found = tuple(municipalities) or named or (own.municipalities if own else ())
    if not chosen or not found:
        raise ParameterError("nothing-asked", key="municipality" if chosen else "year")
    return [(year, municipality) for year in chosen for municipality in found]
