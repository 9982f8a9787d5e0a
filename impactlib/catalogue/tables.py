"""Every table that may be published: who or what it counts, and how it is protected.

docs/tables.md and docs/tables-reports.md say what each row means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from impactlib.model import PrivacyClass

Decision = Literal["shared", "scores", "linked", "separate", "asked"]
Rows = Literal["parts", "independent", "wholes"]
Lists = Literal["all", "occurring"]

PREVIOUS = "-before"
"""Ends the id of a table about the same days of the year before."""

COUNT = ("count",)
SHARE = ("count", "n", "n_eligible", "share")
BOUNDED = (*SHARE, "bounds")
SURE = (*SHARE, "low", "high", "bounds")
MEAN = ("count", "n", "n_eligible", "value", "low", "high")
REACH = ("reach_low", "reach_high", "precision", "per", "unique")
FIGURE = ("value", "area", "year", "source", "name")
DELIVERED = (*SHARE, "low", "high", "source")
MEETINGS = ("count", "precision", "unique")


@dataclass(frozen=True)
class Table:
    """A table by its id.

    Attributes
    ----------
    id : str
    privacy : {"people", "opinion", "open"}
        ``people``: sums over clients, protected. ``opinion``: answers to an anonymous survey.
        ``open``: nothing about a person.
    unit, source : str
        Slugs of what is counted and of where it comes from.
    columns : tuple of str
        Columns of a row that may be filled. Any other number is refused by the release step.
    decided : tuple of {"shared", "scores", "linked", "separate", "asked"}
        With what its rows are decided: the tables that all fact sheets of a municipality share,
        the scores of a theme, counts that several reports have in common, on its own, or after all
        others with the other questions of one's own. Empty for tables that are not about people.
    rows : {"parts", "independent", "wholes"}
        Whether rows with one n are parts of one whole, or each is about people of its own. ``wholes``: the last part of
        a group names the part, what stands before it the whole.
    lists : {"all", "occurring"}
        Whether every class has a row, or only those that occur: then each row is somebody, and
        the number of rows says something too.
    compared : bool
        Whether a report may hold the same of the year before, as ``<id>-before``.
    length_of : str
        The table whose rows it counts: where that list is not told, neither is its length.
    """

    id: str
    privacy: PrivacyClass
    unit: str
    source: str
    columns: tuple[str, ...]
    decided: tuple[Decision, ...] = ()
    rows: Rows = "parts"
    lists: Lists = "all"
    compared: bool = False
    length_of: str = ""


def _cases(table: str, columns: tuple[str, ...], decided: Decision, unit: str = "trajecten") -> Table:
    return Table(table, "people", unit, "registratie", columns, (decided,))


def _work(table: str, *, lists: Lists = "all", compared: bool = False) -> Table:
    unit = "vragen" if table.startswith("questions") else "trajecten"
    return Table(table, "people", unit, "registratie", SHARE, ("linked",), lists=lists, compared=compared)


def _network(table: str, columns: tuple[str, ...]) -> Table:
    return Table(table, "open", "doelen", "doelen-inspanningen-netwerk", columns)


FACT_SHEET = (
    _cases("caseload-flow", COUNT, "shared"),
    _cases("caseload-theme-share", BOUNDED, "shared"),
    _cases("caseload-age", BOUNDED, "linked"),
    _cases("caseload-duration", (*SURE, "value"), "separate"),
    _cases("ph-dimension", BOUNDED, "shared"),
    _cases("dimension-domain", SHARE, "shared"),
    _cases("zrm-end-vs-goal", SURE, "scores"),
    _cases("zrm-end-vs-start", SURE, "scores"),
    _cases("zrm-goal-reached", SURE, "scores"),
    _cases("zrm-levels", SHARE, "scores"),
    _cases("zrm-start-level", SURE, "scores"),
    _cases("zrm-ceiling", SHARE, "scores"),
    _cases("zrm-transitions", SHARE, "scores"),
    _cases("zrm-growth", MEAN, "scores", "punten"),
    Table("response", "opinion", "mensen", "vragenlijsten", SHARE),
    Table("satisfaction", "opinion", "antwoorden", "klanttevredenheid", (*SURE, "value")),
    Table("network-satisfaction", "opinion", "antwoorden", "netwerktevredenheid", (*SURE, "value")),
    Table("collective-activities", "open", "activiteiten", "registratie", ("name", "nature", "dimensions", "evidence")),
    Table("collective-reach", "open", "eigen", "registratie", REACH),
    Table("collective-indicators", "opinion", "punten", "impactvragenlijst", MEAN),
    Table("context", "open", "eigen", "openbare-cijfers", (*FIGURE, "name")),
    Table("delivered-counts", "people", "eigen", "aangeleverd", (*DELIVERED, "value"), ("separate",), rows="wholes"),
)
"""What a fact sheet can hold, in order (docs/tables.md)."""

EFFORT = (
    _work("questions", compared=True),
    _work("questions-quarter", compared=True),
    _work("questions-domain"),
    _work("questions-result-area", lists="occurring"),
    _work("questions-area"),
    _work("trajectories-age"),
    _work("trajectories-result-area", lists="occurring"),
    _work("trajectories-area"),
    _work("trajectories-domain"),
    _work("trajectories-started", compared=True),
    _work("trajectories-closed", compared=True),
    _work("lean-age"),
    _work("lean-result-area", lists="occurring"),
    _work("lean-area"),
    _work("lean-started", compared=True),
    _work("lean-closed", compared=True),
    Table("collective", "open", "eigen", "registratie", MEETINGS, compared=True),
    Table("collective-quarter", "open", "eigen", "registratie", MEETINGS, compared=True),
    Table("collective-age", "open", "eigen", "registratie", MEETINGS),
)
"""What quarterly and annual reports count of all the work."""

AGREED = (
    Table("targets", "open", "eigen", "opgave", ("value", "source")),
    Table("targets-compared", "open", "afspraken", "opgave", COUNT),
    Table("target-totals", "open", "aantal", "opgave", ("value",)),
    Table("target-counts", "people", "procent", "registratie", ("count", "n", "value"), ("linked",)),
    Table("target-participants", "open", "deelnemers", "registratie", (*MEETINGS, "value")),
    Table("budget", "open", "euro", "begroting", ("value", "source")),
)
"""Agreements and what came of them."""

PRODUCT = (
    _work("product-topic"),
    _work("product-age"),
    _work("product-sex"),
    _work("product-weight"),
    _work("product-complexity"),
    _work("product-domain"),
    _work("product-area"),
    Table("product-duration", "people", "dagen", "registratie", MEAN, ("linked", "separate")),
    Table("product-minima", "people", "trajecten", "registratie", SHARE, ("linked", "separate"), rows="independent"),
    Table("product-agreed", "open", "eigen", "opdracht", ("value",)),
)
"""What product sheets hold."""

NORMS = (
    Table(
        "norms",
        "people",
        "trajecten",
        "registratie",
        (*SURE, "value"),
        ("linked", "separate"),
        rows="independent",
    ),
    Table("norms-residents", "opinion", "antwoorden", "vragenlijsten", SURE),
    Table("norm-thresholds", "open", "eigen", "opdracht", ("value", "source")),
    Table("norm-levels", "open", "zorgniveau", "opdracht", ("reach_low", "reach_high", "precision")),
    Table("norm-results", "open", "cijfers", "opdracht", COUNT),
)
"""Norms of a commission."""

REFERRALS = (
    Table("referrals-practice", "people", "trajecten", "registratie", SHARE, ("separate",), lists="occurring"),
    Table("referrals-month", "people", "trajecten", "registratie", SHARE, ("separate",)),
    Table("referrals-practices", "open", "praktijken", "registratie", COUNT, length_of="referrals-practice"),
)
"""Welzijn op Recept."""

NETWORK = (
    _network("din-goals", ("name", "nature", "dimensions", "unit", "source")),
    _network("din-types", SHARE),
    _network("din-answers", ("nature",)),
    _network("din-efforts", ("name", "nature", "dimensions")),
    _network("din-partners", SHARE),
    _network("din-changes", ("nature",)),
)
"""Doelen-Inspanningen-Netwerk."""

ACCOUNT = (
    Table("used-cases", "open", "trajecten", "feitenbladen", COUNT),
    Table("baseline", "open", "eigen", "openbare-cijfers", FIGURE),
    Table("context-all", "open", "eigen", "openbare-cijfers", (*FIGURE, "name")),
)
"""What the accounting of method and the start picture hold."""

TABLES = (*FACT_SHEET, *EFFORT, *AGREED, *PRODUCT, *NORMS, *REFERRALS, *NETWORK, *ACCOUNT)
"""All of them."""
