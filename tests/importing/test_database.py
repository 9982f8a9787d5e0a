"""A database is read as its export would be, is never written, and its password is never repeated."""

from __future__ import annotations

import sqlite3
import time

import pytest

from tests.importing.place import COLUMNS, WIDE, row
from tests.importing.postgres import ADMIN, WORD, free_port, server

TABLES = {
    "trajectories": {"columns": COLUMNS},
    "zrm_scores": {"columns": {"trajectory_id": "Dossier", "version": {"value": "2017"}}, "wide": WIDE},
}


def exported():
    """A sheet of cases, two of which the checks refuse, and empty cells among the scores."""
    for number in range(1, 31):
        scores = {"Fin begin": str(1 + number % 3), "Fin doel": "4", "Fin eind": "" if number % 5 == 0 else "3"}
        yield row(number, Start=f"{1 + number % 28:02}-02-2020", **scores)
    yield row(31, Start="ooit", **{"Fin begin": "2", "Fin doel": "3", "Fin eind": "3"})
    yield row(32, **{"Fin begin": "6", "Fin doel": "3", "Fin eind": "3"})


@pytest.fixture(scope="module")
def postgres():
    """A server with the export as texts (``export``) and with the types of a system (``dossiers``)."""
    psycopg = pytest.importorskip("psycopg")
    with server() as url:
        with psycopg.connect(url, password=WORD, autocommit=True) as con:
            names = list(next(exported()))
            columns = ", ".join(f'"{name}" text' for name in names)
            con.execute(f"CREATE TABLE export (nr int, {columns})")
            with con.cursor().copy("COPY export FROM STDIN") as copy:
                for number, one in enumerate(exported()):
                    copy.write_row([number, *(cell or None for cell in one.values())])
            con.execute(
                'CREATE TABLE dossiers AS SELECT nr, "Dossier", "Cliënt", "Product"::varchar(40) AS "Product",'
                ' to_date("Start", \'DD-MM-YYYY\') AS "Start", to_timestamp("Einde", \'DD-MM-YYYY\')::timestamp AS "Einde",'
                ' "Fin begin"::int, "Fin doel"::numeric(3, 1) AS "Fin doel", "Fin eind"::float8'
                " FROM export WHERE \"Start\" != 'ooit'"
            )
            con.execute("CREATE FUNCTION wis() RETURNS int AS $$ DELETE FROM export RETURNING nr $$ LANGUAGE sql")
            con.execute("CREATE ROLE gast LOGIN PASSWORD 'gast'")
        yield url


@pytest.fixture
def ask(place, postgres, monkeypatch):
    """Import the answer to a query from the server."""
    monkeypatch.setenv("IMPACT_DB_PASSWORD", WORD)

    def asked(query, url=postgres):
        place.source(TABLES, query=query)
        return place.take(url, "--date", "2021-01-01")

    return asked


def untouched(place, postgres):
    import psycopg

    with psycopg.connect(postgres, password=WORD) as con:
        assert con.execute("SELECT count(*) FROM export").fetchone() == (32,)
    assert not place.registration.exists()
    assert not list(place.folder.glob(".registration*"))


@pytest.mark.parametrize(
    "query", ["SELECT * FROM export ORDER BY nr", "WITH alle AS (TABLE export) SELECT * FROM alle ORDER BY nr;"]
)
def test_a_query_on_a_server_gives_the_registration_that_its_export_gives(place, ask, query):
    place.source(TABLES)
    _, wanted, _ = place.take(place.csv(list(exported())), "--date", "2021-01-01")
    tables = place.table("trajectories"), place.table("zrm_scores")
    for path in sorted(place.registration.rglob("*.parquet")):
        path.unlink()
    code, report, said = ask(query)
    assert (code, report["imported"], report["rejected"]) == (1, 30, 2)
    assert tables == (place.table("trajectories"), place.table("zrm_scores"))
    assert [(one["rule"], one["rows"]) for one in report["rejections"]] == [
        (one["rule"], one["rows"]) for one in wanted["rejections"]
    ]
    assert WORD not in said


