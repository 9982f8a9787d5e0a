"""Public figures for the table ``context``: typed by hand with their source, or fetched from Statistics Netherlands.

Interface: CBS Open Data Services (OData version 3), TypedDataSet. What was fetched lies in the workspace under
data/cbs with the day and a hash, and is used again when there is no connection.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from impactlib.intake.shipped import municipal_figures
from impactlib.model import TABLES, ParameterError
from impactlib.params.checked import File, validated
from impactlib.params.files import entries, write_whole
from impactlib.params.places import slug_of
from impactlib.params.reports import municipalities

SERVICE = "https://opendata.cbs.nl/ODataApi/odata"
COUNTRY, COUNTRY_CODE, PROVINCE = "nederland", "NL01", "provincie_"
REGION, PERIOD = "RegioS", "Perioden"
WIDTH = 6
"""Codes of regions are filled up with blanks to this length."""

SECONDS = 30
LARGEST = 20_000_000
"""Bytes of an answer; more is no figure of some municipalities."""

COLUMNS = TABLES["context"].names
KEY = TABLES["context"].key


class Wanted(File):
    """A figure of a CBS table (``params/figures.yaml``, by the name of the indicator).

    Attributes
    ----------
    table : str
        Its number, such as 84583NED.
    column : str
        The column of the TypedDataSet, such as LaagInkomen_2.
    unit : str
        Of the value as the page shows it, such as % or inwoners.
    kind : {"share", "number"}
        Numbers of municipalities add up; shares and means do not.
    where : mapping
        Other columns with the code that they must have.
    region : str
        The column that holds the code of the region.
    """

    table: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{3,30}$")]
    column: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,80}$")]
    unit: str
    kind: Literal["number", "share"] = "share"
    where: Mapping[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,80}$")], str] = {}
    region: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,80}$")] = REGION


@dataclass(frozen=True)
class Figure:
    """A row of the table context: what is known of an area in a year, and where it was found."""

    indicator: str
    area: str
    year: int
    value: float | None
    unit: str
    source: str
    as_stated: str = ""

    @property
    def cells(self) -> dict[str, str]:
        number = "" if self.value is None else f"{self.value:.12g}"
        return {name: number if name == "value" else str(getattr(self, name)) for name in COLUMNS}


@dataclass(frozen=True)
class Region:
    """A municipality or the country by its code; ``former`` made it in the year ``since``, with a part of another."""

    place: str
    code: str
    former: tuple[str, ...] = ()
    since: int = 0
    joined_in_part: bool = False


@dataclass(frozen=True)
class Fetched:
    """What came of a request: figures, years in which the municipality was another, and the day of what lay ready."""

    figures: tuple[Figure, ...]
    broken: tuple[tuple[str, str, int], ...]
    kept_since: dt.date | None


def typed_figure(figure: Figure, value: str) -> Figure:
    """A figure with its value as somebody typed it: a comma before the decimals, as in Dutch, or a point.

    Raises
    ------
    ParameterError
        ``figure-value``: no number, and no words of the source either; ``figure-source``: without a source.
    """
    if not figure.source.strip():
        raise ParameterError("figure-source")
    try:
        number = float(value.replace(",", ".")) if value.strip() else None
    except ValueError:
        raise ParameterError("figure-value") from None
    if number is None and not figure.as_stated.strip():
        raise ParameterError("figure-value")
    name = slug_of(figure.indicator).replace("-", "_")
    area = figure.area if figure.area.startswith(PROVINCE) else slug_of(figure.area)
    return replace(figure, indicator=name, area=area, value=number)


def saved(figures: Iterable[Figure], folder: Path) -> int:
    """Put figures into ``context.csv`` of a registration; one that stands there already is replaced.

    Returns
    -------
    int
        How many there are now.

    Raises
    ------
    ParameterError
        ``figure-parquet``: the table lies there in another form.
    """
    path = folder / "context.csv"
    if path.with_suffix(".parquet").exists():
        raise ParameterError("figure-parquet", folder=folder.name)
    rows: dict[tuple[str, ...], Mapping[str, str]] = {}
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = ";" if ";" in file.readline() else ","
            file.seek(0)
            rows = {tuple(row.get(name, "") for name in KEY): row for row in csv.DictReader(file, delimiter=delimiter)}
    for figure in figures:
        rows[tuple(figure.cells[name] for name in KEY)] = figure.cells
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[key] for key in sorted(rows))
    write_whole(path, text.getvalue())
    return len(rows)


def wanted_figures() -> Mapping[str, Wanted]:
    """What params/figures.yaml asks of Statistics Netherlands, by indicator."""
    found = entries("figures.yaml")
    return {name: validated(Wanted, values, f"params/figures.yaml, {name}") for name, values in found.items()}


def fetch(  # noqa: PLR0913 - what, where, when, and from whom
    name: str,
    wanted: Wanted,
    places: Sequence[str],
    years: Sequence[int],
    store: Path,
    *,
    service: str = SERVICE,
    today: dt.date | None = None,
) -> Fetched:
    """One figure of municipalities and the country in some years.

    A municipality that did not exist yet in a year is the sum of those it was made of, where the figure
    adds up and no part of another joined it; else the year is left out and said to be ``broken``.

    Raises
    ------
    ParameterError
        ``figure-area``: nobody knows the municipality's code; ``figure-offline``: no connection, and
        nothing lies ready; ``figure-answer``: what came is no answer to this question.
    """
    today = today or dt.datetime.now().astimezone().date()
    regions = [_region(place) for place in places] + [Region(COUNTRY, COUNTRY_CODE)]
    codes = sorted({code for one in regions for code in (one.code, *one.former)})
    answer, day, kept = _asked(_url(wanted, codes, years, service), store / wanted.table, today)
    numbers = _numbers(answer, wanted)
    source = f"CBS, tabel {wanted.table} ({day:%d-%m-%Y})"
    figures, broken = list[Figure](), list[tuple[str, str, int]]()
    for one, year in product(regions, years):
        value = _value(one, year, numbers, wanted)
        if value is not None:
            figures.append(Figure(name, one.place, year, value, wanted.unit, source))
        elif year < one.since:
            broken.append((name, one.place, year))
    return Fetched(tuple(figures), tuple(broken), day if kept else None)


def _value(one: Region, year: int, numbers: Mapping[tuple[str, int], float], wanted: Wanted) -> float | None:
    if year >= one.since or (one.code, year) in numbers:
        return numbers.get((one.code, year))
    found = [numbers.get((code, year)) for code in one.former]
    if wanted.kind != "number" or one.joined_in_part or not found or None in found:
        return None
    return sum(number for number in found if number is not None)


def _region(place: str) -> Region:
    known = municipalities().get(place)
    code = known.code if known else _shipped_codes().get(place)
    if code is None:
        raise ParameterError("figure-area", area=place)
    if known is None or known.since is None:
        return Region(place, code)
    return Region(place, code, tuple(known.merged_from), known.since, bool(known.partly_from))


def _shipped_codes() -> Mapping[str, str]:
    figures = municipal_figures()
    newest = figures[max(figures)]
    return {slug_of(name): code for name, code in zip(newest["name"], newest["code"], strict=True)}


def _url(wanted: Wanted, codes: Sequence[str], years: Sequence[int], service: str) -> str:
    regions = " or ".join(f"{wanted.region} eq '{code.ljust(WIDTH)}'" for code in codes)
    periods = " or ".join(f"{PERIOD} eq '{year}JJ00'" for year in sorted(years))
    others = [f"{column} eq '{_quoted(code)}'" for column, code in wanted.where.items()]
    query = {
        "$filter": " and ".join([f"({regions})", f"({periods})", *others]),
        "$select": f"{wanted.region},{PERIOD},{wanted.column}",
        "$format": "json",
    }
    return f"{service}/{wanted.table}/TypedDataSet?{urllib.parse.urlencode(query, quote_via=urllib.parse.quote)}"


def _quoted(code: str) -> str:
    return code.replace("'", "''")


def _asked(url: str, store: Path, today: dt.date) -> tuple[Any, dt.date, bool]:
    """The answer, its day, and whether it is one that lay ready."""
    path = store / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as found:  # noqa: S310 - the service is a setting of ours
            content = found.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise ParameterError("figure-answer", table=store.name, reason=error.code) from None
    except OSError:
        return _lain_ready(path, store.name)
    answer = _parsed(content, store.name)
    kept = {"url": url, "fetched": today.isoformat(), "sha256": _hash(answer), "answer": answer}
    write_whole(path, json.dumps(kept, ensure_ascii=False, indent=1))
    return answer, today, False


def _lain_ready(path: Path, table: str) -> tuple[Any, dt.date, bool]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        whole = kept["sha256"] == _hash(kept["answer"])
        day = dt.date.fromisoformat(kept["fetched"])
    except OSError:
        raise ParameterError("figure-offline", table=table) from None
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise ParameterError("figure-broken", file=path.name)
    return kept["answer"], day, True


def _hash(answer: object) -> str:
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def _parsed(content: bytes, table: str) -> Any:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if len(content) > LARGEST or not isinstance(answer, dict) or not isinstance(answer.get("value"), list):
        raise ParameterError("figure-answer", table=table, reason="JSON")
    return answer


def _numbers(answer: Mapping[str, Any], wanted: Wanted) -> dict[tuple[str, int], float]:
    """Values by code and year; what CBS leaves empty is unknown.

    Raises
    ------
    ParameterError
        ``figure-column``: the table has no such column; ``figure-twice``: two values for one area and year,
        so that a dimension is missing in ``where``.
    """
    found: dict[tuple[str, int], float] = {}
    for row in answer["value"]:
        if not isinstance(row, dict) or not {wanted.region, PERIOD, wanted.column} <= set(row):
            raise ParameterError("figure-column", table=wanted.table, column=wanted.column)
        value, place = row[wanted.column], (str(row[wanted.region]).strip(), int(str(row[PERIOD])[:4]))
        if place in found:
            raise ParameterError("figure-twice", table=wanted.table)
        if value is not None:
            found[place] = float(value)
    return found
