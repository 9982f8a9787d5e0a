"""A report of all the work, in sums of unknowns: who each of its numbers counts.

The unknowns are: trajectories of a kind (or questions) by result area and by the quarter in which
they began; and by one thing at a time (age, area, life domain) within a product. Written down from
docs/tables-reports.md; nothing is taken from the room that made the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from impactlib.audit.facts import Facts, Term, plus
from impactlib.audit.files import Published
from impactlib.audit.rules import AREAS_OF, NOT_LISTED
from impactlib.model import Period, Row, parts_of

Terms = tuple[Term, Term | None, Term | None]
KINDS = {"individuele_trajecten": "own", "matches": "lean", "aanmeldingen": "dispute", "informatie_en_advies": "asked"}
NAMES = {"trajectories": "own", "lean": "lean", "questions": "asked"}
TRAJECTORIES = ("own", "lean")
YEAR = (1, 2, 3, 4)
BEFORE = "-before"
ALL = "totaal"
ELSEWHERE = "elders"
"""The result area of what is in none that a report names."""

BY_AREA = ("trajectories-result-area", "lean-result-area", "questions-result-area")
BY_QUARTER = ("trajectories-started", "lean-started", "questions-quarter")
CLOSED = ("trajectories-closed", "lean-closed")
THINGS = ("age", "area", "domain", "sex", "weight", "complexity")
BY_ONE_THING = re.compile(rf"(trajectories|lean|product)-({'|'.join(THINGS)})")
ASKED = ("questions", "questions-area", "questions-domain")
DEBT = ("schuld_gemiddelde_duur/gemiddelde", "schuld_langste_duur/afgesloten_of_te_lang")


class Report:
    """One report and the days it speaks of."""

    def __init__(self, published: Published) -> None:
        sheet = published.sheet
        self.published, self.sheet = published, sheet
        self.period = Period.parse(sheet.period)
        name, _, number = sheet.report.rpartition("-")
        self.product = int(number) if name == "productblad" else 0
        self.tables = {table.id: table for table in sheet.tables}

    @property
    def areas(self) -> tuple[str, ...]:
        """Result areas of the product that it is about."""
        printed = tuple(row.group for row in self._rows("questions-result-area"))
        return AREAS_OF.get(self.product, printed) if self.product else ()

    def named(self) -> Iterator[str]:
        """Every result area that it names."""
        for name in BY_AREA:
            yield from (row.group for row in self._rows(name) if row.group != NOT_LISTED)
        agreed = (parts_of(row.group)[0] for row in self._rows("target-counts"))
        yield from (area for area in agreed if area != NOT_LISTED)
        yield from self.areas

    def classes(self, thing: str) -> Iterator[str]:
        """Every age, area or domain that it names."""
        for name in self.tables:
            found = BY_ONE_THING.fullmatch(name)
            if found and found[2] == thing:
                yield from (row.group for row in self._rows(name))

    def _rows(self, name: str) -> Sequence[Row]:
        return self.tables[name].rows if name in self.tables else ()


@dataclass(frozen=True)
class Whole:
    """All the work of a municipality: its result areas, and those of each product."""

    facts: Facts
    areas: tuple[str, ...]
    products: Mapping[int, tuple[str, ...]]


class Telling:
    """A report's words as sums of unknowns."""

    def __init__(self, whole: Whole, report: Report, period: Period) -> None:
        self.whole, self.report, self.period = whole, report, period
        self.year = period.last.year
        self.quarters = [quarter for year, quarter in period.quarters if year == self.year]
        sheet = report.sheet
        self.here = (sheet.municipality, sheet.basis, self.year)

    def terms(self, name: str, row: Row) -> Terms | None:
        """The sums of a row, by the kind of table that it stands in."""
        by_name: dict[str, Callable[[str, str], Terms | None]] = {
            **dict.fromkeys(BY_AREA, self.by_area),
            **dict.fromkeys(BY_QUARTER, self._by_quarter),
            **dict.fromkeys(CLOSED, self._closed_by_quarter),
            **dict.fromkeys(ASKED, self._of_questions),
            "target-counts": self._agreement,
            "norms": self._norm,
        }
        one_thing = BY_ONE_THING.fullmatch(name)
        if one_thing:
            return self._by_one_thing(one_thing[1], one_thing[2], row.group)
        if name in by_name:
            return by_name[name](name, row.group)
        return self._of_product(name, row) if self.report.product else None

    @property
    def areas(self) -> tuple[str, ...]:
        return self.report.areas if self.report.product else self.whole.areas

    def _by_quarter(self, name: str, group: str) -> Terms:
        kind = NAMES[name.partition("-")[0]]
        return self.begun([kind], self.areas, [int(group[-1])]), self.begun([kind], self.areas, self.quarters), None

    def _closed_by_quarter(self, name: str, group: str) -> Terms:
        kind = NAMES[name.partition("-")[0]]
        return self.closed(kind, [int(group[-1])]), self.closed(kind, self.quarters), None

    def _of_questions(self, name: str, group: str) -> Terms:
        return self.asked(name, self.quarters, [group]), self.begun(["asked"], self.areas, self.quarters), None

    def _agreement(self, _name: str, group: str) -> Terms:
        parts = [(kind, self.whole.areas if area == ALL else [area]) for kind, area in agreements(group)]
        return plus(*(self.begun([kind], areas, self.quarters) for kind, areas in parts)), None, None

    def by_area(self, name: str, group: str) -> Terms:
        kind = NAMES[name.partition("-")[0]]
        if kind == "asked":
            return self.begun([kind], [group], self.quarters), self.begun([kind], self.areas, self.quarters), None
        return self.under_way([kind], [group]), self.under_way([kind], self.areas), None

    def _by_one_thing(self, prefix: str, thing: str, group: str) -> Terms:
        kinds = kinds_of(thing) if prefix == "product" else (NAMES[prefix],)
        products = [self.report.product] if prefix == "product" else [0, *self.whole.products]
        return self.by(thing, kinds, products, [group]), self.under_way(kinds, self.areas), None

    def _of_product(self, name: str, row: Row) -> Terms | None:
        """Topics with the parts of them that have a minimum; those closed, and those of them that lasted."""
        topics, minima = (self._groups(table) for table in ("product-topic", "product-minima"))
        if name == "product-topic":
            return self._topic(row.group, minima), plus(*(self._topic(topic, minima) for topic in topics)), None
        if name == "product-duration" and row.group.startswith("closed"):
            closed = self.name_of("lasting", "not lasting", "closed elsewhere")
            return closed, closed, None
        if name == "product-minima" and row.group == "lasts":
            return self.name_of("lasting"), self.name_of("lasting", "not lasting"), None
        if name == "product-minima" and row.unit == "trajecten":
            return self.name_of(f"part {row.group}"), None, None
        return None

    def _groups(self, table: str) -> list[str]:
        return [row.group for row in self.report.tables[table].rows] if table in self.report.tables else []

    def _topic(self, topic: str, minima: Iterable[str]) -> Term:
        parts = [f"part {name}" for name in minima if name == topic or name.startswith(f"{topic}_")]
        return self.name_of(f"topic {topic}", *parts)

    def _norm(self, _name: str, group: str) -> Terms | None:
        closed = self.name_of("debt within the limit", "debt beyond it")
        if group == DEBT[0]:
            return closed, closed, closed
        whole = plus(closed, self.name_of("too long"))
        return (self.name_of("debt within the limit"), whole, whole) if group == DEBT[1] else None

    def name_of(self, *names: str) -> Term:
        return self._total((*self.here, self.report.sheet.report, name) for name in names)

    def begun(self, kinds: Iterable[str], areas: Iterable[str], quarters: Iterable[int]) -> Term:
        """Begun in those quarters (0: open when the year began), or questions asked in them."""
        quarters, areas = tuple(quarters), tuple(areas)
        return self._total(
            (*self.here, kind, area, quarter) for kind in kinds for area in areas for quarter in quarters
        )

    def closed(self, kind: str, quarters: Iterable[int]) -> Term:
        return self._total((*self.here, kind, "closed in", quarter) for quarter in quarters)

    def under_way(self, kinds: Iterable[str], areas: Iterable[str]) -> Term:
        if self.report.sheet.basis == "afgesloten":
            return self._total((*self.here, kind, area, "closed") for kind in kinds for area in areas)
        return self.begun(kinds, areas, (0, *YEAR) if self.report.sheet.basis == "in_behandeling" else YEAR)

    def asked(self, table: str, quarters: Iterable[int], classes: Iterable[str]) -> Term:
        """Questions by kind, area or domain: of the product, or of all of them."""
        products = [self.report.product] if self.report.product else [0, *self.whole.products]
        quarters, classes = tuple(quarters), tuple(classes)
        return self._total(
            (*self.here, table, product, quarter, one)
            for product in products
            for quarter in quarters
            for one in classes
        )

    def by(self, thing: str, kinds: Iterable[str], products: Iterable[int], classes: Iterable[str]) -> Term:
        products, classes = tuple(products), tuple(classes)
        return self._total(
            (*self.here, thing, kind, product, one) for kind in kinds for product in products for one in classes
        )

    def _total(self, names: Iterable[Hashable]) -> Term:
        return self.whole.facts.total(names)


def kinds_of(thing: str) -> tuple[str, ...]:
    """The kinds of trajectories that a product sheet tells apart by that thing: lean has no life domain."""
    return ("own",) if thing == "domain" else TRAJECTORIES


def agreements(group: str) -> Iterator[tuple[str, str]]:
    """The kinds of an agreement, with its result area."""
    area, measures = parts_of(group)
    for measure in measures.split(";"):
        yield KINDS[measure], area
