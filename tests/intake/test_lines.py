"""Rows of a file: numbered as they stand in it, blank ones left out and told, many faults in few lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impactlib.intake import check as checks
from impactlib.intake.check import check_folder, describe
from impactlib.intake.read import read_registration
from impactlib.model import Finding, RegistrationError
from impactlib.text import Texts
from tests.intake.small import good, write

TEXTS = Texts.load("nl")
CASES = {name: good()[name] for name in ("trajectories", "zrm_scores")}


def folder_with(folder: Path, name: str, content: bytes) -> Path:
    write(folder, CASES)
    (folder / name).write_bytes(content)
    return folder


def about(found: tuple[Finding, ...], table: str) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(one.rule, one.count, one.rows) for one in found if one.table == table]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_fault_below_blank_lines_has_the_number_that_a_spreadsheet_shows(tmp_path: Path, end: str) -> None:
    lines = ["contact_id,date,municipality,kind", "", "K1,2020-05-01,westerkwartier,informatie_en_advies", "", ""]
    lines += ["K2,2020-05-01,westerkwartier,onbekend", ""]
    folder = folder_with(tmp_path / "r", "contacts.csv", end.join(lines).encode())
    assert about(check_folder(folder), "contacts") == [("rows-empty", 3, (1, 3, 4)), ("kind-unknown", 1, (5,))]


def test_rows_of_delimiters_only_are_left_out_and_told_in_one_line(tmp_path: Path) -> None:
    lines = ["contact_id,date,municipality,kind", "K1,2020-05-01,westerkwartier,informatie_en_advies"]
    folder = folder_with(tmp_path / "r", "contacts.csv", "\n".join([*lines, *[" ,,,"] * 500, ""]).encode())
    found = check_folder(folder)
    assert about(found, "contacts") == [("rows-empty", 500, (2, 3, 4, 5, 6))]
    assert describe(found[0], TEXTS).startswith("contacts, 500 rijen, bijvoorbeeld rij 2, 3, 4, 5, 6: ")
    assert read_registration(folder).typed["contacts"].count().to_pyarrow().as_py() == 1


def test_two_exports_pasted_together_are_read(tmp_path: Path) -> None:
    content = b"theme,name\r\narmoede,Gemeente\r\narmoede,Kerk\narmoede,School\n"
    folder = folder_with(tmp_path / "r", "partners.csv", content)
    assert read_registration(folder).typed["partners"].name.to_pyarrow().to_pylist() == ["Gemeente", "Kerk", "School"]


@pytest.mark.parametrize("broken", [b"armoede\n", b"a,b,c\n", b'armoede,"geheim\n', b"armoede,\xe9\n"])
def test_a_broken_row_in_a_file_with_blank_lines_is_named_by_its_line(tmp_path: Path, broken: bytes) -> None:
    folder = folder_with(tmp_path / "r", "partners.csv", b"theme,name\n\narmoede,x\n" + broken)
    with pytest.raises(RegistrationError) as caught:
        read_registration(folder)
    sentence = TEXTS.error(caught.value)
    assert "geheim" not in sentence
    if caught.value.code == "registration-unreadable":
        assert "regel 4" in sentence


CELL = st.text(st.sampled_from('ab,;"\n\r \t\u00e9#'), max_size=5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6), blank=st.integers(0, 6))
def test_a_file_with_blank_lines_holds_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], blank: int
) -> None:
    """Both ways in which a CSV is read agree; only the row numbers move."""
    lines = []
    for row in [("theme", "name"), *rows]:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(row)
        lines.append(text.getvalue())
    found = []
    for gap in (0, 1):
        folder = tmp_path_factory.mktemp("r")
        place = 1 + blank % len(lines)
        content = "".join([*lines[:place], "\n" * gap, *lines[place:]])
        partners = read_registration(folder_with(folder, "partners.csv", content.encode())).typed["partners"]
        found.append(partners.order_by("row").select("theme", "name").to_pyarrow().to_pylist())
    assert found[0] == found[1]


@pytest.mark.parametrize("rows", [20, 20_000])
def test_many_bad_rows_cost_as_many_lines_and_rows_from_the_database_as_few(
    tmp_path: Path, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "r", CASES)
    bad = "'K' || i AS contact_id, '01-02-2020' AS date, 'Leek' AS municipality, 'x' AS kind, '1.500' AS zrm_domain"
    copy = f"COPY (SELECT {bad} FROM range({rows}) t(i)) TO '{folder / 'contacts.parquet'}' (FORMAT parquet)"
    duckdb.execute(copy)
    fetched: list[int] = []
    real = checks._asked

    class Counting:
        def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
            self._connection = connection

        def execute(self, sql: str) -> Counting:
            self._found = self._connection.execute(sql).fetchall()
            fetched.append(len(self._found))
            return self

        def fetchall(self) -> list[tuple[object, ...]]:
            return self._found

        def fetchone(self) -> tuple[object, ...] | None:
            return self._found[0] if self._found else None

    monkeypatch.setattr(checks, "_asked", lambda connection, *rest: real(Counting(connection), *rest))
    found = [one for one in check_folder(folder) if one.table == "contacts"]
    assert {one.rule: (one.count, one.rows) for one in found} == dict.fromkeys(
        ("date-notation", "municipality-notation", "kind-unknown", "domain-unknown"), (rows, (1, 2, 3, 4, 5))
    )
    assert max(fetched) == 1


@pytest.mark.parametrize(
    ("count", "rows", "words"),
    [
        (0, (), "meetings, kolom date: "),
        (1, (7,), "meetings, kolom date, rij 7: "),
        (3, (2, 3, 5), "meetings, kolom date, rij 2, 3 en 5: "),
        (202, (2, 3, 5, 6, 7), "meetings, kolom date, 202 rijen, bijvoorbeeld rij 2, 3, 5, 6, 7: "),
        (100_000, (1, 2, 3, 4, 5), "meetings, kolom date, 100.000 rijen, bijvoorbeeld rij 1, 2, 3, 4, 5: "),
    ],
)
def test_a_finding_says_how_many_rows_and_the_first(count: int, rows: tuple[int, ...], words: str) -> None:
    assert describe(Finding("meetings", "date", "cell-empty", "error", count, rows), TEXTS).startswith(words)
