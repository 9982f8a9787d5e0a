"""The startfoto: public figures of a municipality beside its province and the country.

Source: CBS, Regionale kerncijfers (70072ned) 2021 and Wijk- en buurtkaart 2017, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from impactlib.measures.estimate import frame, public_figure, unknown_row
from impactlib.measures.rows import each, table
from impactlib.model import Measure, Registration
from impactlib.params import Spec
from impactlib.params.reports import Municipality, municipalities

COUNTRY = "nederland"
MERGED, LACKS_PART, NOT_KNOWN = "samengevoegd", "deel-ontbreekt", "niet-in-bron"
WEIGHTED, SUMMED, DENSITY = "weighted", "summed", "density"


@dataclass(frozen=True)
class Indicator:
    """How a figure of several municipalities is made: summed, or weighted by a column."""

    name: str
    unit: str
    how: str
    weight: str = "inwoners"


INDICATORS: Mapping[int, tuple[Indicator, ...]] = {
    2017: (
        Indicator("inwoners", "inwoners", SUMMED),
        Indicator("huishoudens", "huishoudens", SUMMED),
        Indicator("inwoners_0_14", "%", WEIGHTED),
        Indicator("inwoners_65_plus", "%", WEIGHTED),
        Indicator("eenpersoonshuishoudens", "%", WEIGHTED, "huishoudens"),
        Indicator("huishoudens_met_kinderen", "%", WEIGHTED, "huishoudens"),
    ),
    2021: (
        Indicator("inwoners", "inwoners", SUMMED),
        Indicator("dichtheid", "inwoners per km2", DENSITY),
        Indicator("inwoners_65_plus", "%", WEIGHTED),
        Indicator("nederlandse_achtergrond", "%", WEIGHTED),
        Indicator("afstand_ziekenhuis", "km", WEIGHTED),
        Indicator("afstand_school", "km", WEIGHTED),
    ),
}
SOURCES = {2017: "CBS, Wijk- en buurtkaart (2017)", 2021: "CBS, tabel 70072ned (2021)"}


def baseline(figures: Mapping[int, pd.DataFrame], place: Municipality | None, spec: Spec) -> Measure:
    """Figures of the municipality, its province and the country, up to the report's year (baseline).

    Parameters
    ----------
    figures : mapping of int to DataFrame
        By year, a row per municipality: code, name, province (str), and the columns of INDICATORS.
    place : Municipality or None
        What params/areas.yaml says; None where it does not know the municipality, which is then
        looked up by its name.

    Returns
    -------
    Measure
        Group ``indicator@area@year``: value, unit, area, year, source. In a year before a merger the
        municipality is the sum of the former ones, each of which has rows too; caveat
        ``samengevoegd``, and ``deel-ontbreekt`` where a part of another joined it, which cannot be
        split off. Percentages of several are weighted by residents or households.
    """
    rows = [
        row for year in sorted(figures) if year <= spec.params.year for row in _year(figures[year], year, place, spec)
    ]
    return Measure("baseline", frame(rows), None, "eigen", "openbare-cijfers", (), "open")


def facts(registration: Registration, spec: Spec) -> Measure:
    """The registration's context figures of the municipality, its province and the country (context-all).

    Up to the report's year, whatever their theme. Group ``indicator@area@year``: value, unit, area,
    year, source, name (the figure in the words of its source).
    """
    rows, name = table(registration, "context"), spec.params.municipality
    place = municipalities().get(name)
    areas = [name, COUNTRY, *([f"provincie_{place.province}"] if place else [])]
    here = rows.filter(rows.year <= spec.params.year, rows.area.isin(areas))
    found = sorted(each(here), key=lambda row: (row.indicator, row.area, row.year))
    return Measure(
        "context-all", frame(public_figure(row) for row in found), None, "eigen", "openbare-cijfers", (), "open"
    )


def _year(figures: pd.DataFrame, year: int, place: Municipality | None, spec: Spec) -> list[dict[str, Any]]:
    name = spec.params.municipality
    own, caveats = _own(figures, place, name)
    province = own["province"].iloc[0] if len(own) else (place.province if place else "")
    areas: list[tuple[str, pd.DataFrame, tuple[str, ...]]] = [(name, own, caveats)]
    if len(own) > 1:
        areas += [(_slug(row["name"]), own[own["code"] == row["code"]], ()) for _, row in own.iterrows()]
    if province:
        areas.append((f"provincie_{province}", figures[figures["province"] == province], ()))
    areas.append((COUNTRY, figures, ()))
    return [_row(one, area, year, found) for one in INDICATORS.get(year, ()) for area, *found in areas]


def _own(figures: pd.DataFrame, place: Municipality | None, name: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows of the municipality itself, or of what it was made of."""
    if place is None:
        return figures[figures["name"].map(_slug) == name], ()
    own = figures[figures["code"] == place.code]
    if len(own):
        return own, ()
    former = figures[figures["code"].isin(place.merged_from)]
    if len(former) < len(place.merged_from) or not place.merged_from:
        return figures.iloc[:0], ()
    return former, (MERGED, LACKS_PART) if place.partly_from else (MERGED,)


def _row(one: Indicator, area: str, year: int, found: Sequence[Any]) -> dict[str, Any]:
    rows, caveats = found
    where = {"area": area, "year": year, "unit": one.unit, "source": SOURCES[year]}
    group, value = f"{one.name}@{area}@{year}", _value(one, rows)
    if value is None:
        return unknown_row(group, caveats=(NOT_KNOWN,), **where)
    method = "overgenomen" if len(rows) == 1 else "opgeteld" if one.how == SUMMED else "gewogen"
    return {"group": group, "value": value, "method": method, "caveats": caveats, **where}


def _value(one: Indicator, rows: pd.DataFrame) -> float | None:
    """The figure of these municipalities together; None where one of them has none."""
    if rows.empty or rows[one.name].isna().any():
        return None
    if one.how == SUMMED:
        return float(rows[one.name].sum())
    if one.how == DENSITY:
        return float(rows["inwoners"].sum() / (rows["inwoners"] / rows[one.name]).sum())
    weights = rows[one.weight]
    return float((rows[one.name] * weights).sum() / weights.sum())


def _slug(name: str) -> str:
    return "-".join(name.lower().replace("(", "").replace(")", "").replace(".", "").split())
