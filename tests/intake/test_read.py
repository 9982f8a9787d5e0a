"""Opening a registration folder: what is kept, what is refused, and what is never told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import ibis
import pytest

from impactlib.intake.csvfile import MOST_COLUMNS
from impactlib.intake.read import read_registration
from impactlib.model import TABLES, RegistrationError
from impactlib.text import Texts
from tests.intake.small import META, delivered, good, write

SECRET = "Q7-geheim"
DUCKDB = {"VARCHAR": "string", "BIGINT": "int64", "DOUBLE": "float64", "DATE": "date"}


def refused(folder: Path) -> RegistrationError:
    with pytest.raises(RegistrationError) as caught:
        read_registration(folder)
    sentence = Texts.load("nl").error(caught.value)
    assert str(folder.parent) not in sentence + str(caught.value)
    assert SECRET not in sentence + repr(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


def column(table: ibis.Table, name: str) -> list[object]:
    return table.order_by("row")[name].to_pyarrow().to_pylist()


@pytest.fixture(params=["csv", "parquet"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_table_opens_in_both_forms_with_its_own_columns(tmp_path: Path, form: str) -> None:
    found = read_registration(write(tmp_path / "r", {**good(), "delivered_counts": delivered()}, form))
    assert list(TABLES) == list(found.text) == list(found.typed)
    for name, schema in TABLES.items():
        assert ("row", *schema.names) == found.typed[name].columns


def test_the_schema_we_state_is_the_schema_duckdb_has(tmp_path: Path, form: str) -> None:
    found = read_registration(write(tmp_path / "r", good(), form))
    for table in (*found.text.values(), *found.typed.values()):
        stated = {name: str(kind) for name, kind in table.schema().items()}
        described = table.op().source.con.execute(f"DESCRIBE {table.op().name}").fetchall()
        assert {name: DUCKDB[kind] for name, kind, *_ in described} == stated


def test_cells_get_the_type_of_their_column(tmp_path: Path, form: str) -> None:
    found = read_registration(write(tmp_path / "r", good(), form)).typed
    assert column(found["trajectories"], "age") == [41, 24, 41, 41]
    assert [dt.date(2020, 9, 30), None] == column(found["trajectories"], "end_date")[:2]
    assert column(found["trajectories"], "zrm_domain") == ["financien", "financien", None, None]
    assert column(found["zrm_scores"], "end") == [4, None, 3]
    assert column(found["context"], "value") == [7.4]
    assert column(found["activity_themes"], "ph_dimensions") == ["meedoen;zingeving"]
    assert column(found["satisfaction_responses"], "q1") == [4.0, 4.0, None]
    assert column(found["satisfaction_responses"], "q7") == [None] * 3


@pytest.mark.parametrize(
    ("cell", "whole"),
    [("0", 0), ("7", 7), ("7.0", 7), (" 7 ", 7), ("7.5", None), ("-1", None), ("1_0", None), ("7,0", None), ("", None)],
)
def test_whole_numbers_are_whole_or_unknown(tmp_path: Path, cell: str, whole: int | None) -> None:
    tables = good()
    tables["trajectories"][0]["age"] = cell
    assert whole == column(read_registration(write(tmp_path / "r", tables)).typed["trajectories"], "age")[0]


@pytest.mark.parametrize(
    ("cell", "score"), [("1", 1), ("5", 5), ("3.0", 3), ("0", None), ("6", None), ("2.5", None), ("NaN", None)]
)
def test_scores_are_one_to_five_or_unknown(tmp_path: Path, cell: str, score: int | None) -> None:
    tables = good()
    tables["zrm_scores"][0]["end"] = cell
    assert score == column(read_registration(write(tmp_path / "r", tables)).typed["zrm_scores"], "end")[0]


@pytest.mark.parametrize("cell", ["01-02-2020", "2020-2-1", "2020/02/01", "2020-02-30", "20200201", "2020-02-01 10:00"])
def test_only_iso_dates_are_dates(tmp_path: Path, cell: str) -> None:
    tables = good()
    tables["trajectories"][0]["start_date"] = cell
    found = read_registration(write(tmp_path / "r", tables))
    assert cell == column(found.text["trajectories"], "start_date")[0]
    assert column(found.typed["trajectories"], "start_date")[0] is None


def test_a_slug_outside_the_list_is_unknown_not_a_new_group(tmp_path: Path) -> None:
    tables = good()
    tables["trajectories"][0]["zrm_domain"] = "Financien"
    tables["activity_themes"][0]["ph_dimensions"] = "zingeving;geluk"
    found = read_registration(write(tmp_path / "r", tables)).typed
    assert column(found["trajectories"], "zrm_domain")[0] is None
    assert column(found["activity_themes"], "ph_dimensions") == ["zingeving"]


def test_numbers_and_dates_as_pandas_writes_them_to_parquet(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {})
    cells = "'C1' AS client_id, CAST('NaN' AS DOUBLE) AS age, 34.0::DOUBLE AS contacts, TIMESTAMP '2020-02-01' AS start_date"
    duckdb.execute(f"COPY (SELECT {cells}) TO '{folder / 'trajectories.parquet'}' (FORMAT parquet)")
    found = read_registration(folder)
    assert column(found.text["trajectories"], "contacts") == ["34"]
    assert column(found.text["trajectories"], "age") == [None]
    assert [dt.date(2020, 2, 1)] == column(found.typed["trajectories"], "start_date")


def test_row_numbers_follow_the_file(tmp_path: Path, form: str) -> None:
    rows = [{"theme": "armoede", "name": f"Partner {number}"} for number in range(1, 5001)]
    found = read_registration(write(tmp_path / "r", {"partners": rows}, form)).text["partners"]
    expected = [f"Partner {number}" for number in range(1, 5001)]
    assert list(range(1, 5001)) == column(found, "row")
    assert expected == column(found, "name")


def test_an_absent_table_is_absent_and_an_empty_one_is_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {})
    (folder / "trajectories.csv").write_text("trajectory_id,client_id\n", encoding="utf-8")
    found = read_registration(folder)
    assert list(found.typed) == ["trajectories"]
    assert column(found.typed["trajectories"], "age") == []


@pytest.mark.parametrize("header", ["theme;name", "\ufefftheme,name", '"theme","name"', "theme\tname"])
def test_files_as_dutch_excel_saves_them(tmp_path: Path, header: str) -> None:
    folder = write(tmp_path / "r", {})
    delimiter = max(",;\t", key=header.count)
    (folder / "partners.csv").write_text(f"{header}\r\narmoede{delimiter}Gemeente\r\n", encoding="utf-8", newline="")
    assert column(read_registration(folder).typed["partners"], "name") == ["Gemeente"]


def test_a_cell_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    tables = {"partners": [{"theme": "armoede", "name": 'Jan, "de bakker"\nen zoon'}, {"theme": "x", "name": "y"}]}
    assert column(read_registration(write(tmp_path / "r", tables)).typed["partners"], "name") == [
        'Jan, "de bakker"\nen zoon',
        "y",
    ]


@pytest.mark.parametrize("name", ["een 'map'", "map[1]", "jaar=2020", "a*b"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / name, {"partners": good()["partners"]})
    duckdb_folder = write(tmp_path / "p", {"partners": good()["partners"]}, "parquet").rename(tmp_path / f"{name}-p")
    assert read_registration(folder).text["partners"].columns[1:] == ("theme", "name", "kind")
    assert read_registration(duckdb_folder).text["partners"].columns[1:] == ("theme", "name", "kind")


def test_files_that_are_no_table_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {})
    for name in ("trajectory.csv", "zrm_scores.CSV", "notes.txt"):
        (folder / name).write_text("x\n", encoding="utf-8")
    assert read_registration(folder).unknown_files == ("notes.txt", "trajectory.csv", "zrm_scores.CSV")


def test_an_absent_folder_is_named_without_its_path(tmp_path: Path) -> None:
    error = refused(tmp_path / "weg")
    assert (error.code, error.fields["folder"]) == ("registration-folder", "weg")


def test_one_table_in_two_forms_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"partners": good()["partners"]}, "parquet")
    write(folder, {"partners": good()["partners"]})
    error = refused(folder)
    assert error.code == "registration-two-forms"
    assert {"partners.csv", "partners.parquet"} == {error.fields["file"], error.fields["other"]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "registration-header"),
        (b"\n", "registration-header"),
        (b"theme,name\narmoede," + SECRET.encode() + b",extra\n", "registration-unreadable"),
        (b"theme,name,kind\narmoede," + SECRET.encode() + b"\n", "registration-unreadable"),
        (b'theme,name\narmoede,"' + SECRET.encode() + b"\n", "registration-unreadable"),
        (b'theme,"name\narmoede,' + SECRET.encode() + b"\n", "registration-unreadable"),
        (b"theme,name\narmoede," + SECRET.encode() + b" \xe9\n", "registration-encoding"),
        (b"th\xe9me,name\narmoede,x\n", "registration-encoding"),
        ("theme,name\n".encode("utf-16"), "registration-encoding"),
        (b"armoede," + SECRET.encode() + b"\narmoede,x\n", "registration-header"),
        (b"theme,name,name\narmoede,x,y\n", "registration-column-names"),
        (b"theme,Name,name\narmoede,x,y\n", "registration-column-names"),
        (b"theme,name,\narmoede,x,y\n", "registration-column-names"),
        (b"theme,row\narmoede,x\n", "registration-column-names"),
        (b"theme,name,Name__typed\narmoede,x,y\n", "registration-column-names"),
        (b",".join(b"c%d" % n for n in range(MOST_COLUMNS + 1)) + b"\n", "registration-columns"),
    ],
)
def test_a_broken_csv_is_named_but_not_quoted(tmp_path: Path, content: bytes, code: str) -> None:
    folder = write(tmp_path / "r", {})
    (folder / "partners.csv").write_bytes(content)
    error = refused(folder)
    assert (code, "partners.csv") == (error.code, error.fields["file"])


def test_a_ragged_row_is_named_by_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {})
    (folder / "partners.csv").write_text("theme,name\na,b\na,b\na\n", encoding="utf-8")
    assert refused(folder).fields["line"] == "4"


def test_a_broken_parquet_is_named_but_not_quoted(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"partners": good()["partners"]}, "parquet")
    path = folder / "partners.parquet"
    path.write_bytes(path.read_bytes()[:-9] + SECRET.encode())
    error = refused(folder)
    assert (error.code, error.fields["file"]) == ("registration-parquet", "partners.parquet")


@pytest.mark.parametrize(
    ("meta", "code", "key"),
    [
        ("organisation: [", "registration-meta-broken", None),
        ("tekst", "registration-meta-broken", None),
        (META.replace("system: handmatig\n", ""), "registration-meta-key", "system"),
        (META.replace("2021-03-31", "31-03-2021"), "registration-meta-key", "extraction_date"),
        (META.replace("2021-03-31", "2021-03-31 10:00:00"), "registration-meta-key", "extraction_date"),
        (META.replace("true", "misschien"), "registration-meta-key", "synthetic"),
        (META.replace("de-schans", "12"), "registration-meta-key", "organisation"),
        (META + "jaar: 2020\n", "registration-meta-unknown", "jaar"),
    ],
)
def test_registration_yaml_says_what_is_wrong(tmp_path: Path, meta: str, code: str, key: str | None) -> None:
    error = refused(write(tmp_path / "r", {}, meta=meta))
    assert (code, key) == (error.code, error.fields.get("key"))


def test_registration_yaml_must_be_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {})
    (folder / "registration.yaml").unlink()
    assert refused(folder).code == "registration-meta-missing"


def test_registration_yaml_is_read(tmp_path: Path) -> None:
    meta = read_registration(write(tmp_path / "r", {})).meta
    assert ("de-schans", dt.date(2021, 3, 31), True) == (meta.organisation, meta.extraction_date, meta.synthetic)
