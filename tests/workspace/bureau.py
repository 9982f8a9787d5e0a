"""A workspace laid out by the command, with a tiny notebook and a registration of a few rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tests.batch import tiny
from tests.conftest import HOME

WORD = re.compile(r"[^\W\d_]{4,}")
OF_CODE = {"application", "registrations"}
"""Words of the demonstration that are a key in a file of a run."""

COUNT = tiny.COUNT.replace(
    '"synthetic": True', '"synthetic": "synthetic: true" in (Path(source) / "registration.yaml").read_text("utf-8")'
)
COLUMNS = "trajectory_id,client_id,organisation,municipality,kind,zrm_domain,start_date,end_date,age"


def registration(folder: Path, rows: Iterable[tuple[str, ...]], organisation="De Brug", synthetic="false") -> Path:
    """A case for each (municipality, first day) and, where it is another's, organisation; it is closed in December."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = f"organisation: {organisation}\nextraction_date: 2024-03-31\nsystem: handmatig\nsynthetic: {synthetic}\n"
    (folder / "registration.yaml").write_text(meta, encoding="utf-8")
    lines = [
        f"T{number},C{number},{of[0] if of else organisation},{place},individueel_traject,financien,{day},{day[:5]}12-28,40"
        for number, (place, day, *of) in enumerate(rows)
    ]
    (folder / "trajectories.csv").write_text("\n".join([COLUMNS, *lines, ""]), encoding="utf-8")
    return folder


def words(paths: Iterable[Path]) -> set[str]:
    return {word for path in paths if path.is_file() for word in WORD.findall(path.read_text("utf-8").lower())}


def words_of_the_demonstration() -> set[str]:
    """Words in its params/ and data/ that are not the library's own as well."""
    own = words([*HOME.glob("impactlib/defaults/**/*.yaml"), *HOME.glob("impactlib/sheet/template/*")])
    for path in HOME.glob("notebooks/*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        prose = [cell["source"] for cell in cells if "parameters" not in cell["metadata"].get("tags", ())]
        own |= set(WORD.findall("".join(line for source in prose for line in source).lower()))
    data = (path for path in HOME.glob("data/**/*.*") if path.name != "README.md" and "samples" not in path.parts)
    return words([*HOME.glob("params/**/*.*"), *data]) - own - OF_CODE


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder by its path, apart from what a run notes for itself."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
