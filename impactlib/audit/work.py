"""What the reports about all the work say together of the same people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from impactlib.audit.facts import Facts, plus
from impactlib.audit.files import Published
from impactlib.audit.rules import NOT_LISTED
from impactlib.audit.telling import (
    ALL,
    ASKED,
    BEFORE,
    BY_AREA,
    DEBT,
    ELSEWHERE,
    KINDS,
    THINGS,
    YEAR,
    Report,
    Telling,
    Terms,
    Whole,
    agreements,
    kinds_of,
)
from impactlib.model import Released, Row

if TYPE_CHECKING:
    from impactlib.audit.world import World


class Work:
    """All the work of a municipality, as its reports speak of it."""

    def __init__(self, facts: Facts, published: Iterable[Published]) -> None:
        self.facts = facts
        self.reports = [Report(found) for found in published]
        named = {area for report in self.reports for area in report.named()}
        products = {report.product: report.areas for report in self.reports if report.product}
        self.whole = Whole(facts, (*sorted(named - {ALL}), ELSEWHERE), products)

    def terms(self, published: Published, table: Released, row: Row) -> Terms | None:
        """The sums that a row prints as count, n and n_eligible; None for a table of another kind."""
        report = next(report for report in self.reports if report.published is published)
        name, period = table.id, report.period
        if name.endswith(BEFORE):
            name, period = name.removesuffix(BEFORE), period.year_before()
        return Telling(self.whole, report, period).terms(name, row)

    def tie(self) -> None:
        """Add what holds by definition between the reports, once all have spoken."""
        years = sorted({(report.sheet.basis, report.period.last.year) for report in self.reports})
        for basis, year in years:
            every = [
                report for report in self.reports if (report.sheet.basis, report.period.last.year) == (basis, year)
            ]
            self._tie_things(every)
        for report in self.reports:
            self._named(report)
            self._agreed(report)
            self._asked(report)
            self._narrow(report)

    def _tie_things(self, reports: Sequence[Report]) -> None:
        """Whatever they are counted by, they are as many."""
        telling = Telling(self.whole, reports[0], reports[0].period)
        for thing in THINGS:
            names = {name for report in reports for name in report.tables}
            classes = sorted({found for report in reports for found in report.classes(thing)})
            for prefix, kinds in (("trajectories", ("own",)), ("lean", ("lean",)), ("product", kinds_of(thing))):
                if f"{prefix}-{thing}" not in names:
                    continue
                for product in (0, *self.whole.products):
                    areas = self.whole.products.get(product) or self._unproduced()
                    for kind in kinds:
                        whole = telling.under_way([kind], areas)
                        if areas:
                            self.facts.same(telling.by(thing, [kind], [product], classes), whole)
                        for one in classes if self.whole.products else ():
                            term, cell = telling.by(thing, [kind], [product], [one]), f"{thing}/{kind}/{product}/{one}"
                            self.facts.hide(reports[0].published.file, cell, term, 0, listed=False)

    def _asked(self, report: Report) -> None:
        """By whatever they are told apart, the questions of a quarter are as many."""
        telling = Telling(self.whole, report, report.period)
        areas = telling.areas
        for name in sorted(set(ASKED) & set(report.tables)):
            classes = [row.group for row in report.tables[name].rows if row.state != "unknown"]
            for quarter in telling.quarters if classes else ():
                self.facts.same(telling.asked(name, [quarter], classes), telling.begun(["asked"], areas, [quarter]))
                for one in classes:
                    cell = f"{name}/{one}/{quarter}"
                    term = telling.asked(name, [quarter], [one])
                    self.facts.hide(report.published.file, cell, term, 0, listed=False)

    def tie_cases(self, worlds: Sequence[World]) -> None:
        """Trajectories of the annual report are the cases of the fact sheets of that year."""
        sheets = [world for world in worlds if world.theme]
        for world in worlds:
            report = next(report for report in self.reports if report.published is world.published)
            alike = [sheet for sheet in sheets if sheet.here == world.here]
            telling = Telling(self.whole, report, report.period)
            if any("caseload-flow" in other.tables and other.here == world.here for other in worlds):
                if "trajectories-started" in report.tables:
                    self.facts.same(telling.begun(["own"], self.whole.areas, YEAR), world.flow("started"))
                    self.facts.same(telling.begun(["own"], self.whole.areas, [0]), world.flow("open_at_start"))
                if "trajectories-closed" in report.tables:
                    self.facts.same(telling.closed("own", YEAR), world.flow("closed"))
            if "trajectories-domain" not in report.tables or not alike:
                continue
            every = [0, *self.whole.products]
            for domain in report.classes("domain"):
                self.facts.same(telling.by("domain", ["own"], every, [domain]), world.domain(domain))
            self.facts.same(telling.under_way(["own"], self.whole.areas), world.every())
            for age in report.classes("age"):
                term = telling.by("age", ["own"], every, [age])
                themes = {sheet.theme: sheet.age(age) for sheet in alike}
                rest = telling.name_of(f"other {age}")
                self.facts.same(term, plus(*themes.values(), rest))
                self.facts.hide(report.published.file, f"trajectories-age/{age}/elders", rest, 0, listed=False)

    def _unproduced(self) -> tuple[str, ...]:
        taken = {area for areas in self.whole.products.values() for area in areas}
        return tuple(area for area in self.whole.areas if area not in taken)

    def _named(self, report: Report) -> None:
        """A table by result area names every one in which anything was done."""
        telling = Telling(self.whole, report, report.period)
        for name in BY_AREA:
            table = report.tables.get(name)
            listed = table and all(row.state != "unknown" and row.group != NOT_LISTED for row in table.rows)
            if listed and not report.product:
                self.facts.between(telling.by_area(name, ELSEWHERE)[0], 0, 0)

    def _agreed(self, report: Report) -> None:
        """Whatever was done has a row among the agreements: elsewhere there is nothing."""
        table = report.tables.get("target-counts")
        if table is None or any(row.state == "unknown" for row in table.rows):
            return
        telling = Telling(self.whole, report, report.period)
        listed = {(kind, area) for row in table.rows for kind, area in agreements(row.group)}
        folded = {kind for kind, area in listed if area == NOT_LISTED}
        for kind in sorted({kind for kind, _ in listed} - folded):
            for area in self.whole.areas:
                if (kind, area) not in listed:
                    self.facts.between(telling.begun([kind], [area], telling.quarters), 0, 0)

    def _narrow(self, report: Report) -> None:
        """Numbers that nobody prints, but that come out when two printed ones are subtracted."""
        file, telling = report.published.file, Telling(self.whole, report, report.period)
        for area in sorted(set(report.named()) - {ALL}):
            for kind in KINDS.values():
                for quarter in (0, *YEAR):
                    cell = f"{kind}/{area}/{quarter or 'before'}"
                    self.facts.hide(file, cell, telling.begun([kind], [area], [quarter]), 0, listed=False)
                self.facts.hide(file, f"{kind}/{area}", telling.begun([kind], [area], YEAR), 0, listed=False)
        norms = report.tables.get("norms")
        if norms is not None and all(norms.row(group) for group in DEBT):
            self.facts.hide(file, "norms/te lang", telling.name_of("too long"), 0, listed=False)
