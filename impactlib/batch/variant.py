"""A sheet that differs from the published one in whom it counts stays inside, unless somebody says otherwise.

Two sheets about nearly the same cases can be subtracted from each other; what is left is about few people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from impactlib.params import FEITENBLAD, SheetParams, scales, spec_of

INTERN = "intern"
WHOM = ("period", "as_of", "basis")
AGES = "caseload-age"
UNKNOWN = "unknown"


def guarded(params: SheetParams, given: Mapping[str, Any], file: Mapping[str, Any]) -> SheetParams:
    """The parameters, with policy intern where they count others than the published sheet does.

    Parameters
    ----------
    params : SheetParams
        What was asked for.
    given : mapping
        Parameters by flag: a policy that is asked for by name holds.
    file : mapping
        What the sheet's file in params/ says; that is what gets published. A sheet in the folder
        with earlier publications (``earlier``) goes before it.
    """
    if "privacy" in given or "privacy" in file:
        return params
    sheet = _published(params)
    differs = _from_sheet(params, sheet) if sheet else _from_file(params, file)
    return params.model_copy(update={"privacy": INTERN}) if differs else params


def _from_file(params: SheetParams, file: Mapping[str, Any]) -> bool:
    fields = SheetParams.model_fields
    return any(getattr(params, name) != str(file.get(name, fields[name].default)) for name in WHOM)


def _from_sheet(params: SheetParams, sheet: Mapping[str, Any]) -> bool:
    if params.basis != sheet["basis"] or (params.as_of and params.as_of != sheet["as_of"]):
        return True
    if params.report != FEITENBLAD:
        return bool(params.period) and params.period != sheet["period"]
    ages = {row["group"] for table in sheet["tables"] if table["id"] == AGES for row in table["rows"]}
    other = bool(ages) and ages != {*scales().age_classes, UNKNOWN}
    return other or str(spec_of(params).period) != sheet["period"]


def _published(params: SheetParams) -> Mapping[str, Any] | None:
    """The sheet of the same place among the earlier publications; what cannot be read is refused later."""
    if not params.earlier:
        return None
    place = (params.year, params.municipality, params.slug)
    return next((one for one in _sheets(Path(params.earlier)) if _place(one) == place), None)


def _place(sheet: Mapping[str, Any]) -> tuple[Any, ...]:
    return sheet["year"], sheet["municipality"], sheet["report"]


@cache
def _sheets(folder: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(_read(folder))


def _read(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*/*/*.json")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and {"year", "municipality", "report", "period", "as_of", "basis", "tables"} <= set(
            found
        ):
            yield found
