"""From released sheets to facts: what each table says of the cases behind it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Sequence

from impactlib.audit.asked import BEGINS, Kinds
from impactlib.audit.facts import Facts, Term, minus, plus
from impactlib.audit.files import Published
from impactlib.audit.rules import BY_NAME, DELIVERED, DELIVERED_MEAN, NOT_LISTED, WHOLES, AuditRules
from impactlib.audit.scored import cells, due, kinds
from impactlib.audit.steps import tell_growth
from impactlib.audit.wholes import Parts, delivered_terms, split, tell_mean
from impactlib.audit.work import Work
from impactlib.model import DIMENSIONS, DOMAINS, Period, Released, Row

Terms = tuple[Term, Term | None, Term | None]
BLANK = "not_recorded"
VERSUS = ("zrm-end-vs-start", "zrm-end-vs-goal")
BLANKS = {"caseload-theme-share": BLANK, "ph-dimension": BLANK, "caseload-age": "unknown"}
"""Tables whose bounds are over what was not recorded, and the row that counts that."""

NARROWED = "productblad"
"""Begins the name of a report about a part of the work: its tables are those of no other report."""

DATED = re.compile(r"\d{4}-\d{1,2}")


class World:
    """The cases of one municipality, basis, period and as-of date, as sheets speak of them."""

    def __init__(self, facts: Facts, published: Published, rules: AuditRules, work: Work) -> None:
        sheet = published.sheet
        self.work = work
        self.facts, self.rules, self.published = facts, rules, published
        self._last = Period.parse(sheet.period).last
        self.here = (sheet.municipality, sheet.basis, sheet.period, sheet.as_of)
        self.tables = {table.id: table for one in sheet.tables for table in split(one)}
        share = self.tables.get("caseload-theme-share")
        self.theme = (
            tuple(sorted(row.group for row in share.rows if row.group not in ("theme", BLANK))) if share else ()
        )
        pairs = self.tables.get("dimension-domain")
        seen = {row.group.partition("/")[2] for row in pairs.rows} if pairs else set()
        self._asked = Kinds(facts, (self.here, self.theme, "asked"), tuple(self.tables.values()))
        self.domains = (*DOMAINS, *sorted(({*seen, *self.theme}) - {*DOMAINS, BLANK}), BLANK)

    def tell_blank(self) -> None:
        """Note the rows of tables that are hidden whole, before any sheet speaks of what it hides."""
        for table in self.tables.values():
            if table.privacy == "people" and _is_blank(table):
                terms = (self._terms(table.id, row) for row in table.rows if not self._is_somebody(table, row))
                for term in (found[0] for found in terms if found):
                    self.facts.blanked(term, self._last)

    def tell(self) -> None:
        """Add what this sheet says to the facts."""
        for table in self.tables.values():
            if table.privacy == "people":
                self._table(table)
        self._merged()
        self._unlisted()

    def tie(self) -> None:
        """Add what holds by definition between its tables, once all sheets have spoken."""
        flow = [self.flow(group) for group in ("open_at_start", "started", "closed")]
        every = self.every()
        if "caseload-flow" in self.tables:
            basis = {"in_behandeling": plus(flow[0], flow[1]), "gestart": flow[1], "afgesloten": flow[2]}
            self.facts.same(basis.get(self.here[1], every), every)
            extra = self.facts.total([("again", self.here)])
            self.facts.same(plus(self.flow("unique_clients"), extra), every)
        by_practice, by_month = (self.tables.get(f"referrals-{one}") for one in ("practice", "month"))
        if by_practice and by_month and by_practice.row(NOT_LISTED) is None:
            wholes = [self._alone(table, "")[1] or {} for table in (by_practice, by_month)]
            self.facts.same(*wholes)
        self._tie_delivered()
        if self.theme:
            scored = self._scored(lambda _: True)
            self._tie_versions()
            self._asked.tie(self._of_variable, self.of_theme())
            ages = self.tables.get("caseload-age")
            self.facts.same(scored, self.of_theme())
            if ages:
                self.facts.same(self.facts.total(self._name("age", row.group) for row in ages.rows), self.of_theme())
            if "caseload-duration" in self.tables and self.here[1] == "in_behandeling":
                self.facts.same(self.facts.total([self._name("closed")]), self._scored(due))

    def every(self) -> Term:
        return self._cases((*DIMENSIONS, BLANK), self.domains)

    def of_theme(self) -> Term:
        return self._cases((*DIMENSIONS, BLANK), self.theme)

    def _of_variable(self, name: str, value: str) -> Term | None:
        """What the other tables of the sheet say of the theme cases with a value; None where they say nothing."""
        if name == "age":
            return self.age(value) if self.tables.get("caseload-age") else None
        if name == "dimension":
            return self._cases([value], self.theme) if value in (*DIMENSIONS, BLANK) else None
        if name == "domain":
            return self.domain(value) if value in self.theme else None
        places = {
            "change": ("zrm-end-vs-start", value),
            "goal": {
                "reached": ("zrm-goal-reached", "reached"),
                "not_reached": ("zrm-end-vs-goal", "lower"),
            }.get(value, ("zrm-end-vs-goal", value)),
        }
        found = cells(*places[name], None) if name in places else None
        return self._scored(found.count) if found else None

    def _name(self, *parts: Hashable) -> Hashable:
        return (self.here, self.theme, *parts)

    def _cases(self, dimensions: Iterable[str], domains: Iterable[str]) -> Term:
        domains = tuple(domains)
        return self.facts.total((self.here, dimension, domain) for dimension in dimensions for domain in domains)

    def _scored(self, test: Callable[..., bool]) -> Term:
        return self.facts.total(self._name("scores", case) for case in kinds() if test(case))

    def flow(self, group: str) -> Term:
        """Open at the start or not, open at the end or not: four unknowns, and the clients."""
        stays = {"open_at_start": "sl", "started": "np", "closed": "lp", "open_at_end": "sn"}
        if group == "unique_clients":
            return self.facts.total([(self.here, "clients")])
        return self.facts.total((self.here, "flow", kind) for kind in stays[group])

    def _table(self, table: Released) -> None:
        zeros = any(row.count == 0 for row in table.rows)
        for row in table.rows:
            terms = None if row.group.startswith(NOT_LISTED) else self._terms(table.id, row)
            if terms is None:
                continue
            count, n, eligible = terms
            if row.state == "suppressed":
                floor = (
                    0
                    if table.id.startswith(("dimension-domain", f"{BEGINS}share"))
                    else self.facts.least(count, self._last)
                )
                somebody = self._is_somebody(table, row)
                floor = 1 if somebody else floor
                self.facts.hide(self.published.file, f"{table.id}/{row.group}", count, floor)
                if floor:
                    self.facts.between(
                        count, floor, float("inf"), old=self.published.old, guess=not (zeros or somebody)
                    )
                continue
            for term, value in ((count, row.count), (n, row.n), (eligible, row.n_eligible)):
                if term is not None and value is not None:
                    self.facts.between(term, value, value, old=self.published.old)
            if row.count is None and row.n is not None and row.share is not None:
                half = 0.5 * 10.0**-self.rules.share_digits
                self.facts.between(count, (row.share - half) * row.n, (row.share + half) * row.n)
            self._bounds(table.id, row)
            if table.id.startswith(DELIVERED):
                tell_mean(self.facts, self._delivered(table.id), row, self.rules)
            if table.id == "zrm-growth" and self.theme == (row.group,):
                tell_growth(self.facts, row, self.rules, self._scored, old=self.published.old)

    def _is_somebody(self, table: Released, row: Row) -> bool:
        """Whether the row would not be there without anybody in it: nothing was agreed of it, or its table only lists."""
        agreed = self.tables.get("targets")
        done = table.id == "target-counts" and agreed is not None and agreed.row(f"{row.group}/expected") is None
        return done or table.id.endswith(BY_NAME) or row.group.startswith(NOT_LISTED)

    def _terms(self, table: str, row: Row) -> Terms | None:
        """The sums that a row prints as count, n and n_eligible; None when it prints none."""
        known: dict[str, Callable[[str], Terms]] = {
            "caseload-flow": lambda group: (self.flow(group), None, None),
            "caseload-theme-share": lambda group: self._of(self.domain(group), self.every()),
            "ph-dimension": lambda group: self._of(self._cases([group], self.theme), self.of_theme()),
            "dimension-domain": self._pair,
            "caseload-age": lambda group: self._of(self.age(group), self.of_theme()),
            "caseload-duration": self._duration,
        }
        if table in known:
            return known[table](row.group)
        if table.startswith(BEGINS):
            return self._asked.terms(table, row)
        if table.startswith(DELIVERED):
            return delivered_terms(self._delivered(table), row)
        of_work = self.work.terms(self.published, self.tables[table], row)
        return of_work or self._of_scores(table, row.group)

    def _of(self, count: Term, whole: Term) -> Terms:
        return count, whole, whole

    def domain(self, group: str) -> Term:
        return self.of_theme() if group == "theme" else self._cases((*DIMENSIONS, BLANK), [group])

    def age(self, group: str) -> Term:
        return self.facts.total([self._name("age", group)])

    def _pair(self, group: str) -> Terms:
        dimension, _, domain = group.partition("/")
        return self._of(self._cases([dimension], [domain]), self._cases([dimension], self.domains))

    def _delivered(self, table: str) -> Parts:
        """The parts of a whole that others delivered, each an unknown of this report's theme and period."""
        own = (self.here[0], self.published.sheet.report, self.tables[table].period, table)
        groups = (row.group for row in self.tables[table].rows if row.group != DELIVERED_MEAN)
        return {group: self.facts.total([(own, group)]) for group in groups}

    def _tie_delivered(self) -> None:
        """What was delivered of one domain is about as many, whatever it is counted by."""
        same: dict[str, list[Term]] = {}
        for name in (name for name in self.tables if name.startswith(DELIVERED)):
            same.setdefault(name.rpartition("/")[2], []).append(plus(*self._delivered(name).values()))
        for first, *others in same.values():
            for other in others:
                self.facts.same(first, other)

    def _of_version(self, table: str, group: str) -> Terms | None:
        """An outcome among the pairs of one version of the matrix, which are pairs of the theme."""
        version, stroke, outcome = group.partition("/")
        found = cells(table, outcome, None) if stroke else None
        if found is None:
            return None

        def of(test: Callable[..., bool]) -> Term:
            return self.facts.total(self._name("scores", version, case) for case in kinds() if test(case))

        return of(found.count), of(found.n), None

    def _tie_versions(self) -> None:
        """The pairs of all versions together are the pairs."""
        for name in VERSUS:
            table = self.tables.get(name)
            groups = {row.group.partition("/")[0]: row.group for row in table.rows if "/" in row.group} if table else {}
            own = [terms[1] for terms in (self._of_version(name, group) for group in groups.values()) if terms]
            pair = cells(name, "higher", None)
            if own and pair:
                self.facts.same(plus(*(term for term in own if term)), self._scored(pair.n))

    def _of_scores(self, table: str, group: str) -> Terms | None:
        by_version = self._of_version(table, group)
        if by_version is not None:
            return by_version
        found = cells(table, group, self.theme[0] if len(self.theme) == 1 else None)
        if found is not None:
            return self._scored(found.count), self._scored(found.n), self._scored(found.eligible)
        if table != "zrm-growth":
            return self._alone(self.tables[table], group)
        own = () if self.theme else (self.published.sheet.report,)
        pairs = self.facts.total([self._name("pairs", group, *own)])
        return pairs, pairs, plus(pairs, self.facts.total([self._name("unscored", group, *own)]))

    def _alone(self, table: Released, group: str) -> Terms:
        """A row of a table of its own; a quarter or a month is the same in every report that has it."""

        def name(one: str) -> Hashable:
            period = "" if DATED.fullmatch(one) else table.period
            narrowed = self.published.sheet.report if self.published.sheet.report.startswith(NARROWED) else ""
            return (self.here[:2], self.theme, narrowed, period, table.id.removesuffix("-before"), one)

        row = self.facts.total([name(group)])
        whole = self.facts.total(name(one.group) for one in table.rows) if table.id.startswith(WHOLES) else None
        return row, whole, None

    def _duration(self, group: str) -> tuple[Term, Term | None, Term | None]:
        if group == "within_365_days":
            cohort = self.facts.total([self._name("within"), self._name("beyond")])
            return self.facts.total([self._name("within")]), cohort, cohort
        closed = self.facts.total([self._name("closed")])
        return closed, closed, closed

    def _bounds(self, table: str, row: Row) -> None:
        """Bounds tighter than count and n alone allow say how many of the missing could still be."""
        if table in BLANKS and row.bounds is not None and row.n:
            self._of_blank(table, row)
        domain = self.theme[0] if len(self.theme) == 1 else None
        found = cells(table, row.group, domain)
        if found is None or row.bounds is None or not row.n_eligible or row.count is None or row.n is None:
            return
        half = 0.5 * 10.0**-self.rules.share_digits * row.n_eligible + 1e-6
        low, high = (bound * row.n_eligible for bound in row.bounds)
        if low - half > row.count:
            certain = plus(self._scored(found.count), self._scored(found.certain))
            self.facts.between(certain, low - half, low + half, old=self.published.old)
        if high + half < row.count + row.n_eligible - row.n:
            missing = minus(self._scored(found.eligible), self._scored(found.n))
            could = minus(plus(self._scored(found.count), missing), self._scored(found.impossible))
            self.facts.between(could, high - half, high + half, old=self.published.old)

    def _of_blank(self, table: str, row: Row) -> None:
        """Bounds over what was not recorded: the row, and the row and all of that together."""
        count, blank = (self._terms(table, one) for one in (row, row.model_copy(update={"group": BLANKS[table]})))
        if count is None or blank is None or row.bounds is None or row.n is None:
            return
        half = 0.5 * 10.0**-self.rules.share_digits * row.n + 1e-6
        for term, bound in zip((count[0], plus(count[0], blank[0])), row.bounds, strict=True):
            self.facts.between(term, bound * row.n - half, bound * row.n + half, old=self.published.old)

    def _merged(self) -> None:
        """``not_higher`` stands for two rows that are both hidden."""
        for name in VERSUS:
            table = self.tables.get(name)
            if table is None or table.row("not_higher") is None:
                continue
            for group in ("equal", "lower"):
                found = cells(name, group, None)
                if found is not None:
                    term = self._scored(found.count)
                    self.facts.hide(self.published.file, f"{name}/{group}", term, 1)
                    self.facts.between(term, 1, float("inf"), old=self.published.old)

    def _unlisted(self) -> None:
        """Pairs of dimension and domain that are not printed, of dimensions and domains that are."""
        table = self.tables.get("dimension-domain")
        listed = {row.group for row in table.rows} if table else set()
        shown = {group.partition("/")[0] for group in listed}
        for dimension in (*DIMENSIONS, BLANK):
            for domain in self.domains:
                cell = f"{dimension}/{domain}"
                in_theme = self.theme == (domain,)
                if cell not in listed and not in_theme and dimension in shown:
                    term = self._cases([dimension], [domain])
                    self.facts.hide(self.published.file, f"dimension-domain/{cell}", term, 0, listed=False)


def _is_blank(table: Released) -> bool:
    """Whether zeros may be hidden too: none is shown, and what is shown is so little that others may have told it."""
    hidden = sum(row.state == "suppressed" for row in table.rows)
    shown = sum(row.state == "shown" for row in table.rows)
    return shown < hidden and not any(row.count == 0 for row in table.rows)


def tie_years(facts: Facts, worlds: Sequence[World]) -> None:
    """Open at the end of a period is open at the start of the next."""
    for one in worlds:
        for other in worlds:
            last, first = Period.parse(one.here[2]).last, Period.parse(other.here[2]).first
            follows = one.here[0] == other.here[0] and last + dt.timedelta(days=1) == first
            if follows and one.here[3] == last.isoformat():
                facts.same(one.flow("open_at_end"), other.flow("open_at_start"))
