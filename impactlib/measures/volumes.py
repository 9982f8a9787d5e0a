"""How much was done: questions, trajectories and collective meetings of a year or a part of it.

Source: Subsidieaanvraag Carrefour 2026, Kwantitatieve onderbouwing (eight groups of indicators).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.cases import NOT_YET, Unknown, parts, quarters_of
from impactlib.measures.estimate import frame, unknown_row
from impactlib.measures.rows import NOT_RECORDED, UNKNOWN, as_of
from impactlib.model import DOMAINS, INDIVIDUAL, LEAN, Measure, Period, Registration
from impactlib.params import Spec
from impactlib.params.reports import areas_of

SOURCE = "registratie"
KINDS = {"trajectories": INDIVIDUAL, "lean": LEAN}
"""Name of a kind of trajectory in the ids of tables."""

QUESTION_KINDS = ("informatie_en_advies", "contact_in_collectief")
GROUP_KINDS = ("eigen_inzet", "hulp_bij_zelforganisatie")


@dataclass(frozen=True)
class Volumes:
    """What a registration comes down to for one period; each count is made when it is first asked for."""

    registration: Registration
    spec: Spec

    @cached_property
    def questions(self) -> pd.DataFrame:
        """Columns kind, domain, result_area, area, quarter (str), count, clients (int)."""
        asked = cases.questions(self.registration, self.spec)
        asked = asked.assign(quarter=cases.quarter(asked["date"]))
        return cases.tally_questions(asked, "kind", "domain", "result_area", "area", "quarter")

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Trajectories that belong to the period by the sheet's basis.

        Columns kind, domain, result_area, area, age_class (str), count, clients (int).
        """
        rows = cases.in_basis(self._known, self.registration, self.spec)
        return cases.tally(rows, "kind", "domain", "result_area", "area", "age_class", within=("kind",))

    @cached_property
    def started(self) -> pd.DataFrame:
        """Columns kind, quarter (str), count, clients (int): of the period itself, whatever the basis."""
        return self._by_quarter("start_date")

    @cached_property
    def closed(self) -> pd.DataFrame:
        """The same of what ended in the period."""
        return self._by_quarter("end_date")

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """Columns kind, quarter, age_group (str), meetings, uncounted, participants (int)."""
        rows = cases.meetings(self.registration, self.spec)
        rows = rows.assign(quarter=cases.quarter(rows["date"]), uncounted=rows["participants"].isna())
        return rows.groupby(["kind", "quarter", "age_group"], as_index=False).agg(
            meetings=("uncounted", "size"), uncounted=("uncounted", "sum"), participants=("participants", "sum")
        )

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Columns kind (str), count (int): activities that met in the period."""
        met = cases.meetings(self.registration, self.spec)
        return met.groupby("kind", as_index=False).agg(count=("activity_id", "nunique"))

    @cached_property
    def unknown(self) -> Unknown:
        """Table of the registration to the caveat that says why it tells nothing here."""
        return Unknown(self.registration, self.spec)

    @cached_property
    def future(self) -> tuple[str, ...]:
        """Quarters of the period that begin after the as-of date."""
        seen, quarters = as_of(self.registration, self.spec), self.spec.period.quarters
        return tuple(f"{year}-{number}" for year, number in quarters if Period.of_quarter(year, number).first > seen)

    @cached_property
    def _known(self) -> pd.DataFrame:
        return cases.trajectories(self.registration, self.spec)

    def _by_quarter(self, column: str) -> pd.DataFrame:
        rows = cases.in_period(self._known, column, self.registration, self.spec)
        rows = rows.assign(quarter=cases.quarter(rows[column]))
        return cases.tally(rows, "kind", "quarter", within=("kind",))


def year_before(spec: Spec) -> Spec:
    """The same days of the year before, seen from the same day."""
    return replace(spec, period=spec.period.year_before())


def questions(counts: Volumes, spec: Spec) -> list[Measure]:
    """Questions by kind, quarter, life domain, result area and area (questions, questions-...).

    Columns: count of n = all questions, those asked in a group among them; share. Parts of one whole.
    """
    cells, why = counts.questions, counts.unknown["contacts"]
    return [
        _people("questions", parts(cells, "kind", QUESTION_KINDS, unknown=why), spec, "vragen"),
        _people("questions-quarter", _quarters(cells, counts, spec, why), spec, "vragen"),
        _people("questions-domain", parts(cells, "domain", _DOMAINS, unknown=why), spec, "vragen"),
        _people("questions-result-area", parts(cells, "result_area", (), unknown=why), spec, "vragen"),
        _people("questions-area", parts(cells, "area", _areas(spec), unknown=why), spec, "vragen"),
    ]


def trajectories(name: str, counts: Volumes, spec: Spec) -> list[Measure]:
    """Trajectories of a kind by age, life domain, result area and area.

    Parameters
    ----------
    name : {"trajectories", "lean"}
        Individual trajectories, or leun-en-steun; begins the ids of the tables.

    Columns: count of n = the trajectories of that kind that belong to the period; share. Parts of
    one whole. Leun-en-steun is not scored and has no table by life domain.
    """
    cells, why = counts.cases[counts.cases["kind"] == KINDS[name]], counts.unknown["trajectories"]
    ages = (*spec.scales.age_classes, UNKNOWN)
    found = [
        _people(f"{name}-age", parts(cells, "age_class", ages, unknown=why), spec),
        _people(f"{name}-result-area", parts(cells, "result_area", (), unknown=why), spec),
        _people(f"{name}-area", parts(cells, "area", _areas(spec), unknown=why), spec),
    ]
    if name == "trajectories":
        found.append(_people(f"{name}-domain", parts(cells, "domain", _DOMAINS, unknown=why), spec))
    return found


def trends(counts: Volumes, spec: Spec, suffix: str = "") -> list[Measure]:
    """Trajectories that started and closed, by quarter (trajectories-started, lean-closed ...).

    Columns: count of n = all of that kind in the period; share. Parts of one whole. A quarter that
    begins after the as-of date is unknown. ``suffix`` names the tables of the year before.
    """
    found = []
    for name, kind in KINDS.items():
        for event, cells in (("started", counts.started), ("closed", counts.closed)):
            of_kind = cells[cells["kind"] == kind]
            rows = _quarters(of_kind, counts, spec, counts.unknown["trajectories"])
            found.append(_people(f"{name}-{event}{suffix}", rows, spec))
    return found


def collective(counts: Volumes, spec: Spec, suffix: str = "") -> list[Measure]:
    """Collective effort, own and self-organised: trajectories, meetings, participants.

    ``collective``: ``<kind>/trajecten`` (activities that met, once or often), ``/bijeenkomsten``,
    ``/deelnemers`` (not unique) and ``/zonder_aantal`` (meetings of which nobody counted the
    participants; the participants are then at least so many). ``collective-quarter`` the same by
    quarter, ``collective-age`` the participants by age group.
    """
    rows = [row for kind in GROUP_KINDS for row in _effort(kind, counts)]
    quarters = [row for kind in GROUP_KINDS for row in _effort_by_quarter(kind, counts, spec)]
    ages = [_age_group(age, counts) for age in (*spec.scales.age_classes, NOT_RECORDED)]
    return [
        _open(f"collective{suffix}", rows, spec),
        _open(f"collective-quarter{suffix}", quarters, spec),
        _open(f"collective-age{suffix}", ages, spec),
    ]


_DOMAINS = (*DOMAINS, NOT_RECORDED)


def _areas(spec: Spec) -> tuple[str, ...]:
    return (*areas_of(spec.params.municipality), NOT_RECORDED)


def _quarters(cells: pd.DataFrame, counts: Volumes, spec: Spec, why: str) -> list[dict[str, Any]]:
    rows = parts(cells, "quarter", quarters_of(spec.period), unknown=why)
    return [unknown_row(row["group"], caveats=(NOT_YET,)) if row["group"] in counts.future else row for row in rows]


def _effort(kind: str, counts: Volumes) -> list[dict[str, Any]]:
    if counts.unknown["meetings"]:
        names = ("trajecten", "bijeenkomsten", "deelnemers", "zonder_aantal")
        return [unknown_row(f"{kind}/{name}", unit=name, caveats=(counts.unknown["meetings"],)) for name in names]
    met = counts.meetings[counts.meetings["kind"] == kind]
    found = counts.groups.loc[counts.groups["kind"] == kind, "count"].sum()
    rows: list[dict[str, Any]] = [_number(f"{kind}/trajecten", int(found), "trajecten")]
    return rows + _meetings_of(kind, met)


def _meetings_of(group: str, met: pd.DataFrame) -> list[dict[str, Any]]:
    many, uncounted = int(met["meetings"].sum()), int(met["uncounted"].sum())
    return [
        _number(f"{group}/bijeenkomsten", many, "bijeenkomsten"),
        _participants(f"{group}/deelnemers", met),
        _number(f"{group}/zonder_aantal", uncounted, "bijeenkomsten"),
    ]


def _effort_by_quarter(kind: str, counts: Volumes, spec: Spec) -> list[dict[str, Any]]:
    met, rows = counts.meetings[counts.meetings["kind"] == kind], []
    for quarter in quarters_of(spec.period):
        why = NOT_YET if quarter in counts.future else counts.unknown["meetings"]
        names = ("bijeenkomsten", "deelnemers", "zonder_aantal")
        rows += (
            [unknown_row(f"{kind}/{quarter}/{name}", unit=name, caveats=(why,)) for name in names]
            if why
            else _meetings_of(f"{kind}/{quarter}", met[met["quarter"] == quarter])
        )
    return rows


def _age_group(age: str, counts: Volumes) -> dict[str, Any]:
    if counts.unknown["meetings"]:
        return unknown_row(age, unit="deelnemers", caveats=(counts.unknown["meetings"],))
    return _participants(age, counts.meetings[counts.meetings["age_group"] == age])


def _participants(group: str, met: pd.DataFrame) -> dict[str, Any]:
    """Participants of the meetings that were counted; unknown where none of them was."""
    many, uncounted = int(met["meetings"].sum()), int(met["uncounted"].sum())
    if many and many == uncounted:
        return unknown_row(group, unit="deelnemers", precision="onbekend", unique="nee")
    precision = "minimaal" if uncounted else "exact"
    return _number(group, int(met["participants"].sum()), "deelnemers") | {"precision": precision, "unique": "nee"}


def _number(group: str, count: int, unit: str) -> dict[str, Any]:
    return {"group": group, "count": count, "unit": unit, "method": "telling"}


def _people(table: str, rows: Sequence[dict[str, Any]], spec: Spec, unit: str = "trajecten") -> Measure:
    return Measure(table, frame(rows), spec.period, unit, SOURCE, (), "people")


def _open(table: str, rows: Sequence[dict[str, Any]], spec: Spec) -> Measure:
    return Measure(table, frame(rows), spec.period, "eigen", SOURCE, (), "open")