def test_a_table_by_its_name_and_columns_with_types_are_read_as_a_person_would_write_them(place, ask):
    _, report, _ = ask("public.dossiers")
    assert (report["imported"], report["rejected"]) == (30, 1)
    assert {(one["start_date"], one["end_date"]) for one in place.table("trajectories")} <= {
        (f"2020-02-{day:02}", "2020-09-30") for day in range(1, 30)
    }
    scores = place.table("zrm_scores")
    assert {(one["start"], one["goal"], one["end"]) for one in scores} <= {
        (start, "4", end) for start in "123" for end in ("3", None)
    }
    assert sum(one["end"] is None for one in scores) == 6


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DELETE FROM export", "leest niet alleen"),
        ("/* SELECT */ UPDATE export SET nr = 0", "leest niet alleen"),
        ("SELECT 1; DELETE FROM export", "begrijpt de query niet"),
        ("WITH weg AS (DELETE FROM export RETURNING *) SELECT * FROM weg", "begrijpt de query niet"),
        ("SELECT wis()", "leest niet alleen"),
        ("SELECT * INTO kopie FROM export", "begrijpt de query niet"),
        ("onbekend", "begrijpt de query niet"),
        ('SELECT "Dossierr" FROM export', "begrijpt de query niet"),
        ("SELECT nr / (nr - nr) FROM export", "begrijpt de query niet"),
        ("", "geen query"),
    ],
)
def test_a_query_that_cannot_be_read_or_does_more_than_reading_is_one_sentence_and_leaves_all_as_it_was(
    place, postgres, ask, query, said
):
    code, _, told = ask(query)
    assert (code, said in told) == (2, True), told
    assert not any(word in told for word in (WORD, f"{ADMIN}@", "psycopg", "127.0.0.1", "returning", "kopie"))
    untouched(place, postgres)


def test_a_wrong_password_is_told_and_neither_it_nor_the_right_one_is_repeated(place, postgres, ask, monkeypatch):
    monkeypatch.setenv("IMPACT_DB_PASSWORD", "Fout-w00rd-3")
    code, _, said = ask("export")
    assert (code, "laat u niet toe" in said) == (2, True)
    assert not any(word in said for word in ("Fout-w00rd-3", WORD, f"{ADMIN}@", "127.0.0.1"))
    monkeypatch.delenv("IMPACT_DB_PASSWORD")
    assert "laat u niet toe" in ask("export")[2]
    untouched(place, postgres)


@pytest.mark.parametrize(
    "form", ["postgresql://beheer:{}@127.0.0.1/x", "postgresql://127.0.0.1/x?password={}", "postgresql://a:{}@"]
)
def test_a_password_in_the_address_is_refused_and_not_repeated(place, ask, form):
    for query in ("export", ""):
        code, _, said = ask(query, form.format("Fout-w00rd-3"))
        assert code == 2
        assert "Fout-w00rd-3" not in said


def test_who_may_not_read_a_table_is_told_so(place, postgres, ask, monkeypatch):
    monkeypatch.setenv("IMPACT_DB_PASSWORD", "gast")
    _, _, said = ask("export", postgres.replace(ADMIN, "gast"))
    assert "leesrecht" in said


def test_a_query_that_runs_too_long_is_stopped(place, postgres, ask, monkeypatch):
    monkeypatch.setenv("IMPACT_DB_SECONDS", "1")
    begun = time.monotonic()
    code, _, said = ask("SELECT *, pg_sleep(20) FROM export")
    assert (code, "duurt te lang" in said) == (2, True)
    assert time.monotonic() - begun < 10
    untouched(place, postgres)


def test_a_server_that_is_away_is_told(place, ask):
    code, _, said = ask("export", f"postgresql://beheer@127.0.0.1:{free_port()}/zorg")
    assert (code, "antwoordt niet" in said) == (2, True)
    assert WORD not in said


class TestAFile:
    """SQLite: no server, the same promises."""

    @pytest.fixture
    def lite(self, place, monkeypatch):
        monkeypatch.setenv("IMPACT_DB_SECONDS", "1")
        path = place.folder / "zorg.db"
        with sqlite3.connect(path) as con:
            names = ", ".join(f'"{name}"' for name in next(exported()))
            con.execute(f"CREATE TABLE export ({names})")
            marks = ", ".join("?" * len(next(exported())))
            con.executemany(f"INSERT INTO export VALUES ({marks})", [list(one.values()) for one in exported()])
        con.close()

        def asked(query, name="zorg.db"):
            place.source(TABLES, query=query)
            return place.take(f"sqlite:///{place.folder / name}", "--date", "2021-01-01")

        return asked

    def test_its_rows_are_imported(self, lite):
        assert lite("export")[1]["imported"] == 30

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("DROP TABLE export", "leest niet alleen"),
            ("WITH een AS (SELECT 1) DELETE FROM export", "leest niet alleen"),
            ("SELECT * FROM weg", "begrijpt de query niet"),
            ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", "duurt te lang"),
        ],
    )
    def test_a_query_that_writes_is_wrong_or_has_no_end_is_stopped(self, lite, place, query, said):
        code, _, told = lite(query)
        assert (code, said in told) == (2, True), told
        assert lite("export")[1]["imported"] == 30

    def test_a_file_that_is_not_there_is_told_and_not_made(self, lite, place):
        assert "bestaat niet" in lite("export", "weg.db")[2]
        assert not (place.folder / "weg.db").exists()
