"""The samples come in with the numbers that the standard library counts in them, and without the people in them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from xml.etree import ElementTree as ET

import duckdb
import pytest

from benchmarks.samples import FIRST, FOLDER, LAST, files

BSN = re.compile(r"\b99990\d{4}\b")
"""The citizen service numbers of the samples; a pseudonym may hold such digits inside it."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of_workbook(path, sheet):
    """Cells of a sheet as texts, by zipfile and ElementTree alone."""
    with zipfile.ZipFile(path) as book:
        strings = ["".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    for row in tree.iter(f"{MAIN}row"):
        cells = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v") or ""
            letters = cell.get("r").rstrip("0123456789")
            cells[letters] = strings[int(value)] if cell.get("t") == "s" else value
        yield cells


def counted(cases):
    """From (start, money at the start, money at the end): cases by year, pairs, means of both, and how many rose."""
    pairs = [(int(start), int(end)) for _, start, end in cases if start and end]
    return {
        "years": dict(Counter(year for year, _, _ in cases)),
        "pairs": len(pairs),
        "start": round(sum(start for start, _ in pairs) / len(pairs), 9),
        "end": round(sum(end for _, end in pairs) / len(pairs), 9),
        "higher": sum(end > start for start, end in pairs),
    }


def of_dossiers():
    epoch = dt.date(1899, 12, 30)
    rows = list(rows_of_workbook(FOLDER / "dossiers.xlsx", 2))
    body = [row for row in rows[4:] if row.get("A", "").isdigit()]
    read = [(str((epoch + dt.timedelta(int(row["I"]))).year), row.get("K", ""), row.get("M", "")) for row in body]
    return 126, counted(read)


def of_wijkteam():
    with (FOLDER / "wijkteam.csv").open(encoding="cp1252", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    at = {name: place for place, name in enumerate(lines[3])}
    body = [line for line in lines[4:] if line[0].startswith("WT")]
    found = [
        (line[at["Begindatum"]][-4:], *(line[at[f"Financiën {one}"]][:1].strip("n") for one in ("begin", "eind")))
        for line in body
    ]
    return len(lines), counted(found)


def of_casussen():
    def lines(name):
        with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t"))

    parts = [lines("casussen-2020.csv"), lines("casussen-2021.csv"), lines("metingen.csv")]
    years = {one["Casusnummer"]: one["Start"][:4] for part in parts[:2] for one in part}
    scores = {(one["Casusnummer"], one["Meting"]): one["Financiën"] for one in parts[2]}
    cases = [(y, scores.get((c, "Intake"), ""), scores.get((c, "Afsluiting"), "")) for c, y in years.items()]
    return sum(map(len, parts)) + len(parts), counted(cases)


SAMPLES = {
    "dossiers": (["dossiers.xlsx"], of_dossiers),
    "wijkteam": (["wijkteam.csv"], of_wijkteam),
    "casussen": (["casussen-2020.csv", "casussen-2021.csv", "metingen.csv"], of_casussen),
}


def of_registration(place):
    found = duckdb.connect()
    for table in ("trajectories", "zrm_scores"):
        found.execute(f"CREATE VIEW {table} AS FROM '{place.registration / table}.parquet'")
    years = found.execute("SELECT start_date[:4], count(*) FROM trajectories GROUP BY 1").fetchall()
    select = 'SELECT count(*), avg("start"::INT), avg("end"::INT), count(*) FILTER ("end" > "start") FROM zrm_scores'
    ((pairs, start, end, higher),) = found.execute(
        f'{select} WHERE domain = \'financien\' AND "start" IS NOT NULL AND "end" IS NOT NULL'
    ).fetchall()
    return {"years": dict(years), "pairs": pairs, "start": round(start, 9), "end": round(end, 9), "higher": higher}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_comes_in_with_the_numbers_that_stand_in_it_and_without_its_people(place, name):
    paths, count = SAMPLES[name]
    shutil.copy(FOLDER / f"{name}.yaml", place.folder / "params" / "sources")
    _, out, _ = place._impact("import", *(FOLDER / one for one in paths), "--source", name, "--json")
    said = json.loads(out)
    read, expected = count()
    assert said["rejected"] == 0
    assert said["read"] == read == said["imported"] + said["aside"]
    assert of_registration(place) == expected
    written = "".join(str(duckdb.execute(f"FROM '{one}'").fetchall()) for one in place.registration.glob("*.parquet"))
    written += "".join(one.read_text(encoding="utf-8") for one in (place.registration / "import").iterdir())
    assert [one for one in (*FIRST, *LAST, "example.org") if one in written] == []
    assert not BSN.search(written)


def test_the_samples_that_ship_are_those_that_the_script_makes():
    for name, content in files().items():
        shipped = FOLDER / name
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(io.BytesIO(content)) as new:
                assert {one: old.read(one) for one in old.namelist()} == {one: new.read(one) for one in new.namelist()}
        else:
            assert shipped.read_bytes() == content


@pytest.mark.parametrize("name", SAMPLES)
def test_a_proposal_names_nobody_imports_nothing_and_taken_as_it_is_gives_the_numbers_of_the_sample(place, name):
    paths, count = SAMPLES[name]
    exports = [FOLDER / one for one in paths]
    _, out, err = place._impact("import", *exports, "--guess", "--source", name)
    said = out + err + (place.folder / "params" / "sources" / f"{name}.yaml").read_text(encoding="utf-8")
    assert [one for one in (*FIRST, *LAST, "example.org") if one in said] == []
    assert not BSN.search(said)
    assert not place.registration.exists()
    assert "Deze kolommen gebruiken we niet" in out
    assert "(over een persoon)" in out
    assert "Het nummer van het traject of dossier." in out
    assert "en is nodig" not in out
    code, out, err = place._impact("import", *exports, "--source", name, "--json", "--date", "2022-01-15")
    assert code == 0, out + err
    assert json.loads(out)["read"] == count()[0], "a file would be read twice"
    assert of_registration(place) == count()[1]
