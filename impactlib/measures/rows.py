"""What the measures read from a registration: typed tables, the as-of date, activities of a theme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import ibis
import pandas as pd
import pyarrow as pa

from impactlib.model import TABLES, Registration, TableSchema
from impactlib.params import Spec

if TYPE_CHECKING:
    import ibis.expr.types as ir

T = TypeVar("T")

NOT_RECORDED = "not_recorded"
UNKNOWN = "unknown"

OWN = ("trajectories", "activities", "targets")
"""Tables of which only the rows of the registration's own organisation count: the pages say what *it* did."""

_WHOLE = {pa.int64(): pd.Int64Dtype()}.get
_TYPES = {"date": "date", "whole": "int64", "score": "int64", "number": "float64", "answer": "float64"}


def as_of(registration: Registration, spec: Spec) -> dt.date:
    """The day the sheet looks from: never after the registration was extracted."""
    return min(spec.as_of, registration.meta.extraction_date)


def table(registration: Registration, name: str) -> ir.Table:
    """The typed table, or one without rows where the registration has none; of OWN tables the own rows.

    A row that names no organisation is taken to be the own one's.
    """
    found = registration.typed.get(name)
    if found is None:
        return _without_rows(TABLES[name])
    if name not in OWN:
        return found
    return found.filter(found.organisation.isnull() | (found.organisation == registration.meta.organisation))


def _without_rows(schema: TableSchema) -> ir.Table:
    types = {column.name: _TYPES.get(column.kind, "string") for column in schema.columns}
    return ibis.memtable(ibis.schema(types).to_pyarrow().empty_table())


def fetched(expression: ir.Table) -> pd.DataFrame:
    """Run the expression; whole numbers stay whole where some are missing (Int64).

    Straight from Arrow: ibis' own conversion to pandas costs more than the query.
    """
    found: pd.DataFrame = expression.to_pyarrow().to_pandas(types_mapper=_WHOLE)
    return found


def once(
    registration: Registration, tables: Sequence[str], of: Sequence[object], query: Callable[..., ir.Table]
) -> pd.DataFrame:
    """What a query on typed tables gives, days as datetime64; asked again, the same frame: nobody may change it.

    The reports of a year count the same rows again and again, each in its own way, and translating a
    query costs more than counting what it gives. ``of`` is all that the query depends on beside the tables.
    """

    def fetch() -> pd.DataFrame:
        rows = (table(registration, name) for name in tables)
        found: pd.DataFrame = query(*rows).to_pyarrow().to_pandas(types_mapper=_WHOLE, date_as_object=False)
        return found

    return remembered(registration, tables, (query.__qualname__, *of), fetch)


def remembered(registration: Registration, tables: Sequence[str], of: Sequence[object], make: Callable[[], T]) -> T:
    """What ``make`` gives of these tables, made once for a registration; ``of`` is what it depends on beside them."""
    typed = registration.typed
    own = registration.meta.organisation
    key = (make.__qualname__, own, *tables, *(typed[name].op() if name in typed else None for name in tables), *of)
    if key not in registration.fetched:
        registration.fetched[key] = make()
    found: T = registration.fetched[key]
    return found


def each(expression: ir.Table) -> list[Any]:
    """The rows of the expression, each with its columns by name."""
    return list(fetched(expression).itertuples(index=False))


def age_class(age: ir.IntegerValue, classes: tuple[str, ...]) -> ir.StringValue:
    """The class of params/scales.yaml that an age in completed years falls in."""
    tests = []
    for name in classes:
        low, _, high = name.rstrip("+").partition("-")
        tests.append(((age >= int(low)) if not high else age.between(int(low), int(high)), name))
    return ibis.cases(*tests, else_=UNKNOWN)


def of_theme(registration: Registration, spec: Spec) -> ir.Table:
    """Activities of the theme in the municipality, with their nature and dimensions there.

    Without a theme all of them, and their nature is unknown: it belongs to activity and theme together.
    """
    links = table(registration, "activity_themes")
    activities = table(registration, "activities")
    here = activities.filter(activities.municipality == spec.params.municipality)
    if not spec.params.theme:
        return here.mutate(theme=ibis.null("string"), nature=ibis.null("string"), ph_dimensions=ibis.null("string"))
    return here.inner_join(links.filter(links.theme == spec.params.theme), "activity_id")


def text(value: object) -> Any:
    """The text of a cell, None where it is empty."""
    return value if isinstance(value, str) and value else None


def slugs(value: object) -> tuple[str, ...]:
    """The parts of a cell that holds several, split by ``;``."""
    return tuple(part.strip() for part in (text(value) or "").split(";") if part.strip())


def whole(value: Any) -> int | None:
    """A whole number, None where it is missing."""
    return None if pd.isna(value) else int(value)
