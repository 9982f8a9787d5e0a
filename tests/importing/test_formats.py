"""The same rows come in the same way, whatever kind of file they stand in."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from xml.sax.saxutils import escape

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from tests.importing.place import COLUMNS

NAMES = ["Dossier", "Cliënt", "Product", "Start", "Einde", "Gesprekken", "Fin begin", "Fin eind"]
ROWS = [
    ["101", "C1", "individueel", "2020-02-01", "2020-09-30", "7", "2", "4"],
    ["102", "C2", "individueel", "2020-12-31", "", "12", "3 - beperkt zelfredzaam", "Niet zelfredzaam"],
    ["103", "C1", "leun en steun", "2021-01-04", "2021-06-05", "", "", "5"],
]
EPOCH = dt.date(1899, 12, 30)


def serial(day):
    return (dt.date.fromisoformat(day) - EPOCH).days


def as_csv(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([NAMES, *ROWS])


def book(path, rows, merge=None):
    with xlsxwriter.Workbook(path) as made:
        sheet, day = made.add_worksheet(), made.add_format({"num_format": "dd-mm-yyyy"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell, *([day] if isinstance(cell, dt.date) else []))
        for area in merge or ():
            sheet.merge_range(*area)


def typed(day, number=int):
    return [
        [number(row[0]), *row[1:3], *(day(one) if one else "" for one in row[3:5]), *(plain(one) for one in row[5:])]
        for row in ROWS
    ]


def plain(cell):
    return int(cell) if cell.isdigit() else cell


def as_xlsx(path):
    book(path, [NAMES, *typed(dt.date.fromisoformat)])


def as_xlsx_of_texts(path):
    book(path, [NAMES, *ROWS])


def as_xlsx_of_serials(path):
    book(path, [NAMES, *typed(serial, float)])


def as_xlsx_under_merged_names(path):
    """Names in two rows: a word over begin and eind, in merged cells."""
    low = [*NAMES[:6], "begin", "eind"]
    book(path, [["Export van 31-12-2021"], [""] * 8, low, *typed(dt.date.fromisoformat)], [(1, 6, 1, 7, "Fin")])


def as_ods(path):
    def cell(text):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [NAMES, *ROWS])
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Blad">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", content)


def as_json_lines(path):
    path.write_text("".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in typed(str)), "utf-8")


def frame():
    made = pd.DataFrame(ROWS, columns=NAMES).astype(object)
    made["Dossier"], made["Gesprekken"] = made["Dossier"].astype("int64"), pd.to_numeric(made["Gesprekken"])
    for name in ("Start", "Einde"):
        made[name] = pd.to_datetime(made[name])
    return made


def as_parquet(path):
    frame().to_parquet(path)


def as_stata(path):
    made = frame().rename(columns=lambda name: name.replace(" ", "_"))
    pyreadstat.write_dta(made, str(path))


def as_spss(path):
    """Scores as numbers with labels, as SPSS has them."""
    made = frame().rename(columns=lambda name: name.replace(" ", "_"))
    begin = {"": None, "2": 2, "3 - beperkt zelfredzaam": 3}
    made["Fin_begin"] = pd.to_numeric(made["Fin_begin"].map(begin))
    labels = {"Fin_begin": {2: "Niet zelfredzaam", 3: "Beperkt zelfredzaam"}}
    pyreadstat.write_sav(made, str(path), variable_value_labels=labels)


CASES = [
    ("101", "individueel_traject", "2020-02-01", "2020-09-30", "7"),
    ("102", "individueel_traject", "2020-12-31", None, "12"),
    ("103", "leun_en_steun", "2021-01-04", "2021-06-05", None),
]

KINDS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "xlsx-texts": as_xlsx_of_texts,
    "xlsx-serials": as_xlsx_of_serials,
    "xlsx-merged-names": as_xlsx_under_merged_names,
    "ods": as_ods,
    "jsonl": as_json_lines,
    "parquet": as_parquet,
    "dta": as_stata,
    "sav": as_spss,
}


def imported(place, make, kind):
    scores = {
        "columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}},
        "wide": {"financien": {"start": "Fin begin", "end": "Fin eind"}},
    }
    place.source({"trajectories": {"columns": {**COLUMNS, "contacts": "Gesprekken"}}, "zrm_scores": scores})
    path = place.folder / f"export.{kind.partition('-')[0]}"
    make(path)
    code, report, said = place.take(path, "--replace", "--date", "2021-12-31")
    assert (code, report.get("imported")) == (0, 3), said
    return place.table("trajectories", "trajectory_id"), place.table("zrm_scores", "trajectory_id")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_come_in_the_same_way_from_every_kind_of_file(place, kind):
    cases, scores = imported(place, KINDS[kind], kind)
    wanted = ("trajectory_id", "kind", "start_date", "end_date", "contacts")
    assert [tuple(one[name] for name in wanted) for one in cases] == CASES
    assert cases[0]["client_id"] == cases[2]["client_id"] != cases[1]["client_id"]
    assert [(one["start"], one["end"]) for one in scores] == [("2", "4"), ("3", "2"), (None, "5")]
