"""What stands in the samples that ship, read and counted by the standard library alone."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.samples import FOLDER

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Case:
    """One case as it stands in a sample; ``money``: its scores on that domain at the start and the end, empty where unknown."""

    client: str
    domain: str
    start: dt.date
    end: dt.date | None
    age: int
    money: tuple[str, str]


@dataclass(frozen=True)
class Sample:
    """Its files, and how to read them: the number of rows in all, and the cases."""

    files: tuple[str, ...]
    read: Callable[[], tuple[int, list[Case]]]

    @property
    def source(self) -> str:
        """The name that a proposal for these files gets."""
        return Path(self.files[0]).stem

    @property
    def paths(self) -> list[Path]:
        return [FOLDER / name for name in self.files]


def of_year(cases: list[Case], year: int) -> Mapping[str, Mapping[str, int]]:
    """Counts of a fact sheet on money, by table and row, as docs/tables.md defines them; of cases under way in the year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    known = [one for one in cases if one.start <= last and (one.end is None or one.end >= first)]
    own = [one for one in known if one.domain in ("Financiën", "Geldzaken")]
    closed = [one.money for one in own if one.end and one.end <= last]
    pairs = [(int(start), int(end)) for start, end in closed if start and end]
    ages = {
        "0-17": range(18),
        "18-24": range(18, 25),
        "25-44": range(25, 45),
        "45-64": range(45, 65),
        "65+": range(65, 130),
    }
    return {
        "caseload-flow": {
            "open_at_start": sum(one.start < first for one in known),
            "started": sum(one.start >= first for one in known),
            "closed": sum(one.end is not None and one.end <= last for one in known),
            "open_at_end": sum(one.end is None or one.end > last for one in known),
            "unique_clients": len({one.client for one in known}),
        },
        "caseload-theme-share": {"financien": len(own), "theme": len(own), "not_recorded": 0},
        "caseload-age": {name: sum(one.age in ages[name] for one in own) for name in ages},
        "zrm-end-vs-start": {
            "higher": sum(end > start for start, end in pairs),
            "equal": sum(end == start for start, end in pairs),
            "lower": sum(end < start for start, end in pairs),
            "missing": len(closed) - len(pairs),
            "not_due": len(own) - len(closed),
        },
    }


def _years(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _workbook(path: Path, sheet: int) -> Iterator[dict[str, str]]:
    """Cells of a sheet as texts, by zipfile and ElementTree alone."""
    with zipfile.ZipFile(path) as book:
        strings = ["".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    for row in tree.iter(f"{MAIN}row"):
        cells = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v") or ""
            letters = cell.get("r", "").rstrip("0123456789")
            cells[letters] = strings[int(value)] if cell.get("t") == "s" else value
        yield cells


def _dossiers() -> tuple[int, list[Case]]:
    rows = list(_workbook(FOLDER / "dossiers.xlsx", 2))
    found = []
    for row in rows[4:]:
        if row.get("A", "").isdigit():
            born, start = (EPOCH + dt.timedelta(int(row[column])) for column in "EI")
            end = EPOCH + dt.timedelta(int(row["J"])) if row.get("J") else None
            found.append(
                Case(row["B"], row["H"], start, end, _years(born, start), (row.get("K", ""), row.get("M", "")))
            )
    return 246, found


def _wijkteam() -> tuple[int, list[Case]]:
    with (FOLDER / "wijkteam.csv").open(encoding="cp1252", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    found = []
    for line in lines[4:]:
        row = dict(zip(lines[3], line, strict=False))
        if row["Trajectnummer"].startswith("WT"):
            born, start, end = (_day(row[name]) for name in ("Geboortedatum", "Begindatum", "Datum afsluiting"))
            money = tuple(row[f"Financiën {moment}"][:1].strip("n") for moment in ("begin", "eind"))
            found.append(Case(row["Cliënt"], row["Leefgebied"], start, end, _years(born, start), money))
    return len(lines), found


def _day(text: str) -> dt.date | None:
    return dt.date(*(int(part) for part in reversed(text.split("-")))) if text else None


def _casussen() -> tuple[int, list[Case]]:
    def lines(name: str) -> list[dict[str, str]]:
        with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t"))

    parts = [lines(name) for name in SAMPLES["casussen"].files]
    cases = {one["Casusnummer"]: one for part in parts[:2] for one in part}
    scores = {(one["Casusnummer"], one["Meting"]): one["Financiën"] for one in parts[2]}
    found = [
        Case(
            one["Cliëntcode"],
            one["Domein"],
            dt.date.fromisoformat(one["Start"]),
            dt.date.fromisoformat(one["Einde"]) if one["Einde"] else None,
            int(one["Leeftijd"]),
            (scores.get((number, "Intake"), ""), scores.get((number, "Afsluiting"), "")),
        )
        for number, one in cases.items()
    ]
    return sum(map(len, parts)) + len(parts), found


SAMPLES = {
    "dossiers": Sample(("dossiers.xlsx",), _dossiers),
    "wijkteam": Sample(("wijkteam.csv",), _wijkteam),
    "casussen": Sample(("casussen-2020.csv", "casussen-2021.csv", "metingen.csv"), _casussen),
}
