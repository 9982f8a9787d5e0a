"""Make the exports in data/samples, shaped like those of real systems, of invented people: ``python -m benchmarks.samples``."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).resolve().parents[1] / "data" / "samples"
FIRST = ("Jan", "Fatima", "Henk", "Anouk", "Mehmet", "Trijntje", "Sjoerd", "Aicha", "Wilma", "Omar")
LAST = ("de Vries", "El Amrani", "Bakker", "van den Berg", "Yilmaz", "Hoekstra", "Smit-Postma", "Zonneveld")
TOPICS = {
    "schulden": "Financiën",
    "inkomen": "Financiën",
    "toeslagen": "Financiën",
    "huisvesting": "Huisvesting",
    "eenzaamheid": "Sociaal netwerk",
    "werk": "Werk en opleiding",
}
"""What a case is about, and the life domain that was meant above all."""
OTHERWISE = {
    "Financiën": "Geldzaken",
    "Huisvesting": "Wonen",
    "Sociaal netwerk": "Netwerk",
    "Werk en opleiding": "Werk en scholing",
}
"""The same domains in the words of another system."""

LEVELS = (
    "acute problematiek",
    "niet zelfredzaam",
    "beperkt zelfredzaam",
    "voldoende zelfredzaam",
    "volledig zelfredzaam",
)
MADE = dt.datetime(2022, 1, 15, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Case:
    """One invented case; ``money`` and ``home`` are scores at the start, as goal and at the end (0 is not scored)."""

    number: int
    client: int
    first: str
    last: str
    born: dt.date
    start: dt.date
    end: dt.date | None
    topic: str
    contacts: int
    money: tuple[int, int, int]
    home: tuple[int, int, int]

    @property
    def bsn(self) -> str:
        """A number that passes the elfproef, from a range that is given to nobody."""
        return next(f"{found}" for found in range(999_900_000 + self.client * 20, 10**9) if _passes(f"{found}"))


def _passes(number: str) -> bool:
    return (
        sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), number, strict=True)) % 11 == 0
    )


def cases(seed: int, count: int) -> list[Case]:
    """Invented cases of 2020 and 2021; a few clients come back."""
    dice = random.Random(seed)
    return [_case(dice, number) for number in range(1, count + 1)]


def _case(dice: random.Random, number: int) -> Case:
    start = dt.date(2020, 1, 6) + dt.timedelta(dice.randrange(700))
    length = dice.randrange(30, 300)
    end = start + dt.timedelta(length)
    return Case(
        number=number,
        client=dice.randrange(1, max(2, number)),
        first=dice.choice(FIRST),
        last=dice.choice(LAST),
        born=dt.date(1940, 1, 1) + dt.timedelta(dice.randrange(24_000)),
        start=start,
        end=end if end <= dt.date(2021, 12, 31) else None,
        topic=dice.choice(list(TOPICS)),
        contacts=dice.randrange(1, 15),
        money=_scores(dice, closed=end <= dt.date(2021, 12, 31)),
        home=_scores(dice, closed=end <= dt.date(2021, 12, 31)),
    )


def _scores(dice: random.Random, *, closed: bool) -> tuple[int, int, int]:
    if dice.random() < 0.2:
        return 0, 0, 0
    start = dice.randrange(1, 5)
    return start, min(5, start + 1), min(5, start + dice.choice([0, 1, 1, 2])) if closed and dice.random() < 0.9 else 0


def workbook() -> bytes:
    """Titles, a day, a header with merged cells over the scores, dates as dates, names of people, a total."""
    file, made = io.BytesIO(), cases(1, 240)
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": MADE.replace(tzinfo=None)})
    book.add_worksheet("Toelichting").write(0, 0, "Deze export is verzonnen.")
    sheet, day = book.add_worksheet("Dossiers"), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write(0, 0, "Dossieroverzicht Sociaal Werk De Brug")
    sheet.write(1, 0, "Export gemaakt op 15-01-2022")
    for place, name in ((10, "Financiën"), (13, "Huisvesting")):
        sheet.merge_range(3, place, 3, place + 2, name)
    names = ["Dossiernummer", "Cliëntnummer", "Achternaam", "Voornaam", "Geboortedatum", "Postcode", "Soort traject"]
    names += ["Hoofddomein", "Startdatum", "Einddatum", *["begin", "doel", "eind"] * 2, "Opmerkingen"]
    sheet.write_row(4, 0, names)
    for at, one in enumerate(made, 5):
        sheet.write_row(at, 0, [one.number + 20_000, one.client, one.last, one.first])
        sheet.write_datetime(at, 4, dt.datetime.combine(one.born, dt.time()), day)
        sheet.write_row(at, 5, [f"97{one.client % 90 + 10} HX", "Individuele begeleiding", TOPICS[one.topic]])
        for place, date in ((8, one.start), (9, one.end)):
            if date:
                sheet.write_datetime(at, place, dt.datetime.combine(date, dt.time()), day)
        sheet.write_row(at, 10, [score or "" for score in (*one.money, *one.home)])
        sheet.write(at, 16, f"Gesprek met {one.first} {one.last} over {one.topic}.")
    sheet.write_row(len(made) + 5, 0, ["Totaal", len(made)])
    book.close()
    return file.getvalue()


def windows() -> bytes:
    """Windows-1252 with semicolons, decimal commas, labels of scores, citizen service numbers and telephone numbers."""
    lines = [["Overzicht trajecten wijkteam"], ["Peildatum: 15-01-2022"], []]
    names = [
        "Trajectnummer",
        "Cliënt",
        "BSN",
        "Naam cliënt",
        "Telefoonnummer",
        "E-mailadres",
        "Geboortedatum",
        "Gemeente",
    ]
    names += ["Product", "Leefgebied", "Begindatum", "Datum afsluiting", "Aantal contacten", "Verwijzer"]
    lines.append([*names, "Financiën begin", "Financiën eind", "Huisvesting begin", "Huisvesting eind"])
    for one in cases(2, 150):
        person = [one.bsn, f"{one.last}, {one.first[0]}.", f"06-{10_000_000 + one.client}", f"{one.first}@example.org"]
        dates = [f"{day:%d-%m-%Y}" if day else "" for day in (one.start, one.end)]
        scores = [_label(score) for score in (one.money[0], one.money[2], one.home[0], one.home[2])]
        referral = f"{one.first} {one.last}" if one.number % 10 == 0 else "Huisarts"
        case = [f"WT-{one.number:04}", f"K{one.client}", *person, f"{one.born:%d-%m-%Y}", "Midden Groningen"]
        case += ["Maatschappelijk werk", TOPICS[one.topic], *dates, f"{one.contacts},0", referral]
        lines.append([*case, *scores])
    lines.append(["Totaal aantal trajecten", "150"])
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode("cp1252")


def _label(score: int) -> str:
    return f"{score} - {LEVELS[score - 1]}" if score else "n.v.t."


def quarters() -> Iterator[tuple[str, bytes]]:
    """Cases by year, of which those that went on stand twice; scores in a row for each moment, with a column for each life domain."""
    made = cases(3, 100)
    middle = dt.date(2021, 1, 1)
    running = [one for one in made if one.end is None or one.end >= middle]
    for name, part in {"2020": [one for one in made if one.start < middle], "2021": running}.items():
        rows = [["Casusnummer", "Cliëntcode", "Roepnaam", "Leeftijd", "Werksoort", "Domein", "Start", "Einde"]]
        for one in part:
            age = one.start.year - one.born.year - ((one.start.month, one.start.day) < (one.born.month, one.born.day))
            end = one.end.isoformat() if one.end else ""
            case = [f"C{one.number}", f"P{one.client}", one.first, str(age), "amw", OTHERWISE[TOPICS[one.topic]]]
            rows.append([*case, one.start.isoformat(), end])
        yield f"casussen-{name}.csv", _plain(rows)
    scores = [["Casusnummer", "Meting", "Financiën", "Wonen"]]
    for one in made:
        for at, moment in enumerate(("Intake", "Doel", "Afsluiting")):
            if one.money[at] or one.home[at]:
                scores.append(
                    [f"C{one.number}", moment, *(str(found or "") for found in (one.money[at], one.home[at]))]
                )
    yield "metingen.csv", _plain(scores)


def _plain(rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def files() -> dict[str, bytes]:
    """Every sample by its name."""
    return {"dossiers.xlsx": workbook(), "wijkteam.csv": windows(), **dict(quarters())}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
