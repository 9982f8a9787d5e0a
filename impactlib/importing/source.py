"""A source file (``params/sources/<name>.yaml``): what the columns of an export mean.

The only place where the column names of a system stand. One export may fill several tables; scores may stand in a
column per life domain and moment, in a row per moment, or in a row per moment and domain.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from impactlib.intake import persons
from impactlib.model import TABLES, Column, ParameterError
from impactlib.params import Domain, hint, home
from impactlib.params.checked import File, one_of, validated
from impactlib.params.files import read_mapping, shown
from impactlib.params.places import slug_of

SOURCES = Path("params", "sources")

MOMENTS = ("start", "goal", "end")
"""Columns of zrm_scores that a score may stand in."""

Moment = Literal["start", "goal", "end"]


def _short(found: Any) -> Any:
    return {"column": str(found)} if isinstance(found, str | int | float) else found


def _scalar(found: Any) -> Any:
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else found


Text = Annotated[str, BeforeValidator(_scalar)]
"""A text of which YAML may have made a number."""


class Filled(File):
    """How a canonical column is filled: from a column, with one value for all, or (an age) from a date of birth.

    ``values`` translates what stands in the column; what is not named there is read by the labels that are known.
    ``free_text``: a text of people is taken over only where this is true.
    """

    column: Text = ""
    value: Text = ""
    birth_date: Text = ""
    values: Mapping[Text, Text] = {}
    free_text: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Filled:
        if sum(map(bool, (self.column, self.value, self.birth_date))) != 1:
            raise PydanticCustomError("one_way", "column, value or birth_date")
        return self


Fill = Annotated[Filled, BeforeValidator(_short)]


class Only(File):
    """Rows of which a column holds one of these values."""

    column: Text
    values: tuple[Text, ...]


class Moments(File):
    """The columns of one life domain: one for each moment that was scored."""

    start: Text = ""
    goal: Text = ""
    end: Text = ""


def _of_moments(found: Any) -> Any:
    return {"start": str(found)} if isinstance(found, str | int) else found


class Wanted(File):
    """How a table is filled from the rows of an input.

    Attributes
    ----------
    columns
        Canonical column to how it is filled.
    only
        Rows that are of this table; without it all are.
    wide
        For scores: life domain to its column, or to its columns by moment.
    moment
        For scores: the column that says of which moment a row is.
    score
        For scores with a row for each moment and domain: the column of the score.
    """

    columns: Mapping[str, Fill] = {}
    only: Only | None = None
    wide: Mapping[Domain, Annotated[Moments, BeforeValidator(_of_moments)]] = {}
    moment: Fill | None = None
    score: Text = ""


class Input(File):
    """One kind of file, or one sheet, of an export; what is left out is found, and shown."""

    files: str = "*"
    sheet: Text = ""
    header: Annotated[int, Field(ge=0)] = 0
    encoding: str = ""
    delimiter: Annotated[str, Field(pattern=r'^[^"\r\n]?$')] = ""
    decimal: Literal["", ",", "."] = ""
    dates: Literal["", "day-first", "month-first"] = ""
    query: str = ""
    skip: tuple[Only, ...] = ()
    tables: Annotated[Mapping[Annotated[str, one_of(TABLES)], Wanted], Field(min_length=1)]


class Source(File):
    """What ``params/sources/<name>.yaml`` says of a system's exports."""

    system: Annotated[str, Field(min_length=1)]
    organisation: str = ""
    municipality: str = ""
    extraction_date: dt.date | None = None
    complete_since: dt.date | None = None
    synthetic: bool = False
    inputs: Annotated[Mapping[str, Input], Field(min_length=1)]


def source_path(name: str) -> Path:
    """Where the source file of a name stands."""
    return home() / SOURCES / f"{slug_of(name)}.yaml"


