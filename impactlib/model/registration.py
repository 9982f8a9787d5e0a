"""The canonical tables of a registration (docs/registration-format.md says it to users)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

Kind = Literal["text", "slug", "slugs", "date", "whole", "number", "score", "answer"]
"""How a column is read: text; one allowed slug; slugs split by ``;``; ISO date; whole number
of 0 or more; any number; ZRM score 1-5; answer on a questionnaire's scale."""

DOMAINS = (
    "financien",
    "werk_en_opleiding",
    "tijdsbesteding",
    "huisvesting",
    "huiselijke_relaties",
    "geestelijke_gezondheid",
    "lichamelijke_gezondheid",
    "middelengebruik",
    "basale_adl",
    "instrumentele_adl",
    "sociaal_netwerk",
    "maatschappelijke_participatie",
    "justitie",
)
"""ZRM 2017, in the order of the instrument."""

DOMAINS_2013 = (
    "financien",
    "dagbesteding",
    "huisvesting",
    "huiselijke_relaties",
    "geestelijke_gezondheid",
    "lichamelijke_gezondheid",
    "verslaving",
    "activiteiten_dagelijks_leven",
    "sociaal_netwerk",
    "maatschappelijke_participatie",
    "justitie",
)
"""ZRM 2013: eleven domains; never pooled with those of 2017."""

DIMENSIONS = (
    "lichaamsfuncties",
    "mentaal_welbevinden",
    "zingeving",
    "kwaliteit_van_leven",
    "meedoen",
    "dagelijks_functioneren",
)
"""The six dimensions of Positieve Gezondheid."""

"""The six dimensions of Positieve Gezondheid."""

DIMENSION_UNKNOWN = "onbekend"
"""Among the dimensions of an activity: there may be more than those that are named."""

PRECISIONS = ("exact", "minimaal", "ongeveer", "gemiddeld", "tot_nu_toe", "tussen", "onbekend")
"""How a reach was given."""

DIFFERENCES = (
    "getal",
    "datum",
    "peildatum",
    "termijn",
    "richting",
    "groep",
    "wie",
    "maat",
    "reikwijdte",
    "vraag",
    "voorwaarde",
    "bron",
    "onleesbaar",
)
"""In what a translated goal differs from what was commissioned, or leaves it out: a number, the date,
the date to compare with, the term, the direction, the group of people, who does or knows it, what is
measured, the scope, the question itself, a condition, the source; or a part that cannot be read."""

INDIVIDUAL, LEAN, DISPUTE = "individueel_traject", "leun_en_steun", "buurtbemiddeling"
"""Kinds of trajectories; only individual ones are scored."""

INDICATORS = (
    "erkend_voelen",
    "klanttevredenheid",
    "opgelucht_voelen",
    "netwerkversterking",
    "activering",
    "lichamelijke_gezondheid",
    "participatie",
    "verbonden_voelen",
    "zelfredzaamheid",
    "inbedding",
)
"""The ten indicators of collective impact (questionnaire collectief-10)."""

DELIVERED_SCORES = ("niveau_start", "niveau_doel", "niveau_eind")
"""Delivered tables by ZRM score: at the start, as the goal, at the end."""

DELIVERED_BY = (*DELIVERED_SCORES, "dimensie", "leeftijd")
"""What a delivered table counts by."""

EVERYBODY = "alle"
"""In place of a life domain: the table is about everybody who was helped for the theme."""

ANSWERS = ("q1", "q2", "q3", "q4", "q5", "q6", "q7")


