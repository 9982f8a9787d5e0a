"""Expected against actual: what a document states, what the registration counts, and whether sums agree.

Sources: Subsidieaanvraag Carrefour 2026 and Jaarverslag Carrefour 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from impactlib.measures import cases
from impactlib.measures.cases import NOT_REGISTERED, Unknown, single
from impactlib.measures.estimate import frame, stated_row, total, unknown_row
from impactlib.measures.rows import fetched, table, text
from impactlib.model import Measure, Registration, group_of
from impactlib.params import Spec
from impactlib.params.reports import TargetRules, Total

SCALED = "(x10)"
"""Mark of a row that a document printed divided by ten, to fit it into one chart."""

NO_TARGET = "geen-verwachting"
NOT_STATED = "niet-opgegeven"
PART_UNKNOWN = "deel-onbekend"
ALL, PARTICIPANTS, QUESTIONS = "totaal", "deelnemers", "vragen"


@dataclass(frozen=True)
class Target:
    """What was expected and what came of it, for one result area and one measure (or several joined by ;)."""

    result_area: str
    measure: str
    expected: float | None
    actual: float | None
    source: str | None

    @property
    def group(self) -> str:
        return group_of(self.result_area, self.measure)

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(self.measure.split(";"))


def targets_of(registration: Registration, spec: Spec) -> tuple[Target, ...]:
    """The year's targets of the municipality, scaled rows as they were meant.

    A measure that ends in ``(x10)`` is multiplied by ten and loses the mark; a number that is not
    there stays None: a 0 in its place would be a claim.
    """
    rows = table(registration, "targets")
    here = rows.filter(rows.municipality == spec.params.municipality, rows.year == spec.params.year)
    return tuple(
        _target(row) for row in fetched(here.order_by("row" if "row" in here.columns else "measure")).itertuples()
    )


def _target(row: Any) -> Target:
    measure = str(row.measure)
    factor = 10 if measure.endswith(SCALED) else 1
    numbers = (None if pd.isna(value) else round(float(value) * factor, 9) for value in (row.expected, row.actual))
    expected, actual = numbers
    return Target(str(row.result_area), measure.removesuffix(SCALED).strip(), expected, actual, text(row.source))


def stated(targets: Sequence[Target], spec: Spec) -> Measure:
    """What documents state, by result area and measure (targets).

    Groups ``<result area>/<measure>/expected``, ``/actual`` and ``/ratio``: value; unit ``procent``
    for a ratio (100 times actual over expected) and for a measure that is a percentage, else
    ``aantal``. What was not stated is unknown, and so is a ratio without expectation.
    """
    rows = [row for target in targets for row in _stated(target)]
    return Measure("targets", frame(rows), spec.period, "eigen", "opgave", (), "open")


def _stated(target: Target) -> list[dict[str, Any]]:
    unit = "procent" if target.measure.endswith("_procent") else "aantal"
    ratio = _ratio(target.actual, target.expected)
    no_target = (NO_TARGET,) if target.expected is None else ()
    no_actual = (NOT_STATED,) if target.actual is None else ()
    return [
        stated_row(f"{target.group}/expected", target.expected, unit, target.source, no_target),
        stated_row(f"{target.group}/actual", target.actual, unit, target.source, no_actual),
        stated_row(f"{target.group}/ratio", ratio, "procent", target.source, no_target + no_actual),
    ]


def _ratio(actual: float | None, expected: float | None) -> float | None:
    return None if actual is None or not expected else 100 * actual / expected


def totals(targets: Sequence[Target], rules: TargetRules, spec: Spec) -> Measure:
    """Totals that a document states, beside the sum of their parts (target-totals).

    Groups ``<total>/stated``, ``/parts`` (sum of the parts of that year), ``/difference`` (stated
    less parts), and with ``_wider`` the same with what stands elsewhere in the document. A total that
    was not stated that year has no rows. With a part unknown the sum is of the others, and says so.
    """
    rows = [row for rule in rules.totals for row in _total(rule, targets)]
    return Measure("target-totals", frame(rows), spec.period, "aantal", "opgave", (), "open")


def _total(rule: Total, targets: Sequence[Target]) -> list[dict[str, Any]]:
    whole = [t for t in targets if (t.result_area, t.measure) == (rule.result_area, rule.measure)]
    areas = [
        t for t in targets if t not in whole and (rule.result_area in (ALL, t.result_area)) and t.result_area != ALL
    ]
    found = [t for t in areas if t.measure in rule.parts]
    said: float | None = getattr(whole[0], rule.column) if whole else None
    if said is None:
        return []
    rows = [stated_row(f"{rule.slug}/stated", said, "aantal")]
    sums = {"": found, "_wider": found + [t for t in areas if t.measure in rule.wider]}
    for suffix, members in sums.items():
        if not suffix or rule.wider:
            rows += _sums(rule, suffix, said, [getattr(member, rule.column) for member in members])
    return rows


def _sums(rule: Total, suffix: str, said: float, numbers: Sequence[float | None]) -> list[dict[str, Any]]:
    known = [number for number in numbers if number is not None]
    added = sum(known) if known else None
    gap = None if added is None else said - added
    rows = [
        stated_row(f"{rule.slug}/parts{suffix}", added, "aantal"),
        stated_row(f"{rule.slug}/difference{suffix}", gap, "aantal"),
    ]
    caveats = (PART_UNKNOWN,) if len(known) < len(numbers) else ()
    return [row | {"caveats": caveats} for row in rows]


@dataclass(frozen=True)
class Effort:
    """What the registration counts of a period: what started in it, so that quarters add up and nothing counts twice.

    Each count is made when it is first asked for.
    """

    registration: Registration
    spec: Spec

    @cached_property
    def people(self) -> pd.DataFrame:
        """Columns component (a kind of trajectory, or ``vragen``), result_area (str), count, clients (int)."""
        known = cases.trajectories(self.registration, self.spec)
        started = cases.in_period(known, "start_date", self.registration, self.spec)
        of_kind = cases.tally(started, "kind", "result_area", within=("kind", "result_area"))
        asked = cases.tally_questions(cases.questions(self.registration, self.spec), "result_area")
        found = pd.concat([of_kind, asked.assign(kind=QUESTIONS)], ignore_index=True)
        return found.rename(columns={"kind": "component"})

    @cached_property
    def participants(self) -> pd.DataFrame:
        """Columns result_area (str), participants, uncounted (int)."""
        met = cases.meetings(self.registration, self.spec)
        met = met.assign(uncounted=met["participants"].isna())
        return met.groupby("result_area", as_index=False)[["participants", "uncounted"]].sum()

    @cached_property
    def unknown(self) -> Unknown:
        """Table of the registration to the caveat that says why it tells nothing here."""
        return Unknown(self.registration, self.spec)


def counted_people(effort: Effort, targets: Sequence[Target], rules: TargetRules, spec: Spec) -> Measure:
    """Trajectories, matches, requests and questions by result area, beside what was expected (target-counts).

    Group ``<result area>/<measure>``; count (started in the period; questions asked in it), n the
    same: no part of a whole. value: 100 times count over expected, None without an expectation. What
    was done in a result area without an expectation has a row with that caveat.
    """
    asked = [target for target in targets if _counts_people(target, rules)]
    covered = {(target.result_area, rules.counts[name]) for target in asked for name in target.measures}
    rows = [_people(target, effort, rules) for target in [*asked, *_without(effort, covered, rules)]]
    return Measure("target-counts", frame(rows), spec.period, "procent", "registratie", (), "people")


def counted_participants(effort: Effort, targets: Sequence[Target], spec: Spec) -> Measure:
    """Participants of meetings by result area, not unique, beside what was expected (target-participants).

    Group ``<result area>/deelnemers``; count; value as in target-counts; precision ``minimaal`` where
    nobody counted the participants of some meetings.
    """
    expected = {target.result_area: target.expected for target in targets if target.measure == PARTICIPANTS}
    active = sorted(set(effort.participants["result_area"]) - set(expected)) if not effort.unknown["meetings"] else []
    rows = [_participants(area, expected.get(area), effort) for area in (*expected, *active)]
    return Measure("target-participants", frame(rows), spec.period, "deelnemers", "registratie", (), "open")


def _counts_people(target: Target, rules: TargetRules) -> bool:
    return all(rules.counts.get(measure, PARTICIPANTS) != PARTICIPANTS for measure in target.measures)


def _without(effort: Effort, covered: set[tuple[str, str]], rules: TargetRules) -> list[Target]:
    """What was done without an expectation, by result area and measure."""
    names = {component: name for name, component in rules.counts.items()}
    done = sorted(zip(effort.people["result_area"], effort.people["component"], strict=True))
    return [Target(area, names[one], None, None, None) for area, one in done if (area, one) not in covered]


def _people(target: Target, effort: Effort, rules: TargetRules) -> dict[str, Any]:
    components = {rules.counts[measure] for measure in target.measures}
    lacking = [effort.unknown["contacts" if one == QUESTIONS else "trajectories"] for one in components]
    why = next((reason for reason in lacking if reason), "")
    caveats = (NO_TARGET,) if target.expected is None else ()
    if why:
        return unknown_row(target.group, unit="procent", caveats=(*caveats, why))
    cells = effort.people[effort.people["component"].isin(components)]
    if target.result_area != ALL:
        cells = cells[cells["result_area"] == target.result_area]
    count = total(cells)
    ratio = _ratio(count, target.expected)
    return single(target.group, count, total(cells, "clients"), value=ratio, unit="procent", caveats=caveats)


def _participants(area: str, expected: float | None, effort: Effort) -> dict[str, Any]:
    caveats = (NO_TARGET,) if expected is None else ()
    group = group_of(area, PARTICIPANTS)
    if effort.unknown["meetings"]:
        return unknown_row(group, unit="procent", caveats=(*caveats, effort.unknown["meetings"] or NOT_REGISTERED))
    met = effort.participants
    met = met if area == ALL else met[met["result_area"] == area]
    count, uncounted = int(met["participants"].sum()), int(met["uncounted"].sum())
    precision = {"precision": "minimaal" if uncounted else "exact", "unique": "nee"}
    ratio = {"value": _ratio(count, expected), "unit": "procent", "method": "telling", "caveats": caveats}
    return {"group": group, "count": count, **ratio, **precision}
