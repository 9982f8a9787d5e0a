"""Whatever an export looks like: one clear sentence that names the place, nothing lost, and nothing done by halves."""

from __future__ import annotations

import os
import random

import pytest

from tests.broken.exports import (
    GOOD,
    NAMES,
    SECRET,
    bomb,
    changed,
    json_lines,
    locked,
    parquet,
    statistics,
    text,
    without,
    xlsx,
)
from tests.importing.place import COLUMNS, Place

REFUSED = {
    "empty.csv": (b"", "is leeg"),
    "blank.csv": (b" \r\n\r\n", "is leeg"),
    "only-separators.csv": (b";;;;;\r\n;;;;;\r\n", "is leeg"),
    "header-only.csv": (text([]), "geen enkele rij"),
    "header-and-blanks.csv": (text([]) + ";;;;;\r\n\r\n", "geen enkele rij"),
    "header-and-total.csv": (text([]) + "Totaal;;;;;\r\n", "geen enkele rij"),
    "no-header.csv": (text(names=GOOD[0]), "kolomnamen"),
    "other-table.csv": ("product;prijs\r\nbrood;2\r\n", "kolomnamen"),
    "column-missing.csv": (text(names=["Dossier", "Cliënt", "Product", "Begin", "Einde", "Memo"]), "Start"),
    "column-twice.csv": (text(names=["Dossier", "Cliënt", "Product", "Start", "Start", "Einde"]), "meer dan één keer"),
    "column-twice-by-case.csv": (text(names=["Dossier", "Cliënt", "Product", "START", "start", "Einde"]), "één keer"),
    "nul-bytes.csv": (text().replace("C2", "C\0"), "regel 3"),
    "all-nul.csv": (bytes(5000), ""),
    "utf-16-cut.csv": (text().encode("utf-16")[:-1], "niet te lezen"),
    "utf-16-no-mark.csv": (text([]).encode("utf-16-le"), "geen enkele rij"),
    "mixed-encodings.csv": (text().encode("cp1252") + b"\x81;\x8d;\r\n", "niet te lezen"),
    "utf-7-marked-utf-8.csv": (b"\xef\xbb\xbf" + text().encode("cp1252"), "niet te lezen"),
    "random-bytes.csv": (random.Random(1).randbytes(5000), ""),
    "quote-not-closed.csv": (text() + '"D4;C4;x\r\n' + text() * 3, "aanhalingstekens"),
    "quote-inside.csv": (text() + 'D4;"C"4";individueel;01-02-2020;;\r\n', "aanhalingstekens"),
    "cell-of-ten-megabytes.csv": (text() + '"' + "x" * 10_000_000 + '";C4;;;;\r\n', "een miljoen tekens"),
    "line-of-ten-megabytes.csv": (text() + "x" * 10_000_000, "een miljoen tekens"),
    "too-many-columns.csv": (text() + ";" * 3000 + "\r\n", "kolommen"),
    "html-as-xls.xls": (f"<html><table><tr><td>{SECRET}</td></tr></table></html>", "HTML"),
    "xml.xml": (f"<?xml version='1.0'?><a>{SECRET}</a>", "HTML"),
    "pdf.pdf": (b"%PDF-1.7\n" + SECRET.encode(), "PDF"),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
    "gzip.csv": (b"\x1f\x8b\x08" + bytes(100), "gzip"),
    "zip.zip": (without(xlsx(), "[Content_Types].xml"), "ZIP"),
    "truncated.xlsx": (xlsx()[:3000], "rekenblad"),
    "cut-in-two.xlsx": (xlsx()[: len(xlsx()) // 2], "rekenblad"),
    "only-pk.xlsx": (b"PK\x03\x04", "rekenblad"),
    "no-workbook-part.xlsx": (without(xlsx(), "xl/workbook.xml"), "werkblad"),
    "no-sheet-part.xlsx": (without(xlsx(), "xl/worksheets/sheet1.xml"), "rekenblad"),
    "zip-bomb.xlsx": (bomb(claimed=True), "uitpakken"),
    "zip-bomb-that-lies.xlsx": (bomb(claimed=False), "uitpakken"),
    "password.xlsx": (locked(), "wachtwoord"),
    "broken.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "rekenblad"),
    "empty-workbook.xlsx": (xlsx({"Blad1": []}), "is leeg"),
    "header-only.xlsx": (xlsx({"Blad1": [NAMES]}), "geen enkele rij"),
    "other-sheet-first.xlsx": (xlsx({"Uitleg": [["Lees dit"]], "Blad1": [NAMES, *GOOD]}), "kolomnamen"),
    "hidden.xlsx": (xlsx(hidden=True), "zichtbaar"),
    "twice.xlsx": (xlsx({"Blad1": [["Dossier", "Cliënt", "Product", "Start", "Start", "Einde"], *GOOD]}), "één keer"),
    "truncated.parquet": (parquet()[:-40], "Parquet"),
    "half-written.parquet": (parquet()[: len(parquet()) // 2], "Parquet"),
    "only-mark.parquet": (b"PAR1PAR1", "Parquet"),
    "header-only.parquet": (parquet([]), "geen enkele rij"),
    "bad-line.jsonl": (json_lines() + "{niet\n", "regel 4"),
    "array.jsonl": (json_lines() + "[1, 2]\n", "regel 4"),
    "deep.jsonl": ('{"a":' * 100_000, "regel 1"),
    "latin.jsonl": (b'{"Dossier": "\xe9"}\n', "regel 1"),
    "truncated.sav": (statistics("sav")[:200], "SPSS"),
    "truncated.dta": (statistics("dta")[:200], "SPSS"),
    "only-mark.sav": (b"$FL2", "SPSS"),
    "mixed-dates.csv": (text([*changed(Start="13-02-2020"), [*GOOD[0][:3], "02-13-2020", "", ""]]), "kolom Start"),
}
"""What of nothing can be used: its content, and what its sentence says."""

COMES_IN = {
    "unix-lines.csv": (text(end="\n"), 3, 0),
    "old-mac-lines.csv": (text(end="\r"), 3, 0),
    "mixed-lines.csv": (text(end="\n") + text(end="\r\n").split("\r\n", 1)[1].replace("D", "E"), 6, 0),
    "sep-line.csv": ("sep=;\r\n" + text(), 3, 0),
    "windows-1252.csv": (text().encode("cp1252"), 3, 0),
    "utf-16.csv": (text().encode("utf-16"), 3, 0),
    "utf-16-be.csv": (b"\xfe\xff" + text().encode("utf-16-be"), 3, 0),
    "tabs.csv": (text(sign="\t"), 3, 0),
    "no-end-of-line.csv": (text().rstrip(), 3, 0),
    "truncated-in-a-row.csv": (text()[:-40], 2, 1),
    "cells-too-many.csv": (text() + "D4;C4;individueel;01-02-2020;;a;b;c\r\n", 3, 1),
    "cells-too-few.csv": (text() + "D4;C4\r\n", 3, 1),
    "line-end-in-a-cell.csv": (text(changed(Memo='"a\r\nb"')), 3, 0),
    "formula.csv": (text(changed(Product="=HYPERLINK(1)")), 2, 1),
    "formula-in-memo.csv": (text(changed(Memo="=1+1")), 3, 0),
    "excel-error.csv": (text(changed(Start="#WAARDE!")), 2, 1),
    "thirtieth-of-february.csv": (text(changed(Start="30-02-2020")), 2, 1),
    "ambiguous-date.csv": (text(changed(Start="03-04-2020")), 3, 0),
    "year-of-two-digits.csv": (text(changed(Start="01-02-20")), 3, 0),
    "excel-serial.csv": (text(changed(Start="43862")), 3, 0),
    "a-year-only.csv": (text(changed(Start="2020")), 2, 1),
    "end-before-start.csv": (text(changed(Einde="01-01-2019")), 2, 1),
    "float-ids.csv": (text([[f"{at}.0", *row[1:]] for at, row in enumerate(GOOD, 1)]), 3, 0),
    "rounded-ids.csv": (text(changed(Dossier="1,23E+11")), 2, 1),
    "id-twice.csv": (text([*GOOD, [*GOOD[1][:3], "05-05-2020", "", ""]]), 3, 1),
    "row-twice.csv": (text([*GOOD, GOOD[1]]), 4, 0),
    "id-missing.csv": (text(changed(Dossier="")), 2, 1),
    "kind-unknown.csv": (text(changed(Product="iets raars")), 2, 1),
    "kind-empty.csv": (text(changed(Product="")), 2, 1),
    "header-again.csv": (text() + text([]), 3, 0),
    "titles-and-total.csv": ("Overzicht\r\n\r\n" + text() + "Totaal;3;;;;\r\n", 3, 0),
    "hard-spaces.csv": (text(changed(Dossier="\u00a0D2\u200b")), 3, 0),
    "numbers-as-text.xlsx": (xlsx({"A": [NAMES, *([f"{at}", *row[1:]] for at, row in enumerate(GOOD))]}), 3, 0),
    "formulas.xlsx": (xlsx({"A": [NAMES, *GOOD[:2], [("=1+1",), *GOOD[2][1:]]]}), 3, 0),
    "error-cell.xlsx": (xlsx({"A": [NAMES, *GOOD[:2], [*GOOD[2][:3], ("=NA()", None, "#N/A"), "", ""]]}), 2, 1),
    "second-sheet-empty.xlsx": (xlsx({"A": [NAMES, *GOOD], "B": []}), 3, 0),
    "blank-lines.jsonl": ("\n" + json_lines() + "\n\n", 3, 0),
    "keys-that-differ.jsonl": (json_lines() + '{"Dossier": "D4"}\n', 3, 1),
}
"""What comes in, wholly or in part: its content, the rows that are imported and the rows that are rejected."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("broken") / "bureau"


@pytest.fixture
def place(home, monkeypatch, impact, tmp_path):
    """A workspace that holds a registration already, shared by all."""
    monkeypatch.setenv("IMPACT_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    place = Place(home, impact)
    if not place.registration.exists():
        good = home / "good.csv"
        good.write_text(text(), encoding="utf-8")
        assert place.take(good)[0] == 0
    return place


def state(place):
    return {path.name: path.read_bytes() for path in place.registration.rglob("*") if path.is_file()}


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_by_name_and_leaves_the_registration_as_it_was(place, tmp_path, name):
    content, says = REFUSED[name]
    path, before = written(tmp_path, name, content), state(place)
    code, _, said = place.take(path)
    assert code == 2
    assert name in said
    assert says in said
    assert SECRET not in said
    assert state(place) == before


def test_rows_that_all_come_apart_are_told_as_what_they_are_and_not_as_rows_without_a_day(place, tmp_path):
    code, report, said = place.take(written(tmp_path, "kort.csv", text([["D1", "C1"], ["D2", "C2"]])))
    assert (code, report["rejected"]) == (2, 2)
    assert [one["rule"] for one in report["rejections"]] == ["cells-short"]
    assert "--date" not in said


@pytest.mark.parametrize("name", COMES_IN)
def test_what_comes_in_loses_no_row_and_names_the_rows_that_do_not(place, tmp_path, name):
    content, imported, rejected = COMES_IN[name]
    out = tmp_path / "registration"
    code, report, said = place.take(written(tmp_path, name, content), "--out", out)
    assert (report["imported"], report["rejected"]) == (imported, rejected)
    assert code == int(rejected > 0)
    assert sum(len(one["rows"]) for one in report["rejections"]) >= rejected
    assert SECRET not in said + repr(report) + (out / "import" / "rejected.csv").read_text(encoding="utf-8")


def folder_for_a_file(folder):
    (folder / "map.csv").mkdir()
    return folder / "map.csv"


def link_to_itself(folder):
    (folder / "lus.csv").symlink_to(folder / "lus.csv")
    return folder / "lus.csv"


def link_to_nothing(folder):
    (folder / "weg.csv").symlink_to(folder / "nergens.csv")
    return folder / "weg.csv"


def not_there(folder):
    return folder / "niets.csv"


def a_pipe(folder):
    os.mkfifo(folder / "pijp.csv")
    return folder / "pijp.csv"


@pytest.mark.parametrize("make", [folder_for_a_file, link_to_itself, link_to_nothing, not_there, a_pipe])
def test_what_is_no_file_is_told_by_its_name(place, tmp_path, make):
    path, before = make(tmp_path), state(place)
    code, _, said = place.take(path)
    assert code == 2
    assert path.name in said
    assert state(place) == before


def tables(**columns):
    return {"trajectories": {"columns": {**COLUMNS, **columns}}}


SOURCES = {
    "a column that there is not": (tables(ouderdom="Start"), {}, "ouderdom"),
    "a table that there is not": ({"dossiers": {"columns": COLUMNS}}, {}, "dossiers"),
    "no table": ({}, {}, "tables"),
    "no key": ({"trajectories": {"columns": {"kind": "Product", "start_date": "Start"}}}, {}, "trajectory_id"),
    "a value outside the list": (tables(kind={"column": "Product", "values": {"x": "praatje"}}), {}, "kind"),
    "a value and a column": (tables(kind={"column": "Product", "value": "eigen_inzet"}), {}, "kind"),
    "no way to fill": (tables(kind={}), {}, "kind"),
    "an option that there is not": (tables(), {"scheiding": ";"}, "scheiding"),
    "a header row that is not there": (tables(), {"header": 900}, "kolomnamen"),
    "a header row before the first": (tables(), {"header": -1}, "header"),
    "an encoding that there is not": (tables(), {"encoding": "utf-99"}, "utf-99"),
    "a delimiter of two signs": (tables(), {"delimiter": ";;"}, "delimiter"),
    "another decimal sign": (tables(), {"decimal": "'"}, "decimal"),
    "files of another name": (tables(), {"files": "cliënten*.csv"}, "cliënten*.csv"),
    "a domain that there is not": (
        {"zrm_scores": {"columns": {"trajectory_id": "Dossier"}, "wide": {"geluk": {"start": "Start"}}}},
        {},
        "geluk",
    ),
    "an age without a start": (
        {
            "trajectories": {
                "columns": {**COLUMNS, "start_date": {"value": "2020-01-01"}, "age": {"birth_date": "Einde"}}
            }
        },
        {},
        "start_date",
    ),
}
"""What is wrong with a source file: its tables, its options, and what the sentence says."""


@pytest.mark.parametrize("wrong", SOURCES)
def test_a_source_that_cannot_be_is_refused_by_the_place_in_it(place, tmp_path, wrong):
    found, options, says = SOURCES[wrong]
    place.say("sources/bron.yaml", {"system": "S", "inputs": {"export": {"tables": found, **options}}})
    before = state(place)
    code, _, said = place.take(written(tmp_path, "export.csv", text()))
    assert code == 2
    assert says in said
    assert SECRET not in said
    assert state(place) == before


def test_a_value_list_with_holes_rejects_the_rows_in_the_holes(place, tmp_path):
    place.source(tables(kind={"column": "Product", "values": {"soort a": "individueel_traject"}}))
    rows = [[one[0], one[1], f"soort {letter}", *one[3:]] for one, letter in zip(GOOD, "abc", strict=True)]
    _, report, _ = place.take(written(tmp_path, "export.csv", text(rows)), "--out", tmp_path / "registration")
    assert [(one["rule"], one["rows"]) for one in report["rejections"]] == [("kind-unknown", [3, 4])]


GOOD_FILES = {
    "export.csv": text().encode(),
    "export-1252.csv": text().encode("cp1252"),
    "export.xlsx": xlsx(),
    "export.parquet": parquet(),
    "export.jsonl": json_lines().encode(),
    "export.sav": statistics("sav"),
    "export.dta": statistics("dta"),
}


def mutated(content, dice):
    """A file with a part cut out, doubled, filled with zeros or with noise, or a few bytes changed."""
    at = dice.randrange(len(content))
    to = min(len(content), at + dice.choice([1, 2, 8, 100, len(content)]))
    part = content[at:to]
    return content[:at] + dice.choice([b"", part * 2, bytes(len(part)), dice.randbytes(len(part))]) + content[to:]


@pytest.mark.parametrize("name", GOOD_FILES)
def test_a_file_with_damage_anywhere_ends_in_a_sentence_or_in_rows_that_add_up(place, tmp_path, name):
    dice = random.Random(name)
    for turn in range(int(os.environ.get("IMPACT_FUZZ", "2"))):
        content = mutated(GOOD_FILES[name], dice)
        path, out = written(tmp_path, name, content), tmp_path / "registration"
        code, report, said = place.take(path, "--out", out, "--replace")
        assert code in (0, 1, 2), turn
        assert report.get("read") or name in said or "--date" in said, turn
