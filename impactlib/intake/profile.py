"""How complete a registration is: what its steward looks at before anyone counts. It stays with the steward."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from impactlib.intake.csvfile import ROW
from impactlib.intake.rules import MAY_BE_EMPTY
from impactlib.model import INDIVIDUAL, TABLES, Registration

USUAL = 5
"""From this many rows in the middle month, a month without rows is remarkable."""

DROP = 3
"""A month with less than a third of what is usual around it is remarkable."""

AROUND = 3
"""Months before and after a month that say what is usual."""

OF_A_DROP = 10
LEVEL = 0.01
"""Of the tests whether a team differs, Holm's over all teams together."""

GAP = 0.2
"""From this difference in completeness a team is named."""

OF_A_TEAM = 20
MOMENTS = ("start", "goal", "end")


@dataclass(frozen=True)
class Field:
    """A column: how many of the table's rows have a cell that can be read; None where the column is absent."""

    table: str
    column: str
    rows: int
    filled: int | None


@dataclass(frozen=True)
class Months:
    """Rows by month of a table's own day, in one municipality (empty where the table names none).

    ``without``: months between the first and the last without a row, where there usually are some.
    ``low``: months with less than a third of what is usual around them, neither the first nor the last.
    """

    table: str
    column: str
    municipality: str
    counts: Mapping[str, int]
    without: tuple[str, ...]
    low: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """How complete the scores of a sheet will be: of the cases under way in the year, on their own domain.

    ``closed``: by the end of the year, or by the day of the export. ``pairs``: of those, with start and
    end; ``with_goal``: with goal and end.
    """

    year: int
    municipality: str
    theme: str
    cases: int
    closed: int
    pairs: int
    with_goal: int


@dataclass(frozen=True)
class Team:
    """A team of which closed cases have a start and end score more or less often than those of all others."""

    team: str
    closed: int
    pairs: int
    closed_elsewhere: int
    pairs_elsewhere: int


@dataclass(frozen=True)
class Profile:
    """A registration as its steward sees it."""

    fields: tuple[Field, ...]
    months: tuple[Months, ...]
    scored: tuple[Scored, ...]
    teams: tuple[Team, ...]


def profile(registration: Registration, themes: Mapping[str, Sequence[str]]) -> Profile:
    """How complete a registration is, by column, by month, by sheet and by team.

    Parameters
    ----------
    registration : Registration
        As ``read_registration`` opened it.
    themes : mapping of str to sequence of str
        Themes with their domains, of the sheets that may be made.
    """
    return Profile(
        fields=tuple(_fields(registration)),
        months=tuple(_months(registration)),
        scored=tuple(_scored(registration, themes)),
        teams=tuple(_teams(registration)),
    )


def _fields(registration: Registration) -> Iterator[Field]:
    for name, typed in registration.typed.items():
        present = registration.text[name].columns if name in registration.text else typed.columns
        columns = [column for column in TABLES[name].names if column in present]
        counts = _one(typed.agg(rows=typed.count(), **{column: typed[column].count() for column in columns}))
        for column in TABLES[name].names:
            yield Field(name, column, counts["rows"], counts.get(column))


def _months(registration: Registration) -> Iterator[Months]:
    last = registration.meta.extraction_date.strftime("%Y-%m")
    for name, typed in registration.typed.items():
        for column in TABLES[name].columns:
            if column.kind == "date" and column.required and column.name not in MAY_BE_EMPTY:
                yield from _of_day(name, column.name, typed, last)


def _of_day(table: str, column: str, typed: ir.Table, extracted: str) -> Iterator[Months]:
    day = typed[column]
    place = typed["municipality"].fill_null("") if "municipality" in typed.columns else ibis.literal("")
    cells = typed.filter(day.notnull()).select(month=day.strftime("%Y-%m"), place=place)
    found = cells.group_by("place", "month").agg(rows=lambda rows: rows.count()).order_by("place", "month")
    by_place: dict[str, dict[str, int]] = {}
    for row in _rows(found):
        by_place.setdefault(row["place"], {})[row["month"]] = row["rows"]
    for municipality, counts in by_place.items():
        every = list(_between(min(counts), max(counts)))
        usual = statistics.median(counts.get(month, 0) for month in every)
        without = tuple(month for month in every if month not in counts) if usual >= USUAL else ()
        low = tuple(month for month in every[1:-1] if month != extracted and _is_low(month, every, counts))
        yield Months(table, column, municipality, counts, without, low)


def _is_low(month: str, every: Sequence[str], counts: Mapping[str, int]) -> bool:
    place, many = every.index(month), counts.get(month, 0)
    near = [*every[max(place - AROUND, 0) : place], *every[place + 1 : place + 1 + AROUND]]
    usual = statistics.median(counts.get(one, 0) for one in near)
    return 0 < many * DROP < usual and usual >= OF_A_DROP


