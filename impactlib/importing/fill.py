"""Rows of a file become rows of the canonical tables, as texts: the checks judge them afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from impactlib.importing.convert import How, Read, read
from impactlib.importing.key import pseudonym
from impactlib.importing.load import FATES, FILE, Loaded, only
from impactlib.importing.source import Filled, Input, Source, Wanted, held_columns
from impactlib.intake import persons
from impactlib.intake.cells import listed, literal, quoted
from impactlib.intake.labels import empty_words
from impactlib.model import TABLES, Column, RegistrationError

CLIENT, BIRTH = "client_id", "birth-date"
_FLOATED = r"^(\d{1,15})[.,]0+$"
_ROUNDED = r"^\d+([.,]\d+)?[eE]\+\d+$"
_MOST_IDS = 20_000


@dataclass
class Heard:
    """What was seen while filling, for the report: never a value.

    Attributes
    ----------
    people : Counter
        Cells by file, column of the file, kind of personal data, and what was done with them.
    orders : dict
        Order of days and months by file and column, and whether a date said so.
    empties : Counter
        Cells that were read as unknown, by file and column.
    changed : set of str
        Tables that were there in which ids became pseudonyms.
    """

    people: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    orders: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    empties: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: set[str] = field(default_factory=set)


class Filler:
    """Fills the canonical tables from the sheets that were read.

    A table is ``new_<table>``: ``src``, and its canonical columns as text. The ids that turned out to be somebody's
    become pseudonyms, in every table alike.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, source: Source, key: bytes, heard: Heard) -> None:
        self.con, self._source, self._heard = con, source, heard
        con.create_function("pseudonym", lambda client: pseudonym(key, client), ["VARCHAR"], "VARCHAR")
        self._maps = 0
        self.hidden: set[str] = {CLIENT}

    def hide_ids(
        self, sheets: Sequence[tuple[Loaded, Input]], before: Iterable[str], there: Mapping[str, Iterable[str]]
    ) -> None:
        """Find the ids that hold personal data: in every table they become pseudonyms, also in those that were there.

        Parameters
        ----------
        before
            Ids that an earlier import of this registration hid: they stay hidden, so that cases are the same ones.
        there
            Tables of the registration that was there, and the columns of each.
        """
        hidden = {CLIENT, *before}
        for loaded, asked in sheets:
            for wanted in asked.tables.values():
                for name, fill in wanted.columns.items():
                    if name.endswith("_id") and fill.column and (kind := self._kind_of_ids(loaded, fill)):
                        self.hidden.add(name)
                        self._heard.people[loaded.file, fill.column, kind, "pseudonym"] += 1
        self.hidden |= hidden
        for table, names in there.items():
            for name in set(names) & (self.hidden - hidden):
                self._hide_there(table, name)
                self._heard.changed.add(table)

    def _hide_there(self, table: str, name: str) -> None:
        self.con.execute(f"UPDATE new_{table} SET {name} = pseudonym({name})")

    def fill(self, loaded: Loaded, asked: Input, table: str, wanted: Wanted, into: str) -> list[str]:
        """Add the rows of a sheet to a table that has all canonical columns; gives the columns that were filled."""
        columns = [one for one in TABLES[table].columns if one.name in held_columns(self._source, table, wanted)]
        select, joins = self.selected(loaded, asked, table, wanted, columns)
        names = listed(one.name for one in columns)
        where = only(loaded, wanted)
        self.con.execute(
            f"INSERT INTO {into} (src, {names}) SELECT r.src, {select} FROM {loaded.table} r {joins} WHERE {where}"
        )
        return [one.name for one in columns]

    def selected(
        self, loaded: Loaded, asked: Input, table: str, wanted: Wanted, columns: Iterable[Column]
    ) -> tuple[str, str]:
        """SQL of the cells of some columns, and the joins that they need."""
        cells, joins = [], []
        for column in columns:
            cell, join = self._cell(loaded, asked, table, wanted.columns.get(column.name), column)
            cells.append(f"{cell} AS {quoted(column.name)}")
            joins += join
        return ", ".join(cells), " ".join(joins)

    def _cell(
        self, loaded: Loaded, asked: Input, table: str, fill: Filled | None, column: Column
    ) -> tuple[str, list[str]]:
        if fill is None or fill.value:
            return given(fill.value if fill else self._given(column.name)), []
        if fill.birth_date:
            return self._age(loaded, asked, table, fill)
        if column.name.endswith("_id"):
            return self._id(loaded, fill, column.name)
        how = How(column, fill, self._source.organisation, asked.decimal, asked.dates, table in persons.PEOPLE)
        return self.mapped(loaded, fill.column, how)

    def _given(self, name: str) -> str:
        return {"organisation": self._source.organisation, "municipality": self._source.municipality}.get(name, "")

    def mapped(self, loaded: Loaded, name: str, how: How) -> tuple[str, list[str]]:
        """A column of the file, read by its distinct texts."""
        cell = loaded.cell(name)
        found = self.con.execute(
            f"SELECT {cell}, count(*) FROM {loaded.table} WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        counts: dict[str, int] = dict(found.fetchall())
        told = read(counts, how)
        if how.column.kind == "date":
            if told.order is None:
                raise RegistrationError("import-dates-mixed", file=loaded.file, column=name)
            self._heard.orders[loaded.file, name] = told.order, told.certain
        self._hear(loaded, name, told, counts)
        return self._joined(cell, told.new)

    def _hear(self, loaded: Loaded, name: str, told: Read, counts: Mapping[str, int]) -> None:
        for text, kind in told.people.items():
            self._heard.people[loaded.file, name, kind, "dropped"] += counts[text]
        if told.empty:
            self._heard.empties[loaded.file, name] += sum(counts[text] for text in told.empty)

    def _joined(self, cell: str, new: Mapping[str, str | None]) -> tuple[str, list[str]]:
        alias = self._alias()
        self.con.register(
            "arriving",
            pa.table({"old": pa.array(list(new), pa.string()), "new": pa.array(list(new.values()), pa.string())}),
        )
        self.con.execute(f"CREATE TEMP TABLE {alias} AS SELECT * FROM arriving")
        self.con.unregister("arriving")
        return _join(alias, cell)

    def _alias(self) -> str:
        self._maps += 1
        return f"map_{self._maps}"

    def _id(self, loaded: Loaded, fill: Filled, name: str) -> tuple[str, list[str]]:
        """An id without the decimals that a spreadsheet gave to all of them; a pseudonym where it is somebody's."""
        cell = loaded.cell(fill.column)
        ((floated,),) = self.con.execute(
            f"SELECT coalesce(bool_and(regexp_matches({cell}, '{_FLOATED}')), false) FROM {loaded.table}"
        ).fetchall()
        bare = f"regexp_replace(r.{cell}, '{_FLOATED}', '\\1')" if floated else f"r.{cell}"
        nothing = f"regexp_replace(lower(strip_accents(r.{cell})), '[^a-z0-9+]', '', 'g') IN ({listed_texts(empty_words())}) AND NOT regexp_matches(r.{cell}, '[0-9]')"
        bare = f"CASE WHEN {nothing} THEN NULL ELSE {bare} END"
        if name not in self.hidden:
            return bare, []
        alias = self._alias()
        new = f"CASE WHEN regexp_matches(old, '{_ROUNDED}') THEN old ELSE pseudonym(bare) END"
        distinct = f"SELECT DISTINCT {cell} AS old, {bare} AS bare FROM {loaded.table} r WHERE {cell} IS NOT NULL"
        self.con.execute(
            f"CREATE TEMP TABLE {alias} AS SELECT old, {new} AS new FROM ({distinct}) WHERE bare IS NOT NULL"
        )
        if name == CLIENT:
            ((clients,),) = self.con.execute(f"SELECT count(*) FROM {alias}").fetchall()
            self._heard.people[loaded.file, fill.column, "client", "pseudonym"] += clients
        return _join(alias, cell)

    def _kind_of_ids(self, loaded: Loaded, fill: Filled) -> str:
        """What of a person the ids of a column are, by the name of the column or by what stands in it."""
        cell, named = loaded.cell(fill.column), persons.kind_of_column(fill.column)
        if named and named != "free_text":
            return named
        found = self.con.execute(
            f"SELECT DISTINCT {cell} FROM {loaded.table} WHERE regexp_matches({cell}, {literal(persons.ODD_ID)}) ORDER BY hash({cell}) LIMIT {_MOST_IDS}"
        )
        return persons.kind_of_ids([text for (text,) in found.fetchall()])

    def _age(self, loaded: Loaded, asked: Input, table: str, fill: Filled) -> tuple[str, list[str]]:
        """Completed years at the start, from a date of birth that goes no further."""
        start = asked.tables[table].columns.get("start_date")
        if start is None or not start.column:
            raise RegistrationError("import-age", file=loaded.file)
        schema = TABLES["trajectories"].column("start_date")
        born, join = self.mapped(loaded, fill.birth_date, How(schema, fill, dates=asked.dates, births=True))
        begun, other = self.mapped(loaded, start.column, How(schema, start, dates=asked.dates))
        birth, first = f"TRY_CAST({born} AS DATE)", f"TRY_CAST({begun} AS DATE)"
        count = f"SELECT count({loaded.cell(fill.birth_date)}) FROM {loaded.table}"
        ((cells,),) = self.con.execute(count).fetchall()
        self._heard.people[loaded.file, fill.birth_date, "birth_date", "age"] += cells
        birthday = f"strftime({first}, '%m%d') >= strftime({birth}, '%m%d')"
        age = f"year({first}) - year({birth}) - (NOT {birthday})::INT"
        years = f"CASE WHEN {birth} > {first} THEN '-1' ELSE CAST({age} AS VARCHAR) END"
        joins, where = [*join, *other], only(loaded, asked.tables[table])
        unread = f"SELECT r.src, 'rejected', '{BIRTH}', '{table}', 'age' FROM {loaded.table} r {' '.join(join)}"
        self.con.execute(
            f"INSERT INTO {FATES} (src, status, rule, tab, col) {unread} WHERE {born} IS NOT NULL AND {birth} IS NULL AND {where}"
        )
        return f"CASE WHEN {birth} IS NULL OR {first} IS NULL THEN NULL ELSE {years} END", joins


def listed_texts(texts: Iterable[str]) -> str:
    """Texts as SQL, in a fixed order."""
    return ", ".join(map(literal, sorted(texts)))


def _join(alias: str, cell: str) -> tuple[str, list[str]]:
    """SQL of what a table of old and new texts makes of a cell, and the join that it needs."""
    return f"{alias}.new", [f"LEFT JOIN {alias} ON {alias}.old = r.{cell}"]


def given(text: str) -> str:
    """A text as SQL; an empty one is unknown."""
    return literal(text) if text else "NULL"


def file_of(src: str = "src") -> str:
    """SQL for the number of the file of a row."""
    return f"{src} // {FILE}"
