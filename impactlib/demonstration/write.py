"""Writes demonstration registrations: all of it or nothing, the same bytes every time."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType

from impactlib.demonstration import noordoostpolder, oldambt, westerkwartier
from impactlib.demonstration.people import Where
from impactlib.model import TABLES, RegistrationError
from impactlib.params import read_yaml
from impactlib.params.files import carried

SYSTEM = "demonstratie"
META = "registration.yaml"
WESTERKWARTIER = "westerkwartier"

_PLACES: Mapping[str, ModuleType] = {
    WESTERKWARTIER: westerkwartier,
    "noordoostpolder": noordoostpolder,
    "oldambt": oldambt,
}
MUNICIPALITIES = tuple(_PLACES)
"""Municipalities that have a demonstration registration."""

Line = Mapping[str, object]


def write_demo(folder: Path, municipality: str = WESTERKWARTIER) -> Path:
    """Write the demonstration registration of a municipality; Westerkwartier's covers 2020 and 2021.

    The folder holds every canonical table that is known as CSV, and ``registration.yaml`` with
    ``synthetic: true``. An older demonstration in the same place is replaced; anything else
    stays as it is.

    Parameters
    ----------
    folder : pathlib.Path
        Where the registration comes to stand; made when it does not exist.
    municipality : str
        One of ``MUNICIPALITIES``.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    RegistrationError
        ``demo-target``: the folder holds something that is not a demonstration.
        ``demo-unwritable``: nothing can be written there.

    Notes
    -----
    Source of the shape: Onderzoek Basisondersteuning Westerkwartier 2020, Jaarverslag Carrefour
    2022 and 2024, and the commission of Oldambt 2024-2028 (docs/demonstration.md).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     demo = write_demo(Path(place) / "demo")
    ...     (demo / "trajectories.csv").is_file()
    True
    """
    return _placed(folder, _may_replace, lambda fresh: _fill(fresh, municipality))


def write_demos(folder: Path) -> Path:
    """Write every demonstration registration, one in a subfolder for each municipality.

    What stood there as a demonstration, of one municipality or of all, is replaced.

    Raises
    ------
    RegistrationError
        As ``write_demo``.
    """
    return _placed(folder, _may_replace_all, _fill_all)


def _placed(folder: Path, may_replace: Callable[[Path], bool], fill: Callable[[Path], None]) -> Path:
    place = folder.resolve()
    try:
        if not may_replace(place):
            raise RegistrationError("demo-target", folder=place.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        _swap(place, fill)
    except OSError:
        raise RegistrationError("demo-unwritable", folder=place.name) from None
    return folder


def _swap(place: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder beside the place, then put it there in one move."""
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=place.parent) as staging:
        fresh = Path(staging) / "new"
        fill(fresh)
        if place.exists():
            place.rename(Path(staging) / "old")
        fresh.rename(place)


def _may_replace(folder: Path) -> bool:
    """Whether nothing is lost: the folder is absent, empty, or holds a demonstration and nothing more."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    ours = {META, *(f"{table}.csv" for table in TABLES)}
    if META not in names or not names <= ours:
        return False
    return is_demonstration(folder)


def is_demonstration(folder: Path) -> bool:
    """Whether a registration folder says of itself that it is a demonstration."""
    if not (folder / META).is_file():
        return False
    meta = read_yaml(folder / META)
    return isinstance(meta, Mapping) and meta.get("system") == SYSTEM and meta.get("synthetic") is True


def _may_replace_all(folder: Path) -> bool:
    if _may_replace(folder):
        return True
    inside = list(folder.iterdir()) if folder.is_dir() else []
    return bool(inside) and all(path.name in _PLACES and _may_replace(path) for path in inside)


def _fill_all(folder: Path) -> None:
    folder.mkdir()
    for municipality in MUNICIPALITIES:
        _fill(folder / municipality, municipality)


def _fill(folder: Path, municipality: str) -> None:
    """What was published, from data/, and the invented rows after it."""
    place = _PLACES[municipality]
    folder.mkdir()
    for path in sorted((carried("data") / municipality).glob("*.csv")):
        if path.stem in TABLES:
            shutil.copyfile(path, folder / path.name)
    for table, lines in place.tables().items():
        _append(folder / f"{table}.csv", table, lines)
    (folder / META).write_text(_meta(place.WHERE), encoding="utf-8", newline="\n")


def _meta(where: Where) -> str:
    return (
        f"organisation: {where.organisation}\nextraction_date: {where.extraction.isoformat()}\n"
        f"system: {SYSTEM}\nsynthetic: true\n"
    )


def _append(path: Path, table: str, lines: Iterable[Line]) -> None:
    """Add rows to a table; a new one begins with its header."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TABLES[table].names, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(lines)
