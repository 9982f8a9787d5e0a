"""What became of every row of an import, in numbers: what the report says."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from impactlib.importing.load import FATES, FILE, Loaded
from impactlib.importing.merge import PASSED, TWINS, Merged
from impactlib.importing.scores import SETTLED, stands_by_moment
from impactlib.importing.source import Input, name_in_file
from impactlib.intake.read import text_name
from impactlib.model import Finding

NOWHERE = "nowhere"
"""Where the day of an export comes from that nothing says."""


@dataclass(frozen=True)
class Unused:
    """A column of a file that is not taken over; its name is empty where it does not look like one."""

    name: str
    position: int
    person: str = ""


@dataclass(frozen=True)
class FileOutcome:
    """One sheet of a file: how it was read, and its rows: imported + rejected + set aside = read."""

    file: str
    sheet: str
    place: str
    told: Mapping[str, object]
    read: int
    imported: int
    rejected: int
    aside: Mapping[str, int]
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True)
class Rejection:
    """Rows that break one rule: how many, and the first; ``found`` is the column of the file that ``column`` came from."""

    file: str
    table: str
    column: str
    rule: str
    count: int
    rows: tuple[int, ...]
    found: str = ""


@dataclass(frozen=True)
class Noted:
    """A finding about what was imported, and where its first rows stand: file (empty: it was there already) and row."""

    finding: Finding
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Person:
    """Personal data that was met: where, what kind, what was done with it, and in how many cells."""

    file: str
    column: str
    kind: str
    done: str
    cells: int


@dataclass(frozen=True)
class Outcome:
    """A whole import."""

    source: str
    folder: str
    organisation: str
    extraction_date: str
    date_from: str
    files: tuple[FileOutcome, ...]
    rejections: tuple[Rejection, ...]
    people: tuple[Person, ...]
    merged: Mapping[str, Merged]
    conflicts: int
    dates: tuple[tuple[str, str, str, bool], ...] = ()
    empties: tuple[tuple[str, str, int], ...] = ()
    dangers: tuple[str, ...] = ()
    findings: tuple[Noted, ...] = ()
    written: bool = True
    rows: Mapping[str, int] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return sum(one.read for one in self.files)

    @property
    def imported(self) -> int:
        return sum(one.imported for one in self.files)

    @property
    def rejected(self) -> int:
        return sum(one.rejected for one in self.files)

    @property
    def aside(self) -> int:
        return sum(sum(one.aside.values()) for one in self.files)


def settle_fates(con: duckdb.DuckDBPyConnection, tables: Mapping[str, object], loaded: list[Loaded]) -> None:
    """Give every row of every file one fate: rejected, else imported where it stands in a table, else set aside."""
    con.execute(
        f"CREATE TABLE fate AS SELECT src, 'rejected' AS status, min(rule) AS rule FROM {FATES} WHERE status = 'rejected' GROUP BY src"
    )
    con.execute(
        f"INSERT INTO fate SELECT src, 'aside', min(rule) FROM {FATES} WHERE status = 'aside' AND src NOT IN (SELECT src FROM fate) GROUP BY src"
    )
    held = [f"SELECT src FROM {text_name(table)}" for table in tables]
    held.append(f"SELECT src FROM {TWINS}")
    if stands_by_moment(con):
        held.append(f"SELECT src FROM {SETTLED}")
    con.execute(f"CREATE TABLE held AS SELECT DISTINCT src FROM ({' UNION ALL '.join(held)}) WHERE src > 0")
    con.execute("INSERT INTO fate SELECT src, 'imported', '' FROM held ANTI JOIN fate USING (src)")
    con.execute(
        f"INSERT INTO fate SELECT src, 'aside', max(how) FROM {PASSED} ANTI JOIN fate USING (src) WHERE src > 0 GROUP BY src"
    )
    for one in loaded:
        con.execute(f"INSERT INTO fate SELECT src, 'aside', 'nothing' FROM {one.table} ANTI JOIN fate USING (src)")


def file_outcome(con: duckdb.DuckDBPyConnection, one: Loaded, unused: tuple[Unused, ...]) -> FileOutcome:
    """The numbers of one sheet. A blank line at the end that a reader leaves out was never read."""
    counted = con.execute(
        f"SELECT status, rule, count(*) FROM fate WHERE src // {FILE} = {one.number} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    by = {status: sum(count for found, _, count in counted if found == status) for status in ("imported", "rejected")}
    aside = {rule: count for status, rule, count in counted if status == "aside"}
    return FileOutcome(
        one.file, one.sheet, one.place, one.told, one.read, by["imported"], by["rejected"], aside, unused
    )


def rejections(con: duckdb.DuckDBPyConnection, sheets: Sequence[tuple[Loaded, Input]]) -> tuple[Rejection, ...]:
    """Why rows were rejected: by file, table, column and rule."""
    asked = {one.number: (one.file, wanted) for one, wanted in sheets}
    found = con.execute(
        f"SELECT src // {FILE}, tab, col, part, rule, count(DISTINCT src), list_slice(list_sort(list_distinct(list(src % {FILE}))), 1, {Finding.FIRST})"
        f" FROM {FATES} WHERE status = 'rejected' GROUP BY ALL ORDER BY 1, 6 DESC, 2, 3, 4, 5"
    ).fetchall()
    return tuple(
        Rejection(
            asked[at][0], table, column, rule, count, tuple(rows), name_in_file(asked[at][1], table, column, part)
        )
        for at, table, column, part, rule, count, rows in found
    )


def noted(
    con: duckdb.DuckDBPyConnection, findings: Sequence[Finding], files: Mapping[int, str], tables: Container[str]
) -> tuple[Noted, ...]:
    """Findings with the rows of the files that they are about: a registration numbers its rows anew."""
    return tuple(Noted(one, tuple(_places(con, one, files)) if one.table in tables else ()) for one in findings)


def _places(con: duckdb.DuckDBPyConnection, one: Finding, files: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    rows = ", ".join(map(str, one.rows)) or "NULL"
    found = con.execute(f"SELECT src, row FROM {text_name(one.table)} WHERE row IN ({rows}) ORDER BY ALL").fetchall()
    for src, row in found:
        yield (files[src // FILE], src % FILE) if src else ("", row)