def _between(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while (found := f"{year}-{month:02d}") <= last:
        yield found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _cases(registration: Registration) -> ir.Table | None:
    """Individual trajectories with the scores on their own domain; an end counts once the case is closed."""
    if not {"trajectories", "zrm_scores"} <= set(registration.typed):
        return None
    cases, seen = registration.typed["trajectories"], ibis.literal(registration.meta.extraction_date)
    own = registration.typed["zrm_scores"].select("domain", *MOMENTS, of="trajectory_id").distinct(on=["of", "domain"])
    rows = cases.filter(cases.kind == INDIVIDUAL)
    rows = rows.left_join(own, [rows.trajectory_id == own.of, rows.zrm_domain == own.domain])
    closed = rows.end_date.notnull() & (rows.end_date <= seen)
    return rows.mutate(
        closed=closed,
        pair=closed & rows.start.notnull() & rows.end.notnull(),
        goal_pair=closed & rows.goal.notnull() & rows.end.notnull(),
        first=rows.start_date.year(),
        last=ibis.ifelse(closed, rows.end_date, seen).year(),
    )


def _scored(registration: Registration, themes: Mapping[str, Sequence[str]]) -> Iterator[Scored]:
    cases = _cases(registration)
    if cases is None:
        return
    years = ibis.range(cases.first, cases["last"] + 1).unnest()
    named = ("municipality", "zrm_domain", "closed", "pair", "goal_pair", "last")
    rows = cases.filter(cases.first.notnull()).select(*named, year=years)
    done = rows["last"] == rows.year
    found = rows.group_by("year", "municipality", "zrm_domain").agg(
        cases=rows.count(),
        closed=(rows.closed & done).sum(),
        pairs=(rows.pair & done).sum(),
        with_goal=(rows.goal_pair & done).sum(),
    )
    sums: dict[tuple[int, str, str], list[int]] = {}
    for row in _rows(found):
        for theme in (slug for slug, domains in themes.items() if row["zrm_domain"] in domains):
            own = sums.setdefault((row["year"], row["municipality"] or "", theme), [0, 0, 0, 0])
            for place, name in enumerate(("cases", "closed", "pairs", "with_goal")):
                own[place] += row[name]
    for (year, municipality, theme), numbers in sorted(sums.items()):
        yield Scored(year, municipality, theme, *numbers)


def _teams(registration: Registration) -> Iterator[Team]:
    """Teams whose completeness differs from that of all others by more than chance makes.

    Source: two-sided test of two proportions (pooled), with Holm (1979) over the teams.
    """
    cases = _cases(registration)
    if cases is None:
        return
    closed = cases.filter(cases.closed, cases.team.notnull())
    found = closed.group_by("team").agg(closed=closed.count(), pairs=closed.pair.sum()).order_by("team")
    teams = [(row["team"], row["closed"], row["pairs"]) for row in _rows(found)]
    every, pairs = (sum(row[place] for row in teams) for place in (1, 2))
    rows = [Team(name, n, k, every - n, pairs - k) for name, n, k in teams]
    tested = sorted((_chance(row), row.team, row) for row in rows if min(row.closed, row.closed_elsewhere) >= OF_A_TEAM)
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - heavy, and seldom asked

    differs = multipletests([chance for chance, *_ in tested], LEVEL, "holm")[0] if tested else ()
    for (*_, row), told in zip(tested, differs, strict=True):
        if told and abs(row.pairs / row.closed - row.pairs_elsewhere / row.closed_elsewhere) >= GAP:
            yield row


def _chance(row: Team) -> float:
    """1 where all have both scores, or none: then there is no spread to test."""
    pairs = (row.pairs, row.pairs_elsewhere)
    n = (row.closed, row.closed_elsewhere)
    from statsmodels.stats.proportion import proportions_ztest  # noqa: PLC0415 - heavy, and seldom asked

    return float(proportions_ztest(pairs, n)[1]) if 0 < sum(pairs) < sum(n) else 1.0


def worklist(registration: Registration) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Cases of which something is missing that the organisation can still look up.

    Returns
    -------
    list of (trajectory_id, municipality, team, lacks)
        By team and number. ``lacks``: start_date, zrm_domain, and of closed individual trajectories
        start, goal and end (the scores on their own domain), but for what ``never_scored`` names. No scores, no clients.
    """
    cases = _cases(registration)
    if cases is None:
        return []
    scored, never = cases.closed & cases.zrm_domain.notnull(), never_scored(registration)
    lacks = {"start_date": cases.start_date.isnull(), "zrm_domain": cases.zrm_domain.isnull()}
    lacks |= {moment: scored & cases[moment].isnull() for moment in MOMENTS if moment not in never}
    rows = cases.select("trajectory_id", "municipality", "team", **{f"no_{name}": test for name, test in lacks.items()})
    rows = rows.filter(ibis.or_(*(rows[f"no_{name}"] for name in lacks))).order_by("team", "trajectory_id")
    return [
        (
            row["trajectory_id"] or "",
            row["municipality"] or "",
            row["team"] or "",
            tuple(name for name in lacks if row[f"no_{name}"]),
        )
        for row in _rows(rows)
    ]


def never_scored(registration: Registration) -> tuple[str, ...]:
    """Moments of which no case has a score: the system does not hold them, and no colleague can look them up."""
    cases = _cases(registration)
    held = _rows(cases.agg(**{moment: cases[moment].count() for moment in MOMENTS}))[0] if cases is not None else {}
    return tuple(moment for moment in MOMENTS if held and not held[moment])


def _rows(expression: ir.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return found


def _one(expression: ir.Table) -> dict[str, int]:
    return {name: int(value) for name, value in _rows(expression)[0].items() if name != ROW}
