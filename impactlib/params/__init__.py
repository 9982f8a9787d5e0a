"""The only reader of ``params/``: parameters of a sheet, themes, policies, norms and scales."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from impactlib.model import DIMENSIONS, DOMAINS, DOMAINS_2013, ParameterError, Period
from impactlib.params.checked import File, hint, known, one_of, validated
from impactlib.params.files import (
    entries,
    home,
    layers,
    per_workspace,
    read_layered,
    read_mapping,
    read_text,
    read_words,
    read_yaml,
    stems,
)
from impactlib.params.workspace import Workspace, registration_folder, workspace

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Basis = Literal["in_behandeling", "gestart", "afgesloten"]
PolicyName = Literal["standaard", "streng", "intern"]
SheetState = Literal["concept", "voorlopig", "definitief"]

__all__ = [
    "FEITENBLAD",
    "NO_THEME",
    "Basis",
    "CaveatRule",
    "Dimension",
    "Domain",
    "Norms",
    "Policy",
    "PolicyName",
    "Questionnaire",
    "Scales",
    "SheetParams",
    "SheetState",
    "Slug",
    "Spec",
    "Theme",
    "Workspace",
    "caveat_rules",
    "hint",
    "home",
    "norms",
    "policies",
    "read_mapping",
    "read_text",
    "read_words",
    "read_yaml",
    "registration_folder",
    "scales",
    "sheet_params",
    "spec_of",
    "theme_of",
    "themes",
    "words_of",
    "workspace",
]

Domain = Annotated[str, one_of(dict.fromkeys((*DOMAINS, *DOMAINS_2013)))]
Dimension = Annotated[str, one_of(DIMENSIONS)]

FEITENBLAD = "feitenblad"
"""The report that has a theme."""


class SheetParams(BaseModel):
    """The parameters of one sheet: flat, as papermill passes them; empty means the default.

    ``municipality`` may be a region of params/areas.yaml. ``organisation``: whose rows of the registration are counted
    (default: those of the organisation that registration.yaml names).

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
    organisation: str = ""
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


class Theme(File):
    """What a theme is (``params/themes/<theme>.yaml``).

    ``individual`` and ``cooperation`` name the work of an organisation; ``only_with`` is the system of
    the registration whose pages may hold them (empty: any).
    """

    title: str
    domains: tuple[Domain, ...] = ()
    dimension: Dimension
    top_dimensions: tuple[Dimension, ...] = ()
    goals: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    individual: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    only_with: str = ""
    year_caveats: Mapping[int, str] = {}


NO_THEME = Theme.model_construct(title="", dimension="")
"""The theme of a report that is about all the work."""


class Policy(File):
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


class Norms(File):
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
    intervals_from_clusters: int
    transitions_from: int


class Questionnaire(File):
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
            raise PydanticCustomError("reversed_item", "no item on a scale", {"item": wrong[0]})
        return self


class Scales(File):
    """Ordered labels, classes and questionnaires (``params/scales.yaml``)."""

    age_classes: tuple[str, ...]
    zrm_levels: Mapping[int, str]
    questionnaires: Mapping[str, Questionnaire]


class CaveatRule(File):
    """When a caveat goes with a table, or with rows of it (``params/caveats.yaml``)."""

    code: str
    tables: tuple[str, ...]
    rows: tuple[str, ...] = ()
    when: Literal[
        "always",
        "shown",
        "positive",
        "small",
        "unknown",
        "older",
        "not_generalisable",
        "not_unique",
        "special_year",
        "empty",
    ] = "always"


class _CaveatRules(File):
    rules: tuple[CaveatRule, ...]


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


def sheet_params(values: Mapping[str, Any], origin: str = "") -> SheetParams:
    """Check the parameters of a sheet; the first that is wrong stops everything.

    Raises
    ------
    ParameterError
        Names the key, what it holds and what is allowed.
    """
    known(values, SheetParams.model_fields, origin)
    return validated(SheetParams, values, origin)


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
    """Slugs of the themes that the library and the workspace know, sorted."""
    return stems("themes")


def theme_of(slug: str) -> Theme:
    """The theme ``slug``; ParameterError names the themes there are."""
    if slug not in themes():
        raise ParameterError("theme-unknown", theme=slug, allowed=", ".join(themes()), hint=hint(slug, themes()))
    name = f"themes/{slug}.yaml"
    return validated(Theme, read_layered(name), f"params/{name}")


@per_workspace
def policies() -> Mapping[str, Policy]:
    """The publishing policies by name."""
    found = entries("privacy.yaml")
    return {
        name: validated(Policy, {"name": name, **rules}, f"params/privacy.yaml, {name}")
        for name, rules in found.items()
    }


@per_workspace
def norms() -> Norms:
    """The norms of params/norms.yaml, without their authorities."""
    found = {key: entry.get("value") for key, entry in entries("norms.yaml").items()}
    return validated(Norms, found, "params/norms.yaml")


@per_workspace
def scales() -> Scales:
    """The scales of params/scales.yaml."""
    return validated(Scales, read_layered("scales.yaml"), "params/scales.yaml")


@per_workspace
def caveat_rules() -> tuple[CaveatRule, ...]:
    """The rules of params/caveats.yaml, in their order; what a workspace says of a code goes before the library."""
    found: list[CaveatRule] = []
    for path in layers("caveats.yaml"):
        rules = validated(_CaveatRules, {"rules": read_yaml(path) or ()}, "params/caveats.yaml").rules
        own = {rule.code for rule in rules}
        found = [*(rule for rule in found if rule.code not in own), *rules]
    return tuple(found)


def words_of(params: SheetParams) -> str:
    """The researcher's own words for a sheet (Markdown, without its comments), or an empty text."""
    path = home() / "params" / str(params.year) / params.municipality / f"{params.slug}.md"
    return read_words(path) if path.is_file() else ""


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