@dataclass(frozen=True)
class Column:
    """One column: how it is read, which slugs it allows, and whether it must be there."""

    name: str
    kind: Kind = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSchema:
    """One table: its columns in order and the columns that together are its key.

    A table of one municipality leaves the optional column ``municipality`` out; where it is there,
    the key holds within it.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def within(self) -> tuple[str, ...]:
        """The optional column that a key holds within."""
        return tuple(one.name for one in self.columns if one.name == "municipality" and not one.required)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _table(name: str, key: str, *columns: Column) -> TableSchema:
    return TableSchema(name, columns, tuple(key.split()))


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _need(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=True) for name in names)


def _slug(name: str, *allowed: str, required: bool = False) -> Column:
    return Column(name, "slug", required, allowed)


_PLACE = _need("organisation", "municipality")
_DOMAIN = _slug("zrm_domain", *DOMAINS, *(d for d in DOMAINS_2013 if d not in DOMAINS))
_DIMENSION = _slug("ph_dimension", *DIMENSIONS)

_ALL = (
    _table(
        "trajectories",
        "trajectory_id",
        *_need("trajectory_id", "client_id"),
        *_PLACE,
        *_text("area", "team"),
        _slug("kind", INDIVIDUAL, LEAN, DISPUTE, required=True),
        *_text("topic", "result_area"),
        _DOMAIN,
        _DIMENSION,
        Column("start_date", "date", required=True),
        Column("end_date", "date", required=True),
        Column("age", "whole"),
        *_text("sex"),
        Column("expected_contacts", "whole"),
        Column("contacts", "whole"),
        Column("questions", "whole"),
        _slug("executed_by", "professional", "vrijwilliger"),
        *_text("referral", "outcome"),
    ),
    _table(
        "zrm_scores",
        "trajectory_id domain",
        *_need("trajectory_id"),
        _slug("version", "2013", "2017", required=True),
        Column("domain", "slug", required=True, allowed=_DOMAIN.allowed),
        *(Column(moment, "score", required=True) for moment in ("start", "goal", "end")),
    ),
    _table(
        "contacts",
        "contact_id",
        *_need("contact_id"),
        Column("date", "date", required=True),
        *_need("municipality"),
        *_text("area"),
        _slug("kind", "informatie_en_advies", "contact_in_collectief", required=True),
        _DOMAIN,
        *_text("result_area"),
    ),
    _table(
        "activities",
        "activity_id",
        *_need("activity_id", "name"),
        *_PLACE,
        *_text("area"),
        _slug("kind", "eigen_inzet", "hulp_bij_zelforganisatie"),
        *_text("result_area", "description"),
        _slug("status", "loopt", "gestopt", "opstart"),
        _slug("evidence", "erkend", "onderbouwd", "werkzame_principes", "geen", "onbekend"),
    ),
    _table(
        "activity_reach",
        "activity_id year quantity",
        *_need("activity_id"),
        Column("year", "whole", required=True),
        *_need("quantity"),
        Column("low", "whole"),
        Column("high", "whole"),
        _slug("precision", *PRECISIONS, required=True),
        _slug("per", "jaar", "week", "totaal"),
        _slug("unique", "ja", "nee", "onbekend"),
    ),
    _table(
        "activity_themes",
        "activity_id theme",
        *_need("activity_id", "theme"),
        _slug("nature", "preventief", "curatief", "beide"),
        Column("ph_dimensions", "slugs", allowed=(*DIMENSIONS, DIMENSION_UNKNOWN)),
    ),
    _table(
        "projects",
        "project_id theme",
        *_need("project_id", "theme", "name"),
        *_text("aim"),
        _slug("role", "trekker", "deelnemer", "adviseur"),
        *_text("partners", "status", "municipality"),
    ),
    _table(
        "meetings",
        "",
        *_need("activity_id"),
        Column("date", "date", required=True),
        Column("participants", "whole"),
        *_text("age_group"),
    ),
    _table(
        "impact_responses",
        "activity_id respondent_id date",
        *_need("activity_id", "respondent_id"),
        Column("date", "date", required=True),
        *(Column(indicator, "answer") for indicator in INDICATORS),
    ),
    _table(
        "surveys",
        "organisation municipality survey year",
        *_PLACE,
        *_need("survey", "questionnaire"),
        Column("year", "whole", required=True),
        Column("invited", "whole"),
        Column("answered", "whole"),
    ),
    _table(
        "survey_answers",
        "organisation municipality survey year item answer",
        *_PLACE,
        *_need("survey"),
        Column("year", "whole", required=True),
        *_need("item", "answer"),
        Column("count", "whole", required=True),
    ),
    _table(
        "delivered_counts",
        "municipality year theme classification domain category",
        *_need("municipality"),
        Column("year", "whole", required=True),
        *_need("theme"),
        _slug("classification", *DELIVERED_BY, required=True),
        _slug("domain", EVERYBODY, *_DOMAIN.allowed, required=True),
        *_need("category"),
        Column("count", "whole", required=True),
        Column("n", "whole"),
        *_need("deliverer", "definition"),
    ),
    _table(
        "satisfaction_responses",
        "response_id",
        *_need("response_id"),
        *_text("trajectory_id"),
        *_PLACE,
        *_need("questionnaire"),
        Column("sent_date", "date", required=True),
        Column("answered_date", "date", required=True),
        *(Column(answer, "answer") for answer in ANSWERS),
    ),
    _table(
        "signals",
        "signal_id",
        *_need("signal_id"),
        Column("signal_date", "date", required=True),
        Column("first_contact_date", "date"),
        Column("picked_up_date", "date"),
        *_text("trajectory_id"),
    ),
    _table(
        "targets",
        "year organisation municipality result_area measure",
        Column("year", "whole", required=True),
        *_PLACE,
        *_need("result_area", "measure"),
        Column("expected", "number"),
        Column("actual", "number"),
        *_text("source"),
    ),
    _table(
        "context",
        "indicator area year",
        *_need("indicator", "area"),
        Column("year", "whole", required=True),
        Column("value", "number"),
        *_text("as_stated", "unit", "source"),
    ),
    _table(
        "goals",
        "goal_id",
        *_need("goal_id"),
        *_PLACE,
        *_need("theme"),
        _slug("dimension", *DIMENSIONS),
        _slug("goal_type", "leerdoel", "prestatiedoel", "preventiedoel"),
        *_need("text"),
        *_text("commissioned_text"),
        Column("differs", "slugs", allowed=DIFFERENCES),
        *_text("deadline", "baseline", "target", "unit", "source"),
    ),
    _table(
        "efforts",
        "",
        *_text("goal_ids"),
        *_need("theme", "text"),
        *_text("status", "stopped_reason", "municipality"),
    ),
    _table("partners", "theme name", *_need("theme", "name"), *_text("kind", "municipality")),
)

TABLES: Mapping[str, TableSchema] = {table.name: table for table in _ALL}


@dataclass(frozen=True)
class RegistrationMeta:
    """What registration.yaml says of the folder.

    ``complete_since``: the first day from which every case is in the system; None where that is not said.
    """

    organisation: str
    extraction_date: dt.date
    system: str
    synthetic: bool
    complete_since: dt.date | None = None


@dataclass(frozen=True)
class Registration:
    """A registration folder, opened but not yet counted.

    Attributes
    ----------
    meta : RegistrationMeta
        Organisation, extraction date, system, and whether the people in it are invented.
    text : mapping of str to ibis table
        Every table that is present, all columns as text (trimmed, empty is null), with ``row``
        (int64): the data row's number in the file, starting at 1, blank rows and lines among
        them. A table that is absent is unknown, not empty.
    typed : mapping of str to ibis table
        The same tables without their blank rows, with ``row``, and every canonical column in its
        own type (a value that cannot be read or is not allowed is null; the finding says where),
        absent columns null.
    unknown_files : tuple of str
        Names of the files in the folder that are not read, sorted.
    findings : tuple of Finding, optional
        What the checks said of these files, where they were asked before; ``text`` is then empty.
    fetched : dict
        Rows that a count has fetched from ``typed``, by what was asked, so that the next one need not.
    """

    meta: RegistrationMeta
    text: Mapping[str, ir.Table]
    typed: Mapping[str, ir.Table]
    unknown_files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] | None = None
    fetched: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing in a registration that is wrong or odd, in however many rows; never holds a person's value.

    Attributes
    ----------
    table, column : str
        Where; without a column it is about the table, or about a file of that name.
    rule : str
        Key of its sentence under ``findings.rules`` of the texts.
    count : int
        How many rows; 0 when it is not about rows.
    rows : tuple of int
        The first of them, at most ``FIRST``.
    hint : str
        A known name that was perhaps meant: from params/ or the model, never from a cell.
    folder : str
        Which registration, where several stand beside each other.
    """

    FIRST: ClassVar[int] = 5

    table: str
    column: str
    rule: str
    level: Literal["error", "warning"]
    count: int = 0
    rows: tuple[int, ...] = ()
    hint: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Checked:
    """What the checks said of a registration folder, and which files they saw.

    ``marks``: name, size and time of change of each file; with others the findings are worth nothing.
    """

    folder: Path
    marks: tuple[tuple[str, int, int], ...]
    findings: tuple[Finding, ...]
