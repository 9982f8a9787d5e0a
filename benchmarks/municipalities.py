"""Many invented municipalities: a home and registrations for as many different sheets as are wanted.

Each municipality is the demonstration of Westerkwartier under another name, with everything once more
two years earlier, so that four years are as full as the published ones.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from impactlib.demonstration import WESTERKWARTIER, write_demo
from impactlib.model import DOMAINS, TABLES
from impactlib.params import home
from impactlib.params.files import read_layered

YEARS = (2020, 2021, 2018, 2019)
THEMES = ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
MODEL = "armoede"
"""The theme that the invented ones are copies of, each with a ZRM domain of its own."""

MORE = tuple(domain for domain in DOMAINS if domain != "financien")[:7]
BACK = 2
"""Years between the demonstration and its copy."""

ONCE = ("activities", "activity_themes", "goals", "efforts", "partners", "projects")
"""Tables without a year: nothing in them is older."""

Row = dict[str, str]


class Size(NamedTuple):
    """How many municipalities, themes and years make up so many sheets."""

    municipalities: int
    themes: int
    years: int

    @property
    def sheets(self) -> int:
        return self.municipalities * self.themes * self.years


SIZES = {size.sheets: size for size in (Size(1, 3, 1), Size(1, 3, 2), Size(2, 3, 2), Size(10, 3, 2), Size(15, 10, 4))}


def write(folder: Path, size: Size) -> Path:
    """A home under ``folder/home`` and a registration for each municipality under ``folder/registrations``."""
    themes = [*THEMES, *(domain.replace("_", "-") for domain in MORE)][: size.themes]
    places = [f"gemeente-{number:02d}" for number in range(1, size.municipalities + 1)]
    _write_home(folder / "home", places, themes, YEARS[: size.years])
    write_demo(folder / "demonstration")
    tables = dict(_doubled(folder / "demonstration", themes))
    for place in places:
        _write_registration(folder / "registrations" / place, folder / "demonstration", place, tables)
    shutil.rmtree(folder / "demonstration")
    return folder


def _write_home(folder: Path, places: Iterable[str], themes: Iterable[str], years: Iterable[int]) -> None:
    """Our own params, notebooks and data, with a theme for each invented slug and a file for each sheet."""
    for name in ("params", "notebooks", "data"):
        shutil.copytree(home() / name, folder / name, ignore=shutil.ignore_patterns("20*", ".ipynb_checkpoints"))
    known = yaml.safe_load((folder / "params/areas.yaml").read_text("utf-8"))
    known |= dict.fromkeys(places, known[WESTERKWARTIER])
    (folder / "params/areas.yaml").write_text(yaml.safe_dump(known, allow_unicode=True), "utf-8")
    model = read_layered(f"themes/{MODEL}.yaml")
    for domain in MORE:
        theme = {**model, "title": domain.replace("_", " ").capitalize(), "domains": [domain]}
        path = folder / "params/themes" / f"{domain.replace('_', '-')}.yaml"
        path.write_text(yaml.safe_dump(theme, allow_unicode=True), "utf-8")
    for year in years:
        for place in places:
            for theme in themes:
                path = folder / "params" / str(year) / place / f"{theme}.yaml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"year: {year}\nmunicipality: {place}\ntheme: {theme}\n", "utf-8")
                words = home() / "params" / str(year) / WESTERKWARTIER / f"{theme if theme in THEMES else MODEL}.md"
                if words.is_file():
                    path.with_suffix(".md").write_text(words.read_text("utf-8").replace(WESTERKWARTIER, place), "utf-8")


def _doubled(folder: Path, themes: Iterable[str]) -> Iterator[tuple[str, list[Row]]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if path.stem == "activity_themes":
            rows += [
                {**row, "theme": theme} for theme in themes if theme not in THEMES for row in rows if _of_model(row)
            ]
        yield path.stem, rows + ([] if path.stem in ONCE else [_earlier(path.stem, row) for row in rows])


def _of_model(row: Row) -> bool:
    return row["theme"] == MODEL


def _earlier(table: str, row: Row) -> Row:
    """The row as it would have been two years before, about another person or case."""
    moved = {}
    for name, value in row.items():
        kind = TABLES[table].column(name).kind
        if value and (kind == "date" or name == "year"):
            year, rest = int(value[:4]) - BACK, value[4:]
            moved[name] = f"{year}{rest if rest != '-02-29' else '-02-28'}"
        elif value and name.endswith("_id") and name != "activity_id":
            moved[name] = f"{value}-V"
        else:
            moved[name] = value
    return moved


def _write_registration(folder: Path, demonstration: Path, place: str, tables: dict[str, list[Row]]) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(demonstration / "registration.yaml", folder / "registration.yaml")
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, TABLES[table].names, lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({name: place if value == WESTERKWARTIER else value for name, value in row.items()})
