"""How well the door holds: random registrations, an independent attacker, time and loss.

    python benchmarks/disclosure.py [--sets 500] [--first 0] [--policy standaard] [--shape usual]

A set is a municipality of 30 to 1500 cases with three themes and two years. Its tables have the
shape of a feitenblad's. The attacker of ``impactlib.audit`` gets every released sheet of the set;
it must not narrow a hidden cell below the possible values that the policy promises. ``--shape`` draws
what real registrations can look like and a random one hardly ever does (``SHAPES``).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

from impactlib.audit import RULES, AuditFinding
from impactlib.audit.attack import attack
from impactlib.audit.direct import shown_outright
from impactlib.audit.files import Published
from impactlib.measures import from_counts
from impactlib.measures.counts import CaseCounts
from impactlib.model import DIMENSIONS, DOMAINS, Measure, Released, ReleasedSheet
from impactlib.params import Spec, policies, spec_of
from impactlib.release import partition, release
from impactlib.release.solve import Choice

YEARS = (2020, 2021)
THEMES = ("armoede", "gezonde-leefstijl", "laaggeletterdheid")
BLANK = "not_recorded"
TABLE_DOMAINS = ("financien", "lichamelijke_gezondheid")
CLASSES = ("0-17", "18-24", "25-44", "45-64", "65+", "unknown")


SHAPES: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "usual": lambda rows: rows,
    "village": lambda rows: rows[:30],
    "unscored": lambda rows: rows.assign(start=0, goal=0, end=0),
    "without-goals": lambda rows: rows.assign(goal=0),
    "without-ends": lambda rows: rows.assign(end=0),
    "alike": lambda rows: rows.assign(domain=TABLE_DOMAINS[0], dimension=DIMENSIONS[0]),
    "all-higher": lambda rows: rows.assign(start=2, goal=3, end=4),
    "returning": lambda rows: rows.assign(client=rows["client"] % max(len(rows) // 6, 1)),
    "one-client": lambda rows: rows.assign(client=0),
    "still-open": lambda rows: rows.assign(ended=dt.date(2030, 1, 1)),
    "closed-at-once": lambda rows: rows.assign(ended=rows["began"]),
}
"""What is done with a random set: a village of 30, a program that scores nothing, everybody alike."""


def registration(seed: int, shape: str = "usual") -> pd.DataFrame:
    """Random cases: clients who return, choices left blank, scores that hang together."""
    return SHAPES[shape](_drawn(seed))


def _drawn(seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    size = round(float(np.exp(draw.uniform(np.log(30), np.log(1500)))))
    domains, dimensions = (*DOMAINS, BLANK), (*DIMENSIONS, BLANK)
    weight = draw.dirichlet(np.where(np.isin(domains, TABLE_DOMAINS), 4.0, 0.7))
    tables = draw.dirichlet(np.full(len(dimensions), 0.8), size=len(domains))
    domain = draw.choice(len(domains), size, p=weight)
    first = dt.date(2019, 3, 1)
    began = draw.integers(0, 1035, size)
    lasted = draw.geometric(1 / draw.uniform(60, 260), size)
    start = np.clip(np.round(draw.normal(draw.uniform(2, 3.5), 1, size)), 1, 5).astype(int)
    goal = np.clip(start + draw.choice([0, 1, 2, -1], size, p=[0.35, 0.45, 0.17, 0.03]), 1, 5)
    end = np.clip(start + draw.choice([-1, 0, 1, 2], size, p=draw.dirichlet([1, 4, 3, 1])), 1, 5)
    blank = draw.uniform(0.01, 0.25, 3)
    return pd.DataFrame(
        {
            "client": draw.integers(0, max(int(size * draw.uniform(0.75, 3)), 1), size),
            "domain": np.array(domains)[domain],
            "dimension": [draw.choice(dimensions, p=tables[place]) for place in domain],
            "age": draw.choice(CLASSES, size, p=draw.dirichlet(np.full(len(CLASSES), 0.8))),
            "began": [first + dt.timedelta(days=int(days)) for days in began],
            "ended": [first + dt.timedelta(days=int(days)) for days in began + lasted],
            "start": np.where(draw.random(size) < blank[0], 0, start),
            "goal": np.where(draw.random(size) < blank[1], 0, goal),
            "end": np.where(draw.random(size) < blank[2], 0, end),
        }
    )


def counts_of(cases: pd.DataFrame, spec: Spec) -> CaseCounts:
    """The counts of one sheet, as ``impactlib.measures.counts`` makes them of a registration."""
    first, last = spec.period.first, spec.period.last
    known = cases[cases["began"] <= last].sort_values(["began"], kind="stable")
    known = known.assign(theme=known["domain"].isin(spec.theme.domains), due=known["ended"] <= last)
    inside = known[known["ended"] >= first]
    inside = inside.assign(first_all=~inside.duplicated("client"), first_theme=~inside.duplicated(["client", "theme"]))
    own = inside[inside["theme"]]
    closed = known[known["theme"] & known["ended"].between(first, last)]
    year = dt.timedelta(days=365)
    cohort = known[known["theme"] & known["began"].between(last - 2 * year + dt.timedelta(days=1), last - year)]
    cohort = cohort.assign(within=(cohort["ended"] - cohort["began"]) <= year)
    closed = closed.assign(
        days=[(end - begin).days for begin, end in zip(closed["began"], closed["ended"], strict=True)]
    )
    scores = _scores(own)
    return CaseCounts(
        flow=_flow(known, inside, first, last),
        cases=_counted(
            inside.rename(columns={"age": "age_class"}), ["domain", "dimension", "age_class", "theme"], "first_all"
        ).merge(
            inside.assign(theme_clients=inside["first_theme"] & inside["theme"])
            .rename(columns={"age": "age_class"})
            .groupby(["domain", "dimension", "age_class", "theme"], as_index=False)["theme_clients"]
            .sum()
        ),
        scores=_counted(scores, ["version", "start", "goal", "end", "due"], "first_theme"),
        growth=_counted(scores, ["domain", "version", "start", "end", "due"], "first_theme"),
        closed_days=_counted(closed.assign(first=~closed.duplicated("client")), ["days"], "first"),
        cohort=_counted(cohort.assign(first=~cohort.duplicated("client")), ["within"], "first"),
    )


def _scores(own: pd.DataFrame) -> pd.DataFrame:
    scores = own.assign(version="2017", end=own["end"].where(own["due"], 0))
    for moment in ("start", "goal", "end"):
        scores[moment] = scores[moment].astype("Int64").mask(scores[moment] == 0)
    return scores


def _counted(rows: pd.DataFrame, by: list[str], client: str) -> pd.DataFrame:
    grouped = rows.groupby(by, dropna=False, as_index=False)
    return grouped.agg(count=(client, "size"), clients=(client, "sum"))


def _flow(known: pd.DataFrame, inside: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    parts = {
        "open_at_start": inside[inside["began"] < first],
        "started": known[known["began"].between(first, last)],
        "closed": known[known["ended"].between(first, last)],
        "open_at_end": known[known["ended"] > last],
        "unique_clients": inside,
    }
    rows = [(name, len(part), part["client"].nunique()) for name, part in parts.items()]
    return pd.DataFrame(rows, columns=["group", "count", "clients"]).assign(unnamed=0)


def sheets(seed: int, policy: str, shape: str = "usual") -> Iterator[tuple[Spec, dict[str, Measure]]]:
    """The measures of every sheet of a set."""
    cases = registration(seed, shape)
    for year in YEARS:
        for theme in THEMES:
            spec = spec_of({"year": year, "municipality": "ergens", "theme": theme, "privacy": policy})
            yield spec, {measure.id: measure for measure in from_counts(counts_of(cases, spec), spec)}


def published(spec: Spec, tables: dict[str, Released]) -> Published:
    params = spec.params
    sheet = ReleasedSheet(
        report=params.theme,
        year=params.year,
        municipality=params.municipality,
        period=str(spec.period),
        as_of=spec.as_of.isoformat(),
        basis=params.basis,
        policy=params.privacy,
        synthetic=True,
        tables=tuple(tables.values()),
    )
    return Published(Path(), f"{params.year}/{params.municipality}/{params.theme}.json", sheet, old=False)


@contextlib.contextmanager
def primary_only() -> Iterator[None]:
    """The door as most tools have it: small cells are hidden, and nothing else."""

    def small_alone(system, _policy):
        small = np.array([quantity.small or quantity.kind == "never" for quantity in system.quantities])
        return Choice(small, "optimal")

    def rows_alone(lines, policy, *_):
        return frozenset(line.group for line in lines if line.count is not None and partition.is_small(line, policy))

    with (
        mock.patch("impactlib.release.protect.solve", small_alone),
        mock.patch("impactlib.release.partition.hide", rows_alone),
    ):
        yield


@dataclasses.dataclass
class Result:
    """One set: what the attacker found, processor seconds of each sheet, how many rows were hidden."""

    findings: list[AuditFinding]
    seconds: list[float]
    hidden: int
    primary: int
    rows: int


def run(seed: int, policy: str = "standaard", shape: str = "usual") -> tuple[Result, Result]:
    """A set through the door, and the same set with small cells hidden alone."""
    with_door, alone = Result([], [], 0, 0, 0), Result([], [], 0, 0, 0)
    made: list[Published] = []
    bare: list[Published] = []
    for spec, measures in sheets(seed, policy, shape):
        started = time.process_time()
        tables = _released(measures, spec)
        with_door.seconds.append(time.process_time() - started)
        with primary_only():
            plain = _released(measures, spec)
        made.append(published(spec, tables))
        bare.append(published(spec, plain))
        with_door.hidden += _hidden(tables)
        with_door.primary += _hidden(plain)
        with_door.rows += sum(len(table.rows) for table in tables.values())
    for result, found in ((with_door, made), (alone, bare)):
        result.findings += [finding for one in found for finding in shown_outright(one, RULES[policy])]
        result.findings += attack(found, RULES)
    return with_door, alone


def _released(measures: dict[str, Measure], spec: Spec) -> dict[str, Released]:
    return release(
        measures,
        policies()[spec.params.privacy],
        show_dimensions=spec.theme.top_dimensions or DIMENSIONS[:2],
        theme_domains=TABLE_DOMAINS,
    )


def _hidden(tables: dict[str, Released]) -> int:
    return sum(row.state == "suppressed" for table in tables.values() for row in table.rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--policy", default="standaard")
    parser.add_argument("--shape", choices=SHAPES, default="usual")
    options = parser.parse_args()
    results, leaking = [], 0
    for seed in range(options.first, options.first + options.sets):
        ours, alone = run(seed, options.policy, options.shape)
        results.append(ours)
        leaking += bool(alone.findings)
        for finding in ours.findings:
            print(f"LEAK set {seed}: {finding}", flush=True)
        if sys.stderr.isatty() or seed % 20 == 0:
            print(f"{seed + 1 - options.first}/{options.sets}", file=sys.stderr, flush=True)
    seconds = sorted(second for result in results for second in result.seconds)
    hidden, primary, rows = (sum(getattr(r, name) for r in results) for name in ("hidden", "primary", "rows"))
    print(f"sets                          {len(results)}")
    print(f"leaking, small cells alone    {leaking}")
    print(f"leaking, the door             {sum(bool(result.findings) for result in results)}")
    print(f"CPU seconds a sheet, median       {statistics.median(seconds):.2f}")
    print(f"CPU seconds a sheet, 95 %         {seconds[int(0.95 * len(seconds))]:.2f}")
    print(f"CPU seconds a sheet, most         {seconds[-1]:.2f}")
    print(f"rows / small / hidden         {rows} / {primary} / {hidden}")


if __name__ == "__main__":
    main()
