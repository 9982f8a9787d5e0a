"""What params/ says of the reports beside the fact sheet: areas, products, norms, totals, deadlines."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from impactlib.model import ParameterError
from impactlib.params.checked import File, Model, validated
from impactlib.params.files import entries, home, per_workspace, read_layered, read_words

_FRACTION = re.compile(r"\d{1,9}(/[1-9]\d{0,8}|\.\d{1,9})?")
"""Written out: to work out ``1e999999999`` exactly takes for ever."""


def _fraction(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not _FRACTION.fullmatch(value.strip()):
        raise PydanticCustomError("fraction", "no fraction")
    return float(Fraction(value))


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Share = Annotated[float, BeforeValidator(_fraction), Field(ge=0, le=1)]
"""A share as a number or as a fraction (``2/3``)."""

HowMeasured = Literal[
    "within_year",
    "solved",
    "residents",
    "first_contact",
    "picked_up",
    "mean_months",
    "longest_months",
    "short_professional",
    "short_volunteer",
    "few_talks",
    "none",
]
Classes = Mapping[str, tuple[int, int | None]]

_STATUS = re.compile(
    r"^[^\S\n]{0,3}##\s*doel-(\S+)[^\S\n]*\n(?:(?![^\S\n]{0,3}##\s*\w).*\n)*?status:[^\S\n]*(.+?)[^\S\n]*$",
    re.MULTILINE,
)


class Deadline(File):
    """How often a report is due in a year, and by which day of the year after, where a day is named."""

    report: str
    per_year: Annotated[int, Field(ge=1)]
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    source: str

    @field_validator("day")
    @classmethod
    def _in_its_month(cls, day: int | None, asked: ValidationInfo) -> int | None:
        """A day that the month has in every year."""
        last = monthrange(2001, asked.data.get("month") or 1)[1]
        if day is not None and day > last:
            raise PydanticCustomError("less_than_equal", "not in every year", {"le": last})
        return day

    def due(self, year: int) -> dt.date | None:
        """The last day for the report about ``year``; None where the source names none.

        Examples
        --------
        >>> Deadline(report="jaarrapportage", per_year=1, month=3, day=15, source="").due(2024)
        datetime.date(2025, 3, 15)
        """
        return dt.date(year + 1, self.month, self.day) if self.month and self.day else None


class Municipality(File):
    """A municipality: what it was made of, its areas, and what it is due (``params/areas.yaml``)."""

    code: str
    province: str
    since: int | None = None
    merged_from: tuple[str, ...] = ()
    partly_from: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


class Region(File):
    """Municipalities that are told of together (``params/areas.yaml``): their rows count as of one place."""

    parts: Annotated[tuple[Slug, ...], Field(min_length=2)]


class Minimum(File):
    """An agreed least number of trajectories, or of families, on a topic."""

    slug: str
    topic: str
    counts: Literal["trajecten", "gezinnen"]
    at_least: Annotated[int, Field(ge=1)]


class Lasting(File):
    """Help on a topic that goes on for at least so many days."""

    topic: str
    days: Annotated[int, Field(ge=1)]


class Product(File):
    """A product of the commission: which result areas it covers and what was agreed of it."""

    number: int
    slug: str
    result_areas: tuple[str, ...]
    minima: tuple[Minimum, ...] = ()
    lasts: Lasting | None = None


class Products(File):
    """``params/products.yaml``: the products, and the lists and classes they share."""

    topics: tuple[str, ...] = ()
    weights: Classes = Field(default_factory=dict)
    complexities: Classes = Field(default_factory=dict)
    products: tuple[Product, ...] = ()

    def number(self, number: int) -> Product:
        """The product with that number; ParameterError names the numbers there are."""
        for product in self.products:
            if product.number == number:
                return product
        allowed = ", ".join(str(product.number) for product in self.products)
        raise ParameterError("product-unknown", number=number, allowed=allowed)


class Total(File):
    """A total that a document states, with the measures that are its parts."""

    slug: str
    column: Literal["expected", "actual"]
    result_area: str
    measure: str
    parts: tuple[str, ...]
    wider: tuple[str, ...] = ()


class TargetRules(File):
    """``params/targets.yaml``: what a measure counts, and which totals have parts."""

    counts: Mapping[str, str]
    totals: tuple[Total, ...] = ()


class Norm(File):
    """A norm: what one case may take (``limit``, ``talks``) and which part keeps within it (``share``).

    None is a limit or share that the source leaves open: unknown, not 0. A ``richtlijn`` says how one
    case should go and not in how many it must: it is counted, not judged. ``elsewhere``: who publishes
    the figure that no registration holds.
    """

    slug: str
    area: str
    result: str
    how: HowMeasured
    source: str
    kind: Literal["norm", "richtlijn", "streven"] = "norm"
    elsewhere: str = ""
    result_areas: tuple[str, ...] = ()
    limit: float | None = None
    unit: str = "aandeel"
    talks: int | None = None
    share: Share | None = None
    item: str = ""


class ResultArea(File):
    """A result area of the commission: its levels of care and its results."""

    slug: str
    levels: tuple[int, ...]
    result_areas: tuple[str, ...]
    results: tuple[str, ...]


class Told(File):
    """What else tells of a result: a measure of the table ``targets``."""

    stated: str


class Voorveld(File):
    """``params/voorveld.yaml``."""

    areas: tuple[ResultArea, ...] = ()
    norms: tuple[Norm, ...] = ()
    solved: tuple[str, ...] = ()
    not_solved: tuple[str, ...] = ()
    told_by: Mapping[str, Told] = {}


@per_workspace
def municipalities() -> Mapping[str, Municipality]:
    """What params/areas.yaml says of each municipality."""
    found = {name: values for name, values in entries("areas.yaml").items() if "parts" not in values}
    return {name: validated(Municipality, values, f"params/areas.yaml, {name}") for name, values in found.items()}


@per_workspace
def regions() -> Mapping[str, frozenset[str]]:
    """The municipalities of each region of params/areas.yaml.

    Raises
    ------
    ParameterError
        ``region-parts``: a part stands twice, is the region itself or is a region.
    """
    found = {name: values for name, values in entries("areas.yaml").items() if "parts" in values}
    read = {name: validated(Region, values, f"params/areas.yaml, {name}").parts for name, values in found.items()}
    for name, parts in read.items():
        if len(set(parts)) < len(parts) or set(parts) & set(read):
            raise ParameterError("region-parts", region=name)
    return {name: frozenset(parts) for name, parts in read.items()}


def areas_of(slug: str) -> tuple[str, ...]:
    """The areas of a municipality, none where params/areas.yaml does not know it."""
    known = municipalities().get(slug)
    return known.areas if known else ()


@per_workspace
def products() -> Products:
    """The products of params/products.yaml."""
    return _read(Products, "products.yaml")


@per_workspace
def target_rules() -> TargetRules:
    """The rules of params/targets.yaml."""
    return _read(TargetRules, "targets.yaml")


@per_workspace
def voorveld() -> Voorveld:
    """The result areas and norms of params/voorveld.yaml."""
    return _read(Voorveld, "voorveld.yaml")


def answers_of(year: int, municipality: str) -> Mapping[str, str]:
    """Goal to status, as the researcher's words of that year's sheets answer it.

    A goal that no sheet answers is absent. Where two sheets answer one, the first by name counts.
    """
    found: dict[str, str] = {}
    for goal, status in _statuses(year, municipality):
        found.setdefault(goal, status)
    return found


def _statuses(year: int, municipality: str) -> Iterator[tuple[str, str]]:
    for path in sorted((home() / "params" / str(year) / municipality).glob("*.md")):
        for hit in _STATUS.finditer(read_words(path)):
            yield hit[1], hit[2].lower().replace(" ", "-")


def _read(model: type[Model], name: str) -> Model:
    return validated(model, read_layered(name), f"params/{name}")
