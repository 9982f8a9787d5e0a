"""The only reader of ``params/``: parameters of a sheet, themes, policies, norms and scales."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from impactlib.model import ParameterError, Period

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Basis = Literal["in_behandeling", "gestart", "afgesloten"]
PolicyName = Literal["standaard", "streng", "intern"]
SheetState = Literal["concept", "voorlopig", "definitief"]

FEITENBLAD = "feitenblad"
"""The report that has a theme."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Model = TypeVar("Model", bound=BaseModel)


class SheetParams(BaseModel):
    """The parameters of one sheet: flat, as papermill passes them; empty means the default.

    ``period`` is ``first/last`` (default: the year), ``as_of`` a date (default: the period's
    last day), ``source`` a registration folder (default: the demonstration registration), ``earlier`` a
    folder with what was published before, treated as known. A sheet leaves ``state`` concept only
    when everything in its texts that looks like a person's data was ``confirmed``: the code that
    the refusal names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    year: Annotated[int, Field(ge=1900, le=2200)]
    municipality: Slug
    theme: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$")] = ""
    report: Slug = FEITENBLAD
    period: str = ""
    as_of: str = ""
    basis: Basis = "in_behandeling"
    source: str = ""
    earlier: str = ""
    language: Slug = "nl"
    privacy: PolicyName = "standaard"
    state: SheetState = "concept"
    confirmed: str = ""

    @property
    def slug(self) -> str:
        """Name of the sheet's files: its theme, or the report that takes the theme's place."""
        return self.theme if self.report == FEITENBLAD else self.report


class Theme(_File):
    """What a theme is (``params/themes/<theme>.yaml``)."""

    title: str
    domains: tuple[str, ...] = ()
    dimension: str
    top_dimensions: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    individual: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    year_caveats: Mapping[int, str] = {}


NO_THEME = Theme(title="", dimension="")
"""The theme of a report that is about all the work."""


class Policy(_File):
    """A rule set for publishing (``params/privacy.yaml``)."""

    name: PolicyName
    threshold: Annotated[int, Field(ge=1)]
    percentages_from: Annotated[int, Field(ge=1)]
    means_from: Annotated[int, Field(ge=1)]
    intervals_from: Annotated[int, Field(ge=1)]
    opinions_from: Annotated[int, Field(ge=1)]
    top_code: Annotated[float, Field(gt=0.5, le=1)]
    possible_values: Annotated[int, Field(ge=1)]
    share_digits: Annotated[int, Field(ge=0)] | None
    value_digits: Annotated[int, Field(ge=0)] | None
    why: str


class Norms(_File):
    """Thresholds that decide what may be said of a survey or a mean (``params/norms.yaml``)."""

    answered_at_least: int
    response_at_least: float
    generalisable_response: float
    generalisable_half_width: float
    background_difference: float
    interval_level: float
    interval: Literal["wilson", "exact"]
    small_n: int
    few_clusters: int
    transitions_from: int


class Questionnaire(_File):
    """A version of a questionnaire: its items, their scale and which answers are favourable.

    Answers to the items in ``reversed`` run the other way; they are turned before they are counted.
    """

    title: str
    lowest: float = 1
    highest: float = 5
    items: Mapping[str, Literal["scale", "mark", "open", "yes_no"]]
    favourable: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ("weet_niet", "")
    source: str

    @model_validator(mode="after")
    def _reversed_can_be_turned(self) -> Questionnaire:
        wrong = [item for item in self.reversed if self.items.get(item) not in ("scale", "yes_no")]
        if wrong:
            raise ValueError(f"reversed: {wrong[0]} is no item on a scale")
        return self


class Scales(_File):
    """Ordered labels, classes and questionnaires (``params/scales.yaml``)."""

    age_classes: tuple[str, ...]
    zrm_levels: Mapping[int, str]
    questionnaires: Mapping[str, Questionnaire]


class CaveatRule(_File):
    """When a caveat goes with a table, or with rows of it (``params/caveats.yaml``)."""

    code: str
    tables: tuple[str, ...]
    rows: tuple[str, ...] = ()
    when: Literal[
        "always", "positive", "small", "unknown", "older", "not_generalisable", "not_unique", "special_year", "empty"
    ] = "always"


@dataclass(frozen=True)
class Spec:
    """Everything that params/ says of one sheet."""

    params: SheetParams
    period: Period
    as_of: dt.date
    theme: Theme
    policy: Policy
    norms: Norms
    scales: Scales


def home() -> Path:
    """The folder that holds params/, data/ and notebooks/ (``IMPACT_HOME`` may name another)."""
    return Path(os.environ.get("IMPACT_HOME") or Path(__file__).resolve().parents[2])


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; ParameterError where it is absent or broken."""
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except OSError:
        raise ParameterError("params-missing", file=_shown(path)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else "?"
        raise ParameterError("params-broken", file=_shown(path), line=line) from None


def sheet_params(values: Mapping[str, Any], origin: str = "") -> SheetParams:
    """Check the parameters of a sheet; the first that is wrong stops everything.

    Raises
    ------
    ParameterError
        Names the key, what it holds and what is allowed.
    """
    _known(values, SheetParams.model_fields, origin)
    return _validated(SheetParams, values, origin)


def spec_of(values: Mapping[str, Any] | SheetParams) -> Spec:
    """Resolve the parameters of a sheet into everything params/ says of it."""
    params = values if isinstance(values, SheetParams) else sheet_params(values)
    period = _period(params)
    return Spec(
        params=params,
        period=period,
        as_of=_date("as_of", params.as_of) if params.as_of else period.last,
        theme=theme_of(params.theme) if params.theme or params.report == FEITENBLAD else NO_THEME,
        policy=policies()[params.privacy],
        norms=norms(),
        scales=scales(),
    )


def themes() -> tuple[str, ...]:
    """Slugs of the themes in params/themes, sorted."""
    return tuple(sorted(path.stem for path in (home() / "params" / "themes").glob("*.yaml")))


def theme_of(slug: str) -> Theme:
    """The theme ``slug``; ParameterError names the themes there are."""
    if slug not in themes():
        raise ParameterError("theme-unknown", theme=slug, allowed=", ".join(themes()), hint=_hint(slug, themes()))
    path = home() / "params" / "themes" / f"{slug}.yaml"
    return _validated(Theme, read_yaml(path), _shown(path))


@cache
def policies() -> Mapping[str, Policy]:
    """The publishing policies by name."""
    path = home() / "params" / "privacy.yaml"
    found: Mapping[str, Any] = read_yaml(path)
    return {name: _validated(Policy, {"name": name, **rules}, _shown(path)) for name, rules in found.items()}


@cache
def norms() -> Norms:
    """The norms of params/norms.yaml, without their authorities."""
    path = home() / "params" / "norms.yaml"
    return _validated(Norms, {key: entry["value"] for key, entry in read_yaml(path).items()}, _shown(path))


@cache
def scales() -> Scales:
    """The scales of params/scales.yaml."""
    path = home() / "params" / "scales.yaml"
    return _validated(Scales, read_yaml(path), _shown(path))


@cache
def caveat_rules() -> tuple[CaveatRule, ...]:
    """The rules of params/caveats.yaml, in their order."""
    path = home() / "params" / "caveats.yaml"
    return tuple(_validated(CaveatRule, rule, _shown(path)) for rule in read_yaml(path))


def words_of(params: SheetParams) -> str:
    """The researcher's own words for a sheet (Markdown), or an empty text."""
    path = home() / "params" / str(params.year) / params.municipality / f"{params.slug}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _period(params: SheetParams) -> Period:
    if not params.period:
        return Period.of_year(params.year)
    try:
        return Period.parse(params.period)
    except ValueError:
        raise ParameterError("period", value=params.period) from None


def _date(key: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ParameterError("date", key=key, value=text) from None


def _known(values: Mapping[str, Any], allowed: Iterable[str], origin: str) -> None:
    names = list(allowed)
    for key in values:
        if key not in names:
            raise ParameterError(
                "parameter-unknown", key=key, origin=origin, hint=_hint(key, names), allowed=", ".join(names)
            )


def _hint(word: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(names), n=1, cutoff=0.5)
    return close[0] if close else "-"


def _validated(model: type[Model], values: Mapping[str, Any], origin: str) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ParameterError("parameter-value", key=key, origin=origin or "-", why=first["msg"]) from None


def _shown(path: Path) -> str:
    """The path as a user may see it: relative to the project, never this machine's."""
    return path.relative_to(home()).as_posix() if path.is_relative_to(home()) else path.name