def source_of(name: str) -> Source:
    """The source file of a name, held against the canonical tables.

    Raises
    ------
    ParameterError
        It does not exist, cannot be read, or names a table or column that there is not.
    """
    path = source_path(name)
    there = sorted(one.stem for one in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
    if not path.is_file():
        near, allowed = hint(name, there), ", ".join(there) or "-"
        raise ParameterError("import-source", source=slug_of(name) or "-", allowed=allowed, hint=near)
    source = validated(Source, read_mapping(path), shown(path))
    for place, one in source.inputs.items():
        for table, wanted in one.tables.items():
            _check(table, wanted, f"{shown(path)}, {place}.{table}")
    return source


def name_in_file(asked: Input, table: str, column: str, part: str) -> str:
    """The column of the file that a canonical column came from; empty where it comes from none.

    Parameters
    ----------
    part
        Life domain of a score, where scores have a column for each.
    """
    wanted = asked.tables.get(table) or Wanted()
    if fill := wanted.columns.get(column):
        return fill.column or fill.birth_date
    if not column and wanted.moment:
        return wanted.moment.column
    if column not in MOMENTS:
        return ""
    wide = wanted.wide.get(part)
    return wanted.score or (getattr(wide, "start" if wanted.moment else column) if wide else "")


def input_of(source: Source, name: str, sheets: Iterable[str] = ()) -> Iterator[tuple[str, Input]]:
    """The inputs of a source that a file's name fits, and of which it has the sheet."""
    held = {sheet.casefold() for sheet in sheets}
    for place, one in source.inputs.items():
        if fnmatch.fnmatch(name.casefold(), one.files.casefold()) and (
            not one.sheet or not held or one.sheet.casefold() in held
        ):
            yield place, one


def check_needed(source: Source) -> None:
    """Refuse a source that leaves out a column without which a table is none.

    Raises
    ------
    ParameterError
        ``import-needed``, or ``import-organisation-none``.
    """
    for place, one in source.inputs.items():
        for table, wanted in one.tables.items():
            held = held_columns(source, table, wanted)
            for column in TABLES[table].columns:
                if column.required and column.name not in held:
                    code = "import-organisation-none" if column.name == "organisation" else "import-needed"
                    raise ParameterError(code, column=column.name, origin=f"{place}.{table}")


def _check(table: str, wanted: Wanted, origin: str) -> None:
    names = TABLES[table].names
    for column in wanted.columns:
        if column not in names:
            allowed = ", ".join(names)
            raise ParameterError(
                "import-column", column=column, origin=origin, hint=hint(column, names), allowed=allowed
            )
        _no_person(column, wanted.columns[column], TABLES[table].column(column), origin)
    for column, fill in wanted.columns.items():
        allowed_values = TABLES[table].column(column).allowed
        given = [*fill.values.values(), *([fill.value] if fill.value else [])]
        for value in given if allowed_values else ():
            if value and value not in allowed_values:
                near, allowed = hint(value, allowed_values), ", ".join(allowed_values)
                raise ParameterError("import-value", column=column, origin=origin, hint=near, allowed=allowed)


def _no_person(name: str, fill: Filled, column: Column, origin: str) -> None:
    """What is published does not come from a column of names, numbers or days of people, whatever a source file says.

    Of a closed list no other word passes, and an id becomes a pseudonym.
    """
    kind = persons.kind_of_column(fill.column)
    asked = kind == "free_text" and (fill.free_text or column.kind != "text")
    if kind and not asked and not column.allowed and column.kind != "score" and not name.endswith("_id"):
        raise ParameterError("import-person", column=name, found=fill.column, origin=origin)


def held_columns(source: Source, table: str, wanted: Wanted) -> set[str]:
    """The canonical columns that a table gets: those that are filled, and what the source says for all rows."""
    given = {"organisation": source.organisation, "municipality": source.municipality}
    held = set(wanted.columns) | {name for name, value in given.items() if value and name in TABLES[table].names}
    if table == "zrm_scores" and (wanted.wide or wanted.moment or wanted.score):
        held |= {"domain"} if wanted.wide else set()
        held |= set(MOMENTS)
    return held
