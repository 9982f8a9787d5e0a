"""An import from beginning to end: read, protect, fill, judge, and only then replace what was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import duckdb
from ibis.backends.duckdb import Backend

from impactlib.importing.database import is_url
from impactlib.importing.files import opened
from impactlib.importing.fill import Filler, Heard
from impactlib.importing.judge import Judged, judge, schema_of
from impactlib.importing.key import danger_of, key_of, print_of, pseudonym_key
from impactlib.importing.leftovers import mark, throw_away, tidy
from impactlib.importing.load import Loaded, columns_of, forget_cells, load
from impactlib.importing.merge import PASSED
from impactlib.importing.outcome import NOWHERE, Outcome, Person, Unused, file_outcome, noted, rejections, settle_fates
from impactlib.importing.scores import ZRM, fill_scores, keep_by_moment, stands_by_moment
from impactlib.importing.source import Input, Source, input_of
from impactlib.importing.state import State, read_state
from impactlib.importing.write import write
from impactlib.intake import persons
from impactlib.intake.cells import listed, literal
from impactlib.intake.check import check_registration
from impactlib.intake.meta import META, read_meta
from impactlib.intake.naming import folded
from impactlib.intake.read import connected, load_text, table_files, text_name
from impactlib.model import TABLES, ParameterError, RegistrationError, RegistrationMeta
from impactlib.params import scales
from impactlib.text import Texts

_MEMORY = "550MB"

_SPILLED = "impact-import."
"""Begin of the name of a folder for what does not fit in memory."""


@dataclass(frozen=True)
class Asked:
    """What somebody asked for.

    Attributes
    ----------
    files : sequence of str
        Paths, or the address of a database; where they overlap, the last one counts.
    name : str
        Name of the source file.
    folder : pathlib.Path
        The registration folder that is made or added to.
    day : datetime.date, optional
        The day of the export.
    replace : bool
        What the folder holds of earlier imports goes, also the tables that this one does not bring.
    show_values : bool
        Write the cells of rejected rows into rejected.csv.
    """

    files: Sequence[str]
    name: str
    folder: Path
    day: dt.date | None = None
    replace: bool = False
    show_values: bool = False


@dataclass(frozen=True)
class _Met:
    """A registration that was there: what it says of itself, its tables, and what the last import left.

    ``old``: tables of earlier imports, where none of them counts any more.
    """

    meta: RegistrationMeta | None
    files: Mapping[str, Path]
    state: State
    old: tuple[str, ...] = ()


def run_import(asked: Asked, source: Source, texts: Texts) -> Outcome:
    """Import files into a registration folder: all of it, or nothing is changed.

    Raises
    ------
    RegistrationError
        A file cannot be read or does not fit the source file; the folder is of another organisation.
    ParameterError
        No input of the source file fits a file.
    OSError
        The disk refuses.
    """
    tidy(asked.folder.resolve())
    met = _met(asked, source)
    with _working() as backend:
        return _imported(backend, asked, source, met, texts)


@contextmanager
def _working() -> Iterator[Backend]:
    """A DuckDB that puts what does not fit in memory in a folder of its own, for no one else to read, until it is done."""
    throw_away(Path(gettempdir()), _SPILLED)
    with TemporaryDirectory(prefix=f"{_SPILLED}{mark()}.") as spilled:
        backend = connected()
        settings = {"memory_limit": _MEMORY, "temp_directory": spilled, "preserve_insertion_order": "false"}
        for name, value in settings.items():
            backend.con.execute(f"SET {name} = {literal(value)}")
        try:
            yield backend
        finally:
            backend.disconnect()


def _imported(backend: Backend, asked: Asked, source: Source, met: _Met, texts: Texts) -> Outcome:
    """The import itself, in a DuckDB that holds nothing yet."""
    heard = Heard()
    sheets = list(_load(backend.con, asked.files, source))
    if not any(loaded.rows for loaded, _ in sheets):
        raise RegistrationError("import-no-rows", file=sheets[0][0].file, row=sheets[0][0].header.row)
    key_file = pseudonym_key()
    key = _key(met.state, key_file, asked.folder)
    columns = _existing(backend, met)
    filler = Filler(backend.con, source, key, heard)
    filler.hide_ids(sheets, met.state.hidden, columns)
    for loaded, one in sheets:
        _fill(filler, loaded, one, columns)
        if not asked.show_values:
            forget_cells(backend.con, loaded)
    if stands_by_moment(backend.con):
        keep_by_moment(backend.con)
    meta, said = _meta(backend.con, asked, source, [loaded for loaded, _ in sheets], columns)
    judged = judge(backend, meta, columns, scales())
    outcome = _outcome(backend.con, asked, judged, sheets, heard)
    files = {loaded.number: loaded.file for loaded, _ in sheets}
    found = check_registration(judged.registration, scales(), sound=not met.files)
    findings = noted(backend.con, found, files, judged.merged)
    dangers = tuple(filter(None, [danger_of(key_file)]))
    gone = tuple(table for table in met.old if table not in outcome.rows)
    outcome = replace(outcome, date_from=said, findings=findings, dangers=dangers, gone=gone)
    if outcome.imported and said == NOWHERE:
        raise RegistrationError("import-day")
    if not outcome.imported:
        return replace(outcome, written=False)
    tables = tuple(sorted({*met.state.tables, *outcome.rows}))
    state = State(print_of(key), asked.name, tuple(sorted(filler.hidden)), tables)
    write(backend.con, asked, [one for _, one in sheets], judged, outcome, state, texts)
    return outcome


def _load(con: duckdb.DuckDBPyConnection, files: Sequence[str], source: Source) -> Iterator[tuple[Loaded, Input]]:
    number = 0
    for named in files:
        fits = list(_asked_of(named, source))
        for place, one in fits:
            file = opened(named, one)
            for sheet in _sheets(file.sheets, one, file.name):
                number += 1
                yield load(con, file, sheet, place, one, number), one


def _asked_of(named: str, source: Source) -> Iterator[tuple[str, Input]]:
    """The inputs of a source for a file, or for a database; the address of one is not repeated."""
    if is_url(named):
        fits = [(place, one) for place, one in source.inputs.items() if one.query]
        if not fits:
            raise RegistrationError("import-query", file=named.split(":", 1)[0])
    else:
        fits = list(input_of(source, Path(named).name))
        if not fits:
            allowed = ", ".join(one.files for one in source.inputs.values())
            raise ParameterError("import-no-input", file=Path(named).name, allowed=allowed)
    yield from fits


def _sheets(held: Sequence[str], one: Input, file: str) -> list[str]:
    """The sheet that an input names; without a name, the only one or the first."""
    if not held:
        raise RegistrationError("import-sheet-none", file=file)
    if not one.sheet:
        return list(held[:1])
    found = [sheet for sheet in held if sheet.casefold() == one.sheet.casefold()]
    if not found and held != ("",):
        raise RegistrationError("import-sheet", file=file, sheet=one.sheet, count=len(held))
    return found or [""]


def _met(asked: Asked, source: Source) -> _Met:
    """What the folder holds already; it must be of the same organisation, and real or invented alike."""
    folder = asked.folder
    if folder.is_file():
        raise RegistrationError("registration-is-file", file=folder.name)
    if not (folder / META).is_file():
        if folder.is_dir() and any(True for _ in table_files(folder)):
            raise RegistrationError("registration-meta-missing", file=META)
        return _Met(None, {}, State())
    meta = read_meta(folder)
    if meta.synthetic != source.synthetic:
        raise RegistrationError("import-synthetic", folder=folder.name)
    if source.organisation and folded(meta.organisation) != folded(source.organisation):
        raise RegistrationError("import-organisation", folder=folder.name)
    files, state = table_files(folder), read_state(folder)
    if asked.replace:
        return _Met(meta, {}, State(), tuple(name for name in files if name in state.tables))
    return _Met(meta, files, state)


def _key(state: State, path: Path, folder: Path) -> bytes:
    """The key of the pseudonyms; beside pseudonyms under another key no new one is made."""
    if state.key and (not path.is_file() or print_of(key_of(path)) != state.key):
        raise RegistrationError("import-key", folder=folder.name)
    return key_of(path)


def _existing(backend: Backend, met: _Met) -> dict[str, list[str]]:
    """The tables that were there, as rows 0 of the new ones; gives the columns of each."""
    columns = {}
    for table, path in met.files.items():
        columns[table] = load_text(backend, "was_there", path)
        backend.con.execute(f"CREATE TABLE new_{table} ({schema_of(table)})")
        backend.con.execute(
            f"INSERT INTO new_{table} BY NAME SELECT 0 AS src, * EXCLUDE (row) FROM (SELECT row, {listed(columns[table])} FROM was_there)"
        )
        backend.con.execute("DROP TABLE was_there")
    return columns


def _fill(filler: Filler, loaded: Loaded, asked: Input, columns: dict[str, list[str]]) -> None:
    for table, wanted in asked.tables.items():
        into = f"new_{table}"
        filler.con.execute(f"CREATE TABLE IF NOT EXISTS {into} ({schema_of(table)})")
        fill = fill_scores if table == ZRM else None
        filled = fill(filler, loaded, asked, wanted, into) if fill else filler.fill(loaded, asked, table, wanted, into)
        held = {*columns.get(table, ()), *filled}
        columns[table] = [name for name in TABLES[table].names if name in held]


def _meta(
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    source: Source,
    loaded: Sequence[Loaded],
    columns: Mapping[str, Sequence[str]],
) -> tuple[RegistrationMeta, str]:
    """What registration.yaml will say, and where the day of the export comes from: asked, source, title, rows, or nowhere.

    Without any day the rows are judged as of today: where none of them can be used, that is what has to be said.
    """
    titles = [one.header.day for one in loaded if one.header.day]
    found = [(asked.day, "asked"), (source.extraction_date, "source"), (max(titles, default=None), "title")]
    day, said = next(((day, said) for day, said in found if day), (None, "rows"))
    last = day or _last_day(con, columns)
    day, said = last or dt.datetime.now(dt.UTC).date(), said if last else NOWHERE
    organisation = source.organisation or _organisation(con, columns)
    meta = RegistrationMeta(organisation, day, source.system, source.synthetic, source.complete_since)
    return meta, said


def _last_day(con: duckdb.DuckDBPyConnection, columns: Mapping[str, Sequence[str]]) -> dt.date | None:
    """The last day that a row names."""
    days = [
        f"SELECT max(read_date({name})) AS day FROM new_{table}"
        for table, names in columns.items()
        for name in names
        if TABLES[table].column(name).kind == "date"
    ]
    if not days:
        return None
    ((day,),) = con.execute(f"SELECT max(day) FROM ({' UNION ALL '.join(days)})").fetchall()
    last: dt.date | None = day
    return last


def _organisation(con: duckdb.DuckDBPyConnection, columns: Mapping[str, Sequence[str]]) -> str:
    """The only organisation that the rows name.

    Raises
    ------
    ParameterError
        ``import-organisations``: there are none or several, so the source file must say which.
    """
    tables = [f"SELECT organisation FROM new_{table}" for table, names in columns.items() if "organisation" in names]
    found = (
        con.execute(
            f"SELECT DISTINCT organisation FROM ({' UNION ALL '.join(tables)}) WHERE organisation IS NOT NULL"
        ).fetchall()
        if tables
        else []
    )
    if len(found) != 1:
        raise ParameterError("import-organisations", count=len(found))
    return str(found[0][0])


def _outcome(
    con: duckdb.DuckDBPyConnection,
    asked: Asked,
    judged: Judged,
    sheets: Sequence[tuple[Loaded, Input]],
    heard: Heard,
) -> Outcome:
    loaded = [one for one, _ in sheets]
    settle_fates(con, judged.merged, loaded)
    ((conflicts,),) = con.execute(f"SELECT count(*) FROM {PASSED} WHERE how = 'replaced'").fetchall()
    touched = {table for _, one in sheets for table in one.tables} | heard.changed
    rows = {
        table: con.execute(f"SELECT count(*) FROM {text_name(table)}").fetchall()[0][0]
        for table in judged.merged
        if table in touched
    }
    meta = judged.registration.meta
    return Outcome(
        source=asked.name,
        folder=asked.folder.name,
        organisation=meta.organisation,
        extraction_date=meta.extraction_date.isoformat(),
        date_from="",
        files=tuple(file_outcome(con, one, _unused(one, asked_of)) for one, asked_of in sheets),
        rejections=rejections(con, sheets),
        people=tuple(Person(*where, cells) for where, cells in sorted(heard.people.items())),
        merged={table: merged for table, merged in judged.merged.items() if table in touched},
        conflicts=conflicts,
        dates=tuple((*where, order, certain) for where, (order, certain) in sorted(heard.orders.items())),
        empties=tuple((*where, cells) for where, cells in sorted(heard.empties.items())),
        rows=rows,
    )


def _unused(loaded: Loaded, asked: Input) -> tuple[Unused, ...]:
    """The columns of a file that its input does not name; a name that may be a cell is not repeated."""
    used = {folded(name) for name in columns_of(asked)}
    left = [(at, name) for at, name in enumerate(loaded.header.names, 1) if folded(name) not in used and name]
    return tuple(
        Unused(
            "" if persons.kind_of(name) or persons.holds_bsn(name) or len(name) > 40 else name,
            at,
            persons.kind_of_column(name),
        )
        for at, name in left
    )
