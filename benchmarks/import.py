"""A messy export, imported and checked: a million rows of CSV and 200,000 of XLSX, 15 columns each.

``python benchmarks/import.py`` makes both by a fixed seed, as systems write them: titles, Windows-1252, names of people,
municipalities spelled in several ways, scores with their label, blank rows, totals, repeated headers, rows that stand twice,
and one row in a hundred that the checks refuse. It prints what ``impact import`` and ``impact check`` took.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
import yaml

sys.path.append(str(Path(__file__).resolve().parents[1]))

from benchmarks.spent import Spent, spent

COLUMNS = {
    "trajectory_id": "Trajectnummer",
    "client_id": "Clientnummer",
    "age": {"birth_date": "Geboortedatum"},
    "sex": "Geslacht",
    "municipality": "Gemeente",
    "kind": "Product",
    "zrm_domain": "Hoofddomein",
    "start_date": "Startdatum",
    "end_date": "Einddatum",
    "contacts": "Aantal contacten",
    "referral": "Verwijzer",
}
SCORES = {"financien": {"start": "Financiën begin", "goal": "Financiën doel", "end": "Financiën eind"}}
HEADER = [
    *(str(one) for one in COLUMNS.values() if isinstance(one, str)),
    "Geboortedatum",
    "Naam",
    *SCORES["financien"].values(),
]
SOURCE = {
    "system": "stelsel",
    "organisation": "Sociaal Werk De Brug",
    "inputs": {
        "export": {
            "tables": {
                "trajectories": {"columns": COLUMNS},
                "zrm_scores": {
                    "columns": {"trajectory_id": "Trajectnummer", "version": {"value": "2017"}},
                    "wide": SCORES,
                },
            }
        }
    },
}
LEVELS = ("1", "2 - niet zelfredzaam", "3 - beperkt zelfredzaam", "Voldoende zelfredzaam", "5", "", "n.v.t.")
WRONG = ({"Startdatum": "31-02-2020"}, {"Product": "anders"}, {"Financiën begin": "7"}, {"Trajectnummer": ""})


def rows(count: int) -> Iterator[list[str]]:
    """Titles, names of columns, and so many rows."""
    dice = random.Random(2020)
    yield ["Overzicht trajecten", *[""] * 14]
    yield ["Gegenereerd op 15-01-2022", *[""] * 14]
    yield HEADER
    last: list[str] = HEADER
    for number in range(1, count - 3):
        if number % 50_000 == 0:
            last = HEADER
        elif number % 9_000 == 0:
            last = [""] * 15
        elif number % 7_000 == 0:
            last = ["Totaal", str(number), *[""] * 13]
        elif number % 400 != 1 or last[0] in ("", "Totaal", HEADER[0]):
            last = _case(number, dice)
        yield last
    yield ["Totaal", str(count), *[""] * 13]


def _case(number: int, dice: random.Random) -> list[str]:
    month, day = dice.randint(1, 12), dice.randint(1, 28)
    ended = dice.random() < 0.8
    case = {
        "Trajectnummer": f"T{number:07}",
        "Clientnummer": f"C{dice.randint(1, 700_000):06}",
        "Geslacht": dice.choice(("man", "vrouw", "M", "V", "")),
        "Gemeente": dice.choice(
            ("Midden-Groningen", "midden groningen", "Gem. Midden-Groningen", "Oldambt", "Súdwest-Fryslân")
        ),
        "Product": dice.choice(("Individueel traject", "individueel", "Leun en steun")),
        "Hoofddomein": dice.choice(("Financiën", "Huisvesting", "Geestelijke gezondheid", "")),
        "Startdatum": f"{day:02}-{month:02}-{dice.choice((2020, 2021))}",
        "Einddatum": f"{day:02}-{month:02}-2022"
        if ended and month == 1 and day < 15
        else "31-12-2021"
        if ended
        else "",
        "Aantal contacten": str(dice.randint(0, 30)),
        "Verwijzer": dice.choice(("huisarts", "Gemeente", "eigen initiatief", "wijkteam", "mw. De Vries")),
        "Geboortedatum": f"{dice.randint(1, 28):02}-{dice.randint(1, 12):02}-{dice.randint(1930, 2001)}",
        "Naam": f"{dice.choice('ABCDEFGH')}. van der {dice.choice(('Berg', 'Meer', 'Laan'))}",
        **{name: dice.choice(LEVELS) for name in SCORES["financien"].values()},
    }
    if number % 100 == 0:
        case |= WRONG[number // 100 % len(WRONG)]
    return [case[name] for name in HEADER]


def as_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows(count))


def as_xlsx(path: Path, count: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Trajecten")
    for number, one in enumerate(rows(count)):
        sheet.write_row(number, 0, one)
    book.close()


def imported(home: Path, file: Path) -> tuple[Spent, Spent]:
    """What importing the file and checking what came in take."""
    os.environ["IMPACT_HOME"] = str(home)
    (home / "params" / "sources").mkdir(parents=True)
    text = yaml.safe_dump(SOURCE, allow_unicode=True, sort_keys=False)
    (home / "params" / "sources" / "export.yaml").write_text(text, encoding="utf-8")
    impact = [sys.executable, "-m", "impactlib"]
    quiet = subprocess.DEVNULL
    first = spent(lambda: _ran([*impact, "import", str(file), "--source", "export"], quiet))
    return first, spent(lambda: _ran([*impact, "check", str(home / "registration")], quiet))


def _ran(command: list[str], out: int) -> None:
    if subprocess.run(command, stdout=out, check=False).returncode not in (0, 1):
        raise RuntimeError("the import failed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=int, default=1_000_000, help="rows of CSV")
    parser.add_argument("--xlsx", type=int, default=200_000, help="rows of XLSX")
    asked = parser.parse_args()
    for name, count, write in (("export.csv", asked.csv, as_csv), ("export.xlsx", asked.xlsx, as_xlsx)):
        if not count:
            continue
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / name
            write(file, count)
            came, checked = imported(Path(place) / "bureau", file)
        print(
            f"{count} rows, {name}: import {came.wall:.1f} s wall, {came.cpu:.1f} s CPU, {came.peak:.0f} MB; "
            f"check {checked.wall:.1f} s wall, {checked.cpu:.1f} s CPU, {checked.peak:.0f} MB."
        )


if __name__ == "__main__":
    main()
