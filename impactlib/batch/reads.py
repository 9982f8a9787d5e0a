"""Which rows of a registration a sheet can read, by hash: what it cannot read does not make it again.

Each rule below must name at least every row that a measure of a feitenblad looks at; a row too many
costs a sheet made for nothing, a row too few leaves a page that is wrong. A table without a rule counts
whole. A test spoils cells at random and compares this with what the measures say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impactlib.batch.inputs import digest_of, files_of
from impactlib.batch.jobs import Job
from impactlib.batch.keyed import keyed
from impactlib.batch.registration import Checks
from impactlib.intake.open import folder_of, identifiers
from impactlib.model import Registration
from impactlib.params import FEITENBLAD, spec_of, words_of
from impactlib.params.reports import regions
from impactlib.release import scan_text

COHORT_DAYS = 800
"""Cases that started so long before the as-of date are read only when they were open in the period."""


@dataclass(frozen=True)
class Rule:
    """Rows ``r`` of a table that a sheet ``s`` reads.

    ``keys``: what of the sheet the rule asks for; ``rows``: SQL that gives the rows; ``test``: SQL.
    """

    keys: tuple[str, ...]
    rows: str
    test: str


_HERE = "r.municipality = s.municipality"
_CASES = f"""{_HERE} AND coalesce(r.start_date <= s.final, true)
    AND NOT (coalesce(r.end_date < s.initial, false) AND coalesce(r.start_date < s.cohort, false))"""
_PLACE, _WINDOW = ("municipality",), ("municipality", "initial", "final", "cohort")

RULES: Mapping[str, Rule] = {
    "trajectories": Rule(_WINDOW, "SELECT * EXCLUDE (row) FROM trajectories", _CASES),
    "zrm_scores": Rule(
        (*_WINDOW, "domains"),
        """SELECT z.* EXCLUDE (row), t.municipality, t.start_date, t.end_date, t.zrm_domain AS main
           FROM zrm_scores z JOIN trajectories t ON z.trajectory_id = t.trajectory_id""",
        f"{_CASES} AND list_contains(s.domains, r.main)",
    ),
    "satisfaction_responses": Rule(
        _PLACE,
        """SELECT q.* EXCLUDE (row), t.sex, t.age FROM satisfaction_responses q
           LEFT JOIN trajectories t ON q.trajectory_id = t.trajectory_id""",
        _HERE,
    ),
    **{
        name: Rule(_PLACE, f"SELECT * EXCLUDE (row) FROM {name}", _HERE)  # noqa: S608 - a table of the model
        for name in ("contacts", "activities", "goals", "targets")
    },
    **{
        name: Rule((*_PLACE, "year"), f"SELECT * EXCLUDE (row) FROM {name}", f"{_HERE} AND r.year = s.year")  # noqa: S608
        for name in ("surveys", "survey_answers", "delivered_counts")
    },
    "context": Rule(("indicators",), "SELECT * EXCLUDE (row) FROM context", "list_contains(s.indicators, r.indicator)"),
    **{
        name: Rule(
            _PLACE,
            f"""SELECT t.* EXCLUDE (row), a.municipality FROM {name} t
                JOIN activities a ON t.activity_id = a.activity_id""",  # noqa: S608 - a table of the model
            _HERE,
        )
        for name in ("activity_reach", "activity_themes", "meetings", "impact_responses")
    },
}

_NEEDS = {"zrm_scores": "trajectories", "satisfaction_responses": "trajectories"}
_NEEDS |= dict.fromkeys(("activity_reach", "activity_themes", "meetings", "impact_responses"), "activities")
_SCOPE = {
    "slug": "VARCHAR",
    "municipality": "VARCHAR",
    "year": "BIGINT",
    "initial": "DATE",
    "final": "DATE",
    "cohort": "DATE",
    "domains": "VARCHAR[]",
    "indicators": "VARCHAR[]",
}


def rows_read(jobs: Sequence[Job], folder: Path, checks: Checks) -> dict[str, str]:
    """Keyed hash of what each sheet reads of a registration, by slug; another report, or one of a region, reads all of it.

    Parameters
    ----------
    jobs : sequence of Job
    folder : pathlib.Path
        The registration, or a folder with one for each municipality.
    checks : Checks
        Opens the registrations, and keeps what the checks say of them.

    Raises
    ------
    RegistrationError
        The folder or a file in it cannot be read.
    """
    parts: dict[Path, list[Job]] = {}
    for job in jobs:
        parts.setdefault(folder_of(folder, job.params.municipality), []).append(job)
    return {slug: read for part, asked in parts.items() for slug, read in _read(asked, part, checks).items()}


def _read(jobs: Sequence[Job], folder: Path, checks: Checks) -> dict[str, str]:
    registration = checks.opened(folder)
    levels = sorted(finding.level for finding in registration.findings or ())
    names = identifiers(registration)
    common = [registration.meta, levels, sorted(registration.typed), _named(_descriptions(registration), names)]
    themed = [job for job in jobs if job.params.report == FEITENBLAD and job.params.municipality not in regions()]
    read: dict[str, list[Any]] = {job.slug: [_named(words_of(job.params), names)] for job in themed}
    if registration.typed and themed:
        for slug, found in _hashes(registration, themed):
            read[slug].append(found)
    whole = digest_of(files_of(folder))
    return {job.slug: keyed(digest_of([common, read[job.slug]])) if job in themed else whole for job in jobs}


def _named(text: str, names: frozenset[str]) -> list[str]:
    """Lines that hold an id of the registration: wherever its person belongs, they stop a sheet."""
    lines = text.splitlines()
    places = {finding.where for finding in scan_text(text, "", names) if finding.rule == "naam"}
    return sorted({lines[int(place.rpartition(" ")[2]) - 1] for place in places})


def _descriptions(registration: Registration) -> str:
    """Every text of a registration that a page may show, a line each."""
    found = []
    for name in ("activities", "goals", "efforts", "partners", "projects", "delivered_counts"):
        if name in registration.typed:
            rows = registration.typed[name].to_pandas()
            found += [str(value) for column in rows for value in rows[column].dropna()]
    return "\n".join(" ".join(value.split()) for value in found)


def _hashes(registration: Registration, jobs: Sequence[Job]) -> Iterator[tuple[str, Any]]:
    """Slug and hash of what it reads of one table, for every table and sheet that reads some of it."""
    first = next(iter(registration.typed.values()))
    connection: Any = first.get_backend()
    sql = connection.con.execute
    columns = ", ".join(f"{name} {kind}" for name, kind in _SCOPE.items())
    sql(f"CREATE OR REPLACE TEMP TABLE scopes ({columns})")
    holes = ", ".join("?" * len(_SCOPE))
    connection.con.executemany(f"INSERT INTO scopes VALUES ({holes})", [_scope(job, registration) for job in jobs])  # noqa: S608
    for table in sorted(registration.typed):
        rule = _rule(table, registration)
        keys = ", ".join(rule.keys) or "true"
        same = " AND ".join(f"h.{key} IS NOT DISTINCT FROM s.{key}" for key in rule.keys) or "true"
        found = sql(
            f"""WITH hashed AS (
                SELECT {", ".join(f"s.{key}" for key in rule.keys) or "true AS every"}, count(*) AS n,
                       sum(md5_number_lower(CAST(r AS VARCHAR))) AS lower,
                       sum(md5_number_upper(CAST(r AS VARCHAR))) AS upper
                FROM ({rule.rows}) r JOIN (SELECT DISTINCT {keys} FROM scopes) s ON {rule.test} GROUP BY ALL)
            SELECT s.slug, h.n, h.lower, h.upper FROM scopes s JOIN hashed h ON {same}"""  # noqa: S608 - of the model
        ).fetchall()
        for slug, *numbers in found:
            yield slug, [table, *map(str, numbers)]


def _rule(table: str, registration: Registration) -> Rule:
    if table in RULES and _NEEDS.get(table, table) in registration.typed:
        return RULES[table]
    return Rule((), f"SELECT * EXCLUDE (row) FROM {table}", "true")  # noqa: S608 - a table of the model


def _scope(job: Job, registration: Registration) -> list[Any]:
    """What the rules ask of a sheet, in the order of ``_SCOPE``."""
    spec = spec_of(job.params)
    seen = min(spec.as_of, registration.meta.extraction_date)
    return [
        job.slug,
        spec.params.municipality,
        spec.params.year,
        min(spec.period.first, seen),
        max(spec.period.last, spec.as_of),
        seen - dt.timedelta(days=COHORT_DAYS),
        list(spec.theme.domains),
        list(spec.theme.context),
    ]
